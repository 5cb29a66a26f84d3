/** The weeks in which a course of a text export is held: what the file calls an alternation, by the calendar of the site. */

import { dayOfWeekNumber, weekNumberOf } from '../../domain/model/calendar.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { isOpenDay, type WeekCalendar, weeksOfYear } from '../../domain/model/week-calendar.ts';

/** Weeks of `weekNumberOf` on whose weekday the school is open; null for an alternation that the calendar does not have. */
export type WeeksOf = (alternation: string, weekday: number) => readonly number[] | null;

/** `H`, or nothing at all: every week. */
export function isEveryWeek(alternation: string): boolean {
  return ['', 'H'].includes(normaliseName(alternation));
}

export function weeksBy(calendar: WeekCalendar): WeeksOf {
  const every = weeksOfYear(calendar).map(({ monday }) => weekNumberOf(monday));
  const named = new Map(
    Object.entries(calendar.alternations).map(([name, mondays]) => [normaliseName(name), mondays.map(weekNumberOf)]),
  );
  const known = new Map<string, readonly number[]>();
  return (alternation, weekday) => {
    const weeks = isEveryWeek(alternation) ? every : named.get(normaliseName(alternation));
    if (!weeks) return null;
    const key = `${weekday} ${normaliseName(alternation)}`;
    const open = known.get(key) ?? weeks.filter((week) => isOpenDay(calendar, dayOfWeekNumber(week, weekday)));
    known.set(key, open);
    return open;
  };
}
