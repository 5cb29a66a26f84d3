/** Accounts among themselves: none reads, lists, overwrites or infers anything of another, on its own site or elsewhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/domain/administration.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { startWorld, type World } from '../support/world.ts';

const SITE = 4817;
const NAME = 'EDT_secret.xml';
const BODY = '<secret>Ada</secret>';
const LOCKINFO =
  '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>';

let world: World;
let door: RealDoor;
let owner: Credentials;
let neighbour: Credentials;
let stranger: Credentials;
let uploader: Credentials;

type Headers = Record<string, string>;

function ask(as: Credentials, method: string, path = NAME, headers: Headers = {}, body?: string) {
  return door.ask(method, `/webdav/${SITE}/${path}`, { as, headers, ...(body === undefined ? {} : { body }) });
}

beforeAll(async () => {
  world = await startWorld();
  for (const id of [SITE, 9999]) {
    const establishments = [{ number: id === SITE ? 1754 : 9999, uai: `013${id}A`, name: 'Lycée' }];
    await world.administration.createSite({ id, name: 'Lycée', establishments });
    await world.directory(id, 'kind;id;lastName;firstName\nstaff;A;UN;Ada\nstaff;B;DEUX;Bea\nstaff;C;TROIS;Cleo\n');
  }
  owner = await world.administration.createAccount(SITE, 'A', { notify: false });
  neighbour = await world.administration.createAccount(SITE, 'B', { notify: false });
  uploader = await world.administration.createAccount(SITE, 'C', { notify: false, uploadOnly: true });
  stranger = await world.administration.createAccount(9999, 'A', { notify: false });
  door = await openRealDoor(world);
  expect((await ask(owner, 'PUT', NAME, {}, BODY)).status).toBe(201);
});
afterAll(async () => {
  await door.close();
  await world.close();
});

/** Is the owner's file what it was? */
async function isWhole(): Promise<boolean> {
  const { status, text } = await ask(owner, 'GET');
  return status === 200 && text === BODY;
}

describe('another account of the same site', () => {
  const READS: readonly (readonly [string, Headers])[] = [
    ['GET', {}],
    ['HEAD', {}],
    ['GET', { range: 'bytes=0-3' }],
    ['PROPFIND', { depth: '0' }],
    ['DELETE', {}],
    ['COPY', { destination: `/webdav/${SITE}/mine.xml` }],
    ['MOVE', { destination: `/webdav/${SITE}/mine.xml` }],
  ];

  it.each(READS)('gets the answer of a name that is not there: %s %j', async (method, headers) => {
    const there = await ask(neighbour, method, NAME, headers);
    const absent = await ask(neighbour, method, 'no-such-file.xml', headers);
    expect(there.status).toBe(404);
    expect(absent.status).toBe(404);
    expect(there.text.replaceAll(NAME, '')).toBe(absent.text.replaceAll('no-such-file.xml', ''));
    expect(await isWhole()).toBe(true);
  });

  it('lists its own files only', async () => {
    for (const path of ['', '1754/']) {
      const { status, text } = await ask(neighbour, 'PROPFIND', path, { depth: '1' });
      expect(status).toBe(207);
      expect(text).not.toContain('secret');
    }
    expect((await ask(neighbour, 'GET', '')).text).not.toContain('secret');
  });

  it('has a name of its own beside the owner’s: one PUT is new, and replaces nothing', async () => {
    const made = await ask(neighbour, 'PUT', NAME, {}, '<mine/>');
    expect(made.status).toBe(201);
    expect(await isWhole()).toBe(true);
    expect((await ask(neighbour, 'GET')).text).toBe('<mine/>');
    expect((await ask(neighbour, 'DELETE')).status).toBe(204);
    expect(await isWhole()).toBe(true);
  });

  it('learns nothing from conditions: the owner’s ETag is no match', async () => {
    const etag = (await ask(owner, 'HEAD')).headers.etag ?? '';
    expect(etag).not.toBe('');
    expect((await ask(neighbour, 'PUT', NAME, { 'if-match': etag }, '<x/>')).status).toBe(412);
    expect((await ask(neighbour, 'PUT', NAME, { 'if-match': '*' }, '<x/>')).status).toBe(412);
    expect((await ask(neighbour, 'DELETE', NAME, { if: `([${etag}])` })).status).toBe(412);
  });

  it('is told by its own PUT nothing of the owner’s name, whatever condition it sets', async () => {
    for (const condition of [
      { 'if-none-match': '*' },
      { overwrite: 'F' },
      { 'if-unmodified-since': new Date(0).toUTCString() },
    ]) {
      const taken = await ask(neighbour, 'PUT', NAME, condition, '<mine/>');
      const free = await ask(neighbour, 'PUT', 'free.xml', condition, '<mine/>');
      expect([taken.status, free.status]).toEqual([201, 201]);
      for (const name of [NAME, 'free.xml']) expect((await ask(neighbour, 'DELETE', name)).status).toBe(204);
    }
    await ask(neighbour, 'PUT', 'own.xml', {}, '<own/>');
    const destination = `/webdav/${SITE}/${NAME}`;
    expect((await ask(neighbour, 'MOVE', 'own.xml', { destination, overwrite: 'F' })).status).toBe(201);
    expect((await ask(neighbour, 'DELETE')).status).toBe(204);
    expect(await isWhole()).toBe(true);
  });

  it('is not stopped by the owner’s lock, cannot take it away, and cannot use its token', async () => {
    const locked = await ask(owner, 'LOCK', NAME, { timeout: 'Second-600' }, LOCKINFO);
    const token = String(locked.headers['lock-token']);
    expect(token).toContain('opaquelocktoken');
    expect((await ask(neighbour, 'UNLOCK', NAME, { 'lock-token': token })).status).toBe(409);
    expect((await ask(neighbour, 'LOCK', NAME, { if: `(${token})` })).status).toBe(412);
    // Its own name is free: a lock there would tell that somebody has one.
    const own = await ask(neighbour, 'LOCK', NAME, {}, LOCKINFO);
    expect(own.status).toBe(201);
    expect(own.text).not.toContain(token);
    // Still held: without the token not even the owner writes.
    expect((await ask(owner, 'PUT', NAME, {}, '<x/>')).status).toBe(423);
    expect((await ask(owner, 'UNLOCK', NAME, { 'lock-token': token })).status).toBe(204);
    expect((await ask(neighbour, 'UNLOCK', NAME, { 'lock-token': String(own.headers['lock-token']) })).status).toBe(
      204,
    );
    expect((await ask(neighbour, 'DELETE')).status).toBe(204);
    expect(await isWhole()).toBe(true);
  });

  it('cannot move or copy into a folder that is not its own', async () => {
    await ask(neighbour, 'PUT', 'own.xml', {}, '<own/>');
    for (const destination of [`/webdav/9999/${NAME}`, `/webdav/${SITE}/1754/${NAME}`, `/webdav/9999/9999/x.xml`]) {
      for (const method of ['MOVE', 'COPY'])
        expect((await ask(neighbour, method, 'own.xml', { destination })).status).toBe(403);
    }
    expect(await isWhole()).toBe(true);
  });
});

