/** Lists of matches: what is open with its suggestions, what was decided, and the directory to choose from. */

import type { Listing } from '../../domain/administration.ts';
import { labelOf } from '../../domain/diff/listed.ts';
import type { MatchKind } from '../../domain/diff/match.ts';
import type {
  EntryItem,
  InFile,
  MatchBoard,
  MatchCount,
  MatchItem,
  MatchKey,
  MatchPage,
} from '../../domain/diff/match-desk.ts';
import { type Suggested, type Suggestion, sureOf } from '../../domain/diff/suggest.ts';
import { type DirectoryKind, isPersonKind } from '../../domain/directory/directory.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { addTo } from '../../domain/model/gather.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import type { RunStatus } from '../../domain/model/run.ts';
import { PERSON_NAME } from './actor-names.ts';
import { STILL_OPEN } from './listed.ts';
import type { Queryable } from './runs.ts';

interface ItemRow {
  readonly kind: MatchKind;
  readonly key: string;
  readonly label: string;
  readonly state: MatchItem['state'];
  readonly directory_id: string | null;
  readonly suggestions: readonly Suggested[];
  readonly file: InFile | null;
  readonly decided_by: string | null;
  readonly decided_by_actor: string | null;
  readonly decided_at: number | null;
  readonly timezone: string;
}

const IN_FILE = `case when l.key is null then null else jsonb_build_object('lastName', l.last_name, 'firstName', l.first_name,
  'birthDate', l.birth_date, 'establishment', l.establishment, 'divisions', l.divisions, 'places', l.places,
  'sessions', l.sessions) end file`;

const OPEN = `select u.kind, u.key, u.label, case when u.ambiguous then 'ambiguous' else 'unmatched' end state,
    null directory_id, u.suggestions, ${IN_FILE}, null decided_by, null decided_by_actor, null::timestamptz decided_at, s.timezone
  from unmatched u join sites s on s.id = u.site_id
    left join listed l on l.site_id = u.site_id and l.year = u.year and l.kind = u.kind and l.key = u.key
  where u.site_id = $1 and u.year = shown_year($1) and ${STILL_OPEN}`;

const DECIDED = `select m.kind, m.key, m.label, case when m.directory_id is null then 'ignored' else 'matched' end state,
    m.directory_id, '[]'::jsonb suggestions, ${IN_FILE},
    coalesce((select ${PERSON_NAME} from people p
      where p.id = substring(m.made_by from '^(?:manager|operator):([0-9]{1,18})$')::bigint), m.made_by) decided_by,
    m.made_by decided_by_actor, m.made_at decided_at, s.timezone
  from matches m join sites s on s.id = m.site_id
    left join listed l on l.site_id = m.site_id and l.year = m.year and l.kind = m.kind and l.key = m.key
  where m.site_id = $1 and m.year = shown_year($1)`;

const LIMIT = 25;
const MAX_LIMIT = 200;

/** All that is open, then all decisions. */
export async function listMatches(db: Queryable, siteId: number): Promise<Listing<MatchItem>> {
  const open = await db.query<ItemRow>(`${OPEN} order by u.kind, u.label, u.key`, [siteId]);
  const decided = await db.query<ItemRow>(`${DECIDED} order by m.kind, m.label, m.key`, [siteId]);
  const items = await toItems(db, siteId, [...open.rows, ...decided.rows]);
  return { items, total: items.length };
}

/** What is open of a kind, by name, or by how good its best suggestion is. */
export async function listOpen(db: Queryable, siteId: number, page: MatchPage): Promise<Listing<MatchItem>> {
  const names = byName(await openNames(db, siteId, page.kind), page.query, ({ label }) => label);
  const best = ({ suggestions }: OpenName): number => Math.max(0, ...suggestions.map((one) => one.score));
  const { items, ...rest } = cut(page.order === 'score' ? [...names].sort((a, b) => best(b) - best(a)) : names, page);
  return { items: await openItems(db, siteId, page.kind, items), ...rest };
}

type OpenName = Pick<ItemRow, 'key' | 'label' | 'suggestions'>;

