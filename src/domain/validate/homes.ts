/** Which establishment each person and structure of a file belongs to; null: to several, so to the whole site. */

import type { RawExport } from '../model/timetable.ts';
import { type Places, placeOfDivision } from './places.ts';

type Kind = 'teacher' | 'student' | 'division' | 'group';

/** By the file's own idents. */
export type Homes = Readonly<Record<Kind, (ident: string) => number | null>>;

/** Establishments by ident. */
type Gathered = Map<string, Set<number>>;

/**
 * A division is where the file says; a group or a student where its divisions are, a teacher where the audiences are.
 * What nothing tells is the file's own, where the file is of one establishment.
 */
export function homesOf(raw: RawExport, places: Places): Homes {
  const at: Readonly<Record<Kind | 'part', Gathered>> = {
    division: new Map(),
    part: new Map(),
    group: new Map(),
    student: new Map(),
    teacher: new Map(),
  };
  const join = (into: Gathered, ident: string, from: Gathered, other: string): void => {
    const own = into.get(ident) ?? new Set();
    for (const number of from.get(other) ?? []) own.add(number);
    into.set(ident, own);
  };
  for (const { ident, name, uai, parts } of raw.divisions) {
    at.division.set(ident, new Set([placeOfDivision(places, name, uai)]));
    for (const part of parts) join(at.part, part, at.division, ident);
  }
  for (const { ident, divisions, parts } of raw.students) {
    for (const link of divisions) join(at.student, ident, at.division, link.ident);
    for (const link of parts) join(at.student, ident, at.part, link.ident);
  }
  for (const { ident, divisions, someOf = [], parts, students } of raw.groups) {
    for (const division of [...divisions, ...someOf]) join(at.group, ident, at.division, division);
    for (const part of parts) join(at.group, ident, at.part, part);
    for (const student of students) join(at.group, ident, at.student, student.ident);
  }
  for (const { resources, students = [] } of raw.courses) {
    for (const teacher of resources.filter(({ kind }) => kind === 'teacher')) {
      for (const { kind, ident } of resources) {
        if (kind !== 'teacher' && kind !== 'room') join(at.teacher, teacher.ident, at[kind], ident);
      }
      for (const student of students) join(at.teacher, teacher.ident, at.student, student.ident);
    }
  }
  const [own = places.file, other] = new Set([...at.division.values()].flatMap((home) => [...home]));
  const untold = other === undefined ? own : null;
  const homeIn = (gathered: Gathered) => (ident: string) => {
    const [one = untold, another] = gathered.get(ident) ?? [];
    return another === undefined ? one : null;
  };
  return {
    teacher: homeIn(at.teacher),
    student: homeIn(at.student),
    division: homeIn(at.division),
    group: homeIn(at.group),
  };
}
