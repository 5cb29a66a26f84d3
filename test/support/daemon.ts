/** The built daemon as its operator runs it: processes of its own, a data folder of its own, spoken to over HTTP. */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { isGone } from './processes.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');

export interface Daemon {
  readonly url: string;
  readonly pid: number;
  /** Parsed log lines so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Everything it wrote, for searching. */
  output(): string;
  /** Process ids of the daemon and of its worker. */
  processes(): number[];
  /** kill -9 of all of them at once; resolves when they are gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null>;
}

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A port nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export function environmentOf(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  if (!existsSync(CLI)) throw new Error('dist is not built: run `npm run build` first');
  const { CARILLON_LOG_LEVEL: _level, ...rest } = process.env;
  return { ...rest, ...extra };
}

/** One command of the built command line. */
export function command(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd = ROOT,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...words], {
      env: environmentOf(environment),
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** The JSON answer of a command that must succeed. */
export async function json<T>(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<T> {
  const result = await command([...words, '--json'], environment);
  if (result.status !== 0)
    throw new Error(`carillon ${words.join(' ')}: ${result.status}\n${result.stdout}\n${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}

/**
 * Starts the daemon and waits until it is ready to keep deposits; one that logs into a file says so there. `within`: a
 * command in front of it.
 */
export async function startDaemon(
  environment: Readonly<Record<string, string>>,
  role = 'all',
  within: readonly string[] = [],
): Promise<Daemon> {
  const port = environment.CARILLON_PORT ?? String(await freePort());
  const [program = '', ...words] = [...within, process.execPath, CLI, 'serve', '--role', role];
  const child = spawn(program, words, {
    env: environmentOf({ CARILLON_LOG_LEVEL: 'info', ...environment, CARILLON_PORT: port }),
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  let output = '';
  const waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      try {
        lines.push(JSON.parse(line) as Record<string, unknown>);
      } catch {
        // Not a log line: output() has it.
      }
      for (const look of waiting) look();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (lines.some((line) => line.msg === 'Carillon is running')) resolve();
    };
    waiting.push(look);
    const { CARILLON_LOG_FILE: file } = environment;
    const looking = setInterval(() => {
      if (!file || !existsSync(file) || !readFileSync(file, 'utf8').includes('"Carillon is running"')) return;
      clearInterval(looking);
      resolve();
    }, 50).unref();
    void exited.then((status) => reject(new Error(`the daemon ended with ${status}:\n${output}`)));
  });
  const pid = child.pid ?? 0;
  return {
    url: `http://${environment.CARILLON_HOST ?? '127.0.0.1'}:${port}`,
    pid,
    lines,
    output: () => output,
    processes: () => [pid, ...childrenOf(pid)],
    async kill() {
      const all = [pid, ...childrenOf(pid)];
      for (const one of all) killQuietly(one);
      await exited;
      await Promise.all(all.map(gone));
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Children of a process that are Node: its worker, not the database, which belongs to all processes of the data folder. */
function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('cli.js'));
  } catch {
    return [];
  }
}

async function gone(pid: number): Promise<void> {
  while (!isGone(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
