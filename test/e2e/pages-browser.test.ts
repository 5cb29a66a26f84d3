/** The pages in a real Chromium: a manager signs in, sees what waits, decides; nothing breaks the policy. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPage, picture, startBrowser, sticksOut, type Watched } from '../support/browser.ts';
import { EMAIL, ONE_TIME, PASSWORD } from '../support/fake-administration.ts';
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

  async function signIn(watched: Watched, email = EMAIL): Promise<Watched['page']> {
    const { page } = watched;
    await page.goto(`${web.url}/`);
    await page.getByLabel('Adresse électronique').fill(email);
    await page.getByLabel('Mot de passe').fill(PASSWORD);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    return page;
  }

  test('sign in, dashboard, a held run, approve', async () => {
    const watched = await openPage(browser);
    await watched.page.goto(`${web.url}/`);
    await picture(watched.page, '1-sign-in');
    const page = await signIn(watched);
    expect(new URL(page.url()).pathname).toBe('/');
    await page.getByRole('heading', { name: 'Cité scolaire Émanche' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(31);
    await picture(page, '2-dashboard');
    expect(await sticksOut(page)).toBe(0);

    await page.getByRole('link', { name: 'Voir le bilan et décider' }).click();
    await page.getByRole('heading', { name: 'Import n° 87' }).waitFor();
    await page.getByText('Référence inconnue').click();
    await picture(page, '3-held-run');
    expect(await sticksOut(page)).toBe(0);

    await page.getByLabel('Motif de votre décision').fill('Nouvel emploi du temps de décembre, prévu.');
    await page.getByRole('button', { name: 'Approuver l’import' }).click();
    await page.getByText('Import réalisé avec succès').waitFor();
    expect(web.fake.calls.at(-1)).toEqual({
      method: 'act',
      asked: ['87', 'approve', 'manager:12', 'Nouvel emploi du temps de décembre, prévu.'],
    });
    await picture(page, '4-approved');
    expect(watched.complaints).toEqual([]);
  });

  test('the dashboard looks again by itself while something runs', async () => {
    const watched = await openPage(browser);
    const page = await signIn(watched);
    const running = web.fake.runs.get('88');
    const waiting = web.fake.runs.get('89');
    if (!running || !waiting) throw new Error('the fake has no running run');
    await page.getByText('Traitement en cours').waitFor();
    web.fake.runs.set('88', { ...running, status: 'unchanged' });
    web.fake.runs.set('89', { ...waiting, status: 'cancelled' });
    await page.getByText('Traitement en cours').waitFor({ state: 'detached', timeout: 20_000 });
    await page.locator('main:not([data-refresh])').waitFor();
    expect(watched.complaints).toEqual([]);
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
    await page.goto(`${web.url}/messages`);
    await page.getByText('Import en attente de votre décision').click();
    await picture(page, '9-messages');
    expect(await sticksOut(page)).toBe(0);

    await page.goto(`${web.url}/one-time/${ONE_TIME}`);
    await picture(page, '10-one-time');
    await page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    await page.getByLabel('Identifiant', { exact: true }).waitFor();
    expect(await page.getByLabel('Tous les établissements').inputValue()).toBe(
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
    await page.getByLabel('Motif de votre décision').focus();
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
