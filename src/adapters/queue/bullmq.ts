/** The queue: BullMQ on Redis when REDIS_URL says so, else on our PostgreSQL; one code path. */
import { type BackendFactory, DelayedError, type IQueueBackend, Queue, type Job as QueuedJob, Worker } from 'bullmq';
import type { BaseLogger } from 'pino';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import type { Job, JobAnswer, JobQueue } from '../../domain/ports.ts';
import { likelyMistake } from '../who-answers.ts';
import { type PostgresSource, postgresBackend } from './postgres-backend.ts';
import { redisBackend } from './redis-backend.ts';
import { patience, within } from './within.ts';

type Log = Pick<BaseLogger, 'warn' | 'error'>;

export interface QueueOptions {
  /** A Redis or Valkey URL, or the path of its socket; empty or absent: the database. */
  readonly redisUrl?: string | undefined;
  readonly database: PostgresSource;
  /** Whose jobs these are: several installations may share a Redis, and number their runs alike. */
  readonly installation: string;
  readonly log: Log;
  /** How long a job stays with a worker that shows no sign of life. */
  readonly lockMs?: number;
}

export interface RunQueue extends JobQueue {
  /** Handlers that take longer than this are not waited for: another worker takes their jobs when the locks run out. */
  close(maxWaitMs?: number): Promise<void>;
}

/** Where BullMQ keeps its jobs: it wants one way of connecting for asking and one for working. */
export interface QueueBackend {
  readonly asking: BackendFactory<IQueueBackend, object>;
  readonly working: BackendFactory<IQueueBackend, object>;
  /** From so many jobs on it takes them sooner by one call than one by one. */
  readonly bulkFrom: number;
}

const NAME = 'run';
/** Jobs of one call, at most: each call is waited for with patience. */
const MOST = 500;
/** BullMQ asks for connection settings, which our backends already know. */
const connection = {};
const unfinished = ['waiting', 'delayed', 'active'];
/** BullMQ waits so long after a lost connection; its own choice of 15 s would be felt after each restart of the engine. */
const retryMs = 500;
/** BullMQ fails a job for good whose workers die too often; here the journal alone decides. */
const noLimit = 1_000_000;

/** Throws AppError `queue-unavailable` when the engine does not answer. */
export async function openQueue(options: QueueOptions): Promise<RunQueue> {
  const { database, redisUrl, installation, log, lockMs = 30_000 } = options;
  // In its own database nobody else's jobs are.
  const name = redisUrl ? `runs-${installation}` : 'runs';
  const backend = redisUrl ? redisBackend(redisUrl) : postgresBackend(database);
  const queue = new Queue(name, { connection }, backend.asking);
  let worker: RunWorker | null = null;
  let isClosed = false;
  const warn = sparingly(log);
  queue.on('error', (error) => {
    // Its last connection may outlive it until the private server stops.
    if (!isClosed) warn(error);
  });
  const heard = lastTrouble(queue);
  await orShut(queue, queue.waitUntilReady()).catch(async (error: unknown) => {
    // Refused by its password, Redis is asked again and again: what it said tells more than that there was no answer.
    const said = heard();
    const likely = redisUrl ? await likelyMistake(redisUrl) : '';
    if (said === null && likely === '') throw error;
    const why = said ?? 'it says nothing that is understood';
    throw new AppError('queue-unavailable', `The queue does not answer: ${why}${likely}`, { cause: error });
  });

  async function add(job: Job, delayMs = 0): Promise<void> {
    await within(queue.add(NAME, job, { ...settingsOf(job), delay: delayMs }));
  }

  return {
    add,
    async addAll(jobs) {
      for (let from = 0; from < jobs.length; from += MOST) {
        const some = jobs.slice(from, from + MOST);
        if (some.length < backend.bulkFrom) await Promise.all(some.map((job) => add(job)));
        else await within(queue.addBulk(some.map((job) => ({ name: NAME, data: job, opts: settingsOf(job) }))));
      }
    },
    async has(job) {
      return unfinished.includes(await within(queue.getJobState(idOf(job))));
    },
    async work(handler, concurrency) {
      const processor: Processor = (job, token) => handle(job, token, handler, log);
      const started = createWorker(name, processor, { concurrency, lockDuration: lockMs }, backend, log);
      worker = started;
      await orShut(started, started.waitUntilReady());
    },
    async counts() {
      const { waiting = 0, delayed = 0, active = 0 } = await within(queue.getJobCounts('waiting', 'delayed', 'active'));
      return { waiting, delayed, active };
    },
    async close(maxWaitMs = 30_000) {
      if (isClosed) return;
      isClosed = true;
      if (worker) await closeWorker(worker, maxWaitMs);
      await shut(queue);
    },
  };
}

