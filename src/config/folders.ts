/** Folders of the configuration: made before anything waits for them, and refused where nothing can be made. */

import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { AppError, codeOf } from '../domain/model/errors.ts';

/** Exports of schools are in it. A private PostgreSQL that root starts runs for another account and has to pass. */
export const PRIVATE_MODE = process.getuid?.() === 0 ? 0o711 : 0o750;

/**
 * Makes a folder and those above it. The system's own recursive way never ends where a file system denies that a folder is there
 * in which it makes nothing (/proc).
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) makeFolder(above, mode);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Makes the data folder. Throws AppError `folder-unusable` for a file system that makes no folders; other trouble is told by who uses it. */
export function prepareFolders({ data, spool }: Readonly<Record<'data' | 'spool', string>>): void {
  for (const folder of [data, spool]) refuseBottomless(folder);
  try {
    makeFolder(data, PRIVATE_MODE);
  } catch {
    // With a server's database it may not be needed at all.
  }
}

function refuseBottomless(folder: string): void {
  const there = nearest(folder);
  try {
    rmdirSync(mkdtempSync(path.join(there, '.carillon-')));
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') return;
    const told = `nothing can be made in ${there}: choose a folder on a disk for ${folder} (CARILLON_DATA, CARILLON_SPOOL)`;
    throw new AppError('folder-unusable', told, { retryable: false, cause });
  }
}

/** The folder itself, or the first above it that is there. */
function nearest(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearest(above);
}
