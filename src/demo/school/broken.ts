/** Export files with exactly one fault each, named by it, and what RULES.md 1 says should become of them. */

import type { Fate } from './broken-text.ts';
import { damages } from './broken-text.ts';
import { malformations } from './broken-xml.ts';
import type { EdtOptions } from './edt-writer.ts';
import { writeEdtBytes } from './edt-writer.ts';
import type { School, SchoolCourse } from './model.ts';
import { weeksOfCourse } from './model.ts';
import { shiftYear } from './mutate-calendar.ts';
import { nth } from './random.ts';

export interface BrokenExport {
  readonly name: string;
  readonly fate: Fate;
  readonly build: (school: School) => Buffer;
}

/** A fault that the school itself can have, written by the ordinary writer. */
function asWritten(
  name: string,
  fate: Fate,
  change: (school: School) => School,
  options: EdtOptions = {},
): BrokenExport {
  return { name, fate, build: (school) => writeEdtBytes(change(school), options) };
}

function withCourses(school: School, change: (course: SchoolCourse, index: number) => SchoolCourse): School {
  return { ...school, courses: school.courses.map(change) };
}

/** Puts the first courses with a mask past the end of the grid: that many of them. */
function pastTheGrid(school: School, count: number): School {
  const moved = new Set(school.courses.filter((course) => weeksOfCourse(course) !== 0n).slice(0, count));
  return withCourses(school, (course) =>
    moved.has(course) ? { ...course, firstSlot: school.grid.slots.length - 1, slotCount: 2 } : course,
  );
}

/** The export of another establishment. */
function otherSchool(school: School, uai = '0990009Z'): Buffer {
  return writeEdtBytes(school, { uai });
}

/** The export of the year after, or of that many years after or before. */
export function otherYear(school: School, years = 1): Buffer {
  return writeEdtBytes(shiftYear(school, years));
}

/** Just 5 % of the courses with a mask, rounded down, run over the end of the grid: a warning. */
function coursesPastGridUnder(school: School): Buffer {
  const withMask = school.courses.filter((course) => weeksOfCourse(course) !== 0n).length;
  return writeEdtBytes(pastTheGrid(school, Math.floor(withMask * 0.05)));
}

/** One course more than 5 % of all courses runs over the end of the grid: too many. */
function coursesPastGridOver(school: School): Buffer {
  return writeEdtBytes(pastTheGrid(school, Math.floor(school.courses.length * 0.05) + 1));
}

/** Every broken file by name, those that are no fault at all but look like one included. */
export const brokenExports: readonly BrokenExport[] = [
  { name: 'other-school', fate: 'refused', build: otherSchool },
  { name: 'other-year', fate: 'refused', build: otherYear },
  { name: 'courses-past-grid-under-5-percent', fate: 'warned', build: coursesPastGridUnder },
  { name: 'courses-past-grid-over-5-percent', fate: 'refused', build: coursesPastGridOver },
  asWritten('no-courses', 'refused', (school) => ({ ...school, courses: [] })),
  asWritten('no-course-with-mask', 'refused', (school) =>
    withCourses(school, (course) => ({ ...course, resources: [] })),
  ),
  asWritten('empty-lists', 'refused', (school) => ({
    ...school,
    subjects: [],
    teachers: [],
    divisions: [],
    parts: [],
    groups: [],
    rooms: [],
    students: [],
    courses: [],
  })),
  asWritten('no-students', 'taken', (school) => ({ ...school, students: [] })),
  asWritten('blank-birth-dates', 'taken', (school) => ({
    ...school,
    students: school.students.map((student) => ({ ...student, birthDate: null })),
    teachers: school.teachers.map((teacher) => ({ ...teacher, birthDate: null })),
  })),
  // Ten students with one name and birth date and no identifier: nobody can tell them apart.
  asWritten(
    'homonyms',
    'unsettled',
    (school) => {
      const { lastName, firstName, birthDate } = nth(school.students, 0);
      const students = school.students.map((student, index) =>
        index < 10 ? { ...student, lastName, firstName, birthDate } : student,
      );
      return { ...school, students };
    },
    { ids: ['sts'] },
  ),
  asWritten('division-names-differ-by-case', 'unsettled', (school) => ({
    ...school,
    divisions: school.divisions.map((division, index) =>
      index === 1 ? { ...division, name: nth(school.divisions, 0).name.toLowerCase() } : division,
    ),
  })),
  asWritten('courses-without-subject', 'taken', (school) =>
    withCourses(school, (course, index) => (index < 3 ? { ...course, subjectId: null } : course)),
  ),
  asWritten('part-as-audience', 'taken', (school) => {
    const part = nth(school.parts, 0);
    let left = 1;
    return withCourses(school, (course) => {
      const wholeDivision = course.resources.some(({ kind, id }) => kind === 'division' && id === part.divisionId);
      if (!wholeDivision || left === 0) return course;
      left--;
      const resources = course.resources.map((each) =>
        each.kind === 'division' ? { ...each, kind: 'part' as const, id: part.id } : each,
      );
      return { ...course, resources };
    });
  }),
  asWritten('mask-zero', 'unsettled', (school) =>
    withCourses(school, (course, index) =>
      index === 0 ? { ...course, resources: course.resources.map((each) => ({ ...each, weeks: 0n })) } : course,
    ),
  ),
  asWritten('mask-with-bit-0', 'unsettled', (school) => withBit(school, 0n)),
  asWritten('mask-with-bit-63', 'unsettled', (school) => withBit(school, 63n)),
  asWritten('byte-order-mark', 'taken', (school) => school, { hasByteOrderMark: true }),
  asWritten('idpn-spelled-otherwise', 'taken', (school) => school, { idpnName: 'IdPN' }),
  ...damages.map(
    ({ name, fate, edit }): BrokenExport => ({
      name,
      fate,
      build: (school) => Buffer.from(edit(writeEdtBytes(school).toString('utf8')), 'utf8'),
    }),
  ),
  ...malformations.map(({ name, fate, spoil }): BrokenExport => ({ name, fate, build: (school) => spoil(school) })),
];

/** Sets one more bit in the masks of the first course. */
function withBit(school: School, bit: bigint): School {
  return withCourses(school, (course, index) =>
    index === 0
      ? { ...course, resources: course.resources.map((each) => ({ ...each, weeks: each.weeks | (1n << bit) })) }
      : course,
  );
}

/** A broken file by its name. */
export function brokenExport(name: string, school: School): Buffer {
  const found = brokenExports.find((each) => each.name === name);
  if (!found) throw new RangeError(`no broken export is called ${name}`);
  return found.build(school);
}
