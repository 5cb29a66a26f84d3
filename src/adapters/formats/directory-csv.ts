/** The directory as CSV (CONTRACT.md): strict about its header, clear about the line that is wrong. */

import { CsvError, parse } from 'csv-parse/sync';
import { DIRECTORY_COLUMNS, DIRECTORY_KIND_NAMES, type DirectoryColumn } from '../../domain/directory/columns.ts';
import {
  coverageOf,
  type Directory,
  type DirectoryKind,
  type DirectoryRow,
  impliedStructures,
} from '../../domain/directory/directory.ts';
import { excerpt, type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { type PersonIds, tidy } from '../../domain/model/identity.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import type { SentenceValues } from '../../domain/model/sentence.ts';
import { delimiterOf } from '../readers/csv.ts';
import { decodePlain, plainEncodingOf } from '../readers/plain-text.ts';
import { Stopped } from '../readers/stopped.ts';
import { type Header, lookUpOf, plain, readHeader } from './csv-columns.ts';
import { dateIn } from './csv-values.ts';
import type { DirectoryFormat } from './directory-format.ts';

const COLUMNS = lookUpOf<DirectoryColumn>(DIRECTORY_COLUMNS);
const KINDS = lookUpOf<DirectoryKind>(DIRECTORY_KIND_NAMES);
/** Names of columns that are told at once: a file that is no table has a header of noise. */
const MAX_TOLD = 5;

/** What is wrong, by the catalogue's variants of `directory-csv`, with what they quote. */
function refuse(file: string, variant: string, values: SentenceValues = {}): never {
  throw new Stopped(stop('directory-csv', { ...values, file, variant }));
}

/** Directory files are small; this bounds what one may cost. */
const MAX_BYTES = 64 * MEGABYTE;

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

/** The whole file: UTF-8, UTF-16 with its mark, or as a French spreadsheet saves it. */
async function textOf(part: Part): Promise<string> {
  const encoding = await plainEncodingOf(bounded(part));
  let text = '';
  for await (const piece of decodePlain(bounded(part), encoding)) text += piece;
  // No table has such a character, and no database keeps it.
  if (text.includes('\0')) return refuse(part.name, 'no-table');
  return text;
}

async function* bounded(part: Part): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of part.open()) {
    size += chunk.length;
    if (size > MAX_BYTES) return refuse(part.name, 'too-large', { limit: MAX_BYTES / MEGABYTE });
    yield chunk;
  }
}

/**
 * Reads one file. Throws Stopped `directory-csv` that names file, line and column of the first wrong cell; all wrong lines
 * are findings.
 */
function parseDirectoryCsv(file: string, text: string, findings: FindingLog): DirectoryRow[] {
  const delimiter = delimiterOf(text.slice(0, text.search(/[\r\n]|$/)));
  const [first, ...lines] = readRecords(file, text, delimiter);
  if (!first) return refuse(file, 'empty');
  const header = headerOf(file, first.cells);
  let firstWrong: Stopped | null = null;
  const rows = lines.flatMap(({ cells, line }): DirectoryRow[] => {
    const where = `${file} : ligne ${line}`;
    const wrong: Wrong = (variant, values, column) => {
      const spelling = column && (header.spelling.get(column) ?? DIRECTORY_COLUMNS[column][0]);
      const place = spelling === undefined ? where : `${where}, colonne « ${spelling} »`;
      findings.add({ code: 'directory-csv-line', severity: 'error', about: aboutLine(cells, delimiter), where: place });
      return refuse(file, variant, { ...values, line, ...(spelling === undefined ? {} : { column: spelling }) });
    };
    const get: Get = (column) => tidy(cells[header.indexOf.get(column) ?? -1] ?? '');
    try {
      if (cells.length > header.width) return wrong('cells', { cells: cells.length, columns: header.width, delimiter });
      if (cells.some((cell, index) => cell !== '' && tidy(first.cells[index] ?? '') === '')) return wrong('untitled');
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

/** Columns that nobody knows are refused: what they say would be lost without a word. */
function headerOf(file: string, cells: readonly string[]): Header<DirectoryColumn> {
  const header = readHeader(cells, COLUMNS);
  if (isStop(header)) return refuse(file, 'columns-alike', { columns: header.values?.columns ?? '' });
  if (header.indexOf.size === 0) return refuse(file, 'no-column', { known: known() });
  const [unknown] = header.unknown;
  if (unknown !== undefined) {
    const told = header.unknown.slice(0, MAX_TOLD).join(' », « ');
    return refuse(file, 'column-unknown', { told, known: known() });
  }
  for (const needed of ['kind', 'id'] as const) {
    if (!header.indexOf.has(needed)) return refuse(file, 'column-missing', { column: DIRECTORY_COLUMNS[needed][0] });
  }
  return header;
}

const known = (): string =>
  Object.values(DIRECTORY_COLUMNS)
    .map(([name]) => name)
    .join(', ');

/** What a line says in a column; empty where it says nothing. */
type Get = (column: DirectoryColumn) => string;

/** Says what is wrong with a line, and in which column. */
type Wrong = (variant: string, values?: SentenceValues, column?: DirectoryColumn) => never;

/** Enough of a line to find it again. */
function aboutLine(cells: readonly string[], delimiter: string): string {
  return excerpt(cells.join(delimiter), 80);
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
        // The parser counts the line a record ends on. Spreadsheets write rows that were emptied as separators alone.
        if (cells.some((cell) => cell !== ''))
          records.push({ cells, line: lines - (cells.join('').match(/\n/g)?.length ?? 0) });
        next = lines + 1;
        return null;
      },
    });
  } catch (error) {
    const isOpen = !(error instanceof CsvError) || error.code === 'CSV_QUOTE_NOT_CLOSED';
    return refuse(file, 'quotes', { line: isOpen ? next : Number(error.lines) });
  }
  return records;
}

function toRow(get: Get, wrong: Wrong): DirectoryRow {
  const kind = KINDS.get(plain(get('kind')));
  if (!kind) {
    const kinds = Object.values(DIRECTORY_KIND_NAMES).map(([name]) => name);
    return wrong('kind', { cell: get('kind'), kinds: kinds.join(', ') }, 'kind');
  }
  const id = get('id');
  if (id === '') return wrong('id', {}, 'id');
  const groups = get('groups').split(/[|,]/).map(tidy).filter(Boolean);
  const isPerson = kind !== 'division' && kind !== 'group';
  const name = get('lastName') || (kind === 'division' ? get('division') : kind === 'group' ? (groups[0] ?? '') : '');
  if (name === '') return wrong('name', {}, 'lastName');
  const birthDate = dateIn(get('birthDate'));
  if (birthDate === null && get('birthDate') !== '') return wrong('date', { cell: get('birthDate') }, 'birthDate');
  const establishment = get('establishment');
  if (!/^\d{0,9}$/.test(establishment)) return wrong('establishment', { cell: establishment }, 'establishment');
  const ids: { -readonly [K in keyof PersonIds]: PersonIds[K] } = {};
  if (get('stsId')) ids.sts = get('stsId');
  if (get('ine')) ids.ine = get('ine');
  if (get('eleveId')) ids.eleve = get('eleveId');
  return {
    id,
    kind,
    lastName: name,
    firstName: isPerson ? get('firstName') : '',
    birthDate,
    email: get('email') || null,
    division: isPerson ? get('division') || null : null,
    groups: isPerson ? groups : [],
    establishment: establishment === '' ? null : Number(establishment),
    ids,
  };
}
