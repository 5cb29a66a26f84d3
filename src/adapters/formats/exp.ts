/** EDT's text exports in XML, `EXP_Cours.xml` and `EXP_ELEVE.xml` (FORMATS.md 2): no dates and no ids, so for imports by hand only. */

import { clock, minutesOf } from '../../domain/model/calendar.ts';
import { excerpt, type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given, Part } from '../../domain/model/given.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { type LessonBook, type LessonResource, openLessonBook } from '../../domain/model/lessons.ts';
import { type NamedPerson, openRoster, type Roster } from '../../domain/model/roster.ts';
import type { ClosurePeriod, RawExport } from '../../domain/model/timetable.ts';
import type { WeekCalendar } from '../../domain/model/week-calendar.ts';
import { schoolYearOf } from '../../domain/model/year-of-lessons.ts';
import type { Format } from '../../domain/ports.ts';
import { mergeIntervals } from '../../domain/validate/references.ts';
import { brokenIn } from './broken-part.ts';
import { dateIn, minutesIn, timeIn, weekdayIn } from './csv-values.ts';
import { audienceIn, itemsIn } from './exp-audience.ts';
import { type ExpKind, type ExpRow, expKindOf, readTable } from './exp-table.ts';
import { isEveryWeek, type WeeksOf, weeksBy } from './exp-weeks.ts';
import { hasForbidden, MAX_LISTED, withoutForbidden } from './names-in-text.ts';
import { createTally } from './tally.ts';

/** RULES.md 1.1: above it a file is refused, below it what is wrong is reported and left out. */
const MAX_WRONG_PERCENT = 5;
/** Thirty times those of a large lycée. */
const MAX_STUDENTS = 50_000;

/** What is being read. `wrong`: rows of courses that give nothing although they are placed. */
interface Reading {
  readonly roster: Roster;
  readonly book: LessonBook;
  readonly weeksOf: WeeksOf;
  readonly findings: FindingLog;
  /** Idents of groups that have courses. */
  readonly taught: Set<string>;
  courses: number;
  wrong: number;
}

function partsOf({ parts }: Pick<Given, 'parts'>, kind: ExpKind): readonly Part[] {
  return parts.filter((part) => expKindOf(part) === kind);
}

/** Columns of two names of each teacher, in the same order. Where they do not fit, first names are left out and that is told. */
function teachersIn(row: ExpRow<'courses'>, findings: FindingLog): readonly NamedPerson[] {
  const lastNames = itemsIn(row.get('teacherNames'));
  const firstNames = itemsIn(row.get('teacherFirstNames'));
  const fit = firstNames.length === lastNames.length;
  if (!fit && firstNames.length > 0) {
    const about = excerpt(`${row.get('teacherNames')} / ${row.get('teacherFirstNames')}`, 120);
    findings.add({ code: 'exp-teachers-unpaired', severity: 'warning', about, where: `cours ${row.ordinal}` });
  }
  return lastNames.map((lastName, index) => ({ lastName, firstName: fit ? (firstNames[index] ?? '') : '' }));
}

function resourcesIn(row: ExpRow<'courses'>, { roster, findings, taught }: Reading): readonly LessonResource[] | null {
  const { divisions, groups } = audienceIn(row.get('audience'));
  const teachers = teachersIn(row, findings);
  const rooms = itemsIn(row.get('rooms'));
  if (divisions.length + groups.length + teachers.length + rooms.length > MAX_LISTED) return null;
  const resources: LessonResource[] = [
    ...teachers.map((person) => ({ kind: 'teacher' as const, ident: roster.teacher(person) })),
    ...divisions.map((name) => ({ kind: 'division' as const, ident: roster.division(name) })),
    ...groups.map(({ name, divisions: held }) => ({ kind: 'group' as const, ident: roster.group(name, held) })),
    ...rooms.map((name) => ({ kind: 'room' as const, ident: roster.room(name) })),
  ];
  for (const { kind, ident } of resources) if (kind === 'group') taught.add(ident);
  return resources;
}

/** Enters the course of a row; what is wrong with it is told. */
function takeCourse(row: ExpRow<'courses'>, reading: Reading): Stop | null {
  const { roster, book, weeksOf, findings } = reading;
  const where = `cours ${row.ordinal}`;
  const told = (code: string, severity: 'warning' | 'info', about: string): null => {
    findings.add({ code, severity, about: excerpt(withoutForbidden(about), 120), where });
    if (severity === 'warning') reading.wrong += 1;
    return null;
  };
  reading.courses += 1;
  const named = [row.get('subject') || row.get('subjectCode'), row.get('audience')].filter(Boolean).join(' – ');
  if (row.get('weekday') === '') return told('exp-not-placed', 'info', named);
  const weekday = weekdayIn(row.get('weekday'));
  const startTime = timeIn(row.get('start'));
  const minutes = minutesIn(row.get('duration'));
  const end = startTime === null || minutes === null ? 0 : minutesOf(startTime) + minutes;
  const when = [row.get('weekday'), row.get('start'), row.get('duration')].filter(Boolean).join(' ');
  if (weekday === null || startTime === null || !minutes || end >= 24 * 60)
    return told('exp-course-unreadable', 'warning', `${when} – ${named}`);
  if (hasForbidden(`${named}${row.get('rooms')}${row.get('teacherNames')}${row.get('teacherFirstNames')}`))
    return told('exp-course-unreadable', 'warning', named);
  const { alternation, weeks } = weeksIn(row, weekday, weeksOf);
  if (weeks === null) return told('exp-alternation-unknown', 'warning', `${alternation} – ${named}`);
  const resources = resourcesIn(row, reading);
  if (resources === null) return told('too-many-names', 'warning', named);
  const [code, label] = [row.get('subjectCode'), row.get('subject')];
  return book.add({
    ordinal: row.ordinal,
    weekday,
    startTime,
    endTime: clock(end),
    subject: code || label ? roster.subject(code, label) : null,
    resources,
    weeks,
    cancelledWeeks: [],
  });
}

