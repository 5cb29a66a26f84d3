/** Bytes that come in: hashed on their way into a file of this process, and from there to the place where they are kept. */

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Sealed } from '../../domain/deposit/deposit.ts';
import type { Incoming } from '../../domain/deposit/spool.ts';
import { codeOf } from '../../domain/model/errors.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { makeInside, trouble } from './disk.ts';

/** An upload up to this size is held in memory until it is whole, and written at once: each call of the disk costs more than it. */
const SMALL_BYTES = 256 * 1024;
/** All uploads of this process together hold no more; beyond, they go to their files as they come. */
const HELD_BYTES = 32 * MEGABYTE;
let held = 0;

/** How an upload ends that is to be kept. */
export interface Finish {
  /** The file itself will be what is kept: it has to survive a power cut. */
  readonly isSynced: boolean;
  /** Takes the file away to where it is kept, or its content; then it is durable there. */
  readonly place: (file: string, sha256: string, size: number) => Promise<void>;
}

/**
 * Begins an upload in a folder of this process. What it is asked for throws AppError `no-room`, `spool-unavailable`. `heldBytes`: 0 for
 * who wants to know at once what the disk says.
 */
export function receiveIn(folder: string, { isSynced, place }: Finish, heldBytes = SMALL_BYTES): Incoming {
  const file = path.join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  /** Not written yet, in order. */
  let waiting: Uint8Array[] = [];
  let ownHeld = 0;
  let handle: FileHandle | null = null;

  function letGo(): Uint8Array[] {
    const all = waiting;
    held -= ownHeld;
    ownHeld = 0;
    waiting = [];
    return all;
  }

  async function spill(): Promise<FileHandle> {
    const all = letGo();
    handle ??= await openNew(file);
    const [only, second] = all;
    if (only) await handle.writeFile(second ? Buffer.concat(all) : only);
    return handle;
  }

  async function closeOnce(): Promise<void> {
    const open = handle;
    handle = null;
    await open?.close();
  }

  async function discard(): Promise<void> {
    letGo();
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
      const isHeld = handle === null && size + chunk.length <= heldBytes && held + chunk.length <= HELD_BYTES;
      waiting.push(chunk);
      held += chunk.length;
      ownHeld += chunk.length;
      const writing = isHeld ? null : spill();
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
      const whole = await spill();
      if (isSynced) await whole.datasync();
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

/** A new file; its folder is made with the first one, so that who only reads leaves none behind. */
async function openNew(file: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return await open(file, flags, 0o600);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    // The process's own, and the one of all processes where somebody has cleaned up; not the spool.
    await makeInside(path.dirname(path.dirname(file)));
    await makeInside(path.dirname(file));
    return open(file, flags, 0o600);
  }
}
