/** Reads one week of the stored timetable: as it is, and before and after a run. */

import { addDays, type Day, instantOf } from '../../domain/model/calendar.ts';
import { namedKey, normaliseName } from '../../domain/model/identity.ts';
import { effectOf } from '../../domain/model/run.ts';
import {
  type Closure,
  carryOut,
  compareWeek,
  inOrder,
  type Origin,
  type RowChange,
  type Said,
  type StoredRow,
  sessionOf,
  takeBack,
  type Week,
  type WeekChange,
  type WeekFilter,
} from '../../domain/report/week.ts';
import { type ChangedRun, readLessons } from './change-reader.ts';
import { moment, type Queryable } from './runs.ts';

interface Place {
  readonly id: number;
  readonly timezone: string;
}

/** Both ends of a week as moments. */
function boundsOf(monday: Day, timeZone: string): readonly [string | null, string | null] {
  return [moment(instantOf(monday, '00:00', timeZone)), moment(instantOf(addDays(monday, 7), '00:00', timeZone))];
}

/** The stored sessions of a week. `monday` is one. */
export async function readWeek(db: Queryable, site: Place, monday: Day, filter: WeekFilter): Promise<Week> {
  const year = await yearAt(db, site.id, monday);
  const condition = await conditionOf(db, site.id, year?.startYear ?? null, filter, null);
  const rows = await readRows(db, site, monday, { condition });
  const lessons = await readLessons(db, [...(await matching(db, contentsIn(filter, rows), condition))]);
  const told = rows.flatMap((row) => {
    const lesson = lessons.get(row.contentId);
    return lesson ? [sessionOf(row, lesson, site.timezone)] : [];
  });
  const origins = await readOrigins(
    db,
    site.id,
    told.map((one) => one.id),
  );
  return {
    monday,
    sessions: inOrder(told).map((one) => ({ ...one, origin: origins.get(one.id ?? '') ?? null })),
    closures: await closuresIn(db, site.id, monday, filter.establishment),
    year: year && { firstDay: year.firstDay, lastDay: year.lastDay },
  };
}

/** A week before and after a run: see `WeekChange`. */
export async function readWeekChange(
  db: Queryable,
  run: ChangedRun,
  monday: Day,
  filter: WeekFilter,
): Promise<WeekChange> {
  const site = { id: run.siteId, timezone: run.timeZone };
  const effect = effectOf(run.status);
  const wouldBe = effect === 'would';
  const empty = { before: [], after: [], differences: [], later: [], weeks: [] };
  const facts = { monday, run: run.id, wouldBe, closures: await closuresIn(db, site.id, monday, filter.establishment) };
  const range = run.sessions === 'first' ? await createdBetween(db, run.id) : null;
  if (run.sessions === 'forgotten' || (run.sessions === 'first' && !range))
    return { ...facts, ...empty, noted: 'forgotten' };
  // What was never applied has no week that it left behind.
  if (run.sessions === 'none' || effect === 'never') return { ...facts, ...empty, noted: 'none' };

  const [own, laterChanges] = wouldBe
    ? [await readRowChanges(db, site, [run.id], monday), []]
    : await appliedChanges(db, run, site, monday);
  const condition = await conditionOf(db, site.id, run.year, filter, run.id);
  // Few of a week's sessions are somebody's: only those are read, and those that are so on one side of a change.
  const all = [...own, ...laterChanges.flatMap((one) => one.rows)];
  const touched = await matching(db, [...new Set(all.flatMap(contentsOf))], condition);
  const ids = all.filter((one) => contentsOf(one).some((id) => touched.has(id))).map((one) => one.id);
  const stored = await readRows(db, site, monday, { condition, ids });
  let since = stored;
  for (const changes of laterChanges) since = takeBack(since, changes.rows);
  const changes = range ? since.filter(range).map(createdBy) : own;
  const before = wouldBe ? stored : takeBack(since, changes);
  // Undone, it is no longer there to be seen: what it did is done again.
  const after = wouldBe || effect === 'undone' ? carryOut(before, changes) : since;

  const shown = await matching(db, contentsIn(filter, [...before, ...after]), condition);
  const related = await relatedTo(db, shown, changes);
  const lessons = await readLessons(db, [...new Set([...shown, ...related])]);
  const isRelated = (one: RowChange): boolean => contentsOf(one).some((id) => shown.has(id) || related.has(id));
  const compared = { before, after, changes: changes.filter(isRelated), lessons, shown, timeZone: run.timeZone };
  return {
    ...facts,
    noted: run.sessions,
    later: laterChanges.filter((one) => one.rows.length > 0).map((one) => one.run),
    ...compareWeek(compared),
    weeks: await changedWeeks(db, run, filter, condition),
  };
}

