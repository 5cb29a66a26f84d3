/** Several files as one object of the spool: each with random access, and no two bundles alike, so that one may be wiped at once. */

import { randomBytes } from 'node:crypto';
import { type Outcome, stop } from '../../domain/model/finding.ts';
import type { Source } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';

const MAGIC = 'CARILLON-BUNDLE';
/** The last bytes say in decimals how long the index before them is. */
const TRAILER_BYTES = 16;
const MAX_INDEX_BYTES = MEGABYTE;

interface Entry {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** The bytes of a bundle: a line with a random number, the files one after another, an index. */
export async function* bundleOf(
  files: Iterable<{ readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }>,
): AsyncGenerator<Uint8Array> {
  const head = Buffer.from(`${MAGIC} ${randomBytes(16).toString('hex')}\n`);
  yield head;
  let position = head.length;
  const entries: Entry[] = [];
  for (const { name, bytes } of files) {
    const start = position;
    for await (const chunk of bytes) {
      position += chunk.length;
      yield chunk;
    }
    entries.push({ name, start, size: position - start });
  }
  const index = Buffer.from(JSON.stringify(entries));
  yield index;
  yield Buffer.from(String(index.length).padStart(TRAILER_BYTES, '0'));
}

async function bytesAt(source: Source, start: number, size: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  if (size > 0) for await (const piece of source.open({ start, end: start + size - 1 })) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The files of a bundle. A Stop for what is none: nobody but Carillon writes them. */
export async function openBundle(source: Source): Promise<Outcome<readonly Source[]>> {
  if (source.size <= TRAILER_BYTES + MAGIC.length) return stop('bundle-damaged');
  const isBundle = (await bytesAt(source, 0, MAGIC.length)) === MAGIC;
  const length = Number(await bytesAt(source, source.size - TRAILER_BYTES, TRAILER_BYTES));
  const start = source.size - TRAILER_BYTES - length;
  if (!isBundle || !Number.isInteger(length) || length > MAX_INDEX_BYTES || start < 0) return stop('bundle-damaged');
  const entries = JSON.parse(await bytesAt(source, start, length)) as readonly Entry[];
  return entries.map((entry) => ({
    name: entry.name,
    size: entry.size,
    open: (range) => {
      const from = range?.start ?? 0;
      const to = Math.min(range?.end ?? entry.size - 1, entry.size - 1);
      return to < from ? NOTHING : source.open({ start: entry.start + from, end: entry.start + to });
    },
  }));
}

const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};
