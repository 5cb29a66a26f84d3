/** One row of a table: its cells by column, and what is wrong with it, told by line and column. */

import { excerpt, type FindingLog } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { CsvRecord } from '../readers/csv.ts';
import type { Header } from './csv-columns.ts';
import { hasForbidden, withoutForbidden } from './names-in-text.ts';

/** A row being read. `note` tells what is wrong with a cell; such a row gives nothing. What `tell` tells, it is read in spite of. */
export interface Row<C extends string> {
  readonly line: number;
  /** The text of a cell, empty where the column is not there. */
  get(column: C): string;
  has(column: C): boolean;
  note(code: string, column: C | null, text?: string): void;
  tell(code: string, column: C | null, text?: string): void;
  readonly isWrong: boolean;
}

/** `="01"`, by which spreadsheets keep a text a text. */
function unwrapped(cell: string): string {
  return /^="((?:[^"]|"")*)"$/.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}

/** A row of a table with this header; null for one without any text. Formulas are texts like any other. */
export function rowOf<C extends string>(record: CsvRecord, header: Header<C>, findings: FindingLog): Row<C> | null {
  const { cells, line } = record;
  if (cells.every((cell) => cell.trim() === '')) return null;
  let isWrong = false;
  const tell = (code: string, column: C | null, text = ''): void => {
    const about = column === null ? text : `${header.spelling.get(column) ?? column} : ${text}`;
    findings.add({ code, severity: 'warning', about: excerpt(withoutForbidden(about), 120), where: `ligne ${line}` });
  };
  const note: typeof tell = (...what) => {
    isWrong = true;
    tell(...what);
  };
  if (cells.slice(header.width).some((cell) => cell.trim() !== '')) note('csv-too-many-cells', null, cells.at(-1));
  const bad = cells.find(hasForbidden);
  if (bad !== undefined) note('csv-forbidden-character', null, bad);
  return {
    line,
    get(column) {
      const index = header.indexOf.get(column);
      const cell = index === undefined ? '' : (cells[index] ?? '').trim();
      // Line breaks separate items of lists.
      return unwrapped(cell)
        .split(/[\r\n]+/)
        .map(tidy)
        .join('\n')
        .trim();
    },
    has: (column) => header.indexOf.has(column),
    note,
    tell,
    get isWrong() {
      return isWrong;
    },
  };
}
