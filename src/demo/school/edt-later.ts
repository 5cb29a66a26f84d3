/** What EDT exports of later formats hold beside those of 1.1 (FORMATS.md 1.8): read for timetables, or there to be passed over. */

import type { Numbering } from './edt-idents.ts';
import type { School } from './model.ts';
import { element, leaf, list } from './xml-lines.ts';

/** One of the schools of a file, and the divisions it has there. */
export interface SchoolOfSite {
  readonly uai: string;
  readonly name: string;
  readonly divisionIds: readonly string[];
}

/** `Etablissements`, where there are several. */
export function* establishmentLines(schools: readonly SchoolOfSite[]): Generator<string> {
  if (schools.length === 0) return;
  yield* list('Etablissements', schools, function* ({ uai, name }) {
    yield leaf('Etablissement', { Ident: schools.findIndex((one) => one.uai === uai) + 1, Numero: uai, Nom: name });
  });
}

/** What a division says of its school. */
export function placeOf(divisionId: string, schools: readonly SchoolOfSite[]): readonly string[] {
  const index = schools.findIndex((one) => one.divisionIds.includes(divisionId));
  return index < 0 ? [] : [leaf('Etablissement', { Ident: index + 1 })];
}

/** Number of a student's first or second guardian. */
export function guardianIdent(studentIdent: number, index: number): number {
  return 2 * studentIdent + index + 20_000;
}

/** Staff, equipment, MEF with subjects of their own inside, absences, guardians: nothing that makes a timetable. */
export function* laterLists(school: School, { identOf, inOrder }: Numbering): Generator<string> {
  yield* list('Personnels', school.staff, function* ({ lastName, firstName, id }) {
    yield leaf('Personnel', {
      Ident: school.staff.findIndex((one) => one.id === id) + 1,
      Nom: lastName,
      Prenom: firstName,
    });
  });
  yield* list('Materiels', ['Chariot de tablettes', 'Valise de capteurs'], function* (name) {
    yield leaf('Materiel', { Ident: name.length, Nom: name });
  });
  const mefs = [...new Set(school.divisions.map(({ mef }) => mef))];
  yield* list('Mefs', mefs, (mef) =>
    element(
      'Mef',
      { Ident: mefs.indexOf(mef) + 1, Code: mef },
      school.subjects.slice(0, 5).map(({ id, code }) => leaf('Matiere', { Ident: identOf('subject', id), Code: code })),
    ),
  );
  yield* list('Absences', inOrder(school.students).slice(0, 3), function* ({ id }) {
    yield leaf('Absence', { Ident: identOf('student', id), Date: school.calendar.schoolYear.firstDay });
  });
  yield* list('Responsables', inOrder(school.students), function* (student) {
    for (const [index, { lastName, firstName }] of student.guardians.entries()) {
      const ident = guardianIdent(identOf('student', student.id), index);
      yield leaf('Responsable', { Ident: ident, Nom: lastName, Prenom: firstName });
    }
  });
}
