/** What the last file of each establishment lists, and what of it is open: known anew whenever directory or decisions change. */

import type { PoolClient } from 'pg';
import { type Listed, matchesOf, matchListed, openOf, type Unmatched } from '../../domain/diff/listed.ts';
import type { Queryable } from './runs.ts';
import { createSiteReader } from './site-reader.ts';

/** Of rows of `unmatched` as `u`: nobody has decided on it, or the counterpart has left since. */
export const STILL_OPEN = `not exists (
  select from matches m where m.site_id = u.site_id and m.kind = u.kind and m.key = u.key
    and (m.directory_id is null or exists (select from directory_entries d
      where d.site_id = m.site_id and d.id = m.directory_id and d.left_at is null)))`;

const COLUMNS = `last_name, first_name, birth_date, ids, establishment, divisions, places, sessions, is_stored, directory_id`;

/** Replaces the lists of a run's scope: another file of a cité scolaire has its own. Only what differs is written. */
export async function writeListed(
  client: PoolClient,
  siteId: number,
  runId: string,
  listed: readonly Listed[],
  unmatched: readonly Unmatched[],
): Promise<void> {
  const { rows } = await client.query<{ scope: number[] }>('select scope from runs where id = $1', [runId]);
  const scope = rows[0]?.scope ?? [];
  await client.query(
    `with file as materialized (
       select x.kind, x.key, x."lastName" last_name, x."firstName" first_name, x."birthDate" birth_date, x.ids,
         x.establishment, x.divisions, x.places, x.sessions, x."isStored" is_stored, x."directoryId" directory_id
       from jsonb_to_recordset($4::jsonb) as x(kind text, key text, "lastName" text, "firstName" text, "birthDate" date,
         ids jsonb, establishment int, divisions text[], places text[], sessions int, "isStored" boolean, "directoryId" text)),
     gone as (
       delete from listed l where l.site_id = $1 and l.scope && $3::int[]
         and not exists (select from file f where f.kind = l.kind and f.key = l.key))
     insert into listed as l (site_id, run_id, scope, kind, key, ${COLUMNS})
     select $1, $2, $3, kind, key, ${COLUMNS} from file
     on conflict (site_id, kind, key) do update set (run_id, scope, ${COLUMNS}) =
       (excluded.run_id, excluded.scope, ${prefixed('excluded')})
     where (l.scope, ${prefixed('l')}) is distinct from (excluded.scope, ${prefixed('excluded')})`,
    [siteId, runId, scope, JSON.stringify(listed)],
  );
  await writeOpen(client, siteId, scope, runId, unmatched);
}

function prefixed(by: string): string {
  return COLUMNS.split(', ')
    .map((column) => `${by}.${column.trim()}`)
    .join(', ');
}

async function writeOpen(
  client: PoolClient,
  siteId: number,
  scope: readonly number[],
  runId: string,
  unmatched: readonly Unmatched[],
): Promise<void> {
  await client.query('delete from unmatched where site_id = $1 and scope && $2::int[]', [siteId, scope]);
  if (unmatched.length === 0) return;
  await client.query(
    `insert into unmatched (site_id, run_id, scope, kind, key, label, birth_date, ambiguous, suggestions)
     select $1, $2, $3, x.kind, x.key, x.label, x."birthDate", x.ambiguous, x.suggestions
     from jsonb_to_recordset($4::jsonb)
       as x(kind text, key text, label text, "birthDate" date, ambiguous boolean, suggestions jsonb)
     on conflict (site_id, kind, key) do update set run_id = excluded.run_id, scope = excluded.scope,
       label = excluded.label, birth_date = excluded.birth_date, ambiguous = excluded.ambiguous,
       suggestions = excluded.suggestions`,
    [siteId, runId, scope, JSON.stringify(unmatched)],
  );
}

interface ListedRow extends Listed {
  readonly runId: string;
  readonly scope: readonly number[];
}

/** All lists of a site. */
async function readListed(db: Queryable, siteId: number): Promise<ListedRow[]> {
  const { rows } = await db.query<ListedRow>(
    `select run_id as "runId", scope, kind, key, last_name as "lastName", first_name as "firstName",
       birth_date as "birthDate", ids, establishment, divisions, places, sessions, is_stored as "isStored",
       directory_id as "directoryId"
     from listed where site_id = $1 order by kind, key`,
    [siteId],
  );
  return rows;
}

/**
 * Matches the lists with the directory and the decisions as they are now. Each list by itself: homonyms of the other
 * school are none. Call it in the transaction that changed either.
 */
export async function refreshOpen(client: PoolClient, siteId: number): Promise<void> {
  const all = await readListed(client, siteId);
  if (all.length === 0) return;
  const reader = createSiteReader(client, siteId);
  const [directory, manual] = [await reader.directory(), await reader.manualMatches()];
  const byScope = new Map<string, ListedRow[]>();
  for (const row of all) {
    const scope = row.scope.join();
    const same = byScope.get(scope);
    if (same) same.push(row);
    else byScope.set(scope, [row]);
  }
  const found: { kind: string; key: string; directoryId: string | null }[] = [];
  for (const listed of byScope.values()) {
    const matching = matchListed(listed, directory, manual);
    for (const { kind, key, directoryId } of listed) {
      const now = matchesOf(matching, kind).get(key)?.directoryId ?? null;
      if (now !== directoryId) found.push({ kind, key, directoryId: now });
    }
    const [first] = listed;
    if (first) await writeOpen(client, siteId, first.scope, first.runId, openOf(listed, matching, directory));
  }
  if (found.length === 0) return;
  await client.query(
    `update listed l set directory_id = x."directoryId"
     from jsonb_to_recordset($2::jsonb) as x(kind text, key text, "directoryId" text)
     where l.site_id = $1 and l.kind = x.kind and l.key = x.key`,
    [siteId, JSON.stringify(found)],
  );
}

/** The year has turned: what the last file of the old one lists is nobody's business any more. */
export async function forgetListed(client: PoolClient, siteId: number): Promise<void> {
  await client.query('delete from listed where site_id = $1', [siteId]);
  await client.query('delete from unmatched where site_id = $1', [siteId]);
}
