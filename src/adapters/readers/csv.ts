/** Tables as text: the separator of a file, and its records one by one with the line they begin on. */

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stop } from '../../domain/model/finding.ts';
import { Stopped } from './stopped.ts';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

export interface CsvLimits {
  readonly maxRecordChars: number;
  readonly maxRecords: number;
}

export const CSV_LIMITS: CsvLimits = { maxRecordChars: 65_536, maxRecords: 1_000_000 };

/** The separator of a table by its header: whichever of `;`, tab and `,` is there most often. */
export function delimiterOf(header: string): string {
  const count = (mark: string): number => header.split(mark).length;
  return [';', '\t', ','].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/**
 * Streams a table, empty lines left out. Throws Stopped `csv-quotes` for quotation marks that do not close,
 * `csv-line-too-long`, `csv-too-many-lines`.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  delimiter: string,
  limits: CsvLimits = CSV_LIMITS,
): AsyncGenerator<CsvRecord> {
  let next = 1;
  const lines: number[] = [];
  const parser = parse({
    delimiter,
    max_record_size: limits.maxRecordChars,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Called while parsing: records that nobody has fetched yet are lost when a later one is wrong.
    on_record: (cells: string[], { lines: last }) => {
      next = last + 1;
      // The parser counts the line a record ends on.
      const within = cells.reduce((sum, cell) => sum + (cell.match(/\r\n|[\r\n]/g)?.length ?? 0), 0);
      lines.push(last - within);
      return cells;
    },
  });
  const source = Readable.from(text, { objectMode: false, encoding: 'utf8' });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let records = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      records += 1;
      if (records > limits.maxRecords) throw new Stopped(stop('csv-too-many-lines', { lines: limits.maxRecords }));
      yield { cells, line: lines.shift() ?? next };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Stopped(
      error.code === 'CSV_MAX_RECORD_SIZE'
        ? stop('csv-line-too-long', { line: next, characters: limits.maxRecordChars })
        : stop('csv-quotes', { line: next }),
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}
