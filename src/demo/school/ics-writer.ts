/** Writes a school as a calendar (docs/formats/ics.md): repeated or single events, in several zones and habits of naming. */

import { addDays, type Day, dateOf, instantOf } from '../../domain/model/calendar.ts';
import type { ResourceKind } from '../../domain/model/timetable.ts';
import { lessonsOf, type NameOf, namesIn, type SchoolLesson } from './lessons.ts';
import type { School } from './model.ts';

export interface IcsOptions {
  /** A repeated event for a course, with its exceptions; or one for each session. */
  readonly events?: 'repeated' | 'single';
  /** Times in the zone of the school, without one, or in UTC (single events only). */
  readonly zone?: 'tzid' | 'floating' | 'utc';
  /** How an event names who and what: our own properties, the usual ones with categories, or lines of a description. */
  readonly naming?: 'own' | 'usual' | 'described';
  /** Bytes of a line before it is folded; some programs fold in the middle of a character. */
  readonly foldAt?: number;
  readonly newLine?: '\r\n' | '\n';
}

const ZONE = 'Europe/Paris';

/** Backslashes before what would end a text. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

function basic(day: Day, time: string): string {
  return `${day.replaceAll('-', '')}T${time.replace(':', '')}00`;
}

/** A property that holds a moment, as the zone asks for. */
function moment(name: string, day: Day, times: readonly string[], zone: IcsOptions['zone']): string {
  if (zone === 'utc') {
    const utc = times.map((time) => new Date(instantOf(day, time, ZONE)).toISOString().slice(0, 16));
    return `${name}:${utc.map((text) => `${basic(text.slice(0, 10), text.slice(11))}Z`).join()}`;
  }
  return `${name}${zone === 'floating' ? '' : `;TZID=${ZONE}`}:${times.map((time) => basic(day, time)).join()}`;
}

