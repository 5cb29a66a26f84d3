/** The private PostgreSQL: started by the first process that needs it, shared by all that join, stopped by the last that leaves. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { BaseLogger } from 'pino';
import { type Home, openHome, port, superuser } from './embedded-postgres-home.ts';
import { isAlive, withLock } from './embedded-postgres-lock.ts';
import {
  isSameFolder,
  keepLogSmall,
  lastWords,
  type Running,
  runningServer,
  startServer,
  stopServer,
} from './embedded-postgres-process.ts';
import { unavailable } from './embedded-postgres-programs.ts';

type Log = Pick<BaseLogger, 'info' | 'warn' | 'error'>;

export interface EmbeddedServer {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  /** The connection as a URL, as DATABASE_URL takes it. */
  readonly url: string;
  /** Process id of the server; another one after it was lost and started anew. */
  readonly pid: number;
  /** Tells of each loss; the server is then being started anew. */
  onLost(listener: () => void): void;
  /** Leaves; the last to leave stops the server. End all own connections before. */
  close(): Promise<void>;
}

/** This process's seat at the server: a connection whose shared lock says that somebody is there. */
interface Seat extends Running, Guarded {}

interface Guarded {
  readonly guard: Client;
  /** Resolves when the connection ends, whoever ends it. */
  readonly isLost: Promise<unknown>;
}

const database = 'carillon';
/** Any number will do, as long as nothing else in the database `postgres` uses it: advisory locks are per database. */
const seatLock = 4817;
/** Crash recovery replays at most max_wal_size; slow disks get time. */
const maxStartMs = 180_000;
/** Said while the processes of a server killed before still hold its files. */
const heldByTheDead = /pre-existing shared memory block/;

/** Joins the server of this data folder, or starts it. */
export async function openEmbeddedPostgres(dataFolder: string, log: Log): Promise<EmbeddedServer> {
  const home = await openHome(dataFolder);
  const listeners: (() => void)[] = [];
  let isClosing = false;
  let seat = watched(await takeSeat(home, log));
  let regaining: Promise<void> = Promise.resolve();
  const housekeeping = setInterval(() => void keepLogSmall(home).catch(() => undefined), 3_600_000).unref();

  function watched(taken: Seat): Seat {
    void taken.isLost.then(() => {
      if (isClosing) return;
      log.warn({ pid: taken.pid }, 'the private PostgreSQL is gone; starting it anew');
      regaining = regain();
      for (const listener of listeners) listener();
    });
    return taken;
  }

  async function regain(): Promise<void> {
    while (!isClosing) {
      try {
        seat = watched(await takeSeat(home, log));
        return;
      } catch (error) {
        log.error({ err: error }, 'the private PostgreSQL does not come back; trying again');
        await pause(1_000);
      }
    }
  }

  const connection = { host: seat.socketFolder, port, user: superuser, database };
  return {
    connection,
    url: `postgresql://${superuser}@localhost:${port}/${database}?host=${encodeURIComponent(seat.socketFolder)}`,
    get pid() {
      return seat.pid;
    },
    onLost(listener) {
      listeners.push(listener);
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      clearInterval(housekeeping);
      await regaining;
      await withLock(home.lock, () => leaveSeat(home, seat, log));
    },
  };
}

async function takeSeat(home: Home, log: Log): Promise<Seat> {
  return await withLock(home.lock, async () => {
    const deadline = Date.now() + maxStartMs;
    const running = await runningServer(home);
    const joined = running && (await sit(home, running, deadline));
    return joined ?? (await startAndSit(home, deadline, log));
  });
}

async function startAndSit(home: Home, deadline: number, log: Log): Promise<Seat> {
  const startedAt = Date.now();
  for (;;) {
    const { logBytes, ...running } = await startServer(home);
    const seat = await sit(home, running, deadline);
    if (seat) {
      log.info({ pid: seat.pid, ms: Date.now() - startedAt, folder: home.folder }, 'private PostgreSQL started');
      return seat;
    }
    const words = await lastWords(home, logBytes);
    if (!heldByTheDead.test(words) || Date.now() > deadline) {
      throw unavailable(`The private PostgreSQL does not start; its log ${home.log} ends: ${words}`);
    }
    await pause(100);
  }
}

/** Waits while the server starts or recovers. Null when its process ended. */
async function sit(home: Home, running: Running, deadline: number): Promise<Seat | null> {
  for (let waitMs = 10; await isAlive(running.pid); waitMs = Math.min(2 * waitMs, 250)) {
    const greeted = await greet(running.socketFolder);
    if ('guard' in greeted) {
      await checkServer(home, greeted.guard);
      return { ...running, ...greeted };
    }
    if (Date.now() > deadline)
      throw unavailable(`The private PostgreSQL (process ${running.pid}) does not answer.`, greeted.error);
    await pause(waitMs);
  }
  return null;
}

async function greet(socketFolder: string): Promise<Guarded | { readonly error: unknown }> {
  const guard = new Client({
    host: socketFolder,
    port,
    user: superuser,
    database: 'postgres',
    application_name: 'carillon seat',
  });
  guard.on('error', () => undefined);
  const isLost = new Promise((resolve) => guard.once('end', resolve));
  try {
    await guard.connect();
    await guard.query('select pg_advisory_lock_shared($1)', [seatLock]);
    return { guard, isLost };
  } catch (error) {
    await guard.end().catch(() => undefined);
    return { error };
  }
}

/** That it is the server of this folder, with our database in it. */
async function checkServer(home: Home, guard: Client): Promise<void> {
  const shown = await guard.query<{ folder: string; has: boolean }>(
    "select current_setting('data_directory') folder, exists (select from pg_database where datname = $1) has",
    [database],
  );
  const [server] = shown.rows;
  if (!server || !(await isSameFolder(server.folder, home.cluster))) {
    await guard.end();
    throw unavailable(`The server at the socket serves ${server?.folder}, not ${home.cluster}.`);
  }
  if (!server.has) await guard.query(`create database ${database}`);
}

async function leaveSeat(home: Home, seat: Seat, log: Log): Promise<void> {
  const isLast = await seat.guard
    .query<{ last: boolean }>('select pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) last', [seatLock])
    .then(
      (answer) => answer.rows[0]?.last === true,
      () => false,
    );
  await seat.guard.end().catch(() => undefined);
  const running = isLast ? await runningServer(home) : null;
  if (!running) return;
  if (await stopServer(running)) log.info({ pid: running.pid }, 'private PostgreSQL stopped');
  else log.warn({ pid: running.pid }, 'private PostgreSQL still stops; left alone');
}
