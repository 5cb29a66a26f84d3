/** The calendar of a UDT export: the year, its closures, what ISO weeks mean, and which of them are published. */

import { isClosed } from '../../domain/diff/derive.ts';
import {
  addDays,
  type Day,
  dayOfWeekNumber,
  daysBetween,
  isoWeekOf,
  mondayOf,
  weekNumberOf,
} from '../../domain/model/calendar.ts';
import { type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { ClosurePeriod, SchoolYear } from '../../domain/model/timetable.ts';
import { schoolYearOf } from '../../domain/model/year-of-lessons.ts';
import { mergeIntervals } from '../../domain/validate/references.ts';
import { dateIn, lessonDayIn } from './csv-values.ts';
import type { Tally } from './tally.ts';
import { readRows, type UdtParts } from './udt-parts.ts';

/** Weeks are counted as `weekNumberOf` does. */
export interface UdtCalendar {
  readonly schoolYear: SchoolYear;
  readonly closures: readonly ClosurePeriod[];
  /** Half of a « séquence »: what a line of lessons lasts. */
  readonly halfMinutes: number;
  /** All weeks of the year, ascending. */
  readonly weeks: readonly number[];
  /** The week that an ISO number means in this school year; null for one that it does not have. */
  weekOf(iso: number): number | null;
  /** Weeks from which on the timetable is published, ascending; null: the file does not say, so all of it is. */
  readonly periods: readonly number[] | null;
  /** Is that weekday (1 = Monday) of that week in the year, and in no closure? */
  isOpen(week: number, weekday: number): boolean;
}

const MAX_YEAR_DAYS = 63 * 7;
/** A year has ten. */
const MAX_CLOSURES = 1_000;
const USUAL_SEQUENCE_MINUTES = 60;

/** What the files say, before it is understood. */
interface Said {
  readonly texts: Map<string, string>;
  readonly closures: { readonly from: Day; readonly to: Day }[];
  readonly periods: number[];
  firstIsoWeek: number | null;
  sequenceMinutes: number | null;
}

/** Reads the three files that speak of time. A Stop for a year that cannot be, or a file that cannot be read. */
export async function readCalendar(
  parts: UdtParts,
  findings: FindingLog,
  unknown: Tally,
): Promise<Outcome<UdtCalendar>> {
  const said: Said = { texts: new Map(), closures: [], periods: [], firstIsoWeek: null, sequenceMinutes: null };
  const because = await readSaid(parts, said, findings, unknown);
  if (because) return because;
  const schoolYear = yearOf(said.texts);
  return isStop(schoolYear) ? schoolYear : calendarOf(schoolYear, said, findings);
}

async function readSaid(parts: UdtParts, said: Said, findings: FindingLog, unknown: Tally): Promise<Stop | null> {
  const keep = (name: string) => (text: string) => void (said.texts.has(name) || said.texts.set(name, tidy(text)));
  const texts = { annee: keep('annee'), debut_eleve: keep('debut_eleve'), fin_eleve: keep('fin_eleve') };
  const fermeture = ({ debut = '', fin = '' }: Readonly<Record<string, string>>): void => {
    const [from, to] = [dateIn(tidy(debut)), dateIn(tidy(fin))];
    if (!from || !to) findings.add({ code: 'bad-date', severity: 'warning', about: `fermeture ${debut} – ${fin}` });
    else if (from > to)
      findings.add({ code: 'inverted-dates', severity: 'warning', about: `fermeture ${debut} – ${fin}` });
    else if (said.closures.length < MAX_CLOSURES) said.closures.push({ from, to });
  };
  return (
    (await readRows(parts.of('24'), { rows: { fermeture }, texts }, findings, unknown)) ??
    (await readRows(
      parts.of('00'),
      {
        rows: {
          init(at) {
            said.firstIsoWeek ??= wholeIn(at.premiere_semaine_iso, 53);
            said.sequenceMinutes ??= wholeIn(at.duree_seq, 600);
          },
        },
      },
      findings,
      unknown,
    )) ??
    (await readRows(
      parts.of('semaines'),
      {
        rows: {
          semaine({ num = '' }) {
            const iso = wholeIn(num, 53);
            if (iso === null) findings.add({ code: 'bad-number', severity: 'warning', about: `semaine ${num}` });
            else if (!said.periods.includes(iso)) said.periods.push(iso);
          },
        },
      },
      findings,
      unknown,
    ))
  );
}

/** A whole number from 1 to the greatest allowed; null for anything else. */
function wholeIn(text: string | undefined, most: number): number | null {
  const number = /^\d{1,3}$/.test(tidy(text ?? '')) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}

/** From `debut_eleve` to `fin_eleve`; where one is missing, September to August of `annee`. */
function yearOf(texts: ReadonlyMap<string, string>): Outcome<SchoolYear> {
  const [start = '', end = '', annee = ''] = ['debut_eleve', 'fin_eleve', 'annee'].map((name) => texts.get(name) ?? '');
  const year = /^(20\d\d)\b/.exec(annee)?.[1];
  if (year === undefined && (start === '' || end === '')) return stop('no-school-year');
  const firstDay = lessonDayIn(start || `${year}-09-01`);
  const lastDay = lessonDayIn(end || `${Number(year) + 1}-08-31`);
  const isPossible =
    firstDay !== null && lastDay !== null && firstDay < lastDay && daysBetween(firstDay, lastDay) < MAX_YEAR_DAYS;
  return isPossible
    ? schoolYearOf(firstDay, lastDay)
    : stop('bad-school-year', { from: start || annee || '?', to: end || annee || '?' });
}

function calendarOf(schoolYear: SchoolYear, said: Said, findings: FindingLog): UdtCalendar {
  const { firstDay, lastDay, week1Monday } = schoolYear;
  const firstIso = said.firstIsoWeek ?? isoWeekOf(week1Monday);
  const startYear = Number(firstDay.slice(0, 4));
  const weekOf = (iso: number): number | null => {
    // Week 1 holds 4 January; a 53rd week is in some years only.
    const monday = addDays(mondayOf(`${iso >= firstIso ? startYear : startYear + 1}-01-04`), 7 * (iso - 1));
    return iso >= 1 && isoWeekOf(monday) === iso ? weekNumberOf(monday) : null;
  };
  const first = weekNumberOf(week1Monday);
  const weeks = Array.from({ length: weekNumberOf(lastDay) - first + 1 }, (_, index) => first + index);
  const clip = (day: Day): Day => (day < firstDay ? firstDay : day > lastDay ? lastDay : day);
  const closures = mergeIntervals(said.closures.filter(({ from, to }) => to >= firstDay && from <= lastDay)).map(
    ({ from, to }) => ({ firstDay: clip(from), lastDay: clip(to), source: 'read' as const }),
  );
  const periods = said.periods.map(weekOf);
  const known = periods.filter((week) => week !== null && weeks.includes(week)).map(Number);
  if (known.length < periods.length)
    findings.add({ code: 'weeks-outside-year', severity: 'warning', about: 'semaines.xml' });
  const openDays = new Map<number, boolean>();
  return {
    schoolYear,
    closures,
    halfMinutes: (said.sequenceMinutes ?? USUAL_SEQUENCE_MINUTES) / 2,
    weeks,
    weekOf,
    periods: known.length > 0 ? known.sort((a, b) => a - b) : null,
    isOpen(week, weekday) {
      const index = week * 8 + weekday;
      const known = openDays.get(index);
      if (known !== undefined) return known;
      const day = dayOfWeekNumber(week, weekday);
      const isOpen = day >= firstDay && day <= lastDay && !isClosed(closures, day);
      openDays.set(index, isOpen);
      return isOpen;
    },
  };
}
