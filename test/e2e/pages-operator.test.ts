/** All sites for operators, with five thousand of them: found, filtered, sorted, in pages, live, and shown to nobody else. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STANDINGS } from '../../src/adapters/store/overview.ts';
import { openPage, picture, signInTo, startBrowser, sticksOut, violations } from '../support/browser.ts';
import { describeWith } from '../support/machine.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { makeManySites } from '../support/many-sites.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const COUNT = 5_000;
let managed: ManagedSite;
beforeAll(async () => {
  // A Thursday.
  managed = await openManagedSite();
  managed.world.setNow('2026-11-26T12:00:00+01:00');
  await makeManySites(managed.world.db.pool, { count: COUNT, runsOfEach: 4, nowIso: '2026-11-26T12:00:00+01:00' });
});
afterAll(() => managed.close());

const overview: ManagedSite['world']['administration']['overview'] = (query) =>
  managed.world.administration.overview(query);

describe('the figures', () => {
  test('count all sites, whatever is searched', async () => {
    const { sites, counts, runs, total, pages } = await overview({ text: 'éléonore 4999' });
    expect({ sites, total, pages }).toEqual({ sites: COUNT + 1, total: 1, pages: 1 });
    expect(counts).toEqual({
      look: 5_000 / 10 + 100 + 1,
      failing: 500,
      held: 250,
      running: 100,
      // Every 25th, but for those that wait for a person with a file of today; and the managed site, which never had a deposit.
      stale: 151,
      late: 0,
      fresh: expect.any(Number),
      none: 125,
    });
    expect(counts.fresh + counts.late + counts.stale + counts.none).toBe(COUNT + 1);
    expect(runs).toEqual({ running: 100, waiting: 0, held: 250 });
  });

  test('say the same of a site as its own board', async () => {
    const { items } = await overview({ limit: 10_000 });
    for (const id of [10_001, 10_025, 10_040, managed.site.id]) {
      const own = items.find((one) => one.id === id);
      // What is not applied is in the list's own columns: held, failing.
      const ofBoard = { ...(await managed.world.administration.freshness(id)), unapplied: null };
      expect([id, own?.freshness]).toEqual([id, ofBoard]);
    }
  });

  test('know holidays: nobody is late on the Monday after them', async () => {
    managed.world.setNow('2026-12-19T12:00:00+01:00');
    const before = (await overview({})).counts;
    managed.world.setNow('2027-01-04T08:00:00+01:00');
    const after = (await overview({})).counts;
    managed.world.setNow('2026-11-26T12:00:00+01:00');
    expect(after.stale + after.late).toBe(before.stale + before.late);
  });
});

describe('the list', () => {
  test('finds by name, number and UAI code, without accents and case', async () => {
    const found = async (text: string): Promise<(number | undefined)[]> =>
      (await overview({ text })).items.map((one) => one.id).slice(0, 3);
    expect(await found('college eleonore 4711')).toEqual([14_711]);
    expect(await found('COLLÈGE-ÉLÉONORE 4321')).toEqual([14_321]);
    expect(await found('14322')).toEqual([14_322]);
    const uai = (await overview({ text: '14323' })).items[0]?.establishments[1]?.uai ?? '';
    expect(await found(uai.toLowerCase())).toEqual([14_323]);
    expect(await found(`site ${managed.site.id}`)).toEqual([managed.site.id]);
  });

  test('filters, sorts and turns pages', async () => {
    expect((await overview({ filter: 'held' })).total).toBe(250);
    const { items } = await overview({ sort: 'number', page: 2, limit: 10 });
    expect(items.map((one) => one.id)).toEqual([
      10_010, 10_011, 10_012, 10_013, 10_014, 10_015, 10_016, 10_017, 10_018, 10_019,
    ]);
    expect((await overview({ sort: 'number', isReversed: true })).items[0]?.id).toBe(15_000);
    expect((await overview({ page: 9_999 })).page).toBe(201);
    const urgent = (await overview({ limit: 10_000 })).items;
    expect(urgent[0]).toMatchObject({ failing: 1 });
    expect(urgent.at(-1)).toMatchObject({ failing: 0, held: 0 });
    expect((await overview({ sort: 'name' })).items.slice(0, 3).map((one) => one.name)).toEqual([
      'Collège Éléonore 1',
      'Collège Éléonore 2',
      'Collège Éléonore 3',
    ]);
    expect((await overview({ sort: 'last' })).items[0]?.lastGoodAt).toBeNull();
  });

  test('goes through no table of runs', async () => {
    const { rows } = await managed.world.db.pool.query<{ 'QUERY PLAN': string }>(`explain ${STANDINGS}`, [null]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on runs/);
    expect(plan).toContain('runs_good');
  });
});

describe('what a row says', () => {
  async function rowsOf(path: string): Promise<string[]> {
    const visitor = createVisitor(managed.web.url);
    await visitor.signIn(...managed.people.operator);
    const { text } = await visitor.ask(path);
    return text
      .slice(text.indexOf('<tbody>'))
      .split('</tr>')
      .map((row) => row.replace(/<[^>]*>/g, '|'));
  }

  test('of a site that is late: that a deposit is awaited, and not that all is well', async () => {
    const late = (await rowsOf('/operator?show=stale&order=desc')).filter((row) => row.includes('Très en retard'));
    expect(late.length).toBeGreaterThan(5);
    expect(late.filter((row) => row.includes('Rien à signaler'))).toEqual([]);
    expect(late.some((row) => row.includes('Dépôt attendu'))).toBe(true);
    const fresh = (await rowsOf('/operator?show=fresh&sort=number')).join('\n');
    expect(fresh).toContain('Rien à signaler');
    expect(fresh).not.toContain('Dépôt attendu');
  });

  test('of its times in which zone they are, where the sites of a page are not all of the usual one', async () => {
    const page = '/operator?show=fresh&sort=number';
    expect((await rowsOf(page)).join('')).not.toContain('heure locale');
    const moved = (await overview({ filter: 'fresh', sort: 'number' })).items[1]?.id;
    await managed.world.db.pool.query("update sites set timezone = 'Indian/Reunion' where id = $1", [moved]);
    const [first = '', second = ''] = await rowsOf(page);
    await managed.world.db.pool.query("update sites set timezone = 'Europe/Paris' where id = $1", [moved]);
    expect([first, second].map((row) => /heure locale \(([^)]*)\)/.exec(row)?.[1])).toEqual(['France', 'La Réunion']);
  });
});

describe('who sees it', () => {
  async function visitorAs(role: keyof ManagedSite['people']): Promise<Visitor> {
    const visitor = createVisitor(managed.web.url);
    await visitor.signIn(...managed.people[role]);
    return visitor;
  }

  test('operators; to managers and readers there is no such page', async () => {
    for (const role of ['manager', 'reader'] as const) {
      const visitor = await visitorAs(role);
      expect([role, (await visitor.ask('/operator')).status]).toEqual([role, 404]);
      expect((await visitor.ask('/account')).text).not.toContain('/operator');
      const own = await visitor.ask('/sites');
      expect(own.status).toBe(200);
      expect(own.text.match(/href="\/sites\/\d+"/g)).toContain(`href="/sites/${managed.site.id}"`);
      expect(own.text).not.toContain('/sites/10001"');
    }
    const operator = await visitorAs('operator');
    const first = await operator.ask('/');
    expect([first.status, first.headers.get('location')]).toEqual([303, '/operator']);
    expect((await operator.ask('/sites')).headers.get('location')).toBe('/operator');
    expect((await operator.ask('/operator?show=unknown')).status).toBe(422);
    expect((await createVisitor(managed.web.url).ask('/operator')).headers.get('location')).toMatch(/^\/sign-in/);
  });

  test('in supervision neither passwords nor accounts can be changed', async () => {
    const operator = await visitorAs('operator');
    const board = await operator.ask('/sites/10001');
    expect(board.text).toContain('class="banner supervision"');
    const account = managed.site.folder.accountId;
    for (const path of [`accounts/${account}/revoke`, `accounts/${account}/regenerate`, 'accounts']) {
      const answer = await operator.send(`/sites/${managed.site.id}/${path}`, { person: 'P1' });
      expect([path, answer.status === 403 || answer.status === 404]).toEqual([path, true]);
    }
  });
});

describeWith('chromium', 'the list', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(executablePath);
  });
  afterAll(() => browser.close());

  test('is searched, sorted, opened in supervision and left again; it looks again by itself', {
    timeout: 180_000,
  }, async () => {
    const watched = await openPage(browser);
    const { page } = watched;
    await signInTo(page, managed.web.url, ...managed.people.operator);
    await page.waitForURL((url) => url.pathname === '/operator');
    await picture(page, 'operator-1');
    expect(await violations(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);

    await page
      .getByRole('link', { name: /En attente de décision/ })
      .first()
      .click();
    await page.getByText('250 sites, page 1 sur 10').waitFor();
    await page.getByRole('link', { name: 'Page suivante' }).click();
    await page.getByText('250 sites, page 2 sur 10').waitFor();
    await page.getByRole('link', { name: 'Numéro', exact: true }).click();
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toBe('Numéro');
    await picture(page, 'operator-2-held');
    await page.getByLabel('Nom, numéro ou code UAI').fill('rien de tel');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.getByText('Aucun site ne correspond').waitFor();
    await picture(page, 'operator-3-none');
    await page.getByLabel('Nom, numéro ou code UAI').fill('eleonore 1');
    await page.getByLabel('Afficher').selectOption('');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Collège Éléonore 1', exact: true }).waitFor();

    // A run that ends elsewhere is seen here.
    const look = page.waitForResponse(
      (one) => one.request().headers()['x-carillon-look'] !== undefined && one.status() === 200,
    );
    await managed.world.db.pool.query("update sites set name = 'Collège Renommé Eleonore 1' where id = 10001");
    await look;
    await page.getByRole('link', { name: 'Collège Renommé Eleonore 1', exact: true }).click();
    await page.getByText('Supervision', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Quitter la supervision' }).click();
    await page.waitForURL((url) => url.pathname === '/operator');
    expect(watched.complaints).toEqual([]);
  });
});
