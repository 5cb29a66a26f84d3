/** Runs of files that are one of two: which other half there is, waiting for it, and being read with it. */

import type { PoolClient } from 'pg';
import type { Run, RunHalf } from '../../domain/model/run.ts';
import type { Job, WaitingHalf } from '../../domain/ports.ts';
import { findRun, moment, PUT_BACK } from './runs.ts';

/**
 * SQL: a run `r` that waits for its other half at the moment of a parameter. What was received in the future was so before
 * the clock went back: such a run does not wait for ever.
 */
export const waitsAt = (parameter: string): string =>
  `(r.waits_until > ${parameter} and r.received_at <= ${parameter}::timestamptz + interval '1 minute')`;

/**
 * SQL: the URL that a run `r` came by and that of another one may be of one school: they are the same one, or one is the
 * site's. What came for one establishment never meets what came for another, though that has got its code in between.
 */
const meetsAt = (parameter: string): string =>
  `(r.folder is null or ${parameter}::int is null or r.folder = ${parameter})`;

/**
 * The newest run of the other half, of the same school and year, received within that time of this one, by whichever URL of the
 * site and whoever deposited it; null: none.
 */
export async function otherHalf(client: PoolClient, run: Run, half: RunHalf, withinMs: number): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `select r.id from runs r join deposits d on d.id = r.deposit_id
     where r.site_id = $1 and r.half->>'here' = $2 and r.half->>'uai' = $3 and r.half->>'year' = $4
       and r.id <> $5 and r.status <> 'cancelled' and d.forgotten_at is null and ${meetsAt('$6')}
       and abs(extract(epoch from r.received_at - $7::timestamptz)) * 1000 <= $8
     order by r.id desc limit 1`,
    [run.siteId, half.missing, half.uai, half.year, run.id, run.folder, moment(run.receivedAt), withinMs],
  );
  return rows[0]?.id ?? null;
}

/** Notes which run's file this one is read with from now on, whoever tries it again. */
export async function joinHalf(client: PoolClient, run: Run, half: RunHalf, otherId: string): Promise<Run> {
  await client.query('update runs set half = $2, with_run = $3 where id = $1', [run.id, JSON.stringify(half), otherId]);
  const joined = await findRun(client, run.id);
  return { ...run, half, joined: joined?.joined ?? null };
}

/** Puts the run back until then; earlier ones that wait with the same half are superseded by it. */
export async function waitForHalf(
  client: PoolClient,
  run: Run,
  { half, until, reason, values }: WaitingHalf,
  now: number,
): Promise<Job> {
  const { rows } = await client.query<{ attempt: number }>(
    `update runs set ${PUT_BACK}, attempt = attempt + 1, half = $2, waits_until = $3, due_at = $3, establishment = coalesce(establishment, $4),
       reason = $6, reason_values = $5
     where id = $1 and status in ('received', 'running') returning attempt`,
    [run.id, JSON.stringify(half), moment(until), half.establishment, JSON.stringify(values), reason],
  );
  await client.query(
    `update runs r set status = 'superseded', reason = 'superseded', reason_values = $6, ended_at = $7, waits_until = null
     where r.site_id = $1 and r.id < $2 and r.status = 'received' and r.waits_until is not null and ${meetsAt('$8')}
       and r.half->>'here' = $3 and r.half->>'uai' = $4 and r.half->>'year' = $5`,
    [run.siteId, run.id, half.here, half.uai, half.year, JSON.stringify({ run: run.id }), moment(now), run.folder],
  );
  return { runId: run.id, attempt: rows[0]?.attempt ?? run.attempt, siteId: run.siteId };
}
