/** A data folder belongs to one database, whoever would open another one is refused; what is moved and saved of it. */
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseOtherAccount } from '../../src/adapters/store/data-folder-account.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { command, freePort, startDaemon } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';

const PASSWORD = 'Top-Secret-9';
let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

/** As a server's URL is: with a password. */
function withPassword(url: string): string {
  const said = new URL(url);
  said.password = PASSWORD;
  return said.href;
}

describe('the folder of a daemon that works on a server', () => {
  const host = newInstallation();
  const data = path.join(host.folder, 'data');
  const note = path.join(data, 'database.json');
  let url: string;
  beforeAll(async () => {
    url = withPassword(server.url);
    const daemon = await startDaemon({ ...host.environment, DATABASE_URL: url });
    expect(await daemon.stop()).toBe(0);
  });
  afterAll(() => host.remove());

  it('says which, without its password', () => {
    const text = readFileSync(note, 'utf8');
    expect(JSON.parse(text)).toEqual({ server: expect.stringContaining('/test_'), installation: expect.any(String) });
    expect(text).not.toContain(PASSWORD);
  });

  it.each([['site', 'list'], ['serve'], ['migrate', '--to', 'postgres://host/db']])(
    'refuses `%s` without DATABASE_URL, and makes no private database',
    async (...words) => {
      const { status, stderr, stdout } = await command(words, {
        ...host.environment,
        CARILLON_PORT: String(await freePort()),
      });
      expect([status, stderr + stdout]).toEqual([
        1,
        expect.stringMatching(/works on the database .*DATABASE_URL is not set/),
      ]);
      expect(stderr + stdout).toContain('Set DATABASE_URL as the daemon has it');
      expect(existsSync(path.join(data, 'postgres'))).toBe(false);
    },
  );

  it('is told by the doctor, too', async () => {
    const { status, stdout } = await command(['doctor'], host.environment);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ start: the daemon of .* works on the database[^\n]*\n +→ set DATABASE_URL/);
    expect(existsSync(path.join(data, 'postgres'))).toBe(false);
  });

  it('takes commands with it, and a private one once the note is gone', async () => {
    expect(await command(['site', 'list'], { ...host.environment, DATABASE_URL: url })).toMatchObject({ status: 0 });
    rmSync(note);
    expect(await command(['site', 'list'], host.environment)).toMatchObject({ status: 0 });
    expect(existsSync(path.join(data, 'postgres'))).toBe(true);
  });
});

it('the folder of a daemon with a private database refuses commands on another one, and takes it with the next daemon', async () => {
  const [host, another] = [newInstallation(), await startTestDatabase()];
  const first = await startDaemon(host.environment);
  expect(await first.stop()).toBe(0);
  const elsewhere = { ...host.environment, DATABASE_URL: withPassword(another.url) };
  const refused = await command(['site', 'list'], elsewhere);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('works on its private database')]);
  expect(refused.stderr).not.toContain(PASSWORD);
  const second = await startDaemon(elsewhere);
  expect(await second.stop()).toBe(0);
  expect(await command(['site', 'list'], elsewhere)).toMatchObject({ status: 0 });
  host.remove();
  await another.close();
});

describe('the spool', () => {
  const SITE = 4817;
  const host = newInstallation();
  const spool = path.join(host.folder, 'data', 'spool');
  let authorization: string;
  beforeAll(async () => {
    authorization = basic(await makeSite(host, inventSchool({ seed: 'spool', size: 'small' }), SITE));
  });
  afterAll(() => host.remove());
  const objects = (): string[] => readdirSync(path.join(spool, 'objects'), { recursive: true }) as string[];

  it('is not touched by another installation, whose variables were copied', async () => {
    const kept = objects();
    expect(kept.length).toBeGreaterThan(0);
    const other = newInstallation({ CARILLON_SPOOL: spool });
    const refused = await command(['serve'], other.environment);
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`the spool ${spool} is that of another installation`),
    ]);
    const told = await command(['doctor'], other.environment);
    expect([told.status, told.stdout]).toEqual([
      1,
      expect.stringContaining('mount or name the spool of this installation'),
    ]);
    expect(objects()).toEqual(kept);
    other.remove();
  });

  it('refuses deposits while it is away, also where another folder stands in its place, and takes them again', async () => {
    const daemon = await startDaemon(host.environment, 'web');
    const put = async (name: string): Promise<number> => {
      const url = `${daemon.url}/webdav/${SITE}/${name}`;
      return (await fetch(url, { method: 'PUT', headers: { authorization }, body: `<a>${name}</a>` })).status;
    };
    expect(await put('first.xml')).toBe(201);
    renameSync(spool, `${spool}.away`);
    expect(await put('away.xml')).toBe(503);
    expect(existsSync(spool)).toBe(false);
    for (const folder of ['objects', 'tmp']) mkdirSync(path.join(spool, folder), { recursive: true });
    expect(await put('other.xml')).toBe(503);
    expect((await fetch(`${daemon.url}/readyz`)).status).toBe(503);
    expect(await daemon.stop()).toBe(0);
    const refused = await command(['serve'], host.environment);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('has no mark, or is not mounted')]);
    rmSync(spool, { recursive: true });
    renameSync(`${spool}.away`, spool);
    const again = await startDaemon(host.environment, 'web');
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    expect(await again.stop()).toBe(0);
  });
});

