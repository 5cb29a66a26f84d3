/** Small files drawn by hand, for tests of the pure domain. */

import { maskOf } from '../../src/domain/model/calendar.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type {
  RawCourse,
  RawExport,
  RawPerson,
  RawResource,
  RawStudent,
  Timetable,
} from '../../src/domain/model/timetable.ts';
import type { Places } from '../../src/domain/validate/places.ts';
import { resolve } from '../../src/domain/validate/references.ts';

export const PLACES: Places = { file: 1, only: null, byUai: new Map(), byDivisionName: new Map() };

export const person = (
  ident: string,
  lastName: string,
  firstName: string,
  more: Partial<RawPerson> = {},
): RawPerson => ({
  ident,
  lastName,
  firstName,
  birthDate: null,
  ids: {},
  ...more,
});

export const student = (base: RawPerson, more: Partial<RawStudent> = {}): RawStudent => ({
  ...base,
  divisions: [],
  parts: [],
  ...more,
});

export const resource = (kind: RawResource['kind'], ident: string, weeks: Iterable<number>): RawResource => ({
  kind,
  ident,
  weeks: maskOf(weeks),
});

let ordinal = 0;
export const course = (resources: readonly RawResource[], more: Partial<RawCourse> = {}): RawCourse => ({
  ordinal: ++ordinal,
  weekday: 1,
  firstSlot: 0,
  slotCount: 1,
  subject: 'm',
  resources,
  cancelledWeeks: 0n,
  ...more,
});

/** A school of two divisions, a group over a part of each, an hour from eight and from nine, Monday to Friday. */
export function raw(more: Partial<RawExport> = {}): RawExport {
  return {
    origin: { format: 'EDT', formatVersion: '1.1', uai: '0990001A' },
    schoolYear: { firstDay: '2026-09-01', lastDay: '2027-08-31', week1Monday: '2026-08-31' },
    grid: {
      slotMinutes: 60,
      slots: [
        { number: 0, startTime: '08:00', endTime: '09:00' },
        { number: 1, startTime: '09:00', endTime: '10:00' },
        { number: 2, startTime: '10:05', endTime: '11:00' },
      ],
      weekdays: [1, 2, 3, 4, 5],
    },
    subjects: [
      { ident: 'm', code: 'MATHS', label: 'MATHÉMATIQUES' },
      { ident: 'f', code: 'FRANC', label: 'FRANÇAIS' },
    ],
    teachers: [person('t1', 'MARTIN', 'Ève'), person('t2', 'DURAND', 'Luc')],
    students: [],
    divisions: [
      { ident: 'a', name: '6A', parts: ['a1', 'a2'] },
      { ident: 'b', name: '6B', parts: ['b1'] },
    ],
    groups: [{ ident: 'g', name: '6 LATIN', divisions: [], parts: ['a1', 'b1'], students: [] }],
    rooms: [
      { ident: 'r1', name: 'B12' },
      { ident: 'r2', name: 'B13' },
    ],
    courses: [course([resource('teacher', 't1', [2, 3]), resource('division', 'a', [2, 3])])],
    ...more,
  };
}

/** The timetable of a file that can mean one. */
export function timetable(more: Partial<RawExport> = {}, places = PLACES, findings = new FindingLog()): Timetable {
  const resolved = resolve(raw(more), places, findings);
  if (isStop(resolved)) throw new Error(resolved.reason);
  return resolved;
}
