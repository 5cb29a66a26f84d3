/** The next school year: which dates may be announced for it, and whether a file is of the year that is expected. */

import { addDays, type Day, daysBetween, isDay, startYearOf, weekdayOf } from '../model/calendar.ts';
import type { AnnouncedYear } from '../model/school-year.ts';
import type { StoredYear } from '../model/timetable.ts';

/** Days between first and last: nine months at least, thirteen at most. */
const MIN_DAYS = 270;
const MAX_DAYS = 396;
/** A year that begins later than fourteen months from now is nobody's next one. */
const COMING_DAYS = 426;

/** Bases end on 31 August, and the next one begins with the days before the return: years may overlap by a month. */
const OVERLAP_DAYS = 31;

/** What the dates of a year are compared with. */
export interface Around {
  readonly open: Pick<StoredYear, 'firstDay' | 'lastDay'> | null;
  readonly today: Day;
}

/**
 * Why dates cannot be announced: `order` the last before the first, `short`, `long`, `open` it begins more than a month before
 * the open year ends, `over` it has ended, `far` it begins in more than fourteen months.
 */
export type DatesProblem = 'first-missing' | 'last-missing' | 'order' | 'short' | 'long' | 'open' | 'over' | 'far';

/** Null for dates that can be announced. */
export function datesProblem({ firstDay, lastDay }: AnnouncedYear, { open, today }: Around): DatesProblem | null {
  if (!isDay(firstDay)) return 'first-missing';
  if (!isDay(lastDay)) return 'last-missing';
  if (firstDay >= lastDay) return 'order';
  if (open !== null && daysBetween(firstDay, open.lastDay) > OVERLAP_DAYS) return 'open';
  if (lastDay < today) return 'over';
  if (daysBetween(today, firstDay) > COMING_DAYS) return 'far';
  const days = daysBetween(firstDay, lastDay);
  if (days < MIN_DAYS) return 'short';
  return days > MAX_DAYS ? 'long' : null;
}

/** True when the year does not follow the open one: somebody has to confirm that a year is left out. */
export function leavesYearOut({ firstDay }: AnnouncedYear, { open }: Pick<Around, 'open'>): boolean {
  return open !== null && startYearOf(firstDay) > startYearOf(open.firstDay) + 1;
}

/** The year after the open one, or the one that is named, as French schools mostly have it: 1 September to the first Saturday of July. */
export function suggestedYear({ open, today }: Around, startYear: number | null = null): AnnouncedYear {
  const start = startYear ?? (open === null ? startYearOf(today) : startYearOf(open.firstDay) + 1);
  let lastDay = `${start + 1}-07-01`;
  while (weekdayOf(lastDay) !== 6) lastDay = addDays(lastDay, 1);
  return { firstDay: `${start}-09-01`, lastDay };
}

/**
 * How a file that opens a year fits: `expected` it is the announced year, or the first of a site in the present or the
 * next one; `unannounced` the next year, of which nobody has said anything; `other` than the announced one; `ahead` further
 * than the next; `past` before the present one. All but `expected` are asked about before they are applied.
 */
export type Opening = 'expected' | 'unannounced' | 'other' | 'ahead' | 'past';

export function openingOf(
  startYear: number,
  { open, announced, today }: Around & { readonly announced: AnnouncedYear | null },
): Opening {
  if (announced !== null) return startYearOf(announced.firstDay) === startYear ? 'expected' : 'other';
  if (open !== null) return startYear > startYearOf(open.firstDay) + 1 ? 'ahead' : 'unannounced';
  const now = startYearOf(today);
  if (startYear > now + 1) return 'ahead';
  return startYear < now - 1 ? 'past' : 'expected';
}
