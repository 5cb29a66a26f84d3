/** The private PostgreSQL on disk: its folders and the first filling of its cluster. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Identity, ownNamespace, type Programs, unavailable } from './embedded-postgres-programs.ts';

const run = promisify(execFile);

/** All that the private server keeps, in one folder under the data folder. */
export interface Home {
  readonly folder: string;
  readonly cluster: string;
  readonly libraries: string;
  readonly lock: string;
  readonly log: string;
}

export const port = 5432;
export const superuser = 'carillon';
export const socketName = `.s.PGSQL.${port}`;
/** The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS. */
const maxSocketPath = 103;
const choices = [
  `--username=${superuser}`,
  '--auth-local=trust',
  '--auth-host=reject',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--no-instructions',
];

/** Makes the folder where missing; it belongs to whom the data folder belongs to, and nobody else may enter. */
export async function openHome(dataFolder: string): Promise<Home> {
  await mkdir(dataFolder, { recursive: true });
  const parent = await realpath(dataFolder);
  const folder = path.join(parent, 'postgres');
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && process.getuid?.() === 0) {
    const { uid, gid } = await stat(parent);
    await chown(folder, uid, gid);
  }
  return {
    folder,
    cluster: path.join(folder, 'data'),
    libraries: path.join(folder, 'lib'),
    lock: path.join(folder, 'start.lock'),
    log: path.join(folder, 'postgres.log'),
  };
}

/** Gives a file or folder to the account of the server. */
export async function handOver(place: string, { owner }: Identity): Promise<void> {
  if (owner) await chown(place, owner.uid, owner.gid);
}

/** A cluster is there whole or not at all: an aborted initdb leaves only a folder that the next start removes. */
export async function fillCluster(home: Home, programs: Programs, identity: Identity): Promise<void> {
  for (const name of await readdir(home.folder)) {
    if (name.startsWith('new-')) await remove(path.join(home.folder, name));
  }
  if (await stat(path.join(home.cluster, 'PG_VERSION')).catch(() => null)) return;
  const fresh = path.join(home.folder, `new-${process.pid}-${Date.now()}`);
  const command = [programs.initdb, '--pgdata', fresh, ...choices];
  try {
    // initdb, unlike the server, wants a name for the account it runs as; containers often have only a number.
    await initialise([...identity.prefix, ...command], home, programs).catch(async (error: unknown) => {
      if (!complaintOf(error).includes('could not look up effective user ID')) throw error;
      await initialise([...identity.prefix, ...ownNamespace, ...command], home, programs);
    });
  } catch (error) {
    await remove(fresh);
    throw unavailable(`The private PostgreSQL cannot be set up in ${home.folder}: ${complaintOf(error)}`, error);
  }
  await rename(fresh, home.cluster);
  const folder = await open(home.folder);
  await folder.sync().finally(() => folder.close());
}

async function initialise(command: readonly string[], home: Home, programs: Programs): Promise<void> {
  const [program = '', ...args] = command;
  await run(program, args, { env: programs.env, cwd: home.folder });
}

function complaintOf(error: unknown): string {
  return error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
}

/** An initdb whose parent was killed may still write there: what cannot go now goes at the next start. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** In the home where the path is short enough for a socket, else in the folder for temporary files. */
export function socketFolderOf(home: Home): string {
  const inside = path.join(home.folder, 'socket');
  if (Buffer.byteLength(path.join(inside, socketName)) <= maxSocketPath) return inside;
  const name = createHash('sha256').update(home.folder).digest('hex').slice(0, 16);
  return path.join(os.tmpdir(), `carillon-${name}`);
}

/** Makes the folder where missing. Refuses one that is somebody else's or open to others: whoever gets in is superuser. */
export async function openSocketFolder(folder: string, identity: Identity): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await handOver(folder, identity);
  const { uid, mode } = await lstat(folder);
  const account = identity.owner?.uid ?? process.getuid?.();
  if (uid === account && (mode & 0o170077) === 0o040000) return;
  throw unavailable(
    `${folder} must be a folder that only account ${account} may enter: PostgreSQL puts its socket there.`,
  );
}
