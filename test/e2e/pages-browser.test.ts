/** The pages in a real Chromium: a manager signs in, sees what waits, decides; nothing breaks the policy. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPage, picture, signInTo, startBrowser, sticksOut, violations, type Watched } from '../support/browser.ts';
import {
  EMAIL,
  FIRST_PASSWORD,
  ONE_TIME,
  OPERATOR_EMAIL,
  PASSWORD,
  READER_EMAIL,
} from '../support/fake-administration.ts';
import { describeWith } from '../support/machine.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

describeWith('chromium', 'pages in Chromium', (executablePath) => {
  let browser: Browser;
  let web: TestWeb;
  beforeAll(async () => {
    browser = await startBrowser(executablePath);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    web = await startWeb();
  });
  afterEach(() => web.close());

  async function signIn({ page }: Watched, email = EMAIL): Promise<Watched['page']> {
    await signInTo(page, web.url, email, PASSWORD);
    return page;
  }

  /** By the key alone. */
  async function tabTo(page: Watched['page'], id: string): Promise<void> {
    for (let keys = 0; keys < 60; keys++) {
      await page.keyboard.press('Tab');
      if ((await page.locator(':focus').getAttribute('id')) === id) return;
    }
    throw new Error(`the key never reached ${id}`);
  }

  test('sign in, dashboard, a held run, approve', async () => {
    const watched = await openPage(browser);
    await watched.page.goto(`${web.url}/`);
    await picture(watched.page, '1-sign-in');
    const page = await signIn(watched);
    expect(new URL(page.url()).pathname).toBe('/sites/4817');
    await page.getByRole('heading', { name: 'Cité scolaire Émanche' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(26);
    await picture(page, '2-dashboard');
    expect(await sticksOut(page)).toBe(0);

    await page.getByRole('link', { name: 'Voir le bilan et décider' }).click();
    await page.getByRole('heading', { name: 'Import n° 87' }).waitFor();
    await page.getByText('Référence inconnue').click();
    await picture(page, '3-held-run');
    expect(await sticksOut(page)).toBe(0);

    await page.getByLabel('Motif de votre décision').fill('Nouvel emploi du temps de décembre, prévu.');
    await page.getByRole('button', { name: 'Approuver l’import' }).click();
    await page.getByText('Fait : l’import est approuvé').waitFor();
    await page.getByText('Import réalisé avec succès').waitFor();
    expect(web.fake.calls.at(-1)).toEqual({
      method: 'act',
      asked: ['87', 'approve', 'manager:12', 'Nouvel emploi du temps de décembre, prévu.'],
    });
    await picture(page, '4-approved');
    expect(watched.complaints).toEqual([]);
  });

  test('the board follows the running import by itself: focus and what is open stay, and it goes on looking when all is settled', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    const running = web.fake.runs.get('88');
    const waiting = web.fake.runs.get('89');
    if (!running || !waiting) throw new Error('the fake has no running run');
    const now = page.getByRole('region', { name: 'En ce moment' });
    await now.getByText('Import n° 88 en cours').waitFor();
    await expect.poll(() => now.locator('.current').textContent()).toContain('Vérification des seuils');
    expect(await now.getByRole('progressbar').getAttribute('value')).toBe('2');
    await page.getByText('Filtrer', { exact: true }).first().click();
    await page.getByRole('link', { name: 'Import n° 89' }).first().focus();
    const asked: string[] = [];
    page.on('response', (answer) => asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`));
    const [first] = running.steps;
    if (!first) throw new Error('the running run has no step');
    const steps = [...running.steps, { ...first, step: 'thresholds' as const }];
    web.fake.runs.set('88', { ...running, steps });
    await now.locator('.current', { hasText: 'Création des groupes' }).waitFor({ timeout: 20_000 });
    expect(await page.locator(':focus').textContent()).toBe('Import n°\u00a089');
    expect(await page.locator('details.filter-box').getAttribute('open')).not.toBeNull();
    await expect.poll(() => asked, { timeout: 20_000 }).toContain('304 /sites/4817');
    expect(asked.every((one) => one.endsWith(' /sites/4817'))).toBe(true);

    web.fake.runs.set('88', { ...running, status: 'integrated', steps: running.steps });
    web.fake.runs.set('89', { ...waiting, status: 'cancelled' });
    await now.waitFor({ state: 'detached', timeout: 20_000 });
    await page.locator('#board[data-refresh-idle]').waitFor();
    expect(await page.locator('#board').getAttribute('data-refresh-seconds')).toBe('3');
    expect(watched.complaints).toEqual([]);
  });

  test('an idle board follows too: what begins, what is held; nothing is touched while nothing changes', async () => {
    const { runs } = web.fake;
    const [held, running, queued] = ['87', '88', '89'].map((id) => runs.get(id));
    if (!held || !running || !queued) throw new Error('the fake has other runs');
    for (const run of [held, running, queued]) runs.set(run.id, { ...run, status: 'cancelled' });
    const watched = await openPage(browser);
    await watched.page.clock.install();
    const page = await signIn(watched);
    const board = page.locator('#board');
    const pause = () => board.getAttribute('data-refresh-seconds');
    expect([await pause(), await page.locator('noscript').count()]).toEqual(['3', 0]);
    const asked: string[] = [];
    page.on('response', (answer) => asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`));
    /** Has time pass until it is so. */
    const passes = (isSo: () => Promise<boolean> | boolean) =>
      expect
        .poll(
          async () => {
            await page.clock.fastForward(15_000);
            return await isSo();
          },
          { timeout: 20_000 },
        )
        .toBe(true);

    await page.getByText('Filtrer', { exact: true }).first().click();
    await page.getByLabel('Statut').selectOption({ label: 'Refusés, rejetés ou en échec' });
    const link = page.getByRole('link', { name: 'Import n° 89' }).first();
    await link.focus();
    const focused = await page.evaluate('document.activeElement.outerHTML');
    expect(focused).toContain('/runs/89');
    await page.evaluate('document.activeElement.isTheSame = true');
    await passes(() => asked.includes('200 /sites/4817') && asked.includes('304 /sites/4817'));
    expect(await page.evaluate('document.activeElement.isTheSame')).toBe(true);

    runs.set('87', held);
    await passes(() => page.getByRole('link', { name: 'Voir le bilan et décider' }).isVisible());
    expect([await pause(), await page.evaluate('document.activeElement.outerHTML')]).toEqual(['3', focused]);
    expect(await page.locator('details.filter-box').getAttribute('open')).not.toBeNull();
    expect(await page.getByLabel('Statut').inputValue()).toBe('bad');

    // Nobody looks at it: nobody asks. Shown again, it asks at once.
    const show = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
        document.dispatchEvent(new Event('visibilitychange'));`);
    await show(true);
    const soFar = asked.length;
    for (let minutes = 0; minutes < 3; minutes++) await page.clock.fastForward(60_000);
    runs.set('88', running);
    const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/sites/4817');
    await show(false);
    await answered;
    await page.getByText('Import n° 88 en cours').waitFor();
    expect([asked.length, await pause()]).toEqual([soFar + 1, '3']);
    runs.set('88', { ...running, status: 'integrated' });
    await passes(async () => (await board.getAttribute('data-refresh-idle')) === 'true');
    expect(watched.complaints).toEqual([]);
  });

  test('a login that ended while the board looked again leads to signing in, and back', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    web.fake.endLogins();
    await page.waitForURL((url) => url.pathname === '/sign-in', { timeout: 20_000 });
    expect(new URL(page.url()).search).toBe('?next=%2Fsites%2F4817');
  });

  test('the history is filtered by a form that is an address', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    await page.getByText('Filtrer', { exact: true }).first().click();
    await page.getByLabel('Statut').selectOption({ label: 'Refusés, rejetés ou en échec' });
    await page.getByLabel('Du', { exact: true }).fill('2026-11-20');
    await picture(page, '2b-filters');
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByText('1 import correspond à ces filtres').waitFor();
    await page.getByText('Fichier d’un autre établissement').waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('bad');
    expect(await page.getByLabel('Du', { exact: true }).inputValue()).toBe('2026-11-20');
    expect(await sticksOut(page)).toBe(0);
    await page.getByRole('link', { name: 'Tout afficher' }).click();
    await page.getByText('41 imports').waitFor();
    expect(watched.complaints).toEqual([]);
  });

  test('nothing serious shuts anybody out, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const watched = await openPage(browser, { colorScheme });
      const { page } = watched;
      for (const path of ['/sign-in', `/first-password/${FIRST_PASSWORD}`, '/first-password/unknown', '/nowhere']) {
        await page.goto(`${web.url}${path}`);
        expect([path, await violations(page)]).toEqual([path, []]);
        expect([path, await sticksOut(page)]).toEqual([path, 0]);
      }
      await signIn(watched, 'other@ecole.example');
      for (const path of [
        '/',
        '/account',
        '/sites/4817',
        '/sites/4817?status=bad',
        '/sites/4817?text=rien',
        '/sites/4817/messages',
        ...['72', '83', '87', '88', '89'].map((id) => `/sites/4817/runs/${id}`),
        '/sites/4817/runs/87/undo',
      ]) {
        await page.goto(`${web.url}${path}`);
        expect([path, colorScheme, await violations(page)]).toEqual([path, colorScheme, []]);
        expect([path, await sticksOut(page)]).toEqual([path, 0]);
      }
    }
  });

  test('an operator supervises, a reader looks, somebody has several sites', async () => {
    const operator = await openPage(browser);
    let page = await signIn(operator, OPERATOR_EMAIL);
    await picture(page, '16-operator');
    await page.getByRole('link', { name: 'Lycée <Voisin>' }).click();
    await page.getByText('Supervision', { exact: true }).waitFor();
    await picture(page, '17-supervision');
    expect([await violations(page), await sticksOut(page)]).toEqual([[], 0]);
    const reader = await openPage(browser);
    page = await signIn(reader, READER_EMAIL);
    await page.goto(`${web.url}/sites/4817/runs/87`);
    await picture(page, '18-reader');
    expect(await page.getByRole('button').allTextContents()).toEqual(['Se déconnecter']);
    expect([await violations(page), await sticksOut(page)]).toEqual([[], 0]);
    const both = await openPage(browser);
    page = await signIn(both, 'other@ecole.example');
    await page.getByRole('link', { name: 'Cité scolaire Émanche' }).click();
    await page.locator('.switch summary').click();
    await picture(page, '19-switch');
    await page.keyboard.press('Escape');
    expect(await page.locator('.switch').getAttribute('open')).toBeNull();
    await page.locator('.switch summary').click();
    await page.getByRole('link', { name: 'Lycée <Voisin>' }).click();
    await page.waitForURL((url) => url.pathname === '/sites/9999');
    for (const watched of [operator, reader, both]) expect(watched.complaints).toEqual([]);
  });

  test('the first password, then another one, then English', async () => {
    const watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${web.url}/first-password/${FIRST_PASSWORD}`);
    await picture(page, '20-first-password');
    await page.getByLabel('Nouveau mot de passe').fill('quatre chevaux bleus');
    await page.getByLabel('Le même, une seconde fois').fill('quatre chevaux bleus');
    await page.getByRole('button', { name: 'Enregistrer et se connecter' }).click();
    await page.getByText('Fait : votre mot de passe est enregistré.').waitFor();
    await page.getByRole('link', { name: 'Mon compte' }).click();
    await page.getByLabel('Mot de passe actuel').fill('faux');
    await page.getByLabel('Nouveau mot de passe').fill('trois poules rouges');
    await page.getByLabel('Le même, une seconde fois').fill('trois poules rouges');
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await page.getByText('Le mot de passe actuel n’est pas celui-là.').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('old');
    await picture(page, '21-account');
    await page.getByLabel('Mot de passe actuel').fill('quatre chevaux bleus');
    await page.getByLabel('Nouveau mot de passe').fill('trois poules rouges');
    await page.getByLabel('Le même, une seconde fois').fill('trois poules rouges');
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await page.getByText('le mot de passe est changé').waitFor();
    await page.getByLabel('English').check();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Done: the language is saved.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Cité scolaire Émanche' }).click();
    await page.getByRole('heading', { name: 'History of imports' }).waitFor();
    await picture(page, '22-english');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    // The console tells of the answer 422 that was expected.
    expect(watched.complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('refused, running, unchanged and failed runs, messages, one-time link, dark', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    for (const [id, name] of [
      ['83', '5-rejected'],
      ['88', '6-running'],
      ['89', '7-waiting'],
      ['72', '8-alerts'],
    ] as const) {
      await page.goto(`${web.url}/sites/4817/runs/${id}`);
      await picture(page, name);
      expect([name, await sticksOut(page)]).toEqual([name, 0]);
    }
    await page.goto(`${web.url}/sites/4817/messages`);
    await page.getByText('Import en attente de votre décision').click();
    await picture(page, '9-messages');
    expect(await sticksOut(page)).toBe(0);

    await page.goto(`${web.url}/one-time/${ONE_TIME}`);
    await picture(page, '10-one-time');
    await page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    await page.getByLabel('Identifiant', { exact: true }).waitFor();
    expect(await page.getByLabel('Tous les établissements', { exact: true }).inputValue()).toBe(
      'https://emp.thibault.bourgeois:k7%23mWq%2F2pZ%2BtYv9x@carillon.example/webdav/4817/',
    );
    await picture(page, '11-credentials');
    expect(await sticksOut(page)).toBe(0);
    expect(watched.complaints).toEqual([]);

    const dark = await openPage(browser, { colorScheme: 'dark' });
    await signIn(dark);
    await picture(dark.page, '12-dark-dashboard');
    await dark.page.goto(`${web.url}/sites/4817/runs/87`);
    await picture(dark.page, '13-dark-run');
    await dark.page.goto(`${web.url}/nowhere`);
    await picture(dark.page, '14-not-found');
  });

  test('everything works without script, and by keyboard alone', async () => {
    const watched = await openPage(browser, { javaScriptEnabled: false });
    const { page } = watched;
    await page.goto(`${web.url}/sites/4817/runs/87`);
    await page.keyboard.type(EMAIL);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.endsWith('/87'));
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Aller au contenu');
    await page.keyboard.press('Enter');
    await tabTo(page, 'reason');
    await page.keyboard.type('Erreur de saisie');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Import rejeté par un gestionnaire').waitFor();
    expect(web.fake.calls.at(-1)?.asked).toEqual(['87', 'reject', 'manager:12', 'Erreur de saisie']);
    expect(watched.complaints).toEqual([]);
  });

  test('the report as a document of its own opens from the disk', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    const { value: text } = {
      value: await page.evaluate("fetch('/sites/4817/runs/87/bilan.html').then((one) => one.text())"),
    };
    await page.goto('about:blank');
    await page.setContent(String(text));
    await page.getByRole('heading', { name: 'Import n° 87' }).waitFor();
    await picture(page, '15-document');
    expect(watched.complaints).toEqual([]);
  });
});
