/** The directory that a timetable export stands for, for a school that has no other source. */

import { coverageOf, type Directory, type DirectoryRow } from '../../domain/directory/directory.ts';
import { type Outcome, stop } from '../../domain/model/finding.ts';
import type { RawExport, RawPerson } from '../../domain/model/timetable.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';

/** Everybody and everything that the export names. A Stop when it is of another school. */
export function directoryOfExport(raw: RawExport, wanted: DirectoryWanted): Outcome<Directory> {
  const { establishments, only } = wanted;
  const among = only === null ? establishments : establishments.filter((one) => one.number === only);
  const [single, another] = among;
  const { uai } = raw.origin;
  // Some formats do not say whose they are.
  const own = uai === '' && !another ? single : among.find((one) => one.uai === uai);
  if (!own) {
    return {
      ...stop('directory-other-school', { uai, expected: among.map((one) => one.uai).join(', ') }),
      origin: raw.origin,
    };
  }
  const rows = [
    ...raw.teachers.map((one) => personRow('teacher', one, own.number)),
    ...raw.students.map((one) => personRow('student', one, own.number)),
    ...raw.divisions.map((one) => namedRow('division', one, own.number)),
    ...raw.groups.map((one) => namedRow('group', one, own.number)),
  ];
  return {
    origin: raw.origin,
    source: 'export',
    mode: 'full',
    year: null,
    rows,
    patches: [],
    removed: [],
    complete: coverageOf(
      rows,
      establishments.map((one) => one.number),
    ),
    schools: [],
  };
}

function personRow(kind: 'teacher' | 'student', one: RawPerson, establishment: number): DirectoryRow {
  const { lastName, firstName, birthDate, ids } = one;
  return { id: null, kind, lastName, firstName, birthDate, establishment, ids };
}

function namedRow(
  kind: 'division' | 'group',
  { name }: { readonly name: string },
  establishment: number,
): DirectoryRow {
  return { id: null, kind, lastName: name, firstName: '', birthDate: null, establishment, ids: {} };
}
