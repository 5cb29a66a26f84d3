/** STS-WEB (FORMATS.md 4): a timetable is two files, `sts_emp` with the names and `emp_sts` with the courses. */

import { excerpt, type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given, Part } from '../../domain/model/given.ts';
import { type LessonResource, openLessonBook } from '../../domain/model/lessons.ts';
import { nameIn } from '../../domain/model/roster.ts';
import type { RawExport, RawPerson, SchoolYear } from '../../domain/model/timetable.ts';
import { schoolYearOf, yearStarting } from '../../domain/model/year-of-lessons.ts';
import type { Format, SiteCalendar } from '../../domain/ports.ts';
import { brokenIn } from './broken-part.ts';
import {
  halfIn,
  readStsCourses,
  readStsNames,
  type StsCourses,
  type StsHalf,
  type StsHead,
  type StsNames,
  type StsPerson,
} from './sts-files.ts';
import { lessonsIn } from './sts-lessons.ts';

/** RULES.md 1.1: above it a file is refused, below it what is wrong is reported and left out. */
const MAX_WRONG_PERCENT = 5;

const ORIGIN = { format: 'STS', formatVersion: '1' };

function partsOf({ parts }: Pick<Given, 'parts'>, half: StsHalf): readonly Part[] {
  return parts.filter((part) => halfIn(part) === half);
}

/** The year of a half: as it states it, else that which is open. */
function yearOf(
  head: StsHead & Partial<Pick<StsNames, 'firstDay' | 'lastDay'>>,
  calendar: SiteCalendar,
): Outcome<SchoolYear> {
  const { firstDay, lastDay, year } = head;
  if (firstDay && lastDay && firstDay < lastDay) return schoolYearOf(firstDay, lastDay);
  if (year === '' && calendar.openYear) return yearStarting(calendar.openYear.startYear, calendar.openYear, null);
  if (year === '') return stop('no-school-year');
  if (!/^20\d{2}$/.test(year)) return stop('bad-school-year', { from: excerpt(year, 20), to: '?' });
  return yearStarting(Number(year), calendar.openYear, null);
}

function checkUai({ uai }: StsHead): Stop | null {
  return /^\d{7}[A-Z]$/.test(uai) ? null : stop('no-uai', { uai: excerpt(uai, 20) });
}

/** One half alone: a timetable comes of it when the other one is there too. */
function halfStop(
  half: StsHalf,
  head: StsHead & Partial<Pick<StsNames, 'firstDay' | 'lastDay'>>,
  calendar: SiteCalendar,
): Stop {
  const schoolYear = yearOf(head, calendar);
  if (isStop(schoolYear)) return schoolYear;
  const missing = half === 'sts_emp' ? 'emp_sts' : 'sts_emp';
  const origin = { ...ORIGIN, uai: head.uai };
  const because =
    half === 'sts_emp'
      ? stop('other-half-needed', { here: half, missing, variant: 'names' })
      : stop('other-half-needed', { here: half, missing });
  return { ...because, origin, half: { here: half, missing, schoolYear } };
}

async function read(given: Given, findings: FindingLog, calendar: SiteCalendar): Promise<Outcome<RawExport>> {
  const [namesPart, ...moreNames] = partsOf(given, 'sts_emp');
  const [coursesPart, ...moreCourses] = partsOf(given, 'emp_sts');
  const others = given.parts.filter((part) => part.root !== null && halfIn(part) === null);
  if (moreNames.length + moreCourses.length + others.length > 0)
    return stop('several-exports', { count: given.parts.length });
  const names = namesPart ? await readStsNames(namesPart) : null;
  if (names !== null && isStop(names)) return names;
  const courses = coursesPart ? await readStsCourses(coursesPart) : null;
  if (courses !== null && isStop(courses)) return courses;
  for (const head of [names, courses]) {
    const because = head && checkUai(head);
    if (because) return because;
  }
  const broken = names && courses ? null : await brokenIn(given);
  if (broken) return broken;
  if (!names) return courses ? halfStop('emp_sts', courses, calendar) : stop('no-course');
  return courses ? join(names, courses, findings, calendar) : halfStop('sts_emp', names, calendar);
}

