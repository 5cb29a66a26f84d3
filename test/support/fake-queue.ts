/** The queue in memory: what the port promises, for tests that need no engine. */
import type { Job, JobAnswer, JobQueue } from '../../src/domain/ports.ts';

type State = 'waiting' | 'delayed' | 'active';
type Handler = (job: Job) => Promise<JobAnswer>;

interface Entry {
  readonly job: Job;
  state: State;
  timer?: NodeJS.Timeout;
}

interface FakeWorker {
  readonly handler: Handler;
  free: number;
  readonly active: Set<Promise<void>>;
}

/** Several queues opened on one engine share its jobs, as processes do. */
export interface FakeEngine {
  readonly jobs: Map<string, Entry>;
  readonly workers: Set<FakeWorker>;
}

export function createFakeEngine(): FakeEngine {
  return { jobs: new Map(), workers: new Set() };
}

export function createFakeQueue(engine: FakeEngine = createFakeEngine()): JobQueue {
  const { jobs, workers } = engine;
  let worker: FakeWorker | null = null;

  function dispatch(): void {
    for (const [id, entry] of jobs) {
      const free = [...workers].find((candidate) => candidate.free > 0);
      if (!free) return;
      if (entry.state === 'waiting') start(id, entry, free);
    }
  }

  function start(id: string, entry: Entry, on: FakeWorker): void {
    entry.state = 'active';
    on.free -= 1;
    const running = Promise.resolve(entry.job)
      .then(on.handler)
      .catch((): JobAnswer => 'done')
      .then((answer) => {
        if (answer === 'done') jobs.delete(id);
        else postpone(entry, answer.againInMs);
        on.free += 1;
        on.active.delete(running);
        dispatch();
      });
    on.active.add(running);
  }

  function postpone(entry: Entry, delayMs: number): void {
    entry.state = 'delayed';
    entry.timer = setTimeout(() => {
      entry.state = 'waiting';
      dispatch();
    }, delayMs).unref();
  }

  async function add(job: Job, delayMs = 0): Promise<void> {
    if (jobs.has(idOf(job))) return;
    const entry: Entry = { job, state: 'waiting' };
    jobs.set(idOf(job), entry);
    if (delayMs > 0) postpone(entry, delayMs);
    else dispatch();
  }

  return {
    add,
    async addAll(all) {
      for (const job of all) await add(job);
    },
    async has(job) {
      return jobs.has(idOf(job));
    },
    async work(handler, concurrency) {
      worker = { handler, free: concurrency, active: new Set() };
      workers.add(worker);
      dispatch();
    },
    async counts() {
      const states = [...jobs.values()].map((entry) => entry.state);
      const count = (wanted: State) => states.filter((state) => state === wanted).length;
      return { waiting: count('waiting'), delayed: count('delayed'), active: count('active') };
    },
    async close() {
      if (!worker) return;
      workers.delete(worker);
      await Promise.all(worker.active);
    },
  };
}

function idOf(job: Job): string {
  return `${job.runId}.${job.attempt}`;
}
