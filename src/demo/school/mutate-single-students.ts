/** Changes that name students one by one, as EDT 2.0 can. */

import { maskOf, weeksOf } from '../../domain/model/calendar.ts';
import type { SchoolOfSite } from './edt-later.ts';
import type { School, SchoolCourse, SchoolStudent } from './model.ts';
import { weeksOfCourse } from './model.ts';
import { nth } from './random.ts';

const isLongCourse = (course: SchoolCourse): boolean => weeksOf(weeksOfCourse(course)).length > 20;

/** Students whose first division is none of these. */
function strangersTo(school: School, divisionIds: ReadonlySet<string>): readonly SchoolStudent[] {
  return school.students.filter(({ divisions }) => !divisionIds.has(divisions[0]?.id ?? ''));
}

/** Two students of other divisions join each of the first so many courses of a whole division, in its first ten weeks. */
export function attachStudents(school: School, count = 1): School {
  let left = count;
  return {
    ...school,
    courses: school.courses.map((course) => {
      const divisionIds = new Set(course.resources.filter(({ kind }) => kind === 'division').map(({ id }) => id));
      if (left === 0 || divisionIds.size === 0 || !isLongCourse(course)) return course;
      left -= 1;
      const weeks = maskOf(weeksOf(weeksOfCourse(course)).slice(0, 10));
      const students = strangersTo(school, divisionIds).slice(left, left + 2);
      return { ...course, students: students.map(({ id }) => ({ id, weeks })) };
    }),
  };
}

/** The first long course of a division is for the first four students of the school alone, in all its weeks. */
export function onlySingleStudents(school: School): School {
  const chosen = school.courses.find(
    (course) => isLongCourse(course) && course.resources.some(({ kind }) => kind === 'division'),
  );
  if (!chosen) throw new RangeError('the school has no long course of a division');
  const weeks = weeksOfCourse(chosen);
  const single: SchoolCourse = {
    ...chosen,
    resources: chosen.resources.filter(({ kind }) => kind !== 'division'),
    students: school.students.slice(0, 4).map(({ id }) => ({ id, weeks })),
  };
  return { ...school, courses: school.courses.map((course) => (course === chosen ? single : course)) };
}

/** The first group has its members by name, without dates, and no parts. */
export function groupByName(school: School): School {
  const { id: groupId, partIds } = nth(school.groups, 0);
  const studentIds = school.students
    .filter(({ parts }) => parts.some(({ id }) => partIds.includes(id)))
    .map(({ id }) => id);
  return {
    ...school,
    groups: school.groups.map((group) => (group.id === groupId ? { ...group, partIds: [], studentIds } : group)),
  };
}

/** The divisions of a school among two: those of the last level go to the second one. */
export function inTwoSchools(
  school: School,
  second: { readonly uai: string; readonly name: string } = { uai: '0990002B', name: 'Lycée Aurèle-Tisserand' },
): readonly SchoolOfSite[] {
  const last = nth(school.divisions, school.divisions.length - 1).level;
  const idsOf = (isLast: boolean): readonly string[] =>
    school.divisions.filter(({ level }) => (level === last) === isLast).map(({ id }) => id);
  return [
    { uai: school.uai, name: school.name, divisionIds: idsOf(false) },
    { ...second, divisionIds: idsOf(true) },
  ];
}
