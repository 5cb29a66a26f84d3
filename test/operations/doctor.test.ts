/** The doctor: each kind of trouble is found, named, and comes with what to do; a healthy installation has none, and keeps no trace. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { foldersOf, loadConfig } from '../../src/config/config.ts';
import { createLiveConfig } from '../../src/config/live.ts';
import { alikeOf } from '../../src/daemon/alike.ts';
import { signsOfLife } from '../../src/daemon/signs-of-life.ts';
import { type Check, look } from '../../src/doctor/check.ts';
import { diagnose, toConfiguration } from '../../src/doctor/diagnose.ts';
import { isOurs, toKeys } from '../../src/doctor/places.ts';
import { makeCertificate } from '../support/certificates.ts';
import { command, freePort, ROOT, startDaemon } from '../support/daemon.ts';
import { everything, openSite } from '../support/flow.ts';
import { describeWith } from '../support/machine.ts';
import { startTestRedis } from '../support/redis.ts';
import { newInstallation } from '../support/school-site.ts';
import { startSmtp, type TestSmtp } from '../support/smtp.ts';
import { describeWithMount, mountSmallDisk } from '../support/tmpfs.ts';
import { RULES, startWorld, type World } from '../support/world.ts';

const DAY_MS = 86_400_000;
const NEWEST = readdirSync(path.join(ROOT, 'src/adapters/store/migrations')).sort().at(-1) ?? '';
const installation = newInstallation();
const { folder } = installation;
const isRoot = process.getuid?.() === 0;

let world: World;
let smtp: TestSmtp;
let port: number;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startWorld();
  smtp = await startSmtp();
  port = await freePort();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await smtp.close();
  await world.close();
  installation.remove();
});

function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const spool = path.join(world.db.dataFolder, 'spool');
  return {
    DATABASE_URL: world.db.url,
    CARILLON_DATA: folder,
    CARILLON_SPOOL: spool,
    CARILLON_PORT: String(port),
    ...extra,
  };
}

/** As files of the configuration. */
function written({ cert, key }: { readonly cert: string; readonly key: string }) {
  const files = { certFile: path.join(folder, 'tls.crt'), keyFile: path.join(folder, 'tls.key') };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key, { mode: 0o600 });
  return files;
}

/** With a configuration file of its own. */
function configured(file: object, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const name = path.join(folder, 'own.json');
  writeFileSync(name, JSON.stringify(file));
  chmodSync(name, 0o600);
  return environment({ CARILLON_CONFIG: name, ...extra });
}

async function find(name: string, of: Readonly<Record<string, string>>): Promise<Check> {
  const checks = await diagnose(of);
  const found = checks.find((one) => one.name === name);
  if (!found) throw new Error(`no check « ${name} » among ${checks.map((one) => one.name).join(', ')}`);
  return found;
}

async function expectTrouble(name: string, of: Readonly<Record<string, string>>, told: RegExp, todo: RegExp) {
  const found = await find(name, of);
  expect(found, JSON.stringify(found)).toMatchObject({
    ok: false,
    told: expect.stringMatching(told),
    todo: expect.stringMatching(todo),
  });
}

