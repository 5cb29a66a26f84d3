/** The directory as CSV (CONTRACT.md): strict about its header, clear about the line that is wrong. */

import { CsvError, parse } from 'csv-parse/sync';
import { DIRECTORY_COLUMNS, type DirectoryColumn } from '../../domain/directory/columns.ts';
import {
  coverageOf,
  DIRECTORY_KINDS,
  type Directory,
  type DirectoryRow,
  impliedStructures,
} from '../../domain/directory/directory.ts';
import { isDay } from '../../domain/model/calendar.ts';
import { FindingLog, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { type PersonIds, tidy } from '../../domain/model/identity.ts';
import { Stopped } from '../readers/stopped.ts';
import type { DirectoryFormat } from './directory-format.ts';

function refuse(file: string, problem: string): never {
  throw new Stopped(stop('directory-csv', { problem: `${file} : ${problem}` }));
}

/** Directory files are small; this bounds what one may cost. */
const MAX_BYTES = 64 * 1_048_576;

/** Directories as CSV: everything that is no XML and no zip is taken for one. */
export const directoryCsv: DirectoryFormat = {
  name: 'CSV',
  versions: ['1'],
  claims: (part) =>
    part.root === null && !/^(PK|<)/.test(Buffer.from(part.head.subarray(0, 8)).toString('latin1').trim()),
  async read(parts, wanted, findings) {
    const rows: DirectoryRow[] = [];
    try {
      for (const part of parts) rows.push(...parseDirectoryCsv(part.name, await textOf(part), findings));
    } catch (error) {
      if (error instanceof Stopped) return error.stop;
      throw error;
    }
    return directoryOf(rows, wanted.establishments);
  },
};

function directoryOf(
  rows: readonly DirectoryRow[],
  establishments: readonly { readonly number: number; readonly uai: string }[],
): Outcome<Directory> {
  const all = [...rows, ...impliedStructures(rows)];
  const [only, another] = establishments;
  return {
    origin: { format: 'CSV', formatVersion: '1', uai: only && !another ? only.uai : '' },
    source: 'csv',
    mode: 'full',
    year: null,
    rows: all,
    patches: [],
    removed: [],
    complete: coverageOf(
      all,
      establishments.map((one) => one.number),
    ),
    schools: [],
  };
}

/** The whole file as UTF-8. */
async function textOf(part: Part): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of part.open()) {
    size += chunk.length;
    if (size > MAX_BYTES) return refuse(part.name, `le fichier dépasse ${MAX_BYTES >> 20} Mo`);
    chunks.push(chunk);
  }
  const text = decoded(Buffer.concat(chunks));
  if (text === null) return refuse(part.name, "le fichier n'est pas en UTF-8");
  // No table has such a character, and no database keeps it.
  if (text.includes('\0')) return refuse(part.name, "le fichier n'est pas un tableau");
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Reads one file. Throws Stopped `directory-csv` that names file, line and column of the first wrong cell; all wrong lines
 * are findings.
 */
export function parseDirectoryCsv(file: string, text: string, findings = new FindingLog()): DirectoryRow[] {
  const clean = text.replace(/^\ufeff/, '');
  const firstLine = clean.slice(0, clean.search(/[\r\n]|$/));
  const delimiter = firstLine.includes(';') ? ';' : ',';
  const records = readRecords(file, clean, delimiter);
  const [first, ...lines] = records;
  if (!first) return refuse(file, 'le fichier est vide');
  const header = first.cells;
  const unknown = header.filter((name) => !DIRECTORY_COLUMNS.includes(name as DirectoryColumn));
  if (unknown.length > 0)
    return refuse(file, `colonne inconnue « ${unknown.join(' », « ')} » ; colonnes : ${DIRECTORY_COLUMNS.join(';')}`);
  for (const needed of ['kind', 'id'] as const) {
    if (!header.includes(needed)) return refuse(file, `la colonne « ${needed} » manque`);
  }
  let firstWrong: Stopped | null = null;
  const rows = lines.flatMap(({ cells, line }): DirectoryRow[] => {
    const where = `${file} : ligne ${line}`;
    const wrong: Wrong = (problem, column) => {
      const place = column === undefined ? where : `${where}, colonne « ${column} »`;
      findings.add({ code: 'directory-csv-line', severity: 'error', about: problem, where: place });
      return refuse(place, problem);
    };
    const get = (column: DirectoryColumn): string => tidy(cells[header.indexOf(column)] ?? '');
    try {
      if (cells.length > header.length)
        return wrong(`${cells.length} cellules pour ${header.length} colonnes : un « ${delimiter} » est en trop`);
      return [{ ...toRow(get, wrong), where }];
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      firstWrong ??= error;
      return [];
    }
  });
  if (firstWrong !== null) throw firstWrong;
  return rows;
}

/** Says what is wrong with a line, and in which column. */
type Wrong = (problem: string, column?: DirectoryColumn) => never;

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

function toRow(get: (column: DirectoryColumn) => string, wrong: Wrong): DirectoryRow {
  const kind = DIRECTORY_KINDS.find((one) => one === get('kind'));
  if (!kind) return wrong(`« ${get('kind')} » n'est pas un type (${DIRECTORY_KINDS.join(', ')})`, 'kind');
  const id = get('id');
  if (id === '') return wrong("l'identifiant manque", 'id');
  const groups = get('groups').split(/[|,]/).map(tidy).filter(Boolean);
  const isPerson = kind !== 'division' && kind !== 'group';
  const name = get('lastName') || (kind === 'division' ? get('division') : kind === 'group' ? (groups[0] ?? '') : '');
  if (name === '') return wrong('le nom manque', 'lastName');
  const birthDate = get('birthDate');
  if (birthDate !== '' && !isDay(birthDate))
    return wrong(`« ${birthDate} » n'est pas une date AAAA-MM-JJ`, 'birthDate');
  const establishment = get('establishment');
  if (!/^\d{0,9}$/.test(establishment))
    return wrong(`« ${establishment} » n'est pas un numéro d'établissement`, 'establishment');
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
