/** The private PostgreSQL through all its lives: several processes, kills, races, leftovers, and any account. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { type EmbeddedServer, openEmbeddedPostgres } from '../../src/adapters/store/embedded-postgres.ts';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { isAlive } from '../../src/adapters/store/embedded-postgres-lock.ts';
import { runningServer, stopServer } from '../../src/adapters/store/embedded-postgres-process.ts';

const log = pino({ level: process.env.CARILLON_TEST_LOG ?? 'silent' });
const isRoot = process.getuid?.() === 0;
const nobody = 65534;

let ready: string;
let folder: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  ready = await mkdtemp(path.join(os.tmpdir(), 'carillon-embedded-'));
  await (await openEmbeddedPostgres(ready, log)).close();
});
afterAll(() => rm(ready, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-embedded-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  for (const home of await readdir(folder, { recursive: true })) {
    if (!home.endsWith('postmaster.pid')) continue;
    const left = await runningServer(await openHome(path.join(folder, home, '../../..')));
    if (left) await stopServer(left);
  }
  await rm(folder, { recursive: true, force: true });
});

test('starts on an empty folder, open to nobody else, and stops when its only user leaves', async () => {
  const server = await openEmbeddedPostgres(folder, log);
  expect(await isAlive(server.pid)).toBe(true);
  const [row] = await ask(
    server,
    `select current_setting('fsync') fsync, current_setting('listen_addresses') addresses, current_setting('data_checksums') checksums,
            current_setting('server_encoding') encoding, current_setting('server_version_num')::int / 10000 version, lower('ÉÀÇ') small`,
  );
  expect(row).toEqual({ fsync: 'on', addresses: '', checksums: 'on', encoding: 'UTF8', version: 18, small: 'éàç' });
  expect((await stat(server.connection.host)).mode & 0o777).toBe(0o700);
  await server.close();
  await server.close();
  expect(await isAlive(server.pid)).toBe(false);
  expect(await readdir(server.connection.host)).toEqual([]);
});

test('keeps what was committed, and borrows its libraries by links', async () => {
  const first = await openEmbeddedPostgres(folder, log);
  await ask(first, 'create table kept as select 42 answer');
  await first.close();
  const second = await openEmbeddedPostgres(folder, log);
  expect(await ask(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.close();
  const libraries = path.join(folder, 'postgres/lib');
  for (const name of await readdir(libraries))
    expect((await lstat(path.join(libraries, name))).isSymbolicLink()).toBe(true);
});

test('a second process joins, and the server outlives the first', async () => {
  await fill();
  const starter = await joinInProcess(folder);
  const server = await openEmbeddedPostgres(folder, log);
  expect(server.pid).toBe(starter.pid);
  await starter.leave();
  expect(await ask(server, 'select 1 one')).toEqual([{ one: 1 }]);
  const third = await joinInProcess(folder);
  expect(third.pid).toBe(server.pid);
  await server.close();
  expect(await isAlive(third.pid)).toBe(true);
  await third.leave();
  expect(await isAlive(third.pid)).toBe(false);
});

test('starters at the same moment end up at one server', async () => {
  const all = await Promise.all([
    joinInProcess(folder),
    joinInProcess(folder),
    openEmbeddedPostgres(folder, log),
    openEmbeddedPostgres(folder, log),
  ]);
  expect(new Set(all.map((one) => one.pid)).size).toBe(1);
  const [one, two, three, four] = all;
  await Promise.all([one.leave(), two.leave(), three.close(), four.close()]);
  expect(await isAlive(one.pid)).toBe(false);
});

test('users that come while the last one leaves find a server', async () => {
  await fill();
  let server = await openEmbeddedPostgres(folder, log);
  for (let round = 0; round < 10; round += 1) {
    const [next] = await Promise.all([openEmbeddedPostgres(folder, log), server.close()]);
    expect(await ask(next, 'select 1 one')).toEqual([{ one: 1 }]);
    server = next;
  }
  await server.close();
});

test('the server of a killed starter goes on for the others, and an orphan is adopted', async () => {
  await fill();
  const starter = await joinInProcess(folder);
  const other = await openEmbeddedPostgres(folder, log);
  await starter.kill();
  expect(await ask(other, 'select 1 one')).toEqual([{ one: 1 }]);
  await other.close();
  expect(await isAlive(starter.pid)).toBe(false);

  const lonely = await joinInProcess(folder);
  await lonely.kill();
  expect(await isAlive(lonely.pid)).toBe(true);
  const heir = await openEmbeddedPostgres(folder, log);
  expect(heir.pid).toBe(lonely.pid);
  await heir.close();
  expect(await isAlive(heir.pid)).toBe(false);
});

test('a server that is killed in use is started again, once, by those who use it', async () => {
  await fill();
  const servers = [await openEmbeddedPostgres(folder, log), await openEmbeddedPostgres(folder, log)];
  const [server, other] = servers;
  const pool = new Pool(server?.connection);
  pool.on('error', () => undefined);
  await pool.query('create table kept as select 42 answer');
  const lost = Promise.all(servers.map((one) => new Promise<void>((resolve) => one.onLost(resolve))));
  const killed = server?.pid ?? 0;
  process.kill(killed, 'SIGKILL');
  await lost;
  while (server?.pid === killed || other?.pid === killed) await pause(10);
  expect(server?.pid).toBe(other?.pid);
  expect((await pool.query('select answer from kept')).rows).toEqual([{ answer: 42 }]);
  await pool.end();
  for (const one of servers) await one.close();
  expect(await isAlive(server?.pid ?? 0)).toBe(false);
});

test('a transaction that the server dies under throws, and the next one works', async () => {
  await fill();
  const database = await openDatabase({ dataFolder: folder, log });
  const killed = await runningServer(await openHome(folder));
  const broken = database.transaction(async (client) => {
    await client.query("insert into sites (id, name) values (1, 'Cité')");
    const ended = once(client, 'end');
    process.kill(killed?.pid ?? 0, 'SIGKILL');
    await ended;
    await client.query('select 1');
  });
  await expect(broken).rejects.toThrow();
  const sites = () => database.transaction(async (client) => (await client.query('select from sites')).rowCount);
  let count: number | null = null;
  while (count === null) count = await sites().catch(() => pause(10, null));
  expect(count).toBe(0);
  await database.close();
});

test('a folder whose server and users were all killed opens again', async () => {
  await fill();
  const user = await joinInProcess(folder);
  process.kill(user.pid, 'SIGKILL');
  await user.kill();
  const server = await openEmbeddedPostgres(folder, log);
  expect(server.pid).not.toBe(user.pid);
  await server.close();
});

test('leftovers do no harm: a pid that is another process now, a dead lock, a half-made cluster', async () => {
  await fill();
  const home = await openHome(folder);
  const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
  children.add(other);
  await writeFile(
    path.join(home.cluster, 'postmaster.pid'),
    `${other.pid}\n${home.cluster}\n1\n5432\n${folder}\n\n\nready\n`,
    { mode: 0o600 },
  );
  await symlink('999999999-1', home.lock);
  await mkdir(path.join(home.folder, 'new-1-1/base'), { recursive: true });
  const server = await openEmbeddedPostgres(folder, log);
  expect(await ask(server, 'select 1 one')).toEqual([{ one: 1 }]);
  expect((await readdir(home.folder)).sort()).toEqual(['data', 'lib', 'postgres.log', 'socket']);
  await server.close();
});

test('a lock file that a full disk or a kill left empty does no harm', async () => {
  await fill();
  const home = await openHome(folder);
  await writeFile(path.join(home.cluster, 'postmaster.pid'), '', { mode: 0o600 });
  const server = await openEmbeddedPostgres(folder, log);
  expect(await ask(server, 'select 1 one')).toEqual([{ one: 1 }]);
  await server.close();
});

test('a long log is set aside, and one that cannot be does not keep the server from starting', async () => {
  await fill();
  const home = await openHome(folder);
  await writeFile(home.log, Buffer.alloc(5 << 20, 'x'));
  const first = await openEmbeddedPostgres(folder, log);
  await first.close();
  expect((await stat(home.log)).size).toBeLessThan(1 << 20);
  expect((await stat(`${home.log}.1`)).size).toBe(5 << 20);
  await writeFile(home.log, Buffer.alloc(5 << 20, 'x'));
  await rm(`${home.log}.1`);
  await mkdir(`${home.log}.1`);
  const second = await openEmbeddedPostgres(folder, log);
  expect(await ask(second, 'select 1 one')).toEqual([{ one: 1 }]);
  await second.close();
});

test('a long path keeps its socket in a folder for temporary files, unless a stranger can enter that', async () => {
  const long = path.join(folder, 'x'.repeat(100), 'data');
  const server = await openEmbeddedPostgres(long, log);
  const { host } = server.connection;
  expect(host.startsWith(path.join(os.tmpdir(), 'carillon-'))).toBe(true);
  expect(await ask(server, 'select 1 one')).toEqual([{ one: 1 }]);
  await server.close();
  await chmod(host, 0o755);
  await expect(openEmbeddedPostgres(long, log)).rejects.toThrow(`${host} must be a folder that only account`);
  await rm(host, { recursive: true });
});

test('what PostgreSQL said is in the error when it does not start', async () => {
  await fill();
  const home = await openHome(folder);
  await writeFile(path.join(home.cluster, 'postgresql.conf'), 'nonsense = 1\n');
  await expect(openEmbeddedPostgres(folder, log)).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringContaining('nonsense'),
  });
  expect(await readFile(home.log, 'utf8')).toContain('nonsense');
});

describe.runIf(isRoot)('under other accounts (needs root)', () => {
  test('an ordinary user needs nothing but a folder', async () => {
    await chown(folder, nobody, nobody);
    const user = await joinInProcess(folder, { as: nobody });
    expect((await stat(`/proc/${user.pid}`)).uid).toBe(nobody);
    await user.leave();
  });

  test("root acts for the folder's owner, who finds everything his own", async () => {
    await chown(folder, 4242, 4242);
    const server = await openEmbeddedPostgres(folder, log);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(4242);
    await server.close();
    const user = await joinInProcess(folder, { as: 4242 });
    await user.leave();
  });

  test('root runs it as nobody where user namespaces are forbidden, and says what is in the way', async () => {
    const programs = path.join(folder, 'bin');
    await mkdir(programs);
    for (const name of ['setpriv', 'test', 'true']) await symlink(`/usr/bin/${name}`, path.join(programs, name));
    const closed = await joinInProcess(folder, { PATH: programs }).catch((error: Error) => error.message);
    expect(closed).toContain('cannot reach');
    await chmod(folder, 0o755);
    const user = await joinInProcess(folder, { PATH: programs });
    expect((await stat(`/proc/${user.pid}`)).uid).toBe(nobody);
    await user.leave();
    await rm(path.join(programs, 'setpriv'));
    const helpless = await joinInProcess(path.join(folder, 'other'), { PATH: programs }).catch(
      (error: Error) => error.message,
    );
    expect(helpless).toContain('PostgreSQL refuses to run as root, and neither unshare nor setpriv works here.');
  });
});

/** Where the first filling is not what is tested, its second is saved. */
async function fill(): Promise<void> {
  await cp(path.join(ready, 'postgres'), path.join(folder, 'postgres'), { recursive: true, preserveTimestamps: true });
}

