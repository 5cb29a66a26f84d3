/** Secrets: passwords, tokens, Basic headers and one-time links are in no log line and no error, and every answer has its headers. */

import { request } from 'node:http';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/model/errors.ts';
import { LOG_OPTIONS } from '../../src/log.ts';
import { redact } from '../../src/redact.ts';
import { command } from '../support/daemon.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';
import { basic } from '../support/webdav-door.ts';
import { startWorld, type World } from '../support/world.ts';

describe('the fence before the log', () => {
  const lines: string[] = [];
  const log = pino({ ...LOG_OPTIONS, level: 'info' }, { write: (line: string) => void lines.push(line) });
  const SECRET = 'Gh7kPq2mXw9zRt4vBn6c';

  it.each([
    ['a deposit URL', { url: `http://emp.ada.un:${SECRET}@carillon.example.org/webdav/4817/` }],
    ['a database URL in an error', { err: new Error(`cannot connect to postgres://carillon:${SECRET}@db:5432/x`) }],
    ['a cause', { err: new AppError('x', 'y', { cause: new Error(`smtps://me:${SECRET}@mail`) }) }],
    ['headers, however deep', { a: { b: { c: { headers: { authorization: `Basic ${SECRET}` } } } } }],
    ['a cookie', { headers: { cookie: `carillon-login=${SECRET}` } }],
    ['a key of somebody’s error', { err: Object.assign(new Error('x'), { password: `${SECRET}"quoted\\` }) }],
    [
      'the command and the connection that libraries hang on their errors',
      {
        err: Object.assign(new Error('WRONGPASS'), {
          command: { name: 'hello', args: ['3', 'AUTH', 'default', SECRET] },
          client: { processID: 7, secretKey: SECRET, connectionParameters: { host: SECRET } },
        }),
      },
    ],
    ['what PostgreSQL adds', { err: Object.assign(new Error('x'), { detail: `Failing row contains (${SECRET})` }) }],
    ['Bearer in a text', { text: `sent Authorization: Bearer ${SECRET}` }],
    ['a token of ours', { text: `token carillon_${SECRET}${SECRET}abc was refused` }],
    ['a one-time link', { text: `https://carillon.example.org/one-time/${SECRET}` }],
    ['a hash', { text: `scrypt$ln=15,r=8,p=1$${SECRET}$${SECRET}` }],
    ['a private key', { text: `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----` }],
  ])('keeps %s in', (_what, about) => {
    lines.length = 0;
    log.error(about, 'a line');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(SECRET);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', msg: 'a line' });
  });

  it('leaves other lines as they are', () => {
    for (const text of [
      'the basic settings are read',
      '{"url":"http://127.0.0.1:8080/webdav/4817/","msg":"basic: ok"}',
      'a@b.example wrote to c@d.example',
      'carillon_auth_failures_total 3',
      'databaseUrl: accepted: postgres://user:password@host:5432/name, none',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });
});

describe('what is really said', () => {
  let world: World;
  let site: Site;
  let door: RealDoor;
  let web: TestWeb;
  /** Without the fence: nothing may rely on it. */
  const lines: string[] = [];
  const secrets: string[] = [];
  const answers: string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    site = await openSite(world);
    door = await openRealDoor(world);
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    web = await startWeb({ administration: world.administration, clock: { now: world.now }, log });
  });
  afterAll(async () => {
    await web.close();
    await door.close();
    await world.close();
  });

  async function see(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${web.url}${path}`, { redirect: 'manual', ...init });
    answers.push(`${answer.url.replace(path, '')} ${[...answer.headers].join('\n')}\n${await answer.clone().text()}`);
    return answer;
  }

  it('at the doors, in errors and in the log holds no secret', async () => {
    const staff = school.staff[2]?.id ?? '';
    const account = await world.administration.createAccount(site.id, staff, { notify: false });
    const manager = await world.administration.createManager(site.id, {
      email: 'cpe@example.org',
      withPassword: true,
    });
    const managerPassword = manager.password ?? '';
    if (manager.link) secrets.push(manager.link);
    const { token } = await world.administration.createToken(site.id, { readOnly: false });
    const guess = 'A-Guess-Of-Somebody';
    secrets.push(account.password, managerPassword, token, guess);
    for (const password of [account.password, guess]) {
      secrets.push(basic(account.login, password).slice(6));
      for (const [method, path] of [
        ['PUT', 'a.xml'],
        ['GET', 'none.xml'],
        ['PROPFIND', ''],
        ['MKCOL', 'x'],
      ] as const) {
        const { text } = await door.ask(method, `/webdav/${site.id}/${path}?password=${password}`, {
          as: { login: account.login, password },
          ...(method === 'PUT' ? { body: '<a/>' } : {}),
        });
        answers.push(text);
      }
    }
    for (const bearer of [token, `${token}x`, 'nonsense'])
      await see(`/api/v1/sites/${site.id}/accounts/999/revoke`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
      });
    await see('/one-time/abcdefghijklmnopqrstuvwx', { method: 'POST' });
    secrets.push('abcdefghijklmnopqrstuvwx');
    const form = await see('/sign-in');
    const cookie = form.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const proof = /name="proof" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
    for (const password of [guess, managerPassword]) {
      const body = new URLSearchParams({ proof, email: manager.email, password });
      await see('/sign-in', { method: 'POST', headers: { cookie }, body });
    }
    // Trouble in the middle of everything: what is thrown then carries what it was about.
    await world.db.pool.query('alter table access_accounts rename to hidden_accounts');
    const broken = await door.ask('PUT', `/webdav/${site.id}/b.xml`, { as: account, body: '<a/>' });
    expect(broken.status).toBeGreaterThanOrEqual(429);
    await see(`/api/v1/sites/${site.id}/accounts`, { headers: { authorization: `Bearer ${token}` } });
    await world.db.pool.query('alter table hidden_accounts rename to access_accounts');

    const said = `${lines.join('')}${door.log()}`;
    expect(said.length).toBeGreaterThan(500);
    for (const secret of secrets) {
      expect(said).not.toContain(secret);
      for (const answer of answers) expect(answer).not.toContain(secret);
    }
  });

  it('and stored is no password, token or link in clear, once the letters with links have gone', async () => {
    const letters = await world.letters();
    expect(letters.some(({ text }) => secrets.some((secret) => text.includes(secret)))).toBe(true);
    const { rows } = await world.db.pool.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const { name } of rows) {
      for (const secret of secrets) {
        const { rowCount } = await world.db.pool.query(`select from "${name}" t where strpos(t::text, $1) > 0`, [
          secret,
        ]);
        expect([name, rowCount]).toEqual([name, 0]);
      }
    }
  });

  it.each([
    ['GET', '/'],
    ['GET', '/sign-in'],
    ['GET', '/nothing/here'],
    ['POST', '/sign-in'],
    ['GET', '/one-time/abc'],
    ['GET', '/healthz'],
    ['GET', '/readyz'],
    ['GET', '/metrics'],
    ['GET', '/api/v1/openapi.json'],
    ['GET', '/api/v1/sites'],
    ['GET', '/api/v1/none'],
    ['PUT', '/'],
    ['OPTIONS', '/'],
    ['GET', '/%zz'],
    ['GET', `/${'x'.repeat(5_000)}`],
  ])('%s %s carries the security headers', async (method, path) => {
    const headers = await headersOf(method, path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.server).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  /** By hand: fetch would tidy the path. */
  function headersOf(method: string, path: string): Promise<NodeJS.Dict<string | string[]>> {
    const { port } = new URL(web.url);
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, agent: false }, (res) => {
        res.resume();
        resolve(res.headers);
      });
      sent.on('error', reject);
      sent.end();
    });
  }
});

it('a command that cannot reach its database does not print the password', async () => {
  const environment = { DATABASE_URL: 'postgres://carillon:Top-Secret-9@127.0.0.1:1/carillon' };
  for (const words of [['doctor'], ['doctor', '--json'], ['site', 'list'], ['site', 'list', '--json']]) {
    const { status, stdout, stderr } = await command(words, environment);
    expect(status).toBe(1);
    expect(stdout + stderr).not.toBe('');
    expect(stdout + stderr).not.toContain('Top-Secret-9');
  }
});
