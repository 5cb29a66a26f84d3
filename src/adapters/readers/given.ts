/** Opens a deposit: one document, or the entries of a zip, each sniffed by no more than its first bytes. */

import { Readable } from 'node:stream';
import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { baseName, type Given, type Part, type Source, soleDocument, type XmlRoot } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { Stopped } from './stopped.ts';
import { sniffRoot } from './xml.ts';
import { openArchive } from './zip.ts';

/** What a part keeps of its beginning. */
const HEAD_BYTES = 4_096;
/** How far a root element is looked for before anybody has claimed the document. */
const SNIFFED_BYTES = 65_536;

/** A deposit that is open until it is closed. */
export interface OpenGiven extends Given {
  readonly isArchive: boolean;
  /** Bytes behind the archive that were ignored. */
  readonly trailingBytes: number;
  close(): void;
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b;
}

/** False when the first letter, byte order mark and blanks aside, is not `<` in any encoding that is read. */
function mayBeXml(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
  return text === '' || text.startsWith('<');
}

/** The first bytes, at most so many. */
export async function beginningOf(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece.subarray(0, most - size));
    size += piece.length;
    if (size >= most) break;
  }
  return Buffer.concat(pieces);
}

/** A document with its head and root. What is wrong with its bytes is not told here, but to whoever reads it. */
export async function sniff({ name, size, open }: Pick<Part, 'name' | 'size' | 'open'>): Promise<Part> {
  try {
    const beginning = await beginningOf(open(), SNIFFED_BYTES);
    const isXml = beginning.length > 0 && mayBeXml(beginning.subarray(0, 64));
    const root = isXml ? await sniffRoot(Readable.from([beginning])) : null;
    const head = Uint8Array.from(beginning.subarray(0, HEAD_BYTES));
    return { name, size, head, root: root === null || isStop(root) ? null : root, open };
  } catch (error) {
    if (error instanceof Stopped) return { name, size, head: new Uint8Array(0), root: null, open };
    throw error;
  }
}

/** A deposit of one document whose bytes are at hand. */
export async function givenDocument(part: Pick<Part, 'name' | 'size' | 'open'>): Promise<Given> {
  return { name: part.name, parts: [await sniff(part)] };
}

/** Opens a deposit, with those that are read together with it. A Stop for one that is empty, or an archive that is damaged or a trick. */
export async function openGiven(source: Source): Promise<Outcome<OpenGiven>> {
  const own = await openOne(source);
  if (isStop(own) || !source.with) return own;
  const all: OpenGiven[] = [own];
  const close = (): void => {
    for (const one of all) one.close();
  };
  try {
    for (const other of source.with) {
      const opened = await openGiven(other);
      if (isStop(opened)) {
        close();
        return opened;
      }
      all.push(opened);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { ...own, parts: all.flatMap(({ parts }) => parts), close };
}

async function openOne(source: Source): Promise<Outcome<OpenGiven>> {
  if (source.size === 0) return stop('empty-file');
  const name = source.name ?? '';
  const head = await beginningOf(source.open({ start: 0, end: Math.min(source.size, 64) - 1 }), 64);
  if (!isZip(head)) {
    const given = await givenDocument({ name, size: source.size, open: () => source.open() });
    return { ...given, isArchive: false, trailingBytes: 0, close: () => undefined };
  }
  const archive = await openArchive(source);
  if (isStop(archive)) return archive;
  const { entries, trailingBytes, close } = archive;
  try {
    const parts: Part[] = [];
    for (const entry of entries) parts.push(await sniff(entry));
    return { name, parts, isArchive: true, trailingBytes, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The same deposit with the root that its only document has further on; a Stop that says why nobody can read it. */
export async function searchFurther(given: OpenGiven): Promise<Outcome<OpenGiven>> {
  const part = soleDocument(given);
  if (!part) return refusalOfMany(given);
  const { root } = part;
  if (root) return stop('not-an-export', { root: root.name.slice(0, 60) });
  const found = await rootOf(part, given);
  if (isStop(found)) return found;
  return { ...given, parts: given.parts.map((one) => (one === part ? { ...part, root: found } : one)) };
}

/** Archives in an archive, as those of SIECLE in one zip: unpacked in memory, for they are small. */
const MAX_INNER_BYTES = 64 * MEGABYTE;

/** A document of an archive as a file of its own, to be opened in its turn. Throws Stopped `zip-bomb`. */
export async function inMemory(part: Part): Promise<Source> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of part.open()) {
    size += piece.length;
    if (size > MAX_INNER_BYTES) throw new Stopped(stop('zip-bomb', { megabytes: MAX_INNER_BYTES / MEGABYTE }));
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  return {
    name: part.name,
    size: bytes.length,
    async *open(range) {
      yield bytes.subarray(range?.start ?? 0, range === undefined ? undefined : range.end + 1);
    },
  };
}

/** Why a zip of several documents is none that can be read. */
function refusalOfMany({ parts }: Given): Stop {
  const xml = parts.filter((part) => baseName(part).endsWith('.xml'));
  if (parts.length === 0) return stop('zip-empty');
  if (xml.length > 1) return stop('several-exports', { count: xml.length });
  return parts.every((part) => isNamedAsArchive(part)) ? stop('zip-nested') : stop('zip-no-xml');
}

function isNamedAsArchive(part: Part): boolean {
  return /\.(zip|7z|rar|gz)$/.test(baseName(part));
}

/** The root of a document, however long it takes to get there. */
async function rootOf(part: Part, { isArchive }: OpenGiven): Promise<Outcome<XmlRoot>> {
  if (isArchive && isNamedAsArchive(part)) return stop('zip-nested');
  const head = await beginningOf(part.open(), 64);
  if (head.length === 0) return stop('empty-file');
  if (isArchive && isZip(head)) return stop('zip-nested');
  if (!mayBeXml(head)) return stop(isArchive ? 'zip-no-xml' : 'not-xml');
  const root = await sniffRoot(part.open());
  return isArchive && isStop(root) && root.reason === 'not-xml' ? stop('zip-no-xml') : root;
}
