/** The private PostgreSQL on disk and as a process: its folders, its first filling, its start and its stop. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chown,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from './embedded-postgres-lock.ts';
import {
  checkReach,
  findPrograms,
  type Identity,
  identityFor,
  type Programs,
  unavailable,
} from './embedded-postgres-programs.ts';

const run = promisify(execFile);

/** All that the private server keeps, in one folder under the data folder. */
export interface Home {
  readonly folder: string;
  readonly cluster: string;
  readonly lock: string;
  readonly log: string;
}

/** A server that runs: its process and the folder of its socket. */
export interface Running {
  readonly pid: number;
  readonly socketFolder: string;
}

export const port = 5432;
export const owner = 'carillon';
const socketName = `.s.PGSQL.${port}`;
/** The kernel's limit for a socket's path is 107 bytes on Linux and 103 on macOS. */
const maxSocketPath = 103;
const maxLogBytes = 4 << 20;
/** The last checkpoint may have to write all of the buffers to a slow disk. */
const maxStopMs = 60_000;

/** Makes the folder where missing, private to whom the server will run as. */
export async function openHome(dataFolder: string): Promise<Home> {
  await mkdir(dataFolder, { recursive: true });
  const folder = path.join(await realpath(dataFolder), 'postgres');
  const { uid, gid } = await stat(path.dirname(folder));
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined && process.getuid?.() === 0)
    await chown(folder, uid, gid);
  return {
    folder,
    cluster: path.join(folder, 'data'),
    lock: path.join(folder, 'start.lock'),
    log: path.join(folder, 'postgres.log'),
  };
}

/** The server of this home when its process lives; a number that went to another process is not taken for it. */
export async function runningServer(home: Home): Promise<Running | null> {
  const lines = await pidFile(home);
  const pid = Number(lines?.[0]);
  const socketFolder = lines?.[4];
  if (!(await isAlive(pid)) || !(await worksIn(home, pid))) return null;
  return { pid, socketFolder: socketFolder || (await socketFolderOf(home, null)) };
}

async function pidFile(home: Home): Promise<string[] | null> {
  const text = await readFile(path.join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => null);
  return text === null ? null : text.split('\n');
}

