/** Bytes that were read before: what an unchanged run needs of them, until something else is applied. */

import type { PoolClient } from 'pg';
import type { Gist } from '../../domain/diff/gist.ts';
import type { Run } from '../../domain/model/run.ts';
import type { Ending } from '../../domain/ports.ts';
import type { Queryable } from './runs.ts';

/** Nightly containers differ in each byte of their ciphertext: only the latest ones are worth keeping. */
const KEPT = 4;

/** What is kept under a key. */
export async function readKnownBytes(
  db: Queryable,
  siteId: number,
  key: string,
): Promise<{ readonly runId: string; readonly gist: Gist } | null> {
  const { rows } = await db.query<{ runId: string; gist: Gist }>(
    'select run_id as "runId", gist from known_bytes where site_id = $1 and key = $2',
    [siteId, key],
  );
  return rows[0] ?? null;
}

/** Keeps what the run has read. */
export async function keepKnownBytes(client: PoolClient, run: Run, known: Ending['known']): Promise<void> {
  if (!known) return;
  await client.query(
    `insert into known_bytes (site_id, key, run_id, gist) values ($1, $2, $3, $4)
     on conflict (site_id, key) do update set run_id = excluded.run_id, gist = excluded.gist`,
    [run.siteId, known.key, run.id, JSON.stringify(known.gist)],
  );
  await client.query(
    `delete from known_bytes where site_id = $1 and run_id not in (
       select run_id from known_bytes where site_id = $1 order by run_id desc limit ${KEPT})`,
    [run.siteId],
  );
}

/** The stored timetable has changed: nothing is known of any bytes any more. */
export async function forgetKnownBytes(client: PoolClient, siteId: number): Promise<void> {
  await client.query('delete from known_bytes where site_id = $1', [siteId]);
}