/** Something on a port of its own. */
async function answering(status: number, body: object): Promise<string> {
  const server: Server = createServer((_req, res) => res.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return String((server.address() as AddressInfo).port);
}

/** A worker of that name was heard so long ago. */
async function heard(process: number, secondsAgo: number): Promise<void> {
  await world.db.pool.query(
    `insert into workers (id, host, process, seen_at) values (gen_random_uuid(), 'atelier', $1, now() - make_interval(secs => $2))`,
    [process, secondsAgo],
  );
}

/** Runs statements, looks, and takes them back by others. */
async function during(spoil: string, mend: string, look: () => Promise<void>): Promise<void> {
  await world.db.pool.query(spoil);
  try {
    await look();
  } finally {
    await world.db.pool.query(mend);
  }
}

describe('a healthy installation', () => {
  it('is told to be well, in every part, and keeps no trace of the trial deposit', async () => {
    await openSite(world);
    const before = await everything(world);
    const checks = await diagnose(environment({ CARILLON_SMTP_URL: smtp.url }));
    expect(checks.filter((one) => !one.ok)).toEqual([]);
    expect(checks.filter((one) => one.todo !== undefined)).toEqual([]);
    expect(checks.map((one) => one.name)).toEqual([
      ...['program', 'configuration', 'time zones', 'rules', 'folders', 'disks', 'secrets', 'keys', 'encryption'],
      ...[
        'address',
        'mail',
        'daemon',
        'start',
        'database',
        'queue',
        'spool',
        'files',
        'clock',
        'sites',
        'worker',
        'work',
        'audit log',
      ],
      ...['retention', 'backup', 'deposit'],
    ]);
    expect(await everything(world)).toEqual(before);
    expect(smtp.taken).toEqual([]);
  });

  it('has a daemon that answers for itself', async () => {
    const own = newInstallation();
    const daemon = await startDaemon({ ...own.environment });
    const words = { ...own.environment, CARILLON_PORT: new URL(daemon.url).port };
    const { status, stdout } = await command(['doctor'], words);
    await daemon.stop();
    own.remove();
    expect(stdout).toContain('✓ daemon: runs and is ready');
    expect(stdout).toContain('✓ worker: 1 at work, set up like this host');
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('✗')]);
  });
});

