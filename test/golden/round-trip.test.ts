/** One invented school in every format: what is read back is what the school means, but for what the table says a format cannot carry. */
import { describe, expect, it } from 'vitest';
import { writeCsv, writeStudentsCsv } from '../../src/demo/school/csv-writer.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { weekCalendarOf, withPlainWeeks, writeExpCourses, writeExpStudents } from '../../src/demo/school/exp-writer.ts';
import { isOpen } from '../../src/demo/school/french-calendar.ts';
import { writeIcs } from '../../src/demo/school/ics-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { cancelWeeks, changeStudentDivision, inTwoSchools, substituteTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool, schoolSizes } from '../../src/demo/school/school.ts';
import { withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { closuresOf, lastLessonDay, udtName, writeUdt } from '../../src/demo/school/udt-writer.ts';
import { addDays, mondayOf } from '../../src/domain/model/calendar.ts';
import type { Days } from '../../src/domain/model/week-calendar.ts';
import { mergeIntervals } from '../../src/domain/validate/references.ts';
import { type Meaning, type MeantStay, meaningOf, meaningOfSchool } from '../support/meaning.ts';
import { rawZip } from '../support/raw-zip.ts';
import { type ReadWish, readFile } from '../support/read-file.ts';

/** A year as it is lived: a teacher replaced for three weeks, lessons cancelled, a student who moves. */
const SIZE = { ...schoolSizes.small, divisions: 6, students: 110, teachers: 20 };
const SCHOOL: School = changeStudentDivision(
  cancelWeeks(substituteTeacher(inventSchool({ seed: 'round trip', size: SIZE })), 3),
);
const SCHOOLS = inTwoSchools(SCHOOL);
const PLAIN = withPlainWeeks(SCHOOL);

/** What a format cannot carry, by name: how the same school means less in it. */
const LOSSES = {
  'subjects without lessons': (meaning: Meaning): Meaning => ({
    ...meaning,
    subjects: meaning.subjects.filter((text) => meaning.sessions.some(({ subject }) => subject === text.split(' ')[0])),
  }),
  'teachers without lessons': (meaning: Meaning): Meaning => ({
    ...meaning,
    teachers: meaning.teachers.filter((name) => meaning.sessions.some(({ teachers }) => teachers.includes(name))),
  }),
  'birth dates of teachers': (meaning: Meaning): Meaning => ({
    ...meaning,
    teachers: meaning.teachers.map(withoutDate),
    sessions: meaning.sessions.map((one) => ({ ...one, teachers: one.teachers.map(withoutDate) })),
  }),
  'namesakes among teachers': (meaning: Meaning): Meaning => ({ ...meaning, teachers: [...new Set(meaning.teachers)] }),
  'students and their stays': (meaning: Meaning): Meaning => ({ ...meaning, students: [], stays: [] }),
  'lessons of no teacher or for nobody': (meaning: Meaning): Meaning => ({
    ...meaning,
    sessions: meaning.sessions.filter(
      ({ teachers, divisions, groups }) => teachers.length > 0 && divisions.length + groups.length > 0,
    ),
  }),
  'dates of stays, and all but the last': (meaning: Meaning): Meaning => ({ ...meaning, stays: lastStays(meaning) }),
  cancellations: (meaning: Meaning): Meaning => ({
    ...meaning,
    sessions: meaning.sessions.map((one) => ({ ...one, isCancelled: false })),
  }),
  // A month of holidays says no more: UDT's year ends with its lessons.
  'the year after the last lesson': (meaning: Meaning): Meaning => {
    const lastDay = lastLessonDay(SCHOOL);
    const stays = meaning.stays.map((stay) => (stay.to > lastDay ? { ...stay, to: lastDay } : stay));
    return { ...meaning, lastDay, stays };
  },
  'days within a week': (meaning: Meaning): Meaning => ({
    ...meaning,
    stays: meaning.stays.map((stay) => ({ ...stay, ...wholeWeeks(stay, meaning) })),
  }),
  'lessons without audience': (meaning: Meaning): Meaning => ({
    ...meaning,
    sessions: meaning.sessions.filter(({ divisions, groups }) => divisions.length + groups.length > 0),
  }),
  'cancelled lessons': (meaning: Meaning): Meaning => ({
    ...meaning,
    sessions: meaning.sessions.filter(({ isCancelled }) => !isCancelled),
  }),
  'lessons on closed days': (meaning: Meaning): Meaning => ({
    ...meaning,
    sessions: meaning.sessions.filter(({ day }) => isOpen(SCHOOL.calendar, day)),
  }),
} satisfies Readonly<Record<string, (meaning: Meaning) => Meaning>>;

/** Students where they are at the end of the year, all year long. */
function lastStays({ stays, firstDay, lastDay }: Meaning): readonly MeantStay[] {
  return stays.filter(({ to }) => to === lastDay).map((stay) => ({ ...stay, from: firstDay, to: lastDay }));
}

function withoutDate(person: string): string {
  return person.replace(/ \d{4}-\d\d-\d\d$/, '');
}

/** From the Monday of the first week to the Sunday of the last in which the school works; the ends of the year stay. */
function wholeWeeks({ from, to }: MeantStay, { firstDay, lastDay }: Meaning): Pick<MeantStay, 'from' | 'to'> {
  const isWorked = (monday: string): boolean =>
    [0, 1, 2, 3, 4].some((day) => isOpen(SCHOOL.calendar, addDays(monday, day)));
  let [first, last] = [mondayOf(from), mondayOf(to)];
  while (!isWorked(first)) first = addDays(first, 7);
  while (!isWorked(last)) last = addDays(last, -7);
  return {
    from: first <= firstDay ? firstDay : first,
    to: addDays(last, 6) >= lastDay ? lastDay : addDays(last, 6),
  };
}

/** Closures as they are told: those that touch are one. */
function closures(): Meaning['closures'] {
  return mergedClosures(closuresOf(SCHOOL));
}

function mergedClosures(days: readonly Days[]): Meaning['closures'] {
  const told = days.map(({ firstDay: from, lastDay: to }) => ({ from, to }));
  return mergeIntervals(told).map(({ from, to }) => ({ firstDay: from, lastDay: to }));
}

interface Format {
  readonly name: string;
  /** What the format means, losses apart. */
  readonly meaning: Meaning;
  readonly write: () => Uint8Array | Promise<Uint8Array>;
  readonly loses: readonly (keyof typeof LOSSES)[];
  readonly wish?: ReadWish;
  /** Findings of a good file. */
  readonly said?: readonly string[];
}

const FORMATS: readonly Format[] = [
  { name: 'EDT 1.1', meaning: meaningOfSchool(SCHOOL), write: () => writeEdtBytes(SCHOOL), loses: [] },
  {
    name: 'EDT 2.0',
    meaning: meaningOfSchool(SCHOOL, SCHOOLS),
    write: () => writeEdtBytes(SCHOOL, { formatVersion: '2.0', schools: SCHOOLS, hasLaterLists: true }),
    loses: [],
    wish: { uais: SCHOOLS.map(({ uai }) => uai) },
  },
  {
    name: 'CSV',
    meaning: meaningOfSchool(SCHOOL),
    write: () =>
      rawZip([
        { name: 'cours.csv', data: writeCsv(SCHOOL) },
        { name: 'eleves.csv', data: writeStudentsCsv(SCHOOL) },
      ]),
    loses: ['teachers without lessons', 'subjects without lessons', 'birth dates of teachers'],
  },
  {
    name: 'iCalendar',
    meaning: meaningOfSchool(SCHOOL),
    write: () => writeIcs(SCHOOL),
    loses: [
      'students and their stays',
      'teachers without lessons',
      'subjects without lessons',
      'birth dates of teachers',
    ],
  },
  {
    name: 'STS',
    meaning: meaningOfSchool(withStsGroupNames(SCHOOL)),
    write: () => {
      const school = withStsGroupNames(SCHOOL);
      return rawZip([
        { name: 'sts_emp_0990001A_2026.xml', data: writeStsEmp(school) },
        { name: 'emp_sts_0990001A_2026.xml', data: writeEmpSts(school) },
      ]);
    },
    loses: ['students and their stays', 'lessons of no teacher or for nobody', 'cancellations'],
  },
  {
    name: 'UDT',
    meaning: { ...meaningOfSchool(SCHOOL), closures: closures() },
    write: () => rawZip(writeUdt(SCHOOL).map(({ name, text }) => ({ name, data: text }))),
    loses: [
      'the year after the last lesson',
      'days within a week',
      'lessons without audience',
      'cancelled lessons',
      'lessons on closed days',
    ],
    wish: { name: udtName(SCHOOL) },
  },
  {
    // Weeks that are neither all nor every second one, and people who change by week, have no row.
    name: 'EXP_Cours',
    meaning: { ...meaningOfSchool(PLAIN), closures: mergedClosures(weekCalendarOf(PLAIN).closures) },
    write: () =>
      rawZip([
        { name: 'EXP_Cours.xml', data: writeExpCourses(PLAIN) },
        { name: 'EXP_ELEVE.xml', data: writeExpStudents(PLAIN) },
      ]),
    loses: [
      'dates of stays, and all but the last',
      'teachers without lessons',
      'subjects without lessons',
      'birth dates of teachers',
      'namesakes among teachers',
      'cancellations',
    ],
    wish: { weekCalendar: weekCalendarOf(PLAIN) },
  },
];

describe.each(FORMATS)('$name', ({ meaning, write, loses, wish, said = [] }) => {
  it('means the school', async () => {
    const read = await readFile(await write(), wish);
    expect(read.reason).toBeNull();
    expect(meaning.sessions.length).toBeGreaterThan(5_000);
    if (!read.timetable) return;
    const expected = loses.reduce((left, loss) => LOSSES[loss](left), meaning);
    const { sessions, stays, ...lists } = meaningOf(read.timetable);
    // One by one: where they differ, a diff of thousands of sessions says nothing.
    expect(lists).toEqual({ ...expected, sessions: undefined, stays: undefined });
    expect(missing(expected.stays, stays)).toEqual({ missing: [], unexpected: [] });
    expect(missing(expected.sessions, sessions)).toEqual({ missing: [], unexpected: [] });
    expect(read.said).toEqual(said);
  });
});

/** The first few entries that only one of two lists has; entries may repeat. */
function missing(expected: readonly object[], read: readonly object[]): object {
  const left = new Map<string, number>();
  for (const one of expected) left.set(JSON.stringify(one), (left.get(JSON.stringify(one)) ?? 0) + 1);
  const unexpected: object[] = [];
  for (const one of read) {
    const text = JSON.stringify(one);
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    else unexpected.push(one);
  }
  const lost = [...left].flatMap(([text, count]) => (count > 0 ? [JSON.parse(text)] : []));
  return { missing: lost.slice(0, 3), unexpected: unexpected.slice(0, 3) };
}
