/** Dry runs in processes of their own, a new one for each: reading and comparing never hold up a request or a deposit. */

import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { BaseLogger } from 'pino';
import type { RuleFile } from '../adapters/rules/rule-files.ts';
import type { SpoolPlace } from '../adapters/spool/open.ts';
import type { ConnectionSettings } from '../adapters/store/database.ts';
import { currentAsker } from '../asker.ts';
import { AppError, Refusal } from '../domain/model/errors.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { SMALL_HEAP } from '../heap.ts';
import type { DryRunOrder, DryRuns, SpooledFile } from './dry-runs.ts';
import { createPlaces, type PlaceLimits } from './places.ts';
import { inTemporaryFile } from './temporary-file.ts';

/** All that the other process needs to know: it reads neither configuration nor rules, so that both processes go by the same ones. */
export interface DryRunMessage {
  readonly order: DryRunOrder;
  readonly file: SpooledFile;
  /** Where the file lies; null: in the spool. */
  readonly path: string | null;
  readonly connection: ConnectionSettings;
  readonly rules: readonly RuleFile[];
  readonly keysFolder: string;
  readonly spool: SpoolPlace;
}

/** What it answers: a report, or what was thrown. */
export type DryRunAnswer =
  | { readonly report: ImportReport }
  | { readonly refusal: string; readonly values: Refusal['values'] }
  | { readonly trouble: string; readonly told: string; readonly isRetryable: boolean }
  | { readonly error: Error };

export interface DryRunLimits extends PlaceLimits {
  /** For one dry run. */
  readonly runMs: number;
  readonly heapMegabytes: number;
}

/** As many at once as small servers have processors; a worker reads files of 50 MB with a quarter of this heap. */
const LIMITS: DryRunLimits = { places: 2, waiting: 16, waitMs: 30_000, runMs: 300_000, heapMegabytes: 1_024 };

export interface DryRunChildParts {
  readonly connection: ConnectionSettings;
  readonly keysFolder: string;
  readonly spool: SpoolPlace;
  /** Asked each time: they may be read anew. */
  readonly rules: () => readonly RuleFile[];
  readonly log: Pick<BaseLogger, 'warn'>;
  readonly limits?: Partial<DryRunLimits>;
  /** The built program of the other process. */
  readonly program?: string;
}

/** Dry runs and the end of all that are under way. */
export interface DryRunChildren extends DryRuns {
  close(): void;
}

/** Makes dry runs that are carried in other processes: so many at once, each ended when its asker is gone or its time over. */
export function dryRunsApart(parts: DryRunChildParts): DryRunChildren {
  const { connection, keysFolder, spool, rules, log, program = path.join(import.meta.dirname, 'process.js') } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  const places = createPlaces(limits);
  const closing = new AbortController();

  async function ask(message: DryRunMessage, gone: AbortSignal): Promise<ImportReport> {
    const child = fork(program, ['dry-run'], {
      execArgv: [...process.execArgv, ...SMALL_HEAP, `--max-old-space-size=${limits.heapMegabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const outcome = await answerOf(child, message, AbortSignal.any([gone, AbortSignal.timeout(limits.runMs)]));
    if ('ended' in outcome) {
      if (!gone.aborted)
        log.warn({ site: message.order.request.siteId, ...outcome }, 'a dry run ended without a report');
      throw gone.aborted ? gone.reason : new AppError('check-interrupted', 'a dry run ended without a report');
    }
    return reportIn(outcome);
  }

  return {
    async carry(order, file) {
      const asker = new AbortController();
      const stay = currentAsker().whenGone?.(() => asker.abort(hungUp()));
      const gone = AbortSignal.any([asker.signal, closing.signal]);
      try {
        const leave = await places.take(gone);
        if (gone.aborted) leave?.();
        if (gone.aborted) throw gone.reason;
        if (leave === null) throw new AppError('too-many-checks', 'too many files are being read');
        try {
          const common = { order, connection, keysFolder, spool, rules: rules() };
          const { name } = file;
          if (!('bytes' in file)) return await ask({ ...common, file, path: null }, gone);
          return await inTemporaryFile(name, file.bytes, ({ size, sha256, path }) =>
            ask({ ...common, file: { name, size, sha256 }, path }, gone),
          );
        } finally {
          leave();
        }
      } finally {
        stay?.();
      }
    },
    close: () => closing.abort(new AppError('check-interrupted', 'the daemon is stopping')),
  };
}

/** How a process ended, or did not begin, that said nothing. */
interface Silent {
  readonly ended: true;
  readonly code: number | null;
  readonly signal: string | null;
  readonly err?: Error;
}

/** Resolves when the process is gone, with what it said before. */
async function answerOf(
  child: ChildProcess,
  message: DryRunMessage,
  tooLate: AbortSignal,
): Promise<DryRunAnswer | Silent> {
  const kill = (): void => void child.kill('SIGKILL');
  tooLate.addEventListener('abort', kill);
  try {
    return await new Promise((resolve) => {
      let answer: DryRunAnswer | null = null;
      child.once('message', (said) => {
        answer = said as DryRunAnswer;
        // It has given everything back, and would only take its time to end.
        kill();
      });
      child.once('exit', (code, signal) => resolve(answer ?? { ended: true, code, signal }));
      child.once('error', (err) => resolve({ ended: true, code: null, signal: null, err }));
      // Who ends before it has listened says so by its exit.
      child.send(message, () => undefined);
      if (tooLate.aborted) kill();
    });
  } finally {
    tooLate.removeEventListener('abort', kill);
  }
}

function reportIn(answer: DryRunAnswer): ImportReport {
  if ('report' in answer) return answer.report;
  if ('refusal' in answer) throw new Refusal(answer.refusal, answer.values);
  if ('trouble' in answer) throw new AppError(answer.trouble, answer.told, { retryable: answer.isRetryable });
  throw answer.error;
}

/** Nobody hears of it, and nothing is wrong. */
function hungUp(): Refusal {
  return new Refusal('bad-input', { problem: "la demande s'est interrompue" });
}
