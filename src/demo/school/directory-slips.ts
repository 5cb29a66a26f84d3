/** What a school's directory gets wrong: names written otherwise and without official number, a pupil who is not in it yet. */

import type { School } from './model.ts';

const TEACHERS: ReadonlySet<number> = new Set([3, 7]);
const STUDENTS: ReadonlySet<number> = new Set([5, 40, 100]);
/** Came after the directory was made. */
const LATECOMER = 200;

/** The school as its directory has it: few enough slips that no control is exceeded for them. */
export function withSlips(school: School): School {
  return {
    ...school,
    teachers: school.teachers.map((one, index) =>
      TEACHERS.has(index) ? { ...one, lastName: misspelt(one.lastName), stsId: '' } : one,
    ),
    students: school.students.flatMap((one, index) => {
      if (index === LATECOMER) return [];
      return STUDENTS.has(index) ? [{ ...one, lastName: misspelt(one.lastName), ine: '', eleveId: '' }] : [one];
    }),
  };
}

/** « GARNIER » becomes « GARNNIER ». */
function misspelt(name: string): string {
  const at = Math.floor(name.length / 2);
  return `${name.slice(0, at)}${name.charAt(at)}${name.slice(at)}`;
}
