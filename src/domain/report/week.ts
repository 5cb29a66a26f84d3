/** One week of the stored timetable: as it is, and before and after an import. */

import { type Day, type WallTime, wallClockOf } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { LessonWords } from '../model/session.ts';
import type { Noted } from './changes.ts';
import { findMoves, type Lesson } from './lesson-moves.ts';
import { type Aspect, aspectsOf, kindOfChange, type SessionKind } from './session-lines.ts';

export const WEEK_KINDS = ['division', 'teacher', 'group', 'room'] as const;
export type WeekKind = (typeof WEEK_KINDS)[number];

/** Whose week. Names are compared without case, accents and hyphens; of a division its groups belong to it. */
export interface WeekFilter {
  readonly kind: WeekKind;
  readonly name: string;
  /** Tells divisions and groups of one name apart. */
  readonly establishment?: number;
  /** Directory id, which tells teachers of one name apart. */
  readonly person?: string;
}

/** Somebody or something to look at; `detail` are the divisions of a group. */
export interface WeekChoice extends WeekFilter {
  readonly detail?: readonly string[];
}

export type WeekChoices = Readonly<Record<WeekKind, readonly WeekChoice[]>>;

/** A session in the site's zone. */
export interface WeekSession extends LessonWords {
  /** Null: an import would create it. */
  readonly id: string | null;
  readonly establishment: number;
  readonly day: Day;
  readonly from: WallTime;
  /** `24:00` for one that goes on after midnight. */
  readonly to: WallTime;
  readonly status: 'planned' | 'cancelled';
}

/** The run that created a session, or changed it last; null: nobody noted it. */
export interface Origin {
  readonly run: string;
  readonly what: 'created' | 'changed';
}