/** By its frequency; by its alternation where it says that it is held every week, or nothing. */
function weeksIn(
  row: ExpRow<'courses'>,
  weekday: number,
  weeksOf: WeeksOf,
): { readonly alternation: string; readonly weeks: ReturnType<WeeksOf> } {
  const frequency = row.get('frequency');
  const alternation = isEveryWeek(frequency) ? row.get('alternation') : frequency;
  return { alternation, weeks: weeksOf(alternation, weekday) };
}

/** Enlists the student of a row; who has no name is told. */
function takeStudent(row: ExpRow<'students'>, { roster, findings, taught }: Reading): Stop | null {
  const lastName = row.get('lastName');
  const texts = ['lastName', 'firstName', 'divisions', 'groups', 'ine'] as const;
  const inDivisions = audienceIn(row.get('divisions'));
  // Parts of a division stand among the groups too.
  const isPart = (name: string): boolean => inDivisions.groups.some((part) => part.name === name);
  const groups = itemsIn(row.get('groups')).filter((name) => !isPart(name) || taught.has(normaliseName(name)));
  const isWrong = lastName === '' || texts.some((column) => hasForbidden(row.get(column)));
  if (isWrong || groups.length + inDivisions.divisions.length > MAX_LISTED) {
    const about = excerpt(withoutForbidden(`${lastName} ${row.get('firstName')}`), 120);
    findings.add({ code: 'exp-student-unreadable', severity: 'warning', about, where: `élève ${row.ordinal}` });
    return null;
  }
  const birthDate = dateIn(row.get('birthDate'));
  if (birthDate === null && row.get('birthDate') !== '')
    findings.add({ code: 'bad-date', severity: 'warning', about: excerpt(`${lastName} ${row.get('birthDate')}`, 120) });
  const ine = row.get('ine').toUpperCase();
  const stay = (name: string) => ({ name, from: null, to: null });
  const count = roster.student({
    lastName,
    firstName: row.get('firstName'),
    birthDate,
    ids: ine ? { ine } : {},
    divisions: inDivisions.divisions.map(stay),
    groups: groups.map(stay),
  });
  return count > MAX_STUDENTS ? stop('too-many-students', { students: MAX_STUDENTS }) : null;
}

/** As they are told: those that touch are one, and none reaches out of the year. */
function closuresOf({ firstDay, lastDay, closures }: WeekCalendar): readonly ClosurePeriod[] {
  const told = closures.map((one) => ({
    from: one.firstDay < firstDay ? firstDay : one.firstDay,
    to: one.lastDay > lastDay ? lastDay : one.lastDay,
  }));
  return mergeIntervals(told).map(({ from, to }) => ({ firstDay: from, lastDay: to, source: 'read' as const }));
}

async function read(given: Given, findings: FindingLog, calendar: WeekCalendar | null): Promise<Outcome<RawExport>> {
  const [courses, ...moreCourses] = partsOf(given, 'courses');
  const [students, ...moreStudents] = partsOf(given, 'students');
  const others = given.parts.filter((part) => part.root !== null && expKindOf(part) === null);
  if (moreCourses.length + moreStudents.length + others.length > 0)
    return stop('several-exports', { count: given.parts.length });
  const broken = courses && students ? null : await brokenIn(given);
  if (broken) return broken;
  if (!courses) return stop('exp-students-alone');
  if (calendar === null) return stop('exp-calendar-needed');
  const unknown = createTally('unknown-element', findings);
  const roster = openRoster(findings);
  const book = openLessonBook(findings);
  const reading: Reading = {
    roster,
    book,
    weeksOf: weeksBy(calendar),
    findings,
    taught: new Set(),
    courses: 0,
    wrong: 0,
  };
  const because =
    (await readTable(courses, 'courses', unknown, (row) => takeCourse(row, reading))) ??
    (students ? await readTable(students, 'students', unknown, (row) => takeStudent(row, reading)) : null);
  if (because) return because;
  unknown.tell();
  const { wrong, courses: count } = reading;
  if (100 * wrong > MAX_WRONG_PERCENT * count) return stop('exp-courses-unreadable', { wrong, courses: count });
  const schoolYear = schoolYearOf(calendar.firstDay, calendar.lastDay);
  const timetable = book.timetable(schoolYear);
  if (isStop(timetable)) return timetable;
  return {
    origin: { format: 'EXP_Cours', formatVersion: '1', uai: '' },
    schoolYear,
    closures: closuresOf(calendar),
    ...roster.lists(),
    ...timetable,
  };
}

const exp: Format = {
  name: 'EXP_Cours',
  versions: ['1'],
  isByHandOnly: true,
  claims: ({ parts }) => parts.some((part) => expKindOf(part) !== null),
  read: (given, findings, { weekCalendar }) => read(given, findings, weekCalendar),
};

export default exp;
