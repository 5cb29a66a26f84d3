/** People who sign in, on a real database: one for each address, roles on sites, first passwords, logins that end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asking, currentAsker } from '../../src/asker.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const GOOD = 'quatre chevaux bleus dansent';

let world: World;
let site: Site;
let other: Site;
beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world, { isOpen: false });
  other = await openSite(world, { isOpen: false });
});
afterAll(() => world.close());

const tokenOf = (link: string | null): string => /\/first-password\/(.+)$/.exec(link ?? '')?.[1] ?? '';
const later = (ms: number): void => world.setNow(new Date(world.now() + ms).toISOString());
const actionsOn = async (siteId: number): Promise<string[]> =>
  (await world.administration.audit(siteId, { limit: 20 })).items.map((one) => one.action);

async function newcomer(email: string): Promise<{ id: string; login: string }> {
  const made = await world.administration.createManager(site.id, { email });
  const login = await world.administration.choosePassword(tokenOf(made.link), GOOD);
  return { id: made.id, login: login?.token ?? '' };
}

describe('a person', () => {
  it('is one for each address, with a role on each site', async () => {
    const { administration } = world;
    const first = await administration.createManager(site.id, { email: ' Ada@Example.org ', name: 'Ada' });
    const second = await administration.createManager(other.id, { email: 'ada@example.org', role: 'reader' });
    expect([second.id, second.email, second.role]).toEqual([first.id, 'ada@example.org', 'reader']);
    await expect(administration.createManager(other.id, { email: 'ADA@example.org', role: 'reader' })).rejects.toThrow(
      'manager-exists',
    );
    const login = await administration.choosePassword(tokenOf(second.link), GOOD);
    expect(await administration.signedIn(login?.token ?? '')).toMatchObject({
      actor: `manager:${first.id}`,
      name: 'Ada',
      isOperator: false,
      sites: [
        { id: site.id, role: 'manager' },
        { id: other.id, role: 'reader' },
      ],
    });
    // Another role on the same site is a change, not a second person.
    await administration.createManager(other.id, { email: 'ada@example.org', role: 'manager' });
    expect((await administration.managers(other.id)).items.filter((one) => one.id === first.id)).toMatchObject([
      { role: 'manager', hasPassword: true },
    ]);
  });

  it('who loses the last role is out at once, and cannot come back by an old link', async () => {
    const { administration } = world;
    const { id, login } = await newcomer('bea@example.org');
    const link = tokenOf((await administration.renewPassword('bea@example.org')).link);
    await administration.revokeManager(site.id, id);
    expect(await administration.signedIn(login)).toBeNull();
    expect(await administration.signIn('bea@example.org', GOOD)).toBeNull();
    expect(await administration.choosePassword(link, GOOD)).toBeNull();
    await expect(administration.revokeManager(site.id, id)).rejects.toThrow('manager-unknown');
    await expect(administration.renewPassword('bea@example.org')).rejects.toThrow('manager-unknown');
  });
});

describe('a manager of the site', () => {
  async function twoManagers(): Promise<{ site: Site; ids: readonly [string, string] }> {
    const own = await openSite(world, { isOpen: false });
    const { administration } = world;
    const { items } = await administration.managers(own.id);
    const made = await administration.createManager(own.id, { email: `zwei${own.id}@example.org`, withPassword: true });
    return { site: own, ids: [items[0]?.id ?? '', made.id] };
  }

  it('invites somebody who has no role yet, and nobody loses one by it', async () => {
    const { administration } = world;
    const own = await openSite(world, { isOpen: false });
    const invited = await administration.invite(own.id, { email: ' Iris@Example.org', name: 'Iris', role: 'reader' });
    expect(invited).toMatchObject({
      email: 'iris@example.org',
      name: 'Iris',
      role: 'reader',
      hasPassword: false,
      lastSignedInAt: null,
      letter: 'waiting',
      linkUntil: expect.stringMatching(/T\d\d:\d\d:00\+01:00$/),
    });
    for (const role of ['manager', 'reader'] as const)
      await expect(administration.invite(own.id, { email: 'iris@example.org', role })).rejects.toThrow(
        'manager-exists',
      );
    await expect(administration.invite(own.id, { email: 'iris' })).rejects.toThrow('bad-input');
    expect((await administration.managers(own.id)).items.map((one) => one.role)).toEqual(['manager', 'reader']);
    await expect(administration.inviteAgain(own.id, invited.id)).rejects.toThrow('letter-just-sent');
    await expect(administration.inviteAgain(other.id, invited.id)).rejects.toThrow('manager-unknown');
    const { rows } = await world.db.pool.query<{ secret: string }>(
      "select secret from outbox where recipient = 'iris@example.org'",
    );
    await administration.choosePassword(tokenOf(rows[0]?.secret ?? ''), GOOD);
    await expect(administration.inviteAgain(own.id, invited.id)).rejects.toThrow('password-chosen');
    expect((await administration.managers(own.id)).items[1]).toMatchObject({
      hasPassword: true,
      letter: null,
      linkUntil: null,
      lastSignedInAt: expect.any(String),
    });
    expect((await administration.peopleHistory(own.id)).items.map((one) => [one.action, one.person, one.role])).toEqual(
      [
        ['password-chosen', 'Iris', null],
        ['manager-created', 'Iris', 'reader'],
      ],
    );
  });

  it('cannot let in people without end', async () => {
    const { administration } = world;
    const own = await openSite(world, { isOpen: false });
    await world.db.pool.query(
      `with more as (insert into people (email, created_at)
         select 'many' || n || '.' || $1::text || '@example.org', now() from generate_series(1, 199) n returning id)
       insert into site_roles (person_id, site_id, role, created_at) select id, $1::int, 'reader', now() from more`,
      [own.id],
    );
    await expect(administration.invite(own.id, { email: 'one.more@example.org' })).rejects.toThrow('too-many-people');
  });

  it('stays, whoever is asked to go, also when two ask at once', async () => {
    const { administration } = world;
    for (const leave of [
      (siteId: number, id: string) => administration.dismiss(siteId, id),
      (siteId: number, id: string) => administration.changeRole(siteId, id, 'reader'),
    ]) {
      const { site: own, ids } = await twoManagers();
      const outcomes = await Promise.allSettled(ids.map((id) => leave(own.id, id)));
      expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find((one) => one.status === 'rejected');
      expect(refused?.reason).toMatchObject({ code: 'last-manager' });
      const { items } = await administration.managers(own.id);
      expect(items.filter((one) => one.role === 'manager')).toHaveLength(1);
      const told = (await actionsOn(own.id)).filter((one) => /^manager-(changed|revoked)$/.test(one));
      expect(told).toHaveLength(1);
    }
  });

  it('may go once another has chosen a password; who only was invited does not count, and may always go', async () => {
    const { administration } = world;
    const own = await openSite(world, { isOpen: false });
    const first = (await administration.managers(own.id)).items[0]?.id ?? '';
    const invited = await administration.invite(own.id, { email: `neu${own.id}@example.org` });
    await expect(administration.dismiss(own.id, first)).rejects.toThrow('last-manager');
    await administration.dismiss(own.id, invited.id);
    await expect(administration.dismiss(own.id, invited.id)).rejects.toThrow('manager-unknown');
    await expect(administration.changeRole(own.id, invited.id, 'reader')).rejects.toThrow('manager-unknown');
    await administration.createManager(own.id, { email: `neu${own.id}@example.org`, withPassword: true });
    await administration.dismiss(own.id, first);
    expect((await administration.managers(own.id)).items).toHaveLength(1);
  });
});

describe('a browser', () => {
  it('is known to who has signed in from it, for half a year, until the password is another one', async () => {
    const { administration, db } = world;
    const email = 'kim@example.org';
    const made = await administration.createManager(site.id, { email });
    const chosen = await administration.choosePassword(tokenOf(made.link), GOOD, 'laptop');
    await administration.signIn(email, GOOD, 'tablet');
    const known = async () =>
      await Promise.all(
        ['laptop', 'tablet', 'phone'].map((one) => administration.knowsBrowser(' Kim@example.org', one)),
      );
    expect(await known()).toEqual([true, true, false]);
    expect(await administration.knowsBrowser('nobody@example.org', 'laptop')).toBe(false);
    const { rows } = await db.pool.query("select from known_browsers where encode(token_hash, 'escape') = 'laptop'");
    expect(rows).toEqual([]);
    await administration.changePassword(chosen?.token ?? '', GOOD, `${GOOD} encore`, 'laptop');
    expect(await known()).toEqual([true, false, false]);
    const before = world.now();
    later(181 * 24 * HOUR);
    expect(await known()).toEqual([false, false, false]);
    world.setNow(new Date(before).toISOString());
    for (let number = 0; number < 20; number++) {
      later(60_000);
      await administration.signIn(email, `${GOOD} encore`, `kiosk ${number}`);
    }
    expect(await known()).toEqual([false, false, false]);
    expect(await administration.knowsBrowser(email, 'kiosk 0')).toBe(true);
  });
});

describe('the first password', () => {
  it('is chosen by a link that works once, is mailed, and is nowhere in the database', async () => {
    const { administration, db } = world;
    const { link, id } = await administration.createManager(site.id, { email: 'cleo@example.org' });
    const token = tokenOf(link);
    expect(link).toMatch(/^https:\/\/carillon\.example\.org\/first-password\/[\w-]{32}$/);
    expect(await administration.signIn('cleo@example.org', '')).toBeNull();
    expect(await administration.passwordLink(token)).toEqual({ email: 'cleo@example.org', name: '' });
    for (const [password, code] of [
      ['court', 'password-short'],
      ['x'.repeat(201), 'password-long'],
      ['Azertyuiop123', 'password-common'],
      ['motdepasse2026!', 'password-common'],
      ['123456789012', 'password-common'],
      ['cleo.example.org', 'password-personal'],
    ] as const)
      await expect(administration.choosePassword(token, password), password).rejects.toThrow(code);
    const login = await administration.choosePassword(token, GOOD);
    expect((await administration.signedIn(login?.token ?? ''))?.personId).toBe(id);
    expect(await administration.choosePassword(token, GOOD)).toBeNull();
    expect(await administration.passwordLink(token)).toBeNull();
    expect(await administration.signIn('CLEO@example.org ', GOOD)).not.toBeNull();
    const { rows } = await db.pool.query<{ secret: string }>(
      "select secret from outbox where recipient = 'cleo@example.org'",
    );
    expect(rows).toEqual([{ secret: link }]);
    const { rows: stored } = await db.pool.query(
      "select * from password_links where encode(token_hash, 'escape') = $1",
      [token],
    );
    expect(stored).toEqual([]);
    expect(await actionsOn(site.id)).toEqual(
      expect.arrayContaining(['manager-created', 'password-chosen', 'signed-in']),
    );
  });

  it('expires after 72 hours, and a newer link replaces an older one', async () => {
    const { administration } = world;
    const { link } = await administration.createManager(site.id, { email: 'dora@example.org' });
    const { link: newer } = await administration.renewPassword('dora@example.org');
    expect(await administration.choosePassword(tokenOf(link), GOOD)).toBeNull();
    later(72 * HOUR);
    expect(await administration.choosePassword(tokenOf(newer), GOOD)).toBeNull();
  });
});

describe('a login', () => {
  it('ends when idle for two hours, and after twelve in any case; looking again does not keep it alive', async () => {
    const { administration } = world;
    const { login: idle } = await newcomer('eve@example.org');
    for (let hour = 0; hour < 3; hour++) {
      later(HOUR / 2);
      expect(await administration.signedIn(idle, { isIdle: true })).not.toBeNull();
    }
    later(HOUR / 2);
    expect(await administration.signedIn(idle, { isIdle: true })).toBeNull();

    const busy = (await administration.signIn('eve@example.org', GOOD))?.token ?? '';
    for (let hour = 1; hour < 12; hour++) {
      later(HOUR);
      expect(await administration.signedIn(busy), `${hour} h`).not.toBeNull();
    }
    later(HOUR);
    expect(await administration.signedIn(busy)).toBeNull();
  });

  it('is another one after a change of password: all of the person end, the old password is asked', async () => {
    const { administration } = world;
    const { login } = await newcomer('flo@example.org');
    const elsewhere = (await administration.signIn('flo@example.org', GOOD))?.token ?? '';
    await expect(administration.changePassword(login, 'wrong', `${GOOD} !`)).rejects.toThrow('password-wrong');
    await expect(administration.changePassword(login, GOOD, 'court')).rejects.toThrow('password-short');
    const fresh = (await administration.changePassword(login, GOOD, `${GOOD} encore`)).token;
    expect(await administration.signedIn(fresh)).not.toBeNull();
    for (const old of [login, elsewhere]) expect(await administration.signedIn(old)).toBeNull();
    expect(await administration.signIn('flo@example.org', GOOD)).toBeNull();
    expect(await actionsOn(site.id)).toEqual(expect.arrayContaining(['password-change-failed', 'password-changed']));
    await administration.setLanguage(fresh, 'en');
    expect((await administration.signedIn(fresh))?.language).toBe('en');
  });
});

describe('an operator', () => {
  it('is no manager of any site, and opening one is told once', async () => {
    const { administration } = world;
    const made = await administration.createOperator({ email: 'ops@example.org' });
    const login = (await administration.choosePassword(tokenOf(made.link), GOOD))?.token ?? '';
    expect(await administration.signedIn(login)).toMatchObject({
      actor: `operator:${made.id}`,
      isOperator: true,
      sites: [],
    });
    await asking({ actor: 'nobody', address: '192.0.2.9' }, async () => {
      await administration.enterSupervision(login, other.id);
      await administration.enterSupervision(login, other.id);
      await administration.signedIn(login);
      expect(currentAsker().actor).toBe(`operator:${made.id}`);
    });
    const { items } = await administration.audit(other.id, { limit: 5 });
    expect(items.filter((one) => one.action === 'supervision-opened')).toMatchObject([
      { actor: `operator:${made.id}`, address: '192.0.2.9' },
    ]);
    expect((await administration.operators()).items).toMatchObject([{ email: 'ops@example.org', hasPassword: true }]);
    await administration.revokeOperator(made.id);
    expect(await administration.signedIn(login)).toBeNull();
    expect((await administration.operators()).items).toEqual([]);
  });
});

describe('the board', () => {
  it('filters runs by status, trigger, establishment, days and text', async () => {
    const own = await openSite(world);
    await own.deposit('nothing', { name: 'faux fichier.xml' });
    await own.deposit(school, { name: 'EDT_export.xml' });
    const { administration } = world;
    const idsOf = async (filter: Parameters<typeof administration.runs>[1]): Promise<string[]> =>
      (await administration.runs(own.id, filter)).items.map((one) => `${one.trigger} ${one.status}`);
    expect(await idsOf({})).toEqual(['automatic unchanged', 'automatic rejected', 'manual integrated']);
    expect(await idsOf({ statuses: ['rejected', 'failed'] })).toEqual(['automatic rejected']);
    expect(await idsOf({ trigger: 'manual' })).toEqual(['manual integrated']);
    expect(await idsOf({ text: 'FAUX' })).toEqual(['automatic rejected']);
    expect(await idsOf({ text: '%' })).toEqual([]);
    expect(await idsOf({ establishment: 1, statuses: ['unchanged', 'integrated'] })).toHaveLength(2);
    expect(await idsOf({ establishment: 2 })).toEqual([]);
    const today = new Date(world.now()).toISOString().slice(0, 10);
    expect((await administration.runs(own.id, { from: today, to: today })).total).toBe(3);
    expect((await administration.runs(own.id, { to: '2026-11-21' })).total).toBe(0);
    expect((await administration.runs(own.id, { statuses: ['rejected'], limit: 1 })).total).toBe(1);
    // A person asked for a replay: it is no automatic import.
    const [, rejected] = (await administration.runs(own.id, {})).items;
    await administration.act(rejected?.id ?? '', 'replay', 'manager:1');
    await world.work(own.id);
    const occasions = async (occasion: 'automatic' | 'manual' | 'replay'): Promise<(string | undefined)[]> =>
      (await administration.runs(own.id, { occasion })).items.map((one) => one.replayOf ?? one.status);
    expect(await occasions('automatic')).toEqual(['unchanged', 'rejected']);
    expect(await occasions('manual')).toEqual(['integrated']);
    expect(await occasions('replay')).toEqual([rejected?.id]);
  });

  it('is fresh, then late, then stale by working days, and counts what waits for a person', async () => {
    world.setNow('2026-11-27T10:00:00+01:00');
    const own = await openSite(world);
    const { administration } = world;
    const at = async (iso: string): Promise<unknown> => {
      world.setNow(iso);
      const { state, missedDays } = await administration.freshness(own.id);
      return [state, missedDays];
    };
    expect(await at('2026-11-27T20:00:00+01:00')).toEqual(['fresh', 0]);
    expect(await at('2026-11-30T23:00:00+01:00')).toEqual(['fresh', 0]);
    expect(await at('2026-12-01T01:00:00+01:00')).toEqual(['late', 1]);
    expect(await at('2026-12-03T08:00:00+01:00')).toEqual(['stale', 3]);
    await administration.setSite(own.id, { expectedWorkingDays: 5 });
    expect(await at('2026-12-03T08:00:00+01:00')).toEqual(['fresh', 3]);
    await administration.setSite(own.id, { expectedWorkingDays: 0 });
    expect(await at('2026-12-03T08:00:00+01:00')).toEqual(['none', 0]);

    const { id } = await administration.createManager(own.id, { email: 'gil@example.org' });
    expect(await administration.badges(own.id, id)).toEqual({ matches: 0, messages: 0 });
    await own.deposit('nothing', { name: 'x.xml' });
    expect(await administration.badges(own.id, id)).toEqual({ matches: 0, messages: 1 });
    const [header = '', ...rows] = writeDirectoryCsv(school).split('\n');
    const oneTeacher = [header, rows.find((row) => row.startsWith('teacher'))].join('\n');
    await world.directory(own.id, oneTeacher, { isSeen: true });
    await own.deposit(school, { name: 'EDT.xml' });
    expect((await administration.badges(own.id, id)).matches).toBeGreaterThan(0);
  });
});
