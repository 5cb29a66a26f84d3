/** A row of a table of lessons: when, what, who and where; and which school and year the rows say they are of. */

import {
  addDays,
  clock,
  type Day,
  daysBetween,
  frenchDay,
  isoWeekOf,
  minutesOf,
  mondayOf,
  type WallTime,
  weekdayOf,
  weekNumberOf,
} from '../../domain/model/calendar.ts';
import type { Lesson } from '../../domain/model/lessons.ts';
import type { Roster } from '../../domain/model/roster.ts';
import type { SchoolYear } from '../../domain/model/timetable.ts';
import type { LessonColumn } from './csv-columns.ts';
import type { Row } from './csv-row.ts';
import {
  cancelledIn,
  type DayRange,
  dayRangesIn,
  isWished,
  lessonDayIn,
  minutesIn,
  mondaysOf,
  timeIn,
  type WeekWish,
  weekdayIn,
  weeksIn,
  yearIn,
} from './csv-values.ts';
import { countListed, enlist, groupIn, type Listed, listIn, MAX_LISTED } from './names-in-text.ts';

/** No course is held for longer than a school year. */
const MAX_YEAR_DAYS = 440;
/** Who takes part is the same in many rows: so many are remembered. */
const MAX_KNOWN = 50_000;

export type LessonRow = Row<LessonColumn>;

/** What rows say of the file as a whole, and what is remembered of them. */
export interface Said {
  readonly uais: Set<string>;
  readonly years: Map<string, NonNullable<ReturnType<typeof yearIn>>>;
  readonly who: Map<string, Who>;
}

/** What a lesson is of, and who and where, by ident. */
type Who = Pick<Lesson, 'subject' | 'resources'>;

const WHO_COLUMNS = ['subjectCode', 'subject', 'teachers', 'divisions', 'groups', 'rooms', 'uai'] as const;

/** What is left to do once the year is known: gives the lesson, or notes why there is none. */
export type Pending = (year: SchoolYear) => Lesson | null;

/** Reads one row: a lesson, what becomes one with the year, or null for a row that is wrong. */
export function lessonIn(row: LessonRow, roster: Roster, said: Said): Lesson | Pending | null {
  noteSaid(row, said);
  const times = timesOf(row);
  const when = row.get('date') === '' ? weeklyIn(row) : datedIn(row);
  const who = whoIn(row, roster, said);
  if (row.isWrong || !times || !when || !who) return null;
  const lesson = { ordinal: row.line, ...times, ...who };
  if (!('wish' in when)) return { ...lesson, ...when };
  return (year) => {
    const weeks = weeksWithin(row, when, year);
    return weeks === null ? null : { ...lesson, weekday: when.weekday, ...weeks };
  };
}

function noteSaid(row: LessonRow, said: Said): void {
  const uai = row.get('uai').toUpperCase();
  if (uai !== '' && !/^\d{7}[A-Z]$/.test(uai)) row.note('csv-uai', 'uai', uai);
  else if (uai !== '') said.uais.add(uai);
  const text = row.get('year');
  if (text === '') return;
  const year = yearIn(text);
  if (year) said.years.set(JSON.stringify(year), year);
  else row.note('csv-year', 'year', text);
}

function timesOf(row: LessonRow): { readonly startTime: WallTime; readonly endTime: WallTime } | null {
  const startTime = needed(row, 'start', timeIn, 'csv-time');
  const byEnd = row.get('end') !== '' || !row.has('duration');
  const minutes = byEnd ? null : needed(row, 'duration', minutesIn, 'csv-time');
  const end = byEnd ? needed(row, 'end', timeIn, 'csv-time') : null;
  if (startTime === null || (end === null && minutes === null)) return null;
  const until = end === null ? minutesOf(startTime) + (minutes ?? 0) : minutesOf(end);
  if (until > minutesOf(startTime) && until < 24 * 60) {
    const said = byEnd ? minutesIn(row.get('duration')) : null;
    // Some count an hour of lessons for 55 minutes: the end is the surer of the two.
    if (said !== null && said !== until - minutesOf(startTime))
      row.tell('csv-duration-differs', 'duration', `${row.get('duration')}, ${row.get('start')}-${row.get('end')}`);
    return { startTime, endTime: clock(until) };
  }
  row.note('csv-end-before-start', byEnd ? 'end' : 'duration', row.get(byEnd ? 'end' : 'duration'));
  return null;
}