/** A postmaster's working folder is its cluster. */
async function worksIn(home: Home, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') {
    return await run('ps', ['-p', String(pid), '-o', 'comm=']).then(
      (shown) => shown.stdout.includes('postgres'),
      () => false,
    );
  }
  try {
    return await isSameFolder(`/proc/${pid}/cwd`, home.cluster);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

/** One folder may have several paths. */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = [await stat(one), await stat(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Starts the server in a session of its own, so that neither Ctrl-C nor the end of this process ends it. The caller holds the lock. */
export async function startServer(home: Home): Promise<Running> {
  const identity = await identityFor(home.folder);
  if (identity.owner) await chown(home.folder, identity.owner.uid, identity.owner.gid);
  const libraries = path.join(home.folder, 'lib');
  const programs = await findPrograms(libraries);
  if (identity.owner) await chown(libraries, identity.owner.uid, identity.owner.gid);
  await checkReach(identity, home.folder, programs);
  await fillCluster(home, programs, identity);
  await disownPidFile(home);
  const socketFolder = await socketFolderOf(home, identity);
  await keepLogSmall(home);
  const log = await open(home.log, 'a', 0o600);
  if (identity.owner) await log.chown(identity.owner.uid, identity.owner.gid);
  try {
    const [program = '', ...args] = [
      ...identity.prefix,
      programs.postgres,
      '-D',
      home.cluster,
      ...settings(socketFolder),
    ];
    const child = spawn(program, args, {
      cwd: home.folder,
      env: programs.env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid ?? 0));
      child.once('error', (cause) =>
        reject(unavailable(`${program} does not start here. Set DATABASE_URL to a PostgreSQL server.`, cause)),
      );
    });
    child.unref();
    return { pid, socketFolder };
  } finally {
    await log.close();
  }
}

function settings(socketFolder: string): string[] {
  const values = {
    listen_addresses: '',
    port,
    unix_socket_directories: `"${socketFolder}"`,
    unix_socket_permissions: '0700',
    max_connections: 60,
    shared_buffers: '64MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    wal_compression: 'on',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Below LOG stand the errors of single statements, which whoever sent them reports.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    cluster_name: 'carillon',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A cluster is there whole or not at all: an aborted initdb leaves only a folder that the next start removes. */
async function fillCluster(home: Home, programs: Programs, identity: Identity): Promise<void> {
  const leftovers = (await readdir(home.folder)).filter((name) => name.startsWith('new-'));
  for (const name of leftovers)
    await rm(path.join(home.folder, name), { recursive: true, force: true }).catch(() => undefined);
  if (await stat(path.join(home.cluster, 'PG_VERSION')).catch(() => null)) return;
  const fresh = path.join(home.folder, `new-${process.pid}-${Date.now()}`);
  const [program = '', ...args] = [...identity.prefix, programs.initdb, '--pgdata', fresh, '--username', owner];
  const choices = [
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    await run(program, [...args, ...choices, '--data-checksums', '--no-instructions'], {
      env: programs.env,
      cwd: home.folder,
    });
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    const said = cause instanceof Error && 'stderr' in cause ? cause.stderr : cause;
    throw unavailable(`The private PostgreSQL could not be set up in ${home.folder}: ${said}`, cause);
  }
  await rename(fresh, home.cluster);
  const folder = await open(home.folder);
  await folder.sync().finally(() => folder.close());
}

/**
 * A pid file whose process is gone may carry a number that lives again as something else, and PostgreSQL would refuse
 * to start. It never takes its parent for a rival, so our number goes in; the rest stays, for it finds survivors of the
 * dead server by their shared memory.
 */
async function disownPidFile(home: Home): Promise<void> {
  const lines = await pidFile(home);
  if (lines) await writeFile(path.join(home.cluster, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

/** In the home where the path is short enough for a socket, else in the folder for temporary files, checked against squatters. */
async function socketFolderOf(home: Home, identity: Identity | null): Promise<string> {
  const inside = path.join(home.folder, 'socket');
  const fits = Buffer.byteLength(path.join(inside, socketName)) <= maxSocketPath;
  const name = createHash('sha256').update(home.folder).digest('hex').slice(0, 16);
  const folder = fits ? inside : path.join(os.tmpdir(), `carillon-${name}`);
  if (!identity) return folder;
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && identity.owner) await chown(folder, identity.owner.uid, identity.owner.gid);
  const { uid, mode } = await lstat(folder);
  const wanted = identity.owner?.uid ?? process.getuid?.();
  if (uid !== wanted || (mode & 0o170077) !== 0o040000) {
    throw unavailable(
      `${folder} must be a folder that only account ${wanted} may enter: PostgreSQL puts its socket there.`,
    );
  }
  return folder;
}

/** Stops the server and waits for its end. Those who are still connected are cut off. False: it takes too long. */
export async function stopServer(running: Running): Promise<boolean> {
  process.kill(running.pid, 'SIGINT');
  const deadline = Date.now() + maxStopMs;
  while (await isAlive(running.pid)) {
    if (Date.now() > deadline) return false;
    await pause(10);
  }
  return true;
}

/** The last lines the server wrote, to say why it is not there. */
export async function lastWords(home: Home): Promise<string> {
  const text = await readFile(home.log, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-4).join(' | ');
}

/** The server appends, so its log may be cut under it. */
export async function keepLogSmall(home: Home): Promise<void> {
  const { size } = await stat(home.log).catch(() => ({ size: 0 }));
  if (size <= maxLogBytes) return;
  await copyFile(home.log, `${home.log}.1`);
  await truncate(home.log);
}
