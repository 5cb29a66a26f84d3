/** The spool on a folder: bytes go to tmp/ while they are hashed and end, fsynced, under objects/ by their SHA-256. */

import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir, readFile, rename, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { OpenSpool } from '../../domain/deposit/spool.ts';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import { MARK } from './claimed.ts';
import { makeFolder, makeInside, replaceFile, sweepUnfinished, syncFolder, trouble } from './disk.ts';
import { measureObjects, sweepObjects } from './folder-sweep.ts';
import { type Finish, receiveIn } from './incoming.ts';
import { isObjectName, needObjectName } from './object-name.ts';
import { ownName } from './owner.ts';
import { readSlices } from './read-slices.ts';

/** Opens the spool under a folder, making it and sweeping it first. Throws AppError `no-room`, `spool-unavailable`. */
export async function openFolderSpool(root: string): Promise<OpenSpool> {
  const objects = path.join(root, 'objects');
  const tmp = path.join(root, 'tmp');
  const own = path.join(tmp, ownName());
  const mark = path.join(root, MARK);
  /** As it was last read: it is asked for with each deposit, and hardly ever changes. */
  let readMark: { readonly version: string; readonly owner: string } | null = null;
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
    const making = makeInside(folder).then(() => syncFolder(objects));
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
    measure: () => measureObjects(root).catch(told),
    keepsRemoved: async () => false,
    async owner() {
      try {
        const { ino, mtimeMs } = await stat(mark);
        const version = `${ino} ${mtimeMs}`;
        if (readMark?.version !== version) readMark = { version, owner: (await readFile(mark, 'utf8')).trim() };
        return readMark.owner;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw trouble(error);
      }
    },
    claim: (installation) => replaceFile(mark, `${installation}\n`).catch(told),
    async has(sha256) {
      needObjectName(sha256);
      try {
        await access(objectPath(sha256));
        return true;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false;
        throw trouble(error);
      }
    },
    isEmpty: () => isWithoutObjects(objects).catch(told),
    async close() {
      // Not empty, or never made: the sweep has the last word.
      await rmdir(own).catch(() => undefined);
    },
  };
}

/** What the disk says, in the port's words. */
function told(error: unknown): never {
  throw trouble(error);
}

async function isWithoutObjects(objects: string): Promise<boolean> {
  for (const prefix of await readdir(objects))
    if ((await readdir(path.join(objects, prefix))).some(isObjectName)) return false;
  return true;
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