describe('configuration and files', () => {
  it('names the wrong key, and looks no further', async () => {
    const checks = await diagnose(configured({ deposit: { maxPerHour: -1 } }));
    expect(checks.at(-2)).toMatchObject({ name: 'configuration', ok: false });
    expect(checks.at(-2)?.told).toContain('deposit.maxPerHour');
    expect(checks.map((one) => one.name)).toEqual(['program', 'configuration', 'time zones']);
  });

  it('names a mistyped variable, and looks at everything all the same', async () => {
    const of = environment({ CARILLON_PUBLICURL: 'https://carillon.example.org' });
    await expectTrouble('configuration', of, /nothing reads CARILLON_PUBLICURL/, /CARILLON_PUBLIC_URL is meant/);
    expect((await diagnose(of)).length).toBeGreaterThan(15);
  });

  it('names the wrong rule', async () => {
    const rules = path.join(folder, 'rules');
    cpSync(RULES, rules, { recursive: true });
    writeFileSync(path.join(rules, 'own.json'), '{"code": "own", "colour": "red"}');
    await expectTrouble('rules', environment({ CARILLON_RULES: rules }), /own\.json/, /mend the file/);
    rmSync(rules, { recursive: true });
  });

  it('finds a file where a folder should be, and a folder that everybody may write into', async () => {
    const file = path.join(folder, 'no-folder');
    writeFileSync(file, '');
    await expectTrouble(
      'folders',
      environment({ CARILLON_SPOOL: file }),
      /no-folder is a file/,
      /a file stands in its place/,
    );
    const open = path.join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    await expectTrouble('folders', environment({ CARILLON_SPOOL: open }), /everybody may write/, /chmod o-w/);
  });

  it('names all folders that are not well, and all keys that others can read', async () => {
    const [data, spool] = [path.join(folder, 'two-shown'), path.join(folder, 'two-open')];
    mkdirSync(data);
    chmodSync(data, 0o755);
    mkdirSync(spool);
    chmodSync(spool, 0o777);
    const of = environment({ CARILLON_DATA: data, CARILLON_SPOOL: spool });
    const told = /everybody may write into .*two-open; .*may look into .*two-shown,.*; .*may look into .*two-open,/;
    await expectTrouble('folders', of, told, /chmod o-w .*two-open; chmod o-rx? .*two-shown; chmod o-rx? .*two-open$/);
    const keys = path.join(folder, 'two-keys');
    for (const partner of ['un', 'deux'])
      await command(['keys', 'create', '--partner', partner], environment({ CARILLON_KEYS: keys }));
    for (const name of readdirSync(keys)) chmodSync(path.join(keys, name), 0o644);
    await expectTrouble(
      'keys',
      environment({ CARILLON_KEYS: keys }),
      /deux\S*\.pem, \S*un\S*\.pem can be/,
      /chmod 600 \S+ \S+, and make new/,
    );
    for (const one of [data, spool, keys]) rmSync(one, { recursive: true });
  });

  it('finds a folder that every account may look into', async () => {
    const data = path.join(folder, 'shown');
    const spool = path.join(data, 'spool');
    const of = environment({ CARILLON_DATA: data, CARILLON_SPOOL: spool });
    mkdirSync(data);
    chmodSync(data, 0o755);
    await expectTrouble('folders', of, /may look into .*shown/, /chmod o-rx? .*shown/);
    chmodSync(data, 0o711);
    expect(await find('folders', of)).toMatchObject({ ok: true });
    chmodSync(spool, 0o755);
    await expectTrouble('folders', of, /may look into .*spool/, /chmod o-rx? .*spool/);
    chmodSync(data, 0o750);
    expect(await find('folders', of)).toMatchObject({ ok: true });
  });

  it('makes a data folder that others may not look into', async () => {
    const own = newInstallation();
    expect((await command(['site', 'list'], own.environment)).status).toBe(0);
    for (const name of ['', 'spool']) expect(statSync(path.join(own.folder, 'data', name)).mode & 0o006).toBe(0);
    own.remove();
  });

  it('finds a folder of rules that is none, and does not look for it in the database', async () => {
    const of = environment({ CARILLON_RULES: path.join(folder, 'no-rules') });
    await expectTrouble('rules', of, /no-rules cannot be read/, /rulesFolder \(CARILLON_RULES\), or unset it/);
    await expectTrouble('start', of, /no-rules cannot be read/, /see the check “rules”/);
  });

  it.each([
    ['CARILLON_DATA', '/proc/carillon', /ENOENT/, /name a folder on a disk/],
    ['CARILLON_SPOOL', '/proc/carillon', /ENOENT/, /name a folder on a disk/],
    // Root's own: it cannot be made in; anybody else is told first whose it is.
    isRoot
      ? (['CARILLON_SPOOL', '/proc', /ENOENT/, /name a folder on a disk/] as const)
      : (['CARILLON_SPOOL', '/proc', /belongs to account 0/, /give the folder to the account/] as const),
  ])('does not hang where nothing can be made: %s=%s', async (name, value, told, todo) => {
    const of = environment({ [name]: value });
    await expectTrouble('folders', of, told, todo);
    await expectTrouble('start', of, /nothing can be made in \/proc/, /name another folder/);
    const started = await command(['serve'], { ...of, CARILLON_PORT: String(await freePort()) });
    expect([started.status, started.stderr]).toEqual([1, expect.stringContaining('nothing can be made in /proc')]);
  });

  it('finds secrets that everybody may read', async () => {
    const of = configured({ databaseUrl: world.db.url }, { DATABASE_URL: '' });
    expect(await find('secrets', of)).toMatchObject({ ok: true });
    chmodSync(of.CARILLON_CONFIG ?? '', 0o644);
    await expectTrouble('secrets', of, /databaseUrl.*everybody may read/, /chmod 640/);
  });

  it('says what to do about a file of another account, which others may not read', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open '/etc/carillon.json'"), { code: 'EACCES' });
    expect(toConfiguration(denied)).toMatch(/let the account that runs Carillon read the file/);
    expect(toConfiguration(new Error('unknown key colour'))).toMatch(/mend the key/);
    // A key of another account is one all the same: nobody is to throw it away.
    expect(toKeys(denied)).toMatch(/give it to the account that runs Carillon/);
    expect(toKeys(new Error('no key'))).toMatch(/take what is no key out/);
    // chmod 640 alone would lock the daemon out of a file of root's.
    expect([isOurs({ uid: 0, gid: 0 }, 990, [990]), isOurs({ uid: 0, gid: 990 }, 990, [990])]).toEqual([false, true]);
    expect([isOurs({ uid: 990, gid: 0 }, 990, [990]), isOurs({ uid: 5, gid: 5 }, 0, [0])]).toEqual([true, true]);
  });

  it('finds a private key that others can read', async () => {
    const keys = path.join(folder, 'partner-keys');
    const made = await command(['keys', 'create', '--partner', 'editeur'], environment({ CARILLON_KEYS: keys }));
    expect(made.status, made.stderr).toBe(0);
    const well = await find('keys', environment({ CARILLON_KEYS: keys }));
    expect(well).toMatchObject({ ok: true, told: expect.stringContaining('bits') });
    chmodSync(path.join(keys, readdirSync(keys)[0] ?? ''), 0o644);
    await expectTrouble('keys', environment({ CARILLON_KEYS: keys }), /can be read by others/, /chmod 600/);
  });
});

