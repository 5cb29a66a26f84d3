/** The spool on a folder: bytes go to tmp/ while they are hashed and end, fsynced, under objects/ by their SHA-256. */

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Sealed } from '../../domain/deposit/deposit.ts';
import { AppError } from '../../domain/model/errors.ts';
import type { Incoming, Spool } from '../../domain/ports.ts';
import { FOREIGN_AGE_MS, ownerState, ownName } from './spool-owner.ts';

const READ_BYTES = 256 * 1024;

/** A spool with what the daemon needs besides: a readiness check. */
export interface FolderSpool extends Spool {
  /** Writes, syncs and removes a small file. Throws AppError `no-room`, `spool-unavailable`. */
  check(): Promise<void>;
  /** Takes this process's folder away, unless something unfinished is in it. */
  close(): Promise<void>;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The disk's trouble in the port's words. */
function trouble(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new AppError('no-room', 'the spool has no room left', { cause: error })
    : new AppError('spool-unavailable', `the spool cannot be used (${code || 'unknown error'})`, { cause: error });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made === undefined) return;
  // Every folder that is new has its entry in its parent: sync from the first new one's parent down.
  for (let at = folder; at.length >= made.length; at = path.dirname(at)) await syncFolder(path.dirname(at));
}

/** Removes what dead processes left half-written under a spool's folder, and their folders. */
export async function sweepUnfinished(root: string): Promise<void> {
  const tmp = path.join(root, 'tmp');
  for (const name of await readdir(tmp)) {
    const folder = path.join(tmp, name);
    const state = ownerState(name);
    if (state === 'alive') continue;
    if (state === 'unknown' && Date.now() - (await stat(folder)).mtimeMs < FOREIGN_AGE_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Opens the spool under a folder, making it and sweeping it first. Throws AppError `no-room`, `spool-unavailable`. */
export async function openSpool(root: string): Promise<FolderSpool> {
  const objects = path.join(root, 'objects');
  const tmp = path.join(root, 'tmp');
  const own = path.join(tmp, ownName());
  try {
    await makeFolder(objects);
    await makeFolder(tmp);
    await sweepUnfinished(root);
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

  async function receive(): Promise<Incoming> {
    const file = path.join(own, randomUUID());
    try {
      return incoming(file, await openNew(file), place);
    } catch (error) {
      throw trouble(error);
    }
  }

  async function* read(sha256: string, range?: { readonly start: number; readonly end: number }) {
    const handle = await openObject(objectPath(sha256), sha256);
    try {
      let position = range?.start ?? 0;
      const end = range === undefined ? Number.POSITIVE_INFINITY : range.end;
      while (position <= end) {
        const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - position + 1));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw trouble(error);
    } finally {
      await handle.close();
    }
  }

  async function forget(sha256: string): Promise<void> {
    await unlink(objectPath(sha256)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw trouble(error);
    });
  }

  async function check(): Promise<void> {
    const probe = await receive();
    try {
      await probe.write(Buffer.from('ready?'));
    } finally {
      await probe.discard();
    }
  }

  return {
    receive,
    open: read,
    forget,
    check,
    async close() {
      // Not empty, or never made: the sweep has the last word.
      await rmdir(own).catch(() => undefined);
    },
  };
}

/** A new file; its folder is made with the first one, so that who only reads leaves none behind. */
async function openNew(file: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(path.dirname(file));
    return open(file, flags, 0o600);
  }
}

async function openObject(file: string, sha256: string): Promise<FileHandle> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AppError('source-missing', 'not a SHA-256');
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new AppError('source-missing', `no object ${sha256}`, { cause: error });
    throw trouble(error);
  }
}

function incoming(file: string, handle: FileHandle, place: (file: string, sha256: string) => Promise<void>): Incoming {
  const hash = createHash('sha256');
  let size = 0;
  let isOpen = true;

  async function closeOnce(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  }

  async function discard(): Promise<void> {
    try {
      await closeOnce();
      await unlink(file);
    } catch (error) {
      // The sweep at the next start takes what could not be removed now.
      if (codeOf(error) !== 'ENOENT') throw trouble(error);
    }
  }

  async function write(chunk: Uint8Array): Promise<void> {
    try {
      const writing = handle.writeFile(chunk);
      hash.update(chunk);
      size += chunk.length;
      await writing;
    } catch (error) {
      throw trouble(error);
    }
  }

  async function seal(): Promise<Sealed> {
    try {
      const sha256 = hash.digest('hex');
      await handle.datasync();
      await closeOnce();
      await place(file, sha256);
      return { sha256, size };
    } catch (error) {
      await discard().catch(() => undefined);
      throw trouble(error);
    }
  }

  return { write, seal, discard };
}
