/** The built daemon with its doors shut as an operator would: HTTPS from files, a renewal, a ban in the metrics, the audit log by command. */
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Credentials } from '../../src/domain/administration.ts';
import type { AuditItem } from '../../src/domain/model/audit.ts';
import { makeCertificate } from '../support/certificates.ts';
import { command, type Daemon, json, startDaemon } from '../support/daemon.ts';
import { basic, type Installation, newInstallation } from '../support/school-site.ts';

const SITE = '4817';
const authority = makeCertificate('Autorité');
const first = makeCertificate('first', { issuer: authority });
const second = makeCertificate('second', { issuer: authority });

let installation: Installation;
let environment: Record<string, string>;
let daemon: Daemon;
let account: Credentials;
const file = (name: string): string => path.join(installation.folder, name);

beforeAll(async () => {
  installation = newInstallation();
  writeFileSync(file('cert.pem'), first.cert);
  writeFileSync(file('key.pem'), first.key);
  writeFileSync(file('people.csv'), 'kind;id;lastName;firstName\nstaff;P1;LOVELACE;Ada\nstaff;P2;HOPPER;Grace\n');
  environment = {
    ...installation.environment,
    CARILLON_PUBLIC_URL: 'https://carillon.example.org',
    CARILLON_TLS_CERT: file('cert.pem'),
    CARILLON_TLS_KEY: file('key.pem'),
    CARILLON_TRUSTED_PROXIES: '127.0.0.1',
  };
  await json(['site', 'create', '--id', SITE, '--name', 'Colt', '--establishment', '4817:0134567A:Colt'], environment);
  await json(['directory', 'import', '--site', SITE, file('people.csv')], environment);
  account = await json<Credentials>(
    ['account', 'create', '--site', SITE, '--person', 'P1', '--upload-only'],
    environment,
  );
  daemon = await startDaemon(environment);
});
afterAll(async () => {
  await daemon?.stop();
  installation?.remove();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly fingerprint: string;
}

function ask(method: string, url: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const { port } = new URL(daemon.url);
  return new Promise((resolve, reject) => {
    const where = { host: '127.0.0.1', port, method, path: url, headers, ca: authority.cert, agent: false as const };
    const sent = request(where, (res) => {
      const { socket } = res;
      const fingerprint =
        'getPeerCertificate' in socket && typeof socket.getPeerCertificate === 'function'
          ? String(socket.getPeerCertificate().fingerprint256).replaceAll(':', '').toLowerCase()
          : '';
      let text = '';
      res.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text, fingerprint }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

it('takes a deposit over HTTPS and refuses reading to an upload-only account', async () => {
  const headers = { authorization: basic(account) };
  expect(await ask('PUT', `/webdav/${SITE}/EDT.xml`, headers, '<nothing/>')).toMatchObject({
    status: 201,
    fingerprint: first.fingerprint,
  });
  expect((await ask('GET', `/webdav/${SITE}/EDT.xml`, headers)).status).toBe(403);
  expect((await ask('GET', '/sign-in')).text).toContain('<form');
});

it('takes a renewed certificate over', async () => {
  writeFileSync(file('cert.pem'), second.cert);
  writeFileSync(file('key.pem'), second.key);
  await vi.waitFor(async () => expect((await ask('GET', '/healthz')).fingerprint).toBe(second.fingerprint), {
    timeout: 15_000,
    interval: 200,
  });
});

it('bans who guesses behind the trusted proxy, and shows it in metrics, audit log and doctor', async () => {
  const guess = (address: string) =>
    ask('PROPFIND', `/webdav/${SITE}/`, {
      authorization: basic({ login: account.login, password: 'A-Wrong-Guess' }),
      'x-forwarded-for': address,
      'x-forwarded-proto': 'https',
    });
  const answers = await Promise.all(Array.from({ length: 31 }, () => guess('198.51.100.7')));
  expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  await vi.waitFor(async () => expect((await guess('198.51.100.7')).status).toBe(429));
  expect((await guess('198.51.100.8')).status).toBe(401);
  const { text } = await ask('GET', '/metrics');
  expect(text).toMatch(/^carillon_auth_failures_total\{door="webdav"\} (3\d)$/m);
  expect(text).toMatch(/^carillon_auth_bans_total\{door="webdav"\} 1$/m);

  const { items } = await json<{ items: AuditItem[] }>(['audit', '--site', SITE, '--limit', '100'], environment);
  const told = (action: string) => items.find((one) => one.action === action);
  expect(told('sign-in-banned')).toMatchObject({ address: '198.51.100.7', details: { account: account.id } });
  expect(told('account-created')).toMatchObject({ actor: 'command', details: { uploadOnly: true } });
  expect(told('signed-in')).toMatchObject({ actor: `account:${account.id}`, address: '127.0.0.1' });
  const { stdout } = await command(['doctor'], environment);
  expect(stdout).toMatch(/^✓ audit log: \d+ entries/m);
  // The certificate of these tests is for the address, the letters name the host.
  expect(stdout.match(/^✗.*/gm)).toEqual([expect.stringContaining('not for carillon.example.org')]);
  for (const secret of ['A-Wrong-Guess', account.password, basic(account).slice(6)])
    expect(daemon.output()).not.toContain(secret);
});

it('exports and erases a person by command', async () => {
  const told = await json<{ person: { last_name: string }; accounts: object[] }>(
    ['privacy', 'export', '--site', SITE, '--person', 'P1'],
    environment,
  );
  expect(told.person.last_name).toBe('LOVELACE');
  expect(told.accounts).toHaveLength(1);
  const refused = await command(['privacy', 'erase', '--site', SITE, '--person', 'P1', '--json'], environment);
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ code: 'person-present' });
  await json(['privacy', 'erase', '--site', SITE, '--person', 'P1', '--force'], environment);
  expect((await ask('PROPFIND', `/webdav/${SITE}/`, { authorization: basic(account) })).status).toBe(401);
});

it('lets a manager in by command, and says until when in the words and the time of the site', async () => {
  const words = ['manager', 'create', '--site', SITE, '--email', 'cpe@example.org'];
  const { status, stdout } = await command(words, environment);
  expect(status).toBe(0);
  expect(stdout).toMatch(/Gestionnaire n° \d+ : cpe@example\.org\n.*\n {4}https?:\S+\/first-password\/\S+\n/);
  expect(stdout).toMatch(/valable jusqu'au \d\d\/\d\d\/\d{4} à \d\d:\d\d$/m);
  const listed = await command(['manager', 'list', '--site', SITE], environment);
  expect(listed.stdout).toMatch(/cpe@example\.org +gestionnaire +\d\d\/\d\d\/\d{4} à \d\d:\d\d +à choisir/);
});

it('pairs an account by command', async () => {
  const { id } = await json<Credentials>(['account', 'create', '--site', SITE, '--person', 'P2'], environment);
  writeFileSync(file('client.pem'), first.cert);
  const words = ['account', 'pair', '--site', SITE, '--certificate', file('client.pem'), id];
  expect(await json(words, environment)).toMatchObject({ fingerprint: first.fingerprint });
  await json(['account', 'unpair', '--site', SITE, id], environment);
});

it('does its daily round at the start', () => {
  expect(daemon.output()).toContain('retention done');
});