async function ask(server: EmbeddedServer, sql: string): Promise<unknown[]> {
  const client = new Client(server.connection);
  await client.connect();
  const { rows } = await client.query(sql).finally(() => client.end());
  return rows;
}

interface OtherProcess {
  /** Of the server that it joined. */
  readonly pid: number;
  leave(): Promise<void>;
  kill(): Promise<void>;
}

/** Another process of ours that opens the folder. Rejects with what it said on stderr when it cannot. */
async function joinInProcess(dataFolder: string, how: { as?: number; PATH?: string } = {}): Promise<OtherProcess> {
  const support = path.join(import.meta.dirname, '../support');
  const node = [
    process.execPath,
    '--import',
    path.join(support, 'typescript.mjs'),
    path.join(support, 'embedded-user.ts'),
    dataFolder,
  ];
  const command = how.as
    ? ['setpriv', `--reuid=${how.as}`, `--regid=${how.as}`, '--clear-groups', '--', ...node]
    : node;
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: 'pipe', env: { ...process.env, ...(how.PATH ? { PATH: how.PATH } : {}) } });
  children.add(child);
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  for await (const chunk of child.stdout) {
    const [pid] = String(chunk).split(' ');
    return {
      pid: Number(pid),
      async leave() {
        child.stdin.end();
        expect(await ended).toEqual([0, null]);
      },
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  await ended;
  throw new Error(said);
}
