/** Undoes an applied import: every row as it was before, and of the sessions those that have not begun (RULES.md 6.1). */

import type { PoolClient } from 'pg';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { isApplied, type Run } from '../../domain/model/run.ts';
import { yearName } from '../../domain/model/school-year.ts';
import type { Undoing, YearClosed } from '../../domain/report/timetable-desk.ts';
import { CHANGED_TABLES } from './changes.ts';
import { forgetKnownBytes } from './known-bytes.ts';
import { refreshOpen } from './listed.ts';
import { forgetParts } from './parts.ts';
import { moment, type Queryable } from './runs.ts';
import { forgetSeries } from './series.ts';
import { undoDirectory } from './undo-directory.ts';

/** Tables whose rows are numbered: what an import created lies between two numbers. */
const NUMBERED = ['sessions', 'memberships', 'courses'] as const;

/** Notes, before a plan is written, what it replaces; `closeUndo` completes it in the same transaction. */
export async function openUndo(client: PoolClient, plan: ImportPlan): Promise<void> {
  const { runId, siteId, year, scope } = plan;
  const next = (table: string): string => `nextval(pg_get_serial_sequence('${table}', 'id'))`;
  await client.query(
    `insert into undo_records (run_id, site_id, year, previous_year, announced_year, first_day, last_day, new_first_day,
       new_last_day, applied, ${NUMBERED.map((table) => `${table}_after`).join(', ')})
     select $1, s.id, $3, s.current_year, s.settings->'announcedYear', y.first_day, y.last_day, $5, $6,
       (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from applied a
        where a.site_id = $2 and a.year = $3 and a.establishment = any($4::int[])), ${NUMBERED.map(next).join(', ')}
     from sites s left join school_years y on y.site_id = s.id and y.start_year = $3 where s.id = $2`,
    [runId, siteId, year.startYear, scope, year.firstDay, year.lastDay],
  );
}

/** Notes where the rows end that the plan has created. */
export async function closeUndo(client: PoolClient, { runId }: Pick<ImportPlan, 'runId'>): Promise<void> {
  const sets = NUMBERED.map((table) => `${table}_before = nextval(pg_get_serial_sequence('${table}', 'id'))`);
  await client.query(`update undo_records set ${sets.join(', ')} where run_id = $1`, [runId]);
}

/**
 * Can this import be undone now? The year it was of. Throws Refusal `undo-not-applied`, `undo-done`, `undo-forgotten`,
 * `undo-other-year`, and `undo-not-last`, which names the last one.
 */
async function checkUndoable(db: Queryable, run: Run): Promise<number> {
  if (run.status === 'undone') throw new Refusal('undo-done', { run: run.id });
  if (!isApplied(run.status)) throw new Refusal('undo-not-applied', { run: run.id });
  const { rows } = await db.query<{ year: number; openYear: number | null }>(
    `select u.year, s.current_year as "openYear" from undo_records u join sites s on s.id = u.site_id where u.run_id = $1`,
    [run.id],
  );
  const [record] = rows;
  if (!record) throw new Refusal('undo-forgotten', { run: run.id });
  if (record.openYear !== record.year) throw new Refusal('undo-other-year', { run: run.id });
  const { rows: later } = await db.query<{ id: string }>(
    `select run_id as id from applied where site_id = $1 and year = $2 and establishment = any($3) and run_id <> $4
     order by run_id desc`,
    [run.siteId, record.year, run.scope ?? [], run.id],
  );
  if (later[0]) throw new Refusal('undo-not-last', { run: run.id, later: later[0].id });
  await refuseLaterDirectory(db, run);
  return record.year;
}

