/** What cells of a timetable table say: dates, times, weekdays, weeks and lists, as people and spreadsheets write them. */

import {
  addDays,
  clock,
  type Day,
  daysBetween,
  isDay,
  isoWeekOf,
  mondayOf,
  type WallTime,
} from '../../domain/model/calendar.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { LESSON_DAYS } from '../../domain/model/lessons.ts';
import type { SchoolYear } from '../../domain/model/timetable.ts';
import { listIn } from './names-in-text.ts';

/** A civil day: `2026-09-01`, or day first as in `01/09/2026`, `1.9.2026`. Null for anything else. */
export function dateIn(text: string): Day | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const [, year, month, day] = iso ?? reordered(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text));
  const found = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return isDay(found) ? found : null;
}

function reordered(match: RegExpExecArray | null): (string | undefined)[] {
  return match ? [match[0], match[3], match[2], match[1]] : [];
}

/** A day that a lesson may lie on. */
export function lessonDayIn(text: string): Day | null {
  const day = dateIn(text);
  return day !== null && day >= LESSON_DAYS.first && day <= LESSON_DAYS.last ? day : null;
}

/** `08:00`, `8:00:00`, `8h`, `8h05`, `0805`. Null for anything else. */
export function timeIn(text: string): WallTime | null {
  const match = /^(\d{1,2})\s*[h:]\s*(\d{2})?(?::\d{2})?$/i.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  // `8:` says no minutes, `8h` does.
  if (match[2] === undefined && !/h/i.test(text)) return null;
  return hours < 24 && minutes < 60 ? clock(hours * 60 + minutes) : null;
}

/** Minutes of `1h`, `1h30`, `0:55`, `55`, `55 min`. Null for anything else. */
export function minutesIn(text: string): number | null {
  const plain = /^(\d{1,3})\s*(?:min|mn|minutes?)?$/i.exec(text)?.[1];
  if (plain !== undefined) return Number(plain);
  const match = /^(\d{1,2})\s*[h:]\s*(\d{2})?$/i.exec(text);
  return match && (match[2] ?? '0') < '60' ? Number(match[1]) * 60 + Number(match[2] ?? 0) : null;
}

const WEEKDAYS = [
  ['LUNDI', 'LUN', 'MONDAY', 'MON', '1'],
  ['MARDI', 'MAR', 'TUESDAY', 'TUE', '2'],
  ['MERCREDI', 'MER', 'WEDNESDAY', 'WED', '3'],
  ['JEUDI', 'JEU', 'THURSDAY', 'THU', '4'],
  ['VENDREDI', 'VEN', 'FRIDAY', 'FRI', '5'],
  ['SAMEDI', 'SAM', 'SATURDAY', 'SAT', '6'],
  ['DIMANCHE', 'DIM', 'SUNDAY', 'SUN', '7'],
] as const;

/** 1 = Monday, by its French or English name, the first three letters of it, or its number. */
export function weekdayIn(text: string): number | null {
  const name = normaliseName(text).replace(/\.$/, '');
  const index = WEEKDAYS.findIndex((names) => (names as readonly string[]).includes(name));
  return index < 0 ? null : index + 1;
}

/** Two days, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** Days and ranges of days: `11/11/2026 | 17/10/2026..01/11/2026`. Null when an item is neither. */
export function dayRangesIn(text: string): DayRange[] | null {
  const ranges: DayRange[] = [];
  for (const item of listIn(text)) {
    const [first = '', last = first, ...more] = item.split(/\s*\.\.\s*|\s+(?:au|to)\s+/i);
    const [from, to] = [lessonDayIn(first), lessonDayIn(last)];
    if (from === null || to === null || from > to || more.length > 0) return null;
    ranges.push({ from, to });
  }
  return ranges;
}

/** Which weeks a cell names: numbers of the civil calendar (ISO 8601), or every first or second of them. */
export type WeekWish = { readonly numbers: readonly (readonly [number, number])[] } | { readonly parity: 0 | 1 | null };

const PARITIES: Readonly<Record<string, 0 | 1 | null>> = {
  TOUTES: null,
  ALL: null,
  PAIRES: 0,
  EVEN: 0,
  IMPAIRES: 1,
  ODD: 1,
};