describe('an account of another site', () => {
  it.each(['GET', 'HEAD', 'PROPFIND', 'PUT', 'DELETE', 'MKCOL', 'LOCK', 'MOVE', 'COPY', 'OPTIONS'])(
    'is refused %s with the same words, whether the place exists or not',
    async (method) => {
      const places = [
        `/webdav/${SITE}/${NAME}`,
        `/webdav/${SITE}/no.xml`,
        `/webdav/${SITE}/1754/`,
        '/webdav/31337/x.xml',
      ];
      const answers = [];
      for (const path of places) {
        const { status, text } = await door.ask(method, path, { as: stranger });
        answers.push({ status, text });
      }
      expect(answers[0]?.status).toBe(403);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await isWhole()).toBe(true);
    },
  );
});

describe('an upload-only account', () => {
  it('is listed as one, and deposits, replaces and renames', async () => {
    const { items } = await world.administration.accounts(SITE);
    expect(items.find((one) => one.id === uploader.id)?.uploadOnly).toBe(true);
    expect(items.find((one) => one.id === owner.id)?.uploadOnly).toBe(false);
    expect((await ask(uploader, 'PUT', 'a.tmp', {}, '<a/>')).status).toBe(201);
    const destination = { destination: `/webdav/${SITE}/a.xml` };
    expect((await ask(uploader, 'MOVE', 'a.tmp', destination)).status).toBe(201);
    expect((await ask(uploader, 'PUT', 'a.xml', {}, '<b/>')).status).toBe(204);
  });

  it('reads, lists, copies and deletes nothing, not even its own', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE']) expect((await ask(uploader, method, 'a.xml')).status).toBe(403);
    const destination = { destination: `/webdav/${SITE}/b.xml` };
    expect((await ask(uploader, 'COPY', 'a.xml', destination)).status).toBe(403);
    expect((await ask(uploader, 'PROPFIND', 'a.xml', { depth: '0' })).status).toBe(404);
    const listing = await ask(uploader, 'PROPFIND', '', { depth: '1' });
    expect(listing.status).toBe(207);
    expect(listing.text).not.toContain('a.xml');
    expect((await ask(uploader, 'GET', '')).status).toBe(403);
  });
});
