/** The private PostgreSQL as a process: found, started apart from ours, stopped; and its log. */
import { execFile, spawn } from 'node:child_process';
import { copyFile, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeOf } from '../../domain/model/errors.ts';
import type { Home } from './embedded-postgres-home.ts';
import { fillCluster, handOver, openSocketFolder, port, socketFolderOf, socketName } from './embedded-postgres-home.ts';
import { isAlive } from './embedded-postgres-lock.ts';
import {
  checkReach,
  findPrograms,
  type Identity,
  identityFor,
  type Programs,
  unavailable,
} from './embedded-postgres-programs.ts';

/** A server that runs: its process and the folder of its socket. */
export interface Running {
  readonly pid: number;
  readonly socketFolder: string;
}

export interface Started extends Running {
  /** Where its words begin in the log. */
  readonly logBytes: number;
}

const maxLogBytes = 4 << 20;
/** The last checkpoint may have to write all of the buffers to a slow disk. */
const maxStopMs = 60_000;
const settings = {
  listen_addresses: '',
  port,
  unix_socket_permissions: '0700',
  // A daemon takes up to 20, each further worker as many, and a command beside them up to 15.
  max_connections: 120,
  shared_buffers: '64MB',
  // Nothing copies from this server: less is written.
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

/** The server of this home when its process lives; a number that went to another process is not taken for it. */
export async function runningServer(home: Home): Promise<Running | null> {
  const [pid, , , , socketFolder] = await pidFile(home);
  if (!(await isAlive(Number(pid))) || !(await worksIn(home, Number(pid)))) return null;
  return { pid: Number(pid), socketFolder: socketFolder || socketFolderOf(home) };
}

function pidPath(home: Home): string {
  return path.join(home.cluster, 'postmaster.pid');
}

/** Process, cluster, start time, port and socket folder stand on lines of their own; none where there is no file. */
async function pidFile(home: Home): Promise<string[]> {
  const text = await readFile(pidPath(home), 'utf8').catch(() => '');
  return text === '' ? [] : text.split('\n');
}

/** A postmaster's working folder is its cluster. */
async function worksIn(home: Home, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return await isPostgres(pid);
  try {
    return await isSameFolder(`/proc/${pid}/cwd`, home.cluster);
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  const shown = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => null);
  return shown?.stdout.includes('postgres') ?? false;
}

/** One folder may have several paths. */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = [await stat(one), await stat(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Starts the server, with a cluster where there is none. The caller holds the lock and waits until it answers. */
export async function startServer(home: Home): Promise<Started> {
  const identity = await identityFor(home.folder);
  const programs = await findPrograms(home.libraries);
  await checkReach(identity, home.folder, programs);
  await handOver(home.folder, identity);
  await handOver(home.libraries, identity);
  await fillCluster(home, programs, identity);
  const socketFolder = socketFolderOf(home);
  await openSocketFolder(socketFolder, identity);
  await disownLocks(home, socketFolder, identity);
  // Where a log cannot be set aside, a server with a long log is better than none.
  await keepLogSmall(home).catch(() => undefined);
  const log = await open(home.log, 'a', 0o600);
  await handOver(home.log, identity);
  const options = Object.entries({ ...settings, unix_socket_directories: `"${socketFolder}"` });
  const command = [...identity.prefix, programs.postgres, '-D', home.cluster];
  for (const [name, value] of options) command.push('-c', `${name}=${value}`);
  try {
    const { size: logBytes } = await log.stat();
    return { pid: await spawnApart(command, programs, log.fd), socketFolder, logBytes };
  } finally {
    await log.close();
  }
}

/** In a session of its own, so that neither Ctrl-C nor the end of this process ends it. */
function spawnApart(command: readonly string[], programs: Programs, log: number): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: '/', env: programs.env, detached: true, stdio: ['ignore', log, log] });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause) =>
      reject(unavailable(`${program} does not start here. Set DATABASE_URL to a PostgreSQL server.`, cause)),
    );
  });
}

/**
 * The locks of a dead server may carry a number that lives again as something else, or whose end nobody has waited for,
 * and PostgreSQL would refuse to start. It never takes its parent for a rival, so our number goes into the cluster's
 * lock; the rest of that stays, for it finds survivors of the dead server by their shared memory. The lock is replaced
 * whole: cut to nothing by a full disk or a kill, it would keep every later server from starting, and goes.
 */
async function disownLocks(home: Home, socketFolder: string, identity: Identity): Promise<void> {
  const [, ...rest] = await pidFile(home);
  if (rest.length > 0) {
    const fresh = path.join(home.folder, 'postmaster.pid.new');
    await writeFile(fresh, [process.pid, ...rest].join('\n'), { mode: 0o600 });
    await handOver(fresh, identity);
    await rename(fresh, pidPath(home));
  } else await rm(pidPath(home), { force: true });
  await rm(path.join(socketFolder, `${socketName}.lock`), { force: true });
}

/** Stops the server and waits for its end. Those who are still connected are cut off. False: it takes too long. */
export async function stopServer({ pid }: Running): Promise<boolean> {
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + maxStopMs;
  while (await isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await pause(10);
  }
  return true;
}

/** The last lines the server wrote since then, to say why it is not there. */
export async function lastWords(home: Home, logBytes: number): Promise<string> {
  const written = await readFile(home.log).catch(() => Buffer.of());
  return written.subarray(logBytes).toString().trim().split('\n').slice(-4).join(' | ');
}

/** The server appends, so its log may be cut under it. */
export async function keepLogSmall(home: Home): Promise<void> {
  const { size } = await stat(home.log).catch(() => ({ size: 0 }));
  if (size <= maxLogBytes) return;
  await copyFile(home.log, `${home.log}.1`);
  await truncate(home.log);
}
