/** Finds who is in two places at once in a school: an oracle that shares no code with the generator. */

import type { School } from '../../src/demo/school/model.ts';
import { dateOf, weeksOf } from '../../src/domain/model/calendar.ts';

/** Teachers, rooms and students that are wanted twice in the same slot of the same day. */
export function clashes(school: School): readonly string[] {
  const found: string[] = [];
  const taken = new Map<string, Int32Array>();
  const take = (who: string, week: number, weekday: number, slots: number) => {
    const weeks = taken.get(who) ?? new Int32Array(64 * 8);
    taken.set(who, weeks);
    const at = week * 8 + weekday;
    if (((weeks[at] ?? 0) & slots) !== 0) found.push(`${who}, week ${week}, weekday ${weekday}`);
    weeks[at] = (weeks[at] ?? 0) | slots;
  };
  const members = new Map<string, { id: string; from: string; to: string }[]>();
  const enrol = (audience: string, id: string, from: string, to: string) => {
    const list = members.get(audience) ?? [];
    list.push({ id, from, to });
    members.set(audience, list);
  };
  const groupsOfPart = new Map<string, string[]>();
  for (const group of school.groups) {
    for (const partId of group.partIds) groupsOfPart.set(partId, [...(groupsOfPart.get(partId) ?? []), group.id]);
  }
  for (const student of school.students) {
    for (const { id, from, to } of student.divisions) enrol(`division:${id}`, student.id, from, to);
    for (const { id, from, to } of student.parts) {
      for (const groupId of groupsOfPart.get(id) ?? []) enrol(`group:${groupId}`, student.id, from, to);
    }
  }
  for (const course of school.courses) {
    const slots = ((1 << course.slotCount) - 1) << course.firstSlot;
    for (const { kind, id, weeks } of course.resources) {
      for (const week of weeksOf(weeks)) {
        if (kind === 'teacher' || kind === 'room') {
          take(`${kind}:${id}`, week, course.weekday, slots);
          continue;
        }
        const day = dateOf(school.calendar.schoolYear.week1Monday, week, course.weekday);
        for (const student of members.get(`${kind}:${id}`) ?? []) {
          if (student.from <= day && day <= student.to) take(student.id, week, course.weekday, slots);
        }
      }
    }
  }
  return found;
}
