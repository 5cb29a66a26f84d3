/** Writes a directory plan, noting what it replaces: entries, closures and services, and the accounts and decisions that follow an entry. */

import type { PoolClient } from 'pg';
import type { DirectoryPlan, DirectorySeen } from '../../domain/directory/plan.ts';
import type { EntryRow } from '../../domain/directory/stored.ts';
import { moment } from './runs.ts';

/** Columns of an entry that a file says, with their types. */
const COLUMNS = [
  ['kind', 'text'],
  ['last_name', 'text'],
  ['first_name', 'text'],
  ['birth_date', 'date'],
  ['email', 'text'],
  ['division', 'text'],
  ['groups', 'text[]'],
  ['establishment', 'int'],
  ['ids', 'jsonb'],
  ['source', 'text'],
] as const;

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const TYPED = ['id text', ...COLUMNS.map(([name, type]) => `${name} ${type}`)].join(', ');

function asRow(entry: EntryRow): object {
  const { lastName, firstName, birthDate, ...same } = entry;
  return { ...same, last_name: lastName, first_name: firstName, birth_date: birthDate };
}

/** An entry that gave its place to another, with what followed it. */
export interface NotedMove {
  readonly from: string;
  readonly to: string;
  readonly accounts: readonly string[];
  readonly matches: readonly { readonly year: number; readonly kind: string; readonly key: string }[];
}

/**
 * Writes the plan inside the caller's transaction, which holds the site's row. The caller matches the last file anew.
 * Notes everything under the plan's run, so that `undoDirectory` can put it back.
 */
export async function writeDirectory(client: PoolClient, plan: DirectoryPlan, now: number): Promise<void> {
  const { siteId, runId, changes } = plan;
  const year = plan.isComing ? (plan.year ?? 0) : 0;
  const written = [...changes.added, ...changes.changed].map(({ after }) => after);
  const touched = [
    ...written.map((entry) => entry.id),
    ...changes.left.map((entry) => entry.id),
    ...changes.moves.map((move) => move.from),
  ];
  await noteBefore(client, plan, year, touched);
  const replaced = await noteReplaced(client, plan);
  if (plan.isComing) await writeComing(client, plan, year, written);
  else await writeCurrent(client, plan, written, now);
  const moves = plan.isComing ? [] : await followMoves(client, plan, now);
  await noteAfter(client, plan, year);
  await writeSchools(client, plan);
  await writeSources(client, plan);
  if (!plan.isComing && plan.year !== null) {
    await client.query('update sites set directory_year = $2 where id = $1', [siteId, plan.year]);
  }
  await client.query('insert into directory_undo (run_id, site_id, replaced) values ($1, $2, $3)', [
    runId,
    siteId,
    JSON.stringify({ ...replaced, moves }),
  ]);
  await client.query(
    `update sites set directory_version = directory_version + 1,
       match_version = match_version + case when $2 then 1 else 0 end where id = $1`,
    [siteId, moves.some((move) => move.matches.length > 0)],
  );
}

/** The table of entries of a year; 0: those that are there. */
export function entryTable(year: number): 'directory_entries' | 'directory_coming' {
  return year === 0 ? 'directory_entries' : 'directory_coming';
}

/** Narrows a table of entries to a site and a year, by their parameters. */
export function ofYear(year: number, site: string, yearParameter: string): string {
  return year === 0 ? `t.site_id = ${site}` : `t.site_id = ${site} and t.year = ${yearParameter}`;
}

/**
 * An entry as it stands, by its id, for a statement about many of them. Looked up one by one: of a site that is new to the
 * server's statistics a join is planned as if it had one entry, and compares each with each.
 */
export function entryAsJson(year: number, site: string, yearParameter: string, id: string): string {
  return `(select to_jsonb(t) from ${entryTable(year)} t where ${ofYear(year, site, yearParameter)} and t.id = ${id})`;
}

async function noteBefore(
  client: PoolClient,
  { siteId, runId }: DirectoryPlan,
  year: number,
  ids: readonly string[],
): Promise<void> {
  await client.query(
    `insert into directory_changes (run_id, site_id, year, entry_id, before)
     select $1::bigint, $2::int, $3::int, x.id, ${entryAsJson(year, '$2', '$3', 'x.id')}
     from (select distinct id from unnest($4::text[]) id) x`,
    [runId, siteId, year, ids],
  );
}

async function noteAfter(client: PoolClient, { siteId, runId }: DirectoryPlan, year: number): Promise<void> {
  await client.query(
    `update directory_changes c set after = ${entryAsJson(year, '$2', '$3', 'c.entry_id')}
     where c.run_id = $1 and c.year = $3`,
    [runId, siteId, year],
  );
}

async function writeCurrent(
  client: PoolClient,
  { siteId, changes }: DirectoryPlan,
  written: readonly EntryRow[],
  now: number,
): Promise<void> {
  await client.query(
    `insert into directory_entries (site_id, id, ${NAMES})
     select $1, id, ${NAMES} from jsonb_to_recordset($2::jsonb) as x(${TYPED})
     on conflict (site_id, id) do update set (${NAMES}, left_at, added_by, added_at) =
       (${COLUMNS.map(([name]) => `excluded.${name}`).join(', ')}, null, null, null)`,
    [siteId, JSON.stringify(written.map(asRow))],
  );
  await client.query('update directory_entries set left_at = $3 where site_id = $1 and id = any($2::text[])', [
    siteId,
    changes.left.map((entry) => entry.id),
    moment(now),
  ]);
}

