/** Decisions about matches: made, forgotten, taken by the dozen (PRODUCT.md 5). */

import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Actor, MatchItem } from '../../domain/administration.ts';
import type { ManualMatch, MatchKind } from '../../domain/diff/match.ts';
import type { MatchKey } from '../../domain/diff/match-desk.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { refreshOpen } from './listed.ts';
import { findItem, sureKeys } from './match-lists.ts';
import { moment } from './runs.ts';

/** Remembers a decision. Throws Refusal `directory-unknown` when the entry is not of that kind or not there. */
export async function setMatch(
  client: PoolClient,
  siteId: number,
  match: ManualMatch,
  by: Actor,
  now: number,
): Promise<MatchItem> {
  await checkEntry(client, siteId, match);
  await growMatchVersion(client, siteId);
  const year = await shownYear(client, siteId);
  await remember(client, siteId, { year, decisions: [match], by, now, batch: null });
  await refreshOpen(client, siteId, 'decisions');
  return await findItem(client, siteId, match);
}

/** A decision about an item of a file that has not been applied, with its name there. */
export interface NamedMatch extends ManualMatch {
  readonly label: string;
}

/**
 * Remembers decisions for the year of a file that has not been applied. Where that year is not open yet, they wait for it:
 * what is applied and open now does not change. Throws Refusal `directory-unknown`.
 */
export async function setMatchesOf(
  client: PoolClient,
  siteId: number,
  { year, decisions, by, now }: Omit<Remembered, 'batch' | 'decisions'> & { readonly decisions: readonly NamedMatch[] },
): Promise<void> {
  for (const match of decisions) await checkEntry(client, siteId, match, year);
  const { rows } = await client.query<{ is_coming: boolean }>(
    `update sites set match_version = match_version + case when current_year < $2 then 0 else 1 end,
       coming_match_version = coming_match_version + case when current_year < $2 then 1 else 0 end
     where id = $1 returning coalesce(current_year < $2, false) is_coming`,
    [siteId, year],
  );
  await remember(client, siteId, { year, decisions, by, now, batch: null });
  for (const { kind, key, label } of decisions) {
    await client.query('update matches set label = $5 where site_id = $1 and year = $2 and kind = $3 and key = $4', [
      siteId,
      year,
      kind,
      key,
      label,
    ]);
  }
  if (rows[0]?.is_coming === false) await refreshOpen(client, siteId, 'decisions');
}

/** Entries kept for a coming school year may be chosen for that year's files. */
async function checkEntry(
  client: PoolClient,
  siteId: number,
  { kind, directoryId }: ManualMatch,
  year?: number,
): Promise<void> {
  if (directoryId === null) return;
  const { rowCount } = await client.query(
    `select from directory_entries where site_id = $1 and kind = $2 and id = $3 and left_at is null
     union all select from directory_coming where site_id = $1 and kind = $2 and id = $3 and year = $4`,
    [siteId, kind, directoryId, year ?? null],
  );
  if (rowCount === 0) throw new Refusal('directory-unknown', { kind, id: directoryId });
}

/** The year whose decisions and lists are shown. */
async function shownYear(client: PoolClient, siteId: number): Promise<number> {
  const { rows } = await client.query<{ year: number }>('select shown_year($1) as year', [siteId]);
  return rows[0]?.year ?? 0;
}

interface Remembered {
  readonly year: number;
  readonly decisions: readonly ManualMatch[];
  readonly by: Actor;
  readonly now: number;
  /** Of decisions that are undone together. */
  readonly batch: string | null;
}

async function remember(
  client: PoolClient,
  siteId: number,
  { year, decisions, by, now, batch }: Remembered,
): Promise<void> {
  await client.query(
    `insert into matches (site_id, year, kind, key, directory_id, label, made_by, made_at, batch)
     select $1, $6, x.kind, x.key, x."directoryId", coalesce(
         (select trim(l.last_name || ' ' || l.first_name) from listed l where l.site_id = $1 and l.year = $6 and l.kind = x.kind and l.key = x.key),
         (select u.label from unmatched u where u.site_id = $1 and u.year = $6 and u.kind = x.kind and u.key = x.key), x.key), $3, $4, $5
     from jsonb_to_recordset($2::jsonb) as x(kind text, key text, "directoryId" text)
     on conflict (site_id, year, kind, key) do update
       set directory_id = excluded.directory_id, made_by = excluded.made_by, made_at = excluded.made_at, batch = excluded.batch`,
    [siteId, JSON.stringify(decisions), by, moment(now), batch, year],
  );
}

/** Forgets a decision. Throws Refusal `match-unknown`. */
export async function clearMatch(client: PoolClient, siteId: number, { kind, key }: MatchKey): Promise<void> {
  await growMatchVersion(client, siteId);
  const { rowCount } = await client.query(
    'delete from matches where site_id = $1 and year = shown_year($1) and kind = $2 and key = $3',
    [siteId, kind, key],
  );
  if (rowCount === 0) throw new Refusal('match-unknown', { kind, key });
  await refreshOpen(client, siteId, 'decisions');
}

/** Takes all sure suggestions of a kind. */
export async function acceptSure(
  client: PoolClient,
  siteId: number,
  kind: MatchKind,
  by: Actor,
  now: number,
): Promise<{ readonly accepted: number; readonly batch: string }> {
  await growMatchVersion(client, siteId);
  const sure = await sureKeys(client, siteId, kind);
  const batch = randomUUID();
  const decisions = [...sure].map(([key, directoryId]) => ({ kind, key, directoryId }));
  await remember(client, siteId, { year: await shownYear(client, siteId), decisions, by, now, batch });
  await refreshOpen(client, siteId, 'decisions');
  return { accepted: decisions.length, batch };
}

/** Forgets what was taken together and nobody has changed since; how many. */
export async function clearBatch(client: PoolClient, siteId: number, batch: string): Promise<number> {
  await growMatchVersion(client, siteId);
  const { rowCount } = await client.query('delete from matches where site_id = $1 and batch = $2', [siteId, batch]);
  await refreshOpen(client, siteId, 'decisions');
  return rowCount ?? 0;
}

/** Comes first in each transaction: its lock makes runs that end meanwhile see what was decided, or be seen by it. */
export async function growMatchVersion(client: PoolClient, siteId: number): Promise<void> {
  await client.query('update sites set match_version = match_version + 1 where id = $1', [siteId]);
}
