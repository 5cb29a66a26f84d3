/** Names that look alike and locks without number: what is one file, what is two, and that nobody else pays for it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchDropTree } from '../../src/adapters/watch/drop-folder.ts';
import type { SeenFile } from '../../src/domain/deposit/drop-file.ts';
import { type Ask, ask } from '../support/dav-client.ts';
import { createFakeDropFolders } from '../support/fake-drop-folders.ts';
import { basic, startDoor, type TestDoor } from '../support/webdav-door.ts';
import { createFakeSpool } from '../support/webdav-fake-spool.ts';

const NFC = 'été.xml'.normalize('NFC');
const NFD = 'été.xml'.normalize('NFD');
const LATIN1 = '/webdav/4817/%E9t%E9.xml';

let door: TestDoor;
beforeEach(async () => {
  door = await startDoor();
});
afterEach(() => door.close());

const names = async (): Promise<readonly string[]> =>
  (await door.fake.folders.list(door.folder)).map(({ name }) => name).sort();

const put = async (name: string, options: Ask = {}): Promise<number> =>
  (await ask(door, 'PUT', name, { body: `<a name="${name.length}"/>`, ...options })).status;

describe('a name written in several ways', () => {
  it('is one file, composed, decomposed or in Latin-1: the later one replaces', async () => {
    expect(NFC).not.toBe(NFD);
    expect(await put(NFD)).toBe(201);
    expect(await put(NFC)).toBe(204);
    expect(await put(LATIN1)).toBe(204);
    expect(await names()).toEqual([NFC]);
    for (const name of [NFC, NFD, LATIN1]) expect((await ask(door, 'GET', name)).status).toBe(200);
  });

  it('keeps its conditions and locks in every spelling', async () => {
    await put(NFC);
    expect(await put(NFD, { headers: { 'if-none-match': '*' } })).toBe(412);
    const lockinfo =
      '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
    const locked = await ask(door, 'LOCK', NFD, { body: lockinfo });
    expect(locked.status).toBe(200);
    expect(await put(NFC)).toBe(423);
    expect(await put(LATIN1)).toBe(423);
    const token = String(locked.headers['lock-token']);
    const tagged = `<http://x${LATIN1}> (${token})`;
    expect(await put(NFC, { headers: { if: tagged } })).toBe(204);
  });

  it('is no other place to be moved to, and is gone in every spelling', async () => {
    await put(NFC);
    const destination = `/webdav/4817/${encodeURIComponent(NFD)}`;
    expect((await ask(door, 'MOVE', NFC, { headers: { destination } })).status).toBe(403);
    expect((await ask(door, 'DELETE', NFD)).status).toBe(204);
    expect((await ask(door, 'GET', NFC)).status).toBe(404);
  });
});

it('names that differ by case, width, alphabet or an invisible letter are different files', async () => {
  const alike = ['edt.xml', 'EDT.xml', 'ｅｄｔ.xml', 'еdt.xml', 'e\u200bdt.xml', 'ﬁn.xml', 'fin.xml'];
  for (const name of alike) expect(await put(name)).toBe(201);
  expect(await names()).toEqual([...alike].sort());
});

describe('on the watched tree', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'carillon-twins-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('two spellings of one name are one file, each taken once; names that differ by case are two', async () => {
    const fake = createFakeDropFolders({ now: () => 1_000_000 });
    fake.addSite(4817, []);
    const { id: accountId } = fake.addAccount({ siteId: 4817, login: 'emp.a.b', password: 'x' });
    const folder = path.join(root, '4817', 'emp.a.b');
    await mkdir(folder, { recursive: true });
    for (const name of [NFC, NFD, 'edt.xml', 'EDT.xml', 'a\u202elmx.xml'])
      await writeFile(path.join(folder, name), name);
    const seen = new Map<string, SeenFile>();
    const warnings: unknown[] = [];
    const quiet = (): void => undefined;
    const tree = await watchDropTree({
      root,
      folders: fake.folders,
      spool: createFakeSpool().spool,
      memory: {
        recall: async (file) => seen.get(file) ?? null,
        remember: async (file, state) => void seen.set(file, state),
        forget: async (file) => void seen.delete(file),
        alone: async (_file, work) => await work(),
      },
      log: { info: quiet, warn: (about: unknown) => void warnings.push(about), error: quiet },
      stableMs: 60,
    });
    await expect.poll(() => seen.size).toBe(5);
    await tree.sweep();
    await tree.close();
    expect(fake.journal()).toHaveLength(4);
    const listed = await fake.folders.list({ siteId: 4817, establishment: null, accountId });
    expect(listed.map(({ name }) => name).sort()).toEqual(['EDT.xml', 'edt.xml', NFC].sort());
    expect(warnings).toMatchObject([{ problem: 'bad-name' }]);
  });
});

describe('ten thousand locks', () => {
  const body =
    '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>me</owner></lockinfo>';
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  afterEach(() => agent.destroy());

  const lock = (name: string, authorization: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization, 'content-length': body.length };
      const where = {
        host: '127.0.0.1',
        port: door.port,
        agent,
        method: 'LOCK',
        path: `/webdav/4817/${name}`,
        headers,
      };
      const sent = request(where, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      sent.on('error', reject);
      sent.end(body);
    });

  it('asked for by one account are fifty; the others are told 429, make no file, and another account has its own', async () => {
    const counts: Record<number, number> = {};
    const all = Array.from({ length: 10_000 }, (_, index) => `${index}a.xml`);
    await Promise.all(
      all.map(async (name) => {
        const status = await lock(name, door.authorization);
        counts[status] = (counts[status] ?? 0) + 1;
      }),
    );
    expect(counts).toEqual({ 201: 50, 429: 9_950 });
    expect(await names()).toHaveLength(50);
    door.fake.addAccount({ siteId: 4817, login: 'emp.b.c', password: 'y' });
    expect(await lock('mine.xml', basic('emp.b.c', 'y'))).toBe(201);
    // The files that nobody locked are still free.
    expect(await put('free.xml')).toBe(201);
  });

  it('held by two hundred accounts stop nobody', async () => {
    await door.close();
    // Ten thousand empty files on a real disk would be what takes the time.
    door = await startDoor({ spool: () => createFakeSpool().spool });
    const logins = Array.from({ length: 200 }, (_, index) => `emp.n.${index}`);
    for (const login of logins) door.fake.addAccount({ siteId: 4817, login, password: 'y' });
    const held = await Promise.all(
      logins.flatMap((login) => Array.from({ length: 50 }, (_, index) => lock(`${index}a.xml`, basic(login, 'y')))),
    );
    expect(held.filter((status) => status === 201)).toHaveLength(10_000);
    expect(await put('free.xml')).toBe(201);
    expect(await lock('free.xml', door.authorization)).toBe(200);
  }, 180_000);
});
