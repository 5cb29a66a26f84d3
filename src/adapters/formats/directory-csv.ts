/** The directory as CSV (CONTRACT.md): strict about its header, clear about the line that is wrong. */

import { CsvError, parse } from 'csv-parse/sync';
import { isDay } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { normaliseName, type PersonIds, tidy } from '../../domain/model/identity.ts';

const DIRECTORY_KINDS = ['teacher', 'student', 'staff', 'division', 'group'] as const;

export type DirectoryKind = (typeof DIRECTORY_KINDS)[number];

/** One entry as it is stored. For divisions and groups `lastName` is the name. */
export interface DirectoryRow {
  readonly id: string;
  readonly kind: DirectoryKind;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string | null;
  readonly email: string | null;
  readonly division: string | null;
  readonly groups: readonly string[];
  readonly establishment: number | null;
  readonly ids: PersonIds;
  /** File and line it comes from, for refusals. */
  readonly where?: string;
}

const COLUMNS = [
  'kind',
  'id',
  'lastName',
  'firstName',
  'birthDate',
  'email',
  'division',
  'groups',
  'stsId',
  'ine',
  'eleveId',
  'establishment',
] as const;

type Column = (typeof COLUMNS)[number];

function refuse(file: string, problem: string): never {
  throw new Refusal('bad-input', { problem: `${file} : ${problem}` });
}

/** Reads one file. Throws Refusal `bad-input` that names file, line and column. */
export function parseDirectoryCsv(file: string, text: string): DirectoryRow[] {
  const clean = text.replace(/^\ufeff/, '');
  const firstLine = clean.slice(0, clean.search(/[\r\n]|$/));
  const delimiter = firstLine.includes(';') ? ';' : ',';
  const records = readRecords(file, clean, delimiter);
  const [first, ...lines] = records;
  if (!first) return refuse(file, 'le fichier est vide');
  const header = first.cells;
  const unknown = header.filter((name) => !COLUMNS.includes(name as Column));
  if (unknown.length > 0)
    return refuse(file, `colonne inconnue « ${unknown.join(' », « ')} » ; colonnes : ${COLUMNS.join(';')}`);
  for (const needed of ['kind', 'id'] as const) {
    if (!header.includes(needed)) return refuse(file, `la colonne « ${needed} » manque`);
  }
  return lines.map(({ cells, line }) => {
    const where = `${file} : ligne ${line}`;
    const wrong = (problem: string): never => refuse(where, problem);
    if (cells.length > header.length) return wrong('trop de cellules');
    const get = (column: Column): string => tidy(cells[header.indexOf(column)] ?? '');
    return { ...toRow(get, wrong), where };
  });
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

function readRecords(file: string, text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let next = 1;
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        // The parser counts the line a record ends on.
        records.push({ cells, line: lines - (cells.join('').match(/\n/g)?.length ?? 0) });
        next = lines + 1;
        return null;
      },
    });
  } catch (error) {
    const isOpen = !(error instanceof CsvError) || error.code === 'CSV_QUOTE_NOT_CLOSED';
    return refuse(file, `ligne ${isOpen ? next : error.lines} : les guillemets ne vont pas par paires`);
  }
  return records;
}

function toRow(get: (column: Column) => string, wrong: (problem: string) => never): DirectoryRow {
  const kind = DIRECTORY_KINDS.find((one) => one === get('kind'));
  if (!kind) return wrong(`« ${get('kind')} » n'est pas un type (${DIRECTORY_KINDS.join(', ')})`);
  const id = get('id');
  if (id === '') return wrong("l'identifiant manque");
  const groups = get('groups').split(/[|,]/).map(tidy).filter(Boolean);
  const isPerson = kind !== 'division' && kind !== 'group';
  const name = get('lastName') || (kind === 'division' ? get('division') : kind === 'group' ? (groups[0] ?? '') : '');
  if (name === '') return wrong('le nom manque');
  const birthDate = get('birthDate');
  if (birthDate !== '' && !isDay(birthDate)) return wrong(`« ${birthDate} » n'est pas une date AAAA-MM-JJ`);
  const establishment = get('establishment');
  if (!/^\d{0,9}$/.test(establishment)) return wrong(`« ${establishment} » n'est pas un numéro d'établissement`);
  const ids: { -readonly [K in keyof PersonIds]: PersonIds[K] } = {};
  if (get('stsId')) ids.sts = get('stsId');
  if (get('ine')) ids.ine = get('ine');
  if (get('eleveId')) ids.eleve = get('eleveId');
  return {
    id,
    kind,
    lastName: name,
    firstName: isPerson ? get('firstName') : '',
    birthDate: birthDate === '' ? null : birthDate,
    email: get('email') || null,
    division: isPerson ? get('division') || null : null,
    groups: isPerson ? groups : [],
    establishment: establishment === '' ? null : Number(establishment),
    ids,
  };
}

/** Divisions and groups that people are in but that have no line of their own. */
export function impliedStructures(rows: readonly DirectoryRow[]): DirectoryRow[] {
  const known = new Set(
    rows
      .filter((row) => row.kind === 'division' || row.kind === 'group')
      .map((row) => `${row.kind} ${normaliseName(row.lastName)}`),
  );
  const implied = new Map<string, DirectoryRow>();
  const add = (kind: 'division' | 'group', name: string, { establishment, where }: DirectoryRow): void => {
    const key = `${kind} ${normaliseName(name)}`;
    if (known.has(key)) return;
    const own = `${key} ${establishment ?? ''}`;
    if (implied.has(own)) return;
    const id = `${kind}:${establishment === null ? '' : `${establishment}:`}${normaliseName(name)}`;
    implied.set(own, {
      id,
      kind,
      lastName: name,
      firstName: '',
      birthDate: null,
      email: null,
      division: null,
      groups: [],
      establishment,
      ids: {},
      ...(where === undefined ? {} : { where }),
    });
  };
  for (const row of rows) {
    if (row.division) add('division', row.division, row);
    for (const group of row.groups) add('group', group, row);
  }
  return [...implied.values()];
}
