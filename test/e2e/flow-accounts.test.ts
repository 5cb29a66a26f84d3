/** Access accounts: logins, limits, passwords, the one-time link, and what letters may hold (PRODUCT.md 2). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asking } from '../../src/asker.ts';
import { Refusal } from '../../src/domain/model/errors.ts';
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

async function usedAt(account: string, at: string): Promise<void> {
  await world.db.pool.query(
    "update access_accounts set last_used_at = $2, last_used_from = '198.51.100.7', last_used_client = 'EDT' where id = $1",
    [account, at],
  );
}

const create = (site: Site, person: string, notify = false) =>
  world.administration.createAccount(site.id, person, { notify });

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
  await world.letters();
  const made = await create(site, 'S1');
  const [mail, second] = await world.letters();
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
    /one-time\/([\w-]+)/.exec((await world.letters()).at(-1)?.text ?? '')?.[1] ?? '';
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
  await world.letters();
  const { login, password } = await create(site, 'S3');
  const [mail] = await world.letters();
  expect(mail?.text).toContain(`mot de passe : ${password}`);
  expect(mail?.text).toContain(`https://${login}:${password}@carillon.example.org/webdav/${site.id}/`);
  for (const table of ['outbox', 'messages', 'one_time_links', 'access_accounts']) {
    const { rows } = await world.db.pool.query<{ text: string }>(`select t::text as text from ${table} t`);
    for (const { text } of rows) expect(text).not.toContain(password);
  }
});

it('shows credentials on screen alone to people without an address, and account letters to nobody else', async () => {
  const site = await open();
  await world.letters();
  await create(site, 'S2');
  expect(await world.letters()).toEqual([]);
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

it('previews the letter exactly as it is sent, but for the secret in it', async () => {
  for (const credentialsBy of ['link', 'mail'] as const) {
    const site = await open({ credentialsBy });
    const shown = await world.administration.accessLetter(site.id, 'S1');
    expect(shown.recipient).toBe('eloise@example.org');
    await world.letters();
    const made = await create(site, 'S1');
    expect(made.login).toBe(shown.login);
    const [mail] = await world.letters();
    const parts = shown.body.split('{{secret}}');
    const secret = credentialsBy === 'mail' ? made.password : /\S+one-time\S+/.exec(mail?.text ?? '')?.[0];
    expect(mail?.text).toBe(parts.join(secret));
    expect(mail?.subject).toBe(shown.subject);
  }
  const site = await open();
  expect((await world.administration.accessLetter(site.id, 'S2')).recipient).toBeNull();
  await expect(world.administration.accessLetter(site.id, 'X')).rejects.toMatchObject({ code: 'person-unknown' });
});

it('says in the letter of a new password until when the old one works, once the account is in use', async () => {
  const site = await open({ passwordGraceHours: 24 });
  const { id } = await create(site, 'S1');
  await world.letters();
  await world.administration.regenerateAccount(site.id, id);
  expect((await world.letters())[0]?.subject).toContain('est ouvert');
  // With the old password, before the new one's time has come.
  await usedAt(id, '2026-11-22T12:30:00+01:00');
  await world.administration.regenerateAccount(site.id, id);
  const [mail] = await world.letters();
  expect(mail?.subject).toContain('Votre mot de passe de dépôt a changé');
  expect(mail?.text).toContain("L'ancien mot de passe fonctionne jusqu'au 23/11/2026 à 12:00");
  const { items } = await world.administration.accounts(site.id);
  expect(items.find((one) => one.id === id)).toMatchObject({
    oldPasswordUntil: '2026-11-23T12:00:00+01:00',
    linkUntil: '2026-11-25T12:00:00+01:00',
  });
});

it('says that a link waits to be opened only until the password is in use', async () => {
  const site = await open();
  const { id } = await create(site, 'S1');
  const linkUntil = async () =>
    (await world.administration.accounts(site.id)).items.find((one) => one.id === id)?.linkUntil;
  expect(await linkUntil()).toBe('2026-11-25T12:00:00+01:00');
  // Pasted from the page that showed it: nobody needs the letter any more.
  await usedAt(id, '2026-11-22T12:05:00+01:00');
  expect(await linkUntil()).toBeNull();
  world.setNow('2026-11-22T13:00:00+01:00');
  await world.administration.regenerateAccount(site.id, id);
  expect(await linkUntil()).toBe('2026-11-25T13:00:00+01:00');
  await usedAt(id, '2026-11-22T13:05:00+01:00');
  expect(await linkUntil()).toBeNull();
  world.setNow('2026-11-22T12:00:00+01:00');
});

it('finds people by the beginnings of their names, staff first and students apart, and tells who has an account', async () => {
  const site = await open();
  const found = async (search: string) =>
    (await world.administration.candidates(site.id, search)).offered.items.map(
      (one) => `${one.id}${one.login ? '!' : ''}`,
    );
  await create(site, 'S1');
  expect(await found('  ')).toEqual([]);
  expect(await found('eloise')).toEqual(['S1!', 'S2']);
  expect(await found('ÉLOÏSE D’AUVERGNE')).toEqual(['S1!', 'S2']);
  expect(await found('tin')).toEqual([]);
  expect(await found('mar')).toEqual(['S4', 'S5', 'S3']);
  expect(await found('zo')).toEqual(['T1']);
  const { offered, students } = await world.administration.candidates(site.id, 'grand');
  expect(offered).toEqual({ items: [], total: 0 });
  expect(students.items).toEqual([
    {
      id: 'E1',
      kind: 'student',
      lastName: 'Grand',
      firstName: 'Léo',
      division: null,
      establishment: null,
      hasAddress: false,
      login: null,
    },
  ]);
});

it('keeps who did what to each account, and when', async () => {
  const site = await open();
  await world.letters();
  const { id, login } = await create(site, 'S1');
  const token = /one-time\/([\w-]+)/.exec((await world.letters())[0]?.text ?? '')?.[1] ?? '';
  expect(await world.administration.oneTimeLink(token)).toEqual({ state: 'open' });
  await world.administration.openOneTimeLink(token);
  expect(await world.administration.oneTimeLink(token)).toEqual({ state: 'used', at: '2026-11-22T12:00:00+01:00' });
  await world.administration.notifyAccount(site.id, id, true);
  await world.administration.revokeAccount(site.id, id);
  const { items } = await world.administration.accountHistory(site.id);
  expect(items.map((one) => [one.action, one.notify, one.by])).toEqual([
    ['account-revoked', null, null],
    ['account-notification', true, null],
    ['credentials-shown', null, null],
    ['account-created', null, null],
    ['letter-sent', null, null],
  ]);
  expect(items[4]).toMatchObject({ account: id, about: 'eloise@example.org', at: '2026-11-22T12:00:00+01:00' });
  expect(items[0]).toMatchObject({ account: id, login, actor: 'command', at: '2026-11-22T12:00:00+01:00' });
  const { rows } = await world.db.pool.query<{ id: string }>('select id from people where email = $1', [
    `gestion${site.id}@example.org`,
  ]);
  await world.db.pool.query(
    "insert into audit (site_id, at, actor, action, details) values ($1, now(), $2, 'account-regenerated', $3)",
    [site.id, `manager:${rows[0]?.id}`, JSON.stringify({ account: id })],
  );
  expect((await world.administration.accountHistory(site.id)).items[0]).toMatchObject({
    action: 'account-regenerated',
    by: `gestion${site.id}@example.org`,
  });
  expect((await world.administration.accounts(site.id)).items.at(-1)).toMatchObject({ id, status: 'revoked' });
});

it('keeps when each letter about an account left and to whom, how it fared, and the last use', async () => {
  const site = await open();
  await world.letters();
  const told = async () =>
    (await world.administration.accountHistory(site.id)).items.map(({ at, action, about }) => [
      at.slice(11, 16),
      action,
      about,
    ]);
  const { id } = await create(site, 'S1');
  expect(await told()).toEqual([
    ['12:00', 'account-created', null],
    ['12:00', 'letter-waiting', 'eloise@example.org'],
  ]);
  world.setNow('2026-11-22T12:10:00+01:00');
  await world.letters();
  await usedAt(id, '2026-11-22T12:30:00+01:00');
  world.setNow('2026-11-22T13:00:00+01:00');
  await world.administration.regenerateAccount(site.id, id);
  await world.db.pool.query('update outbox set given_up_at = $1 where sent_at is null', ['2026-11-22T14:00:00+01:00']);
  expect(await told()).toEqual([
    ['14:00', 'letter-given-up', 'eloise@example.org'],
    ['13:00', 'account-regenerated', null],
    ['12:30', 'account-used', '198.51.100.7, EDT'],
    ['12:10', 'letter-sent', 'eloise@example.org'],
    ['12:00', 'account-created', null],
  ]);
  // Somebody without an address was told nothing, and letters of managers are of no account.
  await create(site, 'S2');
  await world.administration.createManager(site.id, { email: 'eloise@example.org' });
  expect((await told()).filter(([, action]) => action?.startsWith('letter-'))).toHaveLength(2);
  world.setNow('2026-11-22T12:00:00+01:00');
});

/** A teacher added by hand who was given an account. */
async function byHandWithAccount(site: Site) {
  const key = { kind: 'teacher', key: 'neuf|ève|' } as const;
  const { directoryId } = await world.administration.addEntry(
    site.id,
    { ...key, lastName: 'Neuf', firstName: 'Ève' },
    'command',
  );
  return { person: directoryId ?? '', account: (await create(site, directoryId ?? '')).id };
}