/** The value of a cell that must have one. */
function needed<T>(row: LessonRow, column: LessonColumn, read: (text: string) => T | null, code: string): T | null {
  const text = row.get(column);
  const value = text === '' ? null : read(text);
  if (value === null) row.note(text === '' ? 'csv-cell-missing' : code, column, text);
  return value;
}

/** The value of a cell that may be empty. */
function optional<T>(row: LessonRow, column: LessonColumn, read: (text: string) => T | null, code: string): T | null {
  return row.get(column) === '' ? null : needed(row, column, read, code);
}

type Dated = Pick<Lesson, 'weekday' | 'weeks' | 'cancelledWeeks'>;

/** A weekly lesson whose weeks are found once the year is known. */
interface Weekly {
  readonly weekday: number;
  readonly wish: WeekWish;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly except: readonly DayRange[];
  /** True: all of them. */
  readonly cancelled: readonly DayRange[] | true;
}

function datedIn(row: LessonRow): Dated | null {
  const day = needed(row, 'date', lessonDayIn, 'csv-date');
  const isCancelled = cancelledIn(row.get('cancelled'));
  if (isCancelled === null) row.note('csv-cancelled', 'cancelled', row.get('cancelled'));
  if (day === null) return null;
  const except = optional(row, 'except', dayRangesIn, 'csv-date') ?? [];
  const denying = denyingColumn(row, day, except);
  if (denying !== null) row.note('csv-day-differs', denying, `${row.get(denying)}, ${row.get('date')}`);
  if (row.isWrong) return null;
  tellIdle(row, 'except', singleDays(except), [day]);
  const weekday = weekdayOf(day);
  const weeks = [weekNumberOf(day)];
  return { weekday, weeks, cancelledWeeks: isCancelled ? weeks : [] };
}

/** The column by which a dated row would not be held on its date; null for none. Cells that say no days or weeks deny nothing. */
function denyingColumn(row: LessonRow, day: Day, except: readonly DayRange[]): LessonColumn | null {
  if (row.get('weekday') !== '' && weekdayIn(row.get('weekday')) !== weekdayOf(day)) return 'weekday';
  const wish = weeksIn(row.get('weeks'));
  if (wish !== null && !isWished(wish, isoWeekOf(day))) return 'weeks';
  if (day < (lessonDayIn(row.get('from')) ?? day)) return 'from';
  if (day > (lessonDayIn(row.get('to')) ?? day)) return 'to';
  return isIn(except, day) ? 'except' : null;
}

function isIn(ranges: readonly DayRange[], day: Day): boolean {
  return ranges.some((range) => day >= range.from && day <= range.to);
}

/** Periods may well hold no session: whoever writes them means whatever lies in them. */
function singleDays(ranges: readonly DayRange[]): DayRange[] {
  return ranges.filter(({ from, to }) => from === to);
}

/** Tells of the days that a cell takes a session from, where the row has none. */
function tellIdle(row: LessonRow, column: LessonColumn, ranges: readonly DayRange[], held: readonly Day[]): void {
  for (const range of ranges.filter(({ from, to }) => !held.some((day) => day >= from && day <= to))) {
    const own = row.get('date') === '' ? 'weekday' : 'date';
    const days = [...new Set([range.from, range.to])].map(frenchDay).join('..');
    row.tell('csv-no-session-then', column, `${days} (${row.get(own)})`);
  }
}

