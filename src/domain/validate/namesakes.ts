/** What tells people apart whom their names do not: what they teach, where they are, and when; never their numbers. */

import { byCodeUnit } from '../model/identity.ts';
import type { Division, Group, RawCourse, RawExport, RawPerson, RawStudent, Subject } from '../model/timetable.ts';

/** Structures of the file by ident, as far as people are told apart by them. */
export interface Around {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly divisions: ReadonlyMap<string, Division>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly partDivision: ReadonlyMap<string, Division>;
  readonly partGroups: ReadonlyMap<string, readonly Group[]>;
}

/** Texts that are equal only for people whom nothing tells apart. They are worked out for namesakes alone. */
export interface Traits {
  teacher(person: RawPerson): string;
  student(person: RawStudent): string;
}

/** The traits of one file's people. */
export function traitsIn(raw: RawExport, around: Around): Traits {
  const rooms = new Map(raw.rooms.map((room) => [room.ident, room.name]));
  const courses = coursesBy(raw);
  const partText = (ident: string): string => {
    const holding = (around.partGroups.get(ident) ?? []).map((group) => group.key).sort(byCodeUnit);
    return `${around.partDivision.get(ident)?.key} ${holding.join('+')}`;
  };
  const nameOf = (kind: RawCourse['resources'][number]['kind'], ident: string): string | undefined => {
    if (kind === 'division') return around.divisions.get(ident)?.key;
    if (kind === 'group') return around.groups.get(ident)?.key;
    if (kind === 'room') return rooms.get(ident);
    return kind === 'part' ? partText(ident) : '';
  };
  const courseText = (course: RawCourse, kind: string, ident: string): string => {
    const own = course.resources.filter((one) => one.kind === kind && one.ident === ident);
    const others = course.resources.map((one) => `${one.kind} ${nameOf(one.kind, one.ident)} ${one.weeks}`);
    return JSON.stringify([
      [course.weekday, course.firstSlot, course.slotCount],
      course.subject === null ? null : around.subjects.get(course.subject)?.key,
      own.map((one) => String(one.weeks)).sort(byCodeUnit),
      others.sort(byCodeUnit),
      String(course.cancelledWeeks),
    ]);
  };
  const coursesText = (kind: string, ident: string): string[] =>
    (courses().get(`${kind} ${ident}`) ?? []).map((course) => courseText(course, kind, ident)).sort(byCodeUnit);
  const links = linksBy(raw, around);
  return {
    teacher: (person) => JSON.stringify([selfText(person), coursesText('teacher', person.ident)]),
    student(person) {
      const parts = person.parts.map(({ ident, from, to }) => {
        // A part that no group holds is known by its courses alone.
        const own = around.partGroups.get(ident)?.length ? [] : coursesText('part', ident);
        return JSON.stringify([partText(ident), own, from, to]);
      });
      const divisions = person.divisions.map((one) => `${around.divisions.get(one.ident)?.key} ${one.from} ${one.to}`);
      const groups = links().get(person.ident) ?? [];
      return JSON.stringify([
        selfText(person),
        ...[divisions, parts, groups].map((list) => [...list].sort(byCodeUnit)),
      ]);
    },
  };
}

function selfText({ lastName, firstName, birthDate, ids }: RawPerson): string {
  return JSON.stringify([lastName, firstName, birthDate, ids.sts, ids.ine, ids.eleve, ids.idpn]);
}

/** Courses by what takes part in them, made when it is first asked for. */
function coursesBy(raw: RawExport): () => ReadonlyMap<string, readonly RawCourse[]> {
  return once(() => {
    const by = new Map<string, RawCourse[]>();
    for (const course of raw.courses) {
      for (const key of new Set(course.resources.map((one) => `${one.kind} ${one.ident}`))) {
        const same = by.get(key);
        if (same) same.push(course);
        else by.set(key, [course]);
      }
    }
    return by;
  });
}

/** The groups that name a student, by the student's ident. */
function linksBy(raw: RawExport, { groups }: Around): () => ReadonlyMap<string, readonly string[]> {
  return once(() => {
    const by = new Map<string, string[]>();
    for (const group of raw.groups) {
      for (const { ident, from, to } of group.students) {
        const text = `${groups.get(group.ident)?.key} ${from} ${to}`;
        const same = by.get(ident);
        if (same) same.push(text);
        else by.set(ident, [text]);
      }
    }
    return by;
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