/** What undoing an import would do to sessions now. Throws Refusal as the undo itself would. */
export async function readUndoing(db: Queryable, run: Run, now: number): Promise<Undoing> {
  await checkUndoable(db, run);
  const { rows } = await db.query<Omit<Undoing, 'year'>>(
    `select count(*) filter (where starts_at >= $2)::int restored, count(*) filter (where starts_at < $2)::int kept
     from undo_records u, runs r, lateral (
       select t.starts_at from sessions t where t.site_id = u.site_id and t.year = u.year and t.establishment = any(r.scope)
         and t.id > u.sessions_after and t.id < u.sessions_before
       union all
       select c.starts_at from session_changes c where c.run_id = u.run_id and c.session_id is not null) x
     where u.run_id = $1 and r.id = u.run_id`,
    [run.id, moment(now)],
  );
  return { ...(rows[0] ?? { restored: 0, kept: 0 }), year: await closedYear(db, run.id) };
}

/**
 * The year that an import has opened and would take with it, unless another establishment's import stands in it. Asked
 * before anything is put back.
 */
async function closedYear(db: Queryable, runId: string): Promise<YearClosed | null> {
  const { rows } = await db.query<{ year: number; before: number | null }>(
    `select u.year, u.previous_year as before from undo_records u join runs r on r.id = u.run_id
     where u.run_id = $1 and u.first_day is null and not exists (
       select from applied a where a.site_id = u.site_id and a.year = u.year and a.establishment <> all(r.scope))`,
    [runId],
  );
  const [found] = rows;
  return found ? { closes: yearName(found.year), opens: found.before === null ? null : yearName(found.before) } : null;
}

/** Puts back what was before. Throws Refusal as `checkUndoable`. The caller holds the run's row. */
export async function undoImport(client: PoolClient, run: Run, now: number): Promise<Undoing> {
  await client.query('select from sites where id = $1 for no key update', [run.siteId]);
  const year = await checkUndoable(client, run);
  const at = [run.siteId, year, run.scope ?? [], run.id] as const;
  const closed = await closedYear(client, run.id);
  const undone = await undoSessions(client, at, now);
  for (const [table, key] of Object.entries(CHANGED_TABLES)) await undoTable(client, at, table, key);
  await undoApplied(client, at);
  await undoBounds(client, at);
  if (closed) await closeYear(client, at);
  if (closed && (await turnedDirectory(client, run.id))) await undoDirectory(client, run, now);
  await client.query('delete from undo_records where run_id = $1', [run.id]);
  await forgetKnownBytes(client, run.siteId);
  await forgetSeries(client, run.siteId);
  await forgetParts(client, run.siteId);
  await client.query('update sites set applied_version = applied_version + 1 where id = $1', [run.siteId]);
  // The decisions and lists of the year that is open again are in force again.
  if (closed) await refreshOpen(client, run.siteId);
  return { ...undone, year: closed };
}

/** Did the import that opened a school year bring the directory kept for it? */
async function turnedDirectory(client: Queryable, runId: string): Promise<boolean> {
  return ((await client.query('select from directory_undo where run_id = $1', [runId])).rowCount ?? 0) > 0;
}

async function refuseLaterDirectory(client: Queryable, { id, siteId }: Run): Promise<void> {
  if (!(await turnedDirectory(client, id))) return;
  const { rows } = await client.query<{ id: string }>(
    'select run_id as id from directory_undo where site_id = $1 and run_id > $2 order by run_id desc limit 1',
    [siteId, id],
  );
  if (rows[0]) throw new Refusal('undo-not-last', { run: id, later: rows[0].id });
}

type At = readonly [siteId: number, year: number, scope: readonly number[], runId: string];

/** Rows of a numbered table that the import created. */
function createdRows(table: (typeof NUMBERED)[number]): string {
  return `t.site_id = $1 and t.year = $2 and t.establishment = any($3) and t.id > u.${table}_after
    and t.id < u.${table}_before and u.run_id = $4`;
}

