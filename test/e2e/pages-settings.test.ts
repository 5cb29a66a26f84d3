/** « Paramètres » in Chromium, on a real site: changed, refused with the reason beside the field, only read by readers. */
import { beforeAll, expect, test } from 'vitest';
import { picture, violations } from '../support/browser.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';

const QUOTAS = { maxPerHour: 1_000, maxPerHourAndSite: 3_000, maxMegabytesPerDay: 4_096, maxMegabytesPerDayAndSite: 0 };

const open = () => openManagedSite({}, { quotas: QUOTAS, publicUrl: 'http://carillon.example.org' });

describeOnStage('settings', open, (stage) => {
  let address: string;
  beforeAll(() => {
    address = `${stage.real.web.url}/sites/${stage.real.site.id}/settings`;
  });
  const settings = async () => (await stage.real.world.administration.site(stage.real.site.id)).settings;

  test('a manager changes them; what is wrong is said beside its field', async () => {
    const watched = await stage.enter(stage.real.people.manager);
    const { page } = watched;
    await page.goto(address);
    await look(page, 'settings-1');

    await page.getByLabel('EDT', { exact: true }).check();
    await page.getByLabel('EDT, à partir de la version').fill('quatorze');
    await page.getByLabel('Un bon dépôt est attendu tous les').fill('99');
    await page.getByLabel('Nom du site').fill(' ');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('alert').getByText('Indiquez un nombre entier de 0 à 60').waitFor();
    expect(await page.getByLabel('EDT, à partir de la version').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('EDT, à partir de la version').inputValue()).toBe('quatorze');
    await picture(page, 'settings-2-errors');
    expect(await settings()).toEqual({});

    await page.getByLabel('EDT, à partir de la version').fill('2014');
    await page.getByLabel('Un bon dépôt est attendu tous les').fill('2');
    await page.getByLabel('Nom du site').fill('Cité Émanche');
    await page.getByLabel('samedi').check();
    await page.getByLabel('refusé').check();
    await page.getByLabel('Après une régénération').fill('24');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('status').getByText('les paramètres sont enregistrés').waitFor();
    await picture(page, 'settings-3-saved');
    expect(await settings()).toEqual({
      accepts: [{ product: 'EDT', from: '2014' }],
      onBreach: 'stop',
      expectedWorkingDays: 2,
      workingDays: [1, 2, 3, 4, 5, 6],
      passwordGraceHours: 24,
    });
    const { items } = await stage.real.world.administration.audit(stage.real.site.id, { limit: 1 });
    expect(items[0]).toMatchObject({ action: 'site-changed', actor: expect.stringMatching(/^manager:/) });
    // Pressed again, nothing is written.
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('status').getByText('rien n’a changé').waitFor();
    expect((await stage.real.world.administration.audit(stage.real.site.id, { limit: 1 })).items[0]?.id).toBe(
      items[0]?.id,
    );
    expect(watched.complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('a reader reads them', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.reader);
    await page.goto(address);
    expect(await page.locator('main input, main button').count()).toBe(0);
    await page.getByText('1 000 par compte, 3 000 pour le site').waitFor();
    await picture(page, 'settings-4-reader');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('an operator in supervision changes what is not about passwords', async () => {
    const { page } = await stage.enter(stage.real.people.operator);
    await page.goto(address);
    expect(await page.getByLabel('Après une régénération').count()).toBe(0);
    await picture(page, 'settings-5-supervision');
    await page.getByLabel('retenu').check();
    // A form that was tampered with changes no more than the page shows.
    await page.evaluate(`document.querySelector('main form').insertAdjacentHTML('beforeend',
      '<input name="credentialsBy" value="mail"><input name="grace" value="7">')`);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('status').getByText('les paramètres sont enregistrés').waitFor();
    expect(await settings()).toMatchObject({ onBreach: 'hold', passwordGraceHours: 24 });
    expect(await settings()).not.toHaveProperty('credentialsBy');
  });
});
