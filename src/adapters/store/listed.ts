/** What the last file of each establishment lists, and what of it is open: known anew whenever directory or decisions change. */

import type { PoolClient } from 'pg';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import { type Listed, matchesOf, matchListed, openOf, type Unmatched } from '../../domain/diff/listed.ts';
import type { Matching, MatchKind } from '../../domain/diff/match.ts';
import type { Suggested } from '../../domain/diff/suggest.ts';
import { inPieces } from './bulk.ts';
import { forgetParts, noteParts, readParts } from './parts.ts';
import type { Queryable } from './runs.ts';
import { createSiteReader } from './site-reader.ts';

/** Of rows of `unmatched` as `u`: nobody has decided on it, or the counterpart has left since. */
export const STILL_OPEN = `not exists (
  select from matches m where m.site_id = u.site_id and m.year = u.year and m.kind = u.kind and m.key = u.key
    and (m.directory_id is null or exists (select from directory_entries d
      where d.site_id = m.site_id and d.id = m.directory_id and d.left_at is null)))`;

const COLUMNS = `last_name, first_name, birth_date, ids, establishment, divisions, places, sessions, is_stored, directory_id`;

/**
 * Replaces the lists of a plan's scope: another file of a cité scolaire has its own. Only what differs is written; lists with the
 * digest of those that are stored are not even sent.
 */
export async function writeListed(
  client: PoolClient,
  { siteId, runId, scope, year: { startYear: year }, parts }: ImportPlan,
  listed: readonly Listed[],
  unmatched: readonly Unmatched[],
): Promise<void> {
  const stored = await readParts(client, { siteId, year, scope });
  const differing = new Map([...parts.listed].filter(([kind, digest]) => stored.get(kind) !== digest));
  if (differing.size > 0) {
    const some = listed.filter(({ kind }) => differing.has(kind));
    await writeKinds(client, { siteId, year, runId, scope }, [...differing.keys()], some);
    await noteParts(client, { siteId, year, scope }, differing);
  }
  await client.query('delete from unmatched where site_id = $1 and year = $2 and scope && $3::int[]', [
    siteId,
    year,
    scope,
  ]);
  for (const some of inPieces(unmatched))
    await insertOpen(
      client,
      siteId,
      some.map((one) => openItem(one, { year, runId, scope })),
    );
}

/** The lists of some kinds. */
async function writeKinds(
  client: PoolClient,
  { siteId, year, runId, scope }: ListOf & { readonly siteId: number },
  kinds: readonly MatchKind[],
  listed: readonly Listed[],
): Promise<void> {
  // An array is looked up by its hashes; a join with a list whose length is not known compares each with each.
  await client.query(
    `delete from listed where site_id = $1 and year = $4 and scope && $2::int[] and kind = any($5)
       and kind || ' ' || key <> all($3::text[])`,
    [siteId, scope, listed.map(({ kind, key }) => `${kind} ${key}`), year, kinds],
  );
  for (const some of inPieces(listed)) {
    await client.query(
      `with file as materialized (
       select x.kind, x.key, x."lastName" last_name, x."firstName" first_name, x."birthDate" birth_date, x.ids,
         x.establishment, x.divisions, x.places, x.sessions, x."isStored" is_stored, x."directoryId" directory_id
       from jsonb_to_recordset($4::jsonb) as x(kind text, key text, "lastName" text, "firstName" text, "birthDate" date,
         ids jsonb, establishment int, divisions text[], places text[], sessions int, "isStored" boolean, "directoryId" text))
     insert into listed as l (site_id, year, run_id, scope, kind, key, ${COLUMNS})
     select $1, $5, $2, $3, kind, key, ${COLUMNS} from file f where not exists (
       -- Left out before the conflict: that would lock each row that stays, which is a write.
       select from listed l where l.site_id = $1 and l.year = $5 and l.kind = f.kind and l.key = f.key
         and (l.scope, ${prefixed('l')}) is not distinct from ($3::int[], ${prefixed('f')}))
     on conflict (site_id, year, kind, key) do update set (run_id, scope, ${COLUMNS}) =
       (excluded.run_id, excluded.scope, ${prefixed('excluded')})
     where (l.scope, ${prefixed('l')}) is distinct from (excluded.scope, ${prefixed('excluded')})`,
      [siteId, runId, scope, JSON.stringify(some), year],
    );
  }
}

function prefixed(by: string): string {
  return COLUMNS.split(', ')
    .map((column) => `${by}.${column.trim()}`)
    .join(', ');
}

async function insertOpen(client: PoolClient, siteId: number, open: readonly OpenItem[]): Promise<void> {
  for (const some of inPieces(open)) {
    await client.query(
      `insert into unmatched (site_id, year, run_id, scope, kind, key, label, birth_date, ambiguous, suggestions)
     select $1, x.year, x."runId", x.scope, x.kind, x.key, x.label, x."birthDate", x.ambiguous, x.suggestions
     from jsonb_to_recordset($2::jsonb) as x(year int, "runId" bigint, scope int[], kind text, key text, label text,
       "birthDate" date, ambiguous boolean, suggestions jsonb)
     on conflict (site_id, year, kind, key) do update set run_id = excluded.run_id, scope = excluded.scope,
       label = excluded.label, birth_date = excluded.birth_date, ambiguous = excluded.ambiguous,
       suggestions = excluded.suggestions`,
      [siteId, JSON.stringify(some)],
    );
  }
}

interface ListedRow extends Listed {
  readonly year: number;
  readonly runId: string;
  readonly scope: readonly number[];
}

type ListOf = Pick<ListedRow, 'year' | 'runId' | 'scope'>;
type OpenItem = Unmatched & ListOf;

