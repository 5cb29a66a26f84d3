/** UDT exports (FORMATS.md 3.1, docs/formats/udt.md): a zip of XML files, the theoretical week and real weeks that take its place. */

import { dayOfWeekNumber, instantOf, isDay, isoWeekOf, isoWithOffset } from '../../domain/model/calendar.ts';
import { type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given } from '../../domain/model/given.ts';
import { type LessonBook, MAX_LESSONS, MAX_SESSIONS, openLessonBook } from '../../domain/model/lessons.ts';
import type { Origin, RawExport, RawPerson } from '../../domain/model/timetable.ts';
import type { Format, SiteCalendar } from '../../domain/ports.ts';
import { createTally } from './tally.ts';
import { readCalendar, type UdtCalendar } from './udt-calendar.ts';
import { readPlaces } from './udt-hours.ts';
import { type Around, readWeek, type WeekLesson, type WeekOfLessons } from './udt-lines.ts';
import { danglingOnce, readLists, readStructures } from './udt-lists.ts';
import { findParts, incomplete, isUdtPart, type UdtParts } from './udt-parts.ts';
import { readStudents } from './udt-students.ts';

/** RULES.md 1.1: above it a file is refused, below it what is wrong is reported and left out. */
const MAX_WRONG_PERCENT = 5;

/** School and moment stand in the name of the deposit, if anywhere: `0990001A_20261122101908_UDT.zip`. */
function originOf({ name }: Given, { timeZone }: SiteCalendar): Origin {
  const [, uai = '', year, month, day, hour, minute] =
    /(?:^|[^0-9A-Za-z])(\d{7}[A-Z])_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)\d\d_UDT\.zip$/i.exec(name) ?? [];
  const date = `${year}-${month}-${day}`;
  const exportedAt =
    isDay(date) && `${hour}` < '24' && `${minute}` < '60'
      ? isoWithOffset(instantOf(date, `${hour}:${minute}`, timeZone), timeZone)
      : undefined;
  return {
    format: 'UDT',
    formatVersion: 'UDCal',
    uai: uai.toUpperCase(),
    ...(exportedAt === undefined ? {} : { exportedAt }),
  };
}

/** A lesson, and the weeks in which it is held. */
interface Held {
  readonly lesson: WeekLesson;
  readonly weeks: number[];
}

/** Lessons of all weeks by what they are; counts of lines, to tell a file that is wrong from one with some wrong lines. */
interface Weeks {
  readonly held: Map<string, Held>;
  lines: number;
  linesWithoutPlace: number;
}

/**
 * Puts the lessons of a week into the weeks in which they are held: not on days on which the school is closed. Returns how
 * many of those there were.
 */
function enter(
  { lessons, lines, linesWithoutPlace }: WeekOfLessons,
  weeks: readonly number[],
  calendar: UdtCalendar,
  into: Weeks,
): number {
  into.lines += lines;
  into.linesWithoutPlace += linesWithoutPlace;
  let onClosedDays = 0;
  for (const { key, ...lesson } of lessons) {
    const open = weeks.filter((week) => calendar.isOpen(week, lesson.weekday));
    onClosedDays += weeks.length - open.length;
    const held = into.held.get(key) ?? { lesson, weeks: [] };
    into.held.set(key, held);
    held.weeks.push(...open);
  }
  return onClosedDays;
}

/** Real weeks that are published, ascending; others are told. */
function realWeeks(parts: UdtParts, calendar: UdtCalendar, findings: FindingLog): ReadonlyMap<number, number> {
  const weeks = new Map<number, number>();
  for (const iso of parts.weekly('12').keys()) {
    const week = calendar.weekOf(iso);
    const about = `UDCal_12_${String(iso).padStart(2, '0')}`;
    if (week === null || !calendar.weeks.includes(week))
      findings.add({ code: 'weeks-outside-year', severity: 'warning', about });
    else if (calendar.periods && !calendar.periods.includes(week))
      findings.add({ code: 'udt-week-not-published', severity: 'info', about });
    else weeks.set(week, iso);
  }
  return new Map([...weeks].sort(([a], [b]) => a - b));
}

