/** « Messages » in a real Chromium: what asks for a decision, and what became of it once somebody decided. */
import { expect, test } from 'vitest';
import { servicesOf } from '../../src/demo/school/model.ts';
import { deleteServices } from '../../src/demo/school/mutate.ts';
import { school } from '../support/flow.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';

describeOnStage('the messages of a site', openManagedSite, (stage) => {
  const half = Math.floor(servicesOf(school).size / 2);

  async function hold(more: number): Promise<string> {
    const { run } = await stage.real.site.deposit(deleteServices(school, half + more));
    expect(run.status).toBe('held');
    return run.id ?? '';
  }

  test('asks for the decision, on whichever import waits, until it is made', async () => {
    const { site, web, people } = stage.real;
    const first = await hold(1);
    const next = await hold(2);
    const { page, complaints } = await stage.enter(people.manager);
    const base = `${web.url}/sites/${site.id}`;
    await page.goto(`${base}/messages`);
    await page.getByText(`L’import n° ${next} a remplacé le n° ${first}`).waitFor();
    await look(page, 'messages-1-waits');
    await page.getByRole('link', { name: /Import en attente de votre décision/ }).click();
    await page.getByRole('heading', { name: `L’import n° ${next} attend votre décision` }).waitFor();
    await look(page, 'messages-2-replaced');
    await page.getByRole('link', { name: `Voir l’import n° ${next}` }).click();

    await page.getByLabel('Motif de votre décision').fill('Base de test.');
    await page.getByRole('button', { name: 'Rejeter', exact: true }).click();
    await page.getByText('l’import est rejeté').waitFor();
    await page.goto(`${base}/messages`);
    expect(await page.getByText('en attente de votre décision').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('shows what became of an import that was decided about, and is unread for nobody', async () => {
    const { site, web, people } = stage.real;
    const run = await hold(3);
    const { page, complaints } = await stage.enter(people.manager);
    const base = `${web.url}/sites/${site.id}`;
    await page.goto(`${base}/messages?filter=unread`);
    await page.getByRole('link', { name: /Import en attente de votre décision/ }).waitFor();
    await page.goto(`${base}/runs/${run}`);
    await page.getByLabel('Motif de votre décision').fill('Voulu : fin des groupes de langue.');
    await page.getByRole('button', { name: 'Approuver l’import' }).click();
    await page.getByText('l’import est approuvé').waitFor();
    await stage.real.world.work(site.id);

    await page.goto(`${base}/messages`);
    const row = page.getByRole('listitem').filter({ hasText: 'Import approuvé et appliqué' });
    await row.getByText('Motif : « Voulu : fin des groupes de langue. ».').waitFor();
    expect(await page.locator('.mails .unread').count()).toBe(0);
    await look(page, 'messages-3-decided');
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: `Ce que l’import n° ${run} est devenu` }).waitFor();
    await page.getByText(/^Approuvé par Claire Petit/).waitFor();
    expect(await page.getByRole('button', { name: 'Marquer comme non lu' }).count()).toBe(0);
    await look(page, 'messages-4-became');
    await page.goto(`${base}/messages?filter=unread`);
    await page.getByText('Tout est lu').waitFor();

    // Undone, one message says so in its title; the other still says what it told, and below it what became of that.
    await stage.real.world.administration.act(run, 'undo', 'manager:1', 'Finalement non.');
    await stage.real.world.work(site.id);
    await page.goto(`${base}/messages`);
    const about = page.getByRole('listitem').filter({ hasText: `import n° ${run}` });
    const titles = (await about.getByRole('link').allInnerTexts()).map((text) => text.trim());
    expect(titles.filter((title) => title.includes('annulé'))).toHaveLength(1);
    expect(titles).toHaveLength(2);
    expect(await about.getByText('Finalement non.').count()).toBe(2);
    expect(complaints).toEqual([]);
  });
});