/** Each road on which somebody leaves the directory. */
const LEAVING: Record<string, (site: Site, person: string) => Promise<unknown>> = {
  'taken out by hand': (site, person) => world.administration.removeEntry(site.id, person, 'command'),
  'missing in a directory file': (site) => world.directory(site.id, `${HEADER}\nteacher;T1;Petit;Zoé;`),
  erased: (site, person) => world.administration.erasePerson(site.id, person, { force: true }),
};

it.each(Object.keys(LEAVING))(
  'tells whose account ends with a person who is %s, and spares it in supervision',
  async (road) => {
    const site = await open();
    const leave = LEAVING[road] ?? (() => Promise.reject(new Error('no such road')));
    const { person, account } = await byHandWithAccount(site);
    // A file does not take out who was added by hand.
    await world.db.pool.query('update directory_entries set added_by = null where site_id = $1 and $2 = $3', [
      site.id,
      road,
      'missing in a directory file',
    ]);
    const told = async () =>
      (await world.administration.audit(site.id, {})).items.filter((one) => one.action !== 'run-entered');
    const before = await told();
    const tried = asking({ actor: 'operator:1', address: null, isSupervising: true }, () => leave(site, person));
    // Who is refused by a run hears it from its report.
    const refused = await tried.catch((error: unknown) => error);
    const why = JSON.stringify(refused instanceof Refusal ? [refused.code, refused.values] : refused);
    expect(why).toMatch(/"(account-in-supervision|directory-supervision)"/);
    expect(why).toContain('emp.eve.neuf');
    const alive = (await world.administration.accounts(site.id)).items.find((one) => one.id === account);
    expect(alive).toMatchObject({ id: account, status: 'alive' });
    expect(await told()).toEqual(before);

    await leave(site, person);
    const { items: accounts } = await world.administration.accounts(site.id);
    expect(accounts.find((one) => one.id === account)?.status).not.toBe('alive');
    const { items } = await world.administration.audit(site.id, {});
    expect(items.find((one) => one.action === 'account-left')).toMatchObject({ details: { account, person } });
    expect((await world.administration.accountHistory(site.id)).items[0]).toMatchObject({
      action: 'account-left',
      account,
    });
  },
);

it('tells that an account works again when its person is back', async () => {
  const site = await open();
  const { id } = await create(site, 'S1');
  const importing = (text: string) => world.directory(site.id, text);
  await importing(`${HEADER}\nstaff;S4;Martin;;`);
  await importing(`${HEADER}\n${PEOPLE}`);
  const { items } = await world.administration.accountHistory(site.id);
  const turns = items.filter((one) => one.account === id && one.action.startsWith('account-'));
  expect(turns.map((one) => one.action)).toEqual(['account-returned', 'account-left', 'account-created']);
});
