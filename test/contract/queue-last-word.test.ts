/** A server that dies with its answer to LISTEN: the worker neither waits on the dead connection nor forgets to listen on the next. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, expect, it } from 'vitest';
import { openQueue } from '../../src/adapters/queue/bullmq.ts';
import { startTestDatabase } from '../support/postgres.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What PostgreSQL says to who is connected when it goes down. */
function lastWord(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** Stands before a server's socket. The first connection that listens is cut; the second has its answer and the last word at once. */
async function startProxy(socket: string): Promise<{ readonly folder: string; readonly cut: () => number }> {
  const folder = await mkdtemp(path.join(process.env.CARILLON_TEST_FOLDER ?? os.tmpdir(), 'proxy-'));
  const sockets = new Set<Socket>();
  let listeners = 0;
  const server = createServer((client) => {
    const upstream = connect(socket);
    for (const one of [client, upstream]) {
      sockets.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          client.destroy();
          upstream.destroy();
        });
    }
    let turn = 0;
    client.on('data', (bytes) => {
      // The text of its migrations has the words, too.
      if (turn === 0 && bytes.length < 1_000 && bytes.includes('LISTEN bullmq_jobs')) {
        listeners += 1;
        turn = listeners;
      }
      if (turn === 1) client.destroy();
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (turn === 2) client.end(Buffer.concat([bytes, lastWord()]));
      else client.write(bytes);
    });
  }).listen(path.join(folder, path.basename(socket)));
  await once(server, 'listening');
  closers.push(async () => {
    for (const one of sockets) one.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  return { folder, cut: () => listeners };
}

it('a server whose last word comes with its answer does not keep a worker from its jobs', async () => {
  const db = await startTestDatabase();
  closers.push(() => db.close());
  const url = new URL(db.url);
  const proxy = await startProxy(path.join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432'));
  url.searchParams.set('host', proxy.folder);
  const queue = await openQueue({
    installation: 'one',
    database: { poolConfig: { connectionString: url.href, connectionTimeoutMillis: 10_000 } },
    log: pino({ level: 'silent' }),
  });
  closers.push(() => queue.close());
  const taken: string[] = [];
  let wake = (): void => undefined;
  await queue.work(async ({ runId }) => {
    taken.push(runId);
    wake();
    return 'done';
  }, 1);
  while (proxy.cut() < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  const isTaken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await queue.add({ runId: '1', attempt: 1, siteId: 4817 });
  await isTaken;
  expect(taken).toEqual(['1']);
});
