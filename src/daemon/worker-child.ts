/** The worker process beside the web process: kept alive, asked for its figures, and ended. */

import { type ChildProcess, fork } from 'node:child_process';
import { SMALL_HEAP } from '../heap.ts';
import { type Carillon, CLI } from '../main.ts';
import { type Family, figure } from '../metrics/families.ts';
import type { Orders } from './signals.ts';

/** What the parent may ask for: figures are answered, the others are done. */
type Order = 'figures' | keyof Orders;

export interface WorkerChild {
  /** Passes on what an operator's signal asked for. */
  order(what: keyof Orders): void;
  /** What the worker has counted; without an answer only that there is none. */
  families(): Promise<Family[]>;
  /** SIGTERM, and SIGKILL to one that takes too long. */
  close(): Promise<void>;
}

const ANSWER_MS = 1_000;

/** Keeps a worker process alive: parsing and comparing never hold up a deposit. */
export function superviseWorker({ log, config }: Pick<Carillon, 'log' | 'config'>): WorkerChild {
  let stopping = false;
  let child: ChildProcess | null = null;
  let pauseMs = 500;
  let isDebugging = false;
  const start = (): void => {
    const startedAt = Date.now();
    child = fork(CLI, ['serve', '--role', 'worker'], {
      execArgv: [...process.execArgv, ...SMALL_HEAP],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    if (isDebugging) send(child, 'debug');
    child.once('exit', (code, signal) => {
      child = null;
      if (stopping) return;
      pauseMs = Date.now() - startedAt > 60_000 ? 500 : Math.min(pauseMs * 2, 30_000);
      log.error({ code, signal, againInMs: pauseMs }, 'the worker process ended, it is started again');
      setTimeout(() => {
        if (!stopping) start();
      }, pauseMs);
    });
  };
  start();
  return {
    order(what) {
      if (what === 'debug') isDebugging = !isDebugging;
      if (child) send(child, what);
    },
    async families() {
      const told = child ? await ask(child) : null;
      return [
        figure('carillon_worker_up', '1 while the worker process beside this one answers.', told ? 1 : 0),
        ...(told ?? []),
      ];
    },
    close() {
      stopping = true;
      const ending = child;
      if (!ending) return Promise.resolve();
      return new Promise((resolve) => {
        const late = setTimeout(() => ending.kill('SIGKILL'), (config.work.drainSeconds + 5) * 1_000);
        ending.once('exit', () => {
          clearTimeout(late);
          resolve();
        });
        ending.kill('SIGTERM');
      });
    },
  };
}

function send(child: ChildProcess, order: Order, onError: (error: Error) => void = () => undefined): void {
  child.send(order, (error) => {
    if (error) onError(error);
  });
}

/** Null: no answer in time. */
function ask(child: ChildProcess): Promise<Family[] | null> {
  return new Promise((resolve) => {
    const end = (answer: Family[] | null): void => {
      clearTimeout(late);
      child.removeListener('message', hear);
      resolve(answer);
    };
    const hear = (message: unknown): void => {
      if (Array.isArray(message)) end(message as Family[]);
    };
    const late = setTimeout(() => end(null), ANSWER_MS);
    child.on('message', hear);
    send(child, 'figures', () => end(null));
  });
}

/** In the worker: does what the process that started it asks for, if there is one. */
export function obeyParent(families: () => readonly Family[], orders: Orders): void {
  if (process.send === undefined) return;
  process.on('message', (message) => {
    if (message === 'figures') process.send?.(families());
    if (message === 'reopen' || message === 'reload' || message === 'debug') orders[message]();
  });
  // Listening for the parent must not keep a stopped worker alive.
  process.channel?.unref();
}
