/** Who answers at a mistaken address is told: the ports of database and queue mixed up, encryption where there is none. */
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Redis } from 'ioredis';
import pino from 'pino';
import { afterEach, expect, it } from 'vitest';
import { openQueue } from '../../src/adapters/queue/bullmq.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { likelyMistake } from '../../src/adapters/who-answers.ts';
import { makeCertificate } from '../support/certificates.ts';
import { freePort } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis } from '../support/redis.ts';

const log = pino({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** The test's own PostgreSQL on a port. */
async function postgresPort(db: TestDatabase): Promise<number> {
  const url = new URL(db.url);
  const file = `${url.searchParams.get('host')}/.s.PGSQL.${url.port}`;
  return await listening(
    createServer((socket) => {
      const beyond = connect(file);
      socket.on('error', () => beyond.destroy()).pipe(beyond);
      beyond.on('error', () => socket.destroy()).pipe(socket);
    }),
  );
}

it('a queue is not looked for at PostgreSQL', async () => {
  const db = await startTestDatabase();
  closers.push(() => db.close());
  const port = await postgresPort(db);
  const opened = openQueue({ redisUrl: `redis://127.0.0.1:${port}`, installation: 'x', database: db.database, log });
  await expect(opened).rejects.toMatchObject({
    code: 'queue-unavailable',
    message: expect.stringMatching(/PostgreSQL answers at 127\.0\.0\.1:\d+: REDIS_URL names the wrong port/),
  });
  expect(await likelyMistake(`postgres://me@127.0.0.1:${port}/x`)).toBe('');
});

it('a server that is encrypted, and one that says nothing, are told apart', async () => {
  const { cert, key } = makeCertificate('127.0.0.1');
  const encrypted = createTlsServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined).on('data', () => socket.write('-NOAUTH Authentication required.\r\n'));
  });
  encrypted.on('tlsClientError', () => undefined);
  const port = await listening(encrypted);
  expect(await likelyMistake(`redis://127.0.0.1:${port}`)).toMatch(/with encryption only: write rediss:\/\//);
  expect(await likelyMistake(`rediss://127.0.0.1:${port}`)).toBe('');
  expect(await likelyMistake(`redis://127.0.0.1:${await freePort()}`)).toBe('');
  for (const nothing of ['/run/redis.sock', 'postgres://me@localhost:5432/x?host=/run'])
    expect(await likelyMistake(nothing)).toBe('');
});

describeWith('redis-server', 'a Redis', (program) => {
  it('is no database, and speaks no TLS', async () => {
    const redis = await startTestRedis(program);
    closers.push(() => redis.close());
    const port = await freePort();
    const client = new Redis({ path: redis.url });
    await client.config('SET', 'port', String(port));
    client.disconnect();
    const at = `127.0.0.1:${port}`;
    expect(await likelyMistake(`rediss://:secret@${at}`)).toBe(
      `. Redis answers at ${at} without encryption: write redis:// in REDIS_URL, or give that Redis a certificate`,
    );
    await expect(openDatabase({ url: `postgres://me@${at}/x`, dataFolder: '/nowhere', log })).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining(`Redis answers at ${at}: DATABASE_URL names the wrong port`),
    });
  });
});
