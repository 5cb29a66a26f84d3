/** The watched drop tree: what shares and copies bring is taken once, when it is complete, and nothing else is. */
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDropFileMemory } from '../../src/adapters/store/drop-file-memory.ts';
import { type DropTree, watchDropTree } from '../../src/adapters/watch/drop-folder.ts';
import type { DropFileMemory, SeenFile } from '../../src/domain/deposit/drop-file.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Spool } from '../../src/domain/ports.ts';
import { createFakeDropFolders, type FakeDropFolders } from '../support/fake-drop-folders.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { createFakeSpool } from '../support/webdav-fake-spool.ts';

const LOGIN = 'emp.ada.lovelace';

function memoryOf(seen: Map<string, SeenFile>): DropFileMemory {
  return {
    recall: async (file) => seen.get(file) ?? null,
    remember: async (file, state) => void seen.set(file, state),
    forget: async (file) => void seen.delete(file),
    alone: async (_file, work) => await work(),
  };
}

let root: string;
let fake: FakeDropFolders;
let tree: DropTree | null;
let seen: Map<string, SeenFile>;
let lines: { level: number; establishment?: number; problem?: string; inode?: string }[];
let objects: ReadonlyMap<string, Buffer>;
let spool: Spool;
let accountId: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'carillon-tree-'));
  fake = createFakeDropFolders({ now: () => 1_000_000 });
  fake.addSite(4817, [1754, 4817]);
  fake.addSite(9999, []);
  accountId = fake.addAccount({ siteId: 4817, login: LOGIN, password: 'x' }).id;
  seen = new Map();
  lines = [];
  ({ spool, objects } = createFakeSpool());
  tree = null;
  await mkdir(path.join(root, '4817', LOGIN), { recursive: true });
  await mkdir(path.join(root, '4817', '1754', LOGIN), { recursive: true });
});
afterEach(async () => {
  await tree?.close();
  await rm(root, { recursive: true, force: true });
});

async function start(options: { memory?: DropFileMemory; maxBytes?: number } = {}): Promise<DropTree> {
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const memory = options.memory ?? memoryOf(seen);
  tree = await watchDropTree({
    root,
    folders: fake.folders,
    spool,
    memory,
    log,
    stableMs: 120,
    maxBytes: options.maxBytes ?? 1e9,
  });
  return tree;
}

const at = (...parts: string[]): string => path.join(root, '4817', ...parts);
/** Those of files that were left alone, by what `find -inum` finds. */
async function warnings(): Promise<string[]> {
  const inodes = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true }))
    inodes.set(String((await stat(path.join(root, entry), { bigint: true })).ino), entry);
  return lines.filter(({ level }) => level === 40).map((line) => `${inodes.get(line.inode ?? '')}: ${line.problem}`);
}

/** A promise and what keeps it. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** A file that is certainly taken: when it is, all that was there before it had its chance. */
async function sentinel(name: string): Promise<void> {
  const kept = fake.nextKept();
  await writeFile(at(LOGIN, name), '<sentinel/>');
  await kept;
}

