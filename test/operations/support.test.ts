/** The support bundle: what helps is in it, and nobody is. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../src/adapters/readers/zip.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { addTeachersUnknownToDirectory, deleteServices } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { Listing, RunItem } from '../../src/domain/administration.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { createLog } from '../../src/log.ts';
import { bundleEntries } from '../../src/support-bundle/bundle.ts';
import { until } from '../support/chaos.ts';
import { command, type Daemon, json, startDaemon } from '../support/daemon.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';
import { startSmtp } from '../support/smtp.ts';
import { sourceOf } from '../support/source.ts';

const SITE = 4817;
const FILE = 'Emploi du temps de Jeanne Personne.xml';
const MANAGER = 'yvette.directrice@college.example';
const school = inventSchool({ seed: 'support', size: 'small' });
const installation = newInstallation();
const { folder } = installation;
const logFile = path.join(folder, 'carillon.log');
const environment = {
  ...installation.environment,
  CARILLON_LOG_FILE: logFile,
  CARILLON_SMTP_URL: 'smtp://me:Top-Secret-9@127.0.0.1:1',
  CARILLON_MAIL_FROM: 'Yvette Directrice <yvette.directrice@college.example>',
};

let daemon: Daemon;
let login: string;
/** Figures of a bundle that was made while the daemon ran. */
let whileItRan: string;

beforeAll(async () => {
  const account = await makeSite(installation, school, SITE);
  login = account.login;
  await json(['manager', 'create', '--site', String(SITE), '--email', MANAGER], environment);
  daemon = await startDaemon(environment);
  const put = async (name: string, body: string): Promise<void> => {
    const url = `${daemon.url}/webdav/${SITE}/${encodeURIComponent(name)}`;
    const { status } = await fetch(url, { method: 'PUT', headers: { authorization: basic(account) }, body });
    expect(status).toBe(201);
  };
  const changed = addTeachersUnknownToDirectory(school, 3);
  await put(FILE, writeEdt(changed));
  await put(`2-${FILE}`, writeEdt(deleteServices(changed, 60)));
  await put(`3-${FILE}`, writeEdt(school).slice(0, 9_000));
  await until('all three are done', async () => {
    const { items } = await json<Listing<RunItem>>(['runs', '--site', String(SITE)], environment);
    return (
      items.filter((run) => run.trigger === 'automatic' && run.endedAt !== null).length >= 2 &&
      items.some((run) => run.status === 'held')
    );
  });
  const file = path.join(folder, 'running.zip');
  await json(['support', file], { ...environment, CARILLON_PORT: new URL(daemon.url).port });
  whileItRan = (await unpacked(file)).get('metrics.txt') ?? '';
  await daemon.stop();
  const err = { type: 'Error', code: 'EIO', message: FILE, stack: `Error: ${FILE}\n    at read (spool.js:1:1)` };
  appendFileSync(logFile, `${JSON.stringify({ level: 'error', file: FILE, login, err, msg: 'reading failed' })}\n`);
});
afterAll(() => installation.remove());

async function unpacked(file: string): Promise<Map<string, string>> {
  const archive = await openArchive(sourceOf(readFileSync(file)));
  if (isStop(archive)) throw new Error(archive.reason);
  const found = new Map<string, string>();
  for (const entry of archive.entries) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.open()) chunks.push(chunk);
    found.set(entry.name, Buffer.concat(chunks).toString('utf8'));
  }
  return found;
}

