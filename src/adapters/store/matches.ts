/** Remembered matches and what is still open, with suggestions (PRODUCT.md 5). */

import type { PoolClient } from 'pg';
import type { Actor, Listing, MatchItem } from '../../domain/administration.ts';
import type { DirectoryEntry, MatchKind } from '../../domain/diff/match.ts';
import { suggest } from '../../domain/diff/suggest.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { moment, type Queryable } from './runs.ts';
import { createSiteReader } from './site-reader.ts';

/** Suggestions are made for so many items at most: each costs a pass over the directory. */
const MAX_SUGGESTED = 200;

/** What is open first, then what people decided. */
export async function listMatches(db: Queryable, siteId: number): Promise<Listing<MatchItem>> {
  const { rows } = await db.query<{
    kind: MatchKind;
    key: string;
    label: string;
    birth_date: string | null;
    ambiguous: boolean;
  }>(
    `select u.kind, u.key, u.label, u.birth_date, u.ambiguous from unmatched u
     where u.site_id = $1 and not exists (select from matches m where m.site_id = u.site_id and m.kind = u.kind and m.key = u.key)
     order by u.kind, u.label, u.key`,
    [siteId],
  );
  const decided = await db.query<{ kind: MatchKind; key: string; label: string; directory_id: string | null }>(
    'select kind, key, label, directory_id from matches where site_id = $1 order by kind, label, key',
    [siteId],
  );
  const directory = rows.length > 0 ? await createSiteReader(db, siteId).directory() : [];
  const byKind = new Map<string, DirectoryEntry[]>();
  for (const entry of directory) byKind.set(entry.kind, [...(byKind.get(entry.kind) ?? []), entry]);
  const open = rows.map(
    (row, index): MatchItem => ({
      kind: row.kind,
      key: row.key,
      label: row.label,
      state: row.ambiguous ? 'ambiguous' : 'unmatched',
      directoryId: null,
      suggestions: index < MAX_SUGGESTED ? suggest(row.label, row.birth_date, byKind.get(row.kind) ?? []) : [],
    }),
  );
  const remembered = decided.rows.map(
    (row): MatchItem => ({
      kind: row.kind,
      key: row.key,
      label: row.label,
      state: row.directory_id === null ? 'ignored' : 'matched',
      directoryId: row.directory_id,
      suggestions: [],
    }),
  );
  const items = [...open, ...remembered];
  return { items, total: items.length };
}

/** Remembers a decision. Throws Refusal `directory-unknown` when the entry is not of that kind or not there. */
export async function setMatch(
  client: PoolClient,
  siteId: number,
  match: { readonly kind: MatchKind; readonly key: string; readonly directoryId: string | null },
  by: Actor,
  now: number,
): Promise<MatchItem> {
  if (match.directoryId !== null) {
    const { rowCount } = await client.query(
      'select from directory_entries where site_id = $1 and kind = $2 and id = $3 and left_at is null',
      [siteId, match.kind, match.directoryId],
    );
    if (rowCount === 0) throw new Refusal('directory-unknown', { kind: match.kind, id: match.directoryId });
  }
  const { rows } = await client.query<{ label: string }>(
    `insert into matches (site_id, kind, key, directory_id, label, made_by, made_at)
     values ($1, $2, $3, $4, coalesce((select label from unmatched where site_id = $1 and kind = $2 and key = $3), $3), $5, $6)
     on conflict (site_id, kind, key) do update
       set directory_id = excluded.directory_id, made_by = excluded.made_by, made_at = excluded.made_at
     returning label`,
    [siteId, match.kind, match.key, match.directoryId, by, moment(now)],
  );
  await growMatchVersion(client, siteId);
  const state = match.directoryId === null ? 'ignored' : 'matched';
  return { ...match, label: rows[0]?.label ?? match.key, state, suggestions: [] };
}

/** Forgets a decision. Throws Refusal `match-unknown`. */
export async function clearMatch(
  client: PoolClient,
  siteId: number,
  match: { readonly kind: MatchKind; readonly key: string },
): Promise<void> {
  const { rowCount } = await client.query('delete from matches where site_id = $1 and kind = $2 and key = $3', [
    siteId,
    match.kind,
    match.key,
  ]);
  if (rowCount === 0) throw new Refusal('match-unknown', { kind: match.kind, key: match.key });
  await growMatchVersion(client, siteId);
}

async function growMatchVersion(client: PoolClient, siteId: number): Promise<void> {
  await client.query('update sites set match_version = match_version + 1 where id = $1', [siteId]);
}
