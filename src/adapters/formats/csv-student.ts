/** A row of a table of students: a person, and the division and groups of some time. */

import { type Stop, stop } from '../../domain/model/finding.ts';
import type { PersonIds } from '../../domain/model/identity.ts';
import type { NamedStay, Roster } from '../../domain/model/roster.ts';
import type { StudentColumn } from './csv-columns.ts';
import type { Row } from './csv-row.ts';
import { dateIn } from './csv-values.ts';
import { listIn, MAX_LISTED } from './names-in-text.ts';

/** Thirty times those of a large lycée. */
const MAX_STUDENTS = 50_000;

/** Enlists the student of a row; rows of the same person add up. A Stop when there are more than any school has. */
export function studentIn(row: Row<StudentColumn>, roster: Roster): Stop | null {
  const dayOf = (column: StudentColumn): string | null => {
    const text = row.get(column);
    const day = dateIn(text);
    if (text !== '' && day === null) row.note('csv-date', column, text);
    return day;
  };
  const [birthDate, from, to] = [dayOf('birthDate'), dayOf('from'), dayOf('to')];
  const [divisions, groups] = [listIn(row.get('divisions')), listIn(row.get('groups'))];
  if (row.get('lastName') === '') row.note('csv-cell-missing', 'lastName');
  if (from !== null && to !== null && from > to) row.note('csv-end-before-start', 'to', row.get('to'));
  if (divisions.length + groups.length > MAX_LISTED) row.note('too-many-names', null);
  if (row.isWrong) return null;
  const ids: { -readonly [K in keyof PersonIds]: PersonIds[K] } = {};
  if (row.get('ine')) ids.ine = row.get('ine').toUpperCase();
  if (row.get('eleveId')) ids.eleve = row.get('eleveId');
  const stay = (name: string): NamedStay => ({ name, from, to });
  const count = roster.student({
    lastName: row.get('lastName'),
    firstName: row.get('firstName'),
    birthDate,
    ids,
    divisions: divisions.map(stay),
    groups: groups.map(stay),
  });
  return count > MAX_STUDENTS ? stop('too-many-students', { students: MAX_STUDENTS }) : null;
}
