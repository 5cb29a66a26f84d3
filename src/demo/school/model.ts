/** An invented school as plain immutable data, in the terms of no file format, with what can be counted on it. */

import type { Day } from '../../domain/model/calendar.ts';
import { weeksOf } from '../../domain/model/calendar.ts';
import type { Grid, ResourceKind } from '../../domain/model/timetable.ts';
import type { SchoolCalendar } from './french-calendar.ts';

export type Sex = 'male' | 'female';

export interface SchoolPerson {
  readonly id: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly sex: Sex;
  readonly birthDate: Day | null;
}

export interface SchoolTeacher extends SchoolPerson {
  /** Number of the person in STS-WEB. */
  readonly stsId: string;
  readonly idpn: string;
  readonly email: string;
  readonly discipline: string;
}

/** A dated link of a student to a division or a part, both days included. */
export interface SchoolLink {
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
}

export interface SchoolGuardian {
  readonly lastName: string;
  readonly firstName: string;
  readonly sex: Sex;
  readonly idpn: string;
  readonly address: string;
}

export interface SchoolStudent extends SchoolPerson {
  /** National student number: 11 characters. */
  readonly ine: string;
  /** ELEVE_ID of SIECLE. */
  readonly eleveId: string;
  readonly idpn: string;
  readonly guardians: readonly SchoolGuardian[];
  readonly divisions: readonly SchoolLink[];
  readonly parts: readonly SchoolLink[];
}

export interface SchoolStaff extends SchoolPerson {
  readonly email: string;
  readonly role: string;
}

export interface SchoolSubject {
  readonly id: string;
  /** Code gestion, 5 characters at most. */
  readonly code: string;
  readonly label: string;
  /** Six-digit code of the national nomenclature, invented but well formed. */
  readonly nationalCode: string;
}

export interface SchoolDivision {
  readonly id: string;
  readonly name: string;
  /** Level: `6`, `5`, `4`, `3`, `2nde`, `1ère`, `Tle`. */
  readonly level: string;
  /** Eleven-digit MEF. */
  readonly mef: string;
}

/** A slice of a division, from which groups are made. `option` names the slice: `GR1`, `LV2 ESP2`. */
export interface SchoolPart {
  readonly id: string;
  readonly divisionId: string;
  readonly option: string;
}

export interface SchoolGroup {
  readonly id: string;
  readonly name: string;
  readonly partIds: readonly string[];
  /** Students who are in it by name, without dates (EDT 2.0). */
  readonly studentIds?: readonly string[];
}

export interface SchoolRoom {
  readonly id: string;
  readonly name: string;
}

/** A resource of a course, with the weeks it takes part in. */
export interface CourseResource {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly weeks: bigint;
}

export interface SchoolCourse {
  readonly id: string;
  readonly weekday: number;
  readonly firstSlot: number;
  readonly slotCount: number;
  readonly subjectId: string | null;
  readonly resources: readonly CourseResource[];
  /** Single students who join the course (EDT 2.0). */
  readonly students?: readonly { readonly id: string; readonly weeks: bigint }[];
  readonly cancelledWeeks: bigint;
}

export interface School {
  readonly uai: string;
  readonly name: string;
  readonly postalCode: string;
  readonly town: string;
  readonly calendar: SchoolCalendar;
  readonly grid: Grid;
  readonly subjects: readonly SchoolSubject[];
  readonly teachers: readonly SchoolTeacher[];
  readonly staff: readonly SchoolStaff[];
  readonly divisions: readonly SchoolDivision[];
  readonly parts: readonly SchoolPart[];
  readonly groups: readonly SchoolGroup[];
  readonly rooms: readonly SchoolRoom[];
  readonly students: readonly SchoolStudent[];
  readonly courses: readonly SchoolCourse[];
}

const audienceKinds: readonly ResourceKind[] = ['division', 'part', 'group'];

/** The weeks in which something of a course takes place, cancelled ones included. */
export function weeksOfCourse(course: SchoolCourse): bigint {
  return course.resources.reduce((weeks, resource) => weeks | resource.weeks, 0n);
}

/** How many sessions the courses mean in the year, cancelled ones included. */
export function sessionCount(school: School): number {
  return school.courses.reduce((count, course) => count + weeksOf(weeksOfCourse(course)).length, 0);
}

/** Divisions, groups and parts of a course, over all its weeks: `division:6A`. Sorted. */
export function audienceOf(course: SchoolCourse): readonly string[] {
  const audience = new Set<string>();
  for (const { kind, id } of course.resources) if (audienceKinds.includes(kind)) audience.add(`${kind}:${id}`);
  return [...audience].sort();
}

/** Key of the teaching service of a course: subject and audience; null for a course that has none (RULES.md 3.3). */
export function serviceKeyOf(course: SchoolCourse): string | null {
  const audience = audienceOf(course);
  if (course.subjectId === null || audience.length === 0 || weeksOfCourse(course) === 0n) return null;
  return `${course.subjectId} ${audience.join('+')}`;
}

/** Courses of each teaching service, in the order of the courses. */
export function servicesOf(school: School): ReadonlyMap<string, readonly SchoolCourse[]> {
  const services = new Map<string, SchoolCourse[]>();
  for (const course of school.courses) {
    const key = serviceKeyOf(course);
    if (key === null) continue;
    const courses = services.get(key);
    if (courses) courses.push(course);
    else services.set(key, [course]);
  }
  return services;
}

/** Divisions each group draws its students from, by group id. */
export function divisionsOfGroups(school: School): ReadonlyMap<string, readonly string[]> {
  const divisionOfPart = new Map(school.parts.map((part) => [part.id, part.divisionId]));
  return new Map(
    school.groups.map((group) => [
      group.id,
      [...new Set(group.partIds.flatMap((partId) => divisionOfPart.get(partId) ?? []))],
    ]),
  );
}

/** The entries of a list by id. */
export function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.id, entry]));
}
