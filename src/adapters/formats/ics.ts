/** Calendars (iCalendar, RFC 5545; docs/formats/ics.md): lessons are events that name a division, a group, a teacher or a room. */

import { clock, frenchDay, isDay, minutesOf, weekdayOf, weekNumberOf } from '../../domain/model/calendar.ts';
import { excerpt, type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given, Part } from '../../domain/model/given.ts';
import { tidy } from '../../domain/model/identity.ts';
import { type LessonBook, openLessonBook } from '../../domain/model/lessons.ts';
import { openRoster, type Roster } from '../../domain/model/roster.ts';
import type { RawExport, SchoolYear } from '../../domain/model/timetable.ts';
import { mostFrequentYear, schoolYearOf, schoolYearOfDay, yearStarting } from '../../domain/model/year-of-lessons.ts';
import type { Format, SiteCalendar } from '../../domain/ports.ts';
import { readIcs, unfolded } from '../readers/ics.ts';
import { beginningText, decodePlain, plainEncodingOf } from '../readers/plain-text.ts';
import { yearIn } from './csv-values.ts';
import { type EventFault, type EventOddity, eventIn, type IcsEvent, propertiesIn } from './ics-event.ts';
import { calendarNames, type IcsNames, type Property, union, withCalendar } from './ics-names.ts';
import { MAX_ALL_STEPS, occurrencesOf, type StepBudget, type WallMoment, wallText } from './ics-occurrences.ts';
import { countListed, enlist, groupIn, MAX_LISTED, withoutForbidden } from './names-in-text.ts';

/** RULES.md 1.1: above it a file is refused, below it what is wrong is reported and left out. */
const MAX_WRONG_PERCENT = 5;
/** Properties of a calendar itself: those behind them are not looked at. */
const MAX_PROPERTIES = 200;
/** Dates that events list, all together. */
const MAX_DATES = 1_000_000;

/** One series: an event with what stands for some of its occurrences. */
interface Series {
  master: IcsEvent | null;
  readonly instead: Map<WallMoment, IcsEvent>;
}

/** Everything that the calendars of a deposit say. */
interface Reading {
  readonly calendar: SiteCalendar;
  readonly findings: FindingLog;
  readonly series: Map<string, Series>;
  readonly uais: Set<string>;
  readonly years: Map<string, NonNullable<ReturnType<typeof yearIn>>>;
  readonly budget: StepBudget;
  events: number;
  wrong: number;
  dates: number;
}

function isCalendar({ head, root }: Part): boolean {
  return root === null && /^\s*BEGIN\s*:\s*VCALENDAR\b/i.test(beginningText(head.subarray(0, 256)));
}

async function readCalendar(part: Part, reading: Reading): Promise<Stop | null> {
  const encoding = await plainEncodingOf(unfolded(part.open()));
  const properties: string[] = [];
  const own: IcsEvent[] = [];
  for await (const piece of readIcs(decodePlain(unfolded(part.open()), encoding))) {
    if (piece.kind === 'property') {
      if (properties.length < MAX_PROPERTIES) properties.push(piece.text);
      continue;
    }
    reading.events += 1;
    const event = eventIn(piece.lines, reading.events, (code, about) => noteOddity(code, about, piece.lines, reading));
    if (typeof event === 'string')
      noteFault(event, placeIn(piece.lines, reading.events, event !== 'ics-all-day'), reading);
    else own.push(event);
    reading.dates += typeof event === 'string' ? 0 : event.added.length + event.removed.length;
    if (reading.dates > MAX_DATES) return stop('too-many-sessions', { sessions: MAX_DATES });
  }
  const said = saidBy(propertiesIn(properties) ?? [], reading);
  if (isStop(said)) return said;
  const latest = new Map<string, IcsEvent>();
  for (const event of own) {
    const key = JSON.stringify([
      event.uid || event.ordinal,
      event.instead && wallText(event.instead, reading.calendar.timeZone),
    ]);
    const known = latest.get(key);
    if (!known || event.sequence >= known.sequence) latest.set(key, event);
  }
  own.length = 0;
  for (const [key, event] of latest) {
    latest.delete(key);
    put({ ...event, names: withCalendar(event.names, said) }, reading);
  }
  return null;
}

/** An event that two calendars have (a division's and a teacher's) is one, with what both name. */
function put(event: IcsEvent, { series, calendar }: Reading): void {
  const uid = event.uid || `\u0000${event.ordinal}`;
  const own = series.get(uid) ?? { master: null, instead: new Map<WallMoment, IcsEvent>() };
  series.set(uid, own);
  const joined = (known: IcsEvent | null | undefined): IcsEvent =>
    known ? { ...(event.sequence > known.sequence ? event : known), names: union(known.names, event.names) } : event;
  if (event.instead) {
    const at = wallText(event.instead, calendar.timeZone);
    own.instead.set(at, joined(own.instead.get(at)));
  } else own.master = joined(own.master);
}

