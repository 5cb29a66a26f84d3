/** A Redis of the test's own: on a socket in a temporary folder, with a log of its commands that survives a kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { NetworkPlace } from './network.ts';

export interface TestRedis {
  /** As REDIS_URL takes it: the path of the socket. */
  readonly url: string;
  /** Ends it in order, its data kept. */
  stop(): Promise<void>;
  /** Forgets everything it holds. */
  flush(): Promise<void>;
  /** Stops it from answering, without ending it, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on its data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `program` is the path of redis-server; `place`: it listens there, too. */
export async function startTestRedis(program: string, place?: NetworkPlace): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(process.env.CARILLON_TEST_FOLDER ?? os.tmpdir(), 'redis-'));
  const socket = path.join(folder, 'redis.sock');
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const settings = [
      ...(place ? ['--bind', place.address, '--protected-mode', 'no', '--port', '6379'] : ['--port', '0']),
      '--unixsocket',
      socket,
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ];
    const [command = '', ...words] = [...(place?.within ?? []), program, ...settings];
    server = spawn(command, [...words, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    await answers(socket);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = server;
    server = null;
    if (!running) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }

  await start();
  return {
    url: socket,
    start,
    async flush() {
      const client = new Redis({ path: socket });
      await client.flushall();
      await client.quit();
    },
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async close() {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(socket: string): Promise<void> {
  const client = new Redis({ path: socket, retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  while ((await client.ping().catch(() => 'LOADING')) !== 'PONG') await pause(10);
  await client.quit();
}
