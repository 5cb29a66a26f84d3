/** What a real timetable holds beside the weekly lessons: co-teaching, one-off lessons, strays, rows without resources. */

import { dateOf, maskOf, weeksOf } from '../../domain/model/calendar.ts';
import type { SchoolCalendar } from './french-calendar.ts';
import { openWeeks } from './french-calendar.ts';
import type { CourseResource, SchoolCourse, SchoolTeacher } from './model.ts';
import type { Occupancy, Placed } from './placement.ts';
import { slotBits } from './placement.ts';
import type { Random } from './random.ts';
import type { Structure } from './structure.ts';

/** A course without its id. */
export type DraftCourse = Omit<SchoolCourse, 'id'>;

export interface Surroundings {
  readonly calendar: SchoolCalendar;
  readonly structure: Structure;
  readonly teachers: readonly SchoolTeacher[];
  readonly roomIds: readonly string[];
  readonly placed: readonly Placed[];
  readonly occupancy: Occupancy;
  readonly lastSlot: number;
  readonly random: Random;
}

/** Adds a second teacher of the same discipline to about that many lessons of whole divisions. */
export function coTeachers(around: Surroundings, count: number): ReadonlyMap<string, string> {
  const { occupancy, placed, random, teachers } = around;
  const added = new Map<string, string>();
  for (const lesson of random.shuffle(placed)) {
    if (added.size >= count) break;
    const [only] = lesson.rows;
    if (lesson.rows.length !== 1 || !only) continue;
    const first = teachers.find((teacher) => teacher.id === only.teacherId);
    const slots = slotBits(lesson.firstSlot, lesson.activity.slotCount);
    const second = teachers.find(
      (teacher) =>
        teacher.discipline === first?.discipline &&
        teacher.id !== first.id &&
        occupancy.isFree(`teacher:${teacher.id}`, lesson.weekday, slots, 'every'),
    );
    if (!second) continue;
    occupancy.take(`teacher:${second.id}`, lesson.weekday, slots, 'every');
    added.set(`${only.row.audience.id} ${lesson.weekday} ${lesson.firstSlot}`, second.id);
  }
  return added;
}

/**
 * Lessons of a single week, in few weeks of the year (the start, the class councils, the mock examinations): a division
 * with a teacher, a written test with a room, or a meeting of teachers without division. Nobody is in two places.
 */
export function oneWeekLessons(around: Surroundings, count: number): readonly DraftCourse[] {
  const { calendar, random, structure } = around;
  const special = random.shuffle(weeksOf(openWeeks(calendar, 4))).slice(0, 7);
  const perWeek = perWeekOccupancy(around.occupancy);
  const courses: DraftCourse[] = [];
  for (let tries = 0; courses.length < count && tries < count * 40; tries++) {
    const weekday = random.pick([1, 2, 4, 5]);
    const week = random.pick(special);
    if (!weeksOf(openWeeks(calendar, weekday)).includes(week)) continue;
    const style = random.chance(0.08) ? 'meeting' : random.pick(['council', 'council', 'test'] as const);
    const slotCount = style === 'test' ? 4 : 2;
    const firstSlot = 2 * random.integer(0, (around.lastSlot - slotCount) / 2);
    const division = random.pick(structure.divisions);
    const teacherIds = random.shuffle(around.teachers).slice(0, style === 'meeting' ? random.integer(2, 4) : 1);
    const room = random.chance(0.7) ? random.pick(around.roomIds) : null;
    const wanted: Pick<CourseResource, 'kind' | 'id'>[] = [
      ...teacherIds.map(({ id }) => ({ kind: 'teacher' as const, id })),
      ...(style === 'meeting' ? [] : [{ kind: 'division' as const, id: division.id }]),
      ...(room === null ? [] : [{ kind: 'room' as const, id: room }]),
    ];
    if (!perWeek.takeAll(wanted, week, weekday, slotBits(firstSlot, slotCount))) continue;
    const weeks = maskOf([week]);
    courses.push({
      weekday,
      firstSlot,
      slotCount,
      subjectId: { council: 'VISCO', test: 'MATHS', meeting: 'VISCO' }[style],
      resources: wanted.map((resource) => ({ ...resource, weeks })),
      cancelledWeeks: 0n,
    });
  }
  return courses;
}

/** Typical weeks as they are placed, and what single weeks add to them. */
function perWeekOccupancy(weekly: Occupancy) {
  const taken = new Map<string, number>();
  return {
    takeAll(
      wanted: readonly Pick<CourseResource, 'kind' | 'id'>[],
      week: number,
      weekday: number,
      slots: number,
    ): boolean {
      const parity = week % 2 === 1 ? 'odd' : 'even';
      const keys = wanted.map(({ kind, id }) => ({
        resource: `${kind}:${id}`,
        at: `${kind}:${id} ${week} ${weekday}`,
      }));
      const areFree = keys.every(
        ({ resource, at }) => ((taken.get(at) ?? 0) & slots) === 0 && weekly.isFree(resource, weekday, slots, parity),
      );
      if (areFree) for (const { at } of keys) taken.set(at, (taken.get(at) ?? 0) | slots);
      return areFree;
    },
  };
}

/** Catch-up lessons in the holidays, one a day at most: days that stay closed all the same. */
export function strayLessons(around: Surroundings, count: number): readonly DraftCourse[] {
  const { calendar, random, structure, teachers, placed } = around;
  const { week1Monday } = calendar.schoolYear;
  const days: { readonly week: number; readonly weekday: number }[] = [];
  for (let week = 1; week <= 45; week++) {
    for (const weekday of [1, 2, 4, 5]) {
      const day = dateOf(week1Monday, week, weekday);
      const isInHolidays = calendar.closures.some((closure) => day > closure.firstDay && day < closure.lastDay);
      const lessons = placed.filter((lesson) => lesson.weekday === weekday).length;
      if (isInHolidays && !calendar.publicHolidays.includes(day) && lessons > 25) days.push({ week, weekday });
    }
  }
  return random
    .shuffle(days)
    .slice(0, count)
    .map(({ week, weekday }) => {
      const weeks = maskOf([week]);
      return {
        weekday,
        firstSlot: random.pick([2, 4]),
        slotCount: 4,
        subjectId: random.pick(['MATHS', 'FRANC']),
        resources: [
          { kind: 'teacher', id: random.pick(teachers).id, weeks },
          { kind: 'division', id: random.pick(structure.divisions).id, weeks },
          { kind: 'room', id: random.pick(around.roomIds), weeks },
        ],
        cancelledWeeks: 0n,
      };
    });
}

/** Rows with a subject and nothing else: no mask, hence no session. */
export function subjectOnlyRows(around: Surroundings, count: number): readonly DraftCourse[] {
  return Array.from({ length: count }, () => ({
    weekday: around.random.pick([1, 2, 3, 4, 5]),
    firstSlot: 2 * around.random.integer(0, 8),
    slotCount: 2,
    subjectId: around.random.pick(['VISCO', 'VISCO', 'VICLA', 'ATRAV']),
    resources: [],
    cancelledWeeks: 0n,
  }));
}
