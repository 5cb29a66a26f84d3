/** The lessons of a school as somebody without its software would write them: a time, a subject, who and where, and the weeks. */

import { weeksOf } from '../../domain/model/calendar.ts';
import type { ResourceKind } from '../../domain/model/timetable.ts';
import {
  byId,
  type CourseResource,
  divisionsOfGroups,
  type School,
  type SchoolCourse,
  weeksOfCourse,
} from './model.ts';
import { nth } from './random.ts';

/** A lesson in the weeks in which the same people and rooms take part in it. Weeks are those of the school year, from 1. */
export interface SchoolLesson {
  readonly course: SchoolCourse;
  readonly startTime: string;
  readonly endTime: string;
  readonly weeks: readonly number[];
  readonly cancelledWeeks: readonly number[];
  /** Ids of the resources of a kind, in the order of the course. */
  ids(kind: ResourceKind): readonly string[];
}

/** All lessons that take place or are cancelled, in the order of the courses. */
export function* lessonsOf(school: School): Generator<SchoolLesson> {
  for (const course of school.courses) {
    const startTime = nth(school.grid.slots, course.firstSlot).startTime;
    const { endTime } = nth(school.grid.slots, course.firstSlot + course.slotCount - 1);
    const cancelled = new Set(weeksOf(course.cancelledWeeks));
    for (const { weeks, resources } of alike(course)) {
      yield {
        course,
        startTime,
        endTime,
        weeks,
        cancelledWeeks: weeks.filter((week) => cancelled.has(week)),
        ids: (kind) => resources.filter((one) => one.kind === kind).map(({ id }) => id),
      };
    }
  }
}

/** Weeks of a course by who takes part in them. */
function alike(course: SchoolCourse): Iterable<{ readonly weeks: number[]; readonly resources: CourseResource[] }> {
  const found = new Map<string, { readonly weeks: number[]; readonly resources: CourseResource[] }>();
  for (const week of weeksOf(weeksOfCourse(course))) {
    const resources = course.resources.filter(({ weeks }) => (weeks >> BigInt(week)) & 1n);
    const key = JSON.stringify(resources.map(({ kind, id }) => [kind, id]));
    const same = found.get(key);
    if (same) same.weeks.push(week);
    else found.set(key, { weeks: [week], resources });
  }
  return found.values();
}

/** How people write a resource: `NOM Prénom [STS]`, a division, a room, a group with its divisions. */
export type NameOf = (kind: ResourceKind, id: string) => string;

/** Names of everything in a school. */
export function namesIn(school: School): NameOf {
  const held = divisionsOfGroups(school);
  const divisions = byId(school.divisions);
  const lists = { division: divisions, group: byId(school.groups), room: byId(school.rooms) };
  const teachers = byId(school.teachers);
  return (kind, id) => {
    if (kind === 'teacher') {
      const teacher = teachers.get(id);
      return `${teacher?.lastName} ${teacher?.firstName} [${teacher?.stsId}]`;
    }
    const name = kind === 'part' ? id : (lists[kind].get(id)?.name ?? id);
    if (kind !== 'group') return name;
    return [name, ...(held.get(id) ?? []).map((division) => `<${divisions.get(division)?.name}>`)].join(' ');
  };
}
