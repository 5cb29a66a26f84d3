/** Bytes on a socket that no client library sends, at the built daemon: requests that two readers would cut differently, and clients that never finish. */
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/domain/administration.ts';
import { type Daemon, json, startDaemon } from '../support/daemon.ts';
import { basic, type Installation, newInstallation } from '../support/school-site.ts';

const SITE = '4817';
/** Seconds that the daemon allows for all headers, and for each hundred bytes of a body. */
const PATIENCE = { headersSeconds: 1, bodySeconds: 1 };

let installation: Installation;
let daemon: Daemon;
let account: Credentials;

beforeAll(async () => {
  installation = newInstallation();
  const file = (name: string): string => path.join(installation.folder, name);
  writeFileSync(file('config.json'), JSON.stringify({ http: PATIENCE }));
  writeFileSync(file('people.csv'), 'kind;id;lastName;firstName\nstaff;P1;LOVELACE;Ada\n');
  const environment = { ...installation.environment, CARILLON_CONFIG: file('config.json') };
  const site = ['site', 'create', '--id', SITE, '--name', 'Colt', '--establishment', '4817:0134567A:Colt'];
  await json(site, environment);
  await json(['directory', 'import', '--site', SITE, file('people.csv')], environment);
  account = await json<Credentials>(['account', 'create', '--site', SITE, '--person', 'P1'], environment);
  daemon = await startDaemon(environment);
});
afterAll(async () => {
  await daemon?.stop();
  installation?.remove();
});

/** Writes pieces one after the other, and gives what came until the server closed the connection. */
function send(...pieces: readonly string[]): Promise<string> {
  const { port } = new URL(daemon.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece, 'latin1');
    });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    // The client never closes first: that the connection ends is the server's doing.
    socket.on('close', () => resolve(received));
  });
}

const statusesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map((one) => one[1] ?? '');

const login = (): string => `Authorization: ${basic(account)}\r\n`;
const put = (headers: string, version = '1.1'): string =>
  `PUT /webdav/${SITE}/a.xml HTTP/${version}\r\nHost: x\r\n${login()}${headers}`;
/** What would be smuggled: a deposit that is right in every way. */
const hidden = (): string =>
  `PUT /webdav/${SITE}/smuggled.xml HTTP/1.1\r\nHost: x\r\n${login()}Content-Length: 4\r\n\r\n<a/>`;

async function keptNames(): Promise<readonly string[]> {
  const answer = await fetch(`${daemon.url}/webdav/${SITE}/`, {
    method: 'PROPFIND',
    headers: { authorization: basic(account), depth: '1' },
  });
  return [...(await answer.text()).matchAll(/<D:href>[^<]*\/([^/<]+)<\/D:href>/g)].map((one) => one[1] ?? '');
}

const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const BODY = '4\r\n<a/>\r\n0\r\n\r\n';

