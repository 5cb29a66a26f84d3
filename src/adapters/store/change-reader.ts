/** Reads what a run changed, or would change, from what was noted of it. */

import { type Day, mondayOf, wallClockOf, weekdayOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { effectOf, type RunStatus } from '../../domain/model/run.ts';
import {
  CHANGE_PARTS,
  type ChangeLines,
  type ChangePart,
  type ClosureRow,
  closureLines,
  type GroupRow,
  groupLines,
  type LinePage,
  type MembershipRow,
  type Noted,
  type NotedRow,
  type RunChanges,
  type ServiceRow,
  type SubjectRow,
  serviceLines,
  subjectLines,
} from '../../domain/report/changes.ts';
import type { Lesson } from '../../domain/report/lesson-moves.ts';
import type { Evaluation } from '../../domain/report/report.ts';
import {
  type SessionKind,
  type SessionLine,
  type SlotChange,
  type SlotSide,
  sessionLines,
} from '../../domain/report/session-lines.ts';
import { readNames, type YearNames } from './change-names.ts';
import type { Queryable } from './runs.ts';

/** A run as far as its changes are concerned. */
export interface ChangedRun {
  readonly id: string;
  readonly siteId: number;
  readonly status: RunStatus;
  /** What is noted is of this try. */
  readonly attempt: number;
  readonly year: number | null;
  readonly endedAt: number | null;
  readonly timeZone: string;
  readonly structures: Noted;
  readonly sessions: Noted;
}

const DEFAULT_LINES = 50;
const MAX_LINES = 500;
const MAX_DIVISIONS = 20;

/** Throws Refusal `run-unknown`. */
export async function findChangedRun(db: Queryable, id: string): Promise<ChangedRun> {
  const { rows } = await db.query<{
    site_id: number;
    status: RunStatus;
    attempt: number;
    year: number | null;
    ended_at: number | null;
    timezone: string;
    changes: Evaluation['changes'] | null;
    has_rows: boolean;
    has_sessions: boolean;
  }>(
    `select r.site_id, r.status, r.attempt, r.year, r.ended_at, s.timezone, r.report->'changes' as changes,
       exists (select from timetable_changes c where c.run_id = r.id) has_rows,
       exists (select from session_changes c where c.run_id = r.id) has_sessions
     from runs r join sites s on s.id = r.site_id where r.id::text = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Refusal('run-unknown', { run: id });
  const { status, changes } = row;
  const isCompared = !['same', 'not-yet'].includes(effectOf(status)) && row.year !== null && changes;
  const noted = (has: boolean, counts: readonly object[]): Noted => {
    if (!isCompared) return 'none';
    if (has) return 'noted';
    return counts.every((one) => changed(one) === 0) ? 'none' : 'forgotten';
  };
  const { sessions, ...structures } = changes ?? {};
  const isFirst = sessions && sessions.modified + sessions.deleted + sessions.unchanged === 0 && sessions.created > 0;
  const sessionsNoted = noted(row.has_sessions, sessions ? [sessions] : []);
  return {
    id,
    siteId: row.site_id,
    status,
    attempt: row.attempt,
    year: row.year,
    endedAt: row.ended_at,
    timeZone: row.timezone,
    structures: noted(row.has_rows, Object.values(structures)),
    sessions: sessionsNoted === 'forgotten' && isFirst ? 'first' : sessionsNoted,
  };
}

/** How many a report counts as changed. */
function changed(counts: object): number {
  return Object.entries(counts).reduce(
    (sum, [name, count]) => (name === 'unchanged' || name === 'past' ? sum : sum + Number(count)),
    0,
  );
}

/** All changes in numbers, with the first lines of each part. */
export async function readChanges(db: Queryable, run: ChangedRun, limit = DEFAULT_LINES): Promise<RunChanges> {
  const { lines, names } = await readLines(db, run, CHANGE_PARTS);
  const kinds = { moved: 0, cancelled: 0, deleted: 0, created: 0, restored: 0, changed: 0, linked: 0 };
  const days = new Map<string, number>();
  for (const line of lines.sessions) {
    kinds[line.kind] += line.count;
    for (const { day } of line.dates) days.set(day, (days.get(day) ?? 0) + 1);
  }
  const weeks = new Map<string, number>();
  for (const [day, count] of days) weeks.set(mondayOf(day), (weeks.get(mondayOf(day)) ?? 0) + count);
  return {
    run: run.id,
    wouldBe: effectOf(run.status) === 'would',
    structures: run.structures,
    sessions: run.sessions,
    parts: {
      subjects: pageOf(lines.subjects, 0, limit),
      services: pageOf(lines.services, 0, limit),
      groups: pageOf(lines.groups, 0, limit),
      closures: pageOf(lines.closures, 0, limit),
      sessions: pageOf(lines.sessions, 0, limit),
    },
    sessionKinds: kinds,
    weeks: [...weeks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([monday, changes]) => ({ monday, changes })),
    divisions: changedDivisions(lines.sessions, names),
  };
}

/** A page of the lines of one part; sessions also of one kind. Throws Refusal `bad-input`. */
export async function readChangeLines<P extends ChangePart>(
  db: Queryable,
  run: ChangedRun,
  part: P,
  asked: { readonly limit?: number; readonly cursor?: string; readonly kind?: SessionKind } = {},
): Promise<LinePage<P>> {
  const { limit = DEFAULT_LINES, cursor = '0', kind } = asked;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LINES)
    throw new Refusal('bad-input', { problem: `limit : de 1 à ${MAX_LINES}` });
  if (!/^\d{1,9}$/.test(cursor)) throw new Refusal('bad-input', { problem: 'curseur incorrect' });
  const { lines } = await readLines(db, run, [part]);
  const all: readonly ChangeLines[P][number][] = lines[part];
  return pageOf(kind === undefined ? all : all.filter((line) => line.kind === kind), Number(cursor), limit);
}

/** All changed sessions of a run, for a file. */
export async function readSessionLines(db: Queryable, run: ChangedRun): Promise<readonly SessionLine[]> {
  return (await readLines(db, run, ['sessions'])).lines.sessions;
}

function pageOf<T>(all: readonly T[], from: number, limit: number) {
  const items = all.slice(from, from + limit);
  return { items, total: all.length, ...(from + limit < all.length ? { nextCursor: String(from + limit) } : {}) };
}

async function readLines(
  db: Queryable,
  run: ChangedRun,
  parts: readonly ChangePart[],
): Promise<{ readonly lines: ChangeLines; readonly names: YearNames }> {
  const noted = await readNoted(db, run.id);
  const rows = <T>(table: string): NotedRow<T>[] => (noted.get(table) ?? []) as NotedRow<T>[];
  const named = {
    subjects: rows<SubjectRow>('subjects'),
    divisions: rows<GroupRow>('divisions'),
    groups: rows<GroupRow>('groups'),
  };
  const names = await readNames(db, run.siteId, run.year ?? 0, named);
  const has = (part: ChangePart): boolean => parts.includes(part);
  const members = rows<MembershipRow>('memberships');
  return {
    names,
    lines: {
      subjects: has('subjects') ? subjectLines(named.subjects) : [],
      services: has('services') ? serviceLines(rows<ServiceRow>('teaching_services'), names) : [],
      groups: has('groups')
        ? [
            ...groupLines('division', named.divisions, members, names),
            ...groupLines('group', named.groups, members, names),
          ]
        : [],
      closures: has('closures') ? closureLines(rows<ClosureRow>('closure_periods')) : [],
      sessions: has('sessions') ? await readSessions(db, run) : [],
    },
  };
}

const MAX_KEPT = 3;
const kept = new WeakMap<Queryable, Map<string, Promise<readonly SessionLine[]>>>();

/**
 * Session lines of a run. Those looked at last are kept: a page asks for its counts and its lines, and the next page for both
 * again. Another try of a run is noted anew.
 */
function readSessions(db: Queryable, run: ChangedRun): Promise<readonly SessionLine[]> {
  const own = kept.get(db) ?? new Map<string, Promise<readonly SessionLine[]>>();
  kept.set(db, own);
  const key = `${run.id} ${run.attempt} ${run.status} ${run.endedAt} ${run.sessions} ${run.timeZone}`;
  const lines = own.get(key) ?? readSlots(db, run).then(sessionLines);
  own.delete(key);
  own.set(key, lines);
  for (const oldest of [...own.keys()].slice(0, -MAX_KEPT)) own.delete(oldest);
  lines.catch(() => own.delete(key));
  return lines;
}

/** Courses are left out: their content is what services and sessions say. */
async function readNoted(db: Queryable, runId: string): Promise<Map<string, NotedRow<unknown>[]>> {
  const { rows } = await db.query<{ name: string; before: unknown; after: unknown }>(
    `select table_name as name, before, after from timetable_changes where run_id = $1 and table_name <> 'courses'`,
    [runId],
  );
  const byTable = new Map<string, NotedRow<unknown>[]>();
  for (const { name, ...row } of rows) {
    const known = byTable.get(name);
    if (known) known.push(row);
    else byTable.set(name, [row]);
  }
  return byTable;
}

type SlotRow = readonly [
  establishment: number,
  contentId: number | null,
  newContentId: number | null,
  cancelled: boolean | null,
  newCancelled: boolean | null,
  startsAt: number,
  endsAt: number | null,
  newEndsAt: number | null,
];

/** Changed sessions by what they say and their time of the week. Grouped here: the database takes three times as long. */
async function readSlots(db: Queryable, run: ChangedRun): Promise<SlotChange[]> {
  // `extract` works in numerics, and takes several times as long.
  const ms = (column: string): string => `date_part('epoch', ${column}) * 1000`;
  const { rows } = await db.query<[...SlotRow]>({
    text: `select establishment, content_id::float8, new_content_id::float8, cancelled, new_cancelled, ${ms('starts_at')},
             ${ms('ends_at')}, ${ms('new_ends_at')}
           from session_changes where run_id = $1 order by starts_at`,
    values: [run.id],
    rowMode: 'array',
  });
  const clock = wallClocks(run.timeZone);
  const bySlot = new Map<string, { row: SlotRow; from: string; to: string; newTo: string; days: Day[] }>();
  for (const row of rows) {
    const [establishment, contentId, newContentId, cancelled, newCancelled, startsAt, endsAt, newEndsAt] = row;
    const start = clock(startsAt);
    const to = endsAt === null ? '' : clock(endsAt).time;
    const newTo = newEndsAt === null ? '' : clock(newEndsAt).time;
    const key = `${establishment} ${contentId} ${newContentId} ${cancelled} ${newCancelled} ${start.slot} ${to} ${newTo}`;
    const known = bySlot.get(key);
    if (known) known.days.push(start.day);
    else bySlot.set(key, { row, from: start.time, to, newTo, days: [start.day] });
  }
  const ids = new Set(rows.flatMap((row) => [row[1], row[2]]));
  const lessons = await readLessons(
    db,
    [...ids].flatMap((id) => (id === null ? [] : [String(id)])),
  );
  const side = (id: number | null, to: string, cancelled: boolean | null): SlotSide | null => {
    const lesson = lessons.get(String(id));
    return lesson && to !== '' ? { lesson, to, cancelled: cancelled ?? false } : null;
  };
  return [...bySlot.values()]
    .map(({ row: [establishment, contentId, newContentId, cancelled, newCancelled], ...slot }) => ({
      establishment,
      days: slot.days,
      from: slot.from,
      before: side(contentId, slot.to, cancelled),
      after: side(newContentId, slot.newTo, newCancelled),
    }))
    .filter((slot) => slot.before !== null || slot.after !== null);
}

/** Wall clocks of moments, each worked out once: a year has few different ones. */
function wallClocks(
  timeZone: string,
): (at: number) => { readonly day: Day; readonly time: string; readonly slot: string } {
  const known = new Map<number, { day: Day; time: string; slot: string }>();
  return (at) => {
    let wall = known.get(at);
    if (!wall) {
      const { day, time } = wallClockOf(at, timeZone);
      wall = { day, time, slot: `${weekdayOf(day)} ${time}` };
      known.set(at, wall);
    }
    return wall;
  };
}

/** Contents by id. */
export async function readLessons(db: Queryable, ids: readonly string[]): Promise<Map<string, Lesson>> {
  const { rows } = await db.query<Omit<Lesson, 'subject'> & { id: string; code: string; label: string }>(
    `select id, series, subject_code as code, subject_label as label, divisions, groups, teachers, rooms
     from session_contents where id = any($1::bigint[])`,
    [ids],
  );
  return new Map(rows.map(({ id, code, label, ...rest }) => [id, { ...rest, subject: { code, label } }]));
}

/** A lesson of a group changes the timetable of the group's divisions. */
function changedDivisions(lines: readonly SessionLine[], names: YearNames): RunChanges['divisions'] {
  const counts = new Map<string, { name: string; establishment: number; changes: number }>();
  for (const { kind, establishment, before, after, count } of lines) {
    if (kind === 'linked') continue;
    const own = [before, after].flatMap((side) => [
      ...(side?.divisions ?? []),
      ...(side?.groups ?? []).flatMap((group) => names.divisionsOf(establishment, group)),
    ]);
    for (const name of new Set(own)) {
      const key = `${establishment} ${name}`;
      const known = counts.get(key) ?? { name, establishment, changes: 0 };
      counts.set(key, { ...known, changes: known.changes + count });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.changes - a.changes || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_DIVISIONS);
}
