/** A school's software and its colleagues share one address: whose wrong passwords hold up whom at the WebDAV door. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DOOR_GUESSES } from '../../src/adapters/webdav/entrance.ts';
import type { Credentials } from '../../src/domain/administration.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { startWorld, type World } from '../support/world.ts';

const SITE = 4817;
const [SCHOOL, HOME, AWAY] = ['192.0.2.1', '192.0.2.77', '198.51.100.9'];
const CSV = 'kind;id;lastName;firstName\nstaff;A;EDT;Ada\nstaff;B;VOISIN;Bea\n';

let world: World;
let door: RealDoor;
let edt: Credentials;
let neighbour: Credentials;
beforeAll(async () => {
  world = await startWorld();
  const { administration } = world;
  const establishments = [{ number: SITE, uai: '0134817A', name: 'Lycée' }];
  await administration.createSite({ id: SITE, name: 'Lycée', establishments });
  await world.directory(SITE, CSV);
  edt = await administration.createAccount(SITE, 'A', { notify: false });
  neighbour = await administration.createAccount(SITE, 'B', { notify: false });
});
afterEach(async () => {
  await door.close();
  await world.db.pool.query('update access_accounts set last_used_at = null, last_used_from = null');
});
afterAll(() => world.close());

/** Each a door of its own, as after a restart. No password is really hashed: what is right is what is compared. */
async function restart(): Promise<void> {
  const verify = async (password: string, hash: string) => hash === hashes.get(password);
  door = await openRealDoor(world, { trustedProxies: ['127.0.0.1'], allowPlainHttp: true, verify });
}
const hashes = new Map<string, string>();
beforeAll(async () => {
  const { rows } = await world.db.pool.query<{ id: string; hash: string }>(
    'select id, password_hash as hash from access_accounts',
  );
  for (const one of [edt, neighbour]) hashes.set(one.password, rows.find(({ id }) => id === one.id)?.hash ?? '');
});

const ask = async (address: string, as: { login: string; password: string }): Promise<number> =>
  (await door.ask('PROPFIND', `/webdav/${SITE}/`, { as, headers: { 'x-forwarded-for': address } })).status;
const typo = (one: Credentials) => ({ login: one.login, password: 'not-that' });

async function usedFrom(address: string): Promise<void> {
  expect(await ask(address, edt)).toBe(207);
  await vi.waitFor(async () => {
    const { rowCount } = await world.db.pool.query(
      'select from access_accounts where id = $1 and last_used_from = $2',
      [edt.id, address],
    );
    expect(rowCount).toBe(1);
  });
}
async function wrong(times: number, address: string, as: (index: number) => { login: string; password: string }) {
  const answers: number[] = [];
  for (let index = 0; index < times; index++) answers.push(await ask(address, as(index)));
  return answers;
}
/** More logins than the address may be wrong with: the last ones wait. */
const spray = async (address: string): Promise<void> => {
  const answers = await wrong(DOOR_GUESSES.address.free + 5, address, (index) => ({
    login: `emp.nobody.${index}`,
    password: 'guess',
  }));
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
};

test.each<[string, () => Promise<void>, string, number]>([
  ['a colleague mistypes his own login for an hour', () => typos(neighbour, SCHOOL), SCHOOL, 207],
  ['somebody tries many logins here, this one was never here', () => spray(SCHOOL), SCHOOL, 429],
  ['somebody tries many logins here, this one was here since the start', () => usedThen(spray), SCHOOL, 207],
  ['the same, and the daemon was started anew in between', () => usedRestartedThen(spray), SCHOOL, 207],
  ['somebody tries many logins elsewhere', () => spray(AWAY), SCHOOL, 207],
  ['somebody tries many logins here, the software comes from elsewhere', () => spray(SCHOOL), HOME, 207],
  [
    'another computer here keeps the old password of this very login',
    () => usedThen((at) => typos(edt, at)),
    SCHOOL,
    207,
  ],
  ['somebody guesses at this very login from elsewhere', () => typos(edt, AWAY), SCHOOL, 207],
  ['somebody guesses at this very login here, where it never was', () => typos(edt, SCHOOL), SCHOOL, 429],
])('%s', async (_title, before, address, status) => {
  await restart();
  await before();
  expect(await ask(address, edt)).toBe(status);
});

async function typos(one: Credentials, address: string): Promise<void> {
  const answers = await wrong(DOOR_GUESSES.known.free + 10, address, () => typo(one));
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
}
async function usedThen(what: (address: string) => Promise<void>): Promise<void> {
  await usedFrom(SCHOOL);
  await what(SCHOOL);
}
async function usedRestartedThen(what: (address: string) => Promise<void>): Promise<void> {
  await usedFrom(SCHOOL);
  await door.close();
  await restart();
  await what(SCHOOL);
}

test('a remembered password that was revoked meanwhile is neither right nor remembered any more', async () => {
  await restart();
  await usedFrom(SCHOOL);
  await world.db.pool.query("update access_accounts set password_hash = 'x' where id = $1", [edt.id]);
  const answers = await wrong(DOOR_GUESSES.known.free + 2, SCHOOL, () => edt);
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
  await world.db.pool.query('update access_accounts set password_hash = $2 where id = $1', [
    edt.id,
    hashes.get(edt.password),
  ]);
});
