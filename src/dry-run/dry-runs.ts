/** Dry runs as they are ordered: what is asked of which file, carried in this process or, by who has requests to answer, in another. */

import type { Database } from '../adapters/store/database.ts';
import type { GivenFile } from '../domain/administration.ts';
import type { Source } from '../domain/model/given.ts';
import type { Language } from '../domain/model/language.ts';
import type { Spool } from '../domain/ports.ts';
import type { ImportReport } from '../domain/report/report.ts';
import type { EvaluationTools } from '../pipeline/evaluate.ts';
import { type DirectoryDryRun, type DirectoryDryTools, forecastDirectory } from './directory.ts';
import { forecastTimetable, type TimetableDryRun } from './dry-run.ts';
import { inTemporaryFile } from './temporary-file.ts';

/** What is asked; plain values, for it may go to another process. */
export type DryRunOrder =
  | { readonly about: 'timetable'; readonly request: TimetableDryRun }
  | { readonly about: 'directory'; readonly request: DirectoryDryRun; readonly language?: Language | undefined };

/** A file that lies in the spool. */
export interface SpooledFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** Carries dry runs. */
export interface DryRuns {
  /**
   * The report of what an import of the file would do now. Nothing is written and nothing kept. Throws AppError `too-many-checks`
   * and `check-interrupted` where they are carried in processes of their own.
   */
  carry(order: DryRunOrder, file: GivenFile | SpooledFile): Promise<ImportReport>;
}

export type DryRunTools = EvaluationTools & DirectoryDryTools;

type NamedSource = Source & SpooledFile;

/** Carries an order in this process. */
export async function carryDryRun(
  order: DryRunOrder,
  source: NamedSource,
  database: Database,
  tools: DryRunTools,
): Promise<ImportReport> {
  return order.about === 'timetable'
    ? await forecastTimetable(order.request, source, database, tools)
    : await forecastDirectory(order.request, source, database, tools, order.language);
}

/** Carries all of them in this process: for commands, which have nobody else to answer. */
export function dryRunsHere(database: Database, spool: Pick<Spool, 'open'>, tools: DryRunTools): DryRuns {
  return {
    carry: async (order, file) =>
      'bytes' in file
        ? await inTemporaryFile(file.name, file.bytes, (source) => carryDryRun(order, source, database, tools))
        : await carryDryRun(order, fromSpool(file, spool), database, tools),
  };
}

/** A file of the spool, to be read. */
export function fromSpool(file: SpooledFile, spool: Pick<Spool, 'open'>): NamedSource {
  return { ...file, open: (range) => spool.open(file.sha256, range) };
}
