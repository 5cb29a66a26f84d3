/** From lessons with times and dates to the weekly courses of a RawExport: for files that know no grid and no courses. */

import { type Day, dayOfWeekNumber, frenchDay, type WallTime, weekNumberOf } from './calendar.ts';
import { type FindingLog, type Outcome, type Stop, stop } from './finding.ts';
import { byCodeUnit } from './identity.ts';
import type { Grid, RawCourse, RawExport, RawResource, ResourceKind, SchoolYear, Slot } from './timetable.ts';
import { schoolYearOfDay } from './year-of-lessons.ts';

/** Ten times those of a large lycée. What follows holds all sessions of an export in memory. */
export const MAX_SESSIONS = 1_000_000;
/** Different lessons, those of several weeks counted once: a large lycée has 3,000. */
export const MAX_LESSONS = 200_000;
/** Where masks of this file begin. */
const FIRST_WEEK = weekNumberOf('2000-01-03');
/** The days a lesson may lie on. */
export const LESSON_DAYS: { readonly first: Day; readonly last: Day } = { first: '2000-01-03', last: '2099-12-31' };

/** What takes part in a lesson, by the file's own ident. */
export interface LessonResource {
  readonly kind: ResourceKind;
  readonly ident: string;
}

/** A lesson at the same hour of one or several weeks. It begins and ends on the same day, within `LESSON_DAYS`. */
export interface Lesson {
  /** Where it stands in the file, for messages. */
  readonly ordinal: number;
  readonly weekday: number;
  readonly startTime: WallTime;
  readonly endTime: WallTime;
  /** Ident; null for none. */
  readonly subject: string | null;
  readonly resources: readonly LessonResource[];
  /** Weeks of `weekNumberOf`, cancelled ones included. */
  readonly weeks: readonly number[];
  readonly cancelledWeeks: readonly number[];
}

/** What several lessons have in common: the hour, the subject, the audience. Contents are told apart by who else takes part. */
interface Hour extends Pick<Lesson, 'weekday' | 'startTime' | 'endTime' | 'subject'> {
  readonly number: number;
  readonly contents: Series[];
}

/** Lessons of an hour that differ in nothing but their weeks. */
interface Series {
  readonly resources: readonly LessonResource[];
  ordinal: number;
  weeks: bigint;
  cancelled: bigint;
}

/** Gathers lessons, in any order, in memory that grows with the different ones only. */
export interface LessonBook {
  /** A Stop `too-many-sessions` when it is no school's file. */
  add(lesson: Lesson): Stop | null;
  /** How many lessons each school year has, by its start year. */
  years(): ReadonlyMap<number, number>;
  /** The earliest lesson of a school year; null when it has none. */
  firstDayIn(startYear: number): Day | null;
  /** The courses, the same whatever the order in which lessons came. `same`: idents of teachers that stand for other idents. */
  timetable(year: SchoolYear, same?: ReadonlyMap<string, string>): Outcome<Pick<RawExport, 'grid' | 'courses'>>;
}

const AUDIENCE: readonly ResourceKind[] = ['division', 'part', 'group'];

function textOf(resources: readonly LessonResource[]): string {
  return JSON.stringify(resources.map(({ kind, ident }) => [kind, ident]));
}

function sorted(resources: readonly LessonResource[]): LessonResource[] {
  const byText = new Map(resources.map((one) => [textOf([one]), one]));
  return [...byText.keys()].sort(byCodeUnit).flatMap((text) => byText.get(text) ?? []);
}

function bitOf(week: number): bigint {
  return 1n << BigInt(week - FIRST_WEEK);
}

/** How many weeks a mask has. */
function countOf(mask: bigint): number {
  let count = 0;
  for (const digit of mask.toString(2)) if (digit === '1') count += 1;
  return count;
}

/** Weeks of a mask of this file, ascending. */
function* weekNumbersOf(mask: bigint): Generator<number> {
  let rest = mask;
  for (let week = FIRST_WEEK; rest !== 0n; week += 64, rest >>= 64n) {
    const piece = rest & 0xffff_ffff_ffff_ffffn;
    for (let bit = 0; piece >> BigInt(bit) !== 0n; bit++) if ((piece >> BigInt(bit)) & 1n) yield week + bit;
  }
}

