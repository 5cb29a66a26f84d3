/** Timetables as tables (docs/formats/csv.md): a row for a dated session, or for a weekly course with its weeks; students beside them. */

import { parse } from 'csv-parse/sync';
import { type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given, Part } from '../../domain/model/given.ts';
import { type LessonBook, openLessonBook } from '../../domain/model/lessons.ts';
import { openRoster, type Roster } from '../../domain/model/roster.ts';
import type { RawExport, SchoolYear } from '../../domain/model/timetable.ts';
import { mostFrequentYear, schoolYearOf, yearStarting } from '../../domain/model/year-of-lessons.ts';
import type { Format, SiteCalendar } from '../../domain/ports.ts';
import { delimiterOf, readCsv } from '../readers/csv.ts';
import { beginningText, decodePlain, plainEncodingOf } from '../readers/plain-text.ts';
import { type Header, isDirectoryHeader, kindOfTable, lessonHeader, studentHeader } from './csv-columns.ts';
import { type LessonRow, lessonIn, type Pending, type Said } from './csv-lesson.ts';
import { type Row, rowOf } from './csv-row.ts';
import { studentIn } from './csv-student.ts';

/** Rows that are put off until the year is known. */
const MAX_PENDING = 200_000;
/** RULES.md 1.1: above it a file is refused, below it what is wrong is reported and left out. */
const MAX_WRONG_PERCENT = 5;

/** One table of a deposit, known by its first line. */
interface Table {
  readonly part: Part;
  readonly kind: 'lessons' | 'students';
  readonly delimiter: string;
  /** Lines before the header: `sep=;`, which some spreadsheets write. */
  readonly skipped: number;
}

/** The first line of a table, or what would be one. */
interface FirstLine extends Pick<Table, 'delimiter' | 'skipped'> {
  readonly cells: readonly string[];
}

/** Null for a document that is no table. */
function firstLineOf(part: Part): FirstLine | null {
  if (part.root !== null || part.head.length === 0) return null;
  const [first = '', second = ''] = beginningText(part.head)
    .split(/\r\n|[\r\n]/)
    .filter((line) => line.trim() !== '');
  const said = /^"?sep=(.)"?$/i.exec(first.trim())?.[1];
  const header = said === undefined ? first : second;
  const delimiter = said ?? delimiterOf(header);
  if (!header.includes(delimiter)) return null;
  return { cells: cellsOf(header, delimiter), delimiter, skipped: said === undefined ? 0 : 1 };
}

/** Null for a document that is no table, or none of ours. */
function tableIn(part: Part): Table | null {
  const first = firstLineOf(part);
  const kind = first && kindOfTable(first.cells);
  return kind && { part, kind, delimiter: first.delimiter, skipped: first.skipped };
}

/** Is it a table of a directory, and none of lessons? */
export function isDirectoryTable(part: Part): boolean {
  return isDirectoryHeader(firstLineOf(part)?.cells ?? []);
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  try {
    const [cells = []] = parse(line, { delimiter, relax_quotes: true }) as string[][];
    return cells;
  } catch {
    return [];
  }
}

function tablesIn({ parts }: Pick<Given, 'parts'>, kind: Table['kind']): Table[] {
  return parts
    .map(tableIn)
    .filter((table) => table?.kind === kind)
    .filter((table) => table !== null);
}

/** Rows of a table that were read, and how many of them are wrong. */
interface Tally {
  rows: number;
  wrong: number;
  first: string;
}

/** Reads the rows of a table one by one; a Stop of its header, or of `take`. */
async function eachRow<C extends string>(
  { part, delimiter, skipped }: Table,
  headerOf: (cells: readonly string[]) => Outcome<Header<C>>,
  tally: Tally,
  findings: FindingLog,
  take: (row: Row<C>) => Stop | null,
): Promise<Stop | null> {
  const encoding = await plainEncodingOf(part.open());
  let header: Header<C> | null = null;
  let seen = 0;
  for await (const record of readCsv(decodePlain(part.open(), encoding), delimiter)) {
    seen += 1;
    if (seen <= skipped) continue;
    if (header === null) {
      const found = headerOf(record.cells);
      if (isStop(found)) return found;
      header = found;
      for (const about of found.unknown) findings.add({ code: 'csv-column-ignored', severity: 'info', about });
      continue;
    }
    const row = rowOf(record, header, findings);
    if (row === null) continue;
    tally.rows += 1;
    const because = take(row);
    if (because) return because;
    count(row, tally);
  }
  return null;
}

