/** A manual import in the built daemon, killed between all steps: the web process reads no file, and nothing is lost or done twice. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { Listing, RunItem } from '../../src/domain/administration.ts';
import { type Daemon, freePort, json, startDaemon } from '../support/daemon.ts';
import { makeSite, newInstallation } from '../support/school-site.ts';

const SITE = 4817;
const EMAIL = 'claire.petit@ecole.example';
const school = inventSchool({ seed: 'draft-daemon', size: 'small' });
const installation = newInstallation();
let environment: Readonly<Record<string, string>>;
let daemon: Daemon;
let cookie = '';

beforeAll(async () => {
  // One port for all daemons: the login outlives them.
  environment = { ...installation.environment, CARILLON_PORT: String(await freePort()) };
  await makeSite(installation, school, SITE);
});
afterAll(async () => {
  await daemon?.kill();
  installation.remove();
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${daemon.url}${path}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
const proofIn = (page: string): string => /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '';
const pageOf = async (path: string): Promise<string> => await (await ask(path)).text();

async function post(path: string, from: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams({ proof: proofIn(await pageOf(from)), ...fields });
  const answer = await ask(path, { method: 'POST', body });
  expect([path, answer.status]).toEqual([path, 303]);
  return answer.headers.get('location') ?? '';
}

async function signIn(password: string): Promise<void> {
  const page = await fetch(`${daemon.url}/sign-in`);
  const form = page.headers.getSetCookie().map((one) => one.split(';')[0]);
  const body = new URLSearchParams({ proof: proofIn(await page.text()), email: EMAIL, password });
  const answer = await fetch(`${daemon.url}/sign-in`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie: form.join('; ') },
  });
  cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

/** Looks until a page says it. */
async function until(path: string, said: RegExp): Promise<string> {
  for (;;) {
    const page = await pageOf(path).catch(() => '');
    if (said.test(page)) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('survives kill -9 of the worker and of the daemon at every step', async () => {
  const made = await json<{ password: string }>(
    ['manager', 'create', '--site', String(SITE), '--email', EMAIL, '--password'],
    environment,
  );
  daemon = await startDaemon(environment, 'web');
  await signIn(made.password);
  const start = `/sites/${SITE}/import`;
  const form = new FormData();
  form.append('proof', proofIn(await pageOf(start)));
  form.append('purpose', 'import');
  form.append('file', new File([writeEdt(moveCourse(school))], 'EDT_export.xml'));
  const sent = await ask(start, { method: 'POST', body: form });
  expect(sent.status).toBe(303);
  const draft = sent.headers.get('location')?.replace(/\/content$/, '') ?? '';
  // Without a worker nobody reads the file.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await pageOf(`${draft}/content`)).toContain('Lecture du fichier en cours');
  await daemon.kill();

  // The worker dies as soon as it is there; its successor reads the file.
  daemon = await startDaemon(environment);
  const [, worker] = daemon.processes();
  if (worker !== undefined) process.kill(worker, 'SIGKILL');
  await until(`${draft}/content`, /Ce qui a été lu/);
  expect(await post(`${draft}/next`, `${draft}/content`, { to: 'matches' })).toBe(`${draft}/matches`);
  await daemon.kill();

  daemon = await startDaemon(environment);
  expect((await ask(draft)).headers.get('location')).toBe(`${draft}/matches`);
  await post(`${draft}/next`, `${draft}/matches`, { to: 'controls' });
  await post(`${draft}/next`, `${draft}/controls`, { to: 'preview', seen: 'on' });
  await post(`${draft}/next`, `${draft}/preview`, { to: 'apply' });
  const last = await until(`${draft}/apply`, /name="evaluation"/);
  const evaluation = /name="evaluation" value="(\d+)"/.exec(last)?.[1] ?? '';
  const fields = { proof: proofIn(last), evaluation };
  const tries = await Promise.all(
    [1, 2, 3].map(() => ask(`${draft}/apply`, { method: 'POST', body: new URLSearchParams(fields) })),
  );
  expect(new Set(tries.map((one) => one.headers.get('location'))).size).toBe(1);
  await daemon.kill();

  daemon = await startDaemon(environment);
  await until(tries[0]?.headers.get('location') ?? '', /Import réalisé avec succès/);
  const { items } = await json<Listing<RunItem>>(['runs', '--site', String(SITE)], environment);
  expect(items.map(({ filename, status }) => ({ filename, status }))).toEqual([
    { filename: 'EDT_export.xml', status: 'integrated' },
    { filename: expect.any(String), status: 'integrated' },
  ]);
  expect(await pageOf(`${draft}/apply`)).toContain('Cet import est appliqué');
}, 300_000);
