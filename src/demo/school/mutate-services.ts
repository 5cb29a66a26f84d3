/** Changes to teaching services, counted as RULES.md 3.3 and 3.4 count them: subject and audience, teachers, weekly time. */

import { maskOf, weeksOf } from '../../domain/model/calendar.ts';
import type { Busy, Resource } from './busy.ts';
import { busyIn } from './busy.ts';
import { draw, inDrawnOrder, shareOf } from './choose.ts';
import { openWeeks } from './french-calendar.ts';
import type { School, SchoolCourse, SchoolSubject } from './model.ts';
import { serviceKeyOf, servicesOf, weeksOfCourse } from './model.ts';
import { withCourses } from './mutate-courses.ts';
import { nth } from './random.ts';

type NamedService = readonly [key: string, courses: readonly SchoolCourse[]];

/** Services whose courses all have the same single teacher, in drawn order. */
function singleTeacherServices(school: School, label: string): readonly NamedService[] {
  return inDrawnOrder([...servicesOf(school)], label).filter(([, courses]) => {
    const teachers = courses.map((course) => course.resources.filter(({ kind }) => kind === 'teacher'));
    const first = teachers[0]?.[0]?.id;
    return first !== undefined && teachers.every((list) => list.length === 1 && list[0]?.id === first);
  });
}

function teacherIdOf(course: SchoolCourse | undefined): string | undefined {
  return course?.resources.find(({ kind }) => kind === 'teacher')?.id;
}

/** Exactly one service gets another teacher in all its courses: it is modified, nothing else is. */
export function replaceTeacher(school: School): School {
  return replaceTeachers(school, 1);
}

/** Exactly that many services get another teacher of the school in all their courses, one who is free at all those hours. */
export function replaceTeachers(school: School, count: number): School {
  const busy = busyIn(school);
  const changed = new Map<string, SchoolCourse>();
  let services = 0;
  for (const [, courses] of singleTeacherServices(school, 'replaceTeachers')) {
    if (services === count) break;
    const before = teacherIdOf(courses[0]);
    const hours = courses.map((course) => ({ ...course, weeks: weeksOfCourse(course) }));
    const other = school.teachers.find(
      ({ id }) => id !== before && hours.every((each) => busy.isFree({ kind: 'teacher', id }, each)),
    );
    if (!other) continue;
    services++;
    for (const each of hours) busy.take({ kind: 'teacher', id: other.id }, each);
    for (const course of courses) {
      const resources = course.resources.map((each) => (each.kind === 'teacher' ? { ...each, id: other.id } : each));
      changed.set(course.id, { ...course, resources });
    }
  }
  if (services < count) throw new RangeError(`only ${services} services can change teacher, ${count} wanted`);
  return withCourses(school, changed);
}

/**
 * In exactly one weekly service, another teacher stands in for the last `weekCount` weeks but two: courses whose
 * teachers change by week. The service is not modified, the sessions of those weeks are.
 */
export function substituteTeacher(school: School, weekCount = 3): School {
  const busy = busyIn(school);
  for (const [, courses] of singleTeacherServices(school, 'substituteTeacher')) {
    const weeks = weeksOf(courses.reduce((all, course) => all | weeksOfCourse(course), 0n));
    if (courses.some((course) => weeksOf(weeksOfCourse(course)).length < 30)) continue;
    const absent = maskOf(weeks.slice(-2 - weekCount, -2));
    const hours = courses.map((course) => ({ ...course, weeks: weeksOfCourse(course) & absent }));
    const other = school.teachers.find(({ id }) => hours.every((each) => busy.isFree({ kind: 'teacher', id }, each)));
    if (!other) continue;
    const changed = courses.map((course): [string, SchoolCourse] => {
      const resources = course.resources.flatMap((each) =>
        each.kind === 'teacher'
          ? [
              { ...each, weeks: each.weeks & ~absent },
              { ...each, id: other.id, weeks: each.weeks & absent },
            ]
          : [each],
      );
      return [course.id, { ...course, resources }];
    });
    return withCourses(school, new Map(changed));
  }
  throw new RangeError('no teacher is free to stand in');
}

/**
 * Exactly that many services are new: each has one course with one session, of a subject the school has, for a division
 * or a group that did not have it. No room.
 */
