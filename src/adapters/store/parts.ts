/** Digests of parts of what is stored, by which an import knows that it need neither read nor write them. */

import type { PoolClient } from 'pg';
import type { Queryable } from './runs.ts';

/** The part that is all memberships; the others are lists, by their kind. */
export const MEMBERSHIPS = 'memberships';

/** Whose parts: of a year, as files of this scope have left them. */
export interface PartsOf {
  readonly siteId: number;
  readonly year: number;
  readonly scope: readonly number[];
}

/** What is known of them, by part. */
export async function readParts(db: Queryable, { siteId, year, scope }: PartsOf): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ part: string; digest: string }>(
    'select part, digest from stored_parts where site_id = $1 and year = $2 and scope = $3::int[]',
    [siteId, year, scope],
  );
  return new Map(rows.map(({ part, digest }) => [part, digest]));
}

/** Parts have been written. What is known of them by files of another scope, whose rows these may have taken over, is not known any more. */
export async function noteParts(
  client: PoolClient,
  { siteId, year, scope }: PartsOf,
  parts: ReadonlyMap<string, string>,
): Promise<void> {
  const names = [...parts.keys()];
  await client.query('delete from stored_parts where site_id = $1 and year = $2 and part = any($3)', [
    siteId,
    year,
    names,
  ]);
  await client.query(
    `insert into stored_parts (site_id, year, scope, part, digest)
     select $1, $2, $3, x.part, x.digest from unnest($4::text[], $5::text[]) as x(part, digest)`,
    [siteId, year, scope, names, [...parts.values()]],
  );
}

/** Lists or memberships were changed in another way than by a file. */
export async function forgetParts(db: Queryable, siteId: number): Promise<void> {
  await db.query('delete from stored_parts where site_id = $1', [siteId]);
}