/** What a calendar says of itself: school and year into the reading, and the names that its events share. */
function saidBy(properties: readonly Property[], reading: Reading): Outcome<ReturnType<typeof calendarNames>> {
  const textOf = (name: string): string => String(properties.find(([own]) => own === name)?.[3] ?? '').trim();
  const version = textOf('version');
  if (version !== '2.0') return stop('ics-version', { version: version.slice(0, 20) || '?' });
  const uai = textOf('x-carillon-uai').toUpperCase();
  if (uai !== '' && !/^\d{7}[A-Z]$/.test(uai)) return stop('no-uai', { uai: uai.slice(0, 20) });
  if (uai !== '') reading.uais.add(uai);
  const year = textOf('x-carillon-year');
  const stated = year === '' ? null : yearIn(year);
  if (year !== '' && !stated) return stop('bad-school-year', { from: year.slice(0, 30), to: '?' });
  if (stated) reading.years.set(JSON.stringify(stated), stated);
  return calendarNames(properties);
}

function noteOddity(code: EventOddity, about: string, lines: readonly string[], { findings, events }: Reading): void {
  const severity = code === 'ics-day-removed' ? 'info' : 'warning';
  findings.add({ code, severity, about: excerpt(about, 60), where: placeIn(lines, events) });
}

/** Tells of the dates that an event removes and on which it has nothing. */
function noteIdle(idle: readonly string[], event: IcsEvent, { findings }: Reading): void {
  for (const text of idle) {
    const [day = '', time] = text.split(' ');
    const about = ['EXDATE', frenchDay(day), time].filter(Boolean).join(' ');
    findings.add({ code: 'ics-no-session-then', severity: 'warning', about, where: placeOf(event) });
  }
}

/** Where an event that is no lesson stands: what a private appointment is called has no place in a report. */
function dayOf({ ordinal, start }: Pick<IcsEvent, 'ordinal' | 'start'>): string {
  return placed(ordinal, '', start.day);
}

/** Where an event stands, with what whoever looks for it in a calendar sees of it. */
function placeOf({ ordinal, names, start }: Pick<IcsEvent, 'ordinal' | 'names' | 'start'>): string {
  return placed(ordinal, names.subject, start.day);
}

/** The same for one that could not be read: what its lines say, as far as they say it. */
function placeIn(lines: readonly string[], ordinal: number, isLesson = true): string {
  const summary = isLesson ? (lines.find((one) => /^SUMMARY[;:]/i.test(one)) ?? '') : '';
  const start = lines.find((one) => /^DTSTART[;:]/i.test(one)) ?? '';
  const [, year, month, day] = /:(\d{4})(\d{2})(\d{2})/.exec(start) ?? [];
  const title = summary.slice(summary.indexOf(':') + 1).replace(/\\(.)/g, '$1');
  return placed(ordinal, title, `${year}-${month}-${day}`);
}

function placed(ordinal: number, summary: string, day: string): string {
  const named = excerpt(withoutForbidden(tidy(summary)), 60);
  return `événement ${ordinal}${named === '' ? '' : ` « ${named} »`}${isDay(day) ? ` du ${frenchDay(day)}` : ''}`;
}

function noteFault(code: EventFault | 'ics-over-midnight' | 'too-many-names', where: string, reading: Reading): void {
  const isHarmless = code === 'ics-all-day';
  if (!isHarmless) reading.wrong += 1;
  reading.findings.add({ code, severity: isHarmless ? 'info' : 'warning', where });
}

