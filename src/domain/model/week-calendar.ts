/** The weeks of a school year as a site says them, for files that know no dates: closures, and which weeks an alternation means. */

import { addDays, type Day, daysBetween, isDay, isoWeekOf, mondayOf, weekdayOf } from './calendar.ts';

/** Days, both included. */
export interface Days {
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export interface WeekCalendar extends Days {
  readonly closures: readonly Days[];
  /** Mondays of the weeks of each alternation, by the name that files give it: `Q1`, `Q2`, `S1`. */
  readonly alternations: Readonly<Record<string, readonly Day[]>>;
}

/** A year that is longer is none. */
const MAX_YEAR_DAYS = 440;
export const MAX_CLOSURES = 60;
export const MAX_ALTERNATIONS = 40;
/** What an alternation may be called; `H` is every week. */
export const ALTERNATION_NAME = /^(?!H$)[A-Z][A-Z0-9._-]{0,19}$/;

/** One week of a year. `isWorked`: at least one day from Monday to Saturday is neither closed nor outside the year. */
export interface YearWeek {
  readonly monday: Day;
  /** ISO 8601. */
  readonly number: number;
  readonly isWorked: boolean;
}

/** Is the school open on that day? Weekends are for whoever asks. */
export function isOpenDay(
  { firstDay, lastDay, closures }: Pick<WeekCalendar, keyof Days | 'closures'>,
  day: Day,
): boolean {
  return day >= firstDay && day <= lastDay && !closures.some((one) => day >= one.firstDay && day <= one.lastDay);
}

/** All weeks of the year, in order. */
export function weeksOfYear(calendar: Pick<WeekCalendar, keyof Days | 'closures'>): readonly YearWeek[] {
  const weeks: YearWeek[] = [];
  for (let monday = mondayOf(calendar.firstDay); monday <= calendar.lastDay; monday = addDays(monday, 7)) {
    const isWorked = [0, 1, 2, 3, 4, 5].some((days) => isOpenDay(calendar, addDays(monday, days)));
    weeks.push({ monday, number: isoWeekOf(monday), isWorked });
  }
  return weeks;
}

/** How Q1 and Q2 take turns: from one week of the calendar to the next, or from one week with lessons to the next. */
export type FortnightRule = 'calendar' | 'worked';

/** Weeks with lessons by turns, where the week of a given day is the first of the two. */
export function fortnights(
  weeks: readonly YearWeek[],
  q1: Day,
  rule: FortnightRule,
): { readonly Q1: readonly Day[]; readonly Q2: readonly Day[] } {
  const counted = rule === 'calendar' ? weeks : weeks.filter((week) => week.isWorked);
  const start = counted.findIndex(({ monday }) => monday >= mondayOf(q1));
  const turn = (parity: number): Day[] =>
    counted
      .filter((week, index) => week.isWorked && Math.abs(index - start) % 2 === parity)
      .map(({ monday }) => monday);
  return { Q1: turn(0), Q2: turn(1) };
}

/**
 * What is wrong with the days of a calendar: `year-missing` no dates, `year-order` the last is not after the first, `year-long`,
 * `closure-order` a closure ends before it begins, `closure-outside` it does not touch the year.
 */
export type WeekCalendarProblem = 'year-missing' | 'year-order' | 'year-long' | 'closure-order' | 'closure-outside';

/** Null for days that make sense. */
export function weekCalendarProblem({
  firstDay,
  lastDay,
  closures,
}: Pick<WeekCalendar, keyof Days | 'closures'>): WeekCalendarProblem | null {
  if (!isDay(firstDay) || !isDay(lastDay)) return 'year-missing';
  if (firstDay >= lastDay) return 'year-order';
  if (daysBetween(firstDay, lastDay) > MAX_YEAR_DAYS) return 'year-long';
  if (closures.some((one) => one.firstDay > one.lastDay)) return 'closure-order';
  return closures.some((one) => one.lastDay < firstDay || one.firstDay > lastDay) ? 'closure-outside' : null;
}

/** Is every named week one that begins on a Monday of the year? */
export function hasOwnWeeks({ firstDay, lastDay, alternations }: WeekCalendar): boolean {
  return Object.entries(alternations).every(
    ([name, mondays]) =>
      ALTERNATION_NAME.test(name) &&
      mondays.every((day) => weekdayOf(day) === 1 && day >= mondayOf(firstDay) && day <= lastDay),
  );
}

/** The Mondays of weeks that are named by their numbers in the civil calendar, as in `36-42, 45, 51-2`; null for anything else. */
export function mondaysNumbered(text: string, weeks: readonly YearWeek[]): readonly Day[] | null {
  const chosen = new Set<Day>();
  for (const item of text.split(/[,;]/).map((one) => one.trim())) {
    const [, first, last = first] = /^(\d{1,2})(?:\s*-\s*(\d{1,2}))?$/.exec(item) ?? [];
    const from = weeks.findIndex(({ number }) => number === Number(first));
    const to = weeks.findIndex(({ number }, index) => index >= from && number === Number(last));
    if (from < 0 || to < 0) return null;
    for (const { monday } of weeks.slice(from, to + 1)) chosen.add(monday);
  }
  return [...chosen].sort();
}

/** The numbers of weeks, as a person would write them: `36-42, 45`. */
export function numbersOf(mondays: readonly Day[], weeks: readonly YearWeek[]): string {
  const chosen = new Set(mondays);
  const runs: YearWeek[][] = [];
  let isRun = false;
  for (const week of weeks) {
    if (chosen.has(week.monday) && isRun) runs.at(-1)?.push(week);
    else if (chosen.has(week.monday)) runs.push([week]);
    isRun = chosen.has(week.monday);
  }
  return runs
    .map((run) => (run.length > 1 ? `${run[0]?.number}-${run.at(-1)?.number}` : `${run[0]?.number}`))
    .join(', ');
}

/** The calendar among a site's settings; anything odd counts as none. */
export function weekCalendarIn({ weekCalendar }: Readonly<Record<string, unknown>>): WeekCalendar | null {
  if (typeof weekCalendar !== 'object' || weekCalendar === null) return null;
  const { firstDay, lastDay, closures, alternations } = Object.fromEntries(Object.entries(weekCalendar));
  const isWhole =
    typeof firstDay === 'string' &&
    typeof lastDay === 'string' &&
    Array.isArray(closures) &&
    typeof alternations === 'object' &&
    alternations !== null;
  return isWhole ? { firstDay, lastDay, closures, alternations } : null;
}
