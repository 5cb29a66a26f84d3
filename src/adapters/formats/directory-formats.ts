/** The formats of directories, and the look for one of them in a file that was given as a timetable. */

import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Part, Source } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { inMemory, type OpenGiven, openGiven } from '../readers/given.ts';
import { Stopped } from '../readers/stopped.ts';
import { isGzip, isTar, openTarball, TAR_LIMITS } from '../readers/tarball.ts';
import { isDirectoryTable } from './csv.ts';
import { directoryAaf } from './directory-aaf.ts';
import { directoryCsv } from './directory-csv.ts';
import type { DirectoryFormat } from './directory-format.ts';
import { directorySiecle } from './directory-siecle.ts';
import { directorySts } from './directory-sts.ts';

/** Every format of directories there is. A new one is one file and its line here; CSV takes what no other does. */
export const DIRECTORY_FORMATS: readonly DirectoryFormat[] = [
  directoryAaf,
  directorySiecle,
  directorySts,
  directoryCsv,
];

/** Archives in an archive that are looked into: SIECLE has seven files. */
const MAX_ARCHIVES = 10;
/** No more is unpacked than it takes to see what the first document is; then what a small archive holds besides. */
const LOOKS = [1, 100].map((maxListed) => ({ ...TAR_LIMITS, maxInflatedBytes: 64 * MEGABYTE, maxListed }));

/** Why a file that nobody can read as a timetable is a directory; null where it is none either. */
export async function refusalOfDirectory(source: Source, given: OpenGiven): Promise<Stop | null> {
  return refusalOf(await lookInto(source, given, DIRECTORY_FORMATS));
}

/** The same of a document that was found in another one. */
export async function refusalOfDirectoryInside(part: Part): Promise<Stop | null> {
  return refusalOf(foundIn([part], DIRECTORY_FORMATS) ?? (await foundInArchive(part, DIRECTORY_FORMATS)));
}

/** Why a timetable is not read: a directory came with it, which is not kept. `sts_emp` is half of a timetable too. */
export async function refusalOfCompany(source: Source, given: OpenGiven): Promise<Stop | null> {
  const formats = DIRECTORY_FORMATS.filter((one) => one !== directorySts);
  const found = await lookInto(source, given, formats);
  return found && stop('directory-given', { file: found.file, format: found.format, variant: 'company' });
}

/** A document that was found to be one of a directory. */
interface Found {
  readonly file: string;
  readonly format: string;
  /** Null for a table. */
  readonly root: string | null;
}

function refusalOf(found: Found | null): Stop | null {
  if (!found) return null;
  const { file, format, root } = found;
  return stop('directory-given', root === null ? { file, variant: 'table' } : { file, format, root });
}

/** The first document of a directory, in archives within the deposit too: as the academy delivers its feed, and as browsers put the files of SIECLE into one zip. */
async function lookInto(
  source: Source,
  { parts, isArchive }: OpenGiven,
  formats: readonly DirectoryFormat[],
): Promise<Found | null> {
  let found = foundIn(parts, formats);
  const [whole] = parts;
  if (whole && !isArchive && isTarball(whole)) return await foundInTarball(source, formats);
  for (const part of parts.filter(isPacked).slice(0, MAX_ARCHIVES)) found ??= await foundInArchive(part, formats);
  return found;
}

/** The first document that a format of directories claims; one that is no XML is a table if its first line says so. */
function foundIn(parts: readonly Part[], formats: readonly DirectoryFormat[]): Found | null {
  for (const part of parts) {
    const root = part.root?.name.slice(0, 60) ?? '–';
    if (isDirectoryTable(part)) return { file: part.name || '–', format: directoryCsv.name, root: null };
    const format = formats.find((one) => one !== directoryCsv && one.claims(part));
    if (format) return { file: part.name || root, format: format.name, root };
  }
  return null;
}

function isTarball({ head }: Part): boolean {
  return isGzip(head) || isTar(head);
}

function isPacked(part: Part): boolean {
  return (part.head[0] === 0x50 && part.head[1] === 0x4b) || isTarball(part);
}

async function foundInArchive(part: Part, formats: readonly DirectoryFormat[]): Promise<Found | null> {
  if (!isPacked(part)) return null;
  return await openedWith(async () => {
    const source = await inMemory(part);
    return isTarball(part) ? await foundInTarball(source, formats) : foundInside(await openGiven(source), formats);
  });
}

async function foundInTarball(source: Source, formats: readonly DirectoryFormat[]): Promise<Found | null> {
  for (const look of LOOKS) {
    const found = await openedWith(async () => foundInside(await openTarball(source, look), formats));
    if (found) return found;
  }
  return null;
}

/** What is wrong with an archive is told by whoever reads it. */
async function openedWith(look: () => Promise<Found | null>): Promise<Found | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

function foundInside(opened: Outcome<OpenGiven>, formats: readonly DirectoryFormat[]): Found | null {
  if (isStop(opened)) return null;
  opened.close();
  return foundIn(opened.parts, formats);
}
