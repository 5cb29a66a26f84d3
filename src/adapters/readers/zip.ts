/** Zip archives from the spool: lists the documents inside and streams them, with every bomb and trick refused. */

import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Source } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { Stopped } from './stopped.ts';

export interface ZipLimits {
  readonly maxEntries: number;
  /** Of one entry, and of all entries together. */
  readonly maxInflatedBytes: number;
  /** Inflated bytes for one stored byte; checked above 1 MiB. Exports reach 30. */
  readonly maxRatio: number;
}

/** Below that no ratio is suspicious. */
const RATIO_FREE_BYTES = MEGABYTE;

export const ZIP_LIMITS: ZipLimits = { maxEntries: 1_000, maxInflatedBytes: 1_073_741_824, maxRatio: 200 };

class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: Source;

  constructor(source: Source) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(start >= end ? [] : this.#source.open({ start, end: end - 1 }), { objectMode: false });
  }
}

function openZip(source: Source): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromRandomAccessReader(
      new SourceReader(source),
      source.size,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true },
      (error, zip) => (error ? reject(error) : resolve(zip)),
    );
  });
}

/** All entries, in the order of the directory. Errors of the archive become Stops, errors of the source are thrown. */
async function entriesOf(zip: yauzl.ZipFile, limits: ZipLimits): Promise<Outcome<yauzl.Entry[]>> {
  if (zip.entryCount > limits.maxEntries) return stop('zip-too-many-entries', { entries: zip.entryCount });
  const entries: yauzl.Entry[] = [];
  return await new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => {
      const because = stopFor(error);
      if (because) resolve(because);
      else reject(error);
    });
    zip.readEntry();
  });
}

/** yauzl has no error codes: its messages tell a damaged archive from a failing disk, which has a `code`. */
function stopFor(error: unknown): Stop | null {
  if (error instanceof Stopped) return error.stop;
  if (!(error instanceof Error)) return null;
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && !code.startsWith('Z_')) return null;
  if (error.name === 'AppError') return null;
  if (/absolute path|invalid relative path|invalid characters in fileName/.test(error.message))
    return stop('zip-bad-name');
  if (error.message.startsWith('strong encryption')) return stop('zip-encrypted');
  return stop('zip-damaged', { problem: error.message.slice(0, 200) });
}

/** Folders, and what operating systems add. */
export function isLitter(name: string): boolean {
  return (
    name.endsWith('/') ||
    name.startsWith('__MACOSX/') ||
    /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(name)
  );
}

function isSymlink(entry: yauzl.Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

const LOCAL_HEADER_BYTES = 30;
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const END_BYTES = 22;
/** Bytes behind an archive that are forgiven: an end record and its comment stand somewhere in the last 128 KiB. */
const MAX_TRAILING_BYTES = 65_536;

/**
 * The archive without what somebody hung behind it: proxies and mail programs add line ends or whole pages, and the archive
 * in front of them is whole. The last end record counts, as for an archive without such bytes.
 */
async function withoutTrailingBytes(source: Source): Promise<Source> {
  const start = Math.max(0, source.size - MAX_TRAILING_BYTES - END_BYTES - 0xffff);
  const pieces: Uint8Array[] = [];
  if (source.size > 0) for await (const piece of source.open({ start, end: source.size - 1 })) pieces.push(piece);
  const tail = Buffer.concat(pieces);
  const at = tail.lastIndexOf(END_SIGNATURE);
  if (at < 0 || at + END_BYTES > tail.length) return source;
  const size = start + at + END_BYTES + tail.readUInt16LE(at + END_BYTES - 2);
  if (size >= source.size || source.size - size > MAX_TRAILING_BYTES) return source;
  return { ...source, size, open: (range) => source.open(range ?? { start: 0, end: size - 1 }) };
}

/** One document of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Streams it, and checks size, ratio and CRC meanwhile. Throws Stopped. */
  open(): AsyncIterable<Uint8Array>;
}