/** An empty book. A lesson that is there twice in one week is told to `findings` and counts once. */
export function openLessonBook(findings: FindingLog): LessonBook {
  const hours = new Map<string, Hour>();
  /** By the number of their hour and their content: a map for each hour would weigh more than what it holds. */
  const contents = new Map<string, Series>();
  let sessions = 0;
  let different = 0;
  const days = function* (): Generator<Day> {
    for (const { weekday, contents: own } of hours.values()) {
      for (const { weeks } of own) for (const week of weekNumbersOf(weeks)) yield dayOfWeekNumber(week, weekday);
    }
  };
  const seriesOf = ({ weekday, startTime, endTime, subject, ...lesson }: Lesson): Series => {
    const resources = sorted(lesson.resources);
    const audience = resources.filter(({ kind }) => AUDIENCE.includes(kind));
    const key = JSON.stringify([weekday, startTime, endTime, subject, textOf(audience)]);
    const hour = hours.get(key) ?? { weekday, startTime, endTime, subject, number: hours.size, contents: [] };
    hours.set(key, hour);
    const content = `${hour.number} ${textOf(resources)}`;
    const known = contents.get(content);
    if (known) return known;
    const series: Series = { resources, ordinal: lesson.ordinal, weeks: 0n, cancelled: 0n };
    contents.set(content, series);
    hour.contents.push(series);
    different += 1;
    return series;
  };
  return {
    add(lesson) {
      const series = seriesOf(lesson);
      series.ordinal = Math.min(series.ordinal, lesson.ordinal);
      for (const week of lesson.weeks) {
        const bit = bitOf(week);
        if (series.weeks & bit) {
          noteTwice(week, lesson, findings);
          continue;
        }
        series.weeks |= bit;
        sessions += 1;
      }
      for (const week of lesson.cancelledWeeks) series.cancelled |= bitOf(week);
      const isTooMuch = sessions > MAX_SESSIONS || different > MAX_LESSONS;
      return isTooMuch ? stop('too-many-sessions', { sessions: MAX_SESSIONS }) : null;
    },
    years() {
      const counts = new Map<number, number>();
      for (const day of days()) {
        const year = schoolYearOfDay(day);
        counts.set(year, (counts.get(year) ?? 0) + 1);
      }
      return counts;
    },
    firstDayIn(startYear) {
      let first: Day | null = null;
      for (const day of days()) if (schoolYearOfDay(day) === startYear && (first === null || day < first)) first = day;
      return first;
    },
    timetable(year, same = new Map()) {
      if (different === 0) return stop('no-course');
      const grid = gridOf(hours.values());
      const courses = [...hours.values()].flatMap((hour) =>
        lanesOf(withSame(hour, same, findings)).map((lane) => courseOf(hour, lane, grid, year, findings)),
      );
      return { grid, courses: courses.sort((a, b) => a.ordinal - b.ordinal) };
    },
  };
}

function noteTwice(
  week: number,
  { weekday, startTime, ordinal }: Pick<Lesson, 'weekday' | 'startTime' | 'ordinal'>,
  findings: FindingLog,
): void {
  const about = `${frenchDay(dayOfWeekNumber(week, weekday))} ${startTime} (${ordinal})`;
  findings.add({ code: 'lesson-twice', severity: 'warning', about });
}

