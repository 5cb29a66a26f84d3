/** What columns and kinds of a directory as CSV are called: as programs write them, and as schools do. */

import type { DirectoryKind } from './directory.ts';

/** Names of a column, the first for messages; compared without case, accents, blanks and punctuation. In the order of CONTRACT.md. */
export const DIRECTORY_COLUMNS = {
  kind: ['Type', 'Nature', 'Kind'],
  id: ['Identifiant', 'Id'],
  lastName: ['Nom', 'Nom de famille', 'Last name', 'Surname'],
  firstName: ['Prénom', 'Prénoms', 'First name'],
  birthDate: ['Date de naissance', 'Naissance', 'Né le', 'Née le', 'Birth date'],
  email: ['Courriel', 'E-mail', 'Mail', 'Adresse électronique', 'Adresse e-mail', 'Mél'],
  division: ['Classe', 'Division', 'Class'],
  groups: ['Groupes', 'Groupe', 'Groups', 'Group'],
  stsId: ['Numéro STS', 'N° STS', 'Identifiant STS', 'STS id'],
  ine: ['INE', 'Numéro national'],
  eleveId: ['Numéro SIECLE', 'N° SIECLE', 'Identifiant SIECLE', 'ELEVE_ID'],
  establishment: ['Établissement', "Numéro d'établissement", 'N° établissement', 'Establishment', 'School'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

export type DirectoryColumn = keyof typeof DIRECTORY_COLUMNS;

/** What a cell calls a kind, the first for messages; compared like names. */
export const DIRECTORY_KIND_NAMES: Readonly<Record<DirectoryKind, readonly [string, ...string[]]>> = {
  teacher: ['Enseignant', 'Enseignante', 'Enseignants', 'Professeur', 'Professeure', 'Prof', 'Teacher'],
  student: ['Élève', 'Élèves', 'Student', 'Pupil'],
  staff: ['Personnel', 'Personnels', 'Autre personnel', 'Agent', 'Staff'],
  division: ['Classe', 'Classes', 'Division', 'Class'],
  group: ['Groupe', 'Groupes', 'Group'],
};
