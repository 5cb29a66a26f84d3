/** The search for runs without a job: cheap beside a long queue, and none is overlooked for good. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweep } from '../../src/daemon/worker.ts';
import type { Job, JobQueue } from '../../src/domain/ports.ts';
import { openSite } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

const RUNS = 130;

let world: World;
/** The queue's jobs, and how often it was asked for one. */
let jobs: Set<string>;
let asked = 0;
let waiting: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  const site = await openSite(world);
  for (let number = 0; number < RUNS; number++)
    waiting.push(await world.drop(site.folder, `${number}.xml`, `<a>${number}</a>`));
  world.setNow('2026-11-22T13:00:00+01:00');
});
afterAll(() => world.close());

const queue: JobQueue = {
  add: async ({ runId }: Job) => void jobs.add(runId),
  addAll: async (all: readonly Job[]) => {
    for (const { runId } of all) jobs.add(runId);
  },
  has: async ({ runId }: Job) => {
    asked += 1;
    return jobs.has(runId);
  },
  counts: async () => ({ waiting: jobs.size, delayed: 0, active: 0 }),
  work: async () => undefined,
  close: async () => undefined,
};

async function swept(): Promise<number> {
  asked = 0;
  const parts = { database: world.db.database, queue, clock: { now: world.now }, log: pino({ level: 'silent' }) };
  return await sweep(parts, world.now() - 3_000);
}

it('gives all runs a job when the queue has lost them', async () => {
  jobs = new Set();
  expect(await swept()).toBe(RUNS);
  expect([...jobs].sort()).toEqual([...waiting].sort());
});

it('asks for each while the queue has fewer jobs than runs wait', async () => {
  jobs = new Set(waiting.slice(0, -1));
  expect(await swept()).toBe(1);
  expect(asked).toBe(RUNS);
});

it('asks for the oldest only while the queue has as many', async () => {
  jobs = new Set(waiting);
  expect(await swept()).toBe(0);
  expect(asked).toBe(100);
});

it('finds the one without a job among as many of others, once it is one of the oldest', async () => {
  const others = Array.from({ length: RUNS }, (_, number) => `other ${number}`);
  jobs = new Set([...others, ...waiting.slice(0, 120), ...waiting.slice(121)]);
  expect(await swept(), 'while it is a late one').toBe(0);
  await world.db.pool.query("update runs set status = 'rejected', ended_at = received_at where id = any($1)", [
    waiting.slice(0, 60),
  ]);
  waiting = waiting.slice(60);
  expect(await swept()).toBe(1);
  expect(jobs.has(waiting[60] ?? '')).toBe(true);
});
