/** Signs of life of workers, by the database's clock: who is at it, and who has been silent. */

import type { Queryable } from './runs.ts';

/** How often a worker shows that it is at it. */
export const SIGN_OF_LIFE_MS = 5_000;
/** A worker that was silent for longer stands still or is gone: a few signs may come late on a busy machine. */
const ALIVE_SECONDS = 30;

/** A worker process, as operators find it. */
export interface WorkerName {
  readonly id: string;
  readonly host: string;
  readonly process: number;
}

/** Who is there now. */
export interface WorkersSeen {
  readonly alive: number;
  /** The one that was heard last; null: nobody for a day. */
  readonly last: (Omit<WorkerName, 'id'> & { readonly silentSeconds: number }) | null;
}

/** To be called every `SIGN_OF_LIFE_MS`; those that have been silent for a day are forgotten. */
export async function showLife(db: Queryable, { id, host, process }: WorkerName): Promise<void> {
  await db.query(
    `with gone as (delete from workers where seen_at < clock_timestamp() - interval '1 day' and id <> $1)
     insert into workers (id, host, process, seen_at) values ($1, $2, $3, clock_timestamp())
     on conflict (id) do update set seen_at = excluded.seen_at`,
    [id, host, process],
  );
}

/** A worker that stops leaves no row that would count as silent. */
export async function sayGoodbye(db: Queryable, id: string): Promise<void> {
  await db.query('delete from workers where id = $1', [id]);
}

export async function workersSeen(db: Queryable): Promise<WorkersSeen> {
  const { rows } = await db.query<{ host: string; process: number; silent: number }>(
    `select host, process, extract(epoch from clock_timestamp() - seen_at)::float8 silent from workers order by seen_at desc`,
  );
  const [last] = rows;
  return {
    alive: rows.filter(({ silent }) => silent < ALIVE_SECONDS).length,
    last: last ? { host: last.host, process: last.process, silentSeconds: last.silent } : null,
  };
}
