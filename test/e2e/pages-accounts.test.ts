/** « Comptes d'accès » in Chromium: the guide's story, from opening an account to the first deposit with curl and its trace. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { openPage, picture, violations } from '../support/browser.ts';
import { depositByCurl } from '../support/curl.ts';
import { bytesOfExport, school } from '../support/flow.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';
import { describeOnStage, look } from '../support/stage.ts';

const PUBLIC = 'https://carillon.example.org';
const establishments = [
  { number: 1754, uai: school.uai, name: 'Collège Émanche' },
  { number: 4817, uai: '0760001Z', name: 'Lycée Colt' },
];
const PEOPLE = `kind;id;lastName;firstName;email
staff;S1;BARRE;Philippe;philippe.barre@ecole.example
staff;S2;GILLET;Franck;
teacher;T1;BARRÉ-LEROUX;Anne;
student;E1;BARREAU;Léo;leo@ecole.example
student;E2;LEBLANC;Inès;
staff;${school.staff[1]?.id};LEVEQUE;Christophe;christophe@ecole.example`;

const open = () => openManagedSite({ establishments, directory: PEOPLE }, { publicUrl: null });

describeOnStage('access accounts', open, (stage) => {
  let door: RealDoor;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    const { world, web, site } = stage.real;
    door = await openRealDoor(world);
    folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-accounts-'));
    await writeFile(path.join(folder, 'EDT_export.xml'), bytesOfExport(changeRoom(school)));
    address = `${web.url}/sites/${site.id}/accounts`;
  });
  afterAll(async () => {
    await door.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Deposits as a person would try it, with the URL as it was copied but for the host of this test. */
  async function curl(url: string): Promise<string> {
    const there = url.replace(/^https:\/\/(.*)@carillon\.example\.org/, `http://$1@127.0.0.1:${door.port}`);
    return await depositByCurl(path.join(folder, 'EDT_export.xml'), there);
  }
  const signedIn = async (who: keyof ManagedSite['people'] = 'manager') => {
    const watched = await stage.enter(stage.real.people[who]);
    await watched.page
      .context()
      .grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.real.web.url });
    await watched.page.goto(address);
    return watched;
  };
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name }).first();

  test('the story of the guide: choose a person, confirm, copy the URL, deposit, see it used', async () => {
    const watched = await signedIn();
    const { page } = watched;
    await look(page, 'accounts-1');

    await page.getByRole('link', { name: 'Ajouter une personne' }).click();
    await page.getByLabel('Chercher dans l’annuaire').pressSequentially('barre');
    await page.getByText('BARRÉ-LEROUX Anne').waitFor();
    expect(await page.locator('.candidates li:visible').count()).toBe(2);
    await picture(page, 'accounts-2-search');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Choisir BARRE Philippe' }).click();
    await page.getByText('philippe.barre@ecole.example').waitFor();
    expect(await page.getByLabel('Notification').isChecked()).toBe(true);
    const preview = await page.locator('.preview').textContent();
    await look(page, 'accounts-3-confirm');

    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('heading', { name: 'Accès de BARRE Philippe' }).waitFor();
    await look(page, 'accounts-4-issued');
    await page.getByRole('button', { name: 'Copier : Collège Émanche' }).click();
    await page.getByText('Copié', { exact: true }).waitFor();
    const url = await page.evaluate('navigator.clipboard.readText()').then(String);
    expect(url).toMatch(
      new RegExp(
        `^https://emp\\.philippe\\.barre:\\w{20}@carillon\\.example\\.org/webdav/${stage.real.site.id}/1754/$`,
      ),
    );

    const mail = (await stage.real.world.letters()).find((one) => one.to === 'philippe.barre@ecole.example');
    const link = /https:\S+one-time\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(preview).toContain(mail?.text.replace(link, '[lien à usage unique]').trim());

    expect(await curl(url)).toBe('201');
    await stage.real.world.work(stage.real.site.id);
    const { items } = await stage.real.world.administration.runs(stage.real.site.id, { limit: 1 });
    expect(items[0]).toMatchObject({
      account: 'emp.philippe.barre',
      status: 'integrated-with-alerts',
      establishment: 1754,
    });

    await expect
      .poll(async () => {
        await page.goto(address);
        return await rowOf(page, 'BARRE Philippe').textContent();
      })
      .toMatch(/22\/11\/2026 à 12:00.*depuis 127\.0\.0\.1.*curl/s);
    await page.getByText('EDT réseau', { exact: true }).click();
    await picture(page, 'accounts-5-used');
    expect(await violations(page)).toEqual([]);
    expect(watched.complaints).toEqual([]);

    // The link of the letter shows the same, once, to somebody who is not signed in.
    const other = await openPage(stage.browser);
    await other.page.goto(link.replace(PUBLIC, stage.real.web.url));
    await picture(other.page, 'accounts-6-link');
    await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    expect(await other.page.getByLabel('Collège Émanche', { exact: true }).inputValue()).toBe(url);
    await look(other.page, 'accounts-7-shown');
    const spent = await other.page.goto(link.replace(PUBLIC, stage.real.web.url));
    expect(spent?.status()).toBe(410);
    await other.page.getByText('Le mot de passe a été affiché le 22/11/2026 à 12:00').waitFor();
    expect(await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).count()).toBe(0);
    await picture(other.page, 'accounts-7-spent');
    expect(await violations(other.page)).toEqual([]);
    await page.goto(address);
    await page.getByText('Mot de passe affiché par le lien').waitFor();
    // Told by mail, and in use: the history says when, to whom and from where.
    const history = page.locator('section', { has: page.getByRole('heading', { name: 'Historique' }) });
    await history
      .getByRole('row')
      .filter({ hasText: 'Message d’accès envoyé' })
      .getByText('à philippe.barre@ecole.example')
      .waitFor();
    await history
      .getByRole('row')
      .filter({ hasText: 'Dernière utilisation' })
      .getByText('depuis 127.0.0.1, curl')
      .waitFor();
    await rowOf(page, 'BARRE Philippe').getByText('Message d’accès envoyé : philippe.barre@ecole.example').waitFor();
    expect(await page.getByText('pas encore ouvert').count()).toBe(0);
    await look(page, 'accounts-7-history');
  });

  test('regenerate with a time of grace, notification, revoke: by keyboard alone', async () => {
    await stage.real.world.administration.setSite(stage.real.site.id, { passwordGraceHours: 24 });
    const { page, complaints } = await signedIn();
    const tick = page.getByRole('checkbox', { name: 'Notification de BARRE Philippe' });
    expect(await tick.getAttribute('aria-checked')).toBe('true');
    await tick.focus();
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText('BARRE Philippe ne recevra plus de message').waitFor();
    expect(await tick.getAttribute('aria-checked')).toBe('false');

    await page.getByRole('link', { name: 'Régénérer le mot de passe : BARRE Philippe' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('L’ancien fonctionne encore 24 heures').waitFor();
    await picture(page, 'accounts-8-regenerate');
    await page.getByRole('button', { name: 'Régénérer le mot de passe' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('L’ancien mot de passe fonctionne jusqu’au 23/11/2026 à 12:00').waitFor();
    const url = await page.getByLabel('Tous les établissements', { exact: true }).inputValue();
    expect(await curl(url)).toBe('201');

    await page.goto(address);
    await page.getByText('ancien mot de passe valable jusqu’au').waitFor();
    await page.getByRole('link', { name: 'Supprimer : BARRE Philippe' }).focus();
    await page.keyboard.press('Enter');
    await picture(page, 'accounts-9-revoke');
    await page.getByRole('button', { name: 'Supprimer' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('le compte de BARRE Philippe est supprimé').waitFor();
    expect(await curl(url)).toBe('401');
    await picture(page, 'accounts-10-ended');
    const history = page.locator('section', { has: page.getByRole('heading', { name: 'Historique' }) });
    const events = await history.getByRole('row').allTextContents();
    expect(events.slice(1, 4).join('\n')).toMatch(
      /Compte supprimé.*Claire Petit.*Mot de passe régénéré.*Notification décochée/s,
    );
    expect(complaints).toEqual([]);
  });

  test('somebody without an address sees the password on screen alone; five is the limit', async () => {
    const { page } = await signedIn();
    await page.goto(`${address}/new?person=S2`);
    await page.getByText('Aucun message ne part').waitFor();
    await picture(page, 'accounts-11-no-address');
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByText('aucun message n’est envoyé').waitFor();
    await page.goto(`${address}/new?q=gillet`);
    await page.getByText('a déjà le compte emp.franck.gillet').waitFor();
    await page.goto(`${address}/new?q=personne-de-ce-nom`);
    await page.getByText('Aucune personne de ce nom').waitFor();
    // Confirmed twice, in another window: refused in words.
    await page.goto(`${address}/new?person=S2`);
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('alert').getByText('Compte d’accès déjà créé').waitFor();
    await picture(page, 'accounts-12-refused');
  });

  test('students are not offered; who means one is asked once more', async () => {
    const { page, complaints } = await signedIn();
    await page.goto(`${address}/new?q=leblanc`);
    await page.getByText('Aucun membre du personnel ni enseignant de ce nom.').waitFor();
    expect(await page.getByRole('link', { name: 'Choisir LEBLANC Inès' }).isVisible()).toBe(false);
    await page.getByText('1 élève de ce nom n’est pas proposé').click();
    await page.getByText('il revient d’ordinaire à un membre du personnel').waitFor();
    await picture(page, 'accounts-13-students');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Choisir LEBLANC Inès' }).click();
    await page.getByRole('heading', { name: 'LEBLANC Inès est élève' }).waitFor();
    await look(page, 'accounts-14-student');
    // Past the browser's own check: nothing is opened.
    await page.evaluate("document.querySelector('form.card').noValidate = true");
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('alert').getByText('Compte d’accès pour un élève : à confirmer').waitFor();
    const { items } = await stage.real.world.administration.accounts(stage.real.site.id);
    expect(items.some((one) => one.person.id === 'E2')).toBe(false);
    await page.getByLabel('Ouvrir quand même un compte d’accès à LEBLANC Inès, élève').check();
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('heading', { name: 'Accès de LEBLANC Inès' }).waitFor();
    await stage.real.world.administration.revokeAccount(
      stage.real.site.id,
      (await stage.real.world.administration.accounts(stage.real.site.id)).items.find((one) => one.person.id === 'E2')
        ?.id ?? '',
    );
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('a page that showed a password makes no other when it is loaded again', async () => {
    const { page } = await signedIn();
    const { administration } = stage.real.world;
    const makings = async () => {
      const { items } = await administration.accountHistory(stage.real.site.id);
      return items.filter(({ action }) => action === 'account-created' || action === 'account-regenerated').length;
    };
    const toldAgain = async (moment: RegExp, person: string) => {
      const before = await makings();
      const answer = await page.reload();
      expect([answer?.request().method(), answer?.status()]).toEqual(['POST', 409]);
      const alert = page.getByRole('alert');
      expect(await alert.textContent()).toMatch(moment);
      expect(await alert.textContent()).toContain(person);
      expect(await makings()).toBe(before);
      expect(await page.getByLabel('Tous les établissements', { exact: true }).count()).toBe(0);
    };

    await page.goto(`${address}/new?person=T1`);
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    const first = await page.getByLabel('Tous les établissements', { exact: true }).inputValue();
    await toldAgain(/Compte d’accès déjà créé.*déjà été créé le 22\/11\/2026 à 12:00/s, 'BARRÉ-LEROUX Anne');
    expect(await curl(first)).toBe('201');

    // The use is noted beside the answer.
    await expect
      .poll(async () => {
        await page.goto(address);
        return await rowOf(page, 'BARRÉ-LEROUX Anne').textContent();
      })
      .toContain('curl');
    await page.getByRole('link', { name: /mot de passe : BARRÉ-LEROUX Anne/ }).click();
    await page.getByRole('button', { name: 'Régénérer le mot de passe' }).click();
    const second = await page.getByLabel('Tous les établissements', { exact: true }).inputValue();
    await toldAgain(/Mot de passe déjà créé.*déjà été créé le 22\/11\/2026 à 12:00.*À faire/s, 'BARRÉ-LEROUX Anne');
    // The same file on the same account: it takes the place of the first.
    expect(await curl(second)).toBe('204');
    await look(page, 'accounts-14-again');

    // On purpose it still can be made anew, from the account's own link.
    const before = await makings();
    await page.getByRole('link', { name: 'Retour aux comptes d’accès' }).click();
    await page.getByRole('link', { name: /mot de passe : BARRÉ-LEROUX Anne/ }).click();
    await page.getByRole('button', { name: 'Régénérer le mot de passe' }).click();
    await page.getByRole('heading', { name: 'Accès de BARRÉ-LEROUX Anne' }).waitFor();
    expect(await makings()).toBe(before + 1);
  });

  test('readers and operators look, and are refused what changes an account', async () => {
    for (const who of ['reader', 'operator'] as const) {
      const { page } = await signedIn(who);
      await rowOf(page, 'GILLET Franck').waitFor();
      expect(await page.locator('main form').count()).toBe(0);
      expect(await page.getByRole('link', { name: /Supprimer|Régénérer|Ajouter/ }).count()).toBe(0);
      // A letter went: to which address only managers and operators see.
      await page.getByText('Message d’accès').first().waitFor();
      expect((await page.getByText('philippe.barre@ecole.example').count()) > 0).toBe(who === 'operator');
      await picture(page, `accounts-13-${who}`);
      expect(await violations(page)).toEqual([]);
      const answer = await page.goto(`${address}/new?person=S1`);
      expect(answer?.status()).toBe(403);
      const [email] = stage.real.people[who];
      const proof = await page.goto(address).then(() => page.locator('input[name=proof]').first().inputValue());
      const { items } = await stage.real.world.administration.accounts(stage.real.site.id);
      const posted = await page.request.post(`${address}/${items[0]?.id}/revoke`, { form: { proof } });
      expect([email, posted.status()]).toEqual([email, 403]);
    }
  });

  test('everything is there in English', async () => {
    const { page } = await stage.enter(stage.real.people.manager, { locale: 'en-GB' });
    for (const place of ['accounts', 'accounts/new?person=S1', 'settings', 'thresholds']) {
      await page.goto(`${stage.real.web.url}/sites/${stage.real.site.id}/${place}`);
      await picture(page, `english-${place.replace(/\W+/g, '-')}`);
      const text = (await page.locator('main').innerText()).replaceAll(/^[\s\S]*goes to|«[^»]*»/g, '');
      expect(text).not.toMatch(/Compte|Mot de passe|Seuil|Établissements(?! )/);
    }
  });
});