type RunWorker = ReturnType<typeof createWorker>;
type Door = Pick<RunWorker, 'close' | 'disconnect'>;
type Processor = (job: QueuedJob<Job>, token?: string) => Promise<void>;
type Pace = { readonly concurrency: number; readonly lockDuration: number };

/** It begins at once: a job may come before the caller has the worker. */
function createWorker(name: string, processor: Processor, pace: Pace, backend: QueueBackend, log: Log) {
  const stalledInterval = Math.min(5_000, pace.lockDuration / 2);
  const settings = { connection, ...pace, stalledInterval, maxStalledCount: noLimit, runRetryDelay: retryMs };
  const worker = new Worker(name, processor, settings, backend.working);
  worker.on('error', sparingly(log));
  worker.on('stalled', (id) => log.warn({ job: id }, 'a worker went away; its job goes to another'));
  return worker;
}

/** What does not get ready in time must not go on trying. */
async function orShut(door: Door, ready: Promise<void>): Promise<void> {
  try {
    await within(ready);
  } catch (error) {
    await shut(door, true);
    throw error;
  }
}

/** What the handler throws ends here: the job is done with, and the journal decides whether another try follows. */
async function handle(
  job: QueuedJob<Job>,
  token: string | undefined,
  handler: (job: Job) => Promise<JobAnswer>,
  log: Log,
): Promise<void> {
  let answer: JobAnswer;
  try {
    answer = await handler(job.data);
  } catch (error) {
    log.error(
      { err: error, run: job.data.runId, site: job.data.siteId, step: 'unknown', attempt: job.data.attempt },
      'a job ended in an error',
    );
    return;
  }
  if (answer === 'done') return;
  await job.moveToDelayed(Date.now() + answer.againInMs, token);
  throw new DelayedError();
}

/** A handler that outlasts the wait is left alone: its job stays with it until its lock runs out. */
async function closeWorker(worker: RunWorker, maxWaitMs: number): Promise<void> {
  const isIdle = await within(worker.pause(), maxWaitMs).then(
    () => true,
    () => false,
  );
  await shut(worker, !isIdle);
}

/** Says goodbye to the engine; to one that does not answer, by hanging up. */
async function shut(door: Door, isForced = false): Promise<void> {
  await within(door.close(isForced))
    .catch(() => within(door.disconnect()))
    .catch(() => undefined);
}

function settingsOf(job: Job) {
  return { jobId: idOf(job), attempts: 1, removeOnComplete: true, removeOnFail: true };
}

function idOf(job: Job): string {
  return `${job.runId}.${job.attempt}`;
}

/** What the engine complained of last. */
function lastTrouble(queue: { on(event: 'error', heard: (error: Error) => void): unknown }): () => string | null {
  let said: string | null = null;
  queue.on('error', (error) => {
    said = error.message || codeOf(error) || error.name;
  });
  return () => said;
}

/** While the engine is away BullMQ says so many times a second; the log wants it once in a while. */
function sparingly(log: Log): (error: Error) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - saidAt < patience) return;
    saidAt = performance.now();
    log.warn({ err: error }, 'the queue has trouble with its engine');
  };
}
