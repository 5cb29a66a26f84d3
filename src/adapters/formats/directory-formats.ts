/** The formats of directories, and the look for one of them in a file that was given as a timetable. */

import { isStop, type Stop, stop } from '../../domain/model/finding.ts';
import type { Given, Part, Source } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { inMemory, openGiven } from '../readers/given.ts';
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
/** No more is unpacked than it takes to see what the first document is. */
const FIRST_DOCUMENT = { ...TAR_LIMITS, maxInflatedBytes: 64 * MEGABYTE, maxListed: 1 };

/** Why a file that nobody can read as a timetable is a directory; null where it is none either. */
export async function refusalOfDirectory(source: Source, given: Given): Promise<Stop | null> {
  try {
    return told(given.parts) ?? (await toldOfPacked(source, given));
  } catch (error) {
    // What is wrong with an archive is told by whoever reads it.
    if (error instanceof Stopped) return null;
    throw error;
  }
}

/** The first document that a format of directories claims; one that is no XML is a table if its first line says so. */
function told(parts: readonly Part[]): Stop | null {
  for (const part of parts) {
    const format = DIRECTORY_FORMATS.find((one) => one !== directoryCsv && one.claims(part));
    const root = part.root?.name.slice(0, 60) ?? '–';
    if (isDirectoryTable(part)) return stop('directory-given', { file: part.name || '–', variant: 'table' });
    if (format) return stop('directory-given', { file: part.name || root, format: format.name, root });
  }
  return null;
}

/** As the academy delivers its feed, and as browsers put the files of SIECLE into one zip. */
async function toldOfPacked(source: Source, { parts }: Given): Promise<Stop | null> {
  const [only, another] = parts;
  if (only && !another && (isGzip(only.head) || isTar(only.head))) {
    return toldOf(await openTarball(source, FIRST_DOCUMENT));
  }
  const zips = parts.filter(({ head }) => head[0] === 0x50 && head[1] === 0x4b);
  for (const part of zips.slice(0, MAX_ARCHIVES)) {
    const found = toldOf(await openGiven(await inMemory(part)));
    if (found) return found;
  }
  return null;
}

function toldOf(opened: Awaited<ReturnType<typeof openGiven>>): Stop | null {
  if (isStop(opened)) return null;
  opened.close();
  return told(opened.parts);
}
