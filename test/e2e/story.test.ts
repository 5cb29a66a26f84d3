/** The guide's whole story in a real browser, on the built daemon, with curl as the timetable software and a real SMTP server. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { openPage, signInTo, startBrowser, type Watched } from '../support/browser.ts';
import { depositByCurl } from '../support/curl.ts';
import { type Daemon, freePort, json, startDaemon } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';
import { newInstallation } from '../support/school-site.ts';
import { bodyOf, startSmtp, subjectOf, type TestSmtp } from '../support/smtp.ts';
import { look } from '../support/stage.ts';

const SITE = 4817;
const school = inventSchool({ seed: 'story', size: 'small' });
const MANAGER = 'vie.scolaire@ecole.example';
const PASSWORD = 'quatre chevaux bleus dansent';
const REASON = 'Regroupement des services décidé en conseil';
/** The machine may be busy with other tests. */
const LONG = { timeout: 60_000 };

/** A teacher whom the directory calls otherwise, without the number by which he would be known all the same. */
const teacher = school.teachers[0];
const directory = writeDirectoryCsv(school)
  .split('\n')
  .map((line) =>
    teacher && line.startsWith(`teacher;${teacher.id};`)
      ? line.replace(teacher.lastName, `${teacher.lastName}x`).replace(teacher.stsId, '')
      : line,
  )
  .join('\n');
const planner = school.staff[0];

