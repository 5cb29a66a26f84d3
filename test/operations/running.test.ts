/** A daemon that runs is told by signals: configuration and rules anew, everything shown, a new log file; and requests keep their ids. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { Listing, RunItem } from '../../src/domain/administration.ts';
import { isEnded } from '../../src/domain/model/run.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { until } from '../support/chaos.ts';
import { command, type Daemon, json, startDaemon } from '../support/daemon.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';
import { startSmtp, type TestSmtp } from '../support/smtp.ts';
import { RULES } from '../support/world.ts';

const SITE = 4817;
const school = inventSchool({ seed: 'running', size: 'small' });
const installation = newInstallation();
const config = path.join(installation.folder, 'carillon.json');
const rules = path.join(installation.folder, 'rules');
const logFile = path.join(installation.folder, 'log', 'carillon.log');
const environment = { ...installation.environment, CARILLON_CONFIG: config };
/** The level is the file's to say. */
const ofDaemon = { ...environment, CARILLON_LOG_FILE: logFile, CARILLON_LOG_LEVEL: '' };
const START = { rulesFolder: rules, deposit: { stableSeconds: 0.3 } };

type Line = Readonly<Record<string, unknown>>;

let daemon: Daemon;
let smtp: TestSmtp;
let authorization: string;
let token: string;

/** Lines of the log file so far. */
const lines = (file = logFile): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((one) => JSON.parse(one) as Line);

/** Sends the signal and waits for the lines it leads to, of web process and worker; those that are new. */
async function told(signal: NodeJS.Signals, message: string, count = 2): Promise<Line[]> {
  const before = lines().length;
  process.kill(daemon.pid, signal);
  let found: Line[] = [];
  await until(`${count} times « ${message} »`, () => {
    found = lines().slice(before);
    return found.filter((line) => line.msg === message).length >= count;
  });
  return found;
}

const READ_ANEW = 'configuration and rules were read anew and are in force';
const REFUSED = 'configuration or rules are refused as a whole; the old ones stay in force';

async function reload(change: object, message = READ_ANEW, count = 2): Promise<Line[]> {
  writeFileSync(config, JSON.stringify({ ...START, ...change }));
  return await told('SIGHUP', message, count);
}

const put = (name: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${daemon.url}/webdav/${SITE}/${name}`, { method: 'PUT', headers: { authorization, ...headers }, body });

async function api<T>(route: string): Promise<T> {
  const answer = await fetch(`${daemon.url}/api/v1${route}`, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

async function settled(name: string): Promise<RunItem> {
  let run: RunItem | undefined;
  await until(`${name} is over`, async () => {
    const { items } = await api<Listing<RunItem>>(`/sites/${SITE}/runs?limit=5`);
    run = items.find((one) => one.filename === name);
    return run !== undefined && (isEnded(run.status) || run.status === 'held');
  });
  if (!run) throw new Error(name);
  return run;
}

beforeAll(async () => {
  cpSync(RULES, rules, { recursive: true });
  smtp = await startSmtp();
  writeFileSync(config, JSON.stringify(START));
  authorization = basic(await makeSite({ ...installation, environment }, school, SITE));
  token = (await json<{ token: string }>(['token', 'create', '--site', String(SITE)], environment)).token;
  daemon = await startDaemon(ofDaemon);
});
afterAll(async () => {
  await daemon.stop();
  await smtp.close();
  installation.remove();
});

describe('the id of a request', () => {
  it('goes from the client to deposit, run, log and report, and back to the client', async () => {
    const answer = await put('EDT_1.xml', writeEdt(moveCourse(school)), { 'x-request-id': 'proxy-0815' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([201, 'proxy-0815']);
    const { id } = await settled('EDT_1.xml');
    const report = await api<ImportReport>(`/runs/${id}/report`);
    expect(report.run.requestId).toBe('proxy-0815');
    const own = lines().filter((line) => line.requestId === 'proxy-0815');
    expect(own.find((line) => line.msg === 'PUT')).toMatchObject({ run: id, status: 201 });
    const steps = own.filter((line) => line.run === id && line.step !== undefined).map((line) => line.step);
    expect(steps).toEqual(['deposit', 'validate', 'thresholds', 'groups', 'sessions']);
  });

  it('is made where the client gives none, or one that has no place in a log', async () => {
    const made: (string | null)[] = [];
    for (const said of ['', 'a b', 'x'.repeat(101), 'é', '{"level":"info"}'])
      made.push(
        (await fetch(`${daemon.url}/healthz`, { headers: { 'x-request-id': encodeURIComponent(said) } })).headers.get(
          'x-request-id',
        ),
      );
    for (const id of made) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(made).size).toBe(made.length);
  });

  it('goes from the API to the run of a manual import', async () => {
    const body = new FormData();
    body.set('file', new Blob([writeEdt(school)]), 'by-api.xml');
    const answer = await fetch(`${daemon.url}/api/v1/sites/${SITE}/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-request-id': 'api-1' },
      body,
    });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([202, 'api-1']);
    const { id } = await settled('by-api.xml');
    expect((await api<ImportReport>(`/runs/${id}/report`)).run.requestId).toBe('api-1');
  });
});

