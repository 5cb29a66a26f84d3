/** Passwords, tokens and one-time links over plain HTTP: refused from other machines at pages and API alike, unless the operator says so. */
import { afterEach, describe, expect, it } from 'vitest';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { mayCarrySecrets } from '../../src/domain/model/peer.ts';
import { EMAIL, ONE_TIME, PASSWORD, TOKENS } from '../support/fake-administration.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

/** As the proxy on this machine says it. */
const AWAY = { 'x-forwarded-for': '198.51.100.7' };
const ENCRYPTED = { ...AWAY, 'x-forwarded-proto': 'https' };

let web: TestWeb;
/** What reached the administration: nothing may, before the connection is known to be one that may carry it. */
let asked: string[];
afterEach(() => web.close());

async function open(allowPlainHttp = false, trusted: readonly string[] = ['127.0.0.1']): Promise<void> {
  const peerOf = createPeerReader(trusted, 'x-forwarded');
  web = await startWeb({ mayCarrySecrets: (request) => mayCarrySecrets(peerOf(request), allowPlainHttp) });
  asked = [];
  const { administration } = web.fake;
  for (const name of ['tokenScope', 'signIn', 'openOneTimeLink', 'signedIn'] as const) {
    const real = administration[name].bind(administration);
    Object.assign(administration, {
      [name]: (...given: never[]) => {
        asked.push(name);
        return Reflect.apply(real, administration, given);
      },
    });
  }
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: URLSearchParams | FormData | string;
}

const ask = (path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Response> =>
  fetch(`${web.url}${path}`, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });

const form = (): URLSearchParams => new URLSearchParams({ email: EMAIL, password: PASSWORD, proof: 'x' });
const file = (): FormData => {
  const data = new FormData();
  data.set('file', new Blob(['<a/>']), 'a.xml');
  return data;
};

describe('the pages', () => {
  it.each<[string, string, (() => URLSearchParams) | null]>([
    ['GET', '/sign-in', null],
    ['POST', '/sign-in', form],
    ['GET', `/one-time/${ONE_TIME}`, null],
    ['POST', `/one-time/${ONE_TIME}`, form],
    ['POST', '/sign-out', form],
    ['GET', '/', null],
    ['GET', '/sites/4817', null],
    ['GET', '/nowhere', null],
  ])('%s %s is a page that says what to do, without a form, a cookie or a question', async (method, path, body) => {
    await open();
    const headers = { ...AWAY, cookie: 'carillon-form=x' };
    const answer = await ask(path, { method, headers, ...(body ? { body: body() } : {}) });
    const text = await answer.text();
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(text).toContain('Connexion non chiffrée');
    for (const word of ['https://', 'trustedProxies', 'allowPlainHttp']) expect(text).toContain(word);
    expect(text).not.toMatch(/<input|name="password"/);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('a one-time link that was refused is not spent', async () => {
    await open();
    await ask(`/one-time/${ONE_TIME}`, { method: 'POST', headers: AWAY, body: form() });
    expect(await web.fake.administration.openOneTimeLink(ONE_TIME)).not.toBeNull();
  });

  it('still have their style', async () => {
    await open();
    const text = await (await ask('/sign-in', { headers: AWAY })).text();
    const style = /href="(\/assets\/[^"]+\.css)"/.exec(text)?.[1] ?? '/none';
    expect((await ask(style, { headers: AWAY })).status).toBe(200);
  });
});

describe('the API', () => {
  const authorization = `Bearer ${TOKENS.all}`;

  it.each<[string, string, (() => FormData | string) | null]>([
    ['GET', '/api/v1/sites', null],
    ['GET', '/api/v1/sites/4817/accounts', null],
    ['POST', '/api/v1/runs/87/approve', () => '{"reason":"x"}'],
    ['POST', '/api/v1/sites/4817/imports', file],
  ])('%s %s is refused as a problem, before the token is looked at', async (method, path, body) => {
    await open();
    for (const headers of [AWAY, { ...AWAY, authorization }] as Record<string, string>[]) {
      const answer = await ask(path, { method, headers, ...(body ? { body: body() } : {}) });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('www-authenticate')).toBeNull();
      expect(await answer.json()).toMatchObject({
        type: 'urn:carillon:problem:plain-http',
        code: 'plain-http',
        status: 403,
        detail: expect.stringContaining('https://'),
      });
    }
    expect(asked).toEqual([]);
  });

  it('describes itself to everybody', async () => {
    await open();
    expect((await ask('/api/v1/openapi.json', { headers: AWAY })).status).toBe(200);
  });
});

describe('comes in', () => {
  const reaches = async (headers: Record<string, string>): Promise<void> => {
    expect((await ask('/sign-in', { headers })).status).toBe(200);
    const authorization = `Bearer ${TOKENS.all}`;
    expect((await ask('/api/v1/sites', { headers: { ...headers, authorization } })).status).toBe(200);
  };

  it('who is on this machine, or behind a proxy that encrypts', async () => {
    await open();
    await reaches({});
    await reaches(ENCRYPTED);
  });

  it('everybody where the operator says so', async () => {
    await open(true);
    await reaches(AWAY);
  });

  it('nobody by a header that no proxy of ours has set', async () => {
    await open(false, ['10.0.0.1']);
    // The connection itself is from this machine: what it says of others does not count in either direction.
    await reaches(AWAY);
    const far = createPeerReader(['10.0.0.1'], 'x-forwarded');
    const request = { headers: ENCRYPTED, socket: { remoteAddress: '203.0.113.5', localAddress: '203.0.113.1' } };
    expect(mayCarrySecrets(far(request as never), false)).toBe(false);
  });
});

it.each(['/healthz', '/readyz', '/metrics'])('%s carries no secret and answers everybody', async (path) => {
  await open();
  expect((await ask(path, { headers: AWAY })).status).not.toBe(403);
});
