/** What a timetable means, in plain lines: two files of the same school say the same however they cut it into courses. */

import { dateOf } from '../../src/domain/model/calendar.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { RawExport, Timetable } from '../../src/domain/model/timetable.ts';
import { resolve } from '../../src/domain/validate/references.ts';
import { PLACES } from './timetables.ts';

/** Two schools of a site. */
const SITE = {
  ...PLACES,
  byUai: new Map([
    ['0990001A', 1],
    ['0990002B', 2],
  ]),
};

/** The timetable of what was read; throws what stops it. */
export function timetableOfRaw(raw: RawExport, findings = new FindingLog()): Timetable {
  const found = resolve(raw, SITE, findings);
  if (isStop(found)) throw new Error(found.reason);
  return found;
}

/** One line for each session: when, what, who and where. Sorted. */
export function sessionLines(timetable: Timetable): string[] {
  const lines: string[] = [];
  for (const course of timetable.courses) {
    const subject = timetable.subjects.get(course.subjectKey ?? '');
    for (const one of course.variants) {
      const groups = [...one.groupKeys, ...(one.guestKeys ?? [])];
      const who = [one.divisionKeys, groups, one.partKeys, one.teacherKeys, one.rooms].map((list) => list.join('+'));
      for (const week of one.weeks) {
        const day = dateOf(timetable.schoolYear.week1Monday, week, course.weekday);
        const cancelled = course.cancelledWeeks.includes(week) ? ' cancelled' : '';
        lines.push(
          `${day} ${course.startTime}-${course.endTime} ${subject?.code} ${subject?.label} ${who.join(' ')}${cancelled}`,
        );
      }
    }
  }
  return lines.sort();
}

/** One line for each student in a division or a group. Sorted. */
export function membershipLines(timetable: Timetable): string[] {
  return timetable.memberships
    .map(({ studentKey, kind, audienceKey, from, to }) => `${studentKey} ${kind} ${audienceKey} ${from} ${to}`)
    .sort();
}

/** People and structures by name and identifiers. Sorted. */
export function listLines(timetable: Timetable): string[] {
  const { teachers, students, divisions, groups, subjects } = timetable;
  return [
    ...[...teachers.values()].map((one) => `teacher ${one.key} ${one.lastName} ${one.firstName}`),
    ...[...students.values()].map((one) => `student ${one.key} ${one.lastName} ${one.firstName} ${one.birthDate}`),
    ...[...divisions.values()].map((one) => `division ${one.key} ${one.name}`),
    ...[...groups.values()].map((one) => `group ${one.key} ${one.name} ${one.divisionKeys.join()}`),
    ...[...subjects.values()].map((one) => `subject ${one.code} ${one.label}`),
  ].sort();
}
