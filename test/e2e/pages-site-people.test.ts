/** « Gestionnaires et lecteurs » in Chromium with a real mail server: a manager lets people in, changes roles and takes access away, without an operator. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LETTER_EVERY_MS } from '../../src/adapters/store/password-links.ts';
import { openPage } from '../support/browser.ts';
import { type Letterbox, linkIn, openLetterbox, PUBLIC } from '../support/letterbox.ts';
import { ADDRESS, type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';
import { createVisitor } from '../support/visitor.ts';

const PASSWORD = 'quatre chevaux bleus dansent';

interface Lettered extends ManagedSite {
  readonly box: Letterbox;
}

async function openLettered(): Promise<Lettered> {
  const managed = await openManagedSite({ isOpen: false });
  const box = await openLetterbox(managed.world);
  await box.deliver();
  // Of the site itself, who has no password that anybody knows.
  await managed.world.db.pool.query("delete from people where email like 'gestion%'");
  return {
    ...managed,
    box,
    async close() {
      await box.close();
      await managed.close();
    },
  };
}

describeOnStage('managers and readers', openLettered, (stage) => {
  const address = (): string => `${stage.real.web.url}/sites/${stage.real.site.id}/people`;
  const signedIn = async (who: keyof ManagedSite['people'] = 'manager') => {
    const watched = await stage.enter(stage.real.people[who]);
    await watched.page.goto(address());
    return watched;
  };
  const rowOf = (page: Page, name: string) =>
    page.locator('#people-now').getByRole('row').filter({ hasText: name }).first();
  const see = (page: Page, name: string): Promise<void> => look(page, `people-${name}`);
  async function invite(page: Page, name: string, email: string, role: 'Gestionnaire' | 'Lecteur'): Promise<void> {
    await page.goto(`${address()}/new`);
    await page.getByLabel('Nom', { exact: true }).fill(name);
    await page.getByLabel('Adresse électronique').fill(email);
    await page.getByLabel(role).check();
    await page.getByRole('button', { name: 'Envoyer l’invitation' }).click();
  }
  const told = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();

  test('who is alone cannot leave the site without a manager, nor by inviting somebody who has not come', async () => {
    const { page } = await signedIn();
    await see(page, '1-alone');
    for (const wait of [false, true]) {
      if (wait) await invite(page, 'Paul Pasencore', 'paul@ecole.example', 'Gestionnaire');
      await page.goto(address());
      await page.getByRole('link', { name: 'Changer le rôle : Claire Petit' }).click();
      await page.getByLabel('Lecteur').check();
      await page.getByRole('button', { name: 'Enregistrer' }).click();
      await page.getByRole('alert').getByText('Dernier gestionnaire').waitFor();
      await page.goto(address());
      await page.getByRole('link', { name: 'Retirer l’accès : Claire Petit' }).click();
      if (!wait) await see(page, '2-revoke-own');
      await page.getByRole('button', { name: 'Retirer l’accès' }).click();
      await page.getByRole('alert').getByText('Dernier gestionnaire').waitFor();
    }
    await page.goto(address());
    expect(await rowOf(page, 'Claire Petit').textContent()).toContain('Gestionnaire');
  });

  test('somebody is invited, the letter leaves, is sent again, and leads in', async () => {
    const { page, complaints } = await signedIn();
    await page.getByRole('link', { name: 'Inviter une personne' }).click();
    await see(page, '3-invite');
    await page.getByRole('button', { name: 'Envoyer l’invitation' }).click();
    // The browser itself asks for what is required; without it the page does.
    expect(new URL(page.url()).pathname).toMatch(/\/people\/new$/);
    await invite(page, 'Nadia Nouvelle', 'Nadia@Ecole.example', 'Lecteur');
    await told(page, 'l’accès est ouvert, un message part à nadia@ecole.example');
    await rowOf(page, 'Nadia Nouvelle').getByText('invitation en cours d’envoi').waitFor();
    await see(page, '4-invited');

    const letters = await stage.real.box.deliver();
    const letter = letters.find((one) => one.to === 'nadia@ecole.example');
    expect(letter?.subject).toMatch(/\] Votre accès à Carillon est ouvert$/);
    expect(letter?.text).toMatch(/Claire Petit vous ouvre un accès [^\n]*Site \d+[^\n]*, en consultation\./);
    // The page has looked again by itself.
    await rowOf(page, 'Nadia Nouvelle').getByText('invitation envoyée').waitFor();

    await page.getByRole('button', { name: 'Renvoyer l’invitation : Nadia Nouvelle' }).click();
    await page.getByRole('alert').getByText('Message tout juste envoyé').waitFor();
    await see(page, '5-too-soon');
    stage.real.world.setNow(new Date(stage.real.world.now() + LETTER_EVERY_MS).toISOString());
    await page.getByRole('button', { name: 'Renvoyer l’invitation : Nadia Nouvelle' }).click();
    await told(page, 'un nouveau lien part à nadia@ecole.example');
    const [again] = await stage.real.box.deliver();
    expect(linkIn(again)).not.toBe(linkIn(letter));

    const other = await openPage(stage.browser);
    await other.page.goto(linkIn(letter).replace(PUBLIC, stage.real.web.url));
    await other.page.getByRole('heading', { name: 'Ce lien ne peut plus servir' }).waitFor();
    await other.page.goto(linkIn(again).replace(PUBLIC, stage.real.web.url));
    await other.page.getByLabel('Nouveau mot de passe').fill(PASSWORD);
    await other.page.getByLabel('Le même, une seconde fois').fill(PASSWORD);
    await other.page.getByRole('button', { name: 'Enregistrer et se connecter' }).click();
    await other.page.getByText('Consultation', { exact: true }).waitFor();
    expect(await other.page.locator('nav.side').textContent()).not.toContain('Gestionnaires et lecteurs');

    await page.goto(address());
    const row = rowOf(page, 'Nadia Nouvelle');
    expect(await row.textContent()).toMatch(/Lecteur.*mot de passe choisi.*22\/11\/2026 à 12:05/s);
    expect(await page.getByRole('button', { name: 'Renvoyer l’invitation : Nadia Nouvelle' }).count()).toBe(0);
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  test('a role is changed at once, also for who is signed in; then who was alone may go', async () => {
    const { page } = await signedIn();
    const nadia = await stage.enter(['nadia@ecole.example', PASSWORD]);
    await page.getByRole('link', { name: 'Changer le rôle : Nadia Nouvelle' }).click();
    await see(page, '6-role');
    await page.getByLabel('Gestionnaire').check();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await told(page, /Nadia Nouvelle a maintenant le rôle «\s*Gestionnaire/);
    await nadia.page.goto(address());
    await nadia.page.getByRole('link', { name: 'Inviter une personne' }).waitFor();

    // Claire becomes a reader and does not see the page any more; Nadia makes her a manager again.
    await page.getByRole('link', { name: 'Changer le rôle : Claire Petit' }).click();
    await page.getByText('vous ne pourrez plus revenir sur ce choix').waitFor();
    await page.getByLabel('Lecteur').check();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('status').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/sites/${stage.real.site.id}`);
    expect((await page.goto(address()))?.status()).toBe(403);
    await nadia.page.goto(address());
    await nadia.page.getByRole('link', { name: 'Changer le rôle : Claire Petit' }).click();
    await nadia.page.getByLabel('Gestionnaire').check();
    await nadia.page.getByRole('button', { name: 'Enregistrer' }).click();
    await told(nadia.page, /Claire Petit a maintenant le rôle «\s*Gestionnaire/);
    expect((await page.goto(address()))?.status()).toBe(200);
  });

  test('access is taken away, at once and everywhere; the history says who did what', async () => {
    const { page } = await signedIn();
    const nadia = await stage.enter(['nadia@ecole.example', PASSWORD]);
    await page.getByRole('link', { name: 'Retirer l’accès : Nadia Nouvelle' }).click();
    await see(page, '7-revoke');
    await page.getByRole('button', { name: 'Retirer l’accès' }).click();
    await told(page, 'l’accès de Nadia Nouvelle est retiré');
    await see(page, '8-history');
    await nadia.page.goto(address());
    expect(new URL(nadia.page.url()).pathname).toBe('/sign-in');

    const history = page.locator('section', { has: page.getByRole('heading', { name: 'Historique' }) });
    const events = (await history.getByRole('row').allTextContents()).slice(1).join('\n');
    expect(events).toMatch(
      /Accès retiré.*Nadia Nouvelle.*Claire Petit[\s\S]*Rôle changé \(gestionnaire\).*Claire Petit.*Nadia Nouvelle[\s\S]*Rôle changé \(lecteur\).*Claire Petit.*Claire Petit[\s\S]*Mot de passe choisi.*Nadia Nouvelle[\s\S]*Invitation renvoyée.*Nadia Nouvelle.*Claire Petit[\s\S]*Accès ouvert \(lecteur\).*Nadia Nouvelle.*Claire Petit/,
    );
    const { items } = await stage.real.world.administration.audit(stage.real.site.id, { limit: 100 });
    expect(items.find((one) => one.action === 'manager-revoked')).toMatchObject({
      actor: expect.stringMatching(/^manager:\d+$/),
      address: ADDRESS,
    });

    // Invited once more she has her password, and is told so.
    await invite(page, 'Nadia Nouvelle', 'nadia@ecole.example', 'Lecteur');
    await told(page, 'l’accès est ouvert, un message part à nadia@ecole.example');
    const [added] = await stage.real.box.deliver();
    expect(added?.text).toContain('Votre mot de passe reste le même');
    expect(linkIn(added)).toBe('');
    expect(await rowOf(page, 'Nadia Nouvelle').textContent()).toContain('mot de passe choisi');
  });

  test('what is wrong is said at its field or on top: no name, no address, somebody who has access', async () => {
    const { page } = await signedIn();
    await invite(page, 'Luc Lecteur', stage.real.people.reader[0], 'Gestionnaire');
    await page.getByRole('alert').getByText('Accès déjà ouvert').waitFor();
    await see(page, '9-known');
    const visitor = createVisitor(stage.real.web.url);
    await visitor.signIn(...stage.real.people.manager);
    const wrong = await visitor.send(`/sites/${stage.real.site.id}/people`, { name: ' ', email: 'nobody@home' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/id="name-error">Indiquez le nom[\s\S]*id="email-error">Ce n’est pas une adresse/);
    const again = await visitor.send(`/sites/${stage.real.site.id}/people/999999/again`, {});
    expect(again.status).toBe(404);
  });

  test('a letter that cannot be delivered, and a link that has expired, are seen', async () => {
    const { page } = await signedIn();
    stage.real.box.smtp.next({ at: 'RCPT', code: 550 });
    await invite(page, 'Tina Typo', 'tina@ecole.exemple', 'Lecteur');
    await stage.real.box.deliver();
    await rowOf(page, 'Tina Typo').getByText('invitation non remise').waitFor();
    await see(page, '10-undelivered');
    const before = stage.real.world.now();
    stage.real.world.setNow(new Date(before + 73 * 3_600_000).toISOString());
    const later = await signedIn();
    expect(await rowOf(later.page, 'Tina Typo').textContent()).toContain('invitation expirée');
    stage.real.world.setNow(new Date(before).toISOString());
  });

  test('readers do not see the page; an operator in supervision sees it and changes nothing', async () => {
    const { items } = await stage.real.world.administration.managers(stage.real.site.id);
    const paths = ['new', ...['role', 'revoke'].map((what) => `${items[0]?.id}/${what}`)];
    const posts = ['', ...['again', 'role', 'revoke'].map((what) => `/${items[0]?.id}/${what}`)];
    for (const who of ['reader', 'operator'] as const) {
      const visitor = createVisitor(stage.real.web.url);
      await visitor.signIn(...stage.real.people[who]);
      const people = `/sites/${stage.real.site.id}/people`;
      const page = await visitor.ask(people);
      expect([who, page.status]).toEqual([who, who === 'operator' ? 200 : 403]);
      expect(page.text).not.toMatch(/<form[^>]*people|href="[^"]*people\//);
      for (const path of paths)
        expect([who, path, (await visitor.ask(`${people}/${path}`)).status]).toEqual([who, path, 403]);
      for (const path of posts) {
        const answer = await visitor.send(`${people}${path}`, { email: 'x@y.example', name: 'X', role: 'manager' });
        expect([who, path, answer.status]).toEqual([who, path, 403]);
      }
    }
    const { page } = await signedIn('operator');
    await see(page, '11-operator');
    const after = (await stage.real.world.administration.managers(stage.real.site.id)).items;
    expect(after.map(({ lastSignedInAt: _, ...one }) => one)).toEqual(
      items.map(({ lastSignedInAt: _, ...one }) => one),
    );
  });

  test('everything is there in English', async () => {
    const { page } = await openPage(stage.browser, { locale: 'en-GB' });
    await page.goto(`${stage.real.web.url}/sign-in`);
    const [email, password] = stage.real.people.manager;
    await page.locator('input[type=email]').fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL((next) => next.pathname !== '/sign-in');
    await page.goto(address());
    const { items } = await stage.real.world.administration.managers(stage.real.site.id);
    for (const path of ['', '/new', `/${items[0]?.id}/role`, `/${items[0]?.id}/revoke`]) {
      await page.goto(`${address()}${path}`);
      expect(await page.locator('main').innerText()).not.toMatch(/Gestionnaire|accès|Accès|mot de passe|Rôle/);
    }
  });
});
