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

/** Digests of what all hosts must have alike, by part: `rules`, `keys`, `version`, keys of the configuration. */
export type Alike = Readonly<Record<string, string>>;

/** Who is there now. */
export interface WorkersSeen {
  readonly alive: number;
  /** Those of them who say what they work with. */
  readonly setUps: readonly SetUp[];
  /** The one that was heard last; null: nobody for a day. */
  readonly last: (Omit<WorkerName, 'id'> & { readonly silentSeconds: number }) | null;
}

/** A host or process, for people, and what it works with. */
export interface SetUp {
  readonly who: string;
  readonly alike: Alike;
}

/** To be called every `SIGN_OF_LIFE_MS`; those that have been silent for a day are forgotten. */
export async function showLife(db: Queryable, { id, host, process }: WorkerName, alike: Alike): Promise<void> {
  await db.query(
    `with gone as (delete from workers where seen_at < clock_timestamp() - interval '1 day' and id <> $1)
     insert into workers (id, host, process, seen_at, alike) values ($1, $2, $3, clock_timestamp(), $4)
     on conflict (id) do update set seen_at = excluded.seen_at, alike = excluded.alike`,
    [id, host, process, JSON.stringify(alike)],
  );
}

/** A worker that stops leaves no row that would count as silent. */
export async function sayGoodbye(db: Queryable, id: string): Promise<void> {
  await db.query('delete from workers where id = $1', [id]);
}

export async function workersSeen(db: Queryable): Promise<WorkersSeen> {
  const { rows } = await db.query<{ host: string; process: number; silent: number; alike: Alike | null }>(
    `select host, process, alike, extract(epoch from clock_timestamp() - seen_at)::float8 silent from workers order by seen_at desc`,
  );
  const [last] = rows;
  const alive = rows.filter(({ silent }) => silent < ALIVE_SECONDS);
  return {
    alive: alive.length,
    setUps: alive.flatMap(({ host, process, alike }) =>
      alike === null ? [] : [{ who: `${host} (process ${process})`, alike }],
    ),
    last: last ? { host: last.host, process: last.process, silentSeconds: last.silent } : null,
  };
}

/** How set-ups differ. */
export interface Difference {
  /** The parts that are not the same everywhere. */
  readonly parts: readonly string[];
  /** Who has which: those of one group have everything alike. */
  readonly groups: readonly (readonly string[])[];
}

/** Null: all are alike. */
export function differenceOf(setUps: readonly SetUp[]): Difference | null {
  const groups = new Map<string, string[]>();
  for (const { who, alike } of setUps) {
    const key = JSON.stringify(Object.entries(alike).sort());
    groups.set(key, [...(groups.get(key) ?? []), who]);
  }
  if (groups.size < 2) return null;
  const names = [...new Set(setUps.flatMap(({ alike }) => Object.keys(alike)))];
  const parts = names.filter((name) => new Set(setUps.map(({ alike }) => alike[name])).size > 1);
  // In the same order whenever somebody looks: who has told it need not tell it again.
  const sorted = [...groups.values()]
    .map((group) => group.sort())
    .sort((one, other) => (one[0] ?? '').localeCompare(other[0] ?? ''));
  return { parts: parts.sort(), groups: sorted };
}
