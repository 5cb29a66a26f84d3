/** Words of the part of a report that only directory imports have, in both languages. */

import type { EntryField } from '../directory/compare.ts';
import type { DirectoryKind, DirectorySource } from '../directory/directory.ts';

export interface DirectoryWords {
  readonly name: string;
  readonly kinds: Readonly<Record<DirectoryKind, string>>;
  readonly fields: Readonly<Record<EntryField, string>>;
  readonly sources: Readonly<Record<DirectorySource, string>>;
  readonly lists: Readonly<Record<'added' | 'changed' | 'left', string>>;
  /** Full or delta, and of which year. */
  readonly modes: Readonly<Record<'full' | 'delta', string>>;
  coming(year: string): string;
  /** « avant : MARTIN Léa » */
  before(name: string): string;
  readonly nobody: string;
}

export const FRENCH_DIRECTORY: DirectoryWords = {
  name: 'Annuaire',
  kinds: {
    teacher: 'enseignant',
    student: 'élève',
    staff: 'autre personnel',
    division: 'classe',
    group: 'groupe',
  },
  fields: {
    returned: 'de retour',
    kind: 'fonction',
    name: 'nom',
    birthDate: 'date de naissance',
    email: 'adresse électronique',
    division: 'classe',
    groups: 'groupes',
    establishment: 'établissement',
    ids: 'identifiants officiels',
    id: "numéro dans l'annuaire",
  },
  sources: { csv: 'CSV', aaf: 'AAF', siecle: 'SIECLE', sts: 'STS-WEB', export: "export d'emploi du temps" },
  lists: { added: "Ajoutés à l'annuaire", changed: "Modifiés dans l'annuaire", left: "Partis de l'annuaire" },
  modes: { full: 'annuaire complet', delta: 'différences depuis le dernier annuaire' },
  coming: (year) =>
    `Gardé à part pour l'année ${year} : il deviendra l'annuaire du site quand cette année sera ouverte.`,
  before: (name) => `avant : ${name}`,
  nobody: 'Personne',
};

export const ENGLISH_DIRECTORY_WORDS: DirectoryWords = {
  name: 'Directory',
  kinds: { teacher: 'teacher', student: 'student', staff: 'other staff', division: 'division', group: 'group' },
  fields: {
    returned: 'back again',
    kind: 'function',
    name: 'name',
    birthDate: 'birth date',
    email: 'e-mail address',
    division: 'division',
    groups: 'groups',
    establishment: 'school',
    ids: 'official identifiers',
    id: 'number in the directory',
  },
  sources: { csv: 'CSV', aaf: 'AAF', siecle: 'SIECLE', sts: 'STS-WEB', export: 'timetable export' },
  lists: { added: 'Added to the directory', changed: 'Changed in the directory', left: 'Gone from the directory' },
  modes: { full: 'full directory', delta: 'differences since the last directory' },
  coming: (year) => `Kept apart for the year ${year}: it becomes the directory of the site when that year is opened.`,
  before: (name) => `before: ${name}`,
  nobody: 'Nobody',
};
