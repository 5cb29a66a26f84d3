/** Who and what is taken when, week by week: lets a change keep a school free of clashes. */

import { weeksOf } from '../../domain/model/calendar.ts';
import type { CourseResource, School, SchoolCourse } from './model.ts';
import { divisionsOfGroups } from './model.ts';
import { slotBits } from './placement.ts';

export type Resource = Pick<CourseResource, 'kind' | 'id'>;

export interface Hours {
  readonly weeks: bigint;
  readonly weekday: number;
  readonly firstSlot: number;
  readonly slotCount: number;
}

export interface Busy {
  /** True when the resource has nothing else in any of those weeks. A group is as busy as its divisions. */
  readonly isFree: (resource: Resource, hours: Hours) => boolean;
  readonly take: (resource: Resource, hours: Hours) => void;
}

/** The hours taken by all courses but those left out. */
export function busyIn(school: School, leftOut: (course: SchoolCourse) => boolean = () => false): Busy {
  const taken = new Map<string, Int32Array>();
  const divisionsOf = divisionsOfGroups(school);
  const divisionOfPart = new Map(school.parts.map(({ id, divisionId }) => [id, divisionId]));

  function whoIs({ kind, id }: Resource): readonly string[] {
    if (kind === 'group') return (divisionsOf.get(id) ?? []).map((divisionId) => `division:${divisionId}`);
    if (kind === 'part') return [`division:${divisionOfPart.get(id) ?? id}`];
    return [`${kind}:${id}`];
  }
  const at = (week: number, weekday: number) => week * 8 + weekday;
  const busy: Busy = {
    isFree: (resource, { weeks, weekday, firstSlot, slotCount }) =>
      whoIs(resource).every((who) => {
        const hours = taken.get(who);
        const slots = slotBits(firstSlot, slotCount);
        return !hours || weeksOf(weeks).every((week) => ((hours[at(week, weekday)] ?? 0) & slots) === 0);
      }),
    take: (resource, { weeks, weekday, firstSlot, slotCount }) => {
      for (const who of whoIs(resource)) {
        const hours = taken.get(who) ?? new Int32Array(64 * 8);
        taken.set(who, hours);
        for (const week of weeksOf(weeks)) {
          hours[at(week, weekday)] = (hours[at(week, weekday)] ?? 0) | slotBits(firstSlot, slotCount);
        }
      }
    },
  };
  for (const course of school.courses) {
    if (leftOut(course)) continue;
    for (const resource of course.resources) busy.take(resource, { ...course, weeks: resource.weeks });
  }
  return busy;
}
