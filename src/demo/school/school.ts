/** Invents a whole coherent school from a seed: the one entry to the generator used by the demo, the bench and the tests. */

import type { SchoolKind } from './curriculum.ts';
import { taughtSubjects } from './curriculum.ts';
import type { DraftCourse, Surroundings } from './extras.ts';
import { coTeachers, oneWeekLessons, strayLessons, subjectOnlyRows } from './extras.ts';
import type { SchoolCalendar, Zone } from './french-calendar.ts';
import { evenWeeks, frenchCalendar, oddWeeks, openWeeks } from './french-calendar.ts';
import type { CourseResource, School, SchoolSubject } from './model.ts';
import type { Placed } from './placement.ts';
import { emptyOccupancy, placeActivities } from './placement.ts';
import { inventStudents } from './pupils.ts';
import type { Random } from './random.ts';
import { hash32, nth, randomFrom } from './random.ts';
import { assignTeachers, inventStaff, inventTeachers, rowKey } from './staffing.ts';
import type { Parity } from './structure.ts';
import { structureOf } from './structure.ts';

/** How large a school is asked for. The lessons follow from the divisions; teachers may be more where lessons need them. */
export interface SchoolCounts {
  readonly kind: SchoolKind;
  readonly divisions: number;
  readonly students: number;
  readonly teachers: number;
  readonly rooms: number;
  /** Share of all courses that are of a single week, and of those that have a subject and nothing else. */
  readonly oneWeekShare: number;
  readonly subjectOnlyShare: number;
}

export type SchoolSize = 'small' | 'college' | 'lycee' | 'huge' | SchoolCounts;

/**
 * The sizes by name. The lycée has fewer rows of a single week or without resources than FORMATS.md 1.11 sees in a
 * collège: with those shares, 90,000 sessions would take 3,800 courses instead of the 2,700 it has.
 * `huge` is no school: an export of 50 MB, invented in a few seconds, with fewer sessions than the million that is refused.
 */
export const schoolSizes: { readonly [name in 'small' | 'college' | 'lycee' | 'huge']: SchoolCounts } = {
  small: {
    kind: 'college',
    divisions: 4,
    students: 96,
    teachers: 16,
    rooms: 12,
    oneWeekShare: 0.1,
    subjectOnlyShare: 0.1,
  },
  college: {
    kind: 'college',
    divisions: 18,
    students: 480,
    teachers: 40,
    rooms: 30,
    oneWeekShare: 0.15,
    subjectOnlyShare: 0.12,
  },
  lycee: {
    kind: 'lycee',
    divisions: 45,
    students: 1_400,
    teachers: 110,
    rooms: 95,
    oneWeekShare: 0.03,
    subjectOnlyShare: 0.03,
  },
  huge: {
    kind: 'lycee',
    divisions: 500,
    students: 34_000,
    teachers: 2_000,
    rooms: 1_600,
    oneWeekShare: 0.03,
    subjectOnlyShare: 0.03,
  },
};

export interface SchoolWish {
  readonly seed: number | string;
  readonly size: SchoolSize;
  readonly uai?: string;
  readonly name?: string;
  /** The year in whose September the school year starts. */
  readonly schoolYearStart?: number;
  readonly zone?: Zone;
}

/** Invents a school. The same wish gives the same school, to the byte of every export made from it. */
export function inventSchool(wish: SchoolWish): School {
  const counts = typeof wish.size === 'string' ? schoolSizes[wish.size] : wish.size;
  const startYear = wish.schoolYearStart ?? 2026;
  const calendar = frenchCalendar(startYear, wish.zone ?? 'C');
  const random = randomFrom(wish.seed);
  const taken = { idpn: new Set<string>(), mailbox: new Set<string>() };

  const structure = structureOf(counts.kind, counts.divisions);
  const { activities } = structure;
  const teachers = inventTeachers(activities, counts.teachers, startYear, random.fork('teachers'), taken);
  const assigned = assignTeachers(activities, teachers);
  const roomIds = roomNames(counts.rooms);
  const occupancy = emptyOccupancy();
  const placed = placeActivities(
    activities,
    counts.kind,
    (row) => assigned.get(rowKey(row)) ?? nth(teachers, 0).id,
    roomChooser(roomIds, random.fork('rooms')),
    occupancy,
    random.fork('places'),
  );
  const around: Surroundings = {
    calendar,
    structure,
    teachers,
    roomIds,
    placed,
    occupancy,
    lastSlot: 18,
    random: random.fork('extras'),
  };
  const weekly = weeklyCourses(around);
  const total = weekly.length / (1 - counts.oneWeekShare - counts.subjectOnlyShare);
  const drafts: readonly DraftCourse[] = [
    ...weekly,
    ...oneWeekLessons(around, Math.round(total * counts.oneWeekShare)),
    ...strayLessons(around, Math.min(8, Math.floor(counts.divisions / 2))),
    ...subjectOnlyRows(around, Math.round(total * counts.subjectOnlyShare)),
  ];
  const used = new Set(drafts.map((draft) => draft.subjectId));
  return {
    uai: wish.uai ?? '0990001A',
    name: wish.name ?? (counts.kind === 'college' ? 'Collège Solène-Marvillon' : 'Lycée Éloi-Tanguier'),
    postalCode: '99100',
    town: 'Saint-Ysambert-le-Vieux',
    calendar,
    grid: halfHourGrid(counts.kind),
    subjects: subjects().filter((subject) => used.has(subject.id)),
    teachers,
    staff: inventStaff(startYear, random.fork('staff'), taken.mailbox),
    divisions: structure.divisions,
    parts: structure.parts,
    groups: structure.groups,
    rooms: roomIds.map((id) => ({ id, name: id })),
    students: inventStudents(
      { kind: counts.kind, count: counts.students, schoolYear: calendar.schoolYear, structure },
      random.fork('students'),
      taken.idpn,
    ),
    courses: drafts.map((draft, index) => ({ id: `C${String(index + 1).padStart(5, '0')}`, ...draft })),
  };
}

