/** What every JobQueue must do, whatever engine is under it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobAnswer, JobQueue } from '../../src/domain/ports.ts';

export interface QueueWorld {
  /** Another opening of the same queue, as another process would have. */
  open(): Promise<JobQueue>;
  close(): Promise<void>;
}

/** A queue whose jobs an engine keeps, in a process of its own. */
export interface EngineWorld extends QueueWorld {
  /** Kills the engine; resolves when it is there again. */
  restart(): Promise<void>;
  /** Arguments for test/support/queue-worker.ts. */
  readonly workerArgs: readonly string[];
}

let numbers = 0;
/** A job that no other test uses. */
function newJob(): Job {
  numbers += 1;
  return { runId: String(1_000_000 + numbers), attempt: 1, siteId: 4817 };
}

export function queueContract(title: string, createWorld: () => Promise<QueueWorld>): void {
  describe(title, () => {
    let world: QueueWorld;
    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(() => world.close());

    /** Opens a queue for one test and closes it with the test. */
    async function withQueue(use: (queue: JobQueue) => Promise<void>): Promise<void> {
      const queue = await world.open();
      await use(queue).finally(() => queue.close());
    }

    test('three workers do each of 60 jobs once', async () => {
      const jobs = Array.from({ length: 60 }, newJob);
      const seen = collector();
      await withQueue(async (queue) => {
        const others = [await world.open(), await world.open()];
        for (const job of jobs) await queue.add(job);
        for (const worker of [queue, ...others]) await worker.work(seen.handler, 4);
        await seen.count(60);
        await Promise.all(others.map((other) => other.close()));
      });
      expect(seen.jobs.map((job) => job.runId).sort()).toEqual(jobs.map((job) => job.runId));
      expect(seen.jobs).toContainEqual(jobs[0]);
    });

    test('a job added many times at once is done once, and another attempt is another job', async () => {
      const job = newJob();
      const second = { ...job, attempt: 2 };
      const seen = collector();
      await withQueue(async (queue) => {
        await Promise.all(Array.from({ length: 20 }, () => queue.add(job)));
        await queue.add(job, 10);
        await queue.add(second);
        await queue.work(seen.handler, 1);
        await seen.count(2);
      });
      expect(seen.jobs).toEqual([job, second]);
    });

    test('jobs added together are each done once, the known ones too', async () => {
      const known = newJob();
      const few = Array.from({ length: 3 }, newJob);
      const many = Array.from({ length: 600 }, newJob);
      const seen = collector();
      await withQueue(async (queue) => {
        await queue.add(known);
        await queue.addAll([]);
        await queue.addAll(few);
        await queue.addAll([...many, known, ...few, ...many.slice(0, 10)]);
        await queue.work(seen.handler, 20);
        await seen.count(604);
        await until(async () => {
          const { waiting, active } = await queue.counts();
          return waiting + active === 0;
        });
      });
      const numbersOf = (all: readonly Job[]): number[] =>
        all.map(({ runId }) => Number(runId)).sort((one, other) => one - other);
      expect(numbersOf(seen.jobs)).toEqual(numbersOf([known, ...few, ...many]));
    });

    test('a job is known while it waits, is delayed or is worked on, and no longer', async () => {
      const [waiting, delayed, other] = [newJob(), newJob(), newJob()];
      await withQueue(async (queue) => {
        await queue.add(waiting);
        await queue.add(delayed, 3_600_000);
        expect([await queue.has(waiting), await queue.has(delayed), await queue.has(other)]).toEqual([
          true,
          true,
          false,
        ]);
        expect(await queue.has({ ...waiting, attempt: 2 })).toBe(false);
        expect(await queue.counts()).toEqual({ waiting: 1, delayed: 1, active: 0 });
        const held = gate();
        await queue.work(() => held.pass(), 1);
        await held.reached;
        expect(await queue.has(waiting)).toBe(true);
        expect(await queue.counts()).toEqual({ waiting: 0, delayed: 1, active: 1 });
        held.open();
      });
      await withQueue(async (queue) => expect(await queue.has(waiting)).toBe(false));
    });

    test('a job that was done can be added again', async () => {
      const job = newJob();
      const seen = collector();
      await withQueue(async (queue) => {
        await queue.work(seen.handler, 1);
        await queue.add(job);
        await seen.count(1);
        await until(async () => !(await queue.has(job)));
        await queue.add(job);
        await seen.count(2);
      });
      expect(seen.jobs).toEqual([job, job]);
    });

    test('a delayed job does not come before its time', async () => {
      const [late, soon] = [newJob(), newJob()];
      const seen = collector();
      await withQueue(async (queue) => {
        await queue.work(seen.handler, 4);
        const addedAt = Date.now();
        await queue.add(late, 400);
        await queue.add(soon);
        await seen.count(2);
        expect(Date.now() - addedAt).toBeGreaterThanOrEqual(399);
      });
      expect(seen.jobs).toEqual([soon, late]);
    });

    test('a job that may not run now comes again later, and others pass meanwhile', async () => {
      const [busy, other] = [newJob(), newJob()];
      const times: number[] = [];
      const seen = collector((job): JobAnswer => {
        if (job.runId === busy.runId) times.push(Date.now());
        return job.runId === busy.runId && times.length < 3 ? { againInMs: 200 } : 'done';
      });
      await withQueue(async (queue) => {
        await queue.add(busy);
        await queue.work(seen.handler, 1);
        await seen.count(1);
        await until(() => queue.has(busy));
        await queue.add(other);
        await seen.count(4);
      });
      expect(seen.jobs).toEqual([busy, other, busy, busy]);
      for (const [index, time] of times.slice(1).entries())
        expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(199);
    });

    test('no more jobs at once than asked for', async () => {
      let now = 0;
      let most = 0;
      const seen = collector(async (): Promise<JobAnswer> => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 20));
        now -= 1;
        return 'done';
      });
      await withQueue(async (queue) => {
        for (const job of Array.from({ length: 12 }, newJob)) await queue.add(job);
        await queue.work(seen.handler, 3);
        await seen.count(12);
      });
      expect(most).toBe(3);
    });

    test('a handler that throws ends its job and no other', async () => {
      const [bad, good] = [newJob(), newJob()];
      const seen = collector((job) => {
        if (job.runId === bad.runId) throw new Error('bad luck');
        return 'done';
      });
      await withQueue(async (queue) => {
        await queue.add(bad);
        await queue.add(good);
        await queue.work(seen.handler, 1);
        await seen.count(2);
        await until(async () => !(await queue.has(bad)) && !(await queue.has(good)));
      });
      expect(seen.jobs).toEqual([bad, good]);
    });

    test('close waits for what runs and takes nothing more', async () => {
      const [running, left] = [newJob(), newJob()];
      const held = gate();
      const queue = await world.open();
      await queue.add(running);
      await queue.work(() => held.pass(), 1);
      await held.reached;
      await queue.add(left);
      let isClosed = false;
      const closing = queue.close().then(() => {
        isClosed = true;
      });
      await withQueue(async (other) => {
        expect([isClosed, await other.has(running)]).toEqual([false, true]);
        held.open();
        await closing;
        expect([await other.has(running), await other.has(left)]).toEqual([false, true]);
        expect(held.passed()).toBe(1);
        const seen = collector();
        await other.work(seen.handler, 1);
        await seen.count(1);
        expect(seen.jobs).toEqual([left]);
      });
    });
  });
}

