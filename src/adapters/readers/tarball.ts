/** Archives of `tar`, compressed or not, and single compressed files: listed and streamed one document after the other. */

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Header, Pax } from 'tar';
import { codeOf } from '../../domain/model/errors.ts';
import { type Outcome, stop } from '../../domain/model/finding.ts';
import type { Source } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { beginningOf, type OpenGiven, sniff } from './given.ts';
import { Stopped } from './stopped.ts';
import { isLitter } from './zip.ts';

export interface TarLimits {
  readonly maxEntries: number;
  readonly maxInflatedBytes: number;
  /** Inflated bytes for one stored byte; checked above 1 MiB. */
  readonly maxRatio: number;
  /** Documents after which nobody looks for more; absent: all are listed. */
  readonly maxListed?: number;
}

/** A feed of a whole academy has gigabytes: it goes by, and nothing of it stays. */
export const TAR_LIMITS: TarLimits = { maxEntries: 1_000, maxInflatedBytes: 8_192 * MEGABYTE, maxRatio: 200 };

const BLOCK = 512;
/** Names longer than that are in no feed. */
const MAX_NAME_BYTES = 4_096;

export function isGzip(head: ArrayLike<number>): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The magic word of POSIX and GNU archives; older ones are in no use. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** One document in the inflated bytes. */
interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/**
 * Bytes that can only be read forwards, handed out in stretches: one that lies ahead is reached by reading on, one that
 * lies behind by beginning anew.
 */
class Forward {
  readonly #begin: () => AsyncGenerator<Uint8Array>;
  #bytes: AsyncGenerator<Uint8Array> | null = null;
  #left: Uint8Array = new Uint8Array(0);
  position = 0;

  constructor(begin: () => AsyncGenerator<Uint8Array>) {
    this.#begin = begin;
  }

