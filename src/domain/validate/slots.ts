/** Slots and times: from a course's place in the grid to wall-clock times (FORMATS.md 1.5, 1.6). */

import { minutesOf, type WallTime } from '../model/calendar.ts';
import type { Grid, RawCourse, Slot } from '../model/timetable.ts';

/** Times of a course; `labelsDiffer` when the labels do not span slots × minutes. Null: slot or day outside the grid. */
export interface CourseTimes {
  readonly startTime: WallTime;
  readonly endTime: WallTime;
  readonly labelsDiffer: boolean;
}

/** Looks courses up in one grid. */
export function timesIn(grid: Grid): (course: RawCourse) => CourseTimes | null {
  const slots = new Map<number, Slot>(grid.slots.map((slot) => [slot.number, slot]));
  const weekdays = new Set(grid.weekdays);
  return (course) => {
    if (!weekdays.has(course.weekday) || course.slotCount < 1) return null;
    const first = slots.get(course.firstSlot);
    const last = slots.get(course.firstSlot + course.slotCount - 1);
    if (!first || !last || last.endTime <= first.startTime) return null;
    const minutes = minutesOf(last.endTime) - minutesOf(first.startTime);
    return {
      startTime: first.startTime,
      endTime: last.endTime,
      labelsDiffer: grid.slotMinutes !== null && minutes !== course.slotCount * grid.slotMinutes,
    };
  };
}
