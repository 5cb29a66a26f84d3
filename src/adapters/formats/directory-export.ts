/** The directory that a timetable export stands for, for a school that has no other source. */

import { coverageOf, type Directory, type DirectoryRow } from '../../domain/directory/directory.ts';
import { type FindingLog, type Outcome, stop } from '../../domain/model/finding.ts';
import type { RawExport, RawPerson } from '../../domain/model/timetable.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';
import { type Homes, homesOf } from '../../domain/validate/homes.ts';
import { ofOwnSchools, schoolsOf } from '../../domain/validate/own-schools.ts';

/**
 * Everybody and everything that the export names, each in its establishment; who belongs to several is of the whole site.
 * A Stop when the export is of another school.
 */
export function directoryOfExport(file: RawExport, wanted: DirectoryWanted, findings: FindingLog): Outcome<Directory> {
  const { establishments, only } = wanted;
  const among = only === null ? establishments : establishments.filter((one) => one.number === only);
  const [single, another] = among;
  // Some formats do not say whose they are.
  const isUnsaid = file.origin.uai === '' && single !== undefined && !another;
  const said = isUnsaid ? [single.uai] : schoolsOf(file);
  const own = among.find((one) => said.includes(one.uai));
  if (!own) {
    return {
      ...stop('directory-other-school', { uai: said.join(', '), expected: among.map((one) => one.uai).join(', ') }),
      origin: file.origin,
    };
  }
  const byUai = new Map(establishments.map((one) => [one.uai, one.number]));
  const places = { file: own.number, only, byUai, byDivisionName: new Map() };
  const raw = ofOwnSchools(file, places, findings);
  const homes = homesOf(raw, places);
  const rows = [
    ...raw.teachers.map((one) => personRow('teacher', one, homes)),
    ...raw.students.map((one) => personRow('student', one, homes)),
    ...raw.divisions.map((one) => namedRow('division', one, homes)),
    ...raw.groups.map((one) => namedRow('group', one, homes)),
  ];
  const numbers = establishments.map((one) => one.number);
  // Who is of no particular establishment may be known from the export of another one.
  const isAll = numbers.every((number) => rows.some(({ establishment }) => establishment === number));
  return {
    origin: raw.origin,
    source: 'export',
    mode: 'full',
    year: null,
    rows,
    patches: [],
    removed: [],
    complete: coverageOf(rows, numbers).filter(({ establishment }) => isAll || establishment !== null),
    schools: [],
  };
}

function personRow(kind: 'teacher' | 'student', one: RawPerson, homes: Homes): DirectoryRow {
  const { ident, lastName, firstName, birthDate, ids } = one;
  return { id: null, kind, lastName, firstName, birthDate, establishment: homes[kind](ident), ids };
}

function namedRow(
  kind: 'division' | 'group',
  { ident, name }: { readonly ident: string; readonly name: string },
  homes: Homes,
): DirectoryRow {
  const establishment = homes[kind](ident);
  return { id: null, kind, lastName: name, firstName: '', birthDate: null, establishment, ids: {} };
}
