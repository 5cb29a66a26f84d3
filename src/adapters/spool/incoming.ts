/** Bytes that come in: into a file of this process while they are hashed, and from there to the place where they are kept. */

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Sealed } from '../../domain/deposit/deposit.ts';
import type { Incoming } from '../../domain/deposit/spool.ts';
import { codeOf, makeFolder, trouble } from './disk.ts';

/** How an upload ends that is to be kept. */
export interface Finish {
  /** The file itself will be what is kept: it has to survive a power cut. */
  readonly isSynced: boolean;
  /** Takes the file away to where it is kept, or its content; then it is durable there. */
  readonly place: (file: string, sha256: string, size: number) => Promise<void>;
}

/** Begins an upload in a folder of this process. Throws AppError `no-room`, `spool-unavailable`. */
export async function receiveIn(folder: string, finish: Finish): Promise<Incoming> {
  const file = path.join(folder, randomUUID());
  try {
    return incoming(file, await openNew(file), finish);
  } catch (error) {
    throw trouble(error);
  }
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

function incoming(file: string, handle: FileHandle, { isSynced, place }: Finish): Incoming {
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
      const sealed = { sha256: hash.digest('hex'), size };
      if (isSynced) await handle.datasync();
      await closeOnce();
      await place(file, sealed.sha256, sealed.size);
      return sealed;
    } catch (error) {
      await discard().catch(() => undefined);
      throw trouble(error);
    }
  }

  return { write, seal, discard };
}