export interface Closure {
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export interface Week {
  readonly monday: Day;
  readonly sessions: readonly (WeekSession & { readonly origin: Origin | null })[];
  /** Closure periods that touch the week. */
  readonly closures: readonly Closure[];
  /** Of the school year that holds the week; null: there is none. */
  readonly year: Closure | null;
}

/** `removed`, `added`: the other side has nothing of it. `moved`: the other side has it elsewhere in the week. */
export type WeekMark = 'same' | 'removed' | 'added' | SessionKind;

export interface MarkedSession extends WeekSession {
  readonly mark: WeekMark;
}

/** One session that differs; before and after are at the same place unless it was moved. */
export interface WeekDifference {
  readonly kind: SessionKind;
  readonly aspects: readonly Aspect[];
  readonly before: WeekSession | null;
  readonly after: WeekSession | null;
}

export interface WeekChange {
  readonly monday: Day;
  readonly run: string;
  /** `forgotten`: before and after are empty, for nobody knows. */
  readonly noted: Noted;
  /** True: `before` is what is stored now, and `after` what it would be. */
  readonly wouldBe: boolean;
  /** Later imports that changed this week again: what they did is taken back in `after`. */
  readonly later: readonly string[];
  readonly before: readonly MarkedSession[];
  readonly after: readonly MarkedSession[];
  readonly differences: readonly WeekDifference[];
  readonly closures: readonly Closure[];
  /** Weeks in which this one's sessions change, ascending. */
  readonly weeks: readonly { readonly monday: Day; readonly changes: number }[];
}

/** What a session says and until when; moments are milliseconds since the epoch. */
export interface Said {
  readonly endsAt: number;
  readonly contentId: string;
  readonly cancelled: boolean;
}

export interface StoredRow extends Said {
  readonly id: string | null;
  readonly establishment: number;
  readonly startsAt: number;
}

/** A noted change. Created ones have no id: they may not have been written yet. */
export interface RowChange {
  readonly id: string | null;
  readonly establishment: number;
  readonly startsAt: number;
  readonly before: Said | null;
  readonly after: Said | null;
}

/** What a row says, as one text. */
function textOf({ startsAt, endsAt, contentId, cancelled }: Said & { readonly startsAt: number }): string {
  return `${startsAt} ${endsAt} ${contentId} ${cancelled}`;
}

/** The rows without these changes. What has been undone already stays as it is. */
export function takeBack(rows: readonly StoredRow[], changes: readonly RowChange[]): StoredRow[] {
  const added = changes.filter((change) => change.before === null);
  const wanted = new Map<string, number>();
  for (const { startsAt, after } of added) {
    if (!after) continue;
    const text = textOf({ startsAt, ...after });
    wanted.set(text, (wanted.get(text) ?? 0) + 1);
  }
  const byId = new Map<string, StoredRow>();
  for (const { id, establishment, startsAt, before } of changes)
    if (id !== null && before) byId.set(id, { id, establishment, startsAt, ...before });
  const left: StoredRow[] = [];
  // Of rows that are equal in everything, those with the highest numbers are the newest.
  for (const row of [...rows].sort((a, b) => Number(b.id) - Number(a.id))) {
    if (row.id !== null && byId.has(row.id)) continue;
    const count = wanted.get(textOf(row)) ?? 0;
    if (count > 0) wanted.set(textOf(row), count - 1);
    else left.push(row);
  }
  return [...left, ...byId.values()];
}

/** The rows with these changes. */
export function carryOut(rows: readonly StoredRow[], changes: readonly RowChange[]): StoredRow[] {
  const byId = new Map(changes.flatMap((change) => (change.id === null ? [] : [[change.id, change] as const])));
  const kept = rows.flatMap((row): StoredRow[] => {
    const change = row.id === null ? undefined : byId.get(row.id);
    if (!change) return [row];
    return change.after ? [{ ...row, ...change.after }] : [];
  });
  const added = changes.flatMap(({ id, establishment, startsAt, after }) =>
    id === null && after ? [{ id, establishment, startsAt, ...after }] : [],
  );
  return [...kept, ...added];
}

/** A row as people read it. */
export function sessionOf(row: StoredRow, lesson: Omit<Lesson, 'series'>, timeZone: string): WeekSession {
  const [start, end] = [wallClockOf(row.startsAt, timeZone), wallClockOf(row.endsAt, timeZone)];
  const { subject, divisions, groups, teachers, rooms } = lesson;
  return {
    id: row.id,
    establishment: row.establishment,
    day: start.day,
    from: start.time,
    to: end.day > start.day ? '24:00' : end.time,
    subject,
    divisions,
    groups,
    teachers,
    rooms,
    status: row.cancelled ? 'cancelled' : 'planned',
  };
}

export interface CompareInput {
  readonly before: readonly StoredRow[];
  readonly after: readonly StoredRow[];
  /** What the run changes in this week. */
  readonly changes: readonly RowChange[];
  /** By content id. */
  readonly lessons: ReadonlyMap<string, Lesson>;
  /** Contents that the filter is about. */
  readonly shown: ReadonlySet<string>;
  readonly timeZone: string;
}

/** Marks both sides of a week and lists what differs, for the sessions that either side shows. */
export function compareWeek(input: CompareInput): Pick<WeekChange, 'before' | 'after' | 'differences'> {
  const { lessons, shown, timeZone } = input;
  const tell = (row: StoredRow): WeekSession | null => {
    const lesson = lessons.get(row.contentId);
    return lesson ? sessionOf(row, lesson, timeZone) : null;
  };
  const marks = { before: new Map<string, WeekMark>(), after: new Map<string, WeekMark>() };
  const differences: WeekDifference[] = [];
  const note = (from: StoredRow | null, to: StoredRow | null, moved: boolean): void => {
    const [before, after] = [from && tell(from), to && tell(to)];
    const kind = moved ? 'moved' : kindOf(before, after);
    const isShown = [from, to].some((row) => row !== null && shown.has(row.contentId));
    // On one side only: a lesson that another teacher, group or room has now.
    const isHere = (row: StoredRow | null): boolean => row !== null && shown.has(row.contentId);
    if (from?.id) marks.before.set(from.id, isHere(to) || !to ? markOf(kind) : 'removed');
    // Created rows are known by what they say: they may have an id by now.
    if (to) marks.after.set(to.id ?? textOf(to), isHere(from) || !from ? markOf(kind) : 'added');
    if (isShown) differences.push({ kind, aspects: aspectsBetween(before, after), before, after });
  };
  const row = ({ id, establishment, startsAt }: RowChange, said: Said): StoredRow => ({
    id,
    establishment,
    startsAt,
    ...said,
  });
  const gone = input.changes.flatMap((change) => (change.after || !change.before ? [] : [row(change, change.before)]));
  const come = input.changes.flatMap((change) => (change.before || !change.after ? [] : [row(change, change.after)]));
  const unknown: Lesson = { series: '', subject: { code: '', label: '' }, ...NOBODY };
  const placeOf = (one: StoredRow) => {
    const lesson = lessons.get(one.contentId) ?? unknown;
    const { day, from, to } = sessionOf(one, lesson, timeZone);
    return { lesson, day, from, to };
  };
  const { moved, deleted, created } = findMoves(gone, come, placeOf);
  for (const one of moved) note(one.from, one.to, true);
  for (const one of deleted) note(one, null, false);
  for (const one of created) note(null, one, false);
  for (const change of input.changes)
    if (change.before && change.after) note(row(change, change.before), row(change, change.after), false);

  const side = (rows: readonly StoredRow[], own: ReadonlyMap<string, WeekMark>): MarkedSession[] =>
    inOrder(
      rows.flatMap((one) => {
        const told = shown.has(one.contentId) ? tell(one) : null;
        return told ? [{ ...told, mark: own.get(one.id ?? '') ?? own.get(textOf(one)) ?? 'same' }] : [];
      }),
    );
  return {
    before: side(input.before, marks.before),
    after: side(input.after, marks.after),
    differences: differences.sort((a, b) => byCodeUnit(whenOf(a), whenOf(b))),
  };
}

const NOBODY = { divisions: [], groups: [], teachers: [], rooms: [] };

function whenOf({ before, after }: WeekDifference): string {
  const one = before ?? after;
  return `${one?.day} ${one?.from} ${one?.subject.label}`;
}

/** By time, then subject. */
export function inOrder<T extends WeekSession>(sessions: readonly T[]): T[] {
  const text = (one: T): string =>
    `${one.day} ${one.from} ${one.to} ${one.subject.label} ${one.groups.join()} ${one.id ?? ''}`;
  return [...sessions].sort((a, b) => byCodeUnit(text(a), text(b)));
}

function compared(session: WeekSession) {
  return {
    ...session,
    time: { from: session.from, to: session.to },
    cancelled: session.status === 'cancelled',
  };
}

function kindOf(before: WeekSession | null, after: WeekSession | null): SessionKind {
  if (!before || !after) return before ? 'deleted' : 'created';
  return kindOfChange(compared(before), compared(after));
}

function aspectsBetween(before: WeekSession | null, after: WeekSession | null): Aspect[] {
  return before && after ? aspectsOf(compared(before), compared(after)) : [];
}

function markOf(kind: SessionKind): WeekMark {
  if (kind === 'deleted') return 'removed';
  if (kind === 'created') return 'added';
  return kind === 'linked' ? 'same' : kind;
}