export function addServices(school: School, count: number): School {
  const known = servicesOf(school);
  const busy = busyIn(school);
  const audiences: readonly Resource[] = [
    ...school.divisions.map(({ id }) => ({ kind: 'division' as const, id })),
    ...school.groups.map(({ id }) => ({ kind: 'group' as const, id })),
  ];
  const pairs = audiences.flatMap((audience) =>
    school.subjects.map((subject) => ({ audience, subjectId: subject.id })),
  );
  const added: SchoolCourse[] = [];
  for (const { audience, subjectId } of inDrawnOrder(pairs, 'addServices')) {
    if (added.length === count) break;
    if (known.has(`${subjectId} ${audience.kind}:${audience.id}`)) continue;
    const course = singleLesson(school, busy, subjectId, audience, added.length);
    if (course) added.push(course);
  }
  if (added.length < count) throw new RangeError(`only ${added.length} services can be added, ${count} wanted`);
  return { ...school, courses: [...school.courses, ...added] };
}

/** One lesson at the last hour of a day free for the audience and for a teacher; null when there is none. */
function singleLesson(
  school: School,
  busy: Busy,
  subjectId: string,
  audience: Resource,
  number: number,
): SchoolCourse | null {
  for (const weekday of [4, 2, 1, 5]) {
    const open = weeksOf(openWeeks(school.calendar, weekday));
    for (let turn = 0; turn < open.length; turn++) {
      const weeks = maskOf([nth(open, (number + turn) % open.length)]);
      for (let firstSlot = school.grid.slots.length - 2; firstSlot >= 0; firstSlot -= 2) {
        const place = { weekday, firstSlot, slotCount: 2 };
        const hours = { ...place, weeks };
        if (!busy.isFree(audience, hours)) continue;
        const teacher = school.teachers.find(({ id }) => busy.isFree({ kind: 'teacher', id }, hours));
        if (!teacher) continue;
        const resources = [
          { kind: 'teacher' as const, id: teacher.id, weeks },
          { ...audience, weeks },
        ];
        for (const resource of resources) busy.take(resource, hours);
        return { id: `N${number + 1} ${subjectId}`, ...place, subjectId, resources, cancelledWeeks: 0n };
      }
    }
  }
  return null;
}

/** Exactly that many services vanish, with all their courses; everything else stays. */
export function deleteServices(school: School, count: number): School {
  const deleted = new Set(draw([...servicesOf(school).keys()], count, 'deleteServices'));
  return {
    ...school,
    courses: school.courses.filter((course) => {
      const key = serviceKeyOf(course);
      return key === null || !deleted.has(key);
    }),
  };
}

/**
 * Exactly that many subjects are added to the list, with codes that no subject has. By default nobody teaches them;
 * `isTaught` adds, for each, one service of one session for a division.
 */
export function addSubjects(school: School, count: number, { isTaught = false } = {}): School {
  const codes = Array.from({ length: count }, (_, index) => `NV${String(index + 1).padStart(3, '0')}`);
  const added = codes.map((code, index): SchoolSubject => {
    return { id: code, code, label: `ATELIER NOUVEAU N° ${index + 1}`, nationalCode: `09${String(9_000 + index)}` };
  });
  const larger = { ...school, subjects: [...school.subjects, ...added] };
  if (!isTaught) return larger;
  const busy = busyIn(school);
  const lessons = codes.map((code, index) => {
    const { id } = nth(school.divisions, index % school.divisions.length);
    const lesson = singleLesson(school, busy, code, { kind: 'division', id }, index);
    if (!lesson) throw new RangeError(`no free hour to teach ${code}`);
    return lesson;
  });
  return { ...larger, courses: [...larger.courses, ...lessons] };
}

/** One subject more, which nobody teaches. */
export function addSubject(school: School): School {
  return addSubjects(school, 1);
}

/**
 * Exactly `percent` of the subjects of the list (rounded down) get another code and another label: to whoever compares,
 * as many subjects are created, as many deleted, and all their services with them.
 */
export function renameSubjects(school: School, percent: number): School {
  const renamed = draw(school.subjects, shareOf(percent, school.subjects.length), 'renameSubjects');
  return {
    ...school,
    subjects: school.subjects.map((subject) => {
      const rank = renamed.indexOf(subject);
      if (rank < 0) return subject;
      return { ...subject, code: `RN${String(rank + 1).padStart(3, '0')}`, label: `${subject.label} (RÉFORME)` };
    }),
  };
}