/** The year that calendars state, else the one that is open if anything begins in it, else the one most events begin in. */
function yearOf({ years, series, calendar: { openYear } }: Reading): Outcome<SchoolYear> {
  const [stated, another] = years.values();
  if (another) return stop('several-years', { years: years.size });
  if (stated && 'from' in stated) return schoolYearOf(stated.from, stated.to);
  const counts = new Map<number, number>();
  const days = [...series.values()].flatMap(({ master, instead }) => [
    ...(master ? [master] : []),
    ...instead.values(),
  ]);
  for (const { start } of days) {
    const year = schoolYearOfDay(start.day);
    counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const open = openYear && counts.has(openYear.startYear) ? openYear.startYear : null;
  const startYear = stated?.startYear ?? open ?? mostFrequentYear(counts);
  if (startYear === null) return noCourse();
  const inYear = days.map(({ start }) => start.day).filter((day) => schoolYearOfDay(day) === startYear);
  return yearStarting(startYear, openYear, inYear.sort()[0] ?? null);
}

interface Writing {
  readonly book: LessonBook;
  readonly roster: Roster;
  readonly uai: string;
}

/** Writes what an event means at these moments. */
function writeLessons(
  event: IcsEvent,
  moments: readonly WallMoment[],
  reading: Reading,
  { book, roster, uai }: Writing,
): Stop | null {
  const { names, ordinal, minutes } = event;
  const count = countListed(names);
  if (moments.length === 0) return null;
  if (count === 0) {
    reading.findings.add({ code: 'ics-nobody', severity: 'info', where: dayOf(event) });
    return null;
  }
  if (count > MAX_LISTED || names.groups.some((group) => groupIn(group).name === '')) {
    noteFault('too-many-names', placeOf(event), reading);
    return null;
  }
  const resources = enlist(names, uai, roster);
  const { subject: label, subjectCode: code } = names;
  const subject = code || label ? roster.subject(code, label) : null;
  for (const moment of moments) {
    const [day, startTime] = [moment.slice(0, 10), moment.slice(11)];
    const end = minutesOf(startTime) + minutes;
    if (end >= 24 * 60) {
      noteFault('ics-over-midnight', placeOf(event), reading);
      return null;
    }
    const weeks = [weekNumberOf(day)];
    const cancelledWeeks = event.isCancelled ? weeks : [];
    const times = { weekday: weekdayOf(day), startTime, endTime: clock(end) };
    const because = book.add({ ordinal, ...times, subject, resources, weeks, cancelledWeeks });
    if (because) return because;
  }
  return null;
}

/** All lessons of a series; what lies outside the year is history, and only counted. */
function writeSeries({ master, instead }: Series, year: SchoolYear, reading: Reading, writing: Writing): Stop | null {
  const { timeZone } = reading.calendar;
  const events = [...(master ? [{ event: master, replaced: new Set(instead.keys()) }] : [])];
  for (const event of instead.values()) {
    const names =
      master && countListed(event.names) === 0 ? withCalendar(event.names, asFound(master.names)) : event.names;
    events.push({ event: { ...event, names }, replaced: new Set() });
  }
  for (const { event, replaced } of events) {
    const found = occurrencesOf(event, year, timeZone, replaced, reading.budget);
    if (found === null) {
      noteFault('ics-rule', placeOf(event), reading);
      continue;
    }
    const { moments, idle } = found;
    // An event that names nobody is no lesson: nothing of it can stay.
    if (countListed(event.names) > 0) noteIdle(idle, event, reading);
    if (moments.length === 0 && replaced.size === 0)
      reading.findings.add({ code: 'ics-outside-year', severity: 'info', where: dayOf(event) });
    const because = writeLessons(event, moments, reading, writing);
    if (because) return because;
  }
  return null;
}

function asFound({ subject, subjectCode, ...lists }: IcsNames): ReturnType<typeof calendarNames> {
  return {
    ...lists,
    ...(subject ? { subject: [subject] } : {}),
    ...(subjectCode ? { subjectCode: [subjectCode] } : {}),
  };
}

/** Before anything else that follows from it: who corrects these events may have no other trouble. */
function tooManyWrong({ events, wrong }: Reading): Stop | null {
  return 100 * wrong > MAX_WRONG_PERCENT * events ? stop('ics-events-wrong', { wrong, events }) : null;
}

function noCourse(): Stop {
  return stop('no-course', { variant: 'calendar' });
}

async function read(given: Given, findings: FindingLog, calendar: SiteCalendar): Promise<Outcome<RawExport>> {
  const reading: Reading = {
    calendar,
    findings,
    series: new Map(),
    uais: new Set(),
    years: new Map(),
    budget: { left: MAX_ALL_STEPS },
    events: 0,
    wrong: 0,
    dates: 0,
  };
  for (const part of given.parts.filter(isCalendar)) {
    const because = await readCalendar(part, reading);
    if (because) return because;
  }
  const year = yearOf(reading);
  if (isStop(year)) return tooManyWrong(reading) ?? year;
  const [uai = '', another] = [...reading.uais].sort();
  if (another !== undefined) return stop('ics-several-schools', { uais: [...reading.uais].join(', ') });
  const writing: Writing = { book: openLessonBook(findings), roster: openRoster(findings), uai: '' };
  for (const [uid, series] of reading.series) {
    // What is written is let go: a large calendar would be held twice over.
    reading.series.delete(uid);
    const because = writeSeries(series, year, reading, writing);
    if (because) return because;
  }
  const because = tooManyWrong(reading);
  if (because) return because;
  const timetable = writing.book.timetable(year, writing.roster.joinTeachers());
  if (isStop(timetable)) return timetable.reason === 'no-course' ? noCourse() : timetable;
  const origin = { format: 'iCalendar', formatVersion: '2.0', uai };
  return { origin, schoolYear: year, ...writing.roster.lists(), ...timetable };
}

const ics: Format = {
  name: 'iCalendar',
  versions: ['2.0'],
  claims: (given) => given.parts.some(isCalendar),
  read,
};

export default ics;
