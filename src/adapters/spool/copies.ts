/** Copies of kept files on this machine, for readers that go to and fro in them: fetched whole, compared, and gone again soon. */

import { createHash, randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, codeOf } from '../../domain/model/errors.ts';

export interface CopyLimits {
  /** Copies that nobody has asked for this long go. */
  readonly idleMs: number;
  /** All copies together; the longest unused go first. What is being read stays readable. */
  readonly maxBytes: number;
}

/** An import reads its file several times within seconds; a folder of downloads does not fill a disk. */
const LIMITS: CopyLimits = { idleMs: 60_000, maxBytes: 1_073_741_824 };

/** The copies of one process. */
export interface Copies {
  /** A copy to read from, fetched when there is none. Throws what `fetch` throws, and AppError `spool-unavailable` for other bytes. */
  open(sha256: string): Promise<FileHandle>;
  /** Takes a copy away. */
  drop(sha256: string): Promise<void>;
  close(): Promise<void>;
}

interface Copy {
  readonly file: string;
  /** When it is here. */
  readonly whole: Promise<void>;
  /** 0 until it is here. */
  size: number;
  idle: NodeJS.Timeout | undefined;
}

/** Makes copies in a folder of this process; `fetch` gives the bytes. */
export function createCopies(
  folder: string,
  fetch: (sha256: string) => Promise<Readable>,
  { idleMs, maxBytes }: CopyLimits = LIMITS,
): Copies {
  /** The longest unused first. */
  const copies = new Map<string, Copy>();

  async function bring(sha256: string, file: string): Promise<number> {
    await mkdir(folder, { recursive: true });
    const hash = createHash('sha256');
    let size = 0;
    await pipeline(
      await fetch(sha256),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    );
    if (hash.digest('hex') !== sha256)
      throw new AppError('spool-unavailable', `the store gives other bytes than were kept as ${sha256}`);
    return size;
  }

  function begin(sha256: string): Copy {
    const file = path.join(folder, `${sha256}-${randomUUID()}`);
    const whole = bring(sha256, file).then(
      (size) => {
        copy.size = size;
      },
      async (error: unknown) => {
        await remove(sha256, copy);
        throw error;
      },
    );
    const copy: Copy = { file, whole, size: 0, idle: undefined };
    copies.set(sha256, copy);
    return copy;
  }

  async function remove(sha256: string, copy: Copy): Promise<void> {
    clearTimeout(copy.idle);
    if (copies.get(sha256) === copy) copies.delete(sha256);
    // Who is reading it goes on: it is gone with the last reader.
    await rm(copy.file, { force: true });
  }

  /** Notes that a copy is in use, and makes room for it. */
  async function use(sha256: string, copy: Copy): Promise<void> {
    if (copies.get(sha256) !== copy) return;
    clearTimeout(copy.idle);
    copy.idle = setTimeout(() => void remove(sha256, copy).catch(() => undefined), idleMs).unref();
    copies.delete(sha256);
    copies.set(sha256, copy);
    let over = [...copies.values()].reduce((sum, { size }) => sum + size, 0) - maxBytes;
    for (const [other, one] of [...copies]) {
      if (over <= 0) return;
      if (one === copy || one.size === 0) continue;
      over -= one.size;
      await remove(other, one);
    }
  }

  return {
    async open(sha256) {
      for (;;) {
        const copy = copies.get(sha256) ?? begin(sha256);
        await copy.whole;
        await use(sha256, copy);
        try {
          return await open(copy.file, constants.O_RDONLY);
        } catch (error) {
          // It went between its arrival and now, by its age or by somebody's hand.
          if (codeOf(error) !== 'ENOENT') throw error;
          await remove(sha256, copy);
        }
      }
    },
    async drop(sha256) {
      const copy = copies.get(sha256);
      if (copy) await remove(sha256, copy);
    },
    async close() {
      for (const [sha256, copy] of [...copies]) {
        await copy.whole.catch(() => undefined);
        await remove(sha256, copy);
      }
    },
  };
}
