/** What the rest relies on of the database: column types, transactions, refusals. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { encryptionOf } from '../../src/adapters/store/database-address.ts';
import { clockSkewMs } from '../../src/adapters/store/figures.ts';
import { installationOf } from '../../src/adapters/store/installation.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startPooler } from '../support/transaction-pooler.ts';

const log = pino({ level: 'silent' });
let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

test('big integers and dates come as strings, moments as milliseconds', async () => {
  const { rows } = await db.pool.query(
    `select 9007199254740993::bigint id, date '2026-09-01' as day, array[date '2026-09-01'] days, null::date none,
            timestamptz '2026-09-01 08:00:00.25+02' moment`,
  );
  expect(rows).toEqual([
    {
      id: '9007199254740993',
      day: '2026-09-01',
      days: ['2026-09-01'],
      none: null,
      moment: Date.parse('2026-09-01T06:00:00.250Z'),
    },
  ]);
});

test('the server is to look after each connection, so that the site of a host that is cut off is free in a minute', async () => {
  const { rows } = await db.pool.query(`select setting, source from pg_settings where name = 'tcp_keepalives_idle'`);
  // Over a socket file the server has nothing to ask, and says 0.
  expect(rows).toEqual([
    { setting: db.url.includes('host=') || db.url.includes('%2F') ? '0' : '30', source: 'session' },
  ]);
});

test.each([
  [
    'may make no tables',
    'revoke create on schema public from public',
    /does not let this account make tables: permission denied/,
  ],
  [
    'reads a copy only',
    'alter role %s set default_transaction_read_only = on',
    /takes no changes here: .*read-only transaction/,
  ],
])('an account that %s is told so, in words and not by a stack', async (_what, rights, told) => {
  const role = `reader_${process.pid}_${Date.now()}`;
  const fresh = `${role}_db`;
  await db.pool.query(`create role ${role} login`);
  await db.pool.query(`create database ${fresh}`);
  const url = db.url.replace(/\/test_\w+/, `/${fresh}`);
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(rights.replace('%s', role));
  await admin.end();
  const asRole = new URL(url);
  asRole.username = role;
  await expect(openDatabase({ url: asRole.href, dataFolder: db.dataFolder, log })).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringMatching(told),
  });
  await db.pool.query(`drop database ${fresh}`);
  await db.pool.query(`drop role ${role}`);
});

test.each([
  ['that was used last', 0],
  ['in turn of two', 2],
  ['in turn of five', 5],
])(
  'a pooler that hands on sessions by the transaction, the one %s, is refused with what to do',
  async (_what, inTurn) => {
    const pooler = await startPooler(db.url, { inTurn });
    await expect(openDatabase({ url: pooler.url, dataFolder: db.dataFolder, log })).rejects.toMatchObject({
      code: 'database-pooled',
      message: expect.stringMatching(/pool_mode = session/),
    });
    await pooler.close();
  },
);

test.each([
  [
    'of another program',
    'create table cahiers (id int); create table élèves (id int); create table a (); create table b ()',
  ],
  ['and a journal of migrations of another program', 'create table schema_migrations (version bigint)'],
])('a database with tables %s and none of ours is left as it is', async (_what, made) => {
  const name = `foreign_${process.pid}_${Date.now()}`;
  await db.pool.query(`create database ${name}`);
  const url = db.url.replace(/\/test_\w+/, `/${name}`);
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(made);
  const tables = () =>
    admin.query("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");
  const before = (await tables()).rows;
  await expect(openDatabase({ url, dataFolder: db.dataFolder, log })).rejects.toMatchObject({
    code: 'database-foreign',
    message: expect.stringMatching(/somebody else’s tables \((a, b, cahiers and 1 more|schema_migrations)\).*createdb/),
  });
  expect((await tables()).rows).toEqual(before);
  await admin.end();
  await db.pool.query(`drop database ${name} with (force)`);
});

test('what an address asks of encryption is said in one sentence, and pg prints nothing of its own', async () => {
  const told: string[] = [];
  const heard = {
    info: (words: unknown) => void told.push(String(words)),
    warn: () => undefined,
    error: () => undefined,
  };
  const warned: string[] = [];
  const listen = (warning: Error) => void warned.push(warning.message);
  process.on('warning', listen);
  for (const mode of ['require', 'prefer', 'verify-ca', 'verify-full']) {
    const url = `postgres://me@127.0.0.1:1/carillon?application_name=x&sslmode=${mode}`;
    await expect(openDatabase({ url, dataFolder: db.dataFolder, log: heard })).rejects.toMatchObject({
      code: 'database-unavailable',
    });
  }
  // Warnings come a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(warned).toEqual([]);
  expect(told).toEqual(
    ['require', 'prefer', 'verify-ca'].map(
      (mode) =>
        `sslmode=${mode} is taken as verify-full: the connection is encrypted, and the server’s certificate and name are verified`,
    ),
  );
  expect(encryptionOf('postgres://h/x?sslmode=no-verify')).toMatchObject({ told: null, isVerified: false });
  expect(encryptionOf('postgres://h/x?uselibpqcompat=true&sslmode=require')).toMatchObject({ isVerified: false });
});

test('a clock that is not the database’s is told by how much', async () => {
  expect(Math.abs(await clockSkewMs(db.pool))).toBeLessThan(5_000);
  const real = Date.now;
  const late = vi.spyOn(Date, 'now').mockImplementation(() => real() - 3 * 3_600_000);
  const skew = await clockSkewMs(db.pool);
  late.mockRestore();
  expect(Math.abs(skew - 3 * 3_600_000)).toBeLessThan(5_000);
});

test('a connection that is lost while it lies idle is told, and one that is being closed is not', async () => {
  const told: unknown[] = [];
  const warn = (_what: unknown, words?: unknown) => told.push(words);
  const heard = await openDatabase({
    url: db.url,
    dataFolder: db.dataFolder,
    log: { info: () => undefined, warn, error: () => undefined },
  });
  heard.pool.emit('error', new Error('terminating connection'), undefined as never);
  expect(told).toEqual(['an idle database connection was lost']);
  await heard.close();
  heard.pool.emit('error', new Error('terminating connection'), undefined as never);
  expect(told).toHaveLength(1);
});

test('a transaction leaves nothing behind when its work throws', async () => {
  const insert = "insert into sites (id, name) values (1, 'Cité')";
  await expect(
    db.database.transaction(async (client) => {
      await client.query(insert);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect((await db.pool.query('select from sites')).rowCount).toBe(0);
  const kept = await db.database.transaction(async (client) => (await client.query(`${insert} returning id`)).rows);
  expect(kept).toEqual([{ id: 1 }]);
  expect((await db.pool.query('select from sites')).rowCount).toBe(1);
});

test('a second opening of a migrated database changes nothing', async () => {
  const before = await db.pool.query('select * from schema_migrations');
  const again = await openDatabase({ url: db.url, dataFolder: db.dataFolder, log });
  await again.close();
  expect((await db.pool.query('select * from schema_migrations')).rows).toEqual(before.rows);
  expect(before.rows[0]).toMatchObject({ name: '0001-spine.sql', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('all who open a database are one installation, and nobody else is', async () => {
  const own = await installationOf(db.pool);
  const again = await openDatabase({ url: db.url, dataFolder: db.dataFolder, log });
  expect(await installationOf(again.pool)).toBe(own);
  await again.close();
  const other = await startTestDatabase();
  expect(await installationOf(other.pool)).not.toBe(own);
  await other.close();
});

test('a database of a newer Carillon and a migration edited after the fact are refused', async () => {
  const folder = await mkdtemp(path.join(db.dataFolder, 'migrations-'));
  await expect(migrate(db.pool, log, { folder })).rejects.toMatchObject({ code: 'database-changed', retryable: false });
  await writeFile(path.join(folder, '0001-spine.sql'), 'select 1');
  await expect(migrate(db.pool, log, { folder })).rejects.toThrow(/0001-spine\.sql was applied with another content/);
  await rm(folder, { recursive: true });
});

test('the tables of an older version are left to the daemon by who asks for it, and empty databases get theirs', async () => {
  const folder = await mkdtemp(path.join(db.dataFolder, 'migrations-'));
  const older = await startTestDatabase();
  const { url, dataFolder, pool } = older;
  const opening = () => openDatabase({ url, dataFolder, log, leavesOlder: true });
  await (await opening()).close();
  await pool.query("delete from schema_migrations where name like '0021%'");
  await expect(opening()).rejects.toMatchObject({
    code: 'database-older',
    retryable: false,
    message: expect.stringMatching(/0021-.*is missing.*start the daemon/),
  });
  await pool.query('drop table schema_migrations');
  await writeFile(path.join(folder, '1.sql'), 'create table made (id int)');
  await migrate(pool, log, { folder, leavesOlder: true });
  expect((await pool.query("select to_regclass('made') made")).rows).toEqual([{ made: 'made' }]);
  await older.close();
});

test('a migration that fails half-way is not there at all', async () => {
  const other = await startTestDatabase();
  const folder = await mkdtemp(path.join(db.dataFolder, 'migrations-'));
  await other.pool.query('drop table schema_migrations');
  await writeFile(path.join(folder, '1.sql'), 'create table half (id int); select nonsense;');
  await expect(migrate(other.pool, log, { folder })).rejects.toThrow('nonsense');
  expect((await other.pool.query("select to_regclass('half') half")).rows).toEqual([{ half: null }]);
  await other.close();
});

test('a server that is not there is said in plain words', async () => {
  const opening = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', dataFolder: db.dataFolder, log });
  await expect(opening).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringContaining('does not answer'),
  });
});
