/** Access accounts: logins, limits, passwords, the one-time link, and what letters may hold (PRODUCT.md 2). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutbox } from '../../src/adapters/store/outbox.ts';
import type { OutgoingMail } from '../../src/domain/ports.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const HEADER = 'kind;id;lastName;firstName;email';
const PEOPLE = [
  'staff;S1;De La Tour-d’Auvergne;Éloïse;eloise@example.org',
  'staff;S2;DE LA TOUR D AUVERGNE;ELOISE;',
  'staff;S3;Ñandú Œuvre;Jean Marc;jean@example.org',
  'teacher;T1;Petit;Zoé;zoe@example.org',
  'student;E1;Grand;Léo;',
  'staff;S4;Martin;;martin@example.org',
  'staff;S5;Martin;Ann;',
].join('\n');

const open = (settings: Record<string, unknown> = {}): Promise<Site> =>
  openSite(world, {
    isOpen: false,
    directory: `${HEADER}\n${PEOPLE}\nstaff;${school.staff[1]?.id};Premier;Compte;`,
    settings,
  });

const create = (site: Site, person: string, notify = false) =>
  world.administration.createAccount(site.id, person, { notify });

/** Sends what waits for an address, and gives the letters. */
async function letters(): Promise<OutgoingMail[]> {
  const sent: OutgoingMail[] = [];
  const channel = { name: 'mail', send: async (mail: OutgoingMail) => void sent.push(mail) };
  await createOutbox({ pool: world.db.pool, channel, log: world.tools.log, clock: world.tools.clock }).sendDue();
  return sent;
}

it('makes ASCII logins, numbers collisions on the whole installation, takes anybody of the directory', async () => {
  const [one, two] = [await open(), await open()];
  const logins: string[] = [];
  for (const person of ['S1', 'S2', 'S3']) logins.push((await create(one, person)).login);
  expect(logins).toEqual(['emp.eloise.delatourdauvergne', 'emp.eloise.delatourdauvergne2', 'emp.jeanmarc.nanduoeuvre']);
  expect((await create(two, 'S1')).login).toBe('emp.eloise.delatourdauvergne3');
  expect((await create(two, 'E1')).login).toBe('emp.leo.grand');
  expect((await create(two, 'S4')).login).toBe('emp.martin');
  // A login is never given twice, not even after a revocation.
  await world.administration.revokeAccount(two.id, (await world.administration.accounts(two.id)).items[1]?.id ?? '');
  expect((await create(two, 'S2')).login).toMatch(/^emp\.eloise\.delatourdauvergne4$/);
});

it('allows five living accounts, one for each person, and only people who are there', async () => {
  const site = await open();
  for (const person of ['S1', 'S2', 'S3']) await create(site, person);
  await expect(create(site, 'S1')).rejects.toMatchObject({ code: 'account-exists' });
  await expect(create(site, 'X')).rejects.toMatchObject({ code: 'person-unknown' });
  const last = await create(site, 'T1');
  await expect(create(site, 'E1')).rejects.toMatchObject({ code: 'too-many-accounts', values: { limit: 5 } });
  await world.administration.revokeAccount(site.id, last.id);
  expect((await create(site, 'E1')).login).toMatch(/^emp\.leo\.grand/);
  const { items } = await world.administration.accounts(site.id);
  expect(items).toHaveLength(6);
  expect(items.at(-1)).toMatchObject({ id: last.id, invalidatedAt: expect.any(String) });
});

it('gives passwords of 16 characters or more without look-alikes, kept as a hash alone', async () => {
  const site = await open();
  const { password, login, urls } = await create(site, 'S1');
  expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{16,}$/);
  expect(urls).toEqual([
    `https://carillon.example.org/webdav/${site.id}/`,
    `https://carillon.example.org/webdav/${site.id}/1/`,
  ]);
  for (const table of ['access_accounts', 'one_time_links', 'messages', 'outbox']) {
    const { rows } = await world.db.pool.query<{ text: string }>(`select t::text as text from ${table} t`);
    for (const { text } of rows) expect(text).not.toContain(password);
  }
  expect(await world.folders.authenticate(login, password)).toMatchObject({ login });
  expect(await world.folders.authenticate(login, `${password} `)).toBeNull();
  expect(await world.folders.authenticate('emp.nobody', password)).toBeNull();
});

