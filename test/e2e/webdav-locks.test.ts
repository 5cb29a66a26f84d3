/** Locks by token, and the sequences in which file managers and timetable software use them. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Ask, ask, connect, type Reply } from '../support/dav-client.ts';
import { startDoor, type TestDoor } from '../support/webdav-door.ts';

const XML = '<a/>';
const LOCKINFO =
  '<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner><D:href>me</D:href></D:owner></D:lockinfo>';

let door: TestDoor;
afterEach(() => door.close());

async function lock(target: string, options: Ask = {}): Promise<{ reply: Reply; token: string }> {
  const reply = await ask(door, 'LOCK', target, { body: LOCKINFO, ...options });
  return { reply, token: String(reply.headers['lock-token'] ?? '') };
}

describe('locks', () => {
  it('guard a file: 423 without the token, free after UNLOCK', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const { reply, token } = await lock('a.xml', { headers: { timeout: 'Second-120' } });
    expect(reply.status).toBe(200);
    expect(token).toMatch(/^<opaquelocktoken:[0-9a-f-]{36}\/carillon-[0-9a-f]{8}>$/);
    expect(reply.text).toContain('<D:owner><D:href>me</D:href></D:owner><D:timeout>Second-120</D:timeout>');
    for (const [method, options] of [
      ['PUT', { body: XML }],
      ['DELETE', {}],
      ['MOVE', { headers: { destination: '/webdav/4817/b.xml' } }],
      ['PROPPATCH', { body: '<propertyupdate xmlns="DAV:"><set><prop><x xmlns="u:u"/></prop></set></propertyupdate>' }],
      ['LOCK', { body: LOCKINFO }],
    ] as const) {
      const refused = await ask(door, method, 'a.xml', options);
      expect([method, refused.status]).toEqual([method, 423]);
    }
    expect((await ask(door, 'COPY', 'a.xml', { headers: { destination: '/webdav/4817/b.xml' } })).status).toBe(201);
    expect((await ask(door, 'COPY', 'b.xml', { headers: { destination: '/webdav/4817/a.xml' } })).status).toBe(423);
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: { if: `(${token})` } })).status).toBe(204);
    expect(
      (await ask(door, 'PUT', 'a.xml', { body: XML, headers: { if: `<${door.url}a.xml> (${token})` } })).status,
    ).toBe(204);
    expect((await ask(door, 'UNLOCK', 'a.xml', { headers: { 'lock-token': '<opaquelocktoken:other>' } })).status).toBe(
      409,
    );
    expect((await ask(door, 'UNLOCK', 'a.xml')).status).toBe(400);
    expect((await ask(door, 'UNLOCK', 'a.xml', { headers: { 'lock-token': token } })).status).toBe(204);
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(204);
  });

  it('of the folder guard what is inside and what is to come', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const { token } = await lock('/webdav/4817/');
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(423);
    expect((await ask(door, 'PUT', 'new.xml', { body: XML })).status).toBe(423);
    expect((await lock('new.xml')).reply.status).toBe(423);
    expect((await ask(door, 'PUT', '/webdav/4817/1754/a.xml', { body: XML })).status).toBe(201);
    const shown = { if: `<${door.url}> (${token})` };
    expect((await ask(door, 'PUT', 'new.xml', { body: XML, headers: shown })).status).toBe(201);
    expect((await ask(door, 'UNLOCK', 'a.xml', { headers: { 'lock-token': token } })).status).toBe(204);
  });

  it('end by themselves, are capped, and live on when refreshed', async () => {
    door = await startDoor();
    const { reply, token } = await lock('a.xml', { headers: { timeout: 'Infinite, Second-4100000000' } });
    expect([reply.status, reply.text]).toEqual([201, expect.stringContaining('Second-3600')]);
    door.time.now += 3_599_000;
    const refreshed = await ask(door, 'LOCK', 'a.xml', { headers: { if: `(${token})`, timeout: 'Second-60' } });
    expect([refreshed.status, refreshed.text]).toEqual([200, expect.stringContaining('Second-60')]);
    door.time.now += 59_000;
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(423);
    door.time.now += 1000;
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(204);
    expect((await ask(door, 'LOCK', 'a.xml', { headers: { if: `(${token})` } })).status).toBe(412);
    expect((await ask(door, 'LOCK', 'a.xml')).status).toBe(400);
  });

  it('on a name that is not there make an empty file that starts nothing', async () => {
    door = await startDoor();
    const { reply, token } = await lock('EDT.xml');
    expect(reply.status).toBe(201);
    expect(door.fake.journal()).toMatchObject([{ name: 'EDT.xml', size: 0, run: null }]);
    expect((await ask(door, 'PUT', 'EDT.xml', { body: XML, headers: { if: `(${token})` } })).status).toBe(204);
    expect(door.fake.journal().filter(({ run }) => run)).toHaveLength(1);
  });

  it('go with the file that they guard', async () => {
    door = await startDoor();
    const { token } = await lock('a.xml');
    const shown = { if: `(${token})` };
    expect(
      (await ask(door, 'MOVE', 'a.xml', { headers: { ...shown, destination: '/webdav/4817/b.xml' } })).status,
    ).toBe(201);
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(201);
    const again = await lock('b.xml');
    expect((await ask(door, 'DELETE', 'b.xml', { headers: { if: `(${again.token})` } })).status).toBe(204);
    expect((await ask(door, 'PUT', 'b.xml', { body: XML })).status).toBe(201);
  });

  it('of another process or an earlier start do not break an upload', async () => {
    door = await startDoor();
    const { token } = await lock('a.xml');
    await door.close();
    door = await startDoor();
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: { if: `(${token})` } })).status).toBe(201);
    expect((await ask(door, 'UNLOCK', 'a.xml', { headers: { 'lock-token': token } })).status).toBe(204);
    const here = await lock('a.xml');
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: { if: `(${token})` } })).status).toBe(423);
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: { if: `(${here.token})` } })).status).toBe(204);
  });

  it('taken while another upload is under way stop that upload', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: '<old/>' });
    const raw = await connect(door);
    const headers = `Host: x\r\nAuthorization: ${door.authorization}\r\nExpect: 100-continue\r\nContent-Length: 4`;
    await raw.write(`PUT /webdav/4817/a.xml HTTP/1.1\r\n${headers}\r\n\r\n`);
    await raw.seen('100 Continue');
    expect((await lock('a.xml')).reply.status).toBe(200);
    await raw.write(XML);
    await raw.seen('HTTP/1.1 423 ');
    raw.socket.destroy();
    expect((await ask(door, 'GET', 'a.xml')).text).toBe('<old/>');
    expect(door.unfinished()).toEqual([]);
  });
});

describe('the Windows Mini-Redirector', () => {
  const agent = { 'user-agent': 'Microsoft-WebDAV-MiniRedir/10.0.19045', translate: 'f' };
  const win32 =
    '<?xml version="1.0" encoding="utf-8" ?><D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop>' +
    '<Z:Win32CreationTime>Sun, 22 Nov 2026 08:30:00 GMT</Z:Win32CreationTime><Z:Win32FileAttributes>00000020</Z:Win32FileAttributes>' +
    '</D:prop></D:set></D:propertyupdate>';

  it('saves a file: one run, for the content', async () => {
    door = await startDoor();
    const go = (method: string, target: string, options: Ask = {}): Promise<Reply> =>
      ask(door, method, target, { ...options, headers: { ...agent, ...options.headers } });

    expect((await go('OPTIONS', '/webdav/4817/', { authorization: null })).status).toBe(401);
    const options = await go('OPTIONS', '/webdav/4817/');
    expect([options.status, options.headers.dav, options.headers['ms-author-via']]).toEqual([200, '1, 2', 'DAV']);
    expect((await go('PROPFIND', '/webdav/4817', { headers: { depth: '0' }, body: '' })).status).toBe(207);
    expect((await go('PROPFIND', 'EDT.xml', { headers: { depth: '0' } })).status).toBe(404);
    expect((await go('PUT', 'EDT.xml', { body: '' })).status).toBe(201);
    const locked = await go('LOCK', 'EDT.xml', { body: LOCKINFO, headers: { timeout: 'Second-3600' } });
    expect(locked.status).toBe(200);
    const token = String(locked.headers['lock-token']);
    const shown = { if: `(${token})` };
    expect((await go('PROPPATCH', 'EDT.xml', { body: win32, headers: shown })).text).toContain('HTTP/1.1 200 OK');
    expect((await go('HEAD', 'EDT.xml', { headers: shown })).status).toBe(200);
    expect((await go('PUT', 'EDT.xml', { body: XML, headers: shown })).status).toBe(204);
    expect((await go('PROPPATCH', 'EDT.xml', { body: win32, headers: shown })).status).toBe(207);
    expect((await go('UNLOCK', 'EDT.xml', { headers: { 'lock-token': token } })).status).toBe(204);
    const seen = await go('PROPFIND', 'EDT.xml', { headers: { depth: '0' } });
    expect(seen.text).toContain('<C:status>received</C:status>');
    expect(door.fake.journal().map(({ size, run }) => [size, run?.id ?? null])).toEqual([
      [0, null],
      [4, '1'],
    ]);
  });
});

describe('PROPPATCH', () => {
  it('stores nothing, accepts what harms nobody, and refuses what the server knows better', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const patch = (props: string): Promise<Reply> =>
      ask(door, 'PROPPATCH', 'a.xml', {
        body: `<propertyupdate xmlns="DAV:"><set><prop>${props}</prop></set></propertyupdate>`,
      });
    expect((await patch('<m xmlns="urn:mine">1</m>')).text).toContain('200 OK');
    const body = '<propfind xmlns="DAV:"><prop><m xmlns="urn:mine"/></prop></propfind>';
    expect((await ask(door, 'PROPFIND', 'a.xml', { body, headers: { depth: '0' } })).text).toContain('404 Not Found');
    const mixed = (await patch('<getetag>x</getetag><m xmlns="urn:mine">1</m>')).text;
    expect(mixed).toMatch(/getetag.*403 Forbidden.*urn:mine.*424 Failed Dependency/s);
    expect((await ask(door, 'PROPPATCH', 'none.xml', { body: '<propertyupdate xmlns="DAV:"/>' })).status).toBe(404);
  });
});