describe('the support bundle', () => {
  let texts: Map<string, string>;
  beforeAll(async () => {
    const file = path.join(folder, 'support.zip');
    const { status, stdout, stderr } = await command(['support', file], environment);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('Look before you send it');
    texts = await unpacked(file);
  });
  const text = (name: string): string => texts.get(name) ?? '';

  it('holds what helps', () => {
    expect([...texts.keys()]).toEqual([
      ...['README.txt', 'about.json', 'doctor.json', 'configuration.json', 'rules.json', 'database.json', 'sites.json'],
      ...['runs.jsonl', 'metrics.txt', 'log.jsonl'],
    ]);
    for (const name of texts.keys()) {
      if (name !== 'README.txt') expect(text('README.txt'), name).toContain(name);
      if (name.endsWith('.json')) expect(JSON.parse(text(name))).toBeTruthy();
    }
    const runs = text('runs.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const held = runs.find((run) => run.status === 'held');
    expect(held).toMatchObject({
      kind: 'timetable',
      trigger: 'automatic',
      via: 'webdav',
      origin: { format: 'EDT', formatVersion: '1.1' },
      steps: expect.arrayContaining([expect.objectContaining({ step: 'thresholds', status: 'interrupted' })]),
      controls: expect.arrayContaining([expect.objectContaining({ code: 'services-deleted', exceeded: true })]),
      findings: expect.arrayContaining([expect.objectContaining({ code: 'unmatched-teacher', count: 3 })]),
    });
    expect(text('log.jsonl')).toMatch(/"step":"thresholds"/);
    expect(text('log.jsonl')).toMatch(/"msg":"reading failed","err":\{"type":"Error","code":"EIO","frames":\["at read/);
    expect(JSON.parse(text('sites.json'))).toEqual([
      expect.objectContaining({ site: SITE, establishments: 1, accounts: 1 }),
    ]);
    expect(text('metrics.txt')).toContain('carillon_ready 1');
    expect(text('metrics.txt')).toContain('No daemon answers on this machine');
    expect(text('metrics.txt')).not.toContain('process_start_time_seconds');
    // The daemon's own, the worker's too.
    expect(whileItRan).not.toContain('No daemon answers');
    expect(whileItRan).toMatch(/^carillon_deposits_total\{.*result="kept".*\} 3$/m);
    expect(whileItRan).toMatch(/^carillon_runs_ended_total\{status="held",trigger="automatic"\} 1$/m);
    expect(JSON.parse(text('doctor.json'))).toContainEqual(expect.objectContaining({ name: 'mail', ok: false }));
  });

  it('names nobody: no person, login, address, file, school, class or password', () => {
    const people = [...school.teachers, ...school.students, ...school.staff];
    const names = people.flatMap((one) => [`${one.lastName}`, one.firstName]).filter((name) => name.length > 3);
    const secrets = [
      ...names,
      ...[login, MANAGER, 'college.example', 'Personne', 'Top-Secret-9', school.name, school.uai, folder],
    ];
    const all = [...texts.values()].join('\n').replaceAll(folder, '');
    const found = secrets.filter((secret) => secret !== folder && wordIn(all, secret));
    expect(found).toEqual([]);
    // They are there to be found, had all of the log been taken.
    expect(readFileSync(logFile, 'utf8')).toContain('Personne');
    expect(all).not.toMatch(/\b(19|20)\d\d-\d\d-\d\d"/);
  });

  it('says of what cannot be read why, and keeps the rest', async () => {
    const log = createLog('silent', 2);
    const database = await openDatabase({ dataFolder: path.join(folder, 'data'), log });
    await database.pool.query(`update runs set steps = '"damaged"'`);
    await database.close();
    const file = path.join(folder, 'support-damaged.zip');
    const { status, stdout, stderr } = await command(['support', file], environment);
    expect(status, stderr).toBe(0);
    expect(stdout).not.toContain('could not be opened');
    const damaged = await unpacked(file);
    expect([...damaged.keys()]).toEqual([...texts.keys()]);
    expect(damaged.get('runs.jsonl')).toMatch(/^This could not be read: .*scalar/);
    expect(damaged.get('metrics.txt')).toContain('carillon_ready 1');
  });
});

/** As a word of its own: short first names are parts of English words. */
function wordIn(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\d])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'iu').test(text);
}

it('is made of what can be had where the installation cannot be opened, and says so', async () => {
  const file = path.join(folder, 'closed.zip');
  const closed = { ...environment, DATABASE_URL: 'postgres://me:Top-Secret-9@127.0.0.1:1/carillon' };
  const { status, stdout } = await command(['support', file], closed);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/could not be opened \(.*ECONNREFUSED/)]);
  expect(stdout).not.toContain('Top-Secret-9');
  const texts = await unpacked(file);
  expect([...texts.keys()]).toEqual(['README.txt', 'about.json', 'doctor.json', 'configuration.json', 'log.jsonl']);
  expect([...texts.values()].join()).not.toContain('Top-Secret-9');
});

it('holds no address that a mail server names in its refusal', async () => {
  const smtp = await startSmtp();
  smtp.next({ at: 'DATA', code: 554 }, { at: 'MAIL', code: 553 });
  const entries = await bundleEntries(null, {
    CARILLON_DATA: folder,
    DATABASE_URL: 'postgres://me@127.0.0.1:1/carillon',
    CARILLON_SMTP_URL: smtp.url,
    CARILLON_MAIL_FROM: 'Lycée <lycee@example.org>',
  });
  await smtp.close();
  const text = entries.find(({ name }) => name === 'doctor.json')?.text ?? '';
  expect(text).toContain('letters from [address] are refused: 553 ');
  expect(text).not.toContain('@example.org');
});

it('overwrites nothing', async () => {
  const file = path.join(folder, 'kept.zip');
  writeFileSync(file, 'mine');
  const { status, stderr } = await command(['support', file], environment);
  expect([status, stderr.trim()]).toEqual([
    1,
    expect.stringMatching(/ is there already, and is left as it is; name a new file$/),
  ]);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
