/** The part of Administration about all sites together: how they stand, and what the queue has to do. */

import type { Database } from '../adapters/store/database.ts';
import { establishmentsOf, listStandings, searchedTexts } from '../adapters/store/overview.ts';
import { type OverviewDesk, overviewOf } from '../domain/notify/overview.ts';
import type { Clock, JobQueue } from '../domain/ports.ts';

/** Nobody waits longer than this for a queue that does not answer. */
const QUEUE_MS = 1_000;

export function createOverviewAdministration({
  database,
  queue,
  clock,
}: {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly clock: Clock;
}): OverviewDesk {
  /** A queue that is away holds up no list: the journal has what is waiting. */
  async function jobs(): Promise<Awaited<ReturnType<JobQueue['counts']>> | null> {
    let late: NodeJS.Timeout | undefined;
    const waited = new Promise<null>((resolve) => {
      late = setTimeout(() => resolve(null), QUEUE_MS);
    });
    return await Promise.race([queue.counts().catch(() => null), waited]).finally(() => clearTimeout(late));
  }
  return {
    async overview(query) {
      const { pool } = database;
      const [all, texts, counts] = await Promise.all([
        listStandings(pool, query.siteIds ?? null, clock.now()),
        query.text ? searchedTexts(pool) : null,
        query.siteIds === undefined ? jobs() : null,
      ]);
      const found = overviewOf(all, query, counts, ({ id }) => texts?.get(id) ?? '');
      const ids = found.items.map((one) => one.id);
      const establishments = await establishmentsOf(pool, ids);
      return {
        ...found,
        items: found.items.map((one) => ({ ...one, establishments: establishments.get(one.id) ?? [] })),
      };
    },
  };
}
