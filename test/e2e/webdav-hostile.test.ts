/** What ended the process of webdav-server as shipped, or stopped it answering: each gets a clear refusal here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, connect } from '../support/dav-client.ts';
import { startDoor, type TestDoor } from '../support/webdav-door.ts';

const XML = '<a/>';

describe('hostile requests', () => {
  let door: TestDoor;
  beforeAll(async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
  });
  afterAll(() => door.close());

  async function raw(request: string): Promise<string> {
    const socket = await connect(door);
    await socket.write(request);
    const answer = await socket.seen('\r\n\r\n');
    socket.socket.destroy();
    return answer.slice(0, answer.indexOf('\r\n'));
  }
  const start = (method: string, path: string): string =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${door.authorization}\r\n`;

  it.each([
    '/webdav/4817/%',
    '/webdav/4817/%zz.xml',
    '/webdav/4817/%2',
    '/webdav/4817/a%00.xml',
    '/webdav/4817/a%0a.xml',
    '/webdav/4817/a%7f.xml',
    '/webdav/4817/a%c2%85.xml',
    '/webdav/4817/a%e2%80%aelmx.exe',
    '/webdav/4817/a%e2%81%a6.xml',
    '/webdav/4817/%c0%af%c0%ae%c0%ae/a%00',
    '/webdav/4817/%ff%fe%00a',
    '/webdav/4817/..',
    '/webdav/4817/../4818/x',
    '/webdav/4817/%2e%2e/x',
    '/webdav/4817/..%2fx',
    '/webdav/4817/..%5cx',
    '/webdav/4817/..\\x',
    '/webdav/4817/%252e%252e%252fx',
    '/webdav/4817/a%2fb',
    '/webdav/4817/a%5cb',
    '/webdav/4817/.',
    '/webdav/4817/a#b',
    `/webdav/4817/${'a'.repeat(256)}`,
    `/webdav/4817/${'%C3%A9'.repeat(128)}`,
    'http://',
    'webdav/4817/a.xml',
    '*',
  ])('answers the URL %s with 400, with or without a login', async (path) => {
    for (const method of ['GET', 'PUT', 'PROPFIND', 'DELETE']) {
      expect(await raw(`${start(method, path)}Content-Length: 0\r\n\r\n`)).toMatch(/ 400 /);
    }
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/ 400 /);
  });

  it.each([
    ['PUT', 412, '(<opaquelocktoken:none>)'],
    ['PUT', 412, '<http://elsewhere/x> (<opaquelocktoken:none>)'],
    ['PUT', 412, '</webdav/9999/x> (Not <DAV:no-lock>)'],
    ['PUT', 204, '(Not <DAV:no-lock>)'],
    ['PUT', 204, '(<urn:x>) (Not <DAV:no-lock>)'],
    ['PUT', 400, '('],
    ['PUT', 400, '()'],
    ['PUT', 400, '(<a>'],
    ['PUT', 400, 'nonsense'],
    ['PUT', 400, '<a>'],
    ['PUT', 400, '(Not)'],
    ['PUT', 400, '(["a)'],
    ['PUT', 400, '('.repeat(2000)],
    ['MKCOL', 412, '(<opaquelocktoken:none>)'],
    ['DELETE', 412, '(["other"])'],
    ['GET', 412, '(<opaquelocktoken:none>)'],
    ['PROPFIND', 412, '(<opaquelocktoken:none>)'],
  ])('judges %s with If itself: %i for %s', async (method, status, header) => {
    const body = method === 'PUT' ? { body: XML } : {};
    expect((await ask(door, method, 'a.xml', { ...body, headers: { if: header } })).status).toBe(status);
  });

  it.each([
    [400, '/webdav/4817/%ZZ'],
    [400, '%'],
    [400, 'http://'],
    [400, '/webdav/4817/a%00b'],
    [403, '/webdav/9999/b.xml'],
    [403, '/webdav/4817/1754/b.xml'],
    [403, '/elsewhere/b.xml'],
    [403, '/webdav/4817/'],
    [403, '/webdav/4817/a.xml'],
    [409, '/webdav/4817/sub/b.xml'],
  ])('answers %i to Destination %s', async (status, destination) => {
    for (const method of ['COPY', 'MOVE']) {
      expect((await ask(door, method, 'a.xml', { headers: { destination } })).status).toBe(status);
    }
    expect((await ask(door, 'GET', 'a.xml')).text).toBe(XML);
  });

  it('answers 400 to COPY and MOVE without Destination, 404 to those of nothing', async () => {
    for (const method of ['COPY', 'MOVE']) {
      expect((await ask(door, method, 'a.xml')).status).toBe(400);
      expect((await ask(door, method, 'none.xml', { headers: { destination: '/webdav/4817/b.xml' } })).status).toBe(
        404,
      );
    }
  });

  it('honours Overwrite', async () => {
    await ask(door, 'PUT', 'b.xml', { body: '<b/>' });
    const destination = '/webdav/4817/b.xml';
    for (const method of ['COPY', 'MOVE']) {
      expect((await ask(door, method, 'a.xml', { headers: { destination, overwrite: 'F' } })).status).toBe(412);
    }
    expect((await ask(door, 'GET', 'b.xml')).text).toBe('<b/>');
    expect((await ask(door, 'COPY', 'a.xml', { headers: { destination } })).status).toBe(204);
    expect((await ask(door, 'MOVE', 'b.xml', { headers: { destination: '/webdav/4817/c.xml' } })).status).toBe(201);
    expect((await ask(door, 'MOVE', 'c.xml', { headers: { destination: '/webdav/4817/b.xml' } })).status).toBe(201);
  });

  const BOMBS: readonly (readonly [string, number, string | Buffer])[] = [
    [
      'an entity bomb',
      400,
      '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><propfind xmlns="DAV:">&b;</propfind>',
    ],
    ['an external entity', 400, '<!DOCTYPE a SYSTEM "file:///etc/passwd"><propfind xmlns="DAV:"/>'],
    ['an unknown entity', 400, '<propfind xmlns="DAV:">&xxe;</propfind>'],
    ['a document cut short', 400, '<propfind xmlns="DAV:"><prop>'],
    ['an undeclared prefix', 400, '<D:propfind/>'],
    ['an empty prefix', 400, '<D:propfind xmlns:D="DAV:"><D:prop><b:a xmlns:b=""/></D:prop></D:propfind>'],
    ['another document', 400, '<a/>'],
    ['no XML', 400, 'hello'],
    ['bytes that are no UTF-8', 400, Buffer.from([0x3c, 0xff, 0xfe, 0x3e])],
    ['a deep document', 400, `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
    ['a document of many tags', 400, `<propfind xmlns="DAV:"><prop>${'<a/>'.repeat(2000)}</prop></propfind>`],
    ['a document of 65 KB', 413, `<propfind xmlns="DAV:">${' '.repeat(65 * 1024)}</propfind>`],
  ];
  it.each(BOMBS)('refuses %s with %i', async (_title, status, body) => {
    for (const method of ['PROPFIND', 'PROPPATCH', 'LOCK']) {
      expect((await ask(door, method, 'a.xml', { body, headers: { depth: '0' } })).status).toBe(status);
      const chunked = { depth: '0', 'transfer-encoding': 'chunked' };
      expect((await ask(door, method, 'a.xml', { body, headers: chunked })).status).toBe(status);
    }
  });

  it('answers 413 to an XML body of 100 MB without taking it in', async () => {
    const socket = await connect(door);
    await socket.write(
      `${start('PROPFIND', '/webdav/4817/')}Depth: 1\r\nContent-Length: ${100 * 1024 ** 2}\r\n\r\n<propfind`,
    );
    expect(await socket.seen('\r\n\r\n')).toContain('HTTP/1.1 413 ');
    socket.socket.destroy();
  });

  it('does not keep a lock owner of 5 KB, and bounds the number of locks', async () => {
    const lockinfo = (owner: string): string =>
      `<lockinfo xmlns="DAV:"><lockscope><shared/></lockscope><locktype><write/></locktype><owner>${owner}</owner></lockinfo>`;
    const long = await ask(door, 'LOCK', 'a.xml', { body: lockinfo('x'.repeat(5000)) });
    expect([long.status, long.text.length]).toEqual([200, expect.any(Number)]);
    expect(long.text).not.toContain('xxx');
    let last = long.status;
    for (let n = 0; n < 60; n++) last = (await ask(door, 'LOCK', 'a.xml', { body: lockinfo('<b>&amp;') })).status;
    expect(last).toBe(400);
    for (let n = 0; n < 60; n++) last = (await ask(door, 'LOCK', 'a.xml', { body: lockinfo('&lt;b&gt;') })).status;
    expect(last).toBe(429);
    door.time.now += 601_000;
    expect((await ask(door, 'LOCK', 'a.xml', { body: lockinfo('') })).status).toBe(200);
    door.time.now += 601_000;
  });

  it('stays alive and unimpressed by all of it', async () => {
    expect((await ask(door, 'GET', 'a.xml')).text).toBe(XML);
    expect(door.unfinished()).toEqual([]);
    expect(door.lines.filter((line) => line.level !== 30)).toEqual([]);
  });
});
