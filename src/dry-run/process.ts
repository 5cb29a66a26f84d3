/** The process of one dry run: hears what is asked, answers with the report, and ends; or ends when nobody waits for it any more. */

import { createReadStream } from 'node:fs';
import { openSpool } from '../adapters/spool/open.ts';
import { joinDatabase } from '../adapters/store/database.ts';
import { AppError, Refusal } from '../domain/model/errors.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { hash, judgesFor, readersFor } from '../evaluation-tools.ts';
import { withSmallHeap } from '../heap.ts';
import { VERSION } from '../version.ts';
import type { DryRunAnswer, DryRunMessage } from './child.ts';
import { carryDryRun, fromSpool } from './dry-runs.ts';

process.once('disconnect', () => process.exit());
process.once('message', async (message) => {
  const answer = await answerTo(message as DryRunMessage);
  process.send?.(answer);
});

async function answerTo(message: DryRunMessage): Promise<DryRunAnswer> {
  try {
    return { report: await withSmallHeap(() => carry(message)) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.code, values: error.values };
    if (error instanceof AppError) return { trouble: error.code, told: error.message, isRetryable: error.retryable };
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function carry({
  order,
  file,
  path,
  connection,
  rules,
  keysFolder,
  spool: place,
}: DryRunMessage): Promise<ImportReport> {
  const tools = { version: VERSION, hash, ...readersFor(keysFolder), ...judgesFor(rules) };
  const database = joinDatabase(connection);
  try {
    if (path !== null) {
      const source = { ...file, open: (range?: Range) => createReadStream(path, range ?? {}) };
      return await carryDryRun(order, source, database, tools);
    }
    const spool = await openSpool(place);
    try {
      return await carryDryRun(order, fromSpool(file, spool), database, tools);
    } finally {
      await spool.close();
    }
  } finally {
    await database.close();
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}
