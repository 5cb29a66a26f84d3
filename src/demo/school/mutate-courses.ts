/** Changes to single courses: another room, another hour, cancelled weeks, courses that vanish. */

import { maskOf, weeksOf } from '../../domain/model/calendar.ts';
import { busyIn } from './busy.ts';
import { draw, inDrawnOrder, shareOf } from './choose.ts';
import { evenWeeks, oddWeeks, openWeeks } from './french-calendar.ts';
import type { School, SchoolCourse } from './model.ts';
import { weeksOfCourse } from './model.ts';

/** The school with some of its courses replaced, by id. */
export function withCourses(school: School, changed: ReadonlyMap<string, SchoolCourse>): School {
  return { ...school, courses: school.courses.map((course) => changed.get(course.id) ?? course) };
}

function coursesWithMask(school: School): readonly SchoolCourse[] {
  return school.courses.filter((course) => weeksOfCourse(course) !== 0n);
}

/** Exactly one course moves to another room, free in all its weeks. As many sessions change as the course has weeks. */
export function changeRoom(school: School): School {
  return changeRooms(school, 1);
}

/** Exactly that many courses move to another room each, free in all their weeks. Nothing else changes. */
export function changeRooms(school: School, count: number): School {
  const busy = busyIn(school);
  const changed = new Map<string, SchoolCourse>();
  for (const course of inDrawnOrder(school.courses, 'changeRooms')) {
    if (changed.size === count) break;
    const room = course.resources.find(({ kind }) => kind === 'room');
    if (!room) continue;
    const hours = { ...course, weeks: room.weeks };
    const other = school.rooms.find(({ id }) => busy.isFree({ kind: 'room', id }, hours));
    if (!other) continue;
    busy.take({ kind: 'room', id: other.id }, hours);
    const resources = course.resources.map((resource) => (resource === room ? { ...room, id: other.id } : resource));
    changed.set(course.id, { ...course, resources });
  }
  if (changed.size < count) throw new RangeError(`only ${changed.size} courses can change room, ${count} wanted`);
  return withCourses(school, changed);
}

/** Exactly `percent` of all courses (rounded down) move to another room. */
export function changeRoomsOf(school: School, percent: number): School {
  return changeRooms(school, shareOf(percent, school.courses.length));
}

/**
 * Exactly one weekly course goes to another weekday, at an hour free for its teachers, students and room; its mask
 * becomes the open weeks of that weekday. All its sessions go, as many come as that weekday has open weeks.
 */
export function moveCourse(school: School): School {
  for (const course of inDrawnOrder(school.courses, 'moveCourse')) {
    const weeks = weeksOfCourse(course);
    if (weeksOf(weeks).length < 12) continue;
    const parity = (weeks & oddWeeks) === 0n ? evenWeeks : (weeks & evenWeeks) === 0n ? oddWeeks : oddWeeks | evenWeeks;
    const busy = busyIn(school, (other) => other.id === course.id);
    for (const weekday of school.grid.weekdays) {
      if (weekday === course.weekday || weekday === 3) continue;
      for (let firstSlot = 0; firstSlot + course.slotCount <= school.grid.slots.length; firstSlot += 2) {
        const hours = {
          weekday,
          firstSlot,
          slotCount: course.slotCount,
          weeks: openWeeks(school.calendar, weekday) & parity,
        };
        if (!course.resources.every((resource) => busy.isFree(resource, hours))) continue;
        const resources = course.resources.map((resource) => ({ ...resource, weeks: hours.weeks }));
        return withCourses(school, new Map([[course.id, { ...course, weekday, firstSlot, resources }]]));
      }
    }
  }
  throw new RangeError('no course has another free hour');
}

/**
 * Exactly that many courses with a mask have their last weeks cancelled (one by default; a course with fewer weeks than
 * that is not chosen). Masks stay as they are: `count` × `weeksEach` sessions become cancelled.
 */
export function cancelWeeks(school: School, count: number, weeksEach = 1): School {
  const candidates = coursesWithMask(school).filter(
    (course) => course.cancelledWeeks === 0n && weeksOf(weeksOfCourse(course)).length >= weeksEach,
  );
  const changed = draw(candidates, count, 'cancelWeeks').map((course): [string, SchoolCourse] => {
    const cancelledWeeks = maskOf(weeksOf(weeksOfCourse(course)).slice(-weeksEach));
    return [course.id, { ...course, cancelledWeeks }];
  });
  return withCourses(school, new Map(changed));
}

/** Exactly `percent` of the courses with a mask vanish (rounded down), whatever services they belong to. */
export function dropCourses(school: School, percent: number): School {
  const candidates = coursesWithMask(school);
  const dropped = new Set(draw(candidates, shareOf(percent, candidates.length), 'dropCourses'));
  return { ...school, courses: school.courses.filter((course) => !dropped.has(course)) };
}
