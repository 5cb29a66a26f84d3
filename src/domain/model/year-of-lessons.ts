/** Which school year a file of dates means: the one that most of its lessons lie in, with the bounds that the site has open. */

import { type Day, mondayOf } from './calendar.ts';
import type { SchoolYear, StoredYear } from './timetable.ts';

/** Lessons before it belong to the year before: the first are held on 31 August at the earliest. */
const TURN = '08-01';

/** The start year of the school year that a day belongs to: 2026 for 2026-08-01 … 2027-07-31. */
export function schoolYearOfDay(day: Day): number {
  const year = Number(day.slice(0, 4));
  return day.slice(5) >= TURN ? year : year - 1;
}

/** The start year that most days have; on a tie the later one. Null: there are no days. */
export function mostFrequentYear(counts: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  for (const [year, count] of counts) {
    const most = best === null ? 0 : (counts.get(best) ?? 0);
    if (count > most || (count === most && best !== null && year > best)) best = year;
  }
  return best;
}

/** A school year with the Monday of the week that holds its first day. */
export function schoolYearOf(firstDay: Day, lastDay: Day): SchoolYear {
  return { firstDay, lastDay, week1Monday: mondayOf(firstDay) };
}

/**
 * The bounds of a school year that a file does not state: those the site has open, else 1 September, or the first lesson
 * where that is earlier, to 31 August.
 */
export function yearStarting(startYear: number, open: StoredYear | null, firstLesson: Day | null): SchoolYear {
  if (open?.startYear === startYear) return schoolYearOf(open.firstDay, open.lastDay);
  const september = `${startYear}-09-01`;
  const early = firstLesson !== null && firstLesson < september && schoolYearOfDay(firstLesson) === startYear;
  return schoolYearOf(early ? firstLesson : september, `${startYear + 1}-08-31`);
}
