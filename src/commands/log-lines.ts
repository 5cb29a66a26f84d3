/** Lines of a log file as they come: to its end, or on and on, through rotation by moving and by cutting. */

import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../domain/model/errors.ts';

const LOOK_AGAIN_MS = 200;
const CHUNK_BYTES = 64 * 1024;

/** Lines of a stream to its end. */
export function linesOf(stream: NodeJS.ReadableStream): AsyncIterable<string> {
  return createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
}

/** Lines of a file that gzip has packed. Throws Refusal `bad-input` for one that it has not, or that is cut. */
export async function* packedLinesIn(file: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(file), unpacked);
  // Told below; whoever has seen enough ends it early.
  reading.catch(() => undefined);
  let left = '';
  try {
    unpacked.setEncoding('utf8');
    for await (const text of unpacked) {
      const lines = (left + text).split('\n');
      left = lines.pop() ?? '';
      yield* lines;
    }
    await reading;
  } catch {
    throw new Refusal('bad-input', { problem: `« ${file} » n'est pas un fichier gzip entier` });
  }
  if (left !== '') yield left;
}

/** Lines of a file. With `follow` it goes on when the file grows, is cut, or is replaced, until the signal. */
export async function* linesIn(
  file: string,
  { follow, signal }: { readonly follow: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<string> {
  let handle = await open(file);
  const reader = createReader();
  try {
    while (!signal?.aborted) {
      yield* reader.read(handle);
      if (!follow) break;
      const next = await replacement(file, handle);
      if (next) {
        // What was written between our last look and the move.
        yield* reader.read(handle);
        yield* reader.rest();
        await handle.close();
        handle = next;
        reader.rewind();
      } else await pause(LOOK_AGAIN_MS);
    }
    yield* reader.rest();
  } finally {
    await handle.close();
  }
}

/** The new file of that name, once there is one. */
async function replacement(file: string, handle: FileHandle): Promise<FileHandle | null> {
  const [own, there] = [await handle.stat(), await stat(file).catch(() => null)];
  if (!there || (there.ino === own.ino && there.dev === own.dev)) return null;
  return await open(file).catch(() => null);
}

/** Remembers where it is and the line that has not ended. */
function createReader() {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let position = 0;
  let left = Buffer.alloc(0);
  return {
    async *read(handle: FileHandle): AsyncGenerator<string> {
      if ((await handle.stat()).size < position) {
        position = 0;
        left = Buffer.alloc(0);
      }
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        left = Buffer.concat([left, buffer.subarray(0, bytesRead)]);
        for (let end = left.indexOf(10); end >= 0; end = left.indexOf(10)) {
          yield left.subarray(0, end).toString();
          left = left.subarray(end + 1);
        }
      }
    },
    *rest(): Generator<string> {
      if (left.length > 0) yield left.toString();
      left = Buffer.alloc(0);
    },
    rewind() {
      position = 0;
    },
  };
}