describeWithMount('a disk', () => {
  it('that is read-only is told to be that', async () => {
    const disk = mountSmallDisk(4);
    closers.push(async () => disk.unmount());
    const spool = path.join(disk.folder, 'spool');
    mkdirSync(spool, { mode: 0o700 });
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    const of = environment({ CARILLON_SPOOL: spool });
    await expectTrouble('folders', of, /EROFS/, /mount its file system so that it can be written/);
    await expectTrouble('start', of, /the spool cannot be used/, /see the checks “folders”/);
  });
});

describe('a look', () => {
  it('that does not end is trouble, too', async () => {
    const found = await look('mill', 'look at the mill', () => new Promise(() => undefined), 20);
    expect(found).toEqual({ name: 'mill', ok: false, told: 'no answer within 0.02 s', todo: 'look at the mill' });
  });
});

describe('the address', () => {
  it.each([
    ['none, open to all', { host: '0.0.0.0' }, /publicUrl is not set: letters would name http:\/\/0\.0\.0\.0/],
    ['none behind a proxy', { trustedProxies: ['10.0.0.1'] }, /publicUrl is not set/],
    ['one of nobody', { publicUrl: 'https://0.0.0.0' }, /no address that anybody can open/],
  ])('finds %s', async (_title, file, told) => {
    await expectTrouble('address', configured(file), told, /set publicUrl \(CARILLON_PUBLIC_URL\)/);
  });

  it('takes a good one, and one for this machine', async () => {
    const publicUrl = 'https://carillon.example.org';
    expect(await find('address', configured({ publicUrl, host: '0.0.0.0' }))).toMatchObject({
      ok: true,
      told: publicUrl,
    });
    expect(await find('address', environment())).toMatchObject({
      ok: true,
      told: expect.stringContaining('this machine only'),
    });
  });
});

describe('encryption', () => {
  it.each([
    ['has expired', -1, /has expired/],
    ['ends soon', 5, /ends in [45] days/],
  ])('finds a certificate that %s', async (_title, days, told) => {
    const pair = makeCertificate('127.0.0.1', { expiresAt: Date.now() + days * DAY_MS });
    await expectTrouble('encryption', configured({ tls: written(pair) }), told, /renew it/);
  });

  it('finds a certificate of another name', async () => {
    const of = { tls: written(makeCertificate('127.0.0.1')), publicUrl: 'https://carillon.example' };
    await expectTrouble('encryption', configured(of), /is not for carillon\.example/, /for that name/);
    const fits = { ...of, publicUrl: 'https://127.0.0.1:8443' };
    expect(await find('encryption', configured(fits))).toMatchObject({ ok: true });
  });

  it('finds that passwords from outside will be refused', async () => {
    await expectTrouble('encryption', environment({ CARILLON_HOST: '0.0.0.0' }), /will be refused/, /tls\.certFile/);
  });
});

