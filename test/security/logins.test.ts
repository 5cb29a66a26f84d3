/** Who comes in at the door: plain HTTP, paired certificates, guesses that cost the same, bans that decay and are told. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkPerson } from '../../src/adapters/store/logins.ts';
import { type VerifyPassword, verifyPassword } from '../../src/adapters/store/passwords.ts';
import { DOOR_GUESSES } from '../../src/adapters/webdav/entrance.ts';
import type { Credentials } from '../../src/domain/administration.ts';
import { makeCertificate } from '../support/certificates.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { startWorld, type World } from '../support/world.ts';

const SITE = 4817;
const FOLDER = `/webdav/${SITE}/`;
const AWAY = '198.51.100.7';

let world: World;
let door: RealDoor;
let account: Credentials;
const people: Record<string, Credentials> = {};

beforeAll(async () => {
  world = await startWorld();
  for (const id of [SITE, 9999]) {
    const establishments = [{ number: id, uai: `013${id}A`, name: 'Lycée' }];
    await world.administration.createSite({ id, name: 'Lycée', establishments });
    const people = ['A', 'B', 'C', 'D'].map((p) => `staff;${p};NOM${p};Ada\n`).join('');
    await world.directory(id, `kind;id;lastName;firstName\n${people}`);
  }
  const create = (site: number, person: string) => world.administration.createAccount(site, person, { notify: false });
  account = await create(SITE, 'A');
  people.revoked = await create(SITE, 'B');
  await world.administration.revokeAccount(SITE, people.revoked.id);
  people.graceful = await create(SITE, 'C');
  await world.administration.setSite(SITE, { passwordGraceHours: 24 });
  await world.administration.regenerateAccount(SITE, people.graceful.id);
  people.elsewhere = await create(9999, 'A');
});
afterEach(() => door?.close());
afterAll(() => world.close());

describe('plain HTTP', () => {
  const away = { 'x-forwarded-for': AWAY };

  it('from another machine is refused without a challenge, with or without a password', async () => {
    door = await openRealDoor(world, { trustedProxies: ['127.0.0.1'] });
    for (const as of [undefined, account]) {
      const answer = await door.ask('PROPFIND', FOLDER, { headers: away, ...(as ? { as } : {}) });
      expect(answer.status).toBe(403);
      expect(answer.headers['www-authenticate']).toBeUndefined();
      expect(answer.text).toContain('https://');
    }
    expect(door.logins.counters.failures.webdav).toBe(0);
  });

  it('is taken from this machine, behind a proxy that encrypts, and where the operator says so', async () => {
    door = await openRealDoor(world, { trustedProxies: ['127.0.0.1'] });
    expect((await door.ask('PROPFIND', FOLDER, { as: account })).status).toBe(207);
    const encrypted = { ...away, 'x-forwarded-proto': 'https' };
    expect((await door.ask('PROPFIND', FOLDER, { as: account, headers: encrypted })).status).toBe(207);
    await door.close();
    door = await openRealDoor(world, { trustedProxies: ['127.0.0.1'], allowPlainHttp: true });
    expect((await door.ask('PROPFIND', FOLDER, { as: account, headers: away })).status).toBe(207);
  });

  it('is not made local or encrypted by headers of somebody who is no proxy', async () => {
    door = await openRealDoor(world, { trustedProxies: ['10.0.0.1'] });
    const made = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', forwarded: 'for=203.0.113.9' };
    expect((await door.ask('PROPFIND', FOLDER, { as: account, headers: made })).status).toBe(207);
    const { rows } = await world.db.pool.query<{ last_used_from: string }>(
      'select last_used_from from access_accounts where id = $1',
      [account.id],
    );
    expect(rows[0]?.last_used_from).not.toBe('203.0.113.9');
  });
});

describe('a paired account', () => {
  const authority = makeCertificate('Postes');
  const server = makeCertificate('carillon');
  const own = makeCertificate('EDT', { issuer: authority });
  const other = makeCertificate('autre', { issuer: authority });
  const client = (pair?: typeof own) => ({ ca: server.cert, ...(pair ? { cert: pair.cert, key: pair.key } : {}) });

  it('comes in with password and certificate together, and with neither alone', async () => {
    const paired = await world.administration.createAccount(SITE, 'D', { notify: false });
    const told = await world.administration.pairAccount(SITE, paired.id, own.cert);
    expect(told.fingerprint).toBe(own.fingerprint);
    door = await openRealDoor(world, { tls: { cert: server.cert, key: server.key, ca: authority.cert } });
    const ask = (as: Credentials, pair?: typeof own) => door.ask('PROPFIND', FOLDER, { as, tls: client(pair) });
    expect((await ask(paired, own)).status).toBe(207);
    const wrong = { ...paired, password: 'wrong' };
    const refused = [await ask(paired), await ask(paired, other), await ask(wrong, own)];
    for (const answer of refused) {
      expect(answer.status).toBe(401);
      expect(answer.text).toBe(refused[0]?.text);
    }
    // Others need none, and may show what they like.
    expect((await ask(account)).status).toBe(207);
    expect((await ask(account, other)).status).toBe(207);
    await world.administration.unpairAccount(SITE, paired.id, own.fingerprint);
    expect((await ask(paired)).status).toBe(207);
    const { items } = await world.administration.audit(SITE, { limit: 20 });
    expect(items.map((one) => one.action)).toEqual(expect.arrayContaining(['account-paired', 'account-unpaired']));
  });

  it('is paired with a certificate that can be read and has not expired', async () => {
    const pair = (pem: string) => world.administration.pairAccount(SITE, account.id, pem);
    await expect(pair('hello')).rejects.toThrow('certificate-unreadable');
    await expect(pair(makeCertificate('old', { expiresAt: world.now() - 1 }).cert)).rejects.toThrow(
      'certificate-expired',
    );
    await expect(world.administration.pairAccount(9999, account.id, own.cert)).rejects.toThrow('account-unknown');
  });
});

describe('a wrong guess', () => {
  it('costs the same and is answered the same, whoever it is about', async () => {
    const calls: string[] = [];
    const verify: VerifyPassword = (password, hash) => {
      calls.push(hash);
      return verifyPassword(password, hash);
    };
    door = await openRealDoor(world, { verify });
    const answers = [];
    const tried = {
      unknown: { login: 'emp.nobody.here', password: 'wrong' },
      known: { login: account.login, password: 'wrong' },
      revoked: people.revoked,
      graceful: { login: people.graceful?.login ?? '', password: 'wrong' },
      elsewhere: { login: people.elsewhere?.login ?? '', password: 'wrong' },
    };
    for (const as of Object.values(tried)) {
      calls.length = 0;
      const { status, text, headers } = await door.ask('PUT', `${FOLDER}x.xml`, {
        body: '<a/>',
        ...(as ? { as } : {}),
      });
      const { date: _date, ...rest } = headers;
      answers.push({ status, text, rest, hashes: calls.length });
    }
    expect(answers[0]).toMatchObject({ status: 401, hashes: 2 });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('by a manager too', async () => {
    const { email } = await world.administration.createManager(SITE, { email: 'cpe@example.org' });
    const gone = await world.administration.createManager(SITE, {
      email: 'parti@example.org',
      withPassword: true,
    });
    await world.administration.revokeManager(SITE, gone.id);
    for (const [address, password] of [
      ['nobody@example.org', 'wrong'],
      [email, 'wrong'],
      [gone.email, gone.password ?? ''],
    ] as const) {
      const verify = vi.fn<VerifyPassword>(verifyPassword);
      expect((await checkPerson(world.db.pool, address, password, verify)).right).toBeNull();
      expect(verify).toHaveBeenCalledTimes(2);
    }
  });

  it('too many lead to a pause that is told, counted, audited, and ends', async () => {
    door = await openRealDoor(world, { trustedProxies: ['127.0.0.1'], allowPlainHttp: true });
    const from = (address: string, as: { login: string; password: string }) =>
      door.ask('PROPFIND', FOLDER, { as, headers: { 'x-forwarded-for': address } });
    const wrong = { login: account.login, password: 'Secret-Guess-1' };
    const { free, firstSeconds } = DOOR_GUESSES.pair;
    for (let tries = 0; tries < free; tries++) expect((await from(AWAY, wrong)).status).toBe(401);
    const banned = await from(AWAY, account);
    expect([banned.status, banned.headers['retry-after']]).toEqual([429, String(firstSeconds)]);
    // Another address is not concerned, nor is another client behind the same proxy.
    expect((await from('198.51.100.8', account)).status).toBe(207);
    expect(door.logins.counters).toEqual({ failures: { webdav: free, web: 0 }, bans: { webdav: 1, web: 0 } });
    await vi.waitFor(async () => {
      const { items } = await world.administration.audit(SITE, { limit: 10 });
      expect(items.find((one) => one.action === 'sign-in-banned')).toMatchObject({
        address: AWAY,
        details: { door: 'webdav', account: account.id },
      });
      expect(items.find((one) => one.action === 'sign-in-failed')).toMatchObject({ address: AWAY });
      expect(items.find((one) => one.action === 'signed-in')).toMatchObject({
        actor: `account:${account.id}`,
        address: '198.51.100.8',
      });
    });
    expect(door.log()).not.toContain('Secret-Guess-1');
    world.setNow(new Date(world.now() + firstSeconds * 1_000).toISOString());
    expect((await from(AWAY, account)).status).toBe(207);
  });
});
