/** Folders and files: can this account use them, and nobody else what is secret. */

import { access, constants, mkdtemp, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { listKeys } from '../adapters/keys/key-folder.ts';
import type { Config } from '../config/config.ts';
import { configInForce } from '../config/config.ts';
import { makeFolder } from '../config/folders.ts';
import { codeOf } from '../domain/model/errors.ts';
import type { Carillon } from '../main.ts';
import { type Check, eachOf, Finding, look } from './check.ts';

type Folders = Carillon['folders'];

/** What to do about what the system says of a folder. */
const REMEDIES: Readonly<Record<string, string>> = {
  EROFS:
    'mount its file system so that it can be written, or name a folder on another one (CARILLON_DATA, CARILLON_SPOOL)',
  ENOENT: 'name a folder on a disk (CARILLON_DATA, CARILLON_SPOOL): nothing can be made there',
  EEXIST: 'a file stands in its place: take it away, or name another folder',
  ENOTDIR: 'a file stands in its place: take it away, or name another folder',
  ENOSPC: 'make room on its disk',
};
const TO_ACCOUNT = 'give the folder to the account that runs Carillon, and run commands as that account';

/** Written by the daemon: nobody else may, and it must be able to. */
export function folders(places: Folders, { logFile }: Config): Promise<Check> {
  const todo = (error: unknown): string => REMEDIES[codeOf(error)] ?? TO_ACCOUNT;
  return look('folders', todo, async () => {
    const written = [places.data, places.spool, ...(logFile === null ? [] : [path.dirname(path.resolve(logFile))])];
    await eachOf(todo, [
      ...written.map((folder) => () => checkWritten(folder)),
      ...[places.data, places.spool].map((folder) => () => checkPrivate(folder, places.data)),
      async () => {
        makeFolder(places.drop);
        await access(places.drop, constants.R_OK | constants.X_OK);
      },
    ]);
    return `data ${places.data}, spool ${places.spool}, drop tree ${places.drop}`;
  });
}

async function checkWritten(folder: string): Promise<void> {
  makeFolder(folder, 0o750);
  const own = process.getuid?.() ?? 0;
  const there = await stat(folder);
  const { mode, uid } = there;
  if (!there.isDirectory()) throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' });
  if (own !== 0 && uid !== own && (mode & 0o022) === 0)
    throw new Error(`${folder} belongs to account ${uid}, not to ${own}`);
  // What it says of itself is not always so: a file system may refuse all the same.
  const refusal = await refusalOf(folder);
  if (refusal !== null && codeOf(refusal) === 'EACCES' && uid === own)
    throw new Finding(`${folder} may not be written by its own account`, `chmod u+rwx ${folder}`);
  if (refusal !== null) throw refusal;
  if (mode & 0o002) throw new Finding(`everybody may write into ${folder}`, `chmod o-w ${folder}`);
}

/** What the system says to whoever makes something there; null: nothing. */
async function refusalOf(folder: string): Promise<unknown> {
  try {
    await rmdir(await mkdtemp(path.join(folder, '.carillon-')));
    return null;
  } catch (error) {
    return error;
  }
}

/** Exports of schools are in it, with names of pupils. Whoever may not pass through the data folder sees nothing of what is in it. */
async function checkPrivate(folder: string, data: string): Promise<void> {
  const isHidden = folder !== data && isInside(folder, data) && ((await stat(data)).mode & 0o001) === 0;
  const { mode } = await stat(folder);
  if ((mode & 0o004) === 0 || isHidden) return;
  throw new Finding(
    `every account of this machine may look into ${folder}, and names of pupils are in it`,
    // A private PostgreSQL that root starts runs for another account, and has to pass.
    `chmod ${process.getuid?.() === 0 ? 'o-r' : 'o-rx'} ${folder}`,
  );
}

function isInside(folder: string, outer: string): boolean {
  return !path.relative(outer, folder).startsWith('..');
}

/** Files that hold secrets are for the daemon alone. */
export function secrets(environment: NodeJS.ProcessEnv): Promise<Check> {
  return look('secrets', 'see that the file is there and may be read', async () => {
    const { CARILLON_CONFIG: file } = environment;
    const inFile = configInForce(environment).filter(({ isSecret, from }) => isSecret && from === 'file');
    if (!file || inFile.length === 0) return 'none in the configuration file';
    const { mode, uid, gid } = await stat(file);
    if (mode & 0o004)
      throw new Finding(
        `${file} holds ${inFile.map(({ key }) => key).join(', ')}, and everybody may read it`,
        `${isOurs({ uid, gid }) ? '' : `chgrp ${process.getgid?.()} ${file} && `}chmod 640 ${file}`,
      );
    return `in ${file}, not for everybody`;
  });
}

/** May this account read a file of theirs when others may not? */
export function isOurs(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  own = process.getuid?.() ?? 0,
  groups = [process.getgid?.(), ...(process.getgroups?.() ?? [])],
): boolean {
  return own === 0 || own === uid || groups.includes(gid);
}

/** A key that another account has made is one all the same. */
export function toKeys(error: unknown): string {
  return codeOf(error) === 'EACCES'
    ? 'give it to the account that runs Carillon (chown, as root): it is needed for encrypted exports'
    : 'take what is no key out of the folder';
}

export function keys({ keys: folder }: Folders): Promise<Check> {
  return look('keys', toKeys, async () => {
    const found = await listKeys(folder);
    const open = found.filter((one) => !one.isPrivate).map(({ file }) => file);
    if (open.length > 0)
      throw new Finding(
        `${open.join(', ')} can be read by others`,
        `chmod 600 ${open.join(' ')}, and make ${open.length === 1 ? 'a new key if it was' : 'new keys if they were'} seen`,
      );
    return found.length === 0 ? 'none' : found.map((one) => `${one.partner} (${one.bits} bits)`).join(', ');
  });
}
