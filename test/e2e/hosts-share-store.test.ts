/** Two hosts that share nothing but PostgreSQL, Redis and an S3-compatible store: what one takes in the other imports, and retention takes it away. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openS3Spool } from '../../src/adapters/spool/s3.ts';
import { createS3Client } from '../../src/adapters/spool/s3-client.ts';
import { makeCertificate } from '../support/certificates.ts';
import {
  allEnded,
  briskConfig,
  expectNothingLost,
  expectStoredIsLastApplied,
  journalOf,
  makeVictim,
  patientPool,
  unfinishedIn,
  until,
  type Victim,
} from '../support/chaos.ts';
import { command, type Daemon, json, startDaemon } from '../support/daemon.ts';
import { type HttpFront, startHttpFront } from '../support/http-front.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { describeWithSwift, startTestSwift, type TestSwift } from '../support/swift.ts';

const LATER = new Date(Date.now() + 401 * 86_400_000).toISOString();

describeWithSwift('a web host and a worker host', () =>
  describeWith('redis-server', 'with a store between them', (redisServer) => {
    let db: TestDatabase;
    let redis: TestRedis;
    let swift: TestSwift;
    /** The way to the store, for both hosts. */
    let front: HttpFront;
    let pool: Pool;
    let victim: Victim;
    let web: Daemon;
    let worker: Daemon;

    const folderOf = (name: string): string => path.join(victim.installation.folder, name);
    const host = (name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
      ...victim.environment,
      CARILLON_DATA: folderOf(name),
      ...more,
    });
    /** Keys below the prefix, without it. */
    async function keys(prefix = ''): Promise<string[]> {
      const client = createS3Client(swift.settings);
      try {
        const found: string[] = [];
        for await (const { key } of client.list(`school/${prefix}`)) found.push(key.slice('school/'.length));
        return found.sort();
      } finally {
        client.close();
      }
    }
    const get = (name: string): Promise<Response> =>
      fetch(`${web.url}/webdav/${victim.site}/${name}`, { headers: { authorization: victim.authorization } });
    const statusOf = async (name: string): Promise<string | undefined> =>
      (await journalOf(pool)).find((run) => run.name === name)?.status;
    const hashOf = async (name: string): Promise<string> => {
      const { rows } = await pool.query<{ sha256: string }>('select sha256 from deposits where name = $1', [name]);
      return rows[0]?.sha256 ?? '';
    };
    /** Uploads on their way; copies that are read are named by their hash. */
    const uploadsOf = (name: string): string[] =>
      unfinishedIn(path.join(folderOf(name), 'spool')).filter((file) => !/^[0-9a-f]{64}-/.test(file));
    const version = (at: number): string => victim.versions[at] ?? '';

    beforeAll(async () => {
      [db, redis, swift] = await Promise.all([
        startTestDatabase({ own: true }),
        startTestRedis(redisServer),
        startTestSwift(),
      ]);
      pool = patientPool(db.url);
      const authority = makeCertificate('the hoster');
      front = await startHttpFront(swift.settings.endpoint ?? '', makeCertificate('store', { issuer: authority }));
      // Of an authority of one's own, as docs/operations.md says; beside the databases, for the installation is made with it.
      const trusted = path.join(swift.folder, 'authority.pem');
      writeFileSync(trusted, authority.cert);
      victim = await makeVictim('hosts', {
        NODE_EXTRA_CA_CERTS: trusted,
        DATABASE_URL: db.url,
        REDIS_URL: redis.url,
        CARILLON_CONFIG: briskConfig(),
        CARILLON_S3_PREFIX: 'school',
        ...swift.environment,
        CARILLON_S3_ENDPOINT: front.url,
      });
      web = await startDaemon(host('web'), 'web');
      worker = await startDaemon(host('worker'), 'worker');
    });
    afterAll(async () => {
      await Promise.all([web?.stop(), worker?.stop()]);
      await pool.end();
      await Promise.all([db.close(), redis.close(), front.close(), swift.close()]);
      victim.installation.remove();
    });

    it('imports what the other one has taken in, and gives it back', async () => {
      expect(await victim.deposit(web.url, 'first.xml', version(1))).toBe(201);
      await allEnded(pool);
      expect(await statusOf('first.xml')).toBe('integrated');
      const back = await get('first.xml');
      expect([back.status, await back.text()]).toEqual([200, version(1)]);
      const part = await fetch(`${web.url}/webdav/${victim.site}/first.xml`, {
        headers: { authorization: victim.authorization, range: 'bytes=10-29' },
      });
      expect([part.status, await part.text()]).toEqual([206, version(1).slice(10, 30)]);
      expect(await keys('objects/')).toContain(
        `objects/${(await hashOf('first.xml')).replace(/^(..)(.*)/, '$1/$1$2')}`,
      );
      for (const name of ['web', 'worker']) expect(readdirSync(path.join(folderOf(name), 'spool'))).toEqual(['tmp']);
      await expectStoredIsLastApplied(pool, victim);
    });

    it('asks exporters to come back while the store is away, and is ready again by itself', async () => {
      await swift.kill();
      const refused = await fetch(`${web.url}/webdav/${victim.site}/second.xml`, {
        method: 'PUT',
        headers: { authorization: victim.authorization },
        body: version(2),
      });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      const notReady = await fetch(`${web.url}/readyz`);
      expect([notReady.status, await notReady.json()]).toMatchObject([
        503,
        { checks: { spool: 'unavailable', database: 'ok' } },
      ]);
      expect(await statusOf('second.xml')).toBeUndefined();
      expect(uploadsOf('web')).toEqual([]);
      await swift.start();
      expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
      expect(await victim.deposit(web.url, 'second.xml', version(2))).toBe(201);
      await allEnded(pool);
      expect(await statusOf('second.xml')).toBe('integrated');
    });

    it('carries a run whose file it could not read at first', async () => {
      process.kill(worker.pid, 'SIGSTOP');
      try {
        expect(await victim.deposit(web.url, 'third.xml', version(3))).toBe(201);
        await swift.kill();
      } finally {
        process.kill(worker.pid, 'SIGCONT');
      }
      await until('the run has met the trouble', async () => {
        const { rows } = await pool.query<{ failures: number }>('select max(failures) failures from runs');
        return (rows[0]?.failures ?? 0) > 0;
      });
      await swift.start();
      await allEnded(pool);
      expect(await statusOf('third.xml')).toBe('integrated');
      await expectNothingLost(pool, victim);
      await expectStoredIsLastApplied(pool, victim);
    });

    it('shows no secret of the store in its logs', () => {
      for (const { output } of [web, worker]) {
        expect(output()).toContain('the S3 store cannot be used');
        expect(output()).not.toContain(swift.settings.secretKey);
      }
    });

    /** An object is asked for or sent, and the process that does so dies: at once, or when the store has done it. */
    const dying = (verb: string, when: 'asked' | 'done', daemon: Daemon): Promise<void> =>
      new Promise((resolve) => {
        const die = (): void => {
          front.spoil(() => undefined);
          process.kill(daemon.pid, 'SIGKILL');
          resolve();
        };
        front.spoil((asked, url) => {
          if (asked !== verb || !url.includes('/objects/')) return undefined;
          return when === 'asked' ? { asked: die } : { done: die };
        });
      });

    it.each(['asked', 'done'] as const)('loses nothing when the web host dies as the store is %s', async (when) => {
      const name = `web-${when}.xml`;
      const content = version(when === 'asked' ? 1 : 2);
      const died = dying('PUT', when, web);
      expect(await victim.deposit(web.url, name, content)).toBeNull();
      await died;
      await web.kill();
      expect(await statusOf(name)).toBeUndefined();
      expect(uploadsOf('web')).toHaveLength(1);
      web = await startDaemon(host('web'), 'web');
      expect(uploadsOf('web')).toEqual([]);
      expect(await victim.deposit(web.url, name, content)).toBe(201);
      await allEnded(pool);
      expect(await statusOf(name)).toBe('integrated');
      await expectNothingLost(pool, victim);
      await expectStoredIsLastApplied(pool, victim);
    });

    it.each(['asked', 'done'] as const)('loses nothing when the worker host dies as the store is %s', async (when) => {
      const name = `worker-${when}.xml`;
      const died = dying('GET', when, worker);
      // Bytes that were never read before: others are known, and not asked for.
      const content = `${version(when === 'asked' ? 3 : 4)}<!-- ${name} -->`;
      expect(await victim.deposit(web.url, name, content)).toBe(201);
      await died;
      await worker.kill();
      worker = await startDaemon(host('worker'), 'worker');
      await allEnded(pool);
      expect(await statusOf(name)).toBe('integrated');
      await expectNothingLost(pool, victim);
      await expectStoredIsLastApplied(pool, victim);
    });

    it('is backed up from the store, and restored into another part of it', async () => {
      const backup = folderOf('backup');
      const { files } = await json<{ files: { count: number } }>(['backup', backup], host('web'));
      expect(files.count).toBe((await keys('objects/')).length);
      const other = await startTestDatabase();
      try {
        const elsewhere = host('elsewhere', { DATABASE_URL: other.url, CARILLON_S3_PREFIX: 'restored/' });
        const restored = await command(['restore', backup], elsewhere);
        expect(restored.status, restored.stderr).toBe(0);
        const spool = await openS3Spool({ ...swift.settings, prefix: 'restored/', folder: folderOf('elsewhere/look') });
        const { rows } = await other.pool.query<{ sha256: string; size: string }>(
          'select distinct sha256, size from deposits where forgotten_at is null',
        );
        expect(rows).toHaveLength(files.count);
        for (const { sha256, size } of rows) {
          let bytes = 0;
          for await (const chunk of spool.open(sha256)) bytes += chunk.length;
          expect(bytes).toBe(Number(size));
        }
        await spool.close();
      } finally {
        await other.close();
      }
    });

    it('takes away after 400 days what nothing needs, and keeps what does', async () => {
      const [old, last] = [await hashOf('first.xml'), await hashOf('worker-done.xml')];
      const round = async (): Promise<Readonly<Record<string, unknown>>> => {
        await worker.stop();
        await swift.kill();
        await swift.start(2);
        worker = await startDaemon(host('worker', { CARILLON_NOW: LATER }), 'worker');
        const done = () => worker.lines.find((line) => line.msg === 'retention done');
        await until('the daily round', () => done() !== undefined);
        return done() ?? {};
      };
      const before = (await keys('objects/')).length;
      const first = await round();
      expect(first).toMatchObject({ objects: expect.any(Number), kept: { objects: 1 } });
      expect(await keys('objects/')).toEqual([`objects/${last.slice(0, 2)}/${last}`]);
      expect(first.objects).toBe(before - 1);
      expect(await keys('aside/')).toContain(`aside/${old}`);
      expect((await get('first.xml')).status).toBe(404);
      expect(await (await get('worker-done.xml')).text()).toBe(victim.contentOf('worker-done.xml'));
      expect(await round()).toMatchObject({ objects: 0, kept: { objects: 1 } });
      expect(await keys()).toEqual(['installation', `objects/${last.slice(0, 2)}/${last}`]);
    });
  }),
);
