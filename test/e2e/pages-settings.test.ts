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
    // On top each names its field and leads to it.
    const alert = page.getByRole('alert');
    await alert.getByText('EDT, à partir de la version : Indiquez une version').waitFor();
    await alert.getByRole('link', { name: 'Nom du site : Indiquez le nom du site' }).click();
    expect(await page.locator('input:focus').getAttribute('id')).toBe('name');
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

  test('a manager adds an establishment, corrects it and removes it', async () => {
    const watched = await stage.enter(stage.real.people.manager);
    const { page } = watched;
    const list = page.getByRole('table', { name: 'Établissements' });
    await page.goto(address);
    // The only one is not to be removed.
    expect(await list.getByRole('link', { name: /^Retirer/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Ajouter un établissement' }).click();
    await look(page, 'settings-6-establishment');
    await page.getByLabel('Code UAI').fill('075065D');
    await page.getByLabel('Numéro').fill('1');
    await page.getByRole('button', { name: 'Ajouter un établissement' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Nom de l’établissement : Indiquez le nom de l’établissement').waitFor();
    await alert.getByText('Numéro : Ce numéro est déjà celui de').waitFor();
    await alert.getByRole('link', { name: 'Code UAI : Indiquez un code UAI' }).click();
    expect(await page.locator('input:focus').getAttribute('id')).toBe('uai');
    await picture(page, 'settings-7-establishment-errors');
    await page.getByLabel('Nom de l’établissement').fill('Lycée Henri-IV');
    await page.getByLabel('Code UAI').fill('0750654e');
    await page.getByLabel('Numéro').fill('1755');
    await page.getByRole('button', { name: 'Ajouter un établissement' }).click();
    const status = page.getByRole('status');
    await status.getByText('la lettre qui va avec ces chiffres est D').waitFor();
    await list.getByText('/1755/').waitFor();
    await look(page, 'settings-8-establishment-added');

    await list.getByRole('link', { name: 'Modifier Lycée Henri-IV' }).click();
    await page.getByLabel('Code UAI').fill('0750654B');
    await look(page, 'settings-9-establishment-change');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    // Another code takes other files: that is asked about first, and nothing is changed by leaving.
    await page.getByRole('heading', { name: 'Changer le code UAI de Lycée Henri-IV' }).waitFor();
    await page.getByText('Les fichiers qui portent 0750654E seront refusés').waitFor();
    await page.getByText('la lettre qui va avec ces chiffres est D').waitFor();
    await look(page, 'settings-9-establishment-code');
    await page.getByRole('link', { name: 'Ne rien changer' }).click();
    expect(await page.getByLabel('Code UAI').inputValue()).toBe('0750654E');
    await page.getByLabel('Code UAI').fill('0750654D');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: 'Changer le code' }).click();
    await status.getByText('Lycée Henri-IV est enregistré').waitFor();
    expect(await status.innerText()).not.toContain('la lettre');
    await page.goto(address.replace('/settings', '/audit'));
    await page.getByText('0750654E est devenu 0750654D').waitFor();

    // The one with the timetable stays.
    await page.goto(`${address}/establishments/1/remove`);
    await page.getByRole('button', { name: 'Retirer' }).click();
    await page.getByRole('alert').getByText('Établissement encore utilisé').waitFor();
    await look(page, 'settings-10-establishment-in-use');
    await page.goto(address);
    await list.getByRole('link', { name: 'Retirer Lycée Henri-IV' }).click();
    await look(page, 'settings-11-establishment-remove');
    await page.getByRole('button', { name: 'Retirer' }).click();
    await status.getByText('Lycée Henri-IV est retiré').waitFor();
    expect(await list.getByText('1755').count()).toBe(0);
    expect(watched.complaints.filter((one) => !/4(22|09)/.test(one))).toEqual([]);
  });

  test('a reader reads them', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.reader);
    await page.goto(address);
    expect(await page.locator('main input, main button').count()).toBe(0);
    expect(await page.getByRole('link', { name: /établissement|Modifier|Retirer/ }).count()).toBe(0);
    await page.getByText('1 000 par compte, 3 000 pour le site').waitFor();
    await picture(page, 'settings-4-reader');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('a code that a manager wrote down waits for an operator, who alone confirms it', async () => {
    const { site, world } = stage.real;
    const { administration } = world;
    const waiting = async () => (await administration.unconfirmedEstablishments(site.id)).map((one) => one.number);
    const manager = (await stage.enter(stage.real.people.manager)).page;
    await manager.goto(`${address}/establishments/new`);
    await manager.getByLabel('Nom de l’établissement').fill('Lycée voisin');
    await manager.getByLabel('Code UAI').fill('0750654D');
    await manager.getByLabel('Numéro').fill('1756');
    await manager.getByRole('button', { name: 'Ajouter un établissement' }).click();
    await manager.getByText('ce code UAI attend la confirmation').waitFor();
    expect(await manager.getByRole('button', { name: /Confirmer/ }).count()).toBe(0);
    await look(manager, 'settings-12-establishment-unconfirmed');
    // The form of an operator, sent by a manager.
    const status = await manager.evaluate(`fetch('${address}/establishments/1756/confirm', { method: 'POST',
      body: new URLSearchParams([...document.querySelectorAll('main form input[type=hidden]')].map((one) => [one.name, one.value]))
    }).then((answer) => answer.status)`);
    expect([status, await waiting()]).toEqual([403, [1756]]);

    const operator = (await stage.enter(stage.real.people.operator)).page;
    await operator.goto(address);
    await operator.getByRole('button', { name: 'Confirmer Lycée voisin' }).click();
    await operator.getByRole('status').getByText('Lycée voisin est confirmé').waitFor();
    expect(await waiting()).toEqual([]);
    await administration.removeEstablishment(site.id, 1756);
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
