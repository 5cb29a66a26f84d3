/** Folders and files: can this account use them, and nobody else what is secret. */

import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { listKeys } from '../adapters/keys/key-folder.ts';
import type { Config } from '../config/config.ts';
import { configInForce } from '../config/config.ts';
import type { Carillon } from '../main.ts';
import { type Check, Finding, look } from './check.ts';

type Folders = Carillon['folders'];

/** Written by the daemon: nobody else may, and it must be able to. */
export function folders(places: Folders, { logFile }: Config): Promise<Check> {
  const todo = 'give the folder to the account that runs Carillon, and run commands as that account';
  return look('folders', todo, async () => {
    const own = process.getuid?.() ?? 0;
    const written = [places.data, places.spool, ...(logFile === null ? [] : [path.dirname(path.resolve(logFile))])];
    for (const folder of written) {
      await mkdir(folder, { recursive: true });
      const { mode, uid } = await stat(folder);
      if (own !== 0 && uid !== own && (mode & 0o022) === 0)
        throw new Error(`${folder} belongs to account ${uid}, not to ${own}`);
      await access(folder, constants.W_OK | constants.X_OK);
      if (mode & 0o002) throw new Finding(`everybody may write into ${folder}`, `chmod o-w ${folder}`);
    }
    await mkdir(places.drop, { recursive: true });
    await access(places.drop, constants.R_OK | constants.X_OK);
    return `data ${places.data}, spool ${places.spool}, drop tree ${places.drop}`;
  });
}

/** Files that hold secrets are for the daemon alone. */
export function secrets(environment: NodeJS.ProcessEnv): Promise<Check> {
  return look('secrets', 'see that the file is there and may be read', async () => {
    const { CARILLON_CONFIG: file } = environment;
    const inFile = configInForce(environment).filter(({ isSecret, from }) => isSecret && from === 'file');
    if (!file || inFile.length === 0) return 'none in the configuration file';
    const { mode } = await stat(file);
    if (mode & 0o004)
      throw new Finding(
        `${file} holds ${inFile.map(({ key }) => key).join(', ')}, and everybody may read it`,
        `chmod 640 ${file}`,
      );
    return `in ${file}, not for everybody`;
  });
}

export function keys({ keys: folder }: Folders): Promise<Check> {
  return look('keys', 'take what is no key out of the folder', async () => {
    const found = await listKeys(folder);
    const open = found.find((one) => !one.isPrivate);
    if (open)
      throw new Finding(
        `${open.file} can be read by others`,
        `chmod 600 ${open.file}, and make a new key if it was seen`,
      );
    return found.length === 0 ? 'none' : found.map((one) => `${one.partner} (${one.bits} bits)`).join(', ');
  });
}
