/** The API over real HTTP: who may see what, what is refused in which words, and the shapes of CONTRACT.md. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError, Refusal } from '../../src/domain/model/errors.ts';
import { TOKENS } from '../support/fake-administration.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(() => web.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function ask(method: string, path: string, body?: unknown, token: string | null = TOKENS.site): Promise<Answer> {
  const response = await fetch(`${web.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const get = (path: string, token?: string | null): Promise<Answer> => ask('GET', path, undefined, token);
const post = (path: string, body?: unknown, token?: string): Promise<Answer> => ask('POST', path, body, token);
const problem = (status: number, code: string): object => ({ status, body: expect.objectContaining({ code, status }) });

test('what no text and no calendar holds is refused, not a failure', async () => {
  for (const query of ['text=%00', 'text=a%00b'])
    expect(await get(`/sites/4817/runs?${query}`), query).toMatchObject(problem(422, 'character-forbidden'));
  for (const query of ['to=9999-12-31', 'from=0001-01-01'])
    expect(await get(`/sites/4817/runs?${query}`), query).toMatchObject(problem(422, 'bad-input'));
  expect(await post('/runs/87/approve', { reason: 'a\u0000b' })).toMatchObject(problem(422, 'character-forbidden'));
});

describe('who asks', () => {
  test('without a token, with a wrong one, with Basic: 401 and how to do it', async () => {
    for (const token of [null, 'nonsense']) {
      const answer = await get('/sites', token);
      expect(answer).toMatchObject(problem(401, 'not-signed-in'));
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({
        type: 'urn:carillon:problem:not-signed-in',
        title: 'Identification nécessaire',
        detail: expect.stringContaining('Bearer'),
      });
    }
    const basic = await fetch(`${web.url}/api/v1/sites`, { headers: { authorization: 'Basic YTpi' } });
    expect(basic.status).toBe(401);
  });

  test('a token of one site sees that site; another is as unknown as one that does not exist', async () => {
    expect((await get('/sites')).body).toMatchObject({ items: [{ id: 4817 }], total: 1 });
    expect((await get('/sites', TOKENS.all)).body).toMatchObject({ items: [{ id: 4817 }, { id: 9999 }], total: 2 });
    expect((await get('/sites/4817')).body).toMatchObject({ id: 4817, name: 'Cité scolaire Émanche', held: 1 });
    const [foreign, missing] = [await get('/sites/9999'), await get('/sites/1234')];
    expect(foreign).toMatchObject(problem(404, 'site-unknown'));
    expect(foreign.body).toEqual(missing.body);
    expect(await get('/sites/abc')).toMatchObject(problem(404, 'site-unknown'));
    for (const path of ['runs', 'sessions', 'groups', 'thresholds', 'accounts', 'matches', 'messages'])
      expect(await get(`/sites/9999/${path}`)).toMatchObject(problem(404, 'site-unknown'));
  });

  test('a run of another site is as unknown as one that does not exist, whatever is asked of it', async () => {
    expect(await get('/runs/30', TOKENS.other)).toMatchObject({ status: 200 });
    const missing = await get('/runs/999999');
    expect(missing).toMatchObject(problem(404, 'run-unknown'));
    for (const path of ['/runs/30', '/runs/30/report', '/runs/30/source', '/runs/x'])
      expect((await get(path)).body).toEqual(missing.body);
    expect((await post('/runs/30/replay')).body).toEqual(missing.body);
    expect(web.fake.calls).toEqual([]);
  });

  test('a read-only token reads and checks, and changes nothing', async () => {
    expect(await get('/sites/4817/runs', TOKENS.readOnly)).toMatchObject({ status: 200 });
    expect(await upload('/sites/4817/check', { file: 'x' }, TOKENS.readOnly)).toMatchObject({ status: 200 });
    const calls = web.fake.calls.length;
    const writes = [
      post('/runs/87/approve', { reason: 'oui' }, TOKENS.readOnly),
      ask('PUT', '/sites/4817/thresholds', {}, TOKENS.readOnly),
      ask('PUT', '/sites/4817/matches', {}, TOKENS.readOnly),
      post('/sites/4817/accounts', { person: 'T1' }, TOKENS.readOnly),
      post('/sites/4817/accounts/7/revoke', undefined, TOKENS.readOnly),
      upload('/sites/4817/imports', { file: 'x' }, TOKENS.readOnly),
    ];
    for (const write of writes) expect(await write).toMatchObject(problem(403, 'read-only'));
    expect(web.fake.calls).toHaveLength(calls);
  });
});

describe('runs', () => {
  test('newest first, in pages, with the fields of the contract', async () => {
    const first = await get('/sites/4817/runs?limit=2');
    expect(first.body).toMatchObject({
      items: [
        { id: '89', status: 'received', queuePosition: 1, actions: ['cancel'], takenInAt: null, endedAt: null },
        { id: '88', status: 'running', actions: [] },
      ],
      total: 41,
      nextCursor: '88',
    });
    expect((await get('/sites/4817/runs?limit=2&cursor=88')).body).toMatchObject({
      items: [
        {
          id: '87',
          status: 'held',
          trigger: 'automatic',
          establishment: null,
          filename: 'EDT_PRONOTE_export.xml',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          account: 'emp.thibault.bourgeois',
          receivedAt: '2026-11-22T14:54:00+01:00',
          reason: null,
          actions: expect.arrayContaining(['approve', 'reject']),
        },
        { id: '86' },
      ],
    });
  });

  test.each(['limit=0', 'limit=201', 'limit=ten', 'limit=1&limit=2', 'page=2', 'cursor='])(
    'the query %s is refused by name',
    async (query) => {
      const answer = await get(`/sites/4817/runs?${query}`);
      expect(answer).toMatchObject(problem(422, 'bad-input'));
      expect(answer.body).toMatchObject({ detail: expect.stringContaining(query.split('=')[0] ?? '') });
    },
  );

  test('the report as JSON, text and a page that needs nothing else', async () => {
    expect((await get('/runs/87/report')).body).toMatchObject({
      run: { id: '87', status: 'held' },
      weeks: expect.any(Array),
    });
    const text = await get('/runs/87/report?format=text');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.body).toContain("% de services d'enseignement supprimés");
    const page = await get('/runs/87/report?format=html');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/style-src 'sha256-[^']+'; base-uri 'none'/);
    expect(page.body).toMatch(/^<!doctype html>/);
    expect(page.body).not.toMatch(/(src|href)="(?!#)/);
    expect(await get('/runs/87/report?format=pdf')).toMatchObject(problem(422, 'bad-input'));
  });

  test('the source comes under its archived name', async () => {
    const answer = await get('/runs/87/source');
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="EDT_2026_\d+\.zip"; filename\*=UTF-8''EDT_2026_\d+\.zip$/,
    );
    expect(answer.body).toBe('PK the export');
    web.fake.failNext('source', new AppError('source-missing', 'no such file', { retryable: false }));
    expect(await get('/runs/87/source')).toMatchObject(problem(404, 'source-missing'));
  });

  test('a read-only token reads reports and sessions, and gets no source', async () => {
    for (const path of ['/runs/87', '/runs/87/report', '/sites/4817/sessions', '/sites/4817/groups'])
      expect([path, (await get(path, TOKENS.readOnly)).status]).toEqual([path, 200]);
    expect(await get('/runs/87/source', TOKENS.readOnly)).toMatchObject(problem(403, 'source-reserved'));
    expect(web.fake.calls.filter((one) => one.method === 'source')).toEqual([]);
  });

  test('decisions carry reason and asker; what is not possible says so', async () => {
    expect((await post('/runs/87/approve', { reason: ' changement voulu ' })).body).toMatchObject({
      status: 'integrated',
    });
    expect(web.fake.calls).toEqual([{ method: 'act', asked: ['87', 'approve', 'token:2', 'changement voulu'] }]);
    expect(await post('/runs/87/reject', { reason: 'non' })).toMatchObject(problem(409, 'not-possible-now'));
    expect((await post('/runs/80/replay')).body).toMatchObject({ id: '90', status: 'received' });
    expect((await post('/runs/89/cancel', '')).body).toMatchObject({ id: '89', status: 'cancelled' });
    web.fake.failNext('act', new Refusal('state-changed', { run: '87' }));
    expect(await post('/runs/80/replay')).toMatchObject(problem(409, 'state-changed'));
    expect((await post('/runs/80/undo', { reason: 'erreur' })).body).toMatchObject({ id: '80', status: 'undone' });
    expect(await post('/runs/80/undo')).toMatchObject(problem(409, 'not-possible-now'));
  });

  test.each([
    ['{"reason":3}', 'reason'],
    ['{"why":"x"}', 'why'],
    ['{', 'JSON'],
    ['[]', 'objet|array|tableau'],
  ])('the body %s is refused', async (body, named) => {
    const answer = await post('/runs/87/approve', body);
    expect(answer).toMatchObject(problem(422, 'bad-input'));
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(new RegExp(named)) });
    expect(web.fake.calls).toEqual([]);
  });
});

describe('the other things of a site', () => {
  test('sessions by filter', async () => {
    const answer = await get(
      '/sites/4817/sessions?from=2026-11-23&to=2026-11-27&division=6A&teacher=L%C3%A9v%C3%AAque&limit=1',
    );
    expect(answer.body).toMatchObject({
      items: [{ id: '501', subject: { code: 'MATHS' } }],
      total: 2,
      nextCursor: 'after-501',
    });
    expect(web.fake.calls).toEqual([
      {
        method: 'sessions',
        asked: [4817, { from: '2026-11-23', to: '2026-11-27', division: '6A', teacher: 'Lévêque', limit: 1 }],
      },
    ]);
    expect(await get('/sites/4817/sessions?from=2026-02-30')).toMatchObject(problem(422, 'bad-input'));
    expect(await get('/sites/4817/sessions?room=B12')).toMatchObject(problem(422, 'bad-input'));
  });

  test('groups, messages, matches', async () => {
    expect((await get('/sites/4817/groups')).body).toMatchObject({
      items: [{ name: '6A LATIN', members: [{ studentId: null }] }],
    });
    expect((await get('/sites/4817/messages')).body).toMatchObject({
      items: [{ kind: 'held', runId: '87' }, {}],
      total: 2,
    });
    const match = { kind: 'teacher', key: 'oneill|zoe|', directoryId: 'T9' };
    expect((await ask('PUT', '/sites/4817/matches', match)).body).toMatchObject({
      state: 'matched',
      directoryId: 'T9',
    });
    expect(await ask('PUT', '/sites/4817/matches', { ...match, directoryId: null })).toMatchObject({ status: 200 });
    expect(await ask('PUT', '/sites/4817/matches', { kind: 'room', key: 'x', directoryId: null })).toMatchObject(
      problem(422, 'bad-input'),
    );
    expect(await ask('PUT', '/sites/4817/matches', { kind: 'teacher', key: 'x' })).toMatchObject(
      problem(422, 'bad-input'),
    );
    expect(await ask('DELETE', '/sites/4817/matches?kind=teacher&key=oneill%7Czoe%7C')).toMatchObject({
      status: 204,
      body: '',
    });
    expect(web.fake.calls.at(-1)).toEqual({
      method: 'clearMatch',
      asked: [4817, { kind: 'teacher', key: 'oneill|zoe|' }, 'token:2'],
    });
  });

  test('thresholds by code, or as the list that was read', async () => {
    const changed = await ask('PUT', '/sites/4817/thresholds', { 'services-created': { limit: 40 } });
    expect(changed.body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ code: 'services-created', limit: 40 })]),
    });
    const listed = (await get('/sites/4817/thresholds')).body;
    expect(await ask('PUT', '/sites/4817/thresholds', listed)).toMatchObject({ status: 200 });
    expect(web.fake.calls.at(-1)?.asked[1]).toMatchObject({
      'subjects-created': { limit: 50, blocking: true, floor: 0 },
    });
    for (const wrong of [{ 'services-created': { max: 1 } }, { 'services-created': { limit: 'much' } }, [], 3])
      expect(await ask('PUT', '/sites/4817/thresholds', wrong)).toMatchObject(problem(422, 'bad-input'));
    web.fake.failNext('setThresholds', new Refusal('control-locked', { control: 'Cohérence' }));
    expect(await ask('PUT', '/sites/4817/thresholds', {})).toMatchObject(problem(422, 'control-locked'));
  });

  test('accounts are opened, regenerated, revoked; passwords are not cached', async () => {
    expect((await get('/sites/4817/accounts')).body).toMatchObject({
      items: [{ id: '7', login: 'emp.thibault.bourgeois' }],
    });
    const made = await post('/sites/4817/accounts', { person: 'T1', notify: true });
    expect(made).toMatchObject({ status: 201, body: { password: expect.any(String), urls: expect.any(Array) } });
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(web.fake.calls[0]?.asked).toEqual([4817, 'T1', { notify: true, uploadOnly: false }]);
    expect(await post('/sites/4817/accounts', { person: 'nobody' })).toMatchObject(problem(404, 'person-unknown'));
    expect(await post('/sites/4817/accounts', {})).toMatchObject(problem(422, 'bad-input'));
    expect(await post('/sites/4817/accounts/7/regenerate')).toMatchObject({
      status: 200,
      body: { login: 'emp.thibault.bourgeois' },
    });
    expect(await post('/sites/4817/accounts/8/regenerate')).toMatchObject(problem(404, 'account-unknown'));
    expect((await post('/sites/4817/accounts/7/revoke')).body).toMatchObject({ invalidatedAt: expect.any(String) });
  });
});

describe('trouble', () => {
  test('technical trouble is told without its insides, and logged once', async () => {
    web.fake.failNext('sites', new Error('password of the database: hunter2'));
    const answer = await get('/sites', TOKENS.all);
    expect(answer).toMatchObject(problem(500, 'internal-error'));
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect(web.lines).toMatchObject([{ level: 'error', about: { route: '/api/v1/sites', err: expect.any(Error) } }]);
    web.fake.failNext('sites', new AppError('database-unavailable', 'PostgreSQL does not answer'));
    expect(await get('/sites', TOKENS.all)).toMatchObject(problem(503, 'database-unavailable'));
  });

  test('unknown addresses, methods, bodies', async () => {
    expect(await get('/nothing')).toMatchObject(problem(404, 'page-unknown'));
    expect(await ask('PATCH', '/sites/4817')).toMatchObject(problem(404, 'page-unknown'));
    expect((await fetch(`${web.url}/api/v1/sites/%zz`)).status).toBe(404);
    const xml = await fetch(`${web.url}/api/v1/sites/4817/thresholds`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${TOKENS.site}`, 'content-type': 'application/xml' },
      body: '<a/>',
    });
    expect(xml.status).toBe(415);
    expect(await ask('PUT', '/sites/4817/thresholds', { x: 'y'.repeat(1_100_000) })).toMatchObject(
      problem(413, 'body-too-large'),
    );
  });
});

describe('probes', () => {
  test('alive, ready, metrics', async () => {
    expect(await (await fetch(`${web.url}/healthz`)).json()).toEqual({ status: 'alive', version: '0.1.0-test' });
    expect(await (await fetch(`${web.url}/readyz`)).json()).toEqual({ status: 'ready', checks: { database: 'ok' } });
    expect((await fetch(`${web.url}/metrics`)).status).toBe(404);
    const broken = await startWeb({
      readiness: async () => ({ ready: false, checks: { database: 'does not answer' } }),
      metrics: async () => 'carillon_runs_waiting 3\n',
    });
    const ready = await fetch(`${broken.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('retry-after')).toBe('10');
    expect(await ready.json()).toEqual({ status: 'not-ready', checks: { database: 'does not answer' } });
    expect(await (await fetch(`${broken.url}/metrics`)).text()).toBe('carillon_runs_waiting 3\n');
    await broken.close();
  });
});

async function upload(path: string, fields: Record<string, string>, token: string): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (name === 'file') form.append('file', new Blob([value]), 'export.xml');
    else form.append(name, value);
  const response = await fetch(`${web.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