  /** The next bytes, at most so many; empty at the end. */
  async take(most: number): Promise<Uint8Array> {
    this.#bytes ??= this.#begin();
    while (this.#left.length === 0) {
      const next = await this.#bytes.next();
      if (next.done) return this.#left;
      this.#left = next.value;
    }
    const piece = this.#left.subarray(0, most);
    this.#left = this.#left.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }

  /** So many bytes, fewer only at the end. */
  async exactly(size: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let missing = size;
    while (missing > 0) {
      const piece = await this.take(missing);
      if (piece.length === 0) break;
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async goTo(position: number): Promise<void> {
    if (position < this.position) await this.close();
    while (this.position < position) {
      if ((await this.take(position - this.position)).length === 0) throw damaged();
    }
  }

  async close(): Promise<void> {
    await this.#bytes?.return(undefined);
    this.#bytes = null;
    this.#left = new Uint8Array(0);
    this.position = 0;
  }
}

function damaged(problem = 'cut off'): Stopped {
  return new Stopped(stop('archive-damaged', { problem }));
}

/** Opens an archive, or the one document that was compressed. A Stop for one that is damaged, or a bomb. */
export async function openTarball(source: Source, limits: TarLimits = TAR_LIMITS): Promise<Outcome<OpenGiven>> {
  const forward = new Forward(() => inflated(source, limits));
  try {
    const stretches = await stretchesOf(forward, source.name ?? '', limits);
    const parts = [];
    for (const { name, size, start } of stretches) {
      const open = () => stretch(forward, start, size);
      parts.push(await sniff({ name, size: size === Number.POSITIVE_INFINITY ? null : size, open }));
    }
    return {
      name: source.name ?? '',
      parts,
      isArchive: true,
      trailingBytes: 0,
      // The stream has no descriptor of its own: what it holds goes with it.
      close: () => void forward.close(),
    };
  } catch (error) {
    await forward.close();
    if (error instanceof Stopped) return error.stop;
    throw error;
  }
}

async function* stretch(forward: Forward, start: number, size: number): AsyncGenerator<Uint8Array> {
  let at = start;
  const end = start + size;
  while (at < end) {
    // Somebody else may have read elsewhere meanwhile.
    await forward.goTo(at);
    const piece = await forward.take(Math.min(end - at, MEGABYTE));
    if (piece.length === 0) {
      if (size === Number.POSITIVE_INFINITY) return;
      throw damaged();
    }
    at += piece.length;
    yield piece;
  }
}

/** Bytes as they are once inflated, within the limits. */
async function* inflated(source: Source, limits: TarLimits): AsyncGenerator<Uint8Array> {
  if (!isGzip(await beginningOf(source.open(), 2))) {
    yield* source.open();
    return;
  }
  const stored = Readable.from(source.open(), { objectMode: false });
  const gunzip = createGunzip();
  stored.on('error', (error) => gunzip.destroy(error));
  const most = Math.min(limits.maxInflatedBytes, Math.max(MEGABYTE, source.size * limits.maxRatio));
  let seen = 0;
  try {
    for await (const chunk of stored.pipe(gunzip)) {
      const bytes: Uint8Array = chunk;
      seen += bytes.length;
      if (seen > most) throw new Stopped(stop('zip-bomb', { megabytes: Math.round(most / MEGABYTE) }));
      yield bytes;
    }
  } catch (error) {
    throw isOfGzip(error) ? damaged(error.message.slice(0, 200)) : error;
  } finally {
    stored.destroy();
    gunzip.destroy();
  }
}

function isOfGzip(error: unknown): error is Error {
  return codeOf(error).startsWith('Z_');
}

/** Where the documents lie; one that is no archive is a document itself, without the ending of its name. */
async function stretchesOf(
  forward: Forward,
  ownName: string,
  { maxEntries, maxListed }: TarLimits,
): Promise<Stretch[]> {
  const found: Stretch[] = [];
  /** What headers before the next one say of it, and of all that follow. */
  let [own, all] = [new Pax({}), new Pax({}, true)];
  for (;;) {
    const block = await forward.exactly(BLOCK);
    if (forward.position <= BLOCK && !isTar(block)) {
      if (block.length === 0) throw new Stopped(stop('empty-file'));
      return [{ name: ownName.replace(/\.gz$/i, ''), start: 0, size: Number.POSITIVE_INFINITY }];
    }
    if (block.length < BLOCK) throw damaged();
    const header = headerIn(block, own, all);
    if (header.nullBlock) return found;
    if (!header.cksumValid) throw damaged('no header where one should be');
    const [start, size] = [forward.position, header.size ?? 0];
    if (header.type === 'ExtendedHeader') own = Pax.parse(await extra(forward, size), own);
    else if (header.type === 'GlobalExtendedHeader') all = Pax.parse(await extra(forward, size), all, true);
    else if (header.type === 'NextFileHasLongPath')
      own = new Pax({ ...own, path: (await extra(forward, size)).replace(/\0[\s\S]*$/, '') });
    else {
      const name = header.path ?? '';
      if ((header.type === 'File' || header.type === 'OldFile') && !isLitter(name)) found.push({ name, start, size });
      if (found.length > maxEntries) throw new Stopped(stop('zip-too-many-entries', { entries: found.length }));
      if (found.length === maxListed) return found;
      own = new Pax({});
    }
    await forward.goTo(start + Math.ceil(size / BLOCK) * BLOCK);
  }
}

async function extra(forward: Forward, size: number): Promise<string> {
  if (size > MAX_NAME_BYTES) throw damaged('a name of its own length');
  return (await forward.exactly(size)).toString('utf8');
}

/** The library knows the fields of every kind of tar; what it cannot read it throws of. */
function headerIn(block: Buffer, own: Pax, all: Pax): Header {
  let header: Header;
  try {
    header = new Header(block, 0, own, all);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : 'no header where one should be');
  }
  const { size = 0 } = header;
  if (!header.nullBlock && (!Number.isSafeInteger(size) || size < 0)) throw damaged('a size that is none');
  return header;
}