/** Both halves must be of the same school and year. */
function join(names: StsNames, courses: StsCourses, findings: FindingLog, calendar: SiteCalendar): Outcome<RawExport> {
  const told = (head: StsHead): string => `${head.uai} ${head.year}`.trim();
  const years = new Set([names.year, courses.year].filter((year) => year !== ''));
  if (names.uai !== courses.uai || years.size > 1)
    return stop('sts-halves-differ', { names: told(names), courses: told(courses) });
  const schoolYear = yearOf({ ...names, year: names.year || courses.year }, calendar);
  if (isStop(schoolYear)) return schoolYear;
  const lists = listsOf(names, courses, findings);
  const book = openLessonBook(findings);
  let wrong = 0;
  let ordinal = 0;
  const all = courses.services.reduce((sum, service) => sum + service.courses.length, 0);
  const lessons = lessonsIn(courses, (code, { structure, subject }) => {
    wrong += 1;
    findings.add({ code, severity: 'warning', about: excerpt(`${structure} ${subject}`, 100) });
  });
  for (const { audience, teachers, rooms, subject, ...when } of lessons) {
    ordinal += 1;
    const resources: LessonResource[] = [
      ...teachers.map((ident) => ({ kind: 'teacher' as const, ident })),
      ...audience.map((key) => {
        const [kind = '', ident = ''] = key.split(/:(.*)/s);
        return { kind: kind === 'group' ? ('group' as const) : ('division' as const), ident };
      }),
      ...rooms.map((ident) => ({ kind: 'room' as const, ident })),
    ];
    const because = book.add({ ordinal, ...when, subject: subject || null, resources, cancelledWeeks: [] });
    if (because) return because;
  }
  if (100 * wrong > MAX_WRONG_PERCENT * all) return stop('sts-courses-unreadable', { wrong, courses: all });
  const timetable = book.timetable(schoolYear);
  if (isStop(timetable)) return timetable;
  return { origin: { ...ORIGIN, uai: names.uai }, schoolYear, ...lists, ...timetable };
}

type Lists = Pick<RawExport, 'subjects' | 'teachers' | 'students' | 'divisions' | 'groups' | 'rooms'>;

function listsOf(names: StsNames, courses: StsCourses, findings: FindingLog): Lists {
  const clean = (text: string): string => nameIn(text, findings);
  const teaching = new Set(courses.services.flatMap((service) => service.courses.map(({ teacher }) => teacher)));
  const isTeacher = ({ key, role }: StsPerson): boolean => role === 'ENS' || role === '' || teaching.has(key);
  const divisions = new Set([...names.divisions, ...courses.divisions]);
  const groups = new Set([...names.groups.keys(), ...courses.groups.keys()]);
  const rooms = new Set([
    ...courses.rooms,
    ...courses.services.flatMap(({ courses: own }) => own.map(({ room }) => room)),
  ]);
  return {
    subjects: [...names.subjects.values()].map(({ code, managementCode, label }) => {
      const own = clean(managementCode || code);
      return { ident: code, code: own, label: clean(label) || own };
    }),
    teachers: [...names.people.values()].filter(isTeacher).map((person) => personOf(person, clean)),
    students: [],
    divisions: [...divisions].map((code) => ({ ident: code, name: clean(code), parts: [] })),
    groups: [...groups].map((code) => {
      const someOf = [...new Set([...(names.groups.get(code) ?? []), ...(courses.groups.get(code) ?? [])])];
      return { ident: code, name: clean(code), divisions: [], someOf, parts: [], students: [] };
    }),
    rooms: [...rooms].filter((code) => code !== '').map((code) => ({ ident: code, name: clean(code) })),
  };
}

/** The number of a `local` is not one of the ministry's: a person who has it there is somebody else. */
function personOf(
  { key, type, id, lastName, maidenName, firstName, birthDate }: StsPerson,
  clean: (text: string) => string,
): RawPerson {
  const sts = clean(type === 'epp' ? id : key);
  return { ident: key, lastName: clean(lastName || maidenName), firstName: clean(firstName), birthDate, ids: { sts } };
}

const sts: Format = {
  name: 'STS',
  versions: ['1'],
  claims: ({ parts }) => parts.some((part) => halfIn(part) !== null),
  read,
};

export default sts;
