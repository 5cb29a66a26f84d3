/** Whose data folder it is: what another account makes in it, root above all, the daemon could not read afterwards. */

import { access, constants, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../domain/model/errors.ts';
import { noteFileOf } from './database-note.ts';

/** Only the daemon has a say where it once ran: a folder that root made for it says nothing. */
export interface AccountWishes {
  /** For the daemon: a folder in which none has run yet is its own, whoever made it. */
  readonly isDaemon?: boolean;
  /** Who asks. */
  readonly own?: number | undefined;
}

/**
 * Throws AppError `account-other` for a command that another account runs than the folder's daemon: root would leave deposited files
 * and keys there that the daemon cannot read, and others could not write.
 */
export async function refuseOtherAccount(
  dataFolder: string,
  { isDaemon = false, own = process.getuid?.() }: AccountWishes = {},
): Promise<void> {
  const note = await stat(noteFileOf(dataFolder)).catch(() => null);
  const owner = note ?? (isDaemon ? null : await stat(dataFolder).catch(() => null));
  if (owner === null || own === undefined || owner.uid === own) return;
  if (own !== 0 && (await isWritten(dataFolder))) return;
  const name = await nameOf(owner.uid);
  const how = name === null ? '' : `, e.g. runuser -u ${name} -- carillon …`;
  throw new AppError(
    'account-other',
    `${path.resolve(dataFolder)} belongs to the account ${name ?? owner.uid}, and what another one makes in it that account could not read: run this as that account${how}`,
    { retryable: false },
  );
}

function isWritten(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** As this machine knows the account; null where it has a number only, as in containers. */
async function nameOf(uid: number): Promise<string | null> {
  const known = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = known.split('\n').find((one) => one.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? null;
}