/** Each is followed by the hidden deposit. */
const SHAPES: readonly (readonly [string, () => string])[] = [
  ['a length and chunks', () => `${put(`Content-Length: 4\r\n${CHUNKED}`)}\r\n0\r\n\r\n`],
  ['chunks and a length', () => `${put(`${CHUNKED}Content-Length: 4\r\n`)}\r\n0\r\n\r\n`],
  ['two lengths that differ', () => `${put('Content-Length: 4\r\nContent-Length: 5\r\n')}\r\n<a/>`],
  ['two lengths that are equal', () => `${put('Content-Length: 4\r\nContent-Length: 4\r\n')}\r\n<a/>`],
  ['a list of lengths', () => `${put('Content-Length: 4, 4\r\n')}\r\n<a/>`],
  ['a length with a sign', () => `${put('Content-Length: +4\r\n')}\r\n<a/>`],
  ['a negative length', () => `${put('Content-Length: -4\r\n')}\r\n<a/>`],
  ['a length in hexadecimal', () => `${put('Content-Length: 0x4\r\n')}\r\n<a/>`],
  ['a length beyond all numbers', () => `${put('Content-Length: 99999999999999999999999\r\n')}\r\n<a/>`],
  ['a folded header', () => `${put('X-A: b\r\n c\r\nContent-Length: 4\r\n')}\r\n<a/>`],
  ['a folded length', () => `${put('Content-Length:\r\n 4\r\n')}\r\n<a/>`],
  ['folded chunks', () => `${put('Transfer-Encoding:\r\n chunked\r\n')}\r\n${BODY}`],
  ['lines that end in LF', () => `${put('Content-Length: 4\r\n').replaceAll('\r\n', '\n')}\n<a/>`],
  ['one line that ends in LF', () => `${put('X-A: b\nContent-Length: 4\r\n')}\r\n<a/>`],
  ['headers that end in LF', () => `${put('Content-Length: 4\r\n')}\n<a/>`],
  ['a lone CR', () => `${put('X-A: b\rContent-Length: 4\r\n')}\r\n<a/>`],
  ['a blank before the colon', () => `${put('Content-Length : 4\r\n')}\r\n<a/>`],
  ['a tab before the colon', () => `${put('Transfer-Encoding\t: chunked\r\n')}\r\n${BODY}`],
  ['a blank before the first header', () => put('').replace('\r\nHost', '\r\n Host')],
  ['an unknown coding', () => `${put('Transfer-Encoding: xchunked\r\n')}\r\n${BODY}`],
  ['the coding identity', () => `${put('Transfer-Encoding: identity\r\n')}\r\n${BODY}`],
  ['a coding before chunked', () => `${put('Transfer-Encoding: gzip, chunked\r\n')}\r\n${BODY}`],
  ['a coding behind chunked', () => `${put('Transfer-Encoding: chunked, identity\r\n')}\r\n${BODY}`],
  ['chunked twice', () => `${put(`${CHUNKED}${CHUNKED}`)}\r\n${BODY}`],
  ['a control before chunked', () => `${put('Transfer-Encoding: \x0bchunked\r\n')}\r\n${BODY}`],
  ['chunks in HTTP/1.0', () => `${put(CHUNKED, '1.0')}\r\n${BODY}`],
  ['a chunk longer than it says', () => `${put(CHUNKED)}\r\n3\r\n<a/>\r\n0\r\n\r\n`],
  ['a chunk size beyond all numbers', () => `${put(CHUNKED)}\r\nFFFFFFFFFFFFFFFFF\r\n<a/>\r\n0\r\n\r\n`],
  ['a negative chunk size', () => `${put(CHUNKED)}\r\n-4\r\n<a/>\r\n0\r\n\r\n`],
  ['a chunk size that says 0x', () => `${put(CHUNKED)}\r\n0x4\r\n<a/>\r\n0\r\n\r\n`],
  ['chunks that end in LF', () => `${put(CHUNKED)}\r\n4\n<a/>\n0\n\n`],
  ['a chunk extension that ends in LF', () => `${put(CHUNKED)}\r\n4;x\n<a/>\r\n0\r\n\r\n`],
  ['a length among the trailers', () => `${put(CHUNKED)}\r\n4\r\n<a/>\r\n0\r\nContent-Length: 5\r\n\r\n`],
  ['two hosts', () => `${put('Host: y\r\nContent-Length: 4\r\n')}\r\n<a/>`],
  ['no host', () => `${put('Content-Length: 4\r\n').replace('Host: x\r\n', '')}\r\n<a/>`],
  ['HTTP/2.0', () => `${put('Content-Length: 4\r\n', '2.0')}\r\n<a/>`],
  ['HTTP/0.9', () => `PUT /webdav/${SITE}/a.xml\r\n\r\n`],
  ['a nought in a header', () => `${put('X-A: a\0b\r\nContent-Length: 4\r\n')}\r\n<a/>`],
];

