/** Quotas by account and by site: what counts, what does not, and when there is room again. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/domain/administration.ts';
import { exceededQuota, NO_QUOTAS, type Quotas } from '../../src/domain/deposit/quota.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { basic } from '../support/webdav-door.ts';
import { startWorld, type World } from '../support/world.ts';

const START = Date.parse('2026-11-22T12:00:30Z');
const MINUTE = 60_000;

let world: World;
let door: RealDoor;
const accounts: Credentials[] = [];
let site = 0;

/** A site of its own with two accounts, and a door with these quotas. */
async function given(quotas: Partial<Quotas>): Promise<void> {
  site += 1;
  const establishments = [{ number: site, uai: `013456${site}A`, name: 'Lycée' }];
  await world.administration.createSite({ id: site, name: 'Lycée', establishments });
  await world.directory(site, 'kind;id;lastName;firstName\nstaff;A;UN;Ada\nstaff;B;DEUX;Grace\n');
  accounts.length = 0;
  for (const person of ['A', 'B'])
    accounts.push(await world.administration.createAccount(site, person, { notify: false }));
  door = await openRealDoor(world, { quotas: { ...NO_QUOTAS, ...quotas } });
}

function put(name: string, body: string | Uint8Array, who = 0) {
  const as = accounts[who];
  return door.ask('PUT', `/webdav/${site}/${name}`, { body, ...(as ? { as } : {}) });
}

function later(minutes: number): void {
  world.setNow(new Date(world.now() + minutes * MINUTE).toISOString());
}

async function kept(): Promise<number> {
  const { rows } = await world.db.pool.query<{ n: number }>(
    'select count(*)::int n from deposits where site_id = $1 and account_id is not null',
    [site],
  );
  return rows[0]?.n ?? 0;
}

beforeAll(async () => {
  world = await startWorld(new Date(START).toISOString());
});
afterEach(() => door.close());
afterAll(() => world.close());

describe('deposits in an hour', () => {
  it('beyond the account’s limit are told when to come back, and are taken then', async () => {
    await given({ maxPerHour: 3 });
    for (const name of ['a.xml', 'b.xml', 'c.xml']) {
      expect((await put(name, '<a/>')).status).toBe(201);
      later(10);
    }
    const refused = await put('d.xml', '<a/>');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('Trop de fichiers');
    const seconds = Number(refused.headers['retry-after']);
    // The first one fades an hour after it came, half an hour from now, to the minute.
    expect(seconds).toBeGreaterThan(28 * 60);
    expect(seconds).toBeLessThanOrEqual(31 * 60);
    expect(await kept()).toBe(3);
    later(seconds / 60);
    expect((await put('d.xml', '<a/>')).status).toBe(201);
    expect(door.log()).not.toContain('a WebDAV request failed');
  });

  it('count empty files, temporary names and copies, but not what was refused or broken off', async () => {
    await given({ maxPerHour: 3 });
    expect((await put('virus.exe', `MZ${'x'.repeat(100)}`)).status).toBe(415);
    await abortedPut('half.xml');
    expect((await put('empty.xml', '')).status).toBe(201);
    expect((await put('upload.tmp', '<a/>')).status).toBe(201);
    const destination = { destination: `/webdav/${site}/copy.xml` };
    const as = accounts[0];
    const copy = await door.ask('COPY', `/webdav/${site}/upload.tmp`, { headers: destination, ...(as ? { as } : {}) });
    expect(copy.status).toBe(201);
    expect((await put('more.xml', '<a/>')).status).toBe(429);
    // A MOVE is no new deposit.
    const move = { destination: `/webdav/${site}/moved.xml` };
    expect(
      (await door.ask('MOVE', `/webdav/${site}/upload.tmp`, { headers: move, ...(as ? { as } : {}) })).status,
    ).toBe(201);
  });

  it('of one account leave the other its own, of both together meet the site’s limit', async () => {
    await given({ maxPerHour: 2, maxPerHourAndSite: 3 });
    expect((await put('a.xml', '<a/>')).status).toBe(201);
    expect((await put('b.xml', '<a/>')).status).toBe(201);
    expect((await put('c.xml', '<a/>')).status).toBe(429);
    expect((await put('a.xml', '<a/>', 1)).status).toBe(201);
    expect((await put('b.xml', '<a/>', 1)).status).toBe(429);
  });

  it('side by side do not pass together', async () => {
    await given({ maxPerHour: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => put(`f${index}.xml`, '<a/>')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
    expect(await kept()).toBe(5);
  });

  it('are remembered by the journal: another daemon counts on', async () => {
    await given({ maxPerHour: 2 });
    await put('a.xml', '<a/>');
    await put('b.xml', '<a/>');
    await door.close();
    door = await openRealDoor(world, { quotas: { ...NO_QUOTAS, maxPerHour: 2 } });
    expect((await put('c.xml', '<a/>')).status).toBe(429);
  });
});

describe('megabytes in a day', () => {
  const big = new Uint8Array(700_000).fill(0x20, 4);
  big.set(Buffer.from('<a/>'));

  it('beyond the limit are 507 before the body is read, and fade after a day', async () => {
    await given({ maxMegabytesPerDay: 1 });
    expect((await put('a.xml', big)).status).toBe(201);
    const refused = await put('b.xml', big);
    expect(refused.status).toBe(507);
    expect(refused.text).toContain('limite');
    expect((await put('small.xml', '<a/>')).status).toBe(201);
    expect((await put('empty.xml', '')).status).toBe(201);
    expect((await put('b.xml', big, 1)).status).toBe(201);
    later(24 * 60 + 1);
    expect((await put('b.xml', big)).status).toBe(201);
  });

  it('of a chunked body are counted at its end', async () => {
    await given({ maxMegabytesPerDayAndSite: 1 });
    const as = accounts[0];
    const chunked = { 'transfer-encoding': 'chunked' };
    const send = (name: string) =>
      door.ask('PUT', `/webdav/${site}/${name}`, { body: big, headers: chunked, ...(as ? { as } : {}) });
    expect((await send('a.xml')).status).toBe(201);
    expect((await send('b.xml')).status).toBe(507);
    expect(await kept()).toBe(1);
  });
});

it('the rule itself: strictly more than the limit, zero is none', () => {
  const usage = { deposits: 2, depositsOfSite: 9, bytes: 0, bytesOfSite: 0 };
  expect(exceededQuota(usage, 1, { ...NO_QUOTAS, maxPerHour: 3 })).toBeNull();
  expect(exceededQuota(usage, 1, { ...NO_QUOTAS, maxPerHour: 2 })).toBe('deposit-rate');
  expect(exceededQuota(usage, 1_048_576, { ...NO_QUOTAS, maxMegabytesPerDay: 1 })).toBeNull();
  expect(exceededQuota(usage, 1_048_577, { ...NO_QUOTAS, maxMegabytesPerDay: 1 })).toBe('deposit-quota');
  expect(exceededQuota(usage, 10 ** 15, NO_QUOTAS)).toBeNull();
});

/** Sends half of what it promised and hangs up. */
function abortedPut(name: string): Promise<void> {
  const { login = '', password = '' } = accounts[0] ?? {};
  return new Promise((resolve) => {
    const socket = connect(door.port, '127.0.0.1', () => {
      socket.write(
        `PUT /webdav/${site}/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(login, password)}\r\nContent-Length: 1000\r\n\r\n<a>`,
        () => setTimeout(() => socket.destroy(), 50),
      );
    });
    socket.on('close', () => resolve());
    socket.on('error', () => undefined);
  });
}