describe('services', () => {
  it('finds a mail server that does not answer, and does not print its password', async () => {
    const of = environment({ CARILLON_SMTP_URL: 'smtp://me:Top-Secret-9@127.0.0.1:1' });
    await expectTrouble('mail', of, /ECONNREFUSED/, /mail\.smtpUrl/);
    const far = { CARILLON_SMTP_URL: 'smtp://mail.nobody.invalid' };
    await expectTrouble('mail', environment(far), /an address at localhost/, /mail\.from \(CARILLON_MAIL_FROM\)/);
    const from = { ...far, CARILLON_MAIL_FROM: 'Lycée <lycee@example.org>' };
    await expectTrouble('mail', environment(from), /nobody\.invalid/, /does not know its name/);
    expect(JSON.stringify(await diagnose(of))).not.toContain('Top-Secret-9');
  });

  it('finds a mail server that does not take our sender, and sends nothing', async () => {
    const of = environment({ CARILLON_SMTP_URL: smtp.url, CARILLON_MAIL_FROM: 'Lycée <lycee@example.org>' });
    expect(await find('mail', of)).toMatchObject({ ok: true, told: expect.stringContaining('and their sender') });
    const harmless = { at: 'DATA', code: 554 } as const;
    smtp.next(harmless, { at: 'MAIL', code: 553 });
    await expectTrouble(
      'mail',
      of,
      /letters from lycee@example\.org are refused: 553/,
      /mail\.from.*that this login may send/,
    );
    expect(smtp.taken).toEqual([]);
  });

  it('finds somebody else on the port, another version, and a daemon that is not ready', async () => {
    const on = async (status: number, body: object) => environment({ CARILLON_PORT: await answering(status, body) });
    await heard(1, 0);
    await expectTrouble('daemon', await on(404, {}), /something else answers/, /another port/);
    await expectTrouble('daemon', await on(200, { status: 'alive', version: '0.0.1' }), /version 0\.0\.1/, /restart/);
    const tls = { tls: written(makeCertificate('127.0.0.1')) };
    const encrypted = configured(tls, { CARILLON_PORT: await answering(200, {}) });
    await expectTrouble('daemon', encrypted, /speaks without encryption/, /restart the daemon/);
    const { told } = await find('program', environment());
    const version = / ([\d.]+) /.exec(told)?.[1];
    const unready = await on(503, { status: 'alive', version, checks: { database: 'unavailable' } });
    await expectTrouble('daemon', unready, /not ready.*database/, /carillon logs/);
    await world.db.pool.query('delete from workers');
  });

  it('finds a database that does not answer, and looks at everything else', async () => {
    const checks = await diagnose(environment({ DATABASE_URL: 'postgres://me:Top-Secret-9@127.0.0.1:1/carillon' }));
    expect(checks.filter((one) => !one.ok).map((one) => one.name)).toEqual(['start']);
    expect(checks.map((one) => one.name)).toContain('mail');
    expect(JSON.stringify(checks)).not.toContain('Top-Secret-9');
  });

  it.each([
    [
      'a name that nobody knows',
      'postgres://me@nobody.invalid/carillon',
      /ENOTFOUND|EAI_AGAIN/,
      /see the host in DATABASE_URL/,
    ],
    ['a port where nobody listens', 'postgres://me@127.0.0.1:1/carillon', /ECONNREFUSED/, /see that PostgreSQL runs/],
  ])('says what to do about %s', async (_title, DATABASE_URL, told, todo) => {
    await expectTrouble('start', environment({ DATABASE_URL }), told, todo);
  });

  it('says what to do about a database that is not there', async () => {
    const DATABASE_URL = world.db.url.replace(/\/test_\w+/, '/nothing_here');
    await expectTrouble('start', environment({ DATABASE_URL }), /"nothing_here" does not exist/, /createdb/);
  });

  it('leaves the tables of an older version alone, and says whose work they are', async () => {
    const { rows } = await world.db.pool.query<{ sha256: string }>(
      'select sha256 from schema_migrations where name = $1',
      [NEWEST],
    );
    await during(
      `delete from schema_migrations where name = '${NEWEST}'`,
      `insert into schema_migrations (name, sha256) values ('${NEWEST}', '${rows[0]?.sha256}')`,
      () => expectTrouble('start', environment(), /older version/, /start the daemon of this version/),
    );
  });

  it('finds a clock that stands still', async () => {
    await expectTrouble('clock', environment({ CARILLON_NOW: '2026-11-23T08:00:00Z' }), /stands still/, /CARILLON_NOW/);
  });
});