describeWith('chromium', 'the story of the guide', (executablePath) => {
  const installation = newInstallation();
  let browser: Browser;
  let smtp: TestSmtp;
  let daemon: Daemon;
  beforeAll(async () => {
    smtp = await startSmtp();
    const port = String(await freePort());
    const environment = {
      ...installation.environment,
      CARILLON_PORT: port,
      CARILLON_PUBLIC_URL: `http://127.0.0.1:${port}`,
      CARILLON_SMTP_URL: smtp.url,
      CARILLON_MAIL_FROM: 'carillon@ent.example',
    };
    const establishment = `1754:${school.uai}:${school.name}`;
    await json(
      ['site', 'create', '--id', String(SITE), '--name', school.name, '--establishment', establishment],
      environment,
    );
    // The last that an operator does for the site.
    await json(
      ['manager', 'create', '--site', String(SITE), '--email', MANAGER, '--name', 'Vie scolaire'],
      environment,
    );
    daemon = await startDaemon(environment);
    browser = await startBrowser(executablePath);
  });
  afterAll(async () => {
    await browser?.close();
    await daemon?.stop();
    await smtp?.close();
    installation.remove();
  });

  function fileOf(name: string, text: string): string {
    const file = path.join(installation.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** What somebody reads in a letter that has come to this address. */
  async function letter(to: string | undefined, subject: RegExp): Promise<string> {
    const found = () => smtp.taken.find((one) => one.to.includes(to ?? '') && subject.test(subjectOf(one.raw)));
    await expect.poll(found, LONG).toBeDefined();
    return bodyOf(found()?.raw ?? '');
  }

  const linkIn = (text: string, kind: string): string => new RegExp(`http\\S+/${kind}\\S+`).exec(text)?.[0] ?? '';
  const menu = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Navigation du site' }).getByRole('link', { name });

  test('from the first password to the sessions in the timetable', { timeout: 600_000 }, async () => {
    const watched: Watched = await openPage(browser);
    const { page } = watched;

    // The manager chooses a password behind the link of a letter.
    const invitation = await letter(MANAGER, /./);
    await page.goto(linkIn(invitation, 'first-password'));
    await page.getByLabel('Nouveau mot de passe').fill(PASSWORD);
    await page.getByLabel('Le même, une seconde fois').fill(PASSWORD);
    await page.getByRole('button', { name: 'Enregistrer et se connecter' }).click();
    await page.getByRole('heading', { name: 'Premier import manuel à faire' }).waitFor();
    await look(page, 'story-01-board-new');

    // What is missing is a list of links; nobody has to be asked for the directory.
    await page.getByRole('link', { name: 'Voir ce qui manque' }).click();
    const missing = page.locator('.checklist');
    await missing.getByRole('link', { name: /^Gestionnaires et lecteurs/ }).waitFor();
    await look(page, 'story-01a-what-is-missing');
    await menu(page, 'Comptes d’accès').click();
    await page.getByText('importez-le d’abord').waitFor();
    await menu(page, 'Import manuel').click();
    await page.getByRole('link', { name: 'Importer l’annuaire' }).click();
    await page.setInputFiles('#file', fileOf('annuaire.csv', directory));
    await page.getByRole('button', { name: 'Voir ce qu’il changerait' }).click();
    await page.getByText('C’est le premier annuaire de ce site').waitFor();
    await look(page, 'story-01b-directory');
    await page.getByRole('button', { name: 'Importer cet annuaire' }).click();
    await page.getByText('Import réalisé avec succès').first().waitFor(LONG);
    await page.getByRole('link', { name: 'Faire l’import manuel' }).waitFor();
    await look(page, 'story-01c-directory-imported');

    // An access account: the person is chosen, the login is shown, a letter leaves.
    await menu(page, 'Comptes d’accès').click();
    await page.getByRole('link', { name: 'Ajouter une personne' }).first().click();
    await page.getByLabel('Chercher dans l’annuaire').fill(planner?.lastName ?? '');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page
      .getByRole('link', { name: `Choisir ${planner?.lastName} ${planner?.firstName}` })
      .first()
      .click();
    await page
      .getByText(/emp\.\w/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('heading', { name: /^Accès de / }).waitFor();
    await look(page, 'story-02-account-issued');

    // The person opens the password page once, and copies the URL for the software.
    const access = await letter(planner?.email, /accès au dépôt/);
    const link = linkIn(access, 'one-time');
    const other = await openPage(browser);
    await other.page.goto(link);
    await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).click();
    const url = await other.page.getByLabel('Tous les établissements').first().inputValue();
    expect(url).toMatch(new RegExp(`^http://emp\\.[\\w.-]+:\\w{16,}@127\\.0\\.0\\.1:\\d+/webdav/${SITE}/$`));
    await look(other.page, 'story-03-one-time');
    await other.page.goto(link);
    // Looking tells that it is spent, and spends nothing itself: mail programs look at links.
    expect(await other.page.getByRole('button', { name: 'Afficher le mot de passe' }).count()).toBe(0);
    await other.page.getByRole('heading', { name: 'Ce lien ne montre plus rien' }).waitFor();
    expect(await other.page.locator('body').textContent()).not.toContain(url);
    await other.page.context().close();

    // The first manual import, with a match to settle.
    await menu(page, 'Import manuel').click();
    await page.setInputFiles('#file', fileOf('EDT_rentree.xml', writeEdt(school)));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Ce qui a été lu' }).waitFor(LONG);
    await page.getByRole('button', { name: /^Continuer/ }).click();
    await page.getByRole('heading', { name: 'À rapprocher' }).waitFor();
    const choice = page.getByLabel(`Correspondance de ${teacher?.lastName} ${teacher?.firstName}`);
    const wanted = await choice
      .locator('option')
      .filter({ hasText: `${teacher?.lastName}x` })
      .first()
      .getAttribute('value');
    await choice.selectOption(wanted ?? '');
    await look(page, 'story-04-import-matches');
    await page.getByRole('button', { name: 'Enregistrer ces rapprochements' }).click();
    await page.getByText('Tout est rapproché').first().waitFor(LONG);
    await page.getByRole('button', { name: /^Continuer/ }).click();
    await page.getByLabel('J’ai vu ces dépassements').check();
    await page.getByRole('button', { name: /^Continuer/ }).click();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await page.getByRole('button', { name: /^Continuer/ }).click();
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').first().waitFor(LONG);
    await look(page, 'story-05-first-import');

    // The software deposits: a lesson has moved. Nobody is written to.
    const moved = moveCourse(school);
    const before = smtp.taken.length;
    expect(await depositByCurl(fileOf('EDT_export.xml', writeEdt(moved)), url)).toBe('201');
    await menu(page, 'Tableau de bord').click();
    // The board looks again by itself.
    await expect
      .poll(async () => (await page.locator('.history tbody tr').first().textContent()) ?? '', LONG)
      .toMatch(/emp\..*/);
    await page.locator('.history tbody tr').first().getByText('Import réalisé avec succès').waitFor(LONG);
    expect(smtp.taken.length).toBe(before);
    await look(page, 'story-06-board');

    // A deposit that would delete most services is held, and the manager is written to.
    const fewer = deleteServices(moved, Math.ceil(servicesOf(moved).size * 0.6));
    expect(await depositByCurl(fileOf('EDT_export.xml', writeEdt(fewer)), url)).toBe('204');
    const told = await letter(MANAGER, /décision/);
    await page.context().close();

    // Another morning, from the letter's link: sign in, look, approve with a reason.
    const morning = await openPage(browser);
    const { page: later } = morning;
    await later.goto(linkIn(told, 'sites'));
    await later.waitForURL((at) => at.pathname === '/sign-in');
    await later.getByLabel('Adresse électronique').fill(MANAGER);
    await later.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD);
    await later.getByRole('button', { name: 'Se connecter' }).click();
    await later.waitForURL((at) => /\/runs\/\d+$/.test(at.pathname));
    await look(later, 'story-07-held');
    const parts = later.getByRole('navigation', { name: 'Parties de la page' });
    await parts.getByRole('link', { name: 'Changements' }).click();
    await later.getByRole('heading', { name: 'Services d’enseignement' }).first().waitFor();
    await look(later, 'story-08-changes');
    await later
      .getByRole('navigation', { name: 'Parties de la page' })
      .getByRole('link', { name: 'Avant / après' })
      .click();
    await later.getByRole('table').first().waitFor();
    await look(later, 'story-09-before-after');
    await later.getByRole('navigation', { name: 'Parties de la page' }).getByRole('link').first().click();
    await later.getByLabel('Motif de votre décision').fill(REASON);
    await later.getByRole('button', { name: 'Approuver l’import' }).click();
    await later.getByText('l’import est approuvé').waitFor();
    await later.getByText('Import réalisé avec succès').first().waitFor(LONG);
    await later.getByText(REASON).first().waitFor();
    await look(later, 'story-10-approved');

    // The sessions are in the timetable.
    await menu(later, 'Emploi du temps').click();
    const division = school.divisions[0]?.name ?? '';
    await later.getByRole('link', { name: division, exact: true }).first().click();
    await later.getByRole('table').first().waitFor();
    await look(later, 'story-11-timetable');
    // That the spent link is answered 410 is on the console, too.
    const complaints = [...watched.complaints, ...morning.complaints, ...other.complaints];
    expect(complaints.filter((one) => !one.includes('410'))).toEqual([]);
  });

  test('and signed out, nothing is left to see', async () => {
    const { page } = await openPage(browser);
    await signInTo(page, daemon.url, MANAGER, PASSWORD);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.goto(`${daemon.url}/sites/${SITE}`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });
});
