/** « Comptes d'accès » in Chromium: the guide's story, from opening an account to the first deposit with curl and its trace. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutbox } from '../../src/adapters/store/outbox.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import type { OutgoingMail } from '../../src/domain/ports.ts';
import { openPage, picture, signInTo, startBrowser, sticksOut, violations } from '../support/browser.ts';
import { bytesOfExport, school } from '../support/flow.ts';
import { describeWith } from '../support/machine.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { openRealDoor, type RealDoor } from '../support/real-door.ts';

const run = promisify(execFile);
const PUBLIC = 'https://carillon.example.org';
const establishments = [
  { number: 1754, uai: school.uai, name: 'Collège Émanche' },
  { number: 4817, uai: '0760001Z', name: 'Lycée Colt' },
];
const PEOPLE = `kind;id;lastName;firstName;email
staff;S1;BARRE;Philippe;philippe.barre@ecole.example
staff;S2;GILLET;Franck;
teacher;T1;BARRÉ-LEROUX;Anne;
staff;${school.staff[1]?.id};LEVEQUE;Christophe;christophe@ecole.example`;

describeWith('chromium', 'access accounts', (executablePath) => {
  let browser: Browser;
  let managed: ManagedSite;
  let door: RealDoor;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    managed = await openManagedSite({ establishments, directory: PEOPLE }, { publicUrl: null });
    door = await openRealDoor(managed.world);
    folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-accounts-'));
    await writeFile(path.join(folder, 'EDT_export.xml'), bytesOfExport(changeRoom(school)));
    address = `${managed.web.url}/sites/${managed.site.id}/accounts`;
    browser = await startBrowser(executablePath);
  });
  afterAll(async () => {
    await browser.close();
    await door.close();
    await managed.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Deposits as a person would try it, with the URL as it was copied but for the host of this test. */
  async function curl(url: string): Promise<string> {
    const there = url.replace(/^https:\/\/(.*)@carillon\.example\.org/, `http://$1@127.0.0.1:${door.port}`);
    const { stdout } = await run('curl', [
      '-sS',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '-T',
      path.join(folder, 'EDT_export.xml'),
      there,
    ]);
    return stdout;
  }
  async function letters(): Promise<OutgoingMail[]> {
    const { world } = managed;
    const sent: OutgoingMail[] = [];
    const channel = { name: 'mail', send: async (mail: OutgoingMail) => void sent.push(mail) };
    await createOutbox({ pool: world.db.pool, channel, log: world.tools.log, clock: world.tools.clock }).sendDue();
    return sent;
  }
  const signedIn = async (who: keyof ManagedSite['people'] = 'manager') => {
    const watched = await openPage(browser);
    await watched.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: managed.web.url });
    await signInTo(watched.page, managed.web.url, ...managed.people[who]);
    await watched.page.goto(address);
    return watched;
  };
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name }).first();

  test('the story of the guide: choose a person, confirm, copy the URL, deposit, see it used', async () => {
    const watched = await signedIn();
    const { page } = watched;
    await picture(page, 'accounts-1');
    expect(await violations(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);

    await page.getByRole('link', { name: 'Ajouter une personne' }).click();
    await page.getByLabel('Chercher dans l’annuaire').pressSequentially('barre');
    await page.getByText('BARRÉ-LEROUX Anne').waitFor();
    expect(await page.locator('.candidates li').count()).toBe(2);
    await picture(page, 'accounts-2-search');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Choisir BARRE Philippe' }).click();
    await page.getByText('philippe.barre@ecole.example').waitFor();
    expect(await page.getByLabel('Notification').isChecked()).toBe(true);
    const preview = await page.locator('.preview').textContent();
    await picture(page, 'accounts-3-confirm');
    expect(await violations(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);

    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('heading', { name: 'Accès de BARRE Philippe' }).waitFor();
    await picture(page, 'accounts-4-issued');
    expect(await violations(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    await page.getByRole('button', { name: 'Copier : Collège Émanche' }).click();
    await page.getByText('Copié', { exact: true }).waitFor();
    const url = await page.evaluate('navigator.clipboard.readText()').then(String);
    expect(url).toMatch(
      new RegExp(`^https://emp\\.philippe\\.barre:\\w{20}@carillon\\.example\\.org/webdav/${managed.site.id}/1754/$`),
    );

    const mail = (await letters()).find((one) => one.to === 'philippe.barre@ecole.example');
    const link = /https:\S+one-time\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(preview).toContain(mail?.text.replace(link, '[lien à usage unique]').trim());

    expect(await curl(url)).toBe('201');
    await managed.world.work(managed.site.id);
    const { items } = await managed.world.administration.runs(managed.site.id, { limit: 1 });
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
    const other = await openPage(browser);
    await other.page.goto(link.replace(PUBLIC, managed.web.url));
    await picture(other.page, 'accounts-6-link');
    await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    expect(await other.page.getByLabel('Collège Émanche', { exact: true }).inputValue()).toBe(url);
    await picture(other.page, 'accounts-7-shown');
    expect(await violations(other.page)).toEqual([]);
    expect(await sticksOut(other.page)).toBe(0);
    await other.page.goto(link.replace(PUBLIC, managed.web.url));
    await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    await other.page.getByText('Lien déjà utilisé ou expiré').waitFor();
    await page.goto(address);
    await page.getByText('Mot de passe affiché par le lien').waitFor();
  });

  test('regenerate with a time of grace, notification, revoke: by keyboard alone', async () => {
    await managed.world.administration.setSite(managed.site.id, { passwordGraceHours: 24 });
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
    await page.getByText('Personne à ce nom').waitFor();
    // Confirmed twice, in another window: refused in words.
    await page.goto(`${address}/new?person=S2`);
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('alert').getByText('Compte d’accès déjà créé').waitFor();
    await picture(page, 'accounts-12-refused');
  });

  test('readers and operators look, and are refused what changes an account', async () => {
    for (const who of ['reader', 'operator'] as const) {
      const { page } = await signedIn(who);
      await rowOf(page, 'GILLET Franck').waitFor();
      expect(await page.locator('main form').count()).toBe(0);
      expect(await page.getByRole('link', { name: /Supprimer|Régénérer|Ajouter/ }).count()).toBe(0);
      await picture(page, `accounts-13-${who}`);
      expect(await violations(page)).toEqual([]);
      const answer = await page.goto(`${address}/new?person=S1`);
      expect(answer?.status()).toBe(403);
      const [email] = managed.people[who];
      const proof = await page.goto(address).then(() => page.locator('input[name=proof]').first().inputValue());
      const { items } = await managed.world.administration.accounts(managed.site.id);
      const posted = await page.request.post(`${address}/${items[0]?.id}/revoke`, { form: { proof } });
      expect([email, posted.status()]).toEqual([email, 403]);
    }
  });

  test('everything is there in English', async () => {
    const { page } = await openPage(browser, { locale: 'en-GB' });
    await page.goto(`${managed.web.url}/sign-in`);
    const [email, password] = managed.people.manager;
    await page.locator('input[type=email]').fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL((next) => next.pathname !== '/sign-in');
    for (const place of ['accounts', 'accounts/new?person=S1', 'settings', 'thresholds']) {
      await page.goto(`${managed.web.url}/sites/${managed.site.id}/${place}`);
      await picture(page, `english-${place.replace(/\W+/g, '-')}`);
      const text = (await page.locator('main').innerText()).replaceAll(/^[\s\S]*goes to|«[^»]*»/g, '');
      expect(text).not.toMatch(/Compte|Mot de passe|Seuil|Établissements(?! )/);
    }
  });
});