/** `36-42, 45, 47-2`, with or without an S or W before the number; `toutes`, `paires`, `impaires`. Null for anything else. */
export function weeksIn(text: string): WeekWish | null {
  const word = normaliseName(text);
  const parity = Object.hasOwn(PARITIES, word) ? PARITIES[word] : undefined;
  if (parity !== undefined) return { parity };
  const numbers: [number, number][] = [];
  for (const item of listIn(text.replaceAll(';', '|'))) {
    const match = /^[sw]?(\d{1,2})(?:\s*(?:-|\.\.)\s*[sw]?(\d{1,2}))?$/i.exec(item);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || from < 1 || from > 53 || to < 1 || to > 53) return null;
    numbers.push([from, to]);
  }
  return numbers.length > 0 ? { numbers } : null;
}

/** Does a wish name the week of this number of the civil calendar? */
export function isWished(wish: WeekWish, week: number): boolean {
  if ('parity' in wish) return wish.parity === null || week % 2 === wish.parity;
  return wish.numbers.some(([from, to]) => (from <= to ? week >= from && week <= to : week >= from || week <= to));
}

interface YearWeeks {
  readonly mondays: readonly Day[];
  /** ISO numbers. */
  readonly numbers: readonly number[];
}

/** Weeks of the last years that were asked for: most rows of a table have the same. */
const knownYears = new Map<string, YearWeeks>();

function weeksOfYear({ firstDay, lastDay }: Pick<SchoolYear, 'firstDay' | 'lastDay'>): YearWeeks {
  const key = `${firstDay} ${lastDay}`;
  const known = knownYears.get(key);
  if (known) return known;
  const mondays: Day[] = [];
  for (let monday = mondayOf(firstDay); monday <= lastDay; monday = addDays(monday, 7)) mondays.push(monday);
  const weeks = { mondays, numbers: mondays.map(isoWeekOf) };
  if (knownYears.size > 100) knownYears.clear();
  knownYears.set(key, weeks);
  return weeks;
}

/** Mondays of the weeks that a wish names within a year, ascending; null when it names one that the year does not have. */
export function mondaysOf(wish: WeekWish, year: Pick<SchoolYear, 'firstDay' | 'lastDay'>): readonly Day[] | null {
  const { mondays: all, numbers } = weeksOfYear(year);
  if ('parity' in wish)
    return wish.parity === null ? all : all.filter((_, index) => (numbers[index] ?? 0) % 2 === wish.parity);
  const chosen = new Set<Day>();
  for (const [first, last] of wish.numbers) {
    const from = numbers.indexOf(first);
    const to = numbers.indexOf(last, from);
    if (from < 0 || to < 0) return null;
    for (const monday of all.slice(from, to + 1)) chosen.add(monday);
  }
  return [...chosen].sort();
}

const YES = ['OUI', 'X', '1', 'VRAI', 'YES', 'TRUE', 'ANNULE', 'ANNULEE', 'CANCELLED', 'CANCELED'];
const NO = ['', 'NON', '0', 'FAUX', 'NO', 'FALSE', 'MAINTENU', 'MAINTENUE', 'PREVU', 'PREVUE', 'PLANNED', 'CONFIRMED'];

/** Is the session cancelled? Null for a word that says neither. */
export function cancelledIn(text: string): boolean | null {
  const word = normaliseName(text);
  return YES.includes(word) ? true : NO.includes(word) ? false : null;
}

/** A school year: `2026-2027`, `2026/2027`, `2026`, or its first and last day `01/09/2026..31/08/2027`. */
export function yearIn(text: string): { readonly startYear: number } | DayRange | null {
  const years = /^(20\d{2})(?:\s*[-/]\s*(20\d{2}))?$/.exec(text);
  const startYear = Number(years?.[1]);
  if (years) return years[2] === undefined || Number(years[2]) === startYear + 1 ? { startYear } : null;
  const [range, another] = dayRangesIn(text) ?? [];
  return range && !another && daysBetween(range.from, range.to) <= 440 && range.from < range.to ? range : null;
}
