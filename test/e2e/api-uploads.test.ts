/** Files over the API: any order of fields, nothing half, nothing left behind, little memory. */
import { once } from 'node:events';
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/domain/model/errors.ts';
import { MEGABYTE } from '../../src/domain/model/notation.ts';
import { TOKENS } from '../support/fake-administration.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(async () => {
  expect(await readdir(web.uploadFolder)).toEqual([]);
  await web.close();
});

type Field = readonly [name: string, value: string | Blob, filename?: string];

async function send(
  path: string,
  fields: readonly Field[],
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const form = new FormData();
  for (const [name, value, filename] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, filename ?? 'export.xml');
  }
  const headers = { authorization: `Bearer ${TOKENS.site}` };
  const response = await fetch(`${web.url}/api/v1/sites/4817/${path}`, { method: 'POST', headers, body: form });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const file: Field = ['file', new Blob(['<export/>'.repeat(100)]), 'emploi du temps rentrée.xml'];
const establishment: Field = ['establishment', '1754'];
const takenInAt: Field = ['takenInAt', '2026-11-22T08:00:00+01:00'];

test.each([
  ['fields first', [establishment, takenInAt, file]],
  ['file first', [file, establishment, takenInAt]],
] as const)('an import with %s', async (_name, fields) => {
  const answer = await send('imports', fields);
  expect(answer).toMatchObject({ status: 202, body: { id: '91', status: 'received', trigger: 'manual' } });
  expect(answer.headers.get('location')).toBe('/api/v1/runs/91');
  const asked = { siteId: 4817, establishment: 1754, takenInAt: '2026-11-22T08:00:00+01:00' };
  expect(web.fake.calls).toEqual([
    { method: 'startImport', asked: [asked, 'emploi du temps rentrée.xml', 900, 'token:2'] },
  ]);
});

test('a check answers with the report; empty fields are absent ones', async () => {
  const answer = await send('check', [file, ['establishment', ''], ['takenInAt', '']]);
  expect(answer).toMatchObject({ status: 200, body: { run: { id: null, site: 4817 }, controls: expect.any(Array) } });
  expect(web.fake.calls).toEqual([
    { method: 'check', asked: [{ siteId: 4817, establishment: null }, 'emploi du temps rentrée.xml', 900] },
  ]);
});

test.each<[string, readonly Field[], number, string]>([
  ['no file', [establishment], 422, 'file-missing'],
  ['two files', [file, file], 422, 'bad-input'],
  ['a file under another name', [['export', new Blob(['x'])]], 422, 'bad-input'],
  ['an unknown field', [file, ['force', 'yes']], 422, 'bad-input'],
  ['a field twice', [file, establishment, establishment], 422, 'bad-input'],
  ['an establishment that is no number', [file, ['establishment', '17a']], 422, 'bad-input'],
  ['a file over the limit', [['file', new Blob([new Uint8Array(2 * MEGABYTE + 1)])]], 413, 'too-large'],
  ['a file far over the limit', [['file', new Blob([new Uint8Array(6_000_000)])]], 413, 'too-large'],
])('%s is refused and starts nothing', async (_name, fields, status, code) => {
  expect(await send('imports', fields)).toMatchObject({ status, body: { code } });
  expect(web.fake.calls).toEqual([]);
});

test('a file at the limit is taken; an empty one is the administration’s to judge', async () => {
  expect(await send('imports', [['file', new Blob([new Uint8Array(2 * MEGABYTE)])]])).toMatchObject({ status: 202 });
  expect(await send('imports', [['file', new Blob([])]])).toMatchObject({ status: 202 });
  expect(web.fake.calls.map(({ asked }) => asked[2])).toEqual([2 * MEGABYTE, 0]);
});

test('a body that is no form', async () => {
  for (const [type, body] of [
    ['application/json', '{}'],
    ['text/plain', 'hello'],
  ] as const) {
    const response = await fetch(`${web.url}/api/v1/sites/4817/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS.site}`, 'content-type': type },
      body,
    });
    expect([type, response.status]).toEqual([type, 415]);
  }
});

test('technical trouble while the file is handed over', async () => {
  web.fake.failNext('startImport', new AppError('no-room', 'no room'));
  expect(await send('imports', [file])).toMatchObject({ status: 507, body: { code: 'no-room' } });
});

test.each(['before anybody reads it', 'in its middle'])('an upload that breaks off %s starts nothing', async (when) => {
  const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
  const head = [
    'POST /api/v1/sites/4817/imports HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${TOKENS.site}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 500000',
  ];
  const part = ['--b', 'Content-Disposition: form-data; name="file"; filename="a.xml"', '', '<export>'.repeat(30_000)];
  socket.write([...head, '', ...part].join('\r\n'));
  if (when === 'in its middle') await vi.waitFor(() => expect(Math.max(...openUploads())).toBeGreaterThan(100_000));
  socket.end();
  await once(socket.resume(), 'close');
  await vi.waitFor(() => expect(openUploads()).toEqual([]));
  expect(web.fake.calls).toEqual([]);
  expect(web.lines).toEqual([]);
});

test('an upload that trickles is ended', async () => {
  const slow = await startWeb({ bodyWindowMs: 50 });
  const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
  const head = [
    'POST /sign-in HTTP/1.1',
    'Host: x',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Length: 9',
  ];
  socket.write([...head, '', 'a'].join('\r\n'));
  await once(socket.resume(), 'close');
  await slow.close();
});

/** Sizes of files without a name that this process holds open in the folder for uploads. */
function openUploads(): number[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const isOurs = readlinkSync(`/proc/self/fd/${fd}`).startsWith(web.uploadFolder);
      return isOurs ? [statSync(`/proc/self/fd/${fd}`).size] : [];
    } catch {
      return [];
    }
  });
}
