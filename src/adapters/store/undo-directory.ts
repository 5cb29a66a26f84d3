/** Undoes a directory import: every entry as it was, under its id, and closures, services, accounts and decisions with it. */

import type { PoolClient } from 'pg';
import { Refusal } from '../../domain/model/errors.ts';
import { isApplied, type Run } from '../../domain/model/run.ts';
import type { Undoing } from '../../domain/report/timetable-desk.ts';
import { refreshOpen } from './listed.ts';
import { moment, type Queryable } from './runs.ts';
import { entryAsJson, entryTable, type NotedMove, ofYear } from './write-directory.ts';

interface Replaced {
  readonly directoryYear: number | null;
  readonly sources: readonly object[];
  readonly schools: readonly object[];
  readonly closures: readonly object[];
  /** Of which years and establishments closures were replaced. */
  readonly closed: readonly { readonly year: number; readonly establishment: number }[];
  readonly moves: readonly NotedMove[];
  /** Of an import that opened a school year: what had been kept for it. */
  readonly coming?: readonly object[];
}

/** How many entries an undo would put back now; those that somebody has changed since are kept. Throws Refusal as the undo itself would. */
export async function readDirectoryUndoing(db: Queryable, run: Run): Promise<Undoing> {
  await checkUndoable(db, run);
  const runId = run.id;
  const { rows } = await db.query<{ year: number }>(
    'select distinct year from directory_changes where run_id = $1 order by year',
    [runId],
  );
  let restored = 0;
  let all = 0;
  for (const { year } of rows) {
    const { rows: counted } = await db.query<{ same: number; all: number }>(
      `select count(*) filter (where ${untouched(year)})::int same, count(*)::int "all"
       from directory_changes c where c.run_id = $1 and c.year = $2`,
      [runId, year],
    );
    restored += counted[0]?.same ?? 0;
    all += counted[0]?.all ?? 0;
  }
  return { restored, kept: all - restored, year: null };
}

/** Nobody has touched the entry since the change `c`. */
function untouched(year: number): string {
  return `${entryAsJson(year, 'c.site_id', 'c.year', 'c.entry_id')} is not distinct from c.after`;
}

/** Throws Refusal `undo-done`, `undo-not-applied`, `undo-forgotten`, `undo-not-last`. */
async function checkUndoable(db: Queryable, { id, siteId, status }: Run): Promise<Replaced> {
  if (status === 'undone') throw new Refusal('undo-done', { run: id });
  if (!isApplied(status)) throw new Refusal('undo-not-applied', { run: id });
  const replaced = await needRecord(db, id);
  const { rows: later } = await db.query<{ id: string }>(
    'select run_id as id from directory_undo where site_id = $1 and run_id > $2 order by run_id desc limit 1',
    [siteId, id],
  );
  if (later[0]) throw new Refusal('undo-not-last', { run: id, later: later[0].id });
  return replaced;
}

async function needRecord(db: Queryable, runId: string): Promise<Replaced> {
  const { rows } = await db.query<{ replaced: Replaced }>('select replaced from directory_undo where run_id = $1', [
    runId,
  ]);
  if (!rows[0]) throw new Refusal('undo-forgotten', { run: runId });
  return rows[0].replaced;
}

/** Throws Refusal as `checkUndoable`. The caller holds the run's row. */
export async function undoDirectory(client: PoolClient, run: Run, now: number): Promise<Undoing> {
  const { siteId, id } = run;
  await client.query('select from sites where id = $1 for no key update', [siteId]);
  const replaced = await checkUndoable(client, run);
  const { rows: years } = await client.query<{ year: number }>(
    'select distinct year from directory_changes where run_id = $1 order by year desc',
    [id],
  );
  for (const move of replaced.moves) await undoMove(client, siteId, move);
  let restored = 0;
  for (const { year } of years) restored += await undoEntries(client, siteId, id, year, now);
  const { rows: counted } = await client.query<{ all: number }>(
    'select count(*)::int "all" from directory_changes where run_id = $1',
    [id],
  );
  await putBack(client, siteId, replaced);
  await client.query('delete from directory_undo where run_id = $1', [id]);
  await client.query(
    'update sites set directory_version = directory_version + 1, match_version = match_version + 1 where id = $1',
    [siteId],
  );
  await refreshOpen(client, siteId);
  return { restored, kept: (counted[0]?.all ?? 0) - restored, year: null };
}

async function undoMove(client: PoolClient, siteId: number, { from, to, accounts, matches }: NotedMove): Promise<void> {
  await client.query(
    'update access_accounts set person_id = $3 where site_id = $1 and person_id = $2 and id = any($4::bigint[])',
    [siteId, to, from, accounts],
  );
  await client.query(
    `update matches m set directory_id = $3 from jsonb_to_recordset($4::jsonb) as x(year int, kind text, key text)
     where m.site_id = $1 and m.directory_id = $2 and m.year = x.year and m.kind = x.kind and m.key = x.key`,
    [siteId, to, from, JSON.stringify(matches)],
  );
}

/** Rows that are as the import left them are as before again. A new entry that an account or a decision has come to name is closed instead. */
async function undoEntries(
  client: PoolClient,
  siteId: number,
  runId: string,
  year: number,
  now: number,
): Promise<number> {
  const table = entryTable(year);
  await client.query(
    `create temporary table undone on commit drop as
     select c.entry_id id, c.before from directory_changes c
     where c.run_id = $1 and c.year = $2 and ${untouched(year)}`,
    [runId, year],
  );
  // Nothing is known of a table that has just been made: joins with it would be planned as if it were small.
  await client.query('analyze undone');
  const named =
    year === 0
      ? `(exists (select from access_accounts a where a.site_id = $1 and a.person_id = t.id)
          or exists (select from matches m where m.site_id = $1 and m.directory_id = t.id))`
      : 'false';
  if (year === 0) {
    await client.query(
      `update directory_entries t set left_at = $2 from undone u where t.site_id = $1 and t.id = u.id and u.before is null and ${named}`,
      [siteId, moment(now)],
    );
  }
  const parameters = year === 0 ? [siteId] : [siteId, year];
  await client.query(
    `delete from ${table} t using undone u where ${ofYear(year, '$1', '$2')} and t.id = u.id
       and (u.before is not null or not ${named})`,
    parameters,
  );
  await client.query(
    `insert into ${table} select (jsonb_populate_record(null::${table}, u.before)).* from undone u where u.before is not null`,
  );
  const { rows } = await client.query<{ count: number }>('select count(*)::int count from undone');
  await client.query('drop table undone');
  return rows[0]?.count ?? 0;
}

async function putBack(client: PoolClient, siteId: number, replaced: Replaced): Promise<void> {
  await client.query('update sites set directory_year = $2 where id = $1', [siteId, replaced.directoryYear]);
  for (const [table, rows] of [
    ['directory_sources', replaced.sources],
    ['directory_schools', replaced.schools],
  ] as const) {
    await client.query(`delete from ${table} where site_id = $1`, [siteId]);
    await insertRows(client, table, rows);
  }
  // Closures that an import has derived since are known to be right: only read ones go.
  await client.query(
    `delete from closure_periods t using jsonb_to_recordset($2::jsonb) as x(year int, establishment int)
     where t.site_id = $1 and t.year = x.year and t.establishment = x.establishment and t.source = 'read'`,
    [siteId, JSON.stringify(replaced.closed)],
  );
  await insertRows(client, 'closure_periods', replaced.closures);
  await insertRows(client, 'directory_coming', replaced.coming ?? []);
}

async function insertRows(client: PoolClient, table: string, rows: readonly object[]): Promise<void> {
  await client.query(
    `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}