async function writeComing(
  client: PoolClient,
  { siteId, changes }: DirectoryPlan,
  year: number,
  written: readonly EntryRow[],
): Promise<void> {
  const gone = [...changes.left.map((entry) => entry.id), ...changes.moves.map((move) => move.from)];
  await client.query('delete from directory_coming where site_id = $1 and year = $2 and id = any($3::text[])', [
    siteId,
    year,
    gone,
  ]);
  await client.query(
    `insert into directory_coming (site_id, year, id, ${NAMES})
     select $1, $2, id, ${NAMES} from jsonb_to_recordset($3::jsonb) as x(${TYPED})
     on conflict (site_id, year, id) do update set (${NAMES}) =
       (${COLUMNS.map(([name]) => `excluded.${name}`).join(', ')})`,
    [siteId, year, JSON.stringify(written.map(asRow))],
  );
}

/** Accounts and decisions go on under the new id; the old entry is closed. */
async function followMoves(client: PoolClient, { siteId, changes }: DirectoryPlan, now: number): Promise<NotedMove[]> {
  const noted: NotedMove[] = [];
  for (const { from, to } of changes.moves) {
    await client.query('update directory_entries set left_at = $3 where site_id = $1 and id = $2', [
      siteId,
      from,
      moment(now),
    ]);
    const { rows: matches } = await client.query<{ year: number; kind: string; key: string }>(
      'update matches set directory_id = $3 where site_id = $1 and directory_id = $2 returning year, kind, key',
      [siteId, from, to],
    );
    const { rows: accounts } = await client.query<{ id: string }>(
      'update access_accounts set person_id = $3 where site_id = $1 and person_id = $2 returning id',
      [siteId, from, to],
    );
    noted.push({ from, to, matches, accounts: accounts.map(({ id }) => id) });
  }
  return noted;
}

/** Rows of the small tables that the plan replaces, whole. */
async function noteReplaced(client: PoolClient, { siteId, schools }: DirectoryPlan): Promise<object> {
  const { rows } = await client.query<object>(
    `select (select directory_year from sites where id = $1) as "directoryYear",
       (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from directory_sources t where t.site_id = $1) as sources,
       (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from directory_schools t where t.site_id = $1) as schools,
       (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from closure_periods t
        join jsonb_to_recordset($2::jsonb) as x(year int, establishment int)
          on x.year = t.year and x.establishment = t.establishment where t.site_id = $1) as closures`,
    [siteId, JSON.stringify(withClosures(schools))],
  );
  return { ...rows[0], closed: withClosures(schools) };
}

function withClosures(schools: DirectoryPlan['schools']): { readonly year: number; readonly establishment: number }[] {
  return schools.filter((one) => one.closures !== null).map(({ year, establishment }) => ({ year, establishment }));
}

/** Read closures take the place of derived ones at once: the next file is judged by them (RULES.md 4). */
async function writeSchools(client: PoolClient, { siteId, schools }: DirectoryPlan): Promise<void> {
  for (const { year, establishment, closures, services } of schools) {
    await client.query(
      `insert into directory_schools (site_id, year, establishment, closures, services) values ($1, $2, $3, $4, $5)
       on conflict (site_id, year, establishment) do update
         set closures = coalesce(excluded.closures, directory_schools.closures),
             services = coalesce(excluded.services, directory_schools.services)`,
      [
        siteId,
        year,
        establishment,
        closures === null ? null : JSON.stringify(closures),
        services === null ? null : JSON.stringify(services),
      ],
    );
    if (closures === null) continue;
    await client.query('delete from closure_periods where site_id = $1 and year = $2 and establishment = $3', [
      siteId,
      year,
      establishment,
    ]);
    await client.query(
      `insert into closure_periods (site_id, year, establishment, first_day, last_day, source)
       select $1, $2, $3, x."firstDay", x."lastDay", 'read'
       from jsonb_to_recordset($4::jsonb) as x("firstDay" date, "lastDay" date) on conflict do nothing`,
      [siteId, year, establishment, JSON.stringify(closures)],
    );
  }
}

/** Notes which file of its source an establishment has seen last. */
export async function writeSources(client: PoolClient, plan: DirectorySeen): Promise<void> {
  const { siteId, runId, source, year, exportedOn, peopleOn, listsOn, places } = plan;
  await client.query(
    `insert into directory_sources (site_id, year, establishment, source, exported_on, people_on, structures_on, closures_on, aaf, run_id)
     select $1, $2, x.establishment, $3, $4, $7, $8, $9, x.aaf, $5
     from jsonb_to_recordset($6::jsonb) as x(establishment int, aaf text)
     on conflict (site_id, year, establishment, source) do update set exported_on = excluded.exported_on,
       people_on = coalesce(excluded.people_on, directory_sources.people_on),
       structures_on = coalesce(excluded.structures_on, directory_sources.structures_on),
       closures_on = coalesce(excluded.closures_on, directory_sources.closures_on),
       aaf = coalesce(excluded.aaf, directory_sources.aaf), run_id = excluded.run_id`,
    [
      siteId,
      year ?? 0,
      source,
      exportedOn,
      runId,
      JSON.stringify(places),
      peopleOn,
      listsOn.structures ?? null,
      listsOn.closures ?? null,
    ],
  );
}
