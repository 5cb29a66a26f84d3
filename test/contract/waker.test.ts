/** Waking workers up: at once for one deposit, together for many, and never at the cost of who deposits. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createWaker, type RunningWaker } from '../../src/adapters/queue/waker.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Job } from '../../src/domain/ports.ts';

const jobs = (from: number, count: number): Job[] =>
  Array.from({ length: count }, (_, index) => ({ runId: String(from + index), attempt: 1, siteId: 4817 }));

let calls: Job[][];
let isBroken: boolean;
let warnings: object[];
/** Lets the call that is under way end. */
let release: () => void;
let waker: RunningWaker;

beforeEach(() => {
  calls = [];
  warnings = [];
  isBroken = false;
  release = () => undefined;
  const take = async (all: readonly Job[]): Promise<void> => {
    calls.push([...all]);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    if (isBroken) throw new AppError('queue-unavailable', 'broken on purpose');
  };
  const queue = { add: (job: Job) => take([job]), addAll: take };
  waker = createWaker(queue, { warn: (about: object) => void warnings.push(about) }, 0);
});

/** Lets call after call end until all is settled. */
async function settle(): Promise<void> {
  const settled = waker.settled().then(() => true);
  const turn = (): Promise<false> => new Promise((resolve) => setImmediate(() => resolve(false)));
  while (!(await Promise.race([settled, turn()]))) release();
}

describe('the waker', () => {
  it('gives the queue what comes while a call is under way by the next one', async () => {
    const [first, ...others] = jobs(1, 40);
    waker.wake(first as Job);
    await new Promise((resolve) => setImmediate(resolve));
    for (const job of others) waker.wake(job);
    expect(calls).toEqual([[first]]);
    await settle();
    expect(calls).toEqual([[first], others]);
    expect(warnings).toEqual([]);
  });

  it('tells of each run that the queue did not take, and goes on', async () => {
    isBroken = true;
    for (const job of jobs(1, 2)) waker.wake(job);
    await settle();
    expect(warnings).toEqual(
      ['1', '2'].map((run) => expect.objectContaining({ run, site: 4817, step: 'deposit', err: expect.any(AppError) })),
    );
    isBroken = false;
    const [next] = jobs(3, 1);
    waker.wake(next as Job);
    await settle();
    expect(calls.at(-1)).toEqual([next]);
    expect(warnings).toHaveLength(2);
  });

  it('is settled at once when nobody was to be woken up', async () => {
    await waker.settled();
    expect(calls).toEqual([]);
  });
});
