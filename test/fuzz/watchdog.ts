/** A thread that ends the process, and says at which case, when the main one computes and never comes back. */
import { Worker } from 'node:worker_threads';

/** Slots of the shared memory: the case under way (-1: none), and whether to stop. */
const CASE = 0;
const STOP = 1;
const LOOK_MS = 5_000;
const LOOKS = 12;

const THREAD = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const shared = new Int32Array(workerData.shared);
let seen = -1;
let looks = 0;
while (Atomics.wait(shared, ${STOP}, 0, ${LOOK_MS}) === 'timed-out') {
  const now = Atomics.load(shared, ${CASE});
  looks = now === seen && now >= 0 ? looks + 1 : 0;
  seen = now;
  if (looks < ${LOOKS}) continue;
  writeSync(2, '\\nno end of a computation: ' + workerData.what + ' --case ' + now + '\\n');
  process.kill(process.pid, 'SIGKILL');
}
`;

export interface Watchdog {
  /** A case begins, and the one before has ended. */
  begin(index: number): void;
  end(): void;
}

/** `what`: how to start the run again, but for the case's number. */
export function startWatchdog(what: string): Watchdog {
  const shared = new SharedArrayBuffer(8);
  const view = new Int32Array(shared);
  Atomics.store(view, CASE, -1);
  const thread = new Worker(THREAD, { eval: true, workerData: { shared, what } });
  thread.unref();
  return {
    begin: (index) => void Atomics.store(view, CASE, index),
    end() {
      Atomics.store(view, CASE, -1);
      Atomics.store(view, STOP, 1);
      Atomics.notify(view, STOP);
    },
  };
}
