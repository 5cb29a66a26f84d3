/** A deposit by the real door, from PUT to the journal and back by GET, of which nothing stays. */

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PoolClient } from 'pg';
import { createDropFolders } from '../adapters/store/drop-folders.ts';
import { hashPassword } from '../adapters/store/passwords.ts';
import { createPeerReader } from '../adapters/tls/peer.ts';
import { createDoor } from '../adapters/webdav/server.ts';
import type { Carillon } from '../main.ts';
import { type Check, Finding, look } from './check.ts';

/** Numbers that no school has; one that is free is taken. */
const SITES = [999_999_000, 999_999_999] as const;
const NAME = 'doctor.xml';

/** Throws what went wrong at the door; everything is taken back. */
export function selfDeposit(carillon: Carillon): Promise<Check> {
  const todo = 'the log says more: CARILLON_LOG_LEVEL=info carillon doctor; mend database, folders and disks first';
  return look('deposit', todo, async () => {
    const startedAt = performance.now();
    const client = await carillon.database.pool.connect();
    const content = `<carillon doctor="${randomBytes(16).toString('hex')}"/>`;
    try {
      await client.query('begin');
      const account = await makeAccount(client);
      await depositAndRead(carillon, client, account, content);
    } finally {
      await client.query('rollback').catch(() => undefined);
      client.release();
      const sha256 = createHash('sha256').update(content).digest('hex');
      await carillon.spool.forget(sha256).catch(() => undefined);
    }
    return `PUT, journal and GET in ${Math.round(performance.now() - startedAt)} ms; nothing of it stays`;
  });
}

interface Account {
  readonly site: number;
  readonly login: string;
  readonly password: string;
}

/** Exists only inside the transaction. */
async function makeAccount(client: PoolClient): Promise<Account> {
  const { rows } = await client.query<{ site: number }>(
    'select site from generate_series($1::int, $2::int) site where not exists (select from sites where id = site) limit 1',
    [...SITES],
  );
  const site = rows[0]?.site;
  if (site === undefined) throw new Error('no site number is free for a trial');
  const password = randomBytes(15).toString('base64url');
  const login = `emp.doctor.${randomBytes(6).toString('hex')}`;
  await client.query("insert into sites (id, name) values ($1, 'carillon doctor')", [site]);
  await client.query(
    "insert into directory_entries (site_id, id, kind, last_name) values ($1, 'doctor', 'staff', 'doctor')",
    [site],
  );
  await client.query(
    `insert into access_accounts (site_id, person_id, login, password_hash, created_at) values ($1, 'doctor', $2, $3, now())`,
    [site, login, await hashPassword(password)],
  );
  return { site, login, password };
}

async function depositAndRead(
  { spool, clock, log }: Carillon,
  client: PoolClient,
  { site, login, password }: Account,
  content: string,
): Promise<void> {
  // Nobody is woken up for a run that will not have been.
  const folders = createDropFolders({ pool: client, waker: { wake: () => undefined }, clock, log });
  const door = createDoor({ folders, spool, clock, log, peerOf: createPeerReader([], 'x-forwarded') });
  const server = createServer((req, res) => void door(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/webdav/${site}/${NAME}`;
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  try {
    const put = await fetch(url, { method: 'PUT', headers: { authorization }, body: content });
    if (put.status !== 201) throw new Error(`PUT was answered with ${put.status}: ${await put.text()}`);
    const got = await fetch(url, { headers: { authorization } });
    if ((await got.text()) !== content) throw new Error(`GET gave something else back (${got.status})`);
    const { rows } = await client.query('select from runs where site_id = $1', [site]);
    if (rows.length !== 1)
      throw new Finding('the deposit started no run', 'tell the maintainers: this must not happen');
  } finally {
    await door.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