describe('workers', () => {
  it('finds that deposits wait and nobody is there, or only who stands still', async () => {
    const site = await openSite(world);
    const id = await world.drop(site.folder, 'EDT.xml', '<no-export/>');
    await expectTrouble('worker', environment(), /none shows a sign of life: 1 import waits/, /start the daemon/);
    await heard(4711, 90);
    await expectTrouble('worker', environment(), /9\d seconds ago \(process 4711 on atelier/, /start the daemon/);
    await heard(4712, 2);
    expect(await find('worker', environment())).toMatchObject({ ok: true, told: '1 at work' });
    await world.db.pool.query('delete from workers');
    await world.work(site.id);
    expect(await world.administration.run(id)).toMatchObject({ status: 'rejected' });
    await expectTrouble('worker', environment(), /none shows a sign of life: 1 letter waits/, /start the daemon/);
    await world.letters();
    expect(await find('worker', environment())).toMatchObject({ ok: true });
  });

  it('finds that the worker beside a daemon stands still, and that it goes on', async () => {
    const own = newInstallation();
    const daemon = await startDaemon({ ...own.environment });
    const words = { ...own.environment, CARILLON_PORT: new URL(daemon.url).port };
    const well = await command(['doctor'], words);
    expect(well.stdout).toContain('✓ worker: 1 at work');
    const [, worker = 0] = daemon.processes();
    process.kill(worker, 'SIGSTOP');
    const database = await openDatabase({
      dataFolder: own.environment.CARILLON_DATA ?? '',
      log: pino({ level: 'silent' }),
    });
    await database.pool.query("update workers set seen_at = seen_at - interval '1 minute'");
    const still = await command(['doctor'], words);
    expect(still.status).toBe(1);
    expect(still.stdout).toMatch(/✗ worker: none shows a sign of life, the last one \d+ seconds ago.*stands still/);
    expect(still.stdout).toContain('restart the daemon');
    process.kill(worker, 'SIGCONT');
    const again = await command(['doctor'], words);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('✓ worker: 1 at work')]);
    await database.close();
    await daemon.stop();
    own.remove();
  });

  it('that do not work with the same, or not with what this host has, are named with what differs', async () => {
    const of = environment();
    const config = loadConfig(of);
    const alike = await alikeOf(config, loadRules(foldersOf(config).rules), foldersOf(config).keys);
    const at = async (process: number, other: object) => {
      await heard(process, 0);
      await world.db.pool.query('update workers set alike = $1 where process = $2', [{ ...alike, ...other }, process]);
    };
    await at(12, {});
    expect(await find('worker', of)).toMatchObject({ ok: true, told: '1 at work, set up like this host' });
    await at(13, { rules: 'others', 'mail.from': 'another' });
    await expectTrouble(
      'worker',
      of,
      /^2 at work, and not all are set up alike \(mail\.from, rules\): atelier \(process 12\), this command \| atelier \(process 13\)$/,
      /give all hosts and commands the same version, configuration, rules/,
    );
    // Who has gone makes no difference.
    await world.db.pool.query("update workers set seen_at = now() - interval '1 hour' where process = 13");
    expect(await find('worker', of)).toMatchObject({ ok: true });
    const other = environment({ CARILLON_MAIL_FROM: 'autre@example.org' });
    await expectTrouble('worker', other, /\(mail\.from\): atelier \(process 12\) \| this command/, /reload them/);
    await world.db.pool.query('delete from workers');
  });

  it('tell in their log that another one works with something else, once', async () => {
    const { pool } = world.db;
    const lines: Record<string, unknown>[] = [];
    const log = pino({ base: null, level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const signer = (process: number, extra: Readonly<Record<string, string>> = {}) => {
      const config = loadConfig(environment(extra));
      const parts = {
        database: world.db.database,
        live: createLiveConfig(config, log),
        folders: foldersOf(config),
        log,
      };
      return signsOfLife(parts, { id: randomUUID(), host: 'atelier', process });
    };
    await signer(21)();
    expect(lines).toEqual([]);
    const other = signer(22, { CARILLON_MAIL_FROM: 'autre@example.org' });
    await other();
    await other();
    expect(lines).toMatchObject([
      {
        level: 40,
        parts: ['mail.from'],
        groups: [['atelier (process 21)'], ['atelier (process 22)']],
        msg: expect.stringMatching(/^workers are not set up alike/),
      },
    ]);
    await pool.query('delete from workers');
  });

  it('of a web role alone are missed before anything waits', async () => {
    const alone = await startDaemon(environment(), 'web');
    const told = /none shows a sign of life: what is deposited will be kept and not imported/;
    await expectTrouble('worker', environment(), told, /--role worker/);
    await alone.stop();
  });
});

describeWith('redis-server', 'a Redis', (program) => {
  it('that does not know the password is told to be that', async () => {
    const redis = await startTestRedis(program);
    closers.push(() => redis.close());
    const port = await freePort();
    const client = new Redis({ path: redis.url });
    await client.config('SET', 'port', String(port));
    await client.config('SET', 'requirepass', 'right');
    client.disconnect();
    for (const [login, told] of [
      [':Top-Secret-9@', /WRONGPASS/],
      ['', /NOAUTH/],
    ] as const) {
      const of = environment({ REDIS_URL: `redis://${login}127.0.0.1:${port}` });
      await expectTrouble('start', of, told, /put the login and password that Redis takes into REDIS_URL/);
    }
    expect(await find('start', environment({ REDIS_URL: `redis://:right@127.0.0.1:${port}` }))).toMatchObject({
      ok: true,
    });
  });
});

describe('what the tables tell', () => {
  it('finds an audit log that was changed', async () => {
    await openSite(world);
    const forge = (from: string, to: string) =>
      `begin; alter table audit disable trigger user; update audit set actor = '${to}' where actor = '${from}'; alter table audit enable trigger user; commit`;
    await during(forge('command', 'x'), forge('x', 'command'), () =>
      expectTrouble('audit log', environment(), /was changed after it was written/, /compare the log with a backup/),
    );
  });

  it('finds imports and letters that wait for hours', async () => {
    const site = await openSite(world);
    const { run } = await site.deposit('<no-export/>');
    const { rows } = await world.db.pool.query<{ status: string; at: number }>(
      'select status, received_at at from runs where id = $1',
      [run.id],
    );
    await during(
      `update runs set status = 'received', ended_at = null, received_at = now() - interval '5 hours' where id = ${run.id}`,
      `update runs set status = '${rows[0]?.status}', ended_at = now(), received_at = to_timestamp(${(rows[0]?.at ?? 0) / 1000}) where id = ${run.id}`,
      () => expectTrouble('work', environment(), /1 import is received, the oldest for 5 hours/, /a worker runs/),
    );
  });

  it('finds a time zone that nobody knows', async () => {
    const site = await openSite(world);
    const set = (zone: string) => `update sites set timezone = '${zone}' where id = ${site.id}`;
    await during(set('Europe/Atlantis'), set('Europe/Paris'), () =>
      expectTrouble('sites', environment(), /Europe\/Atlantis/, /carillon site set --site \d+ timezone=/),
    );
  });

  it('finds deposits that nobody can make any more', async () => {
    const refuse = `create function refuse() returns trigger language plpgsql as $$ begin raise 'no room in the inn'; end $$;
      create trigger refuse before insert on deposits for each row execute function refuse()`;
    await during(refuse, 'drop trigger refuse on deposits; drop function refuse()', () =>
      expectTrouble('deposit', environment(), /PUT was answered with 50\d/, /the log says more/),
    );
  });

  it('finds that what was deposited is not in the spool', async () => {
    const site = await openSite(world);
    const { run } = await site.deposit('<kept/>');
    expect(await find('files', environment())).toMatchObject({
      ok: true,
      told: expect.stringMatching(/^[1-9]\d* looked for, and there/),
    });
    const { rows } = await world.db.pool.query<{ sha256: string }>(
      'select d.sha256 from deposits d join runs r on r.deposit_id = d.id where r.id = $1',
      [run.id],
    );
    const sha256 = rows[0]?.sha256 ?? '';
    const file = path.join(world.db.dataFolder, 'spool', 'objects', sha256.slice(0, 2), sha256);
    renameSync(file, `${file}.away`);
    await expectTrouble(
      'files',
      environment(),
      /^1 of \d+ deposited files? .* is not in the spool/,
      /its disk is mounted/,
    );
    renameSync(`${file}.away`, file);
  });

  it('finds files that are kept too long', async () => {
    const site = await openSite(world);
    await site.deposit('<old/>');
    const old = `received_at = now() - interval '500 days'`;
    await during(`update deposits set ${old} where name = 'EDT.xml'; update runs set ${old}`, 'select', () =>
      expectTrouble('retention', environment(), /kept longer than the 400 days/, /a worker keeps house/),
    );
  });
});

it('says it to machines too, and fails when something is not well', async () => {
  const { status, stdout } = await command(['doctor', '--json'], environment({ CARILLON_HOST: '0.0.0.0' }));
  const { items } = JSON.parse(stdout) as { items: Check[] };
  expect(status).toBe(1);
  expect(items.find((one) => one.name === 'encryption')).toMatchObject({ ok: false, todo: expect.any(String) });
});