/** The theoretical week holds from the first period on, wherever no real week takes its place. */
async function readWeeks(parts: UdtParts, calendar: UdtCalendar, around: Around): Promise<Stop | LessonBook> {
  const { findings } = around;
  const weeks: Weeks = { held: new Map(), lines: 0, linesWithoutPlace: 0 };
  const real = realWeeks(parts, calendar, findings);
  const theory = await readWeek(parts.of('12'), parts.of('23'), around);
  if (isStop(theory)) return theory;
  const from = calendar.periods?.[0] ?? Number.NEGATIVE_INFINITY;
  const [first = from] = calendar.weeks;
  if (first < from) {
    const isoOf = (week: number): number => isoWeekOf(dayOfWeekNumber(week, 1));
    const about = `semaines ${isoOf(first)} – ${isoOf(from - 1)}`;
    findings.add({ code: 'udt-week-not-published', severity: 'info', about });
  }
  const usual = calendar.weeks.filter((week) => week >= from && !real.has(week));
  // Weeks of which nothing is said would be weeks without lessons, and what they had would be deleted.
  const isSilent = theory.lessons.length === 0 && theory.linesWithoutPlace === 0 && parts.weekly('12').size > 0;
  if (isSilent && usual.some((week) => isOpenWeek(calendar, week))) return incomplete(['12']);
  enter(theory, usual, calendar, weeks);
  for (const [week, iso] of real) {
    const lessons = await readWeek(parts.weekly('12').get(iso) ?? null, parts.weekly('23').get(iso) ?? null, around);
    if (isStop(lessons)) return lessons;
    const onClosedDays = enter(lessons, [week], calendar, weeks);
    if (weeks.held.size > MAX_LESSONS) return stop('too-many-sessions', { sessions: MAX_SESSIONS });
    if (onClosedDays > 0) {
      const about = `UDCal_12_${String(iso).padStart(2, '0')} (${onClosedDays})`;
      findings.add({ code: 'udt-lessons-on-closed-days', severity: 'info', about });
    }
  }
  const { lines, linesWithoutPlace } = weeks;
  return 100 * linesWithoutPlace > MAX_WRONG_PERCENT * lines
    ? stop('outside-grid', { count: linesWithoutPlace, courses: lines })
    : bookOf(weeks.held.values(), findings);
}

function isOpenWeek(calendar: UdtCalendar, week: number): boolean {
  return [1, 2, 3, 4, 5].some((weekday) => calendar.isOpen(week, weekday));
}

function bookOf(held: Iterable<Held>, findings: FindingLog): Stop | LessonBook {
  const book = openLessonBook(findings);
  let ordinal = 0;
  for (const { lesson, weeks } of held) {
    ordinal += 1;
    const because = book.add({ ...lesson, ordinal, weeks, cancelledWeeks: [] });
    if (because) return because;
  }
  return book;
}

const udt: Format = {
  name: 'UDT',
  versions: ['UDCal'],
  claims: ({ parts }) => parts.some(isUdtPart),
  async read(given, findings, siteCalendar) {
    const origin = originOf(given, siteCalendar);
    const raw = await readAll(given, findings);
    return isStop(raw) ? { ...raw, origin } : { origin, ...raw };
  },
};

async function readAll(given: Given, findings: FindingLog): Promise<Outcome<Omit<RawExport, 'origin'>>> {
  const parts = findParts(given, findings);
  if (isStop(parts)) return parts;
  const unknown = createTally('unknown-element', findings);
  const calendar = await readCalendar(parts, findings, unknown);
  if (isStop(calendar)) return calendar;
  const lists = {
    subjects: new Map<string, RawExport['subjects'][number]>(),
    teachers: new Map<string, RawPerson>(),
    teacherCodes: new Map<string, string>(),
    rooms: new Map<string, RawExport['rooms'][number]>(),
  };
  const because = await readLists(parts, lists, findings, unknown);
  if (because) return because;
  const dangling = danglingOnce(findings);
  const structures = await readStructures(parts, findings, unknown, dangling);
  if (isStop(structures)) return structures;
  const students = await readStudents(parts, calendar, structures, findings, unknown, dangling);
  if (isStop(students)) return students;
  const places = await readPlaces(parts, calendar.halfMinutes, findings, unknown);
  if (isStop(places)) return places;
  const book = await readWeeks(parts, calendar, { places, lists, structures, findings, unknown, dangling });
  if (isStop(book)) return book;
  const timetable = book.timetable(calendar.schoolYear);
  if (isStop(timetable)) return timetable;
  unknown.tell();
  return {
    schoolYear: calendar.schoolYear,
    closures: calendar.closures,
    ...timetable,
    ...structures.lists(),
    subjects: [...lists.subjects.values()],
    teachers: [...lists.teachers.values()],
    rooms: [...lists.rooms.values()],
    students,
  };
}

export default udt;