it('regenerates at once by default, and with a time of grace where the site wants one', async () => {
  for (const hours of [0, 24]) {
    const site = await open(hours === 0 ? {} : { passwordGraceHours: hours });
    const before = await create(site, 'S1');
    const after = await world.administration.regenerateAccount(site.id, before.id);
    expect(after).toMatchObject({ id: before.id, login: before.login });
    const works = async (password: string) => (await world.folders.authenticate(before.login, password)) !== null;
    expect(await works(after.password)).toBe(true);
    expect(await works(before.password)).toBe(hours > 0);
    const start = world.now();
    world.setNow(new Date(start + hours * 3_600_000 + 1).toISOString());
    expect(await works(before.password)).toBe(false);
    expect(await works(after.password)).toBe(true);
    await world.administration.revokeAccount(site.id, before.id);
    expect(await works(after.password)).toBe(false);
    await expect(world.administration.regenerateAccount(site.id, before.id)).rejects.toMatchObject({
      code: 'account-unknown',
    });
    world.setNow(new Date(start).toISOString());
  }
});

it('sends a link that shows the password once, and cannot be opened with the database alone', async () => {
  const site = await open();
  await letters();
  const made = await create(site, 'S1');
  const [mail, second] = await letters();
  expect(second).toBeUndefined();
  expect(mail).toMatchObject({ to: 'eloise@example.org' });
  expect(mail?.text).toContain(made.login);
  for (const url of made.urls) expect(mail?.text).toContain(url);
  expect(mail?.text).not.toContain(made.password);
  expect(mail?.text).not.toContain('{{');
  const token = /one-time\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
  expect(token.length).toBeGreaterThan(20);
  // Once the letter has gone, nothing that opens the link is left in the database.
  const { rows } = await world.db.pool.query('select t::text from outbox t union all select t::text from messages t');
  for (const row of rows) expect(JSON.stringify(row)).not.toContain(token);
  const stored = await world.db.pool.query<{ token_hash: Buffer }>('select token_hash from one_time_links');
  for (const { token_hash: hash } of stored.rows) {
    for (const encoding of ['hex', 'base64url', 'latin1'] as const) {
      expect(await world.administration.openOneTimeLink(hash.toString(encoding))).toBeNull();
    }
  }
  expect(await world.administration.openOneTimeLink(`${token}x`)).toBeNull();
  expect(await world.administration.openOneTimeLink(token)).toEqual(made);
  expect(await world.administration.openOneTimeLink(token)).toBeNull();
});

it('lets a link expire, die with a revocation, and be replaced by a regeneration', async () => {
  const tokenOf = async (): Promise<string> =>
    /one-time\/([\w-]+)/.exec((await letters()).at(-1)?.text ?? '')?.[1] ?? '';
  const site = await open();
  const account = await create(site, 'S1');
  const first = await tokenOf();
  await world.administration.regenerateAccount(site.id, account.id);
  const renewed = await tokenOf();
  expect(await world.administration.openOneTimeLink(first)).toBeNull();
  const start = world.now();
  world.setNow(new Date(start + 72 * 3_600_000).toISOString());
  expect(await world.administration.openOneTimeLink(renewed)).toBeNull();
  world.setNow(new Date(start).toISOString());
  await world.administration.regenerateAccount(site.id, account.id);
  const last = await tokenOf();
  await world.administration.revokeAccount(site.id, account.id);
  expect(await world.administration.openOneTimeLink(last)).toBeNull();
});

it('sends the guide’s classic mail where the site chose it, and forgets the password when it has gone', async () => {
  const site = await open({ credentialsBy: 'mail' });
  await letters();
  const { login, password } = await create(site, 'S3');
  const [mail] = await letters();
  expect(mail?.text).toContain(`mot de passe : ${password}`);
  expect(mail?.text).toContain(`https://${login}:${password}@carillon.example.org/webdav/${site.id}/`);
  for (const table of ['outbox', 'messages', 'one_time_links', 'access_accounts']) {
    const { rows } = await world.db.pool.query<{ text: string }>(`select t::text as text from ${table} t`);
    for (const { text } of rows) expect(text).not.toContain(password);
  }
});

it('shows credentials on screen alone to people without an address, and account letters to nobody else', async () => {
  const site = await open();
  await letters();
  await create(site, 'S2');
  expect(await letters()).toEqual([]);
  await create(site, 'S1');
  expect((await world.administration.messages(site.id)).items).toEqual([]);
});

it('ticks and clears the notification', async () => {
  const site = await open();
  const { id } = await create(site, 'S1', true);
  expect(await world.administration.notifyAccount(site.id, id, false)).toMatchObject({ id, notify: false });
  expect(await world.administration.notifyAccount(site.id, id, true)).toMatchObject({ id, notify: true });
  await expect(world.administration.notifyAccount(site.id, '999999', true)).rejects.toMatchObject({
    code: 'account-unknown',
  });
});
