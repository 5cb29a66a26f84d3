/** Reading a drop folder: files and ranges, listings and their properties, the page, and accounts that may only deposit. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, connect } from '../support/dav-client.ts';
import { startDoor, type TestDoor } from '../support/webdav-door.ts';

const XML = '<?xml version="1.0"?><a>0123456789</a>';
const ETAG = `"${createHash('sha256').update(XML).digest('hex').slice(0, 32)}"`;

let door: TestDoor;
afterEach(() => door.close());

describe('GET and HEAD', () => {
  it('give an own file with ETag and date, never as a page', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'été.xml', { body: XML });
    const headers = {
      etag: ETAG,
      'last-modified': 'Sun, 22 Nov 2026 08:30:00 GMT',
      'content-length': String(XML.length),
      'content-disposition': "attachment; filename*=UTF-8''%C3%A9t%C3%A9.xml",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    };
    const got = await ask(door, 'GET', 'été.xml');
    expect([got.status, got.text]).toEqual([200, XML]);
    expect(got.headers).toMatchObject(headers);
    const head = await ask(door, 'HEAD', 'été.xml');
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers).toMatchObject(headers);
  });

  it.each([
    ['bytes=0-4', 206, XML.slice(0, 5), `bytes 0-4/${XML.length}`],
    ['bytes=5-', 206, XML.slice(5), `bytes 5-${XML.length - 1}/${XML.length}`],
    ['bytes=-4', 206, XML.slice(-4), `bytes ${XML.length - 4}-${XML.length - 1}/${XML.length}`],
    ['bytes=0-99999', 206, XML, `bytes 0-${XML.length - 1}/${XML.length}`],
    ['bytes=-99999', 206, XML, `bytes 0-${XML.length - 1}/${XML.length}`],
    ['bytes=500-', 416, null, `bytes */${XML.length}`],
    ['bytes=-0', 416, null, `bytes */${XML.length}`],
    ['bytes=5-2', 200, XML, undefined],
    ['bytes=0-1,3-4', 200, XML, undefined],
    ['lines=1-2', 200, XML, undefined],
  ])('answer Range %s with %i', async (range, status, text, contentRange) => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const reply = await ask(door, 'GET', 'a.xml', { headers: { range } });
    expect([reply.status, reply.headers['content-range']]).toEqual([status, contentRange]);
    if (text !== null) expect(reply.text).toBe(text);
  });

  it('answer 304 to who has it, and 412 to who expects another', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const get = (headers: Record<string, string>) => ask(door, 'GET', 'a.xml', { headers });
    expect((await get({ 'if-none-match': `W/${ETAG}` })).status).toBe(304);
    expect((await get({ 'if-none-match': '"x"' })).status).toBe(200);
    expect((await get({ 'if-modified-since': 'Sun, 22 Nov 2026 08:30:00 GMT' })).status).toBe(304);
    expect((await get({ 'if-modified-since': 'Sun, 22 Nov 2026 08:29:59 GMT' })).status).toBe(200);
    expect((await get({ 'if-match': '"x"' })).status).toBe(412);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"x"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-1', 'if-range': ETAG })).status).toBe(206);
  });

  it('leave no descriptor open when readers go away', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'big.xml', { body: Buffer.alloc(16_000_000, 0x20) });
    for (let n = 0; n < 20; n++) {
      const raw = await connect(door);
      await raw.write(`GET /webdav/4817/big.xml HTTP/1.1\r\nHost: x\r\nAuthorization: ${door.authorization}\r\n\r\n`);
      await raw.seen('200 OK');
      raw.socket.resetAndDestroy();
    }
    await expect.poll(() => door.openInSpool()).toEqual([]);
  });

  it('say 500 when the bytes are gone, before any byte of an answer', async () => {
    door = await startDoor({ spool: (real) => ({ ...real, open: () => real.open('0'.repeat(64)) }) });
    await ask(door, 'PUT', 'a.xml', { body: XML });
    expect((await ask(door, 'GET', 'a.xml')).status).toBe(500);
  });

  it('show the folder as a page in French', async () => {
    door = await startDoor();
    expect((await ask(door, 'GET', '/webdav/4817/')).text).toContain('Aucun fichier déposé');
    await ask(door, 'PUT', '<b>"&.xml', { body: XML });
    door.fake.setStatus('1', 'integrated-with-alerts');
    const page = await ask(door, 'GET', '/webdav/4817');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain('&lt;b&gt;&quot;&amp;.xml');
    expect(page.text).not.toContain('<b>');
    expect(page.text).toContain('22/11/2026 à 09:30');
    expect(page.text).toMatch(/>38\soctets</);
    expect(page.text).toContain('intégré, avec alertes');
  });
});

describe('PROPFIND', () => {
  it('lists the folder with the status and the run of each file', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'EDT & Cie.xml', { body: XML });
    door.fake.setStatus('1', 'held');
    const reply = await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '1' } });
    expect(reply.status).toBe(207);
    expect(reply.text).toContain('<D:href>/webdav/4817/</D:href>');
    expect(reply.text).toContain('<D:href>/webdav/4817/EDT%20%26%20Cie.xml</D:href>');
    expect(reply.text).toContain('<D:displayname>EDT &amp; Cie.xml</D:displayname>');
    expect(reply.text).toContain(`<D:getcontentlength>${XML.length}</D:getcontentlength>`);
    expect(reply.text).toContain('xmlns:C="urn:carillon"');
    expect(reply.text).toContain('<C:status>held</C:status><C:run>1</C:run>');
  });

  it('gives what is asked for, and says what it does not have', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const body =
      '<propfind xmlns="DAV:" xmlns:Z="urn:z" xmlns:k="urn:carillon"><prop><getetag/><k:status/><Z:ishidden/><none xmlns=""/></prop></propfind>';
    const reply = await ask(door, 'PROPFIND', 'a.xml', { body, headers: { depth: '0' } });
    expect(reply.text).toContain(`<D:prop><D:getetag>${ETAG}</D:getetag><C:status>received</C:status></D:prop>`);
    expect(reply.text).toContain('<x:ishidden xmlns:x="urn:z"/><none xmlns=""/></D:prop><D:status>HTTP/1.1 404');
    const names = '<propfind xmlns="DAV:"><propname/></propfind>';
    expect((await ask(door, 'PROPFIND', 'a.xml', { body: names })).text).toContain('<D:getetag/>');
  });

  it('refuses Depth: infinity and takes none for 1', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const infinite = await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: 'infinity' } });
    expect([infinite.status, infinite.text]).toEqual([403, expect.stringContaining('propfind-finite-depth')]);
    expect((await ask(door, 'PROPFIND', '/webdav/4817/')).text).toContain('a.xml');
    const shallow = await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '0' } });
    expect(shallow.text).not.toContain('a.xml');
    expect((await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '2' } })).status).toBe(400);
  });

  it('gives other requests their turn while it renders a long listing', async () => {
    door = await startDoor();
    const sealed = { sha256: 'a'.repeat(64), size: 1 };
    for (let n = 0; n < 1000; n++) {
      await door.fake.folders.keep(door.folder, { name: `${n}.xml`, sealed, via: 'webdav' });
    }
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    const listing = ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '1' } });
    count();
    const reply = await listing;
    isDone = true;
    expect(reply.text.match(/<D:response>/g)).toHaveLength(1001);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('an account that may only deposit', () => {
  it('puts, locks and moves, and sees nothing', async () => {
    door = await startDoor({ uploadOnly: true });
    expect((await ask(door, 'PUT', 'a.tmp', { body: XML })).status).toBe(201);
    expect((await ask(door, 'MOVE', 'a.tmp', { headers: { destination: '/webdav/4817/a.xml' } })).status).toBe(201);
    expect(door.fake.journal().at(-1)?.run).not.toBeNull();
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(204);
    expect((await ask(door, 'GET', 'a.xml')).status).toBe(403);
    expect((await ask(door, 'HEAD', 'a.xml')).status).toBe(403);
    expect((await ask(door, 'GET', '/webdav/4817/')).status).toBe(403);
    expect((await ask(door, 'GET', 'none.xml')).status).toBe(403);
    const listing = await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '1' } });
    expect(listing.status).toBe(207);
    expect(listing.text).not.toContain('a.xml');
    expect((await ask(door, 'PROPFIND', 'a.xml', { headers: { depth: '0' } })).status).toBe(404);
    expect((await ask(door, 'DELETE', 'a.xml')).status).toBe(403);
    expect((await ask(door, 'COPY', 'a.xml', { headers: { destination: '/webdav/4817/b.xml' } })).status).toBe(403);
  });
});