async function undoSessions(client: PoolClient, at: At, now: number): Promise<Omit<Undoing, 'year'>> {
  const count = async (sql: string, values: readonly unknown[]): Promise<number> =>
    (await client.query(sql, [...values])).rowCount ?? 0;
  const from = moment(now);
  const [, , , runId] = at;
  const { rows } = await client.query<{ kept: number }>(
    `select (select count(*)::int from sessions t, undo_records u where ${createdRows('sessions')} and t.starts_at < $5)
          + (select count(*)::int from session_changes c where c.run_id = $4 and c.session_id is not null
               and c.starts_at < $5) kept`,
    [...at, from],
  );
  const removed = await count(
    `delete from sessions t using undo_records u where ${createdRows('sessions')} and t.starts_at >= $5`,
    [...at, from],
  );
  const changed = await count(
    `update sessions s set ends_at = c.ends_at, content_id = c.content_id, cancelled = c.cancelled
     from session_changes c where c.run_id = $1 and c.new_content_id is not null and s.id = c.session_id
       and s.starts_at >= $2`,
    [runId, from],
  );
  const back = await count(
    `insert into sessions (id, site_id, year, establishment, starts_at, ends_at, content_id, cancelled)
       overriding system value
     select c.session_id, c.site_id, u.year, c.establishment, c.starts_at, c.ends_at, c.content_id, c.cancelled
     from session_changes c join undo_records u on u.run_id = c.run_id
     where c.run_id = $1 and c.new_content_id is null and c.starts_at >= $2`,
    [runId, from],
  );
  return { restored: removed + changed + back, kept: rows[0]?.kept ?? 0 };
}

async function undoTable(client: PoolClient, at: At, table: string, key: string): Promise<void> {
  const [siteId, year, , runId] = at;
  await client.query(
    `delete from ${table} t using timetable_changes c
     where c.run_id = $1 and c.table_name = '${table}' and t.site_id = $2 and t.year = $3 and c.key = ${key}`,
    [runId, siteId, year],
  );
  const numbered = NUMBERED.find((one) => one === table);
  if (numbered)
    await client.query(`delete from ${table} t using undo_records u where ${createdRows(numbered)}`, [...at]);
  await client.query(
    `insert into ${table} ${numbered ? 'overriding system value' : ''}
     select (jsonb_populate_record(null::${table}, c.before || jsonb_build_object('site_id', $2::int, 'year', $3::int))).*
     from timetable_changes c where c.run_id = $1 and c.table_name = '${table}' and c.before is not null`,
    [runId, siteId, year],
  );
}

async function undoApplied(client: PoolClient, at: At): Promise<void> {
  const [siteId, year, scope, runId] = at;
  await client.query('delete from applied where site_id = $1 and year = $2 and establishment = any($3)', [
    siteId,
    year,
    scope,
  ]);
  await client.query(
    `insert into applied select (jsonb_populate_recordset(null::applied, u.applied)).* from undo_records u
     where u.run_id = $1`,
    [runId],
  );
}

/** First and last day as before, unless a later import has moved them. */
async function undoBounds(client: PoolClient, [siteId, year, , runId]: At): Promise<void> {
  await client.query(
    `update school_years y set first_day = u.first_day, last_day = u.last_day from undo_records u
     where u.run_id = $3 and u.first_day is not null and y.site_id = $1 and y.start_year = $2
       and y.first_day = u.new_first_day and y.last_day = u.new_last_day`,
    [siteId, year, runId],
  );
}

/** The year before is open again, if there was one, and what was announced is announced again. */
async function closeYear(client: PoolClient, [siteId, year, , runId]: At): Promise<void> {
  await client.query('delete from school_years where site_id = $1 and start_year = $2', [siteId, year]);
  await client.query(
    `update sites s set current_year = u.previous_year,
       settings = case when u.announced_year is null then s.settings
                       else s.settings || jsonb_build_object('announcedYear', u.announced_year) end
     from undo_records u where u.run_id = $2 and s.id = $1`,
    [siteId, runId],
  );
}