function createdBy({ id: _id, establishment, startsAt, ...after }: StoredRow): RowChange {
  return { id: null, establishment, startsAt, before: null, after };
}

/** Contents that a change is about. */
function contentsOf({ before, after }: RowChange): string[] {
  return [before, after].flatMap((said) => (said ? [said.contentId] : []));
}

/** The stored sessions of a week that fit, and those of these numbers. */
async function readRows(
  db: Queryable,
  site: Place,
  monday: Day,
  { condition, ids = [] }: { readonly condition: Condition; readonly ids?: readonly (string | null)[] },
): Promise<StoredRow[]> {
  const { rows } = await db.query<StoredRow>(
    `with week as materialized (select id, establishment, starts_at, ends_at, content_id, cancelled
       from sessions where site_id = $1 and starts_at >= $2 and starts_at < $3)
     select id, establishment, starts_at as "startsAt", ends_at as "endsAt", content_id as "contentId", cancelled
     from week where id = any($4::bigint[]) or content_id in (
       select c.id from session_contents c where c.id in (select content_id from week) and ${condition.sql(5)})`,
    [site.id, ...boundsOf(monday, site.timezone), ids.filter((id) => id !== null), ...condition.values],
  );
  return rows;
}

interface ChangesOfRun {
  readonly run: string;
  readonly rows: readonly RowChange[];
}

/** What an applied run and those applied after it changed in a week; the newest first. Imports of other establishments count too. */
async function appliedChanges(
  db: Queryable,
  run: ChangedRun,
  site: Place,
  monday: Day,
): Promise<readonly [readonly RowChange[], readonly ChangesOfRun[]]> {
  const { rows: later } = await db.query<{ id: string }>(
    `select id from runs where site_id = $1 and kind = 'timetable' and status in ('integrated', 'integrated-with-alerts', 'undone')
       and (ended_at, id) > ($2, $3::bigint) order by ended_at desc, id desc`,
    [site.id, moment(run.endedAt), run.id],
  );
  const ids = later.map((row) => row.id);
  const all = await readRowChanges(db, site, [run.id, ...ids], monday);
  const of = (id: string): RowChange[] => all.filter((one) => one.run === id);
  const changed = new Set(all.map((one) => one.run));
  return [of(run.id), ids.filter((id) => changed.has(id)).map((id) => ({ run: id, rows: of(id) }))];
}

async function readRowChanges(
  db: Queryable,
  site: Place,
  runs: readonly string[],
  monday: Day,
): Promise<(RowChange & { readonly run: string })[]> {
  const { rows } = await db.query<{
    run: string;
    id: string | null;
    establishment: number;
    starts_at: number;
    ends_at: number | null;
    content_id: string | null;
    cancelled: boolean | null;
    new_ends_at: number | null;
    new_content_id: string | null;
    new_cancelled: boolean | null;
  }>(
    `select run_id as run, session_id as id, establishment, starts_at, ends_at, content_id, cancelled, new_ends_at,
       new_content_id, new_cancelled
     from session_changes where run_id = any($1::bigint[]) and starts_at >= $2 and starts_at < $3`,
    [runs, ...boundsOf(monday, site.timezone)],
  );
  const said = (endsAt: number | null, contentId: string | null, cancelled: boolean | null): Said | null =>
    endsAt === null || contentId === null ? null : { endsAt, contentId, cancelled: cancelled ?? false };
  return rows.map((row) => ({
    run: row.run,
    id: row.id,
    establishment: row.establishment,
    startsAt: row.starts_at,
    before: said(row.ends_at, row.content_id, row.cancelled),
    after: said(row.new_ends_at, row.new_content_id, row.new_cancelled),
  }));
}

