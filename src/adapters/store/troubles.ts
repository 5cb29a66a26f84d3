/** Troubles that people were told of: opened, seen again, over, and whether somebody still waits to hear that they are. */

import type { PoolClient } from 'pg';
import type { Run } from '../../domain/model/run.ts';
import type { MessageKind } from '../../domain/notify/compose.ts';
import { DIRECTORY_PLACE } from '../../domain/notify/directory-message.ts';
import type { Ended, News, OpenTrouble } from '../../domain/notify/message.ts';
import { moment } from './runs.ts';

/** What news are about: a run, or a site as such. */
export type Told = Run | { readonly siteId: number; readonly id: null };

const KIND = "split_part(key, '|', 1)";
const PLACE = "split_part(key, '|', 2)";
/** Refusals of files of another year, as `isOfOtherYear` knows them. */
const OF_OTHER_YEAR = "split_part(key, '|', 3) like 'other-school-year%'";

/** Of troubles: those for which the open year's imports of timetables do not work. */
export const BLOCKS = `(closed_at is null and ${PLACE} <> '${DIRECTORY_PLACE}' and ${KIND} in ('rejected', 'held', 'failed') and not ${OF_OTHER_YEAR})`;

/** Notes a trouble. True when one of its keys was not open: it is to be told. */
export async function openTroubles(
  client: PoolClient,
  run: Told,
  { keys, isWhole }: Pick<Extract<News, { kind: 'trouble' }>, 'keys' | 'isWhole'>,
  now: number,
): Promise<boolean> {
  const [kind = '', place = ''] = keys[0]?.split('|') ?? [];
  if (isWhole)
    await client.query(
      `update troubles set closed_at = $5 where site_id = $1 and closed_at is null and ${KIND} = $2 and ${PLACE} = $3
         and key <> all($4::text[])`,
      [run.siteId, kind, place, keys, moment(now)],
    );
  const { rows } = await client.query<{ is_new: boolean }>(
    `insert into troubles (site_id, key, run_id, last_run_id, last_deposit_id, opened_at, last_seen_at)
       select $1, key, $3, $3, $4, $5, $5 from unnest($2::text[]) key
     on conflict (site_id, key) where closed_at is null do update set last_seen_at = excluded.last_seen_at,
       last_run_id = excluded.last_run_id, last_deposit_id = greatest(troubles.last_deposit_id, excluded.last_deposit_id)
     returning (xmax = 0) as is_new`,
    [run.siteId, keys, run.id, run.id === null ? null : run.depositId, moment(now)],
  );
  return rows.some((row) => row.is_new);
}

/** A hold is over when its run waits no longer, however that came: rejected, given up, superseded, refused after all. */
export async function closeHolds(client: PoolClient, siteId: number, now: number): Promise<void> {
  await client.query(
    `update troubles t set closed_at = $2, is_owed = true
     where site_id = $1 and closed_at is null and ${KIND} = 'held'
       and not exists (select from runs r where r.id = t.last_run_id and r.status in ('received', 'running', 'held'))`,
    [siteId, moment(now)],
  );
}

/**
 * Closes what an import that worked ends: of the software's deposits nothing that was deposited after its own, for a held
 * or replayed file may be applied late, and nothing of files of another year. Whoever was told waits to hear of the end. True: there were alerts, which are over
 * without more ado.
 */
export async function endTroubles(
  client: PoolClient,
  run: Run,
  ends: readonly Ended[],
  now: number,
): Promise<{ readonly alerts: number }> {
  let alerts = 0;
  const isByHand = run.trigger === 'manual';
  for (const { kinds, place } of ends) {
    const { rows } = await client.query<{ kind: MessageKind }>(
      `update troubles set closed_at = $2, is_owed = ${KIND} <> 'alert'
       where site_id = $1 and closed_at is null and ${KIND} = any($3) and ($4::text is null or ${PLACE} = $4)
         and ($5 or not ${OF_OTHER_YEAR} and (last_deposit_id <= $6 or last_deposit_id is null and opened_at <= $7::timestamptz))
       returning ${KIND} as kind`,
      [run.siteId, moment(now), kinds, place, isByHand, run.depositId, moment(run.receivedAt)],
    );
    alerts += rows.filter(({ kind }) => kind === 'alert').length;
  }
  return { alerts };
}

/** Nobody waits any more to hear of the end of these; how many did somebody wait for. */
export async function settleOwed(client: PoolClient, siteId: number, ends: readonly Ended[]): Promise<number> {
  let settled = 0;
  for (const { kinds, place } of ends) {
    const { rowCount } = await client.query(
      `update troubles set is_owed = false
       where site_id = $1 and is_owed and ${KIND} = any($2) and ($3::text is null or ${PLACE} = $3)`,
      [siteId, kinds, place],
    );
    settled += rowCount ?? 0;
  }
  return settled;
}

/** Everything of a site that was told and is not over, oldest first. */
export async function listOpen(client: PoolClient, siteId: number): Promise<OpenTrouble[]> {
  const { rows } = await client.query<OpenTrouble>(
    `select ${KIND} as kind, ${PLACE} as place, split_part(key, '|', 3) as what, last_run_id as "runId"
     from troubles where site_id = $1 and closed_at is null order by last_run_id, id`,
    [siteId],
  );
  return rows;
}

/** What these runs opened is no trouble any more, and was never told. */
export async function dropTroubles(client: PoolClient, runIds: readonly string[], now: number): Promise<void> {
  await client.query('update troubles set closed_at = $2 where run_id = any($1::bigint[]) and closed_at is null', [
    runIds,
    moment(now),
  ]);
}

/** An undone import alerts nobody any more: the next one that does is told. */
export async function endAlertsOf(client: PoolClient, runId: string, now: number): Promise<void> {
  await client.query(
    `update troubles set closed_at = $2 where run_id = $1 and closed_at is null and ${KIND} = 'alert'`,
    [runId, moment(now)],
  );
}