describe('a request with', () => {
  it.each(SHAPES)('%s is answered 400 once, closed, and nothing is kept', async (_title, build) => {
    const answer = await send(`${build()}${hidden()}`);
    expect(statusesIn(answer)).toEqual(['400']);
    expect(answer).toMatch(/^Connection: close/im);
    expect(await keptNames()).toEqual([]);
  });

  it.each([
    ['pages', 'POST /sign-in'],
    ['the API', 'POST /api/v1/sites/4817/imports'],
    ['probes', 'GET /healthz'],
  ])('a coding before chunked is refused at %s too', async (_where, line) => {
    const answer = await send(
      `${line} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${BODY}${hidden()}`,
    );
    expect(statusesIn(answer)).toEqual(['400']);
    expect(await keptNames()).toEqual([]);
  });

  it('chunk extensions of 20 KB is answered 413, closed, and nothing is kept', async () => {
    const answer = await send(`${put(CHUNKED)}\r\n4;${'a'.repeat(20_000)}\r\n<a/>\r\n0\r\n\r\n${hidden()}`);
    expect(statusesIn(answer)).toEqual(['413']);
    expect(await keptNames()).toEqual([]);
  });

  it('headers of 20 KB is answered 431 and closed', async () => {
    const answer = await send(`${put(`X-A: ${'a'.repeat(20_000)}\r\n`)}\r\n${hidden()}`);
    expect(statusesIn(answer)).toEqual(['431']);
    expect(await keptNames()).toEqual([]);
  });

  it('a body behind a GET does not make it a request', async () => {
    const body = hidden();
    const close = 'Connection: close\r\n';
    const headers = `Host: x\r\n${login()}Content-Length: ${body.length}\r\n${close}`;
    const answer = await send(`GET /webdav/${SITE}/ HTTP/1.1\r\n${headers}\r\n${body}`);
    expect(statusesIn(answer)).toEqual(['200']);
    expect(await keptNames()).toEqual([]);
  });
});

describe('a client that never finishes', () => {
  it.each<[string, () => string]>([
    ['says nothing', () => ''],
    ['stops in the request line', () => 'PUT /webdav'],
    ['stops in its headers', () => `PUT /webdav/${SITE}/a.xml HTTP/1.1\r\nHost: x\r\nX-A: `],
  ])('and %s is closed when its time for headers is over', async (_title, build) => {
    const answer = await send(build());
    expect(statusesIn(answer)).toEqual(['408']);
  });

  it('and drips headers for ever is closed as well', async () => {
    const { port } = new URL(daemon.url);
    const socket = net.connect(Number(port), '127.0.0.1');
    let drops = 0;
    socket.on('error', () => undefined);
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n`);
    // A drop each time: whoever waits for silence would wait for ever.
    const drip = setInterval(() => socket.write(`X-${drops++}: a\r\n`), 50);
    const answer = await new Promise<string>((resolve) => {
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
      });
      socket.on('close', () => resolve(received));
    });
    clearInterval(drip);
    expect(statusesIn(answer)).toEqual(['408']);
    expect(drops).toBeGreaterThan(5);
  });

  it.each<[string, () => string, string]>([
    ['PUT', () => `${put('Content-Length: 1000\r\n')}\r\n<a>`, '408'],
    ['chunked PUT', () => `${put(CHUNKED)}\r\n3\r\n<a>\r\n`, '408'],
    ['PROPFIND', () => `${put('Content-Length: 1000\r\n').replace('PUT', 'PROPFIND')}\r\n<a>`, '408'],
    ['LOCK', () => `${put(CHUNKED).replace('PUT', 'LOCK')}\r\n3\r\n<a>\r\n`, '408'],
    [
      'form',
      () =>
        'POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nemail=',
      '',
    ],
  ])('its %s is closed when it stalls, and nothing is kept', async (_what, build, status) => {
    const answer = await send(build());
    expect(statusesIn(answer).join()).toBe(status);
    expect(await keptNames()).toEqual([]);
  });

  it('holds up nobody: fifty of them, and others are served', async () => {
    const slow = Array.from({ length: 50 }, () => send('PUT /webdav'));
    const answer = await fetch(`${daemon.url}/healthz`);
    expect(answer.status).toBe(200);
    for (const one of await Promise.all(slow)) expect(statusesIn(one)).toEqual(['408']);
  });
});

it('goes on afterwards: the deposit that was hidden is taken when it is sent openly', async () => {
  const { port } = new URL(daemon.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(hidden()));
    socket.once('data', (chunk) => {
      socket.destroy();
      resolve(chunk.toString('latin1'));
    });
  });
  expect(statusesIn(answer)).toEqual(['201']);
  expect(await keptNames()).toEqual(['smuggled.xml']);
});