export interface ZipArchive {
  /** In the order of its directory, without folders and the litter of operating systems. */
  readonly entries: readonly ZipEntry[];
  /** Bytes behind the archive that were ignored. */
  readonly trailingBytes: number;
  close(): void;
}

/** Opens an archive. A Stop when it is damaged, or as a whole a trick; what is wrong with one entry shows when it is opened. */
export async function openArchive(source: Source, limits: ZipLimits = ZIP_LIMITS): Promise<Outcome<ZipArchive>> {
  const archive = await withoutTrailingBytes(source);
  let zip: yauzl.ZipFile;
  try {
    zip = await openZip(archive);
  } catch (error) {
    const because = stopFor(error);
    if (because) return because;
    throw error;
  }
  const found = await entriesOf(zip, limits);
  const entries = isStop(found) ? found : (overlapOf(found) ?? found);
  if (isStop(entries)) {
    zip.close();
    return entries;
  }
  const budget = createBudget(archive.size, limits);
  return {
    entries: entries
      .filter((entry) => !isLitter(entry.fileName))
      .map((entry) => ({
        name: entry.fileName,
        size: entry.uncompressedSize,
        open: () => inflate(zip, entry, limits, budget),
      })),
    trailingBytes: source.size - archive.size,
    close: () => zip.close(),
  };
}

/** Counts how much of each entry was inflated, however often it is opened. */
type Budget = (entry: yauzl.Entry, seen: number) => void;

/** Throws Stopped `zip-bomb` when all entries together become too much, or too much for an archive of that size. */
function createBudget(storedBytes: number, { maxInflatedBytes, maxRatio }: ZipLimits): Budget {
  const inflated = new Map<yauzl.Entry, number>();
  const most = Math.min(maxInflatedBytes, Math.max(RATIO_FREE_BYTES, storedBytes * maxRatio));
  let total = 0;
  return (entry, seen) => {
    const before = inflated.get(entry) ?? 0;
    if (seen <= before) return;
    inflated.set(entry, seen);
    total += seen - before;
    if (total > most) throw new Stopped(stop('zip-bomb', { megabytes: Math.round(most / MEGABYTE) }));
  };
}

/** Entries that share bytes: a few megabytes that would mean petabytes, and no program writes such. */
function overlapOf(entries: readonly yauzl.Entry[]): Stop | null {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: start, compressedSize, fileNameLength } of inOrder) {
    if (start < end) return stop('zip-overlap');
    end = start + LOCAL_HEADER_BYTES + fileNameLength + compressedSize;
  }
  return null;
}

/** Why an entry is not even begun; null for one that is. */
function refusalOf(entry: yauzl.Entry, limits: ZipLimits): Stop | null {
  if (entry.isEncrypted()) return stop('zip-encrypted');
  if (isSymlink(entry)) return stop('zip-link');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return stop('zip-method', { method: entry.compressionMethod });
  if (entry.uncompressedSize > limits.maxInflatedBytes)
    return stop('zip-bomb', { megabytes: limits.maxInflatedBytes / MEGABYTE });
  if (entry.uncompressedSize > RATIO_FREE_BYTES && entry.uncompressedSize > entry.compressedSize * limits.maxRatio) {
    return stop('zip-bomb', { megabytes: Math.round(entry.uncompressedSize / MEGABYTE) });
  }
  return null;
}

async function* inflate(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  limits: ZipLimits,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  const refusal = refusalOf(entry, limits);
  if (refusal) throw new Stopped(refusal);
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(asStopped(error)) : resolve(opened)));
  });
  let seen = 0;
  let sum = 0;
  try {
    for await (const chunk of stream) {
      const bytes: Uint8Array = chunk;
      seen += bytes.length;
      budget(entry, seen);
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } catch (error) {
    throw asStopped(error);
  } finally {
    stream.destroy();
  }
  if (sum !== entry.crc32) throw new Stopped(stop('zip-wrong-checksum'));
}

function asStopped(error: unknown): unknown {
  const because = stopFor(error);
  return because ? new Stopped(because) : error;
}
