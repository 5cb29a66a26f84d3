/** `/healthz` and `/readyz` tell the truth: while it starts, migrates, and while database, queue or disk are away. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { briskConfig, until } from '../support/chaos.ts';
import { command, type Daemon, freePort, startDaemon } from '../support/daemon.ts';
import { scrape } from '../support/figures.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { newInstallation } from '../support/school-site.ts';

/** Any process that migrates takes it first (`migrate.ts`). */
const MIGRATION_LOCK = 4818;

let db: TestDatabase;
const installation = newInstallation();
beforeAll(async () => {
  db = await startTestDatabase({ own: true });
});
afterAll(async () => {
  await db.close();
  installation.remove();
});
const environment = (): Record<string, string> => ({
  ...installation.environment,
  DATABASE_URL: db.url,
  CARILLON_CONFIG: briskConfig(),
});
const ready = async (url: string): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, body: await answer.json() };
};

describe('while another process migrates', () => {
  it('it is alive, not ready, and takes no deposit; then it is ready', async () => {
    const other = new Client({ connectionString: db.url });
    await other.connect();
    await other.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const starting = startDaemon({ ...environment(), CARILLON_PORT: port });
    await until('it waits for the migration', async () => {
      const { body } = await ready(url);
      return JSON.stringify(body).includes('migrating');
    });
    expect(await ready(url)).toEqual({ status: 503, body: { status: 'not-ready', checks: { start: 'migrating' } } });
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'alive', version: VERSION });
    const deposit = await fetch(`${url}/webdav/4817/EDT.xml`, { method: 'PUT', body: 'x'.repeat(100_000) });
    expect([deposit.status, deposit.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await deposit.text()).toMatch(/Carillon démarre/);
    await other.end();
    const daemon = await starting;
    expect((await ready(url)).status).toBe(200);
    expect(await daemon.stop()).toBe(0);
  });
});

describe('while the database is away', () => {
  let daemon: Daemon;
  afterEach(() => daemon.stop());

  it('it is alive and not ready, figures still come, and it is ready again by itself', async () => {
    daemon = await startDaemon(environment());
    const admin = new Client({ connectionString: db.url.replace(/\/[^/?]*(\?|$)/, '/postgres$1') });
    await admin.connect();
    const name = new URL(db.url).pathname.slice(1);
    await admin.query(`alter database ${name} with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await until('it is not ready', async () => (await ready(daemon.url)).status === 503);
    expect(await ready(daemon.url)).toMatchObject({ body: { checks: { database: 'unavailable', spool: 'ok' } } });
    expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
    const figures = await scrape(daemon.url);
    expect(figures.value('carillon_ready')).toBe(0);
    expect(figures.value('carillon_part_up', { part: 'database' })).toBe(0);
    expect(figures.value('process_resident_memory_bytes', { process: 'web' })).toBeGreaterThan(0);
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
    await until('it is ready again', async () => (await ready(daemon.url)).status === 200);
  });
});

describeWith('redis-server', 'while Redis is away', (program) => {
  let redis: TestRedis;
  let daemon: Daemon;
  beforeAll(async () => {
    redis = await startTestRedis(program);
    daemon = await startDaemon({ ...environment(), REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await daemon.stop();
    await redis.close();
  });

  it('it is ready, for deposits are kept, and says that the queue is not there', async () => {
    await redis.kill();
    expect(await ready(daemon.url)).toEqual({
      status: 200,
      body: { status: 'ready', checks: { database: 'ok', spool: 'ok', queue: 'unavailable' } },
    });
    const figures = await scrape(daemon.url);
    expect(figures.value('carillon_part_up', { part: 'queue' })).toBe(0);
    expect(figures.value('carillon_ready')).toBe(1);
    expect(figures.value('carillon_queue_jobs')).toBeNull();
    await redis.start();
    await until('the queue is there again', async () =>
      JSON.stringify(await ready(daemon.url)).includes('"queue":"ok"'),
    );
  });
});

describe('a process that is only a worker', () => {
  it('answers probes where it is told to, with its own figures', async () => {
    const port = String(await freePort());
    const daemon = await startDaemon({ ...environment(), CARILLON_WORKER_PORT: port }, 'worker');
    const url = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'alive', version: VERSION });
    expect((await ready(url)).status).toBe(200);
    const figures = await scrape(url);
    expect(figures.value('carillon_build_info', { process: 'worker', version: VERSION })).toBe(1);
    expect(figures.value('carillon_runs_ended_total')).toBe(0);
    expect(figures.value('carillon_deposits_total')).toBeNull();
    expect((await fetch(`${url}/api/v1/sites`)).status).toBe(404);
    // Another one on the same port begins nothing, and does not stay.
    const second = await command(['serve', '--role', 'worker'], { ...environment(), CARILLON_WORKER_PORT: port });
    expect([second.status, second.stderr]).toEqual([1, expect.stringContaining(`127.0.0.1:${port} is taken`)]);
    expect(await daemon.stop()).toBe(0);
  });
});