/** Named one by one: copies of an object with more than it had are made in a shape of their own each, three times as large. */
function openItem(
  { kind, key, label, birthDate, ambiguous, suggestions }: Unmatched,
  { year, runId, scope }: ListOf,
): OpenItem {
  return { kind, key, label, birthDate, ambiguous, suggestions, year, runId, scope };
}

/** All lists of a site, of the year that is shown. */
async function readListed(db: Queryable, siteId: number): Promise<ListedRow[]> {
  const { rows } = await db.query<ListedRow>(
    `select year, run_id as "runId", scope, kind, key, last_name as "lastName", first_name as "firstName",
       birth_date as "birthDate", ids, establishment, divisions, places, sessions, is_stored as "isStored",
       directory_id as "directoryId"
     from listed where site_id = $1 and year = shown_year($1) order by kind, key`,
    [siteId],
  );
  return rows;
}

interface OpenRow {
  readonly kind: MatchKind;
  readonly key: string;
  readonly ambiguous: boolean;
  readonly suggestions: readonly Suggested[];
}

/**
 * Matches the lists with the directory and the decisions as they are now. Each list by itself: homonyms of the other
 * school are none. Call it in the transaction that changed either; where it was decisions alone, suggestions are kept
 * as far as they still hold.
 */
export async function refreshOpen(
  client: PoolClient,
  siteId: number,
  changed: 'directory' | 'decisions' = 'directory',
): Promise<void> {
  const all = await readListed(client, siteId);
  if (all.length === 0) return;
  const reader = createSiteReader(client, siteId);
  const year = all[0]?.year ?? 0;
  const [directory, manual] = [await reader.directory(year), await reader.manualMatches(year)];
  const { rows: before } = await client.query<OpenRow>(
    'select kind, key, ambiguous, suggestions from unmatched where site_id = $1 and year = shown_year($1)',
    [siteId],
  );
  const known = new Map(before.map((row) => [`${row.kind} ${row.key}`, row]));
  const found: Found[] = [];
  const open: OpenItem[] = [];
  for (const listed of byScope(all)) {
    const matching = matchListed(listed, directory, manual);
    const moved = movedOf(listed, matching);
    found.push(...moved);
    const kept = changed === 'decisions' ? stillHolding(known, moved) : undefined;
    for (const one of openOf(listed, matching, directory, kept)) open.push(openItem(one, listed[0]));
  }
  await writeFound(client, siteId, found);
  await writeChanged(client, siteId, known, open);
}

function byScope(all: readonly ListedRow[]): readonly [ListedRow, ...ListedRow[]][] {
  const lists = new Map<string, [ListedRow, ...ListedRow[]]>();
  for (const row of all) {
    const same = lists.get(row.scope.join());
    if (same) same.push(row);
    else lists.set(row.scope.join(), [row]);
  }
  return [...lists.values()];
}

interface Found {
  readonly kind: MatchKind;
  readonly key: string;
  readonly before: string | null;
  readonly directoryId: string | null;
}

/** Items whose counterpart is another one now. */
function movedOf(listed: readonly ListedRow[], matching: Matching): Found[] {
  return listed.flatMap(({ kind, key, directoryId: before }) => {
    const directoryId = matchesOf(matching, kind).get(key)?.directoryId ?? null;
    return directoryId === before ? [] : [{ kind, key, before, directoryId }];
  });
}

/** An entry that has become free may be anybody's; one that was taken concerns those who had it suggested. */
function stillHolding(known: ReadonlyMap<string, OpenRow>, moved: readonly Found[]) {
  const freed = new Set(moved.flatMap((one) => (one.before === null ? [] : [one.kind])));
  const taken = new Set(moved.flatMap((one) => (one.directoryId === null ? [] : [`${one.kind} ${one.directoryId}`])));
  return ({ kind, key }: Listed): readonly Suggested[] | null => {
    const row = known.get(`${kind} ${key}`);
    if (!row || freed.has(kind) || row.suggestions.some((one) => taken.has(`${kind} ${one.directoryId}`))) return null;
    return row.suggestions;
  };
}

async function writeFound(client: PoolClient, siteId: number, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  await forgetParts(client, siteId);
  await client.query(
    `update listed l set directory_id = x."directoryId"
     from jsonb_to_recordset($2::jsonb) as x(kind text, key text, "directoryId" text)
     where l.site_id = $1 and l.year = shown_year($1) and l.kind = x.kind and l.key = x.key`,
    [siteId, JSON.stringify(found)],
  );
}

/** Only what differs: with thousands open, a decision about one of them writes one row. */
async function writeChanged(
  client: PoolClient,
  siteId: number,
  known: ReadonlyMap<string, OpenRow>,
  open: readonly OpenItem[],
): Promise<void> {
  const now = new Set(open.map((one) => `${one.kind} ${one.key}`));
  const gone = [...known].filter(([name]) => !now.has(name)).map(([, { kind, key }]) => ({ kind, key }));
  if (gone.length > 0) {
    await client.query(
      `delete from unmatched u using jsonb_to_recordset($2::jsonb) as x(kind text, key text)
       where u.site_id = $1 and u.year = shown_year($1) and u.kind = x.kind and u.key = x.key`,
      [siteId, JSON.stringify(gone)],
    );
  }
  const told = ({ ambiguous, suggestions }: Pick<OpenRow, 'ambiguous' | 'suggestions'>): string =>
    `${ambiguous} ${suggestions.map((one) => `${one.directoryId} ${one.score} ${one.why.join()}`).join(';')}`;
  const differs = open.filter((one) => {
    const row = known.get(`${one.kind} ${one.key}`);
    return !row || told(row) !== told(one);
  });
  await insertOpen(client, siteId, differs);
}
