/** The files of SIECLE (FORMATS.md 5): students with their divisions and groups, structures, the calendar; nothing else of them is read. */

import type { DirectoryClosure } from '../../domain/directory/directory.ts';
import type { Day } from '../../domain/model/calendar.ts';
import { isStop, type Outcome } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import type { Attributes } from '../readers/xml.ts';
import { readXml } from '../readers/xml.ts';
import { type RecordHandlers, recordHandlers } from '../readers/xml-fields.ts';
import { dateIn } from './csv-values.ts';

/** What a file is, by its root. */
export type SiecleKind = 'students' | 'structures' | 'nomenclature' | 'calendar' | 'ignored';

const KINDS: readonly (readonly [RegExp, SiecleKind])[] = [
  [/^BEE_(EPHC_)?ELEVES$/, 'students'],
  [/^BEE_(EPHC_)?STRUCTURES?$/, 'structures'],
  [/^BEE_(EPHC_)?NOMENCLATURES?$/, 'nomenclature'],
  [/^BEE_(EPHC_)?COMMUNS?$/, 'calendar'],
  // Guardians, places, other schools.
  [/^BEE_/, 'ignored'],
];

/** Null for a document that is none of SIECLE. */
export function siecleKindOf({ root }: Pick<Part, 'root'>): SiecleKind | null {
  return KINDS.find(([pattern]) => pattern.test(root?.name ?? ''))?.[1] ?? null;
}

/** What every file says of itself. */
export interface SiecleHead {
  uai: string;
  /** In whose September the year starts; empty where the file does not say. */
  year: string;
  /** Day of the export. */
  day: Day | null;
}

export interface SiecleStudent {
  readonly id: string;
  lastName: string;
  firstName: string;
  birthDate: string;
  /** National number, by where it was found: the first that there is counts. */
  readonly ine: Map<string, string>;
  leftOn: Day | null;
}

export interface SiecleStudents extends SiecleHead {
  readonly students: Map<string, SiecleStudent>;
  /** Codes of divisions (`D`) and groups (`G`), by student. */
  readonly structures: Map<string, { readonly divisions: string[]; readonly groups: string[] }>;
}

export interface SiecleStructures extends SiecleHead {
  readonly divisions: Set<string>;
  readonly groups: Set<string>;
}

export interface SiecleCalendar extends SiecleHead {
  readonly closures: DirectoryClosure[];
  /** Rows whose dates are none, as the file says them. */
  readonly wrong: string[];
}

function noteHead(head: SiecleHead, name: string, value: string, parent: string): void {
  if (parent !== 'PARAMETRES') return;
  if (name === 'UAJ') head.uai ||= value.toUpperCase();
  if (name === 'ANNEE_SCOLAIRE') head.year ||= value;
  if (name === 'DATE_EXPORT' || name === 'HORODATAGE') head.day ??= dateIn(value.slice(0, 10));
}

const NEW_HEAD = (): SiecleHead => ({ uai: '', year: '', day: null });

async function readInto<T extends SiecleHead>(
  part: Part,
  read: T,
  handlers: Partial<RecordHandlers>,
): Promise<Outcome<T>> {
  const outcome = await readXml(
    part.open(),
    recordHandlers({
      open: (name, at, parent) => handlers.open?.(name, at, parent),
      field(name, value, parent) {
        noteHead(read, name, value, parent);
        handlers.field?.(name, value, parent);
      },
      close: (name, parent) => handlers.close?.(name, parent),
    }),
  );
  return outcome !== null && isStop(outcome) ? outcome : read;
}

/** Any file: who wrote it, for which year. */
export async function readSiecleHead(part: Part): Promise<Outcome<SiecleHead>> {
  return await readInto(part, NEW_HEAD(), {});
}

const idIn = (at: Attributes): string => (at.eleve_id ?? '').trim();

/** Names of fields that may hold the national number. */
export const INE_FIELDS = ['ID_NATIONAL', 'INE_RNIE', 'INE_BEA'] as const;

