/** Takes a copy of a complete file of the drop tree into its owner's drop folder, or says why it is left alone. */

import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isCertainlyNoExport, type Sealed } from '../../domain/deposit/deposit.ts';
import type { DropFolders, Incoming, Spool } from '../../domain/ports.ts';
import type { DropPath } from './drop-path.ts';

const READ_BYTES = 256 * 1024;
const HEAD_BYTES = 64;

/** Reasons for which a file stays where it is; they are logged once for each state of the file. */
export type Problem =
  | 'unknown-login'
  | 'other-site'
  | 'unknown-establishment'
  | 'bad-name'
  | 'too-large'
  | 'not-an-export';

export type Taken =
  | { readonly depositId: string }
  | { readonly problem: Problem }
  /** It changed while it was read, or is gone: look again later. */
  | 'changed';

/** What makes a file the same as when it was last looked at. */
export interface Fingerprint {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly inode: bigint;
}

export interface TakeParts {
  readonly folders: DropFolders;
  readonly spool: Spool;
  /** The tree's real path. */
  readonly root: string;
  readonly maxBytes: number;
}

async function fingerprintOf(handle: FileHandle): Promise<Fingerprint | null> {
  const stat = await handle.stat({ bigint: true });
  return stat.isFile() ? { size: Number(stat.size), mtimeNs: stat.mtimeNs, inode: stat.ino } : null;
}

export function isSame(a: Fingerprint | null, b: Fingerprint | null): boolean {
  return a !== null && b !== null && a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;
}

/** Throws what spool and drop folders throw. */
export async function take(parts: TakeParts, file: string, place: DropPath, expected: Fingerprint): Promise<Taken> {
  const { folders } = parts;
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}\\\ufffd]/u.test(place.name)) return { problem: 'bad-name' };
  const account = await folders.accountOf(place.login);
  if (account === null) return { problem: 'unknown-login' };
  if (account.siteId !== place.siteId) return { problem: 'other-site' };
  if (place.establishment !== null) {
    const known = await folders.establishmentsOf(place.siteId);
    if (!known?.includes(place.establishment)) return { problem: 'unknown-establishment' };
  }
  if (expected.size > parts.maxBytes) return { problem: 'too-large' };
  const sealed = await copyIn(parts, file, place.name, expected);
  if (typeof sealed === 'string') return sealed === 'changed' ? sealed : { problem: sealed };
  const folder = { siteId: place.siteId, establishment: place.establishment, accountId: account.id };
  const kept = await folders.keep(folder, { name: place.name, sealed, via: 'drop-folder' });
  return { depositId: kept.depositId };
}

async function copyIn(
  { spool, root }: TakeParts,
  file: string,
  name: string,
  expected: Fingerprint,
): Promise<Sealed | 'changed' | 'not-an-export'> {
  const folder = path.dirname(file);
  // A folder that has become a link would lead out of the tree.
  if ((await realpath(folder).catch(() => null)) !== folder || !folder.startsWith(root)) return 'changed';
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => null);
  if (handle === null) return 'changed';
  let incoming: Incoming | null = await spool.receive().catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  try {
    if (!isSame(await fingerprintOf(handle), expected)) return 'changed';
    let position = 0;
    for (;;) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      if (position === 0 && isCertainlyNoExport(name, chunk.subarray(0, HEAD_BYTES))) return 'not-an-export';
      position += bytesRead;
      if (position > expected.size) return 'changed';
      await incoming.write(chunk);
    }
    if (position !== expected.size || !isSame(await fingerprintOf(handle), expected)) return 'changed';
    const complete = incoming;
    incoming = null;
    return await complete.seal();
  } finally {
    await handle.close();
    await incoming?.discard();
  }
}
