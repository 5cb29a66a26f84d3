/** A forgotten password in Chromium, with a real database and a real mail server: the letter, the link, and what it ends. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORGOTTEN_LINK_HOURS, LETTER_EVERY_MS } from '../../src/adapters/store/password-links.ts';
import { openPage, signInTo, startBrowser } from '../support/browser.ts';
import { type Letterbox, linkIn, openLetterbox, PUBLIC, type ReadLetter, tokenIn } from '../support/letterbox.ts';
import { describeWith } from '../support/machine.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { look } from '../support/stage.ts';

const BETTER = 'quatre chevaux bleus dansent';

let managed: ManagedSite;
let box: Letterbox;
beforeAll(async () => {
  managed = await openManagedSite({ isOpen: false });
  box = await openLetterbox(managed.world);
  await deliver();
});
afterAll(async () => {
  await managed.close();
  await box.close();
});

const deliver = (): Promise<ReadLetter[]> => box.deliver();
const later = (ms: number): void => managed.world.setNow(new Date(managed.world.now() + ms).toISOString());
const ask = (email: string, language: 'fr' | 'en' = 'fr') =>
  managed.world.administration.forgotPassword(email, language);
const asked = async (): Promise<readonly object[]> => {
  const { items } = await managed.world.administration.audit(managed.site.id, { limit: 50 });
  return items.filter((one) => one.action === 'password-link-asked').map((one) => one.details);
};
async function newcomer(email: string): Promise<string> {
  const { administration } = managed.world;
  await administration.createManager(managed.site.id, { email, withPassword: true });
  await deliver();
  later(LETTER_EVERY_MS);
  return email;
}

describe('asking for a link', () => {
  test('writes nothing for an address that opens nothing, and is told without it', async () => {
    const { db } = managed.world;
    await ask('nobody@ecole.example');
    expect(await deliver()).toEqual([]);
    const { rows } = await db.pool.query<{ details: object; site_id: number | null; actor: string }>(
      "select details, site_id, actor from audit where action = 'password-link-asked' order by id desc limit 1",
    );
    expect(rows).toEqual([{ details: {}, site_id: null, actor: 'nobody' }]);
  });

  test('again is a second letter only after five minutes, and not while three links are good', async () => {
    const email = await newcomer('dora@ecole.example');
    const counts: number[] = [];
    const letters: ReadLetter[] = [];
    for (const pause of [
      0,
      1_000,
      LETTER_EVERY_MS,
      LETTER_EVERY_MS,
      LETTER_EVERY_MS,
      FORGOTTEN_LINK_HOURS * 3_600_000,
    ]) {
      later(pause);
      await ask(` ${email.toUpperCase()} `);
      const came = await deliver();
      counts.push(came.length);
      letters.push(...came);
    }
    // The first of three is the one that made the access, and good for three days.
    expect(counts).toEqual([1, 0, 1, 0, 0, 1]);
    expect(new Set(letters.map(tokenIn)).size).toBe(3);
    expect((await asked()).slice(0, 2)).toMatchObject([{ isSent: true }, { isSent: false }]);
    // Whatever was asked for later: what somebody holds is good until its own end.
    const [first = '', second = '', last = ''] = letters.map(tokenIn);
    const { administration } = managed.world;
    expect(await administration.passwordLink(first)).toBeNull();
    expect(await administration.passwordLink(second)).toBeNull();
    expect(await administration.passwordLink(last)).toMatchObject({ email });
  });

  test('does not take the invitation away that somebody has not followed yet', async () => {
    const { administration } = managed.world;
    await administration.createManager(managed.site.id, { email: 'eva@ecole.example' });
    const [invitation] = await deliver();
    later(LETTER_EVERY_MS);
    await ask('eva@ecole.example');
    const [again] = await deliver();
    expect(again?.subject).toContain('Votre accès à Carillon est ouvert');
    for (const letter of [invitation, again])
      expect(letter && (await administration.passwordLink(tokenIn(letter)))).toMatchObject({
        email: 'eva@ecole.example',
      });
  });

  test('is a letter in the language of the person, or of who asks', async () => {
    const { administration } = managed.world;
    const email = await newcomer('fay@ecole.example');
    await ask(email, 'en');
    const [english] = await deliver();
    expect(english?.subject).toMatch(/\] Choose a new password$/);
    expect(english?.text).toMatch(/once and within 2 hours:\s+https:\S+first-password\//);
    const login = await administration.choosePassword(tokenIn(english), BETTER);
    await administration.setLanguage(login?.token ?? '', 'fr');
    await deliver();
    later(LETTER_EVERY_MS);
    await ask(email, 'en');
    expect((await deliver())[0]?.subject).toMatch(/\] Choisissez un nouveau mot de passe$/);
  });
});

describeWith('chromium', 'a forgotten password', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(executablePath);
  });
  afterAll(() => browser.close());

  test('is replaced behind the link of a letter; it ends what was open elsewhere, and works once', async () => {
    const { web, people, world } = managed;
    const [email, password] = people.manager;
    later(LETTER_EVERY_MS);
    const elsewhere = await openPage(browser);
    await signInTo(elsewhere.page, web.url, email, password);

    const { page, complaints } = await openPage(browser);
    await page.goto(`${web.url}/sign-in`);
    await look(page, 'password-1-sign-in');
    await page.getByRole('link', { name: 'Mot de passe oublié' }).click();
    await page.getByLabel('Adresse électronique').fill(email);
    await look(page, 'password-2-ask');
    await page.getByRole('button', { name: 'Envoyer le lien' }).click();
    await page.getByRole('heading', { name: 'Consultez votre messagerie' }).waitFor();
    await look(page, 'password-3-asked');

    const [letter, ...others] = await deliver();
    expect([letter?.to, others.length]).toEqual([email, 0]);
    expect(letter?.text).toContain('sous 2 heures');
    expect(letter?.text).toContain('votre mot de passe reste le même');
    await page.goto(linkIn(letter).replace(PUBLIC, web.url));
    await look(page, 'password-4-choose');
    await page.getByLabel('Nouveau mot de passe').fill(BETTER);
    await page.getByLabel('Le même, une seconde fois').fill(BETTER);
    await page.getByRole('button', { name: 'Enregistrer et se connecter' }).click();
    await page.getByRole('status').getByText('votre mot de passe est enregistré').waitFor();
    expect(complaints).toEqual([]);

    // Whoever was signed in as this person is so no more, and the person is told.
    await elsewhere.page.reload();
    await elsewhere.page.waitForURL((url) => url.pathname === '/sign-in');
    const [changed] = await deliver();
    expect([changed?.to, changed?.text.includes("vient d'être changé")]).toEqual([email, true]);
    expect(changed?.text).toContain(`${PUBLIC}/forgotten-password`);
    const { items } = await world.administration.audit(managed.site.id, { limit: 4 });
    expect(items.map((one) => one.action)).toEqual([
      'password-chosen',
      'password-link-asked',
      'signed-in',
      expect.anything(),
    ]);

    await elsewhere.page.goto(linkIn(letter).replace(PUBLIC, web.url));
    await elsewhere.page.getByRole('heading', { name: 'Ce lien ne peut plus servir' }).first().waitFor();
    await look(elsewhere.page, 'password-5-spent');
    await elsewhere.page.getByRole('link', { name: 'Demander un nouveau lien' }).click();
    await elsewhere.page.getByRole('heading', { name: 'Mot de passe oublié' }).waitFor();
  });
});