describe('the drop tree', () => {
  it('takes a copy of a file that arrives, for its account and folder, and leaves it in place', async () => {
    await start();
    const kept = fake.nextKept();
    await writeFile(at(LOGIN, 'EDT.xml'), '<a/>');
    expect(await kept).toMatchObject({ runId: '1', replaced: false });
    const inEstablishment = fake.nextKept();
    await writeFile(at('1754', LOGIN, 'EDT.xml'), '<b/>');
    await inEstablishment;
    const listed = (establishment: number | null) => fake.folders.list({ siteId: 4817, establishment, accountId });
    expect(await listed(null)).toMatchObject([{ name: 'EDT.xml', size: 4 }]);
    expect((await listed(1754)).map(({ sha256 }) => objects.get(sha256)?.toString())).toEqual(['<b/>']);
    expect(fake.journal()[0]?.via).toBe('drop-folder');
    expect(await readFile(at(LOGIN, 'EDT.xml'), 'utf8')).toBe('<a/>');
  });

  it('takes what arrived while nobody watched, and nothing a second time', async () => {
    await writeFile(at(LOGIN, 'EDT.xml'), '<a/>');
    const kept = fake.nextKept();
    await start();
    await kept;
    await tree?.close();
    await start();
    await tree?.sweep();
    await sentinel('later.xml');
    expect(fake.journal().map(({ name }) => name)).toEqual(['EDT.xml', 'later.xml']);
  });

  it('takes a file again when it changes', async () => {
    await start();
    await sentinel('EDT.xml');
    const kept = fake.nextKept();
    await writeFile(at(LOGIN, 'EDT.xml'), '<changed/>');
    expect(await kept).toMatchObject({ replaced: true });
  });

  it('waits until a file is complete', async () => {
    await start();
    const kept = fake.nextKept();
    await writeFile(at(LOGIN, 'slow.xml'), '<a>');
    for (let n = 0; n < 40; n++) {
      await appendFile(at(LOGIN, 'slow.xml'), '<b/>');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await appendFile(at(LOGIN, 'slow.xml'), '</a>');
    await kept;
    // Where the machine made a pause in the middle, the rest came as a change: the last deposit is whole in any case.
    await expect
      .poll(() => objects.get(fake.journal().at(-1)?.sha256 ?? '')?.toString())
      .toBe(`<a>${'<b/>'.repeat(40)}</a>`);
  });

  it('ignores temporary names until they are renamed', async () => {
    await start();
    for (const name of ['EDT.xml.part', '.EDT.xml.x7Yz', 'EDT.xml~', 'EDT.tmp'])
      await writeFile(at(LOGIN, name), '<a/>');
    await sentinel('sentinel.xml');
    expect(fake.journal()).toHaveLength(1);
    const kept = fake.nextKept();
    await rename(at(LOGIN, 'EDT.xml.part'), at(LOGIN, 'EDT.xml'));
    expect(await kept).toMatchObject({ runId: '2' });
  });

  it('does not follow links', async () => {
    const outside = await mkdtemp(path.join(os.tmpdir(), 'carillon-outside-'));
    await writeFile(path.join(outside, 'secret.xml'), '<secret/>');
    await symlink(path.join(outside, 'secret.xml'), at(LOGIN, 'link.xml'));
    await symlink(outside, at('emp.linked'));
    fake.addAccount({ siteId: 4817, login: 'emp.linked', password: 'x' });
    await start();
    await sentinel('sentinel.xml');
    expect(fake.journal().map(({ name }) => name)).toEqual(['sentinel.xml']);
    await rm(outside, { recursive: true });
  });

  it('leaves alone what belongs to nobody, and says so once', async () => {
    fake.addAccount({ siteId: 9999, login: 'emp.elsewhere', password: 'x' });
    for (const place of [['emp.nobody'], ['emp.elsewhere'], ['1755', LOGIN], ['too', 'deep', 'for', 'us']]) {
      await mkdir(at(...place), { recursive: true });
      await writeFile(at(...place, 'EDT.xml'), '<a/>');
    }
    await writeFile(at('stray.xml'), '<a/>');
    await writeFile(at(LOGIN, 'photo.png'), '\x89PNG');
    await writeFile(at(LOGIN, 'large.xml'), 'x'.repeat(2000));
    await start({ maxBytes: 1000 });
    const expected = [
      '4817/1755/emp.ada.lovelace/EDT.xml: unknown-establishment',
      '4817/emp.ada.lovelace/large.xml: too-large',
      '4817/emp.ada.lovelace/photo.png: not-an-export',
      '4817/emp.elsewhere/EDT.xml: other-site',
      '4817/emp.nobody/EDT.xml: unknown-login',
    ];
    await expect.poll(async () => (await warnings()).sort()).toEqual(expected);
    expect(fake.journal()).toEqual([]);
    await tree?.close();
    await start({ maxBytes: 1000 });
    await sentinel('sentinel.xml');
    expect((await warnings()).sort()).toEqual(expected);
    // Logins and names of files are people's.
    expect(JSON.stringify(lines)).not.toMatch(/emp\.|\.xml|photo/);
  });

  it('takes a file when its login comes to be known', async () => {
    await mkdir(at('emp.new'));
    await writeFile(at('emp.new', 'EDT.xml'), '<a/>');
    await start();
    await expect.poll(warnings).toHaveLength(1);
    fake.addAccount({ siteId: 4817, login: 'emp.new', password: 'x' });
    const kept = fake.nextKept();
    await tree?.sweep();
    expect(await kept).toMatchObject({ runId: '1' });
  });

  it('tries again after trouble', async () => {
    fake.failWith(new AppError('database-unavailable', 'away on purpose'));
    await writeFile(at(LOGIN, 'EDT.xml'), '<a/>');
    await start();
    await expect.poll(() => lines.filter(({ level }) => level === 50)).toHaveLength(1);
    fake.failWith(null);
    const kept = fake.nextKept();
    await tree?.sweep();
    expect(await kept).toMatchObject({ runId: '1' });
  });

  it('is watched by two processes, and a file is taken by one of them', async () => {
    const { pool, close } = await startTestDatabase();
    const memory = createDropFileMemory(pool, { now: () => 1_000_000 });
    const { promise: bothWantIt, resolve: second } = signal();
    let wanted = 0;
    const counted: DropFileMemory = {
      ...memory,
      alone: async (file, work) => {
        wanted += 1;
        if (wanted === 2) second();
        return await memory.alone(file, work);
      },
    };
    const slow: Spool = {
      ...spool,
      receive: async () => {
        await bothWantIt;
        return await spool.receive();
      },
    };
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const parts = { root, folders: fake.folders, spool: slow, memory: counted, log, stableMs: 120 };
    const trees = await Promise.all([watchDropTree(parts), watchDropTree(parts)]);
    const kept = fake.nextKept();
    await writeFile(at(LOGIN, 'EDT.xml'), '<a/>');
    await kept;
    // Waits for what is at work.
    await Promise.all(trees.map((one) => one.close()));
    expect(wanted).toBe(2);
    expect(fake.journal().map(({ name }) => name)).toEqual(['EDT.xml']);
    await close();
  });

  it('goes on with a file when the process that was at it dies', async () => {
    const { pool, close } = await startTestDatabase();
    const memory = createDropFileMemory(pool, { now: () => 1_000_000 });
    const order: string[] = [];
    const { promise: dies, resolve: die } = signal();
    const { promise: begun, resolve: begin } = signal();
    const first = memory.alone('a', async () => {
      begin();
      await dies;
    });
    await begun;
    const next = memory.alone('a', async () => void order.push('a again'));
    await memory.alone('b', async () => void order.push('b meanwhile'));
    await pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and classid = ${0x4454}
         and database = (select oid from pg_database where datname = current_database())`,
    );
    await next;
    expect(order).toEqual(['b meanwhile', 'a again']);
    die();
    await first;
    await close();
  });

  it('remembers in the database what it took', async () => {
    const { pool, close } = await startTestDatabase();
    const memory = createDropFileMemory(pool, { now: () => 1_000_000 });
    const state = { size: 4, mtimeNs: 1_795_373_629_478_123_456n, depositId: null, problem: 'unknown-login' };
    expect(await memory.recall('a')).toBeNull();
    await memory.remember('a', state);
    expect(await memory.recall('a')).toEqual(state);
    await memory.remember('a', { ...state, size: 5, problem: null });
    expect(await memory.recall('a')).toEqual({ ...state, size: 5, problem: null });
    await memory.forget('a');
    expect(await memory.recall('a')).toBeNull();
    await close();
    await expect(memory.recall('a')).rejects.toMatchObject({ code: 'database-unavailable' });
  });

  it('knows a file by its time to the nanosecond', async () => {
    await start();
    await sentinel('EDT.xml');
    const kept = fake.nextKept();
    await utimes(at(LOGIN, 'EDT.xml'), 1_700_000_000.001, 1_700_000_000.001);
    await kept;
    expect(fake.journal()).toHaveLength(2);
  });
});
