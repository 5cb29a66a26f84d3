/** Many rows: read one by one without being gathered, and written some at a time. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type PoolClient, Query } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Hands the rows of an answer over as they come; a driver that gathered a million of them would need ten times what is kept
 * of them. `take` must not throw. A client only: a pool would gather them all the same.
 */
export async function eachRow<Row extends unknown[]>(
  client: PoolClient,
  text: string,
  values: unknown[],
  take: (row: Row) => void,
): Promise<void> {
  const query = new Query({ text, values, rowMode: 'array' } as ConstructorParameters<typeof Query>[0]);
  await new Promise<void>((resolve, reject) => {
    query.on('row', (row: Row) => take(row));
    query.once('end', () => resolve());
    query.once('error', reject);
    client.query(query);
  });
}

/** Rows that go to the database together: as JSON or arrays, a parameter of a megabyte or two. */
const ROWS_AT_ONCE = 2_000;

/** A list, or one of numbers that takes half of the room. */
interface Sliceable<Piece> {
  readonly length: number;
  slice(from: number, to: number): Piece;
}

/** A list in pieces; an empty one has none. */
export function* inPieces<Piece>(rows: Sliceable<Piece>, size = ROWS_AT_ONCE): Generator<Piece> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

/** Ids are short. */
export const IDS_AT_ONCE = 20_000;

type Field = string | number | boolean | null;

/** As long as one chunk is on its way, the next one is written. */
const CHUNK_CHARACTERS = 65_536;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function lineOf(row: readonly Field[]): string {
  const fields = row.map((field) =>
    field === null ? '\\N' : String(field).replace(/[\\\t\n\r]/g, (one) => ESCAPED[one] ?? one),
  );
  return `${fields.join('\t')}\n`;
}

/** Adds rows by COPY, which are written out while the server takes those before. `into`: the table with its columns. */
export async function copyRows(client: PoolClient, into: string, rows: Iterable<readonly Field[]>): Promise<void> {
  function* chunks(): Generator<string> {
    let chunk = '';
    for (const row of rows) {
      chunk += lineOf(row);
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  }
  await pipeline(Readable.from(chunks()), client.query(copyFrom(`copy ${into} from stdin`)));
}
