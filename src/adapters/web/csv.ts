/** Tables as files for a spreadsheet: semicolons and a mark for UTF-8, as spreadsheets in Europe expect. */

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { attachment } from './download.ts';

export type Cell = string | number;

/** A cell that a spreadsheet would take for a formula is made text: names come from files. */
function cellText(cell: Cell): string {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows that are at hand, or read as they are sent. */
type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;

async function* linesOf(header: readonly string[], rows: Rows): AsyncGenerator<string> {
  yield `\ufeff${header.map(cellText).join(';')}\r\n`;
  let chunk = '';
  for await (const row of rows) {
    chunk += `${row.map(cellText).join(';')}\r\n`;
    if (chunk.length > 60_000) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Sends a table as a file, row by row. */
export function sendCsv(reply: FastifyReply, name: string, header: readonly string[], rows: Rows): FastifyReply {
  return reply
    .header('content-disposition', attachment(name))
    .type('text/csv; charset=utf-8')
    .send(Readable.from(linesOf(header, rows), { objectMode: false }));
}