function weeklyIn(row: LessonRow): Dated | Weekly | null {
  if (row.get('weekday') === '' && row.has('date')) {
    row.note('csv-cell-missing', 'date');
    return null;
  }
  const weekday = needed(row, 'weekday', weekdayIn, 'csv-weekday');
  const from = optional(row, 'from', lessonDayIn, 'csv-date');
  const to = optional(row, 'to', lessonDayIn, 'csv-date');
  const wish = optional(row, 'weeks', weeksIn, 'csv-weeks') ?? { parity: null };
  const except = optional(row, 'except', dayRangesIn, 'csv-date') ?? [];
  const cancelled = optional(row, 'cancelled', cancelledDaysIn, 'csv-cancelled') ?? [];
  if (weekday === null || row.isWrong) return null;
  if (row.get('weeks') === '' && (from === null || to === null)) {
    row.note('csv-no-weeks', null);
    return null;
  }
  if (from !== null && to !== null && (from > to || daysBetween(from, to) > MAX_YEAR_DAYS)) {
    row.note(from > to ? 'csv-end-before-start' : 'csv-date', 'to', row.get('to'));
    return null;
  }
  const weekly = { weekday, wish, from, to, except, cancelled };
  // With both bounds a year of its own is not needed.
  if (from === null || to === null || 'numbers' in wish) return weekly;
  const bounds = { firstDay: from, lastDay: to, week1Monday: mondayOf(from) };
  const weeks = weeksWithin(row, weekly, bounds);
  return weeks && { weekday, ...weeks };
}

/** Days on which a weekly lesson is cancelled; or a word for all or none of them. */
function cancelledDaysIn(text: string): readonly DayRange[] | true | null {
  const word = cancelledIn(text);
  return word === null ? dayRangesIn(text) : word || [];
}

/** The weeks of a weekly lesson within a year. */
function weeksWithin(
  row: LessonRow,
  weekly: Weekly,
  year: SchoolYear,
): Pick<Lesson, 'weeks' | 'cancelledWeeks'> | null {
  const { weekday, wish, from, to, except, cancelled } = weekly;
  const mondays = mondaysOf(wish, year);
  if (mondays === null) {
    row.note('csv-weeks', 'weeks', row.get('weeks'));
    return null;
  }
  // Weeks that are named are held even where the year has not begun: whoever checks the file says so.
  const [first, last] = 'numbers' in wish ? [from ?? '', to ?? '9999'] : [from ?? year.firstDay, to ?? year.lastDay];
  const possible = mondays.map((monday) => addDays(monday, weekday - 1)).filter((day) => day >= first && day <= last);
  const days = possible.filter((day) => !isIn(except, day));
  tellIdle(row, 'except', singleDays(except), possible);
  if (cancelled !== true) tellIdle(row, 'cancelled', cancelled, days);
  return {
    weeks: days.map(weekNumberOf),
    cancelledWeeks: days.filter((day) => cancelled === true || isIn(cancelled, day)).map(weekNumberOf),
  };
}

function whoIn(row: LessonRow, roster: Roster, { who }: Said): Who | null {
  const key = WHO_COLUMNS.map((column) => row.get(column)).join('\u0001');
  const known = who.get(key);
  if (known) return known;
  const listed = resourcesIn(row);
  if (row.isWrong || !listed) return null;
  const [code, label] = [row.get('subjectCode'), row.get('subject')];
  const found: Who = {
    subject: code || label ? roster.subject(code, label) : null,
    resources: enlist(listed, row.get('uai').toUpperCase(), roster),
  };
  if (who.size >= MAX_KNOWN) who.clear();
  who.set(key, found);
  return found;
}

function resourcesIn(row: LessonRow): Listed | null {
  const listed = {
    teachers: listIn(row.get('teachers')),
    divisions: listIn(row.get('divisions')),
    groups: listIn(row.get('groups')),
    rooms: listIn(row.get('rooms')),
  };
  const count = countListed(listed);
  if (count === 0) row.note('csv-nobody', null);
  if (count > MAX_LISTED) row.note('too-many-names', null, String(count));
  const nameless = listed.groups.find((text) => groupIn(text).name === '');
  if (nameless !== undefined) row.note('csv-cell-missing', 'groups', nameless);
  return row.isWrong ? null : listed;
}
