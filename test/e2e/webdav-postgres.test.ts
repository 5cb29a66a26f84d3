/** The door, the spool and PostgreSQL together: a deposit by HTTP is a row, a run, a job and an object on the disk. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { createDropFolders } from '../../src/adapters/store/drop-folders.ts';
import { hashPassword } from '../../src/adapters/store/passwords.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createDoor } from '../../src/adapters/webdav/server.ts';
import { createFakeQueue } from '../support/fake-queue.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { basic } from '../support/webdav-door.ts';

it('keeps what it acknowledges, refuses a revoked login at once, and says 503 without its database', async () => {
  const { pool, close } = await startTestDatabase();
  await pool.query(`insert into sites (id, name) values (4817, 'Cité')`);
  await pool.query(
    `insert into directory_entries (site_id, id, kind, last_name) values (4817, 'p1', 'staff', 'Lovelace')`,
  );
  await pool.query(
    `insert into access_accounts (site_id, person_id, login, password_hash, created_at) values (4817, 'p1', 'emp.ada', $1, now())`,
    [await hashPassword('secret')],
  );
  const root = await mkdtemp(path.join(os.tmpdir(), 'carillon-spool-'));
  const log = pino({ level: 'silent' });
  const clock = { now: () => Date.UTC(2026, 10, 22) };
  const queue = createFakeQueue();
  const door = createDoor({
    peerOf: createPeerReader([], 'x-forwarded'),
    folders: createDropFolders({ pool, waker: { wake: (job) => void queue.add(job) }, clock, log }),
    spool: await openFolderSpool(root),
    clock,
    log,
  });
  const server = createServer((req, res) => void door(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/webdav/4817/`;
  const headers = { authorization: basic('emp.ada', 'secret') };
  const put = (name: string, body: string) => fetch(url + name, { method: 'PUT', headers, body });

  const replies = await Promise.all(Array.from({ length: 30 }, (_, n) => put(`EDT${n % 3}.xml`, `<a n="${n}"/>`)));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 201, ...Array.from({ length: 27 }, () => 204)]);
  const { rows } = await pool.query(
    `select d.sha256, r.id::text as run from deposits d join runs r on r.deposit_id = d.id where r.status = 'received'`,
  );
  expect(rows).toHaveLength(30);
  for (const { sha256, run } of rows) {
    expect(existsSync(path.join(root, 'objects', sha256.slice(0, 2), sha256))).toBe(true);
    expect(await queue.has({ runId: run, attempt: 1, siteId: 4817 })).toBe(true);
  }
  const listing = await (await fetch(url, { method: 'PROPFIND', headers: { ...headers, depth: '1' } })).text();
  expect(listing.match(/<C:status>received<\/C:status>/g)).toHaveLength(3);

  await pool.query('update access_accounts set revoked_at = now()');
  expect((await put('EDT.xml', '<a/>')).status).toBe(401);
  await close();
  const away = await put('EDT.xml', '<a/>');
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '60']);

  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await door.close();
  await rm(root, { recursive: true });
});
