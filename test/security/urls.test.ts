/** Secrets and URLs: none is taken from one, none is put into one, and what is asked with one leaves no trace in the log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../support/dav-client.ts';
import { EMAIL, ONE_TIME, PASSWORD, TOKENS } from '../support/fake-administration.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';
import { PASSWORD as DAV_PASSWORD, LOGIN, startDoor, type TestDoor } from '../support/webdav-door.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(() => web.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${web.url}${path}`, { redirect: 'manual', ...init });

const cookieOf = (answer: Response, name: string): string =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith(`carillon-${name}=`))
    ?.split(';')[0] ?? '';

describe('a secret in a URL opens nothing:', () => {
  it.each(['token', 'access_token', 'bearer', 'authorization', 'key'])('?%s= at the API', async (name) => {
    const { status } = await ask(`/api/v1/sites?${name}=${encodeURIComponent(TOKENS.all)}`);
    expect(status).toBe(401);
  });

  it('e-mail and password at the sign-in page', async () => {
    const answer = await ask(`/sign-in?email=${encodeURIComponent(EMAIL)}&password=${PASSWORD}&next=/`);
    expect(answer.status).toBe(200);
    expect(cookieOf(answer, 'login')).toBe('');
    expect(await answer.text()).not.toContain(PASSWORD);
  });

  it('login and password before the host at the WebDAV door, when no header says so', async () => {
    const door: TestDoor = await startDoor();
    const socket = await connect(door);
    const where = `http://${LOGIN}:${encodeURIComponent(DAV_PASSWORD)}@x/webdav/4817/`;
    await socket.write(`PROPFIND ${where} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await socket.untilClosed()).toMatch(/^HTTP\/1\.1 401 /);
    expect(JSON.stringify(door.lines)).not.toContain(encodeURIComponent(DAV_PASSWORD));
    await door.close();
  });
});

it('no link, form or redirect of a page holds a password, a token, a cookie or a proof', async () => {
  const form = await ask('/sign-in');
  const text = await form.text();
  const proof = /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? '';
  expect(proof).not.toBe('');
  const body = new URLSearchParams({ proof, email: EMAIL, password: PASSWORD });
  const entered = await ask('/sign-in', { method: 'POST', body, headers: { cookie: cookieOf(form, 'form') } });
  const cookie = cookieOf(entered, 'login');
  expect(cookie).not.toBe('');
  const secrets = [PASSWORD, TOKENS.all, cookie.split('=')[1] ?? '?', proof];
  const seen = new Set<string>();
  const waiting = ['/', '/sign-in', entered.headers.get('location') ?? '/'];
  for (let path = waiting.shift(); path !== undefined && seen.size < 60; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await ask(path, { headers: { cookie } });
    const isPage = /html/.test(answer.headers.get('content-type') ?? '');
    const page = isPage ? await answer.text() : '';
    const own = /name="proof" value="([^"]+)"/.exec(page)?.[1];
    const urls = [...page.matchAll(/(?:href|action|src|data-[\w-]+)="([^"]*)"/g)].map((one) => one[1] ?? '');
    urls.push(answer.headers.get('location') ?? '');
    for (const url of urls) {
      for (const secret of own ? [...secrets, own] : secrets) expect(url).not.toContain(secret);
      if (url.startsWith('/') && !url.startsWith('/sign-out')) waiting.push(url.replaceAll('&amp;', '&'));
    }
  }
  expect(seen.size).toBeGreaterThan(5);
});

it('the log of the pages names routes, not paths', async () => {
  await ask(`/one-time/${ONE_TIME}`, { method: 'POST' });
  await ask(`/sign-in?password=${PASSWORD}`, { method: 'POST' });
  const said = JSON.stringify(web.lines);
  expect(said).toContain('/one-time/:token');
  for (const secret of [ONE_TIME, PASSWORD]) expect(said).not.toContain(secret);
});
