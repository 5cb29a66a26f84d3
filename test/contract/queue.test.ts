/** The queue's contract, on the fake and on both engines. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/adapters/queue/bullmq.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { runningServer } from '../../src/adapters/store/embedded-postgres-process.ts';
import type { Job } from '../../src/domain/ports.ts';
import { createFakeEngine, createFakeQueue } from '../support/fake-queue.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startTestRedis } from '../support/redis.ts';
import { engineContract, queueContract } from './queue.ts';

const log = pino({ level: process.env.CARILLON_TEST_LOG ?? 'silent' });
const lockMs = 2_000;
const nowhere = { poolConfig: {} };
const job = { runId: '1', attempt: 1, siteId: 4817 };

queueContract('a queue in memory', async () => {
  const engine = createFakeEngine();
  return { open: async () => createFakeQueue(engine), close: async () => {} };
});

engineContract('BullMQ on PostgreSQL', async () => {
  const dataFolder = await mkdtemp(path.join(process.env.CARILLON_TEST_FOLDER ?? os.tmpdir(), 'queue-'));
  const database = await openDatabase({ dataFolder, log });
  const { host, user, database: name } = database.poolConfig;
  return {
    open: () => openQueue({ installation: 'one', database, log, lockMs }),
    async restart() {
      const home = await openHome(dataFolder);
      const killed = await runningServer(home);
      if (killed) process.kill(killed.pid, 'SIGKILL');
      const isBack = async () => ((await runningServer(home))?.pid ?? killed?.pid) !== killed?.pid;
      while (!(await isBack()) || !(await isUp(() => database.pool.query('select')))) await pause(10);
    },
    workerArgs: [`postgresql://${user}@localhost/${name}?host=${host}`, '', String(lockMs)],
    async close() {
      await database.close();
      await rm(dataFolder, { recursive: true });
    },
  };
});

describeWith('redis-server', 'with Redis', (program) => {
  engineContract('BullMQ on Redis', async () => {
    const redis = await startTestRedis(program);
    return {
      open: () => openQueue({ redisUrl: redis.url, installation: 'one', database: nowhere, log, lockMs }),
      async restart() {
        await redis.kill();
        await redis.start();
      },
      workerArgs: ['', redis.url, String(lockMs)],
      close: redis.close,
    };
  });

  test('installations that share a Redis have each their own jobs, though they number them alike', async () => {
    const redis = await startTestRedis(program);
    const [one, other] = await Promise.all(
      ['one', 'other'].map((installation) => openQueue({ redisUrl: redis.url, installation, database: nowhere, log })),
    );
    if (!one || !other) throw new Error('two queues were opened');
    const seen = { one: [] as number[], other: [] as number[] };
    const taken = (by: 'one' | 'other') => async (found: Job) => {
      seen[by].push(found.siteId);
      return 'done' as const;
    };
    // What the one puts off, or its worker holds, keeps nothing of the other's from being done.
    await one.add(job, 3_600_000);
    expect([await one.has(job), await other.has(job)]).toEqual([true, false]);
    await other.add({ ...job, siteId: 9 });
    await one.work(taken('one'), 4);
    await other.work(taken('other'), 1);
    const rest = Array.from({ length: 20 }, (_, index) => ({ ...job, attempt: index + 2, siteId: 9 }));
    for (const next of rest) await other.add(next);
    while (seen.other.length < 21) await pause(10);
    expect(seen).toEqual({ one: [], other: Array(21).fill(9) });
    await one.close();
    await other.close();
    await redis.close();
  });

  test('without its server the queue refuses instead of hanging, and goes on when it is back', async () => {
    const redis = await startTestRedis(program);
    const queue = await openQueue({ redisUrl: redis.url, installation: 'one', database: nowhere, log });
    await queue.work(async () => 'done', 1);
    await redis.stop();
    await expect(queue.add(job)).rejects.toMatchObject({ code: 'queue-unavailable', retryable: true });
    await expect(queue.counts()).rejects.toMatchObject({ code: 'queue-unavailable' });
    await redis.start();
    while (!(await isUp(() => queue.add(job)))) await pause(10);
    await queue.close();
    await redis.close();
  });

  test('close ends though the server is gone', async () => {
    const redis = await startTestRedis(program);
    const queue = await openQueue({ redisUrl: redis.url, installation: 'one', database: nowhere, log });
    await queue.work(async () => 'done', 1);
    await redis.close();
    await queue.close(100);
  });
});

test('a Redis that does not answer is refused at the start', async () => {
  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const opening = openQueue({ redisUrl: `redis://127.0.0.1:${port}`, installation: 'one', database: nowhere, log });
  await expect(opening).rejects.toMatchObject({ code: 'queue-unavailable' });
  mute.close();
});

test('close leaves a handler that takes too long, and another worker gets its job', async () => {
  const test = await startTestDatabase();
  const queue = await openQueue({ installation: 'one', database: test.database, log, lockMs });
  await queue.add(job);
  await new Promise<void>((resolve, reject) => {
    const endless = () => new Promise<never>(() => resolve());
    queue.work(endless, 1).catch(reject);
  });
  await queue.close(50);
  const other = await openQueue({ installation: 'one', database: test.database, log, lockMs });
  const taken = new Promise((resolve, reject) => {
    other.work(async (found) => resolve(found) ?? 'done', 1).catch(reject);
  });
  expect(await taken).toEqual(job);
  await other.close();
  await test.close();
});

async function isUp(ask: () => Promise<unknown>): Promise<boolean> {
  return await ask().then(
    () => true,
    () => false,
  );
}