/** What happens at an hour, with the teachers that others stand for: what differed in nothing else is one, and held once a week. */
function withSame(hour: Hour, same: ReadonlyMap<string, string>, findings: FindingLog): readonly Series[] {
  const isOther = ({ kind, ident }: LessonResource): boolean => kind === 'teacher' && same.has(ident);
  if (!hour.contents.some(({ resources }) => resources.some(isOther))) return hour.contents;
  const found = new Map<string, Series>();
  for (const series of [...hour.contents].sort((a, b) => a.ordinal - b.ordinal)) {
    const meant = series.resources.map((one) => (isOther(one) ? { ...one, ident: same.get(one.ident) ?? '' } : one));
    const resources = sorted(meant);
    const known = found.get(textOf(resources));
    if (!known) {
      found.set(textOf(resources), { ...series, resources });
      continue;
    }
    const { weekday, startTime } = hour;
    for (const week of weekNumbersOf(known.weeks & series.weeks))
      noteTwice(week, { weekday, startTime, ordinal: series.ordinal }, findings);
    known.weeks |= series.weeks;
    known.cancelled |= series.cancelled;
  }
  return [...found.values()];
}

/** A grid whose slots are the stretches between all times that lessons begin or end at. */
function gridOf(hours: Iterable<Hour>): Grid {
  const times = new Set<WallTime>();
  const weekdays = new Set<number>();
  for (const { startTime, endTime, weekday } of hours) {
    times.add(startTime).add(endTime);
    weekdays.add(weekday);
  }
  const inOrder = [...times].sort(byCodeUnit);
  const slots: Slot[] = inOrder
    .slice(1)
    .map((endTime, number) => ({ number, startTime: inOrder[number] ?? endTime, endTime }));
  return { slotMinutes: null, slots, weekdays: [...weekdays].sort((a, b) => a - b) };
}

/**
 * What happens at one hour to one audience in one subject, as courses that are each held at most once a week: a room or a
 * teacher who changes by week does not make another course, two lessons in the same week do.
 */
function lanesOf(contents: readonly Series[]): Series[][] {
  const inOrder = contents
    .map((series) => ({ series, size: countOf(series.weeks), text: textOf(series.resources) }))
    .sort((a, b) => b.size - a.size || byCodeUnit(a.text, b.text));
  const lanes: { weeks: bigint; readonly series: Series[] }[] = [];
  for (const { series } of inOrder) {
    const free = lanes.find(({ weeks }) => (weeks & series.weeks) === 0n);
    if (free) {
      free.weeks |= series.weeks;
      free.series.push(series);
    } else lanes.push({ weeks: series.weeks, series: [series] });
  }
  return lanes.map(({ series }) => series);
}

/** Weeks 1 to 63 of a year. */
const YEAR_MASK = (1n << 64n) - 2n;

function courseOf(
  { weekday, startTime, endTime, subject }: Hour,
  lane: readonly Series[],
  grid: Grid,
  year: SchoolYear,
  findings: FindingLog,
): RawCourse {
  const shift = BigInt(weekNumberOf(year.week1Monday) - FIRST_WEEK - 1);
  const inYear = (mask: bigint): bigint => (mask >> shift) & YEAR_MASK;
  const weeksByResource = new Map<string, { readonly resource: LessonResource; weeks: bigint }>();
  const ordinal = Math.min(...lane.map((one) => one.ordinal));
  let cancelledWeeks = 0n;
  let outside = 0;
  for (const { resources, weeks, cancelled } of lane) {
    const own = inYear(weeks);
    outside += countOf(weeks) - countOf(own);
    cancelledWeeks |= inYear(cancelled & weeks);
    for (const resource of resources) {
      const known = weeksByResource.get(textOf([resource]));
      if (known) known.weeks |= own;
      else weeksByResource.set(textOf([resource]), { resource, weeks: own });
    }
  }
  if (outside > 0) {
    const about = `Cours ${ordinal}`;
    findings.add({ code: 'weeks-outside-year', severity: 'warning', about, values: { count: outside } });
  }
  const firstSlot = grid.slots.findIndex((slot) => slot.startTime === startTime);
  const lastSlot = grid.slots.findIndex((slot) => slot.endTime === endTime);
  // Named one by one: a copy with more than it had is made in a shape of its own, three times as large.
  const resources = Array.from(
    weeksByResource.values(),
    ({ resource: { kind, ident }, weeks }): RawResource => ({ kind, ident, weeks }),
  );
  return { ordinal, weekday, firstSlot, slotCount: lastSlot - firstSlot + 1, subject, resources, cancelledWeeks };
}
