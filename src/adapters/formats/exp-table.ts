/** The tables that EDT exports as « fichier texte » in XML (FORMATS.md 2): rows of courses or of students, column by column. */

import { isStop, type Stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { Stopped } from '../readers/stopped.ts';
import { readXml } from '../readers/xml.ts';
import { recordHandlers } from '../readers/xml-fields.ts';
import type { Tally } from './tally.ts';

export type ExpKind = 'courses' | 'students';

/** Columns that are read, with their older names. */
const COLUMNS = {
  courses: {
    DUREE: 'duration',
    FREQUENCE: 'frequency',
    MAT_CODE: 'subjectCode',
    MAT_LIBELLE: 'subject',
    PROF_NOM: 'teacherNames',
    PROF_PRENOM: 'teacherFirstNames',
    CLASSE: 'audience',
    SALLE: 'rooms',
    ALTERNANCE: 'alternation',
    'ALT.': 'alternation',
    JOUR: 'weekday',
    'H.DEBUT': 'start',
  },
  students: {
    NOM: 'lastName',
    PRENOM: 'firstName',
    DATE_NAISS: 'birthDate',
    N_NATIONAL: 'ine',
    CLASSE: 'divisions',
    GROUPES: 'groups',
  },
} as const;

/** Columns that say nothing about lessons. */
const IGNORED: Readonly<Record<ExpKind, RegExp>> = {
  courses: /^(NUMERO|MODALITE|MOD\.|CO-ENS\.|POND\.|EFFECTIF)$/,
  students:
    /^(NUMERO|CIVILITE|LIEU_NAISS|PAYS_NAISS|NATIONALITE|SEXE|(AP_)?(CLASSE|REDOUBLANT|FORMATION|REGIME)|OPTION_\d+|RESP.*)$/,
};

type Column<K extends ExpKind> = (typeof COLUMNS)[K][keyof (typeof COLUMNS)[K]] & string;

/** One row: its number in the file, and its texts. */
export interface ExpRow<K extends ExpKind> {
  readonly ordinal: number;
  /** Empty where the column is not there. */
  get(column: Column<K>): string;
}

/** Which table a document is; null for one that is neither. */
export function expKindOf({ root }: Pick<Part, 'root'>): ExpKind | null {
  if (root?.name !== 'TABLE') return null;
  const name = normaliseName(root.attributes.nom ?? '');
  return name.startsWith('COURS') ? 'courses' : name.startsWith('ELEVES') ? 'students' : null;
}

/** Reads the rows one by one. A Stop of the document, or the first of `take`. */
export async function readTable<K extends ExpKind>(
  part: Part,
  kind: K,
  unknown: Tally,
  take: (row: ExpRow<K>) => Stop | null,
): Promise<Stop | null> {
  const columns: Readonly<Record<string, string>> = COLUMNS[kind];
  let texts = new Map<string, string>();
  let ordinal = 0;
  const outcome = await readXml(
    part.open(),
    recordHandlers({
      open: () => undefined,
      field(name, text, parent) {
        if (parent === '') return;
        const column = columns[name];
        if (column !== undefined) texts.set(column, texts.get(column) || text);
        else if (!IGNORED[kind].test(name)) unknown.count(`${parent}/${name}`);
      },
      close(_name, parent) {
        if (parent !== '') return;
        ordinal += 1;
        const row = texts;
        texts = new Map();
        const because = take({ ordinal, get: (column) => row.get(column) ?? '' });
        if (because) throw new Stopped(because);
      },
    }),
  );
  return outcome !== null && isStop(outcome) ? outcome : null;
}