/** Lines that name subject, people, groups and rooms of a lesson. */
function naming(school: School, lesson: SchoolLesson, nameOf: NameOf, { naming: how = 'own' }: IcsOptions): string[] {
  const subject = school.subjects.find(({ id }) => id === lesson.course.subjectId);
  const names = (kind: ResourceKind): string[] => lesson.ids(kind).map((id) => nameOf(kind, id));
  const of = { teacher: names('teacher'), division: names('division'), group: names('group'), room: names('room') };
  const summary = subject ? [`SUMMARY:${escaped(subject.label)}`] : [];
  const property = (name: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [`${name}:${escaped(list.join(' | '))}`];
  if (how === 'own') {
    return [
      ...summary,
      ...property('X-CARILLON-SUBJECT', subject ? [subject.label] : []),
      ...property('X-CARILLON-SUBJECT-CODE', subject ? [subject.code] : []),
      ...property('X-CARILLON-TEACHERS', of.teacher),
      ...property('X-CARILLON-DIVISIONS', of.division),
      ...property('X-CARILLON-GROUPS', of.group),
      ...property('X-CARILLON-ROOMS', of.room),
    ];
  }
  if (how === 'described') {
    const lines = [
      ...(subject ? [`Code matière : ${subject.code}`] : []),
      ...of.teacher.map((name) => `Professeur : ${name}`),
      ...of.division.map((name) => `Classe : ${name}`),
      ...of.group.map((name) => `Groupe : ${name}`),
      ...of.room.map((name) => `Salle : ${name}`),
    ];
    return [...summary, `DESCRIPTION:${escaped(['À noter', ...lines].join('\n'))}`];
  }
  const categories = [...of.division.map((name) => `Classe ${name}`), ...of.group.map((name) => `Groupe ${name}`)];
  const attendee = (name: string): string => {
    const [, full = name, sts = ''] = /^(.*) \[(.*)\]$/.exec(name) ?? [];
    return `ATTENDEE;CN="${full}";X-CARILLON-STS=${sts}:mailto:${sts}@example.org`;
  };
  return [
    ...summary,
    ...(subject ? [`X-CARILLON-SUBJECT-CODE:${escaped(subject.code)}`] : []),
    ...(of.room.length > 0 ? [`LOCATION:${escaped(of.room.join(', '))}`] : []),
    ...of.teacher.map(attendee),
    ...(categories.length > 0 ? [`CATEGORIES:${categories.map(escaped).join()}`] : []),
  ];
}

/** One event of the calendar. */
function event(uid: string, lines: readonly string[]): string[] {
  return ['BEGIN:VEVENT', `UID:${uid}@carillon.example.org`, 'DTSTAMP:20260901T000000Z', ...lines, 'END:VEVENT'];
}

/** Events of a lesson: one repeated by week without the weeks that are missing, and one for each that is cancelled; or one a week. */
function eventsOf(school: School, lesson: SchoolLesson, nameOf: NameOf, index: number, options: IcsOptions): string[] {
  const { week1Monday } = school.calendar.schoolYear;
  const { startTime, endTime, course, weeks, cancelledWeeks } = lesson;
  const { zone = 'tzid', events = 'repeated' } = options;
  const dayOf = (week: number): Day => dateOf(week1Monday, week, course.weekday);
  const named = naming(school, lesson, nameOf, options);
  const at = (week: number): string[] => [
    moment('DTSTART', dayOf(week), [startTime], zone),
    moment('DTEND', dayOf(week), [endTime], zone),
  ];
  const uid = `${course.id}-${index}`;
  const isCancelled = (week: number): boolean => cancelledWeeks.includes(week);
  if (events === 'single') {
    return weeks.flatMap((week) =>
      event(`${uid}-${week}`, [...at(week), ...(isCancelled(week) ? ['STATUS:CANCELLED'] : []), ...named]),
    );
  }
  const [first = 1] = weeks;
  const last = weeks.at(-1) ?? first;
  const missing = Array.from({ length: last - first }, (_, step) => first + step).filter(
    (week) => !weeks.includes(week),
  );
  const until =
    zone === 'floating'
      ? basic(dayOf(last), startTime)
      : moment('', addDays(dayOf(last), 1), ['00:00'], 'utc').slice(1);
  return [
    ...event(uid, [
      ...at(first),
      ...(weeks.length > 1 ? [`RRULE:FREQ=WEEKLY;UNTIL=${until}`] : []),
      ...missing.map((week) => moment('EXDATE', dayOf(week), [startTime], zone)),
      ...named,
    ]),
    ...cancelledWeeks.flatMap((week) =>
      event(uid, [moment('RECURRENCE-ID', dayOf(week), [startTime], zone), ...at(week), 'STATUS:CANCELLED', ...named]),
    ),
  ];
}

const TIME_ZONE = [
  'BEGIN:VTIMEZONE',
  `TZID:${ZONE}`,
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** Cuts a line by bytes, in the middle of a character too, as the oldest programs do. */
function fold(line: string, at: number, newLine: string): Buffer {
  const bytes = Buffer.from(line);
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += at) {
    if (from > 0) pieces.push(Buffer.from(`${newLine} `));
    pieces.push(bytes.subarray(from, from + at));
  }
  return Buffer.concat([...pieces, Buffer.from(newLine)]);
}

/** The calendar as bytes, in UTF-8. Lessons of parts of divisions cannot be written. */
export function writeIcs(school: School, options: IcsOptions = {}): Buffer {
  const { zone = 'tzid', foldAt = 75, newLine = '\r\n' } = options;
  const startYear = Number(school.calendar.schoolYear.firstDay.slice(0, 4));
  const nameOf = namesIn(school);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Carillon//demo//FR',
    `X-WR-CALNAME:${escaped(school.name)}`,
    `X-CARILLON-UAI:${school.uai}`,
    `X-CARILLON-YEAR:${startYear}-${startYear + 1}`,
    ...(zone === 'tzid' ? TIME_ZONE : []),
    ...[...lessonsOf(school)].flatMap((lesson, index) => eventsOf(school, lesson, nameOf, index, options)),
    'END:VCALENDAR',
  ];
  return Buffer.concat(lines.map((line) => fold(line, foldAt, newLine)));
}