/** `ElevesAvecAdresses.xml`, `ElevesSansAdresses.xml`: addresses and telephones go by unread. */
export async function readSiecleStudents(part: Part): Promise<Outcome<SiecleStudents>> {
  const read: SiecleStudents = { ...NEW_HEAD(), students: new Map(), structures: new Map() };
  let student: SiecleStudent | null = null;
  let owner = '';
  let code = '';
  let type = '';
  return await readInto(part, read, {
    open(name, at) {
      if (name === 'ELEVE') {
        student = { id: idIn(at), lastName: '', firstName: '', birthDate: '', ine: new Map(), leftOn: null };
      } else if (name === 'STRUCTURES_ELEVE') owner = idIn(at);
      else if (name === 'STRUCTURE') [code, type] = ['', ''];
    },
    field(name, value, parent) {
      if (parent === 'ELEVE' && student) noteStudent(student, name, value);
      if (parent === 'STRUCTURE' && name === 'CODE_STRUCTURE') code = value;
      if (parent === 'STRUCTURE' && name === 'TYPE_STRUCTURE') type = value.toUpperCase();
    },
    close(name) {
      if (name === 'ELEVE' && student) {
        if (student.id !== '') read.students.set(student.id, student);
        student = null;
      } else if (name === 'STRUCTURE' && owner !== '' && code !== '') {
        const own = read.structures.get(owner) ?? { divisions: [], groups: [] };
        read.structures.set(owner, own);
        const list = type === 'G' ? own.groups : own.divisions;
        if (!list.includes(code)) list.push(code);
      } else if (name === 'STRUCTURES_ELEVE') owner = '';
    },
  });
}

function noteStudent(student: SiecleStudent, name: string, value: string): void {
  if (name === 'NOM_DE_FAMILLE' || (name === 'NOM' && student.lastName === '')) student.lastName = value;
  else if (name === 'PRENOM') student.firstName = value;
  else if (name === 'DATE_NAISS') student.birthDate = value;
  else if (name === 'DATE_SORTIE') student.leftOn = dateIn(value);
  else if ((INE_FIELDS as readonly string[]).includes(name) && value !== '') student.ine.set(name, value.toUpperCase());
}

/** `Structures.xml`. */
export async function readSiecleStructures(part: Part): Promise<Outcome<SiecleStructures>> {
  const read: SiecleStructures = { ...NEW_HEAD(), divisions: new Set(), groups: new Set() };
  return await readInto(part, read, {
    open(name, at) {
      const code = (at.code_structure ?? '').trim();
      if (code === '') return;
      if (name === 'DIVISION') read.divisions.add(code);
      if (name === 'GROUPE') read.groups.add(code);
    },
  });
}

/** Names of fields that only rows of the closure calendar have; those of periods have `CODE_PERIODE`. */
const REASONS = ['LL_FERMETURE', 'LL_MOTIF', 'LC_MOTIF'] as const;

/** `Communs.xml`: the rows of its closure calendar, whatever the elements around them are called. */
export async function readSiecleCalendar(part: Part): Promise<Outcome<SiecleCalendar>> {
  const read: SiecleCalendar = { ...NEW_HEAD(), closures: [], wrong: [] };
  const around: Map<string, string>[] = [];
  return await readInto(part, read, {
    open: () => void around.push(new Map()),
    field: (name, value) => void around.at(-2)?.set(name, value),
    close() {
      const row = around.pop();
      if (row?.has('DATE_DEBUT') && !row.has('CODE_PERIODE') && REASONS.some((name) => row.has(name))) {
        noteClosure(read, row);
      }
    },
  });
}

function noteClosure(read: SiecleCalendar, row: ReadonlyMap<string, string>): void {
  const [from = '', to = ''] = [row.get('DATE_DEBUT'), row.get('DATE_FIN')];
  const [firstDay, lastDay] = [dateIn(from), dateIn(to || from)];
  const label = REASONS.map((name) => row.get(name) ?? '').find((text) => text !== '') ?? '';
  if (firstDay === null || lastDay === null || lastDay < firstDay) read.wrong.push(`${from} – ${to} ${label}`.trim());
  else read.closures.push({ firstDay, lastDay, label });
}
