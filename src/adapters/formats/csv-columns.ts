/** Headers of the tables that Carillon reads: which column is which, by French or English names, in any order. */

import { DIRECTORY_COLUMNS, type DirectoryColumn } from '../../domain/directory/columns.ts';
import { excerpt, type Outcome, stop } from '../../domain/model/finding.ts';
import { normaliseName, tidy } from '../../domain/model/identity.ts';
import { withoutForbidden } from './names-in-text.ts';

/** Names of a column, the first for messages; compared without case, accents, blanks and punctuation. */
type Names = Readonly<Record<string, readonly [string, ...string[]]>>;

/** Columns of a table of lessons (docs/formats/csv.md). */
const LESSON_COLUMNS = {
  date: ['Date'],
  weekday: ['Jour', 'Jour de la semaine', 'Weekday', 'Day'],
  start: ['Début', 'Heure début', 'Heure de début', 'H début', 'Start', 'Start time'],
  end: ['Fin', 'Heure fin', 'Heure de fin', 'H fin', 'End', 'End time'],
  duration: ['Durée', 'Duration'],
  weeks: ['Semaines', 'Semaine', 'Weeks', 'Week'],
  from: ['Du', 'Date début', 'Date de début', 'From', 'Start date'],
  to: ['Au', 'Date fin', 'Date de fin', 'To', 'Until', 'End date'],
  except: ['Sauf', 'Except'],
  cancelled: ['Annulé', 'Annulée', 'Annulés', 'Annulations', 'Statut', 'Cancelled', 'Canceled', 'Status'],
  subject: ['Matière', 'Matières', 'Subject'],
  subjectCode: ['Code matière', 'Matière code', 'Subject code'],
  teachers: ['Professeurs', 'Professeur', 'Profs', 'Prof', 'Enseignants', 'Enseignant', 'Teachers', 'Teacher'],
  divisions: ['Classes', 'Classe', 'Divisions', 'Division', 'Class'],
  groups: ['Groupes', 'Groupe', 'Groups', 'Group'],
  rooms: ['Salles', 'Salle', 'Rooms', 'Room'],
  uai: ['UAI', 'RNE', 'Code UAI', 'Établissement', 'School'],
  year: ['Année', 'Année scolaire', 'Year', 'School year'],
} as const satisfies Names;

/** Columns of a table of students, which may come with it. */
const STUDENT_COLUMNS = {
  lastName: ['Nom', 'Nom de famille', 'Last name', 'Surname'],
  firstName: ['Prénom', 'First name'],
  birthDate: ['Date de naissance', 'Naissance', 'Né le', 'Birth date'],
  ine: ['INE', 'Numéro national'],
  eleveId: ['ELEVE_ID', 'Id SIECLE'],
  divisions: ['Classe', 'Classes', 'Division', 'Divisions', 'Class'],
  groups: ['Groupes', 'Groupe', 'Groups', 'Group'],
  from: ['Du', 'Date entrée', "Date d'entrée", 'From'],
  to: ['Au', 'Date sortie', 'Date de sortie', 'To', 'Until'],
} as const satisfies Names;

export type LessonColumn = keyof typeof LESSON_COLUMNS;
export type StudentColumn = keyof typeof STUDENT_COLUMNS;

/** A header understood: where each column stands, and how it is spelt there. */
export interface Header<C extends string> {
  readonly indexOf: ReadonlyMap<C, number>;
  readonly spelling: ReadonlyMap<C, string>;
  readonly unknown: readonly string[];
  readonly width: number;
}

/** A name as it is compared: capital letters and digits. */
export function plain(name: string): string {
  return normaliseName(name).replace(/[^A-Z0-9]/g, '');
}

/** Which of some things a name stands for, by the names that each has: asked with {@link plain} names. */
export function lookUpOf<C extends string>(names: Readonly<Record<C, readonly string[]>>): ReadonlyMap<string, C> {
  const found = new Map<string, C>();
  for (const column in names) for (const name of names[column]) found.set(plain(name), column);
  return found;
}

const LESSON_NAMES = lookUpOf<LessonColumn>(LESSON_COLUMNS);
const STUDENT_NAMES = lookUpOf<StudentColumn>(STUDENT_COLUMNS);
const DIRECTORY_NAMES = lookUpOf<DirectoryColumn>(DIRECTORY_COLUMNS);

/** The column that a word names, as in `Professeur : …`; undefined for any other word. */
export function lessonColumnOf(word: string): LessonColumn | undefined {
  return LESSON_NAMES.get(plain(word));
}

/** What a header is that of: a table of lessons, a table of students, or nothing that is known. */
export function kindOfTable(cells: readonly string[]): 'lessons' | 'students' | null {
  const count = (names: ReadonlyMap<string, unknown>): number => cells.filter((cell) => names.has(plain(cell))).length;
  const has = (column: StudentColumn): boolean => cells.some((cell) => STUDENT_NAMES.get(plain(cell)) === column);
  if (has('lastName') && has('firstName') && (has('divisions') || has('groups'))) return 'students';
  return count(LESSON_NAMES) >= 3 ? 'lessons' : null;
}

/** Is it the header of a directory, every row of which says what it is and has an identifier, and of no lessons? */
export function isDirectoryHeader(cells: readonly string[]): boolean {
  const columns = new Set(cells.map((cell) => DIRECTORY_NAMES.get(plain(cell))));
  const isOfLessons = cells.some((cell) => lessonColumnOf(cell) === 'start');
  return columns.has('kind') && columns.has('id') && !isOfLessons;
}

/** Which column stands where, by plain names; a Stop when one is there twice. Columns without a name are left out. */
export function readHeader<C extends string>(
  cells: readonly string[],
  names: ReadonlyMap<string, C>,
): Outcome<Header<C>> {
  const indexOf = new Map<C, number>();
  const spelling = new Map<C, string>();
  const unknown: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = excerpt(withoutForbidden(tidy(cell)), 60);
    const column = names.get(plain(cell));
    if (column === undefined) {
      if (name !== '') unknown.push(name);
      continue;
    }
    const known = spelling.get(column);
    if (known !== undefined) return stop('csv-column-twice', { columns: `${known}, ${name}` });
    indexOf.set(column, index);
    spelling.set(column, name);
  }
  return { indexOf, spelling, unknown, width: cells.length };
}

/** The header of a table of lessons; a Stop when a column is there twice or one that is needed is not there. */
export function lessonHeader(cells: readonly string[]): Outcome<Header<LessonColumn>> {
  const header = readHeader(cells, LESSON_NAMES);
  if ('stopped' in header) return header;
  const missing = [
    ['date', 'weekday'] as const,
    ['start'] as const,
    ['end', 'duration'] as const,
    ['teachers', 'divisions', 'groups', 'rooms'] as const,
  ].filter((columns) => !columns.some((column) => header.indexOf.has(column)));
  if (missing.length === 0) return header;
  const told = missing.map((columns) => columns.map((column) => LESSON_COLUMNS[column][0]).join(' / ')).join(', ');
  return stop('csv-column-missing', { columns: told });
}

/** The header of a table of students. */
export function studentHeader(cells: readonly string[]): Outcome<Header<StudentColumn>> {
  return readHeader(cells, STUDENT_NAMES);
}
