/** French school calendar of any year: closures by zone, public holidays, and the week masks they leave. */

import type { Day } from '../../domain/model/calendar.ts';
import { addDays, dateOf, daysBetween, maskOf, mondayOf, weekdayOf } from '../../domain/model/calendar.ts';
import type { SchoolYear } from '../../domain/model/timetable.ts';

export type Zone = 'A' | 'B' | 'C';

/** Days without lessons, both included. */
export interface NamedClosure {
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export interface SchoolCalendar {
  readonly schoolYear: SchoolYear;
  readonly closures: readonly NamedClosure[];
  readonly publicHolidays: readonly Day[];
}

/**
 * The calendar of the school year that starts in September of a year. Holidays follow the pattern of the official
 * decrees (two weeks from a Saturday); for 2026-2027 they are the real ones, for other years they are plausible.
 */
export function frenchCalendar(startYear: number, zone: Zone = 'C'): SchoolCalendar {
  const september = `${startYear}-09-01`;
  const firstDay = weekdayOf(september) > 5 ? addDays(mondayOf(september), 7) : september;
  const lastDay = `${startYear + 1}-08-31`;
  const easter = easterSunday(startYear + 1);
  const zoneWeeks = { C: 0, A: 1, B: 2 }[zone];
  const winter = addDays(saturdayFrom(`${startYear + 1}-02-06`), 7 * zoneWeeks);
  return {
    schoolYear: { firstDay, lastDay, week1Monday: mondayOf(firstDay) },
    closures: [
      fortnight('Vacances de la Toussaint', saturdayFrom(`${startYear}-10-15`)),
      fortnight('Vacances de Noël', saturdayFrom(`${startYear}-12-17`)),
      fortnight("Vacances d'hiver", winter),
      fortnight('Vacances de printemps', addDays(winter, 56)),
      { name: "Pont de l'Ascension", firstDay: addDays(easter, 39), lastDay: addDays(easter, 42) },
      { name: "Vacances d'été", firstDay: saturdayFrom(`${startYear + 1}-07-03`), lastDay },
    ],
    publicHolidays: [
      `${startYear}-11-01`,
      `${startYear}-11-11`,
      `${startYear}-12-25`,
      `${startYear + 1}-01-01`,
      addDays(easter, 1),
      `${startYear + 1}-05-01`,
      `${startYear + 1}-05-08`,
      addDays(easter, 39),
      addDays(easter, 50),
      `${startYear + 1}-07-14`,
      `${startYear + 1}-08-15`,
    ],
  };
}

function fortnight(name: string, saturday: Day): NamedClosure {
  return { name, firstDay: saturday, lastDay: addDays(saturday, 15) };
}

/** The first Saturday on or after a day. */
function saturdayFrom(day: Day): Day {
  return addDays(day, (13 - weekdayOf(day)) % 7);
}

/** Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher). */
export function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const shift = Math.floor((century + 8) / 25);
  const moon = Math.floor((century - shift + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moon + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  const month = String(Math.floor(days / 31)).padStart(2, '0');
  return `${year}-${month}-${String((days % 31) + 1).padStart(2, '0')}`;
}

/** True when lessons are planned that day: inside the year, no closure, no public holiday. Weekends are not looked at. */
export function isOpen(calendar: SchoolCalendar, day: Day): boolean {
  const { firstDay, lastDay } = calendar.schoolYear;
  return (
    day >= firstDay &&
    day <= lastDay &&
    !calendar.publicHolidays.includes(day) &&
    !calendar.closures.some((closure) => day >= closure.firstDay && day <= closure.lastDay)
  );
}

/** How many weeks the school year touches: 52 or 53. */
export function weekCount({ schoolYear }: SchoolCalendar): number {
  return Math.floor(daysBetween(schoolYear.week1Monday, schoolYear.lastDay) / 7) + 1;
}

const knownMasks = new WeakMap<SchoolCalendar, Map<number, bigint>>();

/** Mask of the weeks in which a weekday (1 = Monday) is open. */
export function openWeeks(calendar: SchoolCalendar, weekday: number): bigint {
  const masks = knownMasks.get(calendar) ?? new Map<number, bigint>();
  knownMasks.set(calendar, masks);
  const known = masks.get(weekday);
  if (known !== undefined) return known;
  const { week1Monday } = calendar.schoolYear;
  const weeks = Array.from({ length: weekCount(calendar) }, (_, index) => index + 1);
  const mask = maskOf(weeks.filter((week) => isOpen(calendar, dateOf(week1Monday, week, weekday))));
  masks.set(weekday, mask);
  return mask;
}

/** Masks of the odd (Q1) and even (Q2) school weeks. */
export const oddWeeks = maskOf(Array.from({ length: 32 }, (_, index) => 2 * index + 1));
export const evenWeeks = maskOf(Array.from({ length: 31 }, (_, index) => 2 * index + 2));
