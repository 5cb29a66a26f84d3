/** One of two files waits in the built daemon while that is killed: the other one still joins it, or it ends with its reason in time. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inventSchool } from '../../src/demo/school/school.ts';
import { withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import type { Credentials, Listing, RunItem } from '../../src/domain/administration.ts';
import { type Daemon, json, startDaemon } from '../support/daemon.ts';
import { makeSite, newInstallation } from '../support/school-site.ts';
import { basic } from '../support/webdav-door.ts';

const SITE = 4817;
const LYCEE = { number: 4818, uai: '0990002B' };
const school = withStsGroupNames(inventSchool({ seed: 'halves-daemon', size: 'small' }));
const installation = newInstallation();
const { environment } = installation;
let credentials: Credentials;
let daemon: Daemon;

beforeAll(async () => {
  credentials = await makeSite(installation, school, SITE);
}, 120_000);
afterAll(async () => {
  await daemon?.kill();
  installation.remove();
});

/** Deposits a file on the URL of the site, or of its establishment. */
async function put(folder: string, name: string, body: Buffer): Promise<void> {
  const answer = await fetch(`${daemon.url}/webdav/${folder}/${name}`, {
    method: 'PUT',
    body: new Uint8Array(body),
    headers: { authorization: basic(credentials.login, credentials.password ?? '') },
  });
  expect(answer.status).toBe(201);
}

/** Looks until the newest run of a file is as it should be; says what it is. */
async function until(filename: string, isThere: (run: RunItem) => boolean): Promise<RunItem> {
  for (;;) {
    const { items } = await json<Listing<RunItem>>(['runs', '--site', String(SITE)], environment);
    const run = items.find((one) => one.filename === filename);
    if (run && isThere(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const waits = ({ status, reason }: RunItem): boolean => status === 'received' && reason === 'waits-for-half';
const isOver = ({ endedAt }: RunItem): boolean => endedAt !== null;

it('joins the second file to the first, which waited through kill -9 and came by another URL', async () => {
  daemon = await startDaemon(environment);
  await put(`${SITE}/${SITE}`, 'emp_sts.xml', writeEmpSts(school));
  const first = await until('emp_sts.xml', waits);
  await daemon.kill();

  daemon = await startDaemon(environment);
  expect(await until('emp_sts.xml', () => true)).toMatchObject({ id: first.id, status: 'received' });
  await put(String(SITE), 'sts_emp.xml', writeStsEmp(school));
  const second = await until('sts_emp.xml', isOver);
  expect(['integrated', 'integrated-with-alerts', 'held']).toContain(second.status);
  expect(await until('emp_sts.xml', isOver)).toMatchObject({ id: first.id, status: 'superseded' });
}, 120_000);

it('ends a file that was left alone with its reason, once the time is over', async () => {
  await daemon.kill();
  const { number, uai } = LYCEE;
  const lycee = ['--number', String(number), '--uai', uai, '--name', 'Lycée'];
  await json(['site', 'establishment', 'add', '--site', String(SITE), ...lycee], environment);
  const config = path.join(installation.folder, 'short.json');
  writeFileSync(config, JSON.stringify({ deposit: { otherFileMinutes: 0.1 } }));
  const short = { ...environment, CARILLON_CONFIG: config };
  daemon = await startDaemon(short);
  // Of another school: what the first one has is none of its business.
  await put(`${SITE}/${LYCEE.number}`, 'seul.xml', writeEmpSts(school, { uai: LYCEE.uai }));
  const alone = await until('seul.xml', waits);
  await daemon.kill();

  daemon = await startDaemon(short);
  expect(await until('seul.xml', isOver)).toMatchObject({
    id: alone.id,
    status: 'rejected',
    reason: 'other-half-missing',
  });
}, 120_000);