describe('SIGHUP', () => {
  it('puts changed rules in force, for the worker too', async () => {
    expect((await put('held.xml', writeEdt(deleteServices(school, 60)))).status).toBe(201);
    expect((await settled('held.xml')).status).toBe('held');
    const file = path.join(rules, 'services-deleted.json');
    const rule = JSON.parse(readFileSync(file, 'utf8')) as { limit: number };
    writeFileSync(file, JSON.stringify({ ...rule, limit: 100 }));
    const found = await told('SIGHUP', READ_ANEW);
    const changed = ['services-deleted.json: limit'];
    expect(found.map((line) => line.changed)).toEqual([changed, changed]);
    const thresholds = await api<Listing<{ code: string; limit: number }>>(`/sites/${SITE}/thresholds`);
    expect(thresholds.items.find(({ code }) => code === 'services-deleted')?.limit).toBe(100);
    expect((await put('passes.xml', writeEdt(deleteServices(school, 61)))).status).toBe(201);
    expect((await settled('passes.xml')).status).toMatch(/^integrated/);
  });

  it('puts changed keys in force: quotas, proxies, level', async () => {
    const spoofed = { 'x-forwarded-for': '192.0.2.9', 'x-forwarded-proto': 'http' };
    expect((await put('proxied.xml', writeEdt(school), spoofed)).status).toBe(201);
    const found = await reload({ deposit: { ...START.deposit, maxPerHour: 1 }, trustedProxies: ['127.0.0.1'] });
    // The import before may still have something to say.
    expect(found.find((line) => line.msg === READ_ANEW)?.changed).toEqual(['trustedProxies', 'deposit.maxPerHour']);
    expect((await put('proxied.xml', writeEdt(school), spoofed)).status).toBe(403);
    expect((await put('many.xml', writeEdt(school))).status).toBe(429);

    await reload({});
    expect((await put('many.xml', writeEdt(school))).status).toBe(201);
    await settled('many.xml');
    // Told last, at the level that was.
    await reload({ logLevel: 'error' }, READ_ANEW, 0);
    await until('the quiet level is in force', async () => {
      const before = lines().length;
      await put('.probe', 'x');
      return lines().length === before;
    });
    const before = lines().length;
    expect((await put('silent.xml', writeEdt(moveCourse(school)))).status).toBe(201);
    await settled('silent.xml');
    expect(lines().slice(before)).toEqual([]);
    await reload({});
  });

  it('puts a mail server in force', async () => {
    await reload({ mail: { smtpUrl: smtp.url, from: 'Carillon <carillon@example.org>' } });
    const person = school.staff[1]?.id ?? '';
    await json(['account', 'create', '--site', String(SITE), '--person', person, '--notify'], environment);
    await until('a letter has come', () => smtp.taken.length > 0);
    expect(smtp.taken[0]?.raw).toContain('From: Carillon <carillon@example.org>');
    await reload({});
  });

  it('says which changed keys wait for a restart, and leaves them', async () => {
    const found = await reload({ host: '127.0.0.2', work: { concurrency: 7 }, retention: { changeDays: 30 } });
    expect(found.filter((line) => line.level === 'warn').map((line) => line.waiting)).toEqual([
      ['host', 'work.concurrency'],
      ['host', 'work.concurrency'],
    ]);
    expect(found.find((line) => line.msg === READ_ANEW)?.changed).toEqual(['retention.changeDays']);
    await reload({});
  });

  it.each([
    ['an unknown key', { colour: 'red' }, 'unknown key colour'],
    ['a wrong value', { deposit: { maxPerHour: -1 } }, 'deposit.maxPerHour'],
    ['what only its use shows to be wrong', { trustedProxies: ['10.0.0.0/99'] }, '10.0.0.0/99'],
    ['a folder of rules that is not there', { rulesFolder: '/nowhere' }, '/nowhere'],
  ])('refuses %s as a whole: nothing of the file is in force', async (_title, wrong, why) => {
    const found = await reload({ allowPlainHttp: true, logLevel: 'error', ...wrong }, REFUSED, 1);
    const line = found.find((one) => one.msg === REFUSED);
    expect(line).toMatchObject({ level: 'error', err: { message: expect.stringContaining(why) } });
    // The level of the refused file would have hidden this one.
    const before = lines().length;
    expect((await put('after.xml', '<EDT>no export</EDT>')).status).toBeLessThan(300);
    await until('the line is there', () =>
      lines()
        .slice(before)
        .some((one) => one.msg === 'PUT'),
    );
    expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
  });

  it('refuses a rule that is wrong, and keeps the old ones', async () => {
    const file = path.join(rules, 'services-deleted.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('"limit"', '"limits"'));
    const line = (await reload({}, REFUSED, 1)).find((one) => one.msg === REFUSED);
    expect(line).toMatchObject({ err: { message: expect.stringContaining('services-deleted.json') } });
    expect(line?.err).not.toHaveProperty('stack');
    const thresholds = await api<Listing<{ code: string; limit: number }>>(`/sites/${SITE}/thresholds`);
    expect(thresholds.items.find(({ code }) => code === 'services-deleted')?.limit).toBe(100);
    writeFileSync(file, good);
    await reload({});
  });

  it('begins a new log file where the old one was moved away, in both processes', async () => {
    const moved = `${logFile}.1`;
    renameSync(logFile, moved);
    process.kill(daemon.pid, 'SIGHUP');
    await until(
      'both have said so in the new file',
      () => existsSync(logFile) && lines().filter((line) => line.msg === READ_ANEW).length === 2,
    );
    const before = lines(moved).length;
    expect((await put('new-file.xml', writeEdt(moveCourse(school)))).status).toBeLessThan(300);
    await settled('new-file.xml');
    expect(lines().some((line) => line.step === 'validate')).toBe(true);
    expect(lines(moved)).toHaveLength(before);
    expect(statSync(logFile).mode & 0o777).toBe(0o640);
  });

  it('goes on in the file that was moved away where no new one can be made, and says so', async () => {
    const moved = `${logFile}.2`;
    renameSync(logFile, moved);
    mkdirSync(logFile);
    process.kill(daemon.pid, 'SIGHUP');
    const trouble = (): Line[] =>
      lines(moved).filter((line) => String(line.msg).startsWith('the log file cannot be made'));
    await until('both have said so in the old file', () => trouble().length === 2);
    expect(trouble()[0]).toMatchObject({ level: 'error', err: { code: 'EISDIR' } });
    expect((await put('old-file.xml', writeEdt(school))).status).toBeLessThan(300);
    await settled('old-file.xml');
    rmdirSync(logFile);
    process.kill(daemon.pid, 'SIGHUP');
    await until('both go on in the new file', () => existsSync(logFile) && lines().length >= 2);
  });
});

describe('SIGUSR2', () => {
  it('shows everything, and hides it again', async () => {
    const shown = (await told('SIGUSR2', 'everything is shown from here on')).find((line) => 'logLevel' in line);
    expect(shown).toMatchObject({ level: 'info', logLevel: 'debug' });
    const probe = { headers: { authorization, depth: '0', 'user-agent': 'looker/1' }, method: 'PROPFIND' };
    await fetch(`${daemon.url}/webdav/${SITE}/`, probe);
    await until('reading is told', () => lines().some((line) => line.level === 'debug' && line.client === 'looker/1'));
    expect((await put('woken.xml', writeEdt(moveCourse(school)))).status).toBeLessThan(300);
    await until('the worker tells more, too', () => lines().some((line) => line.msg === 'a job woke this worker up'));
    await told('SIGUSR2', 'shown is what is configured');
    const before = lines().length;
    await fetch(`${daemon.url}/webdav/${SITE}/`, probe);
    expect(
      lines()
        .slice(before)
        .filter((line) => line.level === 'debug'),
    ).toEqual([]);
  });
});

describe('a log file', () => {
  it('that cannot be written refuses the start', async () => {
    const blocked = path.join(installation.folder, 'blocked');
    mkdirSync(blocked);
    const { status, stderr } = await command(['serve'], {
      ...environment,
      CARILLON_PORT: '0',
      CARILLON_LOG_FILE: blocked,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^logFile: .*blocked/);
  });
});
