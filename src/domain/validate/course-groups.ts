/** Single students whom a course lists become a group of that course (docs/decisions/single-students-of-a-course.md). */

import { type Day, datesFrom, weeksOf } from '../model/calendar.ts';
import type { FindingLog } from '../model/finding.ts';
import { addTo } from '../model/gather.ts';
import { byCodeUnit, fullName } from '../model/identity.ts';
import type { RawCourse, RawExport, RawLink } from '../model/timetable.ts';

const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];
/** What a group is called that a person has to recognise; half of what the store keeps of a name. */
const MAX_NAME_CHARS = 100;

type RawGroup = RawExport['groups'][number];
type Attached = NonNullable<RawCourse['students']>;

interface CourseGroup {
  readonly course: RawCourse;
  /** Subject, audience, day and hour: what stays when teachers, rooms and students change. */
  readonly name: string;
  /** Tells groups of one name apart, in no order of the file. */
  readonly signature: string;
  readonly students: readonly RawLink[];
  readonly weeks: bigint;
}

/** Gives each course with single students a group that holds them; the group takes part in the weeks that any of them does. */
export function withCourseGroups(raw: RawExport, findings: FindingLog): RawExport {
  const describe = describerOf(raw);
  const found = raw.courses.flatMap((course) => describe(course) ?? []);
  if (found.length === 0) return raw;
  const groups: RawGroup[] = [...raw.groups];
  const resources = new Map<RawCourse, RawCourse['resources'][number]>();
  for (const { course, name, students, weeks } of numbered(found)) {
    const ident = `#cours ${course.ordinal}`;
    groups.push({ ident, name, divisions: [], parts: [], students, isOfCourse: true });
    resources.set(course, { kind: 'group', ident, weeks });
    const count = new Set(students.map((link) => link.ident)).size;
    findings.add({ code: 'course-students', severity: 'info', about: `${name} (${count})`, values: { count } });
  }
  const courses = raw.courses.map((course) => {
    const own = resources.get(course);
    return own ? { ...course, resources: [...course.resources, own] } : course;
  });
  return { ...raw, groups, courses };
}

/** Describes the group of a course; null for a course without single students, or without a place in the grid. */
function describerOf(raw: RawExport): (course: RawCourse) => CourseGroup | null {
  const startOf = new Map(raw.grid.slots.map((slot) => [slot.number, slot.startTime]));
  const subjects = new Map(raw.subjects.map((one) => [one.ident, one.label || one.code]));
  const named = { division: nameOf(raw.divisions), group: nameOf(raw.groups) };
  const teachers = new Map(raw.teachers.map((one) => [one.ident, fullName(one)]));
  const students = new Map(
    raw.students.map(({ ident, lastName, firstName, birthDate, ids }) => [
      ident,
      JSON.stringify([lastName, firstName, birthDate, ids]),
    ]),
  );
  const divisionOfPart = new Map(raw.divisions.flatMap(({ name, parts }) => parts.map((part) => [part, name])));
  const dateFor = datesFrom(raw.schoolYear.week1Monday);
  return (course) => {
    const startTime = startOf.get(course.firstSlot);
    const weekday = WEEKDAYS[course.weekday - 1];
    const attached = attachedTo(course);
    if (attached.length === 0 || startTime === undefined || weekday === undefined) return null;
    const audience = course.resources.flatMap(({ kind, ident }) => {
      if (kind === 'part') return divisionOfPart.get(ident) ?? [];
      return kind === 'division' || kind === 'group' ? (named[kind].get(ident) ?? []) : [];
    });
    const of = [subjects.get(course.subject ?? ''), ...distinct(audience)].filter(Boolean).join(' ');
    const who = (names: ReadonlyMap<string, string>, idents: readonly string[]): readonly string[] =>
      distinct(idents.map((ident) => names.get(ident) ?? ''));
    const taught = course.resources.filter(({ kind }) => kind === 'teacher').map(({ ident }) => ident);
    const weeks = attached.reduce((mask, one) => mask | one.weeks, 0n);
    return {
      course,
      name: `Élèves ${of.slice(0, MAX_NAME_CHARS)} ${weekday} ${startTime}`.replace(/\s+/g, ' '),
      signature: JSON.stringify([
        `${weeks}`,
        who(teachers, taught),
        who(
          students,
          attached.map(({ ident }) => ident),
        ),
      ]),
      students: attached.flatMap((one) => linksOf(one, course, raw, dateFor)),
      weeks,
    };
  };
}

/** Students in the weeks in which the course takes place; without another mask, in their own. */
function attachedTo({ students = [], resources }: RawCourse): Attached {
  const others = resources.reduce((mask, one) => mask | one.weeks, 0n);
  return students
    .map(({ ident, weeks }) => ({ ident, weeks: others === 0n ? weeks : weeks & others }))
    .filter(({ weeks }) => weeks !== 0n);
}

/** Stays from the first to the last lesson of each run of weeks; weeks without this lesson interrupt nothing. */
function linksOf(
  { ident, weeks }: Attached[number],
  course: RawCourse,
  { schoolYear }: RawExport,
  dateFor: (week: number, weekday: number) => Day,
): RawLink[] {
  const all = [...course.resources, ...(course.students ?? [])].reduce((mask, one) => mask | one.weeks, 0n);
  const own = new Set(weeksOf(weeks));
  const links: { ident: string; from: Day; to: Day }[] = [];
  let isIn = false;
  for (const week of weeksOf(all)) {
    const day = dateFor(week, course.weekday);
    if (day < schoolYear.firstDay || day > schoolYear.lastDay) continue;
    const last = links.at(-1);
    if (own.has(week) && isIn && last) last.to = day;
    else if (own.has(week)) links.push({ ident, from: day, to: day });
    isIn = own.has(week);
  }
  return links;
}

/** Groups of one name are numbered by what is in them. */
function numbered(found: readonly CourseGroup[]): CourseGroup[] {
  const byName = new Map<string, CourseGroup[]>();
  for (const group of found) addTo(byName, group.name, group);
  return [...byName.values()].flatMap((same) =>
    same
      .sort((a, b) => byCodeUnit(a.signature, b.signature))
      .map((group, index) => (index === 0 ? group : { ...group, name: `${group.name} (${index + 1})` })),
  );
}

function nameOf(list: readonly { readonly ident: string; readonly name: string }[]): ReadonlyMap<string, string> {
  return new Map(list.map(({ ident, name }) => [ident, name]));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort(byCodeUnit);
}
