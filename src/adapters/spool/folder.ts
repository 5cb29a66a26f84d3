/** The spool on a folder: bytes go to tmp/ while they are hashed and end, fsynced, under objects/ by their SHA-256. */

import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { OpenSpool } from '../../domain/deposit/spool.ts';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import { makeFolder, sweepUnfinished, syncFolder, trouble } from './disk.ts';
import { measureObjects, sweepObjects } from './folder-sweep.ts';
import { type Finish, receiveIn } from './incoming.ts';
import { needObjectName } from './object-name.ts';
import { ownName } from './owner.ts';
import { readSlices } from './read-slices.ts';

/** Opens the spool under a folder, making it and sweeping it first. Throws AppError `no-room`, `spool-unavailable`. */
export async function openFolderSpool(root: string): Promise<OpenSpool> {
  const objects = path.join(root, 'objects');
  const tmp = path.join(root, 'tmp');
  const own = path.join(tmp, ownName());
  try {
    await makeFolder(objects);
    await makeFolder(tmp);
    await sweepUnfinished(tmp);
  } catch (error) {
    throw trouble(error);
  }

  const objectPath = (sha256: string): string => path.join(objects, sha256.slice(0, 2), sha256);
  const prefixes = new Map<string, Promise<void>>();

  /** A folder under objects/ that is there and whose entry is on the disk; the first asker makes it, all wait for it. */
  function prefixReady(folder: string): Promise<void> {
    const known = prefixes.get(folder);
    if (known !== undefined) return known;
    const making = mkdir(folder, { recursive: true }).then(() => syncFolder(objects));
    prefixes.set(folder, making);
    making.catch(() => prefixes.delete(folder));
    return making;
  }

  async function place(file: string, sha256: string): Promise<void> {
    const target = objectPath(sha256);
    const folder = path.dirname(target);
    await prefixReady(folder);
    // Replaces an object of the same content: no gap in which a retention sweep could take the old one away.
    await rename(file, target).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      prefixes.delete(folder);
      await prefixReady(folder);
      await rename(file, target);
    });
    await syncFolder(folder);
  }

  const finish: Finish = { isSynced: true, place };

  async function* read(sha256: string, range?: { readonly start: number; readonly end: number }) {
    const handle = await openObject(objectPath(sha256), sha256);
    try {
      yield* readSlices(handle, range);
    } catch (error) {
      throw trouble(error);
    }
  }

  async function forget(sha256: string): Promise<void> {
    await unlink(objectPath(sha256)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw trouble(error);
    });
  }

  async function check(): Promise<void> {
    const probe = receiveIn(own, finish, 0);
    try {
      await probe.write(Buffer.from('ready?'));
    } finally {
      await probe.discard();
    }
  }

  return {
    receive: async () => receiveIn(own, finish),
    open: read,
    forget,
    check,
    async sweep(wanted) {
      const swept = await sweepObjects(root, wanted);
      await sweepUnfinished(tmp);
      return swept;
    },
    measure: () =>
      measureObjects(root).catch((error: unknown) => {
        throw trouble(error);
      }),
    keepsRemoved: async () => false,
    async close() {
      // Not empty, or never made: the sweep has the last word.
      await rmdir(own).catch(() => undefined);
    },
  };
}

async function openObject(file: string, sha256: string): Promise<FileHandle> {
  needObjectName(sha256);
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new AppError('source-missing', `no object ${sha256}`, { cause: error });
    throw trouble(error);
  }
}
