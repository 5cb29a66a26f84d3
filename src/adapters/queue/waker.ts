/** Wakes workers up for runs that are in the journal: after the answer to who deposited, and for many deposits at once. */

import { setTimeout as pause } from 'node:timers/promises';
import type { BaseLogger } from 'pino';
import { inBatches } from '../../domain/model/batches.ts';
import type { Job, JobQueue, Waker } from '../../domain/ports.ts';

/** Jobs of a batch, at most. */
const MOST = 500;
/**
 * While deposits come side by side, so long is gathered what goes by one call: a call costs the engine as much as seven jobs one
 * by one. A deposit that comes alone does not wait.
 */
const GATHER_MS = 100;

export interface RunningWaker extends Waker {
  /** Resolves when the queue has, or has refused, all that it was to be given. */
  settled(): Promise<void>;
}

/** What the queue does not take is logged and left to the sweep, which finds runs without a job. */
export function createWaker(
  queue: Pick<JobQueue, 'add' | 'addAll'>,
  log: Pick<BaseLogger, 'warn'>,
  gatherMs = GATHER_MS,
): RunningWaker {
  const underWay = new Set<Promise<void>>();
  const give = inBatches<Job, Job>({
    most: MOST,
    soon: setImmediate,
    async work(jobs) {
      const [only, second] = jobs;
      if (only && !second) await queue.add(only);
      else await Promise.all([queue.addAll(jobs), pause(gatherMs)]);
      return jobs;
    },
  });

  async function wake(job: Job): Promise<void> {
    try {
      await give(job);
    } catch (error) {
      const { runId, siteId } = job;
      log.warn({ err: error, run: runId, site: siteId, step: 'deposit' }, 'the queue was not woken; the sweeper will');
    }
  }

  return {
    wake(job) {
      const waking = wake(job).finally(() => underWay.delete(waking));
      underWay.add(waking);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
