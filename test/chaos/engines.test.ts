/** Redis and PostgreSQL flushed, restarted, paused, gone, full of connections or slow: deposits are kept or refused, never both. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { runningServer, stopServer } from '../../src/adapters/store/embedded-postgres-process.ts';
import { briskConfig, expectAllWell, makeVictim, patientPool, until, type Victim } from '../support/chaos.ts';
import { command, type Daemon, startDaemon } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { besiege, type Siege } from '../support/siege.ts';

const ACKNOWLEDGED = [201, 204];
const REFUSED = 503;
const TOO_MANY = '53300';

/** Deposits some files one after the other; their statuses. */
async function depositSome(victim: Victim, url: string, from: number, count: number): Promise<(number | null)[]> {
  const answers: (number | null)[] = [];
  for (let number = from; number < from + count; number += 1) {
    const content = victim.versions[number % victim.versions.length] ?? '';
    answers.push(await victim.deposit(url, `export-${number}.xml`, content));
  }
  return answers;
}

describeWith('redis-server', 'Redis in trouble', (program) => {
  let db: TestDatabase;
  let pool: Pool;
  let redis: TestRedis;
  let victim: Victim;
  let daemon: Daemon;
  let number = 1;

  beforeAll(async () => {
    db = await startTestDatabase({ own: true });
    pool = patientPool(db.url);
    redis = await startTestRedis(program);
    victim = await makeVictim('redis', {
      DATABASE_URL: db.url,
      REDIS_URL: redis.url,
      CARILLON_CONFIG: briskConfig({ lockSeconds: 2 }),
    });
    daemon = await startDaemon(victim.environment);
  });
  afterAll(async () => {
    await daemon.stop();
    await redis.close();
    await pool.end();
    await db.close();
    victim.installation.remove();
  });
  afterEach(async () => {
    await expectAllWell(pool, victim);
  });
  const some = async (count: number) => {
    const from = number;
    number += count;
    return await depositSome(victim, daemon.url, from, count);
  };

  it('flushed while jobs wait: the queue is made again from the journal', async () => {
    const [, worker = 0] = daemon.processes();
    process.kill(worker, 'SIGSTOP');
    expect(await some(4)).toEqual([201, 201, 201, 201]);
    await redis.flush();
    process.kill(worker, 'SIGCONT');
  });

  it('gone while deposits come: they are kept without it', async () => {
    await redis.kill();
    expect(await some(2)).toEqual([201, 201]);
    expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
    await redis.start();
  });

  it('restarted in order', async () => {
    expect(await some(1)).toEqual([201]);
    await redis.stop();
    await redis.start();
    expect(await some(2)).toEqual([201, 201]);
  });

  it('paused: the answer does not wait for it for ever', async () => {
    redis.pause();
    const startedAt = performance.now();
    expect(await some(1)).toEqual([201]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    redis.resume();
  });

  it('absent at the start: the daemon says so and takes nothing', async () => {
    await daemon.stop();
    await redis.kill();
    const refusal = await command(['serve'], { ...victim.environment, CARILLON_PORT: '0' });
    expect(refusal.status).not.toBe(0);
    expect(refusal.stdout + refusal.stderr).toMatch(/queue/);
    await redis.start();
    daemon = await startDaemon(victim.environment);
    expect(await some(1)).toEqual([201]);
  });
});

describe('PostgreSQL in trouble', () => {
  let siege: Siege;
  let pool: Pool;
  let number = 1;
  const some = async (count: number) => {
    const from = number;
    number += count;
    return await depositSome(siege.victim, siege.daemon.url, from, count);
  };
  const takesAgain = () => until('deposits are taken again', async () => (await some(1))[0] !== REFUSED);

  beforeAll(async () => {
    siege = await besiege('postgres', { CARILLON_CONFIG: briskConfig({ lockSeconds: 2 }) });
  });
  beforeEach(() => {
    pool = patientPool(siege.server);
  });
  afterEach(async () => {
    await expectAllWell(pool, siege.victim);
    await pool.end();
  });
  afterAll(() => siege.close());

  it('restarted in order while deposits come', async () => {
    const coming = some(6);
    const running = await runningServer(await openHome(siege.data));
    if (running) await stopServer(running);
    for (const status of await coming) expect([...ACKNOWLEDGED, REFUSED]).toContain(status);
    await takesAgain();
  });

  it('out of connections: refused or kept, and on again when there are some', async () => {
    const taken: Client[] = [];
    for (;;) {
      const client = new Client(siege.server);
      client.on('error', () => undefined);
      const refused = await client.connect().then(
        () => null,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
      expect([null, TOO_MANY]).toContain(refused);
      if (refused) break;
      taken.push(client);
    }
    expect(taken.length).toBeGreaterThan(10);
    const many = Array.from({ length: 20 }, () => some(1));
    for (const [status] of await Promise.all(many)) expect([...ACKNOWLEDGED, REFUSED]).toContain(status);
    for (const client of taken) await client.end();
    await takesAgain();
  });

  it('slow: the answer comes after the commit, and what nobody waited for may be kept all the same', async () => {
    const locker = new Client(siege.server);
    await locker.connect();
    await locker.query('begin; lock table deposits in access exclusive mode');
    // One after the other: together they would be journalled by one statement.
    const journalling = async (): Promise<number> =>
      (
        await pool.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%asked as materialized%'`,
        )
      ).rows.length;
    const waiting = some(1);
    await until('the first waits for the lock', async () => (await journalling()) === 1);
    const impatient = new AbortController();
    const given = fetch(`${siege.daemon.url}/webdav/${siege.victim.site}/impatient.xml`, {
      method: 'PUT',
      headers: { authorization: siege.victim.authorization },
      body: siege.victim.versions[0] ?? '',
      signal: impatient.signal,
    }).catch(() => null);
    await until('the second waits, too', async () => (await journalling()) === 2);
    impatient.abort();
    expect(await given).toBeNull();
    expect(await Promise.race([waiting, pause(300, 'no answer yet')])).toBe('no answer yet');
    siege.victim.expectPerhaps('impatient.xml', siege.victim.versions[0] ?? '');
    await locker.query('commit');
    await locker.end();
    expect(await waiting).toEqual([201]);
  });
});
