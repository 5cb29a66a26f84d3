/** What every spool needs of a disk: its trouble in the port's words, folders that survive a power cut, what dead processes left. */

import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import { FOREIGN_AGE_MS, ownerState } from './owner.ts';

/** The disk's trouble in the port's words. */
export function trouble(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new AppError('no-room', 'the spool has no room left', { cause: error })
    : new AppError('spool-unavailable', `the spool cannot be used (${toldOf(error) || code || 'unknown error'})`, {
        cause: error,
      });
}

/** The system's words, which name the place: `EACCES: permission denied, mkdir '/spool/tmp/…'`. */
function toldOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error ? error.message : '';
}

/** Makes the entries of a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Deposited files are for the account that keeps them. */
const PRIVATE_MODE = 0o750;

/** Makes a folder that survives a power cut, and those that it stands in. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: PRIVATE_MODE });
  if (made === undefined) return;
  // Every folder that is new has its entry in its parent: sync from the first new one's parent down.
  for (let at = folder; at.length >= made.length; at = path.dirname(at)) await syncFolder(path.dirname(at));
}

/** Makes a folder in one that must be there: a spool that was moved away, or is not mounted any more, is not made anew. */
export async function makeInside(folder: string): Promise<void> {
  await mkdir(folder, { mode: PRIVATE_MODE }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** Writes a small file whole, in the place of the one that was there; it survives a power cut. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}`;
  const handle = await open(beside, 'w', 0o640);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(path.dirname(file));
}

/** Removes what dead processes left in folders of their own. */
export async function sweepUnfinished(tmp: string): Promise<void> {
  for (const name of await readdir(tmp)) {
    const folder = path.join(tmp, name);
    const state = ownerState(name);
    if (state === 'alive') continue;
    if (state === 'unknown' && Date.now() - (await stat(folder)).mtimeMs < FOREIGN_AGE_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}
