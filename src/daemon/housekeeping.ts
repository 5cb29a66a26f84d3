/** The daily round: retention in the database and in the spool, and the head of the audit log for whoever keeps the logs. */

import { verifyAudit } from '../adapters/store/audit.ts';
import { newestDeposit } from '../adapters/store/figures.ts';
import { aloneInTheHouse, type Forgotten, forgetOld, namedObjects } from '../adapters/store/retention.ts';
import type { SpoolSize, SpoolSwept } from '../domain/deposit/spool.ts';
import type { Carillon } from '../main.ts';
import type { HouseSeen } from '../metrics/worker-figures.ts';

const DAY_MS = 86_400_000;

/** One round; null when another process is at it. */
export async function keepHouse(
  carillon: Pick<Carillon, 'database' | 'config' | 'clock' | 'spool' | 'log'>,
  seen?: (found: HouseSeen) => void,
): Promise<(Forgotten & Pick<SpoolSwept, 'objects' | 'bytes'>) | null> {
  const { database, config, clock, spool, log } = carillon;
  return await aloneInTheHouse(database.pool, async () => {
    const forgotten = await forgetOld(database, config.retention, clock.now());
    // Times of files are the machine's, whatever the clock of a demonstration says.
    const { kept, ...swept } = await spool.sweep({
      before: Date.now() - DAY_MS,
      named: (hashes) => namedObjects(database.pool, hashes),
    });
    const { head, broken } = await verifyAudit(database.pool);
    if (broken) log.error({ ...broken }, 'the audit log was changed: run `carillon doctor`');
    log.info({ ...forgotten, ...swept, kept, auditHead: head }, 'retention done');
    seen?.({ atMs: Date.now(), spool: kept, isAuditWhole: broken === null });
    return { ...forgotten, ...swept };
  });
}

/** To be called more often than once a day: does nothing until a day after the last round that succeeded. */
export function dailyRound(...of: Parameters<typeof keepHouse>): () => Promise<void> {
  let dueAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (Date.now() < dueAt) return;
    await keepHouse(...of);
    dueAt = Date.now() + DAY_MS;
  };
}

/** A spool that takes long to look through is looked through more seldom: this many times as long as it took. */
const REST = 50;

/** To be called every few minutes: measures the spool at first, and again when something was deposited since. */
export function spoolMeasure(
  { database, spool }: Pick<Carillon, 'database' | 'spool'>,
  seen: (size: SpoolSize) => void,
): () => Promise<void> {
  let known: { readonly newest: string | null; readonly dueAt: number } | null = null;
  return async () => {
    if (known && performance.now() < known.dueAt) return;
    const newest = await newestDeposit(database.pool);
    if (known && newest === known.newest) return;
    const startedAt = performance.now();
    seen(await spool.measure());
    const endedAt = performance.now();
    known = { newest, dueAt: endedAt + REST * (endedAt - startedAt) };
  };
}
