/** The worker: carries runs when the queue wakes it up, finds runs that nobody wakes up, and sends the mails. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createEmlChannel } from '../adapters/channels/eml.ts';
import { createMailChannel } from '../adapters/channels/mail.ts';
import { dueDrafts, renewDrafts, reopenOutdated } from '../adapters/store/drafts.ts';
import { dueRuns, renewWaiting, takeBackAbandoned } from '../adapters/store/journal.ts';
import { createOutbox } from '../adapters/store/outbox.ts';
import { SIGN_OF_LIFE_MS, sayGoodbye } from '../adapters/store/workers.ts';
import type { Channel, Job, JobAnswer } from '../domain/ports.ts';
import { draftOfJob } from '../domain/report/draft.ts';
import { withSmallHeap } from '../heap.ts';
import type { Carillon } from '../main.ts';
import type { WorkerFigures } from '../metrics/worker-figures.ts';
import { processNext } from '../pipeline/pipeline.ts';
import { evaluateDraft } from './draft-evaluation.ts';
import { dailyRound, spoolMeasure } from './housekeeping.ts';
import { signsOfLife } from './signs-of-life.ts';
import { tellSilence } from './silence.ts';

/** How soon a job comes back whose site somebody else is working on. */
const BUSY_MS = 250;
/** A run that has waited so long without a job has lost it. */
const LOST_AFTER_MS = 3_000;
/**
 * While the queue has as many jobs as runs wait, it is asked for the oldest of them only: whoever has lost a job is among them soon.
 * To ask for thousands, by each host every few seconds, would keep the queue busier than the runs do.
 */
const ASKED_FOR = 100;
const OUTBOX_EVERY_MS = 2_000;
/** Once a day, and sooner again when it failed. */
const SILENCE_EVERY_MS = 10 * 60_000;
const HOUSE_EVERY_MS = 3_600_000;
const SPOOL_EVERY_MS = 5 * 60_000;
const SUPERVISION_EVERY_MS = 60_000;

export interface RunningWorker {
  /** Finishes what runs, hands back the rest. */
  close(): Promise<void>;
}

/** Answers one wake-up: carries the oldest due run of the site, or comes back when the site is busy; evaluates a draft. */
export async function answer(
  carillon: Pick<Carillon, 'desks' | 'tools' | 'queue' | 'database' | 'log'>,
  job: Job,
): Promise<JobAnswer> {
  const draftId = draftOfJob(job.runId);
  if (draftId !== null) {
    for (const { job: next, inMs } of await evaluateDraft(carillon, draftId, job.attempt)) {
      await carillon.queue.add(next, inMs);
    }
    return 'done';
  }
  carillon.log.debug({ run: job.runId, site: job.siteId, attempt: job.attempt }, 'a job woke this worker up');
  const next = await carillon.desks.withSite(job.siteId, (desk) => processNext(desk, carillon.tools));
  if (next === 'busy') return { againInMs: BUSY_MS };
  for (const one of next) await carillon.queue.add(one.job, one.inMs);
  return 'done';
}

/** Gives jobs to runs and drafts that have none: a flushed queue, a dead worker, a lost wake-up. */
export async function sweep(carillon: Pick<Carillon, 'database' | 'queue' | 'clock'>, from: number): Promise<number> {
  const { database, queue, clock } = carillon;
  const abandoned = await database.transaction((client) => takeBackAbandoned(client, clock.now()));
  await queue.addAll(abandoned);
  let lost = 0;
  // A draft that was compared with what an import has changed since.
  await queue.addAll(await reopenOutdated(database.pool, null, clock.now()));
  const due = await dueRuns(database.pool, from);
  const asked = due.length > ASKED_FOR && (await hasAsMany(queue, due.length)) ? due.slice(0, ASKED_FOR) : due;
  for (const job of [...asked, ...(await dueDrafts(database.pool, from))]) {
    if (await queue.has(job)) continue;
    await queue.add(job);
    lost += 1;
  }
  return abandoned.length + lost;
}

async function hasAsMany(queue: Carillon['queue'], runs: number): Promise<boolean> {
  const { waiting, delayed, active } = await queue.counts();
  return waiting + delayed + active >= runs;
}

/** Repeats work with a pause between; trouble is logged and the next round tries again. */
function every(ms: number, what: string, work: () => Promise<unknown>, carillon: Carillon): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const round = (): void => {
    running = work()
      .catch((error: unknown) => carillon.log.error({ err: error }, `${what} failed, the next round tries again`))
      .finally(() => {
        if (!stopped) timer = setTimeout(round, ms);
      });
  };
  round();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

/** For work that asks for the configuration each time anew. */
function withLiveConfig(carillon: Carillon): Carillon {
  return {
    ...carillon,
    get config() {
      return carillon.live.current;
    },
  };
}

/** Starts the worker's loops. */
export async function startWorker(carillon: Carillon, figures: WorkerFigures): Promise<RunningWorker> {
  const { config, queue, database, log, clock } = carillon;
  await queue.addAll([...(await renewWaiting(database.pool)), ...(await renewDrafts(database.pool))]);
  await queue.work((job) => withSmallHeap(() => answer(carillon, job)), config.work.concurrency);
  const stopSweep = every(
    config.work.sweepSeconds * 1_000,
    'the search for lost runs',
    async () => {
      const found = await sweep(carillon, clock.now() - (config.now === null ? LOST_AFTER_MS : 0));
      if (found === 0) return;
      figures.lost(found);
      log.warn({ found }, 'runs without a job were given one');
    },
    carillon,
  );
  const mail = carillon.live.derive(({ mail: { smtpUrl, from } }) =>
    smtpUrl
      ? createMailChannel({ url: smtpUrl, from, clock })
      : createEmlChannel({ folder: carillon.folders.mail, from, clock }),
  );
  const channel: Channel = {
    get name() {
      return mail().name;
    },
    send: (letter) => mail().send(letter),
  };
  const outbox = createOutbox({ pool: database.pool, channel, log, clock, seen: figures.letter });
  const sending = new AbortController();
  const stopOutbox = every(OUTBOX_EVERY_MS, 'sending mail', () => outbox.sendDue(sending.signal), carillon);
  const stopSilence = every(SILENCE_EVERY_MS, 'the watch over silent sites', () => tellSilence(carillon), carillon);
  const stopSupervision = every(
    SUPERVISION_EVERY_MS,
    'the end of supervisions',
    () => carillon.administration.endSupervisions(),
    carillon,
  );
  const stopMeasure = every(SPOOL_EVERY_MS, 'measuring the spool', spoolMeasure(carillon, figures.spool), carillon);
  const own = { id: randomUUID(), host: hostname(), process: process.pid };
  const signs = signsOfLife(carillon, own);
  const stopSigns = every(SIGN_OF_LIFE_MS, 'the sign of life', signs, carillon);
  const stopHouse = every(HOUSE_EVERY_MS, 'retention', dailyRound(withLiveConfig(carillon), figures.house), carillon);
  log.info({ concurrency: config.work.concurrency, mail: channel.name }, 'worker started');
  return {
    async close() {
      // The letter on its way is finished, the next one waits for the next start.
      sending.abort();
      await stopSweep();
      await queue.close(config.work.drainSeconds * 1_000);
      await stopOutbox();
      await stopSilence();
      await stopSupervision();
      await stopHouse();
      await stopMeasure();
      await stopSigns();
      await sayGoodbye(database.pool, own.id).catch(() => undefined);
      log.info('worker stopped');
    },
  };
}