/** Tells the sessions that an import created by their numbers; null when that was forgotten. */
async function createdBetween(db: Queryable, runId: string): Promise<((row: StoredRow) => boolean) | null> {
  const { rows } = await db.query<{ after: string; before: string | null }>(
    'select sessions_after as after, sessions_before as before from undo_records where run_id = $1',
    [runId],
  );
  const [range] = rows;
  if (!range?.before) return null;
  const [after, before] = [Number(range.after), Number(range.before)];
  return ({ id }) => Number(id) > after && Number(id) < before;
}

/** A condition on contents `c`, whose values are numbered from `first`. */
interface Condition {
  readonly sql: (first: number) => string;
  readonly values: readonly unknown[];
}

async function conditionOf(
  db: Queryable,
  siteId: number,
  year: number | null,
  filter: WeekFilter,
  runId: string | null,
): Promise<Condition> {
  const name = normaliseName(filter.name);
  switch (filter.kind) {
    case 'division': {
      const groups = await groupsOf(db, siteId, year, filter, runId);
      const sql = (first: number): string =>
        `(c.division_names @> array[$${first}::text] or c.group_names && $${first + 1}::text[])`;
      return { sql, values: [name, groups] };
    }
    case 'group':
      return { sql: (first) => `c.group_names @> array[$${first}::text]`, values: [name] };
    case 'teacher': {
      const id = (n: number): string => `jsonb_build_array(jsonb_build_object('directoryId', $${n}::text))`;
      const sql = (first: number): string =>
        `c.teacher_names @> array[$${first}::text] and ($${first + 1}::text is null or c.teachers @> ${id(first + 1)})`;
      return { sql, values: [name, filter.person ?? null] };
    }
    case 'room':
      return {
        sql: (first) => `exists (select from unnest(c.rooms) room where upper(room) = upper($${first}::text))`,
        values: [filter.name],
      };
  }
}

