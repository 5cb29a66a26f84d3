/** « Seuils et contrôles » in Chromium, on real imports: a moved value answers at once, without script by a button. */
import { beforeAll, expect, test } from 'vitest';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { picture, violations } from '../support/browser.ts';
import { school } from '../support/flow.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';

describeOnStage('thresholds', openManagedSite, (stage) => {
  let address: string;
  beforeAll(async () => {
    const { site, world, web } = stage.real;
    address = `${web.url}/sites/${site.id}/thresholds`;
    const some = Math.floor(servicesOf(school).size / 5);
    const files = [changeRoom(school), deleteServices(school, some), school, deleteServices(school, 3 * some)];
    for (const [index, file] of files.entries()) {
      world.setNow(`2026-11-${String(23 + index)}T17:05:00+01:00`);
      await site.deposit(file);
    }
  });

  test('moving a value shows what the last imports would have given, without a reload', async () => {
    const watched = await stage.enter(stage.real.people.manager);
    const { page } = watched;
    await page.goto(address);
    await picture(page, 'thresholds-1');
    const panel = page.locator('#what-if');
    await panel.getByText('Changez une valeur').waitFor();
    expect(await page.getByRole('button', { name: 'Simuler' }).isVisible()).toBe(false);
    let loads = 0;
    page.on('framenavigated', () => {
      loads += 1;
    });
    const field = page.getByLabel('Seuil : % de services d’enseignement supprimés');
    await field.fill('15');
    await panel.getByText('1 import aurait donné un autre résultat').waitFor();
    expect(await panel.locator('.other').innerText()).toMatch(/intégré\s*→\s*devient\s*retenu/);
    await picture(page, 'thresholds-2-moved');
    // With a comma, as it is typed in French, in whatever language the browser speaks.
    await field.fill('');
    await field.pressSequentially('16,5');
    expect(await field.inputValue()).toBe('16,5');
    await page.getByLabel('Bloquant : % de services d’enseignement supprimés').uncheck();
    await panel.getByText('2 imports auraient donné un autre résultat').waitFor();
    await field.fill('');
    await panel.getByText('Corrigez les champs indiqués').waitFor();
    expect(await page.locator('input:focus').getAttribute('id')).toBe('limit.services-deleted');
    expect(loads).toBe(0);
    await page.getByText('Afficher le réglage des petits nombres').click();
    await look(page, 'thresholds-3-advanced');

    await page.getByRole('button', { name: 'Enregistrer' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('% de services d’enseignement supprimés : Indiquez un pourcentage de 0 à 100').waitFor();
    // A part of the stored services is never more than all of them; new ones may be.
    await page.getByLabel('Seuil : % de services d’enseignement supprimés').fill('150');
    await page.getByLabel('Seuil : % de services d’enseignement créés').fill('150');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await alert.getByRole('link', { name: /supprimés : Indiquez 100\s%\sau plus/ }).click();
    expect(await page.locator('input:focus').getAttribute('id')).toBe('limit.services-deleted');
    expect(await alert.getByRole('link').count()).toBe(1);
    await page.getByText('Au-dessus de 100 % : dépassé seulement si').waitFor();
    await picture(page, 'thresholds-4-error');
    await page.getByLabel('Seuil : % de services d’enseignement supprimés').fill('');
    await page.getByLabel('Seuil : % de services d’enseignement supprimés').pressSequentially('70,5');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('status').getByText('les seuils sont enregistrés').waitFor();
    expect(await page.getByLabel('Seuil : % de services d’enseignement supprimés').inputValue()).toBe('70,5');
    const { items: stored } = await stage.real.world.administration.thresholds(stage.real.site.id);
    expect(stored.find(({ code }) => code === 'services-deleted')?.limit).toBe(70.5);
    await picture(page, 'thresholds-5-saved');
    await page.getByRole('link', { name: 'Rétablir les valeurs par défaut' }).click();
    await picture(page, 'thresholds-6-reset');
    await page.getByRole('button', { name: 'Rétablir' }).click();
    await page.getByRole('status').getByText('les valeurs par défaut sont rétablies').waitFor();
    expect(watched.complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('« Simuler » gives the same without script', async () => {
    const { page } = await stage.enter(stage.real.people.manager, { javaScriptEnabled: false });
    await page.goto(address);
    await page.getByLabel('Seuil : % de services d’enseignement supprimés').fill('15');
    await page.getByRole('button', { name: 'Simuler' }).click();
    await page.locator('#what-if').getByText('1 import aurait donné un autre résultat').waitFor();
    expect(await page.getByLabel('Seuil : % de services d’enseignement supprimés').inputValue()).toBe('15');
    const { items } = await stage.real.world.administration.thresholds(stage.real.site.id);
    expect(items.every((one) => one.limit === one.default.limit)).toBe(true);
  });

  test('readers see the values and what they give, and can change nothing', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.reader);
    await page.goto(address);
    expect(await page.locator('main input, main button').count()).toBe(0);
    await page.getByText('50 %, bloquant').first().waitFor();
    await picture(page, 'thresholds-7-reader');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