describe('the account of a data folder', () => {
  const host = newInstallation();
  const data = path.join(host.folder, 'data');
  const note = path.join(data, 'database.json');
  const isRoot = process.getuid?.() === 0;
  const own = process.getuid?.() ?? 0;
  /** Ours, or as root somebody's: the other one asks. */
  const [theirs, other] = isRoot ? [65_534, 0] : [own, 0];
  beforeAll(() => {
    mkdirSync(data, { recursive: true });
    if (isRoot) chownSync(data, theirs, theirs);
  });
  afterAll(() => host.remove());

  const refused = { code: 'account-other', message: expect.stringContaining(`${data} belongs to the account`) };

  it('is the one that made it, until a daemon has noted its database there', async () => {
    await expect(refuseOtherAccount(data, { own: other })).rejects.toMatchObject(refused);
    await expect(refuseOtherAccount(data, { own: theirs })).resolves.toBeUndefined();
    await expect(refuseOtherAccount(data, { own: other, isDaemon: true })).resolves.toBeUndefined();
    await expect(refuseOtherAccount(path.join(host.folder, 'none'), { own: other })).resolves.toBeUndefined();
    writeFileSync(note, '{}');
    if (isRoot) chownSync(note, theirs, theirs);
    await expect(refuseOtherAccount(data, { own: other, isDaemon: true })).rejects.toMatchObject(refused);
    await expect(refuseOtherAccount(data, { own: theirs, isDaemon: true })).resolves.toBeUndefined();
  });

  it.runIf(isRoot).each([['site', 'list'], ['keys', 'create', '--partner', 'Portail'], ['serve']])(
    'refuses root `%s`, which leaves nothing behind',
    async (...words) => {
      const { status, stderr, stdout } = await command(words, { ...host.environment, CARILLON_PORT: '0' });
      expect([status, stderr + stdout]).toEqual([
        1,
        expect.stringMatching(/belongs to the account .*run this as that account/),
      ]);
      expect(stderr + stdout).not.toMatch(/^ +at /m);
      expect(readdirSync(data)).toEqual(['database.json']);
    },
  );

  it.runIf(isRoot)('is told by the doctor, with what to do', async () => {
    const { stdout } = await command(['doctor'], host.environment);
    expect(stdout).toMatch(/✗ start: .* belongs to the account .*\n +→ run commands as the account of the daemon/);
  });
});

describe('moving to a server', () => {
  const host = newInstallation();
  let target: TestDatabase;
  beforeAll(async () => {
    target = await startTestDatabase();
    expect(await command(['site', 'list'], host.environment)).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    host.remove();
    await target.close();
  });

  it('wants an address, of PostgreSQL, and says where it is best given', async () => {
    const none = await command(['migrate'], host.environment);
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringContaining('in TARGET_DATABASE_URL, by --to-file, or by --to'),
    ]);
    const both = await command(['migrate', '--to', 'postgres://h/d', '--to-file', 'x'], host.environment);
    expect(both.status).toBe(2);
    const wrong = await command(['migrate'], {
      ...host.environment,
      TARGET_DATABASE_URL: `mysql://me:${PASSWORD}@h/d`,
    });
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('postgres://')]);
    const absent = await command(['migrate', '--to-file', path.join(host.folder, 'none')], host.environment);
    expect([absent.status, absent.stderr]).toEqual([1, expect.stringContaining('ne peut pas être lu')]);
    expect(wrong.stderr + absent.stderr).not.toContain(PASSWORD);
  });

  it('reads it from a file, notes it in the data folder, and leaves no way back by accident', async () => {
    const file = path.join(host.folder, 'target');
    writeFileSync(file, `${withPassword(target.url)}\n`, { mode: 0o600 });
    const moved = await command(['migrate', '--to-file', file, '--json'], host.environment);
    expect(moved.status, moved.stderr).toBe(0);
    expect(moved.stdout).not.toContain(PASSWORD);
    const back = await command(['site', 'list'], host.environment);
    expect([back.status, back.stderr]).toEqual([1, expect.stringContaining('Set DATABASE_URL as the daemon has it')]);
    expect(await command(['site', 'list'], { ...host.environment, DATABASE_URL: target.url })).toMatchObject({
      status: 0,
    });
  });

  it('reads it from a variable', async () => {
    const own = newInstallation();
    const other = await startTestDatabase();
    expect(await command(['site', 'list'], own.environment)).toMatchObject({ status: 0 });
    const moved = await command(['migrate'], { ...own.environment, TARGET_DATABASE_URL: other.url });
    expect([moved.status, moved.stdout]).toEqual([0, expect.stringContaining('Déplacé vers')]);
    own.remove();
    await other.close();
  });
});