export function engineContract(title: string, createWorld: () => Promise<EngineWorld>): void {
  queueContract(title, createWorld);
  describe(`${title}, when things die`, () => {
    let world: EngineWorld;
    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(() => world.close());

    test('an engine killed and started again has its jobs, and they are taken', async () => {
      const [before, waiting, after] = [newJob(), newJob(), newJob()];
      const seen = collector();
      const queue = await world.open();
      await queue.add(waiting, 3_600_000);
      await queue.work(seen.handler, 1);
      await queue.add(before);
      await seen.count(1);
      await world.restart();
      await until(() => added(queue, after));
      await seen.count(2);
      expect(await queue.has(waiting)).toBe(true);
      expect(seen.jobs).toEqual([before, after]);
      await queue.close();
    });

    test('the job of a worker that was killed goes to another', async () => {
      const job = newJob();
      const seen = collector();
      const queue = await world.open();
      await queue.add(job);
      const worker = startWorker(world.workerArgs);
      const ended = once(worker, 'exit');
      const line = await firstLine(worker).finally(() => worker.kill('SIGKILL'));
      await ended;
      expect(JSON.parse(line)).toEqual(job);
      expect(await queue.has(job)).toBe(true);
      await queue.work(seen.handler, 1);
      await seen.count(1);
      await until(async () => !(await queue.has(job)));
      expect(seen.jobs).toEqual([job]);
      await queue.close();
    });
  });
}

async function added(queue: JobQueue, job: Job): Promise<boolean> {
  return await queue.add(job).then(
    () => true,
    () => false,
  );
}

/** A handler that remembers its jobs, and a way to wait for so many of them. */
function collector(answer: (job: Job) => JobAnswer | Promise<JobAnswer> = () => 'done') {
  const jobs: Job[] = [];
  const waiters: { count: number; resolve: () => void }[] = [];
  return {
    jobs,
    handler: async (job: Job): Promise<JobAnswer> => {
      jobs.push(job);
      for (const waiter of waiters) if (jobs.length >= waiter.count) waiter.resolve();
      return await answer(job);
    },
    count: (count: number) =>
      new Promise<void>((resolve) => {
        if (jobs.length >= count) resolve();
        else waiters.push({ count, resolve });
      }),
  };
}

/** Holds a job until it is opened. */
function gate() {
  let open = () => {};
  let arrive = () => {};
  let passes = 0;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const pass = async (): Promise<JobAnswer> => {
    passes += 1;
    arrive();
    await opened;
    return 'done';
  };
  return { pass, reached, open: () => open(), passed: () => passes };
}

/** For what gives no signal: asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function startWorker(args: readonly string[]): ChildProcess {
  const support = path.join(import.meta.dirname, '../support');
  const program = ['--import', path.join(support, 'typescript.mjs'), path.join(support, 'queue-worker.ts')];
  return spawn(process.execPath, [...program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine(worker: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of worker.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('the worker ended without a word');
}
