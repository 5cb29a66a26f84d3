/** How commands answer: one JSON document with --json, else plain text; exit status 0 done, 1 refused, 2 wrong usage. */

import { InvalidArgumentError } from 'commander';
import { AppError, Refusal } from '../domain/model/errors.ts';
import { countedInFrench } from '../domain/model/language.ts';
import { notationOf, plainNotation } from '../domain/model/notation.ts';
import { describeRefusal } from '../domain/model/refusals.ts';
import type { RunStatus } from '../domain/model/run.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { reportText } from '../domain/report/text.ts';
import { redact } from '../redact.ts';

export interface OutputOptions {
  readonly json?: boolean;
}

/** The status the process will end with; it ends by itself when everything is closed. */
export function exitWith(status: 0 | 1 | 2): void {
  process.exitCode = status;
}

/** Prints the answer: JSON as it is, or the text that `tell` makes of it. */
export function print<T>(answer: T, options: OutputOptions, tell: (answer: T) => string): void {
  const text = options.json ? JSON.stringify(answer, null, 2) : tell(answer);
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints a report; a rejected, held or failed run makes the exit status 1. `more`: other keys of the JSON document. */
export function printReport(
  { report, controlTitles }: { readonly report: ImportReport; readonly controlTitles: ReadonlyMap<string, string> },
  options: OutputOptions,
  more: object = {},
): void {
  print(options.json ? { ...more, ...report } : report, options, () => reportText(report, { controlTitles }));
  if (isRefused(report.run.status)) exitWith(1);
}

export function isRefused(status: RunStatus): boolean {
  return status === 'rejected' || status === 'held' || status === 'failed';
}

/** A number and its word, in French. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return countedInFrench(plainNotation('fr').number(count), one, many);
}

/** Rows as columns of equal width, with a heading. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => String(cell ?? '')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Tells why a command was refused or failed, and sets the exit status. */
export function printError(error: unknown, json: boolean): void {
  if (error instanceof Refusal) {
    const told = describeRefusal(error.code, error.values);
    if (json) print({ code: error.code, title: told.title, detail: told.detail, status: told.http }, { json }, String);
    else process.stderr.write(`${told.title}. ${told.detail}\n`);
    exitWith(told.exit);
    return;
  }
  const message = redact(error instanceof Error ? error.message : String(error));
  const code = error instanceof AppError ? error.code : 'unexpected';
  const isSurprise = !(error instanceof AppError) && error instanceof Error;
  if (json) print({ code, title: message, status: 500 }, { json }, String);
  else process.stderr.write(`${isSurprise ? redact(error.stack ?? message) : message}\n`);
  exitWith(1);
}

/** The one JSON document of a command whose words are wrong. */
export function printUsageError(message: string): void {
  print({ code: 'usage', title: message.replace(/^error: /, ''), status: 400 }, { json: true }, String);
}

/** A moment as people of the site read it: its own date and time, whatever the zone of this machine. */
export function localMoment(iso: string | null): string | null {
  return iso === null ? null : notationOf('fr').moment(iso);
}

/** A site, establishment or port number on the command line. */
export function number(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}
