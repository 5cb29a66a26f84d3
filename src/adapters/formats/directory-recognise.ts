/** Finds out by content what the files of a directory import are, unpacks them, and reads them as one directory. */

import type { Directory } from '../../domain/directory/directory.ts';
import { FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { addTo } from '../../domain/model/gather.ts';
import { baseName, type Part, type Source } from '../../domain/model/given.ts';
import type { DirectoryWanted, Format } from '../../domain/ports.ts';
import { tellingEncoding } from '../readers/announced.ts';
import { openBundle } from '../readers/bundle.ts';
import { foreignIn } from '../readers/foreign.ts';
import { beginningOf, inMemory, type OpenGiven, openGiven } from '../readers/given.ts';
import { Stopped } from '../readers/stopped.ts';
import { isGzip, isTar, openTarball } from '../readers/tarball.ts';
import { sniffRoot } from '../readers/xml.ts';
import { withinBounds } from './directory-bounds.ts';
import { directoryCsv } from './directory-csv.ts';
import { directoryOfExport } from './directory-export.ts';
import { type DirectoryFormat, mergeDirectories } from './directory-format.ts';
import { DIRECTORY_FORMATS } from './directory-formats.ts';
import { FORMATS, readExport } from './recognise.ts';
import { siecleKindOf } from './siecle-files.ts';
import { tellVersion } from './versions.ts';

/** What comes with a feed and says nothing about anybody. */
const LITTER = /\.(dtd|xsd|txt|md5|sha\d*|log|pdf)$/;

/** Reads the files of an import, which are a bundle. A Stop tells why they are no directory of this site. */
export async function readDirectory(
  source: Source,
  wanted: DirectoryWanted,
  findings: FindingLog,
  exportFormats: readonly Format[] = FORMATS,
): Promise<Outcome<Directory>> {
  const files = await openBundle(source);
  if (isStop(files)) return files;
  try {
    if (wanted.isExport) return await readExports(files, wanted, findings, exportFormats);
    return await readFiles(files, wanted, findings);
  } catch (error) {
    if (error instanceof Stopped) return error.stop;
    throw error;
  }
}

async function readExports(
  files: readonly Source[],
  wanted: DirectoryWanted,
  findings: FindingLog,
  formats: readonly Format[],
): Promise<Outcome<Directory>> {
  const [file, another] = files;
  if (!file || another) return stop('directory-one-export');
  // What is odd about the timetable is told when it is imported as one.
  const raw = await readExport(file, new FindingLog(), { formats, calendar: wanted.calendar });
  return isStop(raw) ? raw : directoryOfExport(raw, wanted, findings);
}

async function readFiles(
  files: readonly Source[],
  wanted: DirectoryWanted,
  findings: FindingLog,
): Promise<Outcome<Directory>> {
  return await withParts(files, async (parts) => {
    const claimed = new Map<DirectoryFormat, Part[]>();
    for (const part of parts) {
      if (part.size === 0) return stop('directory-file-empty', { file: part.name });
      // A file given alone is meant, whatever it is called: spreadsheets save tables as `.txt` too.
      const isAside = parts.length > 1 && isLitter(part);
      const format = formatOf(part, isAside);
      if (format) addTo(claimed, format, tellingEncoding(part, findings));
      else if (isAside) continue;
      else return await refusalOf(part);
    }
    const because = refusalOfHelpers([...claimed.values()].flat());
    if (because) return because;
    const read: Directory[] = [];
    for (const [format, own] of claimed) {
      const directory = await format.read(own, wanted, findings);
      if (isStop(directory)) return directory;
      for (const formatVersion of directory.origin.formatVersion.split(' + '))
        tellVersion({ ...directory.origin, formatVersion }, format.versions, findings);
      read.push(directory);
    }
    const merged = mergeDirectories(read);
    return isStop(merged) ? merged : withinBounds(merged, findings);
  });
}

/** A Stop for files of SIECLE that name nobody, even when they are whole: that is no empty directory. */
function refusalOfHelpers(parts: readonly Part[]): Stop | null {
  const kinds = new Set(parts.map(siecleKindOf));
  if (kinds.size === 0 || [...kinds].some((kind) => kind !== 'nomenclature' && kind !== 'ignored')) return null;
  return stop('directory-empty', { variant: kinds.has('nomenclature') ? 'nomenclature' : 'siecle' });
}

/** Runs work on the documents of some files, which are open for as long as it takes. */
export async function withParts<T>(
  files: readonly Source[],
  work: (parts: readonly Part[]) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const opened: OpenGiven[] = [];
  try {
    const parts: Part[] = [];
    for (const file of files) {
      const given = await openAll(file, opened);
      if (isStop(given)) return given;
      parts.push(...given);
    }
    return await work(parts);
  } catch (error) {
    if (error instanceof Stopped) return error.stop;
    throw error;
  } finally {
    for (const given of opened) given.close();
  }
}

/** Does a document come with a feed without saying anything about anybody? */
export function isLitter(part: Pick<Part, 'name'>): boolean {
  return LITTER.test(baseName(part));
}

/** Why nobody can read a document: what is wrong with it as XML comes first. */
export async function refusalOf(part: Part): Promise<Stop> {
  const variant: 'picture' | 'pdf' | 'office' | null = foreignIn(part);
  if (variant !== null) return stop('directory-not-recognised', { file: part.name, root: '–', variant });
  const isXml = /^(\xef\xbb\xbf)?\s*</.test(Buffer.from(part.head).toString('latin1'));
  const root = part.root ?? (isXml ? await sniffRoot(part.open()) : stop('not-xml'));
  if (isStop(root) && root.reason !== 'not-xml') return root;
  const name = isStop(root) ? '–' : root.name.slice(0, 60);
  return stop('directory-not-recognised', { file: part.name, root: name });
}

function formatOf(part: Part, isAside: boolean): DirectoryFormat | undefined {
  const isTable = !isAside && foreignIn(part) === null;
  return DIRECTORY_FORMATS.find((format) => format.claims(part) && (format !== directoryCsv || isTable));
}

/** The documents of a file, those of zips in a zip among them. */
async function openAll(file: Source, opened: OpenGiven[], depth = 0): Promise<Outcome<readonly Part[]>> {
  if (file.size === 0) return stop('directory-file-empty', { file: file.name ?? '' });
  const given = await openPacked(file);
  if (isStop(given)) return given;
  opened.push(given);
  const parts: Part[] = [];
  for (const part of given.parts) {
    if (!isPacked(part.head)) {
      parts.push(part);
      continue;
    }
    if (depth > 0) return stop('zip-nested');
    const inner = await openAll(await inMemory(part), opened, depth + 1);
    if (isStop(inner)) return inner;
    parts.push(...inner);
  }
  return parts;
}

function isPacked(head: Uint8Array): boolean {
  return (head[0] === 0x50 && head[1] === 0x4b) || isGzip(head) || isTar(head);
}

/** A zip, an archive of `tar` as feeds are delivered in, or a document. */
async function openPacked(file: Source): Promise<Outcome<OpenGiven>> {
  const head = await beginningOf(file.open({ start: 0, end: Math.min(file.size, 1_024) - 1 }), 1_024);
  return isGzip(head) || isTar(head) ? await openTarball(file) : await openGiven(file);
}