/** All that is open of a kind, by name, without what makes a row wide. */
async function openNames(db: Queryable, siteId: number, kind: MatchKind): Promise<readonly OpenName[]> {
  const { rows } = await db.query<OpenName>(
    `select u.key, u.label, u.suggestions from unmatched u where u.site_id = $1 and u.year = shown_year($1) and u.kind = $2 and ${STILL_OPEN}
     order by u.label, u.key`,
    [siteId, kind],
  );
  return rows;
}

/** These of them in full, in their order. */
async function openItems(
  db: Queryable,
  siteId: number,
  kind: MatchKind,
  names: readonly Pick<OpenName, 'key'>[],
): Promise<MatchItem[]> {
  const keys = names.map((one) => one.key);
  const { rows } = await db.query<ItemRow>(`${OPEN} and u.kind = $2 and u.key = any($3::text[])`, [siteId, kind, keys]);
  const byKey = new Map((await toItems(db, siteId, rows)).map((item) => [item.key, item]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

/** Decisions on a kind, newest first. */
export async function listDecided(db: Queryable, siteId: number, page: MatchPage): Promise<Listing<MatchItem>> {
  const { rows } = await db.query<ItemRow>(`${DECIDED} and m.kind = $2 order by m.made_at desc, m.label, m.key`, [
    siteId,
    page.kind,
  ]);
  const found = byName(rows, page.query, ({ label }) => label);
  const { items, ...rest } = cut(found, page);
  return { items: await toItems(db, siteId, items), ...rest };
}

/** One item; a decision goes before what is open. Throws Refusal `match-unknown`. */
export async function findItem(db: Queryable, siteId: number, { kind, key }: MatchKey): Promise<MatchItem> {
  const decided = await db.query<ItemRow>(`${DECIDED} and m.kind = $2 and m.key = $3`, [siteId, kind, key]);
  const open = await db.query<ItemRow>(`${OPEN} and u.kind = $2 and u.key = $3`, [siteId, kind, key]);
  const [item] = await toItems(db, siteId, [...decided.rows, ...open.rows]);
  if (!item) throw new Refusal('match-unknown', { kind, key });
  return item;
}

/** Open items whose one sure suggestion is nobody else's, as the matches they would become. */
export async function sureItems(db: Queryable, siteId: number, kind: MatchKind): Promise<readonly MatchItem[]> {
  const names = await openNames(db, siteId, kind);
  const sure = sureOnes(names);
  const items = await openItems(
    db,
    siteId,
    kind,
    names.filter((one) => sure.has(one.key)),
  );
  return items.map((item) => {
    const directoryId = sure.get(item.key) ?? null;
    const own = item.suggestions.find((one) => one.directoryId === directoryId);
    return { ...item, state: 'matched', directoryId, directoryLabel: own?.label ?? null };
  });
}

/** The entries that they would be matched with, by key. */
export async function sureKeys(db: Queryable, siteId: number, kind: MatchKind): Promise<ReadonlyMap<string, string>> {
  return sureOnes(await openNames(db, siteId, kind));
}

/** The entry for each key, where two do not want the same. */
function sureOnes(rows: readonly Pick<ItemRow, 'key' | 'suggestions'>[]): ReadonlyMap<string, string> {
  const wanted = new Map<string, string[]>();
  for (const { key, suggestions } of rows) {
    const directoryId = sureOf(suggestions);
    if (directoryId !== null) addTo(wanted, directoryId, key);
  }
  const sure = new Map<string, string>();
  for (const [directoryId, [key, another]] of wanted) {
    if (key !== undefined && another === undefined) sure.set(key, directoryId);
  }
  return sure;
}

/** Counts of all tabs, and the runs that decisions matter to. */
export async function matchBoard(db: Queryable, siteId: number): Promise<MatchBoard> {
  const open = await db.query<Pick<ItemRow, 'kind' | 'key' | 'suggestions'>>(
    `select u.kind, u.key, u.suggestions from unmatched u where u.site_id = $1 and u.year = shown_year($1) and ${STILL_OPEN}`,
    [siteId],
  );
  const { rows: decided } = await db.query<{ kind: MatchKind; count: number }>(
    'select kind, count(*)::int count from matches where site_id = $1 and year = shown_year($1) group by kind',
    [siteId],
  );
  const countOf = (kind: MatchKind): MatchCount => {
    const own = open.rows.filter((row) => row.kind === kind);
    return {
      open: own.length,
      decided: decided.find((row) => row.kind === kind)?.count ?? 0,
      sure: sureOnes(own).size,
    };
  };
  const { rows: runs } = await db.query<{ id: string; status: RunStatus }>(
    `select id, status from runs where site_id = $1 and kind = 'timetable' and status in ('held', 'received', 'running') order by id limit 20`,
    [siteId],
  );
  const { rows } = await db.query<{ last_run: string | null; behind: string | null }>(
    `select (select max(run_id) from listed where site_id = s.id and year = shown_year(s.id)) last_run,
       (select max(a.run_id) from applied a join runs r on r.id = a.run_id
        where a.site_id = s.id and a.year = s.current_year and a.match_version <> s.match_version) behind
     from sites s where s.id = $1`,
    [siteId],
  );
  return {
    kinds: {
      teacher: countOf('teacher'),
      student: countOf('student'),
      division: countOf('division'),
      group: countOf('group'),
    },
    lastRun: rows[0]?.last_run ?? null,
    runs,
    behind: rows[0]?.behind ?? null,
  };
}

const ENTRY = `select d.id, d.last_name as "lastName", d.first_name as "firstName", d.birth_date as "birthDate", d.division,
       d.establishment, d.added_by is not null as "isByHand",
       (select trim(l.last_name || ' ' || l.first_name) from listed l
        where l.site_id = d.site_id and l.year = shown_year(d.site_id) and l.kind = d.kind and l.directory_id = d.id limit 1) as "takenBy"
     from directory_entries d where d.site_id = $1 and d.kind = $2 and d.left_at is null`;

type FullName = { readonly lastName: string; readonly firstName: string };

function toEntry({ lastName, firstName, ...row }: EntryItem & FullName): EntryItem {
  return { ...row, label: labelOf({ lastName, firstName }) };
}

/** One entry. Throws Refusal `directory-unknown`. */
export async function findEntry(db: Queryable, siteId: number, kind: MatchKind, id: string): Promise<EntryItem> {
  const { rows } = await db.query<EntryItem & FullName>(`${ENTRY} and d.id = $3`, [siteId, kind, id]);
  if (!rows[0]) throw new Refusal('directory-unknown', { id });
  return toEntry(rows[0]);
}

/** Entries of a kind whose name has all the words, in any order. */
export async function searchEntries(db: Queryable, siteId: number, page: MatchPage): Promise<Listing<EntryItem>> {
  const { rows } = await db.query<EntryItem & FullName>(`${ENTRY} order by d.last_name, d.first_name, d.id`, [
    siteId,
    page.kind,
  ]);
  const items = rows.map(toEntry);
  return cut(
    byName(items, page.query, ({ label, division }) => `${label} ${division ?? ''}`),
    page,
  );
}

/** Those whose text holds all words that are asked for: without case, accents and hyphens. */
function byName<T>(rows: readonly T[], query: string | undefined, textOf: (row: T) => string): readonly T[] {
  const words = normaliseName(query ?? '')
    .split(' ')
    .filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = normaliseName(textOf(row));
    return words.every((word) => text.includes(word));
  });
}

/** A page of a list; the cursor is where it begins. */
function cut<T>(all: readonly T[], { cursor = '0', limit = LIMIT }: Pick<MatchPage, 'cursor' | 'limit'>): Listing<T> {
  if (!/^\d{1,9}$/.test(cursor)) throw new Refusal('bad-input', { problem: 'curseur incorrect' });
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new Refusal('bad-input', { problem: `limit : de 1 à ${MAX_LIMIT}` });
  const from = Number(cursor);
  const items = all.slice(from, from + limit);
  const next = from + items.length;
  return { items, total: all.length, ...(next < all.length ? { nextCursor: String(next) } : {}) };
}

/** Rows with the names of the directory entries that they speak of. */
async function toItems(db: Queryable, siteId: number, rows: readonly ItemRow[]): Promise<MatchItem[]> {
  const ids = rows.flatMap((row) => [row.directory_id ?? [], ...row.suggestions.map((one) => one.directoryId)].flat());
  const entries = ids.length === 0 ? new Map<string, EntryRow>() : await entriesOf(db, siteId, [...new Set(ids)]);
  const twins = await withTwin(db, siteId, [...entries.values()]);
  return rows.map((row) => toItem(row, entries, twins));
}

/** Entries by hand beside which a file has brought one that may be the same, without being sure enough to take its place. */
async function withTwin(db: Queryable, siteId: number, entries: readonly EntryRow[]): Promise<ReadonlySet<string>> {
  const byHand = entries.filter((one) => one.isByHand);
  if (byHand.length === 0) return new Set();
  const { rows } = await db.query<Nameable>(
    `select kind, last_name as "lastName", first_name as "firstName", birth_date as "birthDate", establishment
     from directory_entries where site_id = $1 and left_at is null and added_by is null and kind = any($2)`,
    [siteId, [...new Set(byHand.map((one) => one.kind))]],
  );
  const named = new Map<string, Nameable[]>();
  for (const row of rows) addTo(named, nameOf(row), row);
  return new Set(
    byHand.filter((one) => named.get(nameOf(one))?.some((two) => mayBeSame(one, two))).map(({ id }) => id),
  );
}

type Nameable = Pick<EntryRow, 'kind' | 'lastName' | 'firstName' | 'birthDate' | 'establishment'>;

function nameOf({ kind, lastName, firstName }: Nameable): string {
  return `${kind} ${normaliseName(lastName)}|${normaliseName(firstName)}`;
}

/** Two birth dates are two people, two schools two divisions or groups. */
function mayBeSame(one: Nameable, two: Nameable): boolean {
  const apart = <T>(a: T | null, b: T | null): boolean => a !== null && b !== null && a !== b;
  return isPersonKind(one.kind) ? !apart(one.birthDate, two.birthDate) : !apart(one.establishment, two.establishment);
}

interface EntryRow {
  readonly id: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string | null;
  readonly kind: DirectoryKind;
  readonly division: string | null;
  readonly groups: readonly string[];
  readonly establishment: number | null;
  readonly isByHand: boolean;
}

async function entriesOf(db: Queryable, siteId: number, ids: readonly string[]): Promise<Map<string, EntryRow>> {
  const { rows } = await db.query<EntryRow>(
    `select id, kind, last_name as "lastName", first_name as "firstName", birth_date as "birthDate",
       division, groups, establishment, added_by is not null as "isByHand"
     from directory_entries where site_id = $1 and id = any($2) and left_at is null`,
    [siteId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function toItem(row: ItemRow, entries: ReadonlyMap<string, EntryRow>, twins: ReadonlySet<string>): MatchItem {
  const own = entries.get(row.directory_id ?? '');
  const suggestions = row.suggestions.flatMap((one): Suggestion[] => {
    const entry = entries.get(one.directoryId);
    if (!entry) return [];
    const { birthDate, division, groups } = entry;
    return [{ ...one, label: labelOf(entry), ...(isPersonKind(row.kind) ? { birthDate, division, groups } : {}) }];
  });
  return {
    kind: row.kind,
    key: row.key,
    label: row.label,
    state: row.state,
    directoryId: row.directory_id,
    suggestions,
    ...(row.directory_id === null ? {} : { directoryLabel: own ? labelOf(own) : null }),
    ...(own && isPersonKind(row.kind) ? { inDirectory: { birthDate: own.birthDate, division: own.division } } : {}),
    ...(row.file === null ? {} : { file: row.file }),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.decided_by_actor === null ? {} : { decidedByActor: row.decided_by_actor }),
    ...(row.decided_at === null ? {} : { decidedAt: isoWithOffset(row.decided_at, row.timezone) }),
    ...(own?.isByHand ? { isByHand: true } : {}),
    ...(own && twins.has(own.id) ? { hasTwin: true } : {}),
  };
}