it('a backup that lacks the private keys says so aloud, and the doctor until one has them', async () => {
  const own = newInstallation();
  expect(await command(['keys', 'create', '--partner', 'editeur'], own.environment)).toMatchObject({ status: 0 });
  const lacking = await command(['backup', path.join(own.folder, 'one')], own.environment);
  expect([lacking.status, lacking.stderr]).toEqual([
    0,
    expect.stringMatching(/ATTENTION : une clé privée n'est pas .*définissez CARILLON_BACKUP_PASSPHRASE/s),
  ]);
  const told = await command(['doctor'], own.environment);
  expect(told.stdout).toMatch(/✗ backup: the last one lacks 1 private key:[^\n]*\n[^\n]*CARILLON_BACKUP_PASSPHRASE/);
  const passphrase = { CARILLON_BACKUP_PASSPHRASE: 'une longue phrase' };
  const whole = await command(['backup', path.join(own.folder, 'two'), '--json'], {
    ...own.environment,
    ...passphrase,
  });
  expect([whole.status, whole.stderr, JSON.parse(whole.stdout)]).toEqual([
    0,
    '',
    expect.objectContaining({ keys: 1, keysLeft: 0 }),
  ]);
  expect((await command(['doctor'], own.environment)).stdout).toContain(
    '✓ backup: the last one was made less than a day ago',
  );

  // What was backed up knows of the backup before only: the restore tells of this one.
  const back = newInstallation();
  const restored = await command(['restore', path.join(own.folder, 'two')], { ...back.environment, ...passphrase });
  expect([restored.status, restored.stderr, restored.stdout]).toEqual([
    0,
    '',
    expect.stringContaining('clés privées : 1'),
  ]);
  const well = await command(['doctor'], back.environment);
  expect(well.stdout).toMatch(/✓ backup: the last one was made less than a day ago, and restored here\n/);
  expect(well.stdout).toMatch(/✓ keys: editeur/);
  back.remove();
  const bare = newInstallation();
  const without = await command(['restore', path.join(own.folder, 'one')], bare.environment);
  expect([without.status, without.stderr]).toEqual([
    0,
    expect.stringMatching(/une clé privée n'était pas .*carillon keys import/s),
  ]);
  const lost = await command(['doctor'], bare.environment);
  expect(lost.stdout).toMatch(
    /✗ backup: the backup that this installation was restored from lacks 1 private key:[^\n]*\n[^\n]*carillon keys import/,
  );
  bare.remove();
  own.remove();
});

it('a backup that lacks a deposited file, which the spool has lost, is made and names the deposit', async () => {
  const own = newInstallation();
  await command(['site', 'create', '--id', '4817', '--name', 'A', '--establishment', '1:0134567A:B'], own.environment);
  const file = path.join(own.folder, 'perdu.xml');
  writeFileSync(file, '<no-export/>');
  expect((await command(['import', '--site', '4817', '--manual', file], own.environment)).status).toBe(1);
  rmSync(path.join(own.folder, 'data/spool/objects'), { recursive: true });
  mkdirSync(path.join(own.folder, 'data/spool/objects'));
  const made = await command(['backup', path.join(own.folder, 'one')], own.environment);
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('0 fichier déposé, 0 octets') });
  expect(made.stderr).toMatch(
    /^ATTENTION : un fichier déposé manque .*\n {2}site 4817 : perdu\.xml \([0-9a-f]{64}\)\n/,
  );
  own.remove();
});
