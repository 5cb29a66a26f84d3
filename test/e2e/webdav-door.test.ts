/** The door as a client meets it: logins, places, uploads, reading, and what is answered when something is away. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DOOR_GUESSES } from '../../src/adapters/webdav/entrance.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Spool } from '../../src/domain/ports.ts';
import { ask, connect } from '../support/dav-client.ts';
import { basic, LOGIN, PASSWORD, startDoor, type TestDoor } from '../support/webdav-door.ts';

const XML = '<?xml version="1.0"?><a/>';
const SHA = createHash('sha256').update(XML).digest('hex');

let door: TestDoor;
afterEach(() => door.close());

describe('login', () => {
  it('is Basic with realm Carillon, challenged on 401 only', async () => {
    door = await startDoor();
    const none = await ask(door, 'PROPFIND', '/webdav/4817/', { authorization: null });
    expect(none.status).toBe(401);
    expect(none.headers['www-authenticate']).toBe('Basic realm="Carillon", charset="UTF-8"');
    const right = await ask(door, 'OPTIONS', '/webdav/4817/');
    expect(right.status).toBe(200);
    expect(right.headers).toMatchObject({ dav: '1, 2', 'ms-author-via': 'DAV' });
    expect(right.headers.allow).toContain('PROPFIND');
    expect(right.headers).not.toHaveProperty('www-authenticate');
    for (const name of Object.keys(right.headers)) expect(name).not.toMatch(/^access-control-|^server$/);
  });

  it.each([
    ['as UTF-8', basic(LOGIN, PASSWORD), 200],
    ['with the scheme in any case', basic(LOGIN, PASSWORD).replace('Basic', 'bASIC'), 200],
    ['with a longer password', basic(LOGIN, `${PASSWORD}:JUNK`), 401],
    ['with a part of the password', basic(LOGIN, 'pa'), 401],
    ['without a colon', `Basic ${Buffer.from(LOGIN).toString('base64')}`, 401],
    ['as constructor', basic('constructor', ''), 401],
    ['as __proto__', basic('__proto__', 'x'), 401],
    ['with NUL', basic(`${LOGIN}\0`, PASSWORD), 401],
    ['as Digest', `Digest username="${LOGIN}"`, 401],
    ['as garbage', 'Basic ====', 401],
  ])('%s', async (_title, authorization, status) => {
    door = await startDoor();
    expect((await ask(door, 'OPTIONS', '/webdav/4817/', { authorization })).status).toBe(status);
  });

  it('takes a Latin-1 password over', async () => {
    door = await startDoor();
    door.fake.addAccount({ siteId: 4817, login: 'emp.latin', password: 'été' });
    const authorization = `Basic ${Buffer.from('emp.latin:été', 'latin1').toString('base64')}`;
    expect((await ask(door, 'OPTIONS', '/webdav/4817/', { authorization })).status).toBe(200);
  });

  it('holds up who guesses at one login, and nobody else at that address; lets go with time', async () => {
    door = await startDoor();
    const wrong = { authorization: basic('emp.nobody', 'x') };
    for (let n = 0; n < DOOR_GUESSES.pair.free; n++)
      expect((await ask(door, 'OPTIONS', '/webdav/4817/', wrong)).status).toBe(401);
    const held = await ask(door, 'OPTIONS', '/webdav/4817/', wrong);
    expect([held.status, held.headers['retry-after']]).toEqual([429, String(DOOR_GUESSES.pair.firstSeconds)]);
    expect(held.text).toContain('Trop d’essais');
    expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(201);
    door.time.now += DOOR_GUESSES.pair.firstSeconds * 1000;
    expect((await ask(door, 'OPTIONS', '/webdav/4817/', wrong)).status).toBe(401);
  });

  it('notes who used the account, from where, with what', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML, headers: { 'user-agent': 'EDT 2026' } });
    expect(door.fake.lastUse(door.account.id)).toMatchObject({ address: '127.0.0.1', client: 'EDT 2026' });
  });
});

describe('places', () => {
  it.each([
    ['another site that exists', 'PROPFIND', '/webdav/9999/', 403],
    ['another site that does not', 'PUT', '/webdav/1/a.xml', 403],
    ['a site that is no number', 'PUT', '/webdav/abc/a.xml', 403],
    ['a site with leading zeros', 'PUT', '/webdav/04817/a.xml', 403],
    ['an establishment of the site', 'PROPFIND', '/webdav/4817/1754/', 207],
    ['an unknown establishment', 'PUT', '/webdav/4817/1755/a.xml', 404],
    ['an unknown establishment without slash', 'PUT', '/webdav/4817/1755', 404],
    ['no site', 'PROPFIND', '/webdav/', 404],
    ['a file that is not there', 'GET', '/webdav/4817/none.xml', 404],
    ['a deeper path, PUT', 'PUT', '/webdav/4817/sub/a.xml', 409],
    ['a deeper path, GET', 'GET', '/webdav/4817/sub/a.xml', 404],
    ['a deeper path in an establishment', 'PUT', '/webdav/4817/1754/sub/a.xml', 409],
    ['PUT on the folder', 'PUT', '/webdav/4817/', 405],
    ['POST', 'POST', '/webdav/4817/a.xml', 405],
    ['MKCOL', 'MKCOL', '/webdav/4817/new/', 403],
    ['DELETE of the folder', 'DELETE', '/webdav/4817/', 403],
    ['DELETE of an establishment’s folder', 'DELETE', '/webdav/4817/1754/', 403],
    ['MOVE of the folder', 'MOVE', '/webdav/4817/', 403],
    ['COPY of the folder', 'COPY', '/webdav/4817/', 403],
  ])('%s', async (_title, method, path, status) => {
    door = await startDoor();
    const options = method === 'PUT' ? { body: XML } : { headers: { depth: '1', destination: '/webdav/4817/b.xml' } };
    expect((await ask(door, method, path, options)).status).toBe(status);
    expect(door.fake.journal()).toHaveLength(0);
  });

  it('never shows one account the files of another', async () => {
    door = await startDoor();
    door.fake.addAccount({ siteId: 4817, login: 'emp.other', password: 'x' });
    const other = { authorization: basic('emp.other', 'x') };
    await ask(door, 'PUT', 'a.xml', { body: XML });
    expect((await ask(door, 'GET', 'a.xml', other)).status).toBe(404);
    const listing = await ask(door, 'PROPFIND', '/webdav/4817/', { ...other, headers: { depth: '1' } });
    expect(listing.text).not.toContain('a.xml');
    expect((await ask(door, 'DELETE', 'a.xml', other)).status).toBe(404);
    expect((await ask(door, 'GET', 'a.xml')).status).toBe(200);
  });

  it('takes a second slash and an absolute URI for what they mean', async () => {
    door = await startDoor();
    expect((await ask(door, 'PUT', '/webdav/4817//a.xml', { body: XML })).status).toBe(201);
    expect((await ask(door, 'PUT', `${door.url}a.xml?x=1`, { body: XML })).status).toBe(204);
  });
});

describe('PUT', () => {
  it('answers 201, then 204, and keeps the bytes by their hash', async () => {
    door = await startDoor();
    const first = await ask(door, 'PUT', 'EDT.xml', { body: XML });
    expect([first.status, first.headers.etag]).toEqual([201, `"${SHA.slice(0, 32)}"`]);
    expect((await ask(door, 'PUT', 'EDT.xml', { body: XML })).status).toBe(204);
    expect(door.fake.journal()).toMatchObject([
      { sha256: SHA, size: XML.length, isHidden: true, run: { id: '1' } },
      { sha256: SHA, size: XML.length, isHidden: false, run: { id: '2' } },
    ]);
    expect(door.unfinished()).toEqual([]);
  });

  it('looks nothing up that it does not need: only a condition asks what is there', async () => {
    door = await startDoor();
    const find = vi.spyOn(door.fake.folders, 'find');
    for (const status of [201, 204]) expect((await ask(door, 'PUT', 'a.xml', { body: XML })).status).toBe(status);
    expect(find).not.toHaveBeenCalled();
    const headers = { 'if-match': '"another"' };
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers })).status).toBe(412);
    expect(find).toHaveBeenCalled();
  });

  it('answers only after the journal has it', async () => {
    door = await startDoor();
    const { reached, release } = door.fake.holdKeep();
    const raw = await connect(door);
    const head = `PUT /webdav/4817/a.xml HTTP/1.1\r\nHost: x\r\nAuthorization: ${door.authorization}\r\nContent-Length: 4\r\n\r\n<a/>`;
    await raw.write(head);
    await reached;
    // Another connection is answered meanwhile: the first one waits for the journal alone.
    expect((await ask(door, 'OPTIONS', '/webdav/4817/')).status).toBe(200);
    expect(raw.received()).toBe('');
    release();
    expect(await raw.seen('\r\n\r\n')).toContain('201 Created');
    raw.socket.destroy();
  });

  it('takes names as clients write them', async () => {
    door = await startDoor();
    const names: readonly (readonly [string, string])[] = [
      ['%E9t%E9.xml', 'été.xml'],
      ['%C3%A9tat.xml', 'état.xml'],
      ['e%CC%81mile.xml', 'émile.xml'],
      ['a%20b%20(1)%20%26%20%3B%23%3F.xml', 'a b (1) & ;#?.xml'],
      ["l'edt+1.xml", "l'edt+1.xml"],
      ['100%25.xml', '100%.xml'],
    ];
    for (const [path, name] of names) {
      expect((await ask(door, 'PUT', `/webdav/4817/${path}`, { body: XML })).status).toBe(201);
      expect(await door.fake.folders.find(door.folder, name.normalize('NFC'))).not.toBeNull();
    }
    const listing = await ask(door, 'PROPFIND', '/webdav/4817/', { headers: { depth: '1' } });
    expect(listing.text).toContain('<D:href>/webdav/4817/a%20b%20(1)%20%26%20%3B%23%3F.xml</D:href>');
    for (const [, name] of names) expect((await ask(door, 'GET', name.normalize('NFC'))).text).toBe(XML);
  });

  it('keeps an empty file without a run, and starts one when content follows', async () => {
    door = await startDoor();
    expect((await ask(door, 'PUT', 'EDT.xml', { body: '' })).status).toBe(201);
    expect(door.fake.journal().at(-1)?.run).toBeNull();
    expect((await ask(door, 'GET', 'EDT.xml')).bytes).toHaveLength(0);
    expect((await ask(door, 'PUT', 'EDT.xml', { body: XML })).status).toBe(204);
    expect(door.fake.journal().at(-1)?.run).not.toBeNull();
  });

  it('starts the run of an upload to a temporary name when it is moved', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'EDT.xml', { body: '<old/>' });
    await ask(door, 'PUT', 'EDT.xml.part', { body: XML });
    expect(door.fake.journal().filter(({ run }) => run)).toHaveLength(1);
    const moved = await ask(door, 'MOVE', 'EDT.xml.part', { headers: { destination: `${door.url}EDT.xml` } });
    expect(moved.status).toBe(204);
    expect(door.fake.journal().filter(({ run }) => run)).toHaveLength(2);
    expect((await ask(door, 'GET', 'EDT.xml')).text).toBe(XML);
    expect((await ask(door, 'GET', 'EDT.xml.part')).status).toBe(404);
  });

  it.each([
    ['a picture', 'photo.png', '\x89PNG\r\n\x1a\n', 415],
    ['a picture of more than a first piece', 'photo.jpg', 'x'.repeat(300_000), 415],
    ['XML that is called .pdf', 'edt.pdf', XML, 201],
    ['a zip that is called .exe', 'edt.exe', 'PK\x03\x04', 201],
    ['anything with another name', 'export.dat', 'hello', 201],
    ['nothing that is called .pdf', 'empty.pdf', '', 201],
  ])('decides on %s', async (_title, name, body, status) => {
    door = await startDoor();
    expect((await ask(door, 'PUT', name, { body })).status).toBe(status);
    expect(door.fake.journal()).toHaveLength(status === 201 ? 1 : 0);
    expect(door.unfinished()).toEqual([]);
  });

  it('refuses a part, a compressed body, and more than the limit, declared or counted', async () => {
    door = await startDoor({ limits: { maxBytes: 100 } });
    const range = { 'content-range': 'bytes 0-3/10' };
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: range })).status).toBe(400);
    expect((await ask(door, 'PUT', 'a.xml', { body: XML, headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect((await ask(door, 'PUT', 'a.xml', { body: 'x'.repeat(101) })).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await ask(door, 'PUT', 'a.xml', { body: 'x'.repeat(101), headers: chunked })).status).toBe(413);
    expect((await ask(door, 'PUT', 'a.xml', { body: `<${'x'.repeat(98)}>`, headers: chunked })).status).toBe(201);
    expect(door.fake.journal()).toHaveLength(1);
    expect(door.unfinished()).toEqual([]);
  });

  it('honours If-Match, If-None-Match and If-Unmodified-Since', async () => {
    door = await startDoor();
    const put = (headers: Record<string, string>) => ask(door, 'PUT', 'a.xml', { body: XML, headers });
    expect((await put({ 'if-match': '*' })).status).toBe(412);
    expect((await put({ 'if-none-match': '*' })).status).toBe(201);
    expect((await put({ 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ 'if-match': '"other"' })).status).toBe(412);
    expect((await put({ 'if-match': `"other", "${SHA.slice(0, 32)}"` })).status).toBe(204);
    const modified = new Date(door.time.now).toUTCString();
    expect((await put({ 'if-unmodified-since': modified })).status).toBe(204);
    const before = new Date(door.time.now - 60_000).toUTCString();
    expect((await put({ 'if-unmodified-since': before })).status).toBe(412);
  });

  it('keeps one whole file of two that are written at once', async () => {
    door = await startDoor();
    const [a, b] = [`<${'a'.repeat(3_000_000)}>`, `<${'b'.repeat(3_000_000)}>`];
    const replies = await Promise.all([ask(door, 'PUT', 'x.xml', { body: a }), ask(door, 'PUT', 'x.xml', { body: b })]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 204]);
    expect([a, b]).toContain((await ask(door, 'GET', 'x.xml')).text);
  });

  it('logs one line, without names, logins or passwords', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'secret-name.xml', { body: XML });
    expect(door.lines).toHaveLength(1);
    expect(door.lines[0]).toMatchObject({
      level: 30,
      site: 4817,
      account: door.account.id,
      status: 201,
      bytes: XML.length,
    });
    expect(door.lines[0]).toHaveProperty('requestId');
    expect(JSON.stringify(door.lines)).not.toMatch(/secret-name|lovelace|pa:ss/);
  });
});

describe('when a neighbour is away', () => {
  it('answers 503 with Retry-After and keeps nothing in the folder', async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'a.xml', { body: XML });
    const { reached, release } = door.fake.holdKeep();
    const put = ask(door, 'PUT', 'a.xml', { body: '<new/>' });
    await reached;
    door.fake.failWith(new AppError('database-unavailable', 'away on purpose'));
    release();
    const reply = await put;
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '60']);
    expect((await ask(door, 'GET', 'a.xml')).status).toBe(503);
    door.fake.failWith(null);
    expect((await ask(door, 'GET', 'a.xml')).text).toBe(XML);
  });

  it.each([
    ['no-room', 507],
    ['spool-unavailable', 503],
  ])('answers %s of the spool with %i and keeps the old file', async (code, status) => {
    let isBroken = false;
    const breaking = (real: Spool): Spool => ({
      ...real,
      receive: async () => {
        const incoming = await real.receive();
        return {
          ...incoming,
          write: async (chunk) => {
            if (isBroken) throw new AppError(code, 'broken on purpose');
            await incoming.write(chunk);
          },
        };
      },
    });
    door = await startDoor({ spool: breaking });
    await ask(door, 'PUT', 'a.xml', { body: XML });
    isBroken = true;
    expect((await ask(door, 'PUT', 'a.xml', { body: 'x'.repeat(1_000_000) })).status).toBe(status);
    expect((await ask(door, 'GET', 'a.xml')).text).toBe(XML);
    expect(door.unfinished()).toEqual([]);
    await expect.poll(() => door.openInSpool()).toEqual([]);
  });

  it('refuses with 503 while it closes, after what is under way has its answer', async () => {
    door = await startDoor();
    const { reached, release } = door.fake.holdKeep();
    const put = ask(door, 'PUT', 'a.xml', { body: XML });
    await reached;
    const closing = door.door.close();
    expect((await ask(door, 'OPTIONS', '/webdav/4817/')).status).toBe(503);
    release();
    await closing;
    expect((await put).status).toBe(201);
  });
});
