/** Bytes of a dry run in a file of their own, for as long as they are looked at. */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Source } from '../domain/model/given.ts';

export interface TemporarySource extends Source {
  readonly name: string;
  readonly sha256: string;
  /** Where it lies. */
  readonly path: string;
}

/** Runs work on the bytes; afterwards nothing of them is left. */
export async function inTemporaryFile<T>(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  work: (source: TemporarySource) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'carillon-check-'));
  try {
    const file = path.join(folder, 'source');
    const hash = createHash('sha256');
    let size = 0;
    const counted = async function* () {
      for await (const chunk of bytes) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    };
    await pipeline(Readable.from(counted(), { objectMode: false }), createWriteStream(file, { mode: 0o600 }));
    const open: Source['open'] = (range) => createReadStream(file, range ?? {});
    return await work({ name, size, open, sha256: hash.digest('hex'), path: file });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
