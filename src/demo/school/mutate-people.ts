/** Changes to students and teachers. */

import type { Day } from '../../domain/model/calendar.ts';
import { addDays } from '../../domain/model/calendar.ts';
import { drawOne, inDrawnOrder } from './choose.ts';
import type { School, SchoolStudent, SchoolTeacher } from './model.ts';
import { byId } from './model.ts';
import { inventFirstName, inventSurname } from './names.ts';
import { linksOfMove } from './pupils.ts';
import { nth, randomFrom } from './random.ts';
import { inventIdpn } from './staffing.ts';

/** True for a student who is in one division, and in all his parts, from the first to the last day. */
function staysAllYear({ calendar: { schoolYear } }: School, { divisions, parts }: SchoolStudent): boolean {
  const links = [...divisions, ...parts];
  return (
    divisions.length === 1 && links.every(({ from, to }) => from === schoolYear.firstDay && to === schoolYear.lastDay)
  );
}

/**
 * Exactly one student leaves his division for another of the same level from that day on (the 100th of the year by
 * default): his division and part links end the day before, and parts of the same options begin in the new one.
 */
export function changeStudentDivision(
  school: School,
  day: Day = addDays(school.calendar.schoolYear.firstDay, 100),
): School {
  const divisions = byId(school.divisions);
  for (const student of inDrawnOrder(school.students, 'changeStudentDivision')) {
    if (!staysAllYear(school, student)) continue;
    const from = divisions.get(student.divisions[0]?.id ?? '');
    const to = school.divisions.find(({ id, level }) => id !== from?.id && level === from?.level);
    if (!from || !to) continue;
    const partIds = student.parts.map(({ id }) => id);
    const moved = { ...student, ...linksOfMove(school.calendar.schoolYear, school.parts, { from, to, partIds, day }) };
    return { ...school, students: school.students.map((other) => (other === student ? moved : other)) };
  }
  throw new RangeError('no level has two divisions');
}

/**
 * Exactly that many students are added, who have identifiers and names that nobody had before: a directory written from
 * the school as it was does not know them. Each is in the division and parts of a student who stays all year.
 */
export function addStudentsUnknownToDirectory(school: School, count: number): School {
  const random = randomFrom('unknown students');
  const idpns = new Set(school.students.map(({ idpn }) => idpn));
  const classmates = school.students.filter((student) => staysAllYear(school, student));
  const added = Array.from({ length: count }, (_, index): SchoolStudent => {
    const number = index + 1;
    const classmate = drawOne(classmates, `classmate ${number}`);
    return {
      id: `N${String(number).padStart(5, '0')}`,
      lastName: `${inventSurname(random)}-NOUVEAU`,
      firstName: inventFirstName(random, classmate.sex),
      sex: classmate.sex,
      birthDate: classmate.birthDate,
      ine: `0${String(number).padStart(9, '0')}Z`,
      eleveId: String(9_000_000 + number),
      idpn: inventIdpn(random, idpns),
      guardians: [],
      divisions: classmate.divisions,
      parts: classmate.parts,
    };
  });
  return { ...school, students: [...school.students, ...added] };
}

/** Exactly that many teachers are added, unknown to a directory of the school as it was; they teach nothing. */
export function addTeachersUnknownToDirectory(school: School, count: number): School {
  const random = randomFrom('unknown teachers');
  const idpns = new Set(school.teachers.map(({ idpn }) => idpn));
  const added = Array.from({ length: count }, (_, index): SchoolTeacher => {
    const number = index + 1;
    return {
      id: `N${String(number).padStart(4, '0')}`,
      lastName: `${inventSurname(random)}-NOUVEAU`,
      firstName: inventFirstName(random, 'female'),
      sex: 'female',
      birthDate: '1990-05-17',
      stsId: String(990_000 + number),
      idpn: inventIdpn(random, idpns),
      email: `nouvelle${number}@example.org`,
      discipline: nth(school.teachers, 0).discipline,
    };
  });
  return { ...school, teachers: [...school.teachers, ...added] };
}