/** Twenty half hours from 08:00; a collège does not work on Wednesday afternoon, which no grid can say. */
function halfHourGrid(kind: SchoolKind): School['grid'] {
  const clock = (halfHours: number) =>
    `${String(8 + Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours % 2 === 0 ? '00' : '30'}`;
  const slots = Array.from({ length: kind === 'college' ? 18 : 20 }, (_, number) => ({
    number,
    startTime: clock(number),
    endTime: clock(number + 1),
  }));
  return { slotMinutes: 30, slots, weekdays: [1, 2, 3, 4, 5] };
}

function subjects(): readonly SchoolSubject[] {
  return [...taughtSubjects.values()].map(({ code, label, nationalCode }) => ({ id: code, code, label, nationalCode }));
}

/** `B01` … on four floors, and a few rooms with a name of their own. */
function roomNames(count: number): readonly string[] {
  const named = ['CDI', 'Labo 1', 'Labo 2', 'Musique', 'Arts', 'Techno', 'Salle des fêtes', 'Amphi'];
  return Array.from({ length: count }, (_, index) => {
    if (index % 12 === 5 && index / 12 < named.length) return nth(named, Math.floor(index / 12));
    const floor = nth('ABCD'.split(''), index % 4);
    return `${floor}${String(Math.floor(index / 4) + 1).padStart(2, '0')}`;
  });
}

/** Sport has no room, and eleven other lessons in a hundred have none; teachers have a room of their own where it is free. */
function roomChooser(roomIds: readonly string[], random: Random) {
  return (row: { readonly code: string }, teacherId: string, isFree: (roomId: string) => boolean): string | null => {
    if (row.code === 'EPS' || random.chance(0.11)) return null;
    const home = hash32(teacherId) % roomIds.length;
    for (let step = 0; step < roomIds.length; step++) {
      const roomId = nth(roomIds, (home + step) % roomIds.length);
      if (isFree(roomId)) return roomId;
    }
    return null;
  };
}

function weeksFor(calendar: SchoolCalendar, weekday: number, parity: Parity): bigint {
  const open = openWeeks(calendar, weekday);
  return parity === 'every' ? open : open & (parity === 'odd' ? oddWeeks : evenWeeks);
}

/** The courses of the placed lessons; one in a hundred has two teachers. */
function weeklyCourses(around: Surroundings): readonly DraftCourse[] {
  const { calendar, placed } = around;
  const rows = placed.reduce((count, lesson) => count + lesson.rows.length, 0);
  const second = coTeachers(around, Math.round(rows / 75));
  const inOrder = [...placed].sort(byWeekdayAndSlot);
  return inOrder.flatMap(({ activity, weekday, firstSlot, rows }) =>
    rows.map(({ row, teacherId, roomId }) => {
      const weeks = weeksFor(calendar, weekday, row.parity);
      const coTeacher = second.get(`${row.audience.id} ${weekday} ${firstSlot}`);
      const resources: CourseResource[] = [
        { kind: 'teacher', id: teacherId, weeks },
        ...(coTeacher === undefined ? [] : [{ kind: 'teacher' as const, id: coTeacher, weeks }]),
        { kind: row.audience.kind, id: row.audience.id, weeks },
        ...(roomId === null ? [] : [{ kind: 'room' as const, id: roomId, weeks }]),
      ];
      return {
        weekday,
        firstSlot,
        slotCount: activity.slotCount,
        subjectId: row.code,
        resources,
        cancelledWeeks: 0n,
      };
    }),
  );
}

function byWeekdayAndSlot(a: Placed, b: Placed): number {
  return a.weekday - b.weekday || a.firstSlot - b.firstSlot;
}