function count(row: Pick<Row<string>, 'isWrong' | 'line'>, tally: Tally): void {
  if (!row.isWrong) return;
  tally.wrong += 1;
  tally.first ||= String(row.line);
}

/** Everything that a deposit of tables says. */
interface Reading {
  readonly roster: Roster;
  readonly book: LessonBook;
  readonly said: Said;
  readonly tally: Tally;
  readonly findings: FindingLog;
  readonly pending: { readonly row: LessonRow; readonly resolve: Pending }[];
}

function takeLesson(row: LessonRow, { roster, said, book, pending }: Reading): Stop | null {
  const found = lessonIn(row, roster, said);
  if (found === null) return null;
  if (typeof found !== 'function') return book.add(found);
  pending.push({ row, resolve: found });
  return pending.length > MAX_PENDING ? stop('csv-too-many-lines', { lines: MAX_PENDING }) : null;
}

/** The year that rows state, else the one that most dates lie in, else the one that is open. */
function yearOf({ said, book }: Reading, calendar: SiteCalendar): Outcome<SchoolYear> {
  const [stated, another] = said.years.values();
  if (another) return stop('several-years', { years: [...said.years.keys()].length });
  if (stated && 'from' in stated) return schoolYearOf(stated.from, stated.to);
  const startYear = stated?.startYear ?? mostFrequentYear(book.years()) ?? calendar.openYear?.startYear;
  if (startYear === undefined) return stop('csv-year-needed');
  return yearStarting(startYear, calendar.openYear, book.firstDayIn(startYear));
}

function resolvePending({ pending, book, tally }: Reading, year: SchoolYear): Stop | null {
  for (const { row, resolve } of pending) {
    const lesson = resolve(year);
    const because = lesson && book.add(lesson);
    if (because) return because;
    count(row, tally);
  }
  return null;
}

/** Before a year that nobody knows: dates that cannot be read name none. */
function tooManyWrong({ rows, wrong, first }: Tally): Stop | null {
  return 100 * wrong > MAX_WRONG_PERCENT * rows ? stop('csv-lines-wrong', { wrong, lines: rows, first }) : null;
}

async function read(given: Given, findings: FindingLog, calendar: SiteCalendar): Promise<Outcome<RawExport>> {
  const lessons = tablesIn(given, 'lessons');
  const students = tablesIn(given, 'students');
  const [table] = lessons;
  if (!table) return stop('csv-students-alone');
  if (lessons.length > 1 || students.length > 1) return stop('csv-several-tables');
  const tally: Tally = { rows: 0, wrong: 0, first: '' };
  const roster = openRoster(findings);
  const said: Said = { uais: new Set(), years: new Map(), who: new Map() };
  const reading: Reading = { roster, book: openLessonBook(findings), said, tally, findings, pending: [] };
  let because = await eachRow(table, lessonHeader, tally, findings, (row) => takeLesson(row, reading));
  for (const own of students) {
    because ??= await eachRow(own, studentHeader, tally, findings, (row) => studentIn(row, roster));
  }
  if (because) return because;
  const year = yearOf(reading, calendar);
  if (isStop(year)) return tooManyWrong(tally) ?? year;
  because = resolvePending(reading, year) ?? tooManyWrong(tally);
  if (because) return because;
  const timetable = reading.book.timetable(year, roster.joinTeachers());
  if (isStop(timetable)) return timetable.reason === 'no-course' ? stop('no-course', { variant: 'table' }) : timetable;
  const [uai = ''] = [...said.uais].sort();
  return { origin: { format: 'CSV', formatVersion: '1', uai }, schoolYear: year, ...roster.lists(), ...timetable };
}

const csv: Format = {
  name: 'CSV',
  versions: ['1'],
  claims: (given) => given.parts.some((part) => tableIn(part) !== null && !isDirectoryTable(part)),
  read,
};

export default csv;