async function matching(db: Queryable, ids: readonly string[], { sql, values }: Condition): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select c.id from session_contents c where c.id = any($1::bigint[]) and ${sql(2)}`,
    [ids, ...values],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Contents of changes that a shown one may be paired with, and of those that compete for them (see `findMoves`): lessons
 * of one series with a shown one, those that look like them, and the series of these; and the other sides of shown changes.
 */
async function relatedTo(
  db: Queryable,
  shown: ReadonlySet<string>,
  changes: readonly RowChange[],
): Promise<Set<string>> {
  const sides = changes.map(contentsOf);
  const others = sides.filter((ids) => ids.some((id) => shown.has(id))).flat();
  const { rows } = await db.query<{ id: string }>(
    `with changed as materialized (
       select id, series, subject_code, subject_label, divisions, groups from session_contents where id = any($1::bigint[])),
     own as (select * from changed where series in (select series from changed where id = any($2::bigint[]))),
     alike as (select series from changed where (subject_code, subject_label, divisions, groups)
       in (select subject_code, subject_label, divisions, groups from own))
     select id from changed where series in (select series from alike)`,
    [[...new Set(sides.flat())], [...new Set([...shown, ...others])]],
  );
  return new Set([...others, ...rows.map((row) => row.id)]);
}

/** Contents of what is of the filter's establishment: of another one, a division of the same name is another division. */
function contentsIn(
  filter: WeekFilter,
  rows: readonly { readonly establishment: number; readonly contentId: string }[],
): string[] {
  const { establishment: own } = filter;
  const here = own === undefined ? rows : rows.filter((row) => row.establishment === own);
  return [...new Set(here.map((row) => row.contentId))];
}

/** Normalised names of the groups of a division, stored ones and those that a run would create. */
async function groupsOf(
  db: Queryable,
  siteId: number,
  year: number | null,
  filter: WeekFilter,
  runId: string | null,
): Promise<string[]> {
  const own = filter.establishment;
  const { rows } = await db.query<{ name: string; divisions: string[] }>(
    `select name, divisions from groups where site_id = $1 and year = $2
     union all
     select said->>'name', array(select jsonb_array_elements_text(said->'divisions')) from timetable_changes,
       lateral (values (before), (after)) v(said)
     where run_id = $3::bigint and table_name = 'groups' and said is not null`,
    [siteId, year, runId],
  );
  const isOf = (key: string): boolean =>
    own === undefined
      ? key.slice(key.indexOf('/') + 1) === normaliseName(filter.name)
      : key === namedKey(own, filter.name);
  return [...new Set(rows.filter((row) => row.divisions.some(isOf)).map((row) => normaliseName(row.name)))];
}

async function changedWeeks(
  db: Queryable,
  run: ChangedRun,
  { establishment }: WeekFilter,
  { sql, values }: Condition,
): Promise<WeekChange['weeks']> {
  const { rows } = await db.query<{ monday: Day; changes: number }>(
    `with c as materialized (select c.id from session_contents c where c.site_id = $3 and c.year = $4 and ${sql(6)})
     select date_trunc('week', starts_at at time zone $2)::date as monday, count(*)::int as changes
     from session_changes where run_id = $1 and ($5::int is null or establishment = $5)
       and (content_id in (select id from c) or new_content_id in (select id from c))
     group by 1 order by 1`,
    [run.id, run.timeZone, run.siteId, run.year, establishment ?? null, ...values],
  );
  return rows;
}

async function readOrigins(
  db: Queryable,
  siteId: number,
  ids: readonly (string | null)[],
): Promise<Map<string, Origin>> {
  const own = ids.filter((id) => id !== null);
  const { rows } = await db.query<{ id: string; run: string; what: Origin['what'] }>(
    `select distinct on (x.id) x.id, x.run, x.what from (
       select s.id, u.run_id as run, 'created' as what from unnest($2::bigint[]) as s(id)
         join undo_records u on u.site_id = $1 and s.id > u.sessions_after and s.id < u.sessions_before
       union all
       select c.session_id, c.run_id, 'changed' from session_changes c
         where c.site_id = $1 and c.session_id = any($2) and c.new_content_id is not null) x
     join runs r on r.id = x.run and r.status in ('integrated', 'integrated-with-alerts')
     order by x.id, r.ended_at desc, r.id desc`,
    [siteId, own],
  );
  return new Map(rows.map(({ id, ...origin }) => [id, origin]));
}

async function yearAt(
  db: Queryable,
  siteId: number,
  monday: Day,
): Promise<{ readonly startYear: number; readonly firstDay: Day; readonly lastDay: Day } | null> {
  const { rows } = await db.query<{ startYear: number; firstDay: Day; lastDay: Day }>(
    `select start_year as "startYear", first_day as "firstDay", last_day as "lastDay" from school_years
     where site_id = $1 and first_day <= $3::date and last_day >= $2::date order by start_year desc limit 1`,
    [siteId, monday, addDays(monday, 6)],
  );
  return rows[0] ?? null;
}

async function closuresIn(
  db: Queryable,
  siteId: number,
  monday: Day,
  establishment: number | undefined,
): Promise<Closure[]> {
  const { rows } = await db.query<Closure>(
    `select distinct first_day as "firstDay", last_day as "lastDay" from closure_periods
     where site_id = $1 and first_day <= $3::date and last_day >= $2::date and ($4::int is null or establishment = $4)
     order by 1`,
    [siteId, monday, addDays(monday, 6), establishment ?? null],
  );
  return rows;
}
