/** The canonical text of a timetable: equal texts, equal timetables, whatever the export's numbers, order or packing (RULES.md 3.7). */

import { byCodeUnit } from '../model/identity.ts';
import type { Course, Person, Timetable } from '../model/timetable.ts';

/** A file's courses are asked for twice: for the digest of the whole, and for their own. */
const texts = new WeakMap<Course, string>();

/** One course by its content. Weeks before cancellations, and the cancelled ones. */
export function courseText(course: Course): string {
  const text = texts.get(course) ?? writeCourse(course);
  texts.set(course, text);
  return text;
}

function writeCourse(course: Course): string {
  const variants = course.variants
    .map(({ weeks, divisionKeys, groupKeys, partKeys, guestKeys, teacherKeys, rooms }) => [
      weeks,
      divisionKeys,
      groupKeys,
      partKeys,
      teacherKeys,
      rooms,
      ...(guestKeys ? [guestKeys] : []),
    ])
    .map((one) => JSON.stringify(one))
    .sort(byCodeUnit);
  return JSON.stringify([
    course.establishment,
    course.subjectKey,
    course.weekday,
    course.startTime,
    course.endTime,
    variants,
    course.cancelledWeeks,
  ]);
}

function personText(kind: string, person: Person): string {
  const { key, lastName, firstName, birthDate } = person;
  const { sts, ine, eleve, idpn, aaf } = person.ids;
  const ids = [sts, ine, eleve, idpn, ...(aaf === undefined ? [] : [aaf])];
  return JSON.stringify([kind, key, lastName, firstName, birthDate, ...ids]);
}

/** Every fact of the timetable, one a line, in an order that depends on nothing but the facts. */
export function canonicalText(timetable: Timetable): string {
  const lines: string[] = [];
  for (const subject of timetable.subjects.values())
    lines.push(JSON.stringify(['s', subject.key, subject.code, subject.label]));
  for (const teacher of timetable.teachers.values()) lines.push(personText('t', teacher));
  for (const student of timetable.students.values()) lines.push(personText('e', student));
  for (const division of timetable.divisions.values()) lines.push(JSON.stringify(['d', division.key, division.name]));
  for (const group of timetable.groups.values())
    lines.push(JSON.stringify(['g', group.key, group.name, group.divisionKeys]));
  for (const one of timetable.memberships) {
    lines.push(JSON.stringify(['m', one.kind, one.audienceKey, one.studentKey, one.from, one.to]));
  }
  for (const { firstDay, lastDay } of timetable.closures ?? []) lines.push(JSON.stringify(['x', firstDay, lastDay]));
  for (const course of timetable.courses) lines.push(`c${courseText(course)}`);
  lines.sort(byCodeUnit);
  const { firstDay, lastDay, week1Monday } = timetable.schoolYear;
  return `${JSON.stringify([firstDay, lastDay, week1Monday, timetable.scope])}\n${lines.join('\n')}`;
}
