/** The assistant for manual imports in a real Chromium, on a real database: from the file to the run, and back whenever one likes. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addStudentsUnknownToDirectory,
  changeRoom,
  deleteServices,
  moveCourse,
  shiftYear,
} from '../../src/demo/school/mutate.ts';
import { MEGABYTE } from '../../src/domain/model/notation.ts';
import { type PageOptions, PHONE, picture, sticksOut, violations } from '../support/browser.ts';
import { openSite, type Site, type SiteWish, school } from '../support/flow.ts';
import { openRealPages, type SignIn } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';
import { createVisitor } from '../support/visitor.ts';
import { startWeb } from '../support/web-app.ts';
import { bytesOf } from '../support/world.ts';

/** A directory that writes three teachers otherwise than the file, without the ids that would tell. */
const misspelt = writeDirectoryCsv(school)
  .split('\n')
  .map((line) => {
    const cells = line.split(';');
    const place = school.teachers.findIndex((one) => cells[0] === 'teacher' && one.id === cells[1]);
    if (place < 0 || place > 2) return line;
    return cells.map((cell, at) => (at === 2 ? `${cell}X` : at > 3 && at < 11 ? '' : cell)).join(';');
  })
  .join('\n');

/** A line on which bytes go up at some 6 MB a second. */
async function slowLine(to: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    client.on('data', (chunk) => {
      client.pause();
      setTimeout(() => {
        upstream.write(chunk);
        client.resume();
      }, 10);
    });
    upstream.pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describeOnStage('manual import in Chromium', openRealPages, (stage) => {
  let folder: string;
  /** What the worker process does beside the web process, while it runs. */
  let isWorking = true;
  let pump: Promise<void>;
  let isOver = false;
  const managers = new Map<number, SignIn>();

  beforeAll(async () => {
    const { world } = stage.real;
    folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-import-'));
    pump = (async () => {
      while (!isOver) {
        if (isWorking) {
          await world.evaluateDrafts();
          for (const id of managers.keys()) await world.work(id);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
  });
  beforeEach(() => {
    isWorking = true;
  });
  afterEach(async () => {
    for (const context of stage.browser.contexts()) await context.close();
  });
  afterAll(async () => {
    isOver = true;
    await pump;
    await rm(folder, { recursive: true, force: true });
  });

  function fileOf(name: string, content: string | Uint8Array): string {
    const full = path.join(folder, name);
    writeFileSync(full, content);
    return full;
  }

  async function newSite(wish: SiteWish = {}): Promise<Site> {
    const { world, letIn } = stage.real;
    const site = await openSite(world, wish);
    managers.set(site.id, await letIn(site.id));
    return site;
  }
  const signedIn = (site: Site, options?: PageOptions) => stage.enter(managers.get(site.id) ?? ['', ''], options);
  const start = (page: Page, site: Site) => page.goto(`${stage.real.web.url}/sites/${site.id}/import`);
  const read = (page: Page) => page.getByRole('heading', { name: 'Ce qui a été lu' }).waitFor({ timeout: 20_000 });
  const onward = (page: Page, to: string) => page.getByRole('button', { name: `Continuer : ${to}` }).click();

  /** Drops files somewhere on the page, as a person's hand does. */
  async function drop(
    page: Page,
    files: readonly { readonly name: string; readonly content: string; readonly comments?: number }[],
  ): Promise<void> {
    await page.evaluate(`{
      const transfer = new DataTransfer();
      for (const { name, content, comments = 0 } of ${JSON.stringify(files)})
        transfer.items.add(new File([content, '<!-- lent -->'.repeat(comments)], name, { type: 'text/xml' }));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }`);
  }

  test('the first import of the year, step by step', async () => {
    const site = await newSite({ isOpen: false, directory: misspelt });
    const watched = await signedIn(site);
    const { page, complaints } = watched;
    await page.getByRole('link', { name: 'Import manuel' }).first().click();
    await page.getByRole('heading', { name: 'Ce premier import ouvre l’année scolaire' }).waitFor();
    await look(page, 'import-1-start');

    isWorking = false;
    await page.setInputFiles('#file', fileOf('EDT_export.xml', writeEdt(addStudentsUnknownToDirectory(school, 4))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Lecture du fichier en cours' }).waitFor();
    await picture(page, 'import-2-reading');
    expect(await sticksOut(page)).toBe(0);
    isWorking = true;
    // The page looks again by itself.
    await read(page);
    await page.getByText('Cet import ouvre l’année scolaire 2026-2027').waitFor();
    expect(await page.getByText('n’est dans l’annuaire').count()).toBe(0);
    await look(page, 'import-3-content');

    await onward(page, 'Rapprochements');
    await page.getByRole('heading', { name: 'À rapprocher' }).waitFor();
    await look(page, 'import-4-matches');
    const choices = page.locator('.pick select');
    expect(await choices.count()).toBe(3);
    await choices.first().selectOption({ index: 1 });
    await choices.last().selectOption({ label: 'Aucune correspondance' });
    await page.getByRole('button', { name: 'Enregistrer ces rapprochements' }).click();
    await page.getByText('2 rapprochements sont enregistrés.').waitFor();
    await expect.poll(() => page.locator('.pick select').count(), { timeout: 10_000 }).toBe(1);
    await page.getByRole('link', { name: /Élèves/ }).click();
    await page.getByText('4 noms ne ressemblent à aucun de l’annuaire').waitFor();
    await picture(page, 'import-4-unlike');

    await onward(page, 'Contrôles');
    await page.getByRole('heading', { name: /contrôles sont dépassés/ }).waitFor();
    await look(page, 'import-5-controls');
    await page.getByLabel('J’ai vu ces dépassements').check();
    await onward(page, 'Aperçu');
    await page.getByText('Les noms', { exact: true }).click();
    await look(page, 'import-6-preview');

    // Sessions from the beginning of the year on: nothing is stored that could have begun.
    await page.getByLabel(/depuis le début de l’année/).check();
    await page.getByRole('button', { name: 'Recalculer l’aperçu' }).click();
    await page.getByText('mardi 1er septembre 2026').waitFor({ timeout: 20_000 });

    await onward(page, 'Appliquer');
    await page.getByRole('heading', { name: 'Appliquer cet import' }).waitFor();
    await look(page, 'import-7-apply');
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    await picture(page, 'import-8-run');
    expect((await stage.real.world.administration.site(site.id)).schoolYear).toBe('2026-2027');
    const { rows } = await stage.real.world.db.pool.query('select min(starts_at) at from sessions where site_id = $1', [
      site.id,
    ]);
    expect(new Date(rows[0].at).toISOString().slice(0, 10)).toBe('2026-09-01');
    expect(complaints).toEqual([]);

    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'Cet import est appliqué' }).waitFor();
    await picture(page, 'import-9-over');
  });

  test('a name is searched for in the directory, and chosen, ignored or added with one click', async () => {
    const site = await newSite({ isOpen: false, directory: misspelt });
    const { administration } = stage.real.world;
    const before = (await administration.directory(site.id, 'teacher')).total;
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    await page.setInputFiles('#file', fileOf('EDT_export.xml', writeEdt(addStudentsUnknownToDirectory(school, 1))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    await onward(page, 'Rapprochements');
    const rows = page.locator('.pick > li');
    await rows.first().waitFor();
    /** Opens the search for the first name that is left. */
    async function search(): Promise<void> {
      await rows
        .first()
        .getByRole('link', { name: /annuaire/ })
        .click();
      await page.getByRole('heading', { level: 1, name: /^Rapprocher / }).waitFor();
    }
    const left = (count: number) => expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(count);
    await left(3);

    await search();
    await look(page, 'import-4-search');
    await page.locator('#q').fill('zzzz');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.locator('.empty').waitFor();
    await page.locator('#q').fill('');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page
      .locator('tbody tr')
      .first()
      .getByRole('button', { name: /^Rapprocher / })
      .click();
    await page.getByText('1 rapprochement est enregistré.').waitFor();
    await left(2);

    await search();
    await page.getByRole('button', { name: 'Ignorer' }).click();
    await page.getByText('1 rapprochement est enregistré.').waitFor();
    await left(1);

    await search();
    // Without script the browser is not what stops an empty name.
    const at = new URL(page.url());
    const visitor = createVisitor(stage.real.web.url);
    await visitor.signIn(...(managers.get(site.id) ?? ['', '']));
    const own = Object.fromEntries(at.searchParams);
    const wrong = await visitor.send(at.pathname.replace('choose', 'new'), { ...own, lastName: ' ' });
    expect([wrong.status, wrong.text.includes('aria-invalid')]).toEqual([422, true]);
    const unknown = await visitor.send(at.pathname.replace('choose', 'new'), { ...own, key: 'x', lastName: 'X' });
    expect(unknown.status).toBe(404);
    await page.getByLabel('Nom', { exact: true }).fill('AJOUTÉE');
    await page.getByRole('button', { name: 'Créer et rapprocher' }).click();
    await page.getByText('1 rapprochement est enregistré.').waitFor();
    await left(0);
    const { items, total } = await administration.directory(site.id, 'teacher');
    expect([total, items.some((one) => one.lastName === 'AJOUTÉE')]).toEqual([before + 1, true]);
    expect(complaints).toEqual([]);
  });

  test('a file in which nobody is known to the directory says so where it is read, and why that may be', async () => {
    const strangers = [
      'kind;id;lastName;firstName',
      'teacher;T1;INCONNUE;Ulla',
      'student;S1;INCONNU;Ulysse',
      'division;D1;ZZ9;',
    ];
    const send = async (directory: string) => {
      const site = await newSite({ isOpen: false, directory });
      const watched = await signedIn(site);
      await start(watched.page, site);
      await watched.page.setInputFiles('#file', fileOf('EDT_ailleurs.xml', writeEdt(school)));
      await watched.page.getByRole('button', { name: 'Envoyer le fichier' }).click();
      await read(watched.page);
      return watched;
    };
    const { page, complaints } = await send(strangers.join('\n'));
    const banner = page.locator('.notice.warn', { hasText: 'Aucun nom de ce fichier n’est dans l’annuaire' });
    await banner.getByText('pas du même établissement ou de la même année').waitFor();
    await banner.getByText(`année 2026-2027, code UAI ${school.uai}`).waitFor();
    await look(page, 'import-3-strangers');
    await banner.getByRole('link', { name: 'Importer l’annuaire' }).click();
    await page.getByRole('heading', { level: 1, name: 'Annuaire' }).waitFor();

    expect(complaints).toEqual([]);

    // Where teachers and classes are known, it speaks of students alone.
    const known = writeDirectoryCsv({ ...school, students: [] }).trimEnd();
    const others = await send(`${known}\nstudent;S1;INCONNU;Ulysse;;;;;;;;\n`);
    await others.page.getByText('rien de ce fichier pour : élèves').waitFor();
    await others.page.getByText('L’annuaire est sans doute celui d’une autre année').waitFor();
    const none = await send(known);
    await none.page.getByText('L’annuaire de ce site ne contient pas encore : élèves.').waitFor();
  });

  test('the search says which year’s directory it looks in when the file is of another', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    const next = shiftYear(addStudentsUnknownToDirectory(school, 1), 1);
    await page.setInputFiles('#file', fileOf('EDT_2027.xml', writeEdt(next)));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    await onward(page, 'Rapprochements');
    const hint = page.getByText('Ce fichier est de 2027-2028. La recherche se fait dans l’annuaire actuel du site');
    await hint.waitFor();
    await look(page, 'import-4-other-year');
    await page
      .getByRole('link', { name: /^Chercher dans l’annuaire/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /^Rapprocher / }).waitFor();
    await hint.waitFor();
    expect(complaints).toEqual([]);
  });

  test('a draft that was kept before results said dates and opening goes on to its end', async () => {
    const site = await newSite({ isOpen: false });
    const { db } = stage.real.world;
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    await page.setInputFiles('#file', fileOf('EDT_ancien.xml', writeEdt(school)));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    await db.pool.query(
      `update import_drafts set result = result - '{yearFrom,yearTo,opening,scopeBefore}'::text[] where site_id = $1`,
      [site.id],
    );
    await page.reload();
    await read(page);
    await onward(page, 'Rapprochements');
    await onward(page, 'Contrôles');
    await page.getByLabel('J’ai vu ces dépassements').check();
    await onward(page, 'Aperçu');
    await page.getByRole('heading', { name: 'Ce que l’import ferait' }).waitFor();
    expect(await page.getByText('Les établissements concernés ont changé').count()).toBe(0);
    await onward(page, 'Appliquer');
    // It asks for no confirmation of a year that is the expected one.
    expect(await page.locator('[name=opens]').count()).toBe(0);
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    expect(complaints).toEqual([]);
  });

  test('the first import of another year than the announced one is warned about, and confirmed by its name', async () => {
    const site = await newSite();
    await stage.real.world.administration.openYear(site.id, {});
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    await page.setInputFiles('#file', fileOf('EDT_2028.xml', writeEdt(shiftYear(school, 2))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    await page.getByText('L’année annoncée est 2027-2028, et ce fichier n’en est pas.').waitFor();
    await page.getByText('Année différente de l’année annoncée').waitFor();
    await look(page, 'import-year-other');
    await onward(page, 'Rapprochements');
    await onward(page, 'Contrôles');
    await page.getByLabel('J’ai vu ces dépassements').check();
    await onward(page, 'Aperçu');
    await onward(page, 'Appliquer');
    await page.getByText('L’année scolaire 2028-2029 sera ouverte à la place de 2026-2027').waitFor();
    await look(page, 'import-year-confirm');
    // Without the tick the browser keeps the form, and the server refuses it.
    await page.evaluate("document.querySelector('[name=opens]').required = false");
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByRole('heading', { name: 'Ouverture de l’année à confirmer' }).waitFor();
    await page.getByLabel('Oui, ce fichier ouvre l’année scolaire 2028-2029.').check();
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    expect((await stage.real.world.administration.site(site.id)).schoolYear).toBe('2028-2029');
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  test('a moment that was chosen is taken by the button that goes on, or refused and kept', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    await page.setInputFiles('#file', fileOf('EDT_moment.xml', writeEdt(moveCourse(school))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    for (const step of ['Rapprochements', 'Contrôles', 'Aperçu']) await onward(page, step);
    const own = page.getByLabel('à partir d’un moment que je choisis');
    const field = page.getByLabel('Date et heure');
    const draftId = /import\/(\d+)\//.exec(page.url())?.[1] ?? '';
    const taken = async () => (await stage.real.world.administration.draft(site.id, draftId)).takenInAt;
    for (const [moment, title] of [
      ['2026-11-02T08:00', 'Moment déjà passé'],
      ['2028-01-10T08:00', 'Moment hors de l’année scolaire'],
    ] as const) {
      await own.check();
      await field.fill(moment);
      await onward(page, 'Appliquer');
      await page.getByRole('heading', { name: title }).waitFor();
      expect([await own.isChecked(), await field.inputValue(), await taken()]).toEqual([true, moment, null]);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await violations(page)).toEqual([]);
    }
    await picture(page, 'import-moment-refused');
    // The preview is computed again meanwhile, and the page looks again by itself: the choice stays.
    isWorking = false;
    await stage.real.world.administration.evaluateDraftAgain(site.id, draftId);
    await onward(page, 'Appliquer');
    await page.getByRole('heading', { name: 'Mise à jour de l’aperçu' }).waitFor();
    isWorking = true;
    await page.locator('#draft:not([data-refresh-url])').waitFor({ timeout: 20_000 });
    expect([await own.isChecked(), await field.inputValue()]).toEqual([true, '2028-01-10T08:00']);
    await field.fill('');
    await onward(page, 'Appliquer');
    await page.locator('#at-error', { hasText: 'Indiquez une date et une heure.' }).waitFor();
    expect([await own.isChecked(), await field.inputValue()]).toEqual([true, '']);

    await field.fill('2026-12-14T08:00');
    await onward(page, 'Appliquer');
    await page.getByText('Les séances seront générées à partir du 14/12/2026').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('leaving and coming back; what changed meanwhile is said, and applying what nobody saw is refused', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    const half = Math.floor(servicesOf(school).size / 2) + 1;
    await page.setInputFiles('#file', fileOf('EDT_moitie.xml', writeEdt(deleteServices(school, half))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await read(page);
    await onward(page, 'Rapprochements');
    await page.getByRole('heading', { name: 'Tout est rapproché' }).waitFor();
    await picture(page, 'import-matched');
    await onward(page, 'Contrôles');
    await page.getByText('Ce fichier serait retenu jusqu’à votre décision').waitFor();
    await picture(page, 'import-controls-held');

    // Another day, from the list.
    await start(page, site);
    await page.getByText('Étape 4 sur 6 : Contrôles').waitFor();
    await look(page, 'import-list');
    await page.getByRole('link', { name: 'Reprendre EDT_moitie.xml' }).click();
    await page.getByLabel('J’ai vu ces dépassements').check();
    await onward(page, 'Aperçu');
    await page.getByRole('heading', { name: 'Ce que l’import ferait' }).waitFor();
    await picture(page, 'import-preview-half');
    expect(await sticksOut(page)).toBe(0);
    await onward(page, 'Appliquer');
    await page.getByRole('heading', { name: 'Appliquer cet import' }).waitFor();

    stage.real.world.setNow(new Date(stage.real.world.now() + 60_000).toISOString());
    await site.deposit(changeRoom(school));
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByRole('heading', { name: 'L’aperçu n’est plus à jour' }).waitFor();
    await picture(page, 'import-outdated');
    await page.getByRole('heading', { name: /a été appliqué depuis l’envoi de ce fichier/ }).waitFor();
    await picture(page, 'import-since');
    await onward(page, 'Appliquer');
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  test('a file dropped anywhere, its progress, stopping it, and files that are none', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site);
    await start(page, site);
    await drop(page, [
      { name: 'a.xml', content: '<a/>' },
      { name: 'b.xml', content: '<b/>' },
    ]);
    await page.getByText('Un seul fichier à la fois').waitFor();
    await drop(page, [{ name: 'vide.xml', content: '' }]);
    await page.getByText('Ce fichier est vide.').waitFor();
    await drop(page, [{ name: 'grand.xml', content: 'x'.repeat(2 * MEGABYTE + 1) }]);
    await page.getByText('Ce fichier dépasse la taille acceptée (2').waitFor();
    await picture(page, 'import-wrong-file');
    expect(await violations(page)).toEqual([]);
    // Refused by the server, said in its place, and the choice of a test stays.
    await page.getByLabel('Tester ce fichier').check();
    await drop(page, [{ name: 'photo.jpg', content: '\u00ff\u00d8\u00ff' }]);
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Ce fichier n’est pas un export d’emploi du temps' }).waitFor();
    await picture(page, 'import-refused-here');
    expect(await page.getByLabel('Tester ce fichier').isChecked()).toBe(true);

    // A slow line: 20 MB take seconds, and can be stopped.
    const wide = await startWeb({
      administration: stage.real.world.administration,
      maxUploadBytes: 30_000_000,
      clock: { now: stage.real.world.now },
    });
    const line = await slowLine(Number(new URL(wide.url).port));
    try {
      await page.goto(`http://127.0.0.1:${line.port}/sites/${site.id}/import`);
      await page.getByLabel('Tester ce fichier').check();
      await drop(page, [{ name: 'EDT_lent.xml', content: writeEdt(moveCourse(school)), comments: 1_500_000 }]);
      await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
      await page
        .locator('[data-share]')
        .filter({ hasText: /[2-6]\d/ })
        .waitFor();
      await picture(page, 'import-sending');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Interrompre l’envoi' }).click();
      await page.getByRole('button', { name: 'Envoyer le fichier' }).waitFor();
      expect((await stage.real.world.administration.drafts(site.id)).total).toBe(0);
      await page.getByRole('button', { name: 'Envoyer le fichier' }).dblclick();
      await read(page);
      expect((await stage.real.world.administration.drafts(site.id)).total).toBe(1);
      await page.goto(page.url().replace(`:${line.port}`, `:${new URL(stage.real.web.url).port}`));
    } finally {
      await line.close();
      await wide.close();
    }

    // A test stops before the last step, and becomes an import when one likes.
    await page.getByRole('heading', { name: 'Test de EDT_lent.xml' }).waitFor();
    await picture(page, 'import-trial-content');
    await page.getByRole('link', { name: 'Aperçu' }).click({ timeout: 5000 });
    await page.getByRole('heading', { name: 'Le test s’arrête ici' }).waitFor();
    await look(page, 'import-trial');
    await page.getByRole('button', { name: 'En faire un import' }).click();
    await page.getByText('ce test est devenu un import').waitFor();
    await page.getByRole('link', { name: 'Abandonner' }).click();
    await picture(page, 'import-discard');
    await page.getByRole('button', { name: 'Abandonner' }).click();
    await page.getByText('le fichier est abandonné').waitFor();
    expect((await stage.real.world.administration.drafts(site.id)).total).toBe(0);
    expect(complaints.filter((one) => !one.includes('415'))).toEqual([]);
  });

  test('another school’s file, a broken one, and one that is applied already', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site);
    for (const [name, content, title] of [
      ['autre.xml', writeEdt(school, { uai: '0990009Z' }), 'Fichier d’un autre établissement'],
      ['coupe.xml', writeEdt(school).slice(0, 30_000), 'Fichier coupé'],
      ['meme.xml', writeEdt(school, { identSeed: 4 }), 'Ce fichier est déjà appliqué'],
    ] as const) {
      await start(page, site);
      await page.setInputFiles('#file', fileOf(name, content));
      await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
      await page.getByRole('heading', { name: title }).waitFor({ timeout: 20_000 });
      await picture(page, `import-${name.replace('.xml', '')}`);
      expect(await sticksOut(page)).toBe(0);
      expect(await page.getByRole('button', { name: /Continuer/ }).count()).toBe(0);
    }
    await start(page, site);
    await page.getByText('Fichier refusé').first().waitFor();
    await picture(page, 'import-list-all');
    expect(complaints).toEqual([]);
  });

  test('without script, by keyboard alone, on a phone', async () => {
    const establishments = [
      { number: 1754, uai: school.uai, name: 'Collège Émanche' },
      { number: 4817, uai: '0990002B', name: 'Lycée Colt' },
    ];
    const site = await newSite({ establishments });
    const { page, complaints } = await signedIn(site, { javaScriptEnabled: false });
    await page.setViewportSize(PHONE);
    await start(page, site);
    await page.getByLabel('Établissement', { exact: true }).selectOption({ label: `Collège Émanche (${school.uai})` });
    await page.setInputFiles('#file', fileOf('EDT_clavier.xml', writeEdt(moveCourse(school))));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).focus();
    await page.keyboard.press('Enter');
    // Without script the page comes again by itself, too.
    await read(page);
    for (const step of ['Rapprochements', 'Contrôles', 'Aperçu', 'Appliquer']) {
      await page.getByRole('button', { name: `Continuer : ${step}` }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(new RegExp(`Étape \\d sur 6\\s: ${step}`)).waitFor();
    }
    await page.getByRole('button', { name: 'Appliquer maintenant' }).focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: /Import n°/ })
      .first()
      .waitFor();
    const latest = async () => (await stage.real.world.administration.runs(site.id, {})).items[0];
    await expect.poll(async () => (await latest())?.status, { timeout: 10_000 }).toBe('integrated');
    expect(await latest()).toMatchObject({ trigger: 'manual', establishment: 1754, filename: 'EDT_clavier.xml' });

    // An empty file, and none, are said in their place.
    await start(page, site);
    await page.setInputFiles('#file', fileOf('vide.xml', ''));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Fichier vide' }).waitFor();
    await page.setInputFiles('#file', fileOf('grand.xml', 'x'.repeat(2 * MEGABYTE + 1)));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Fichier trop volumineux' }).waitFor();
    await picture(page, 'import-no-script');
    expect(complaints.filter((one) => !/4(22|13)/.test(one))).toEqual([]);
  });

  test('in English, and in the dark', async () => {
    const site = await newSite();
    const { page, complaints } = await signedIn(site, { locale: 'en-GB', colorScheme: 'dark' });
    await start(page, site);
    await picture(page, 'import-en-start');
    const more = addStudentsUnknownToDirectory(moveCourse(school), 9);
    await page.setInputFiles('#file', fileOf('EDT_en.xml', writeEdt(more)));
    await page.getByRole('button', { name: 'Send the file' }).click();
    await page.getByRole('heading', { name: 'What was read' }).waitFor({ timeout: 20_000 });
    for (const [step, name] of [
      ['content', 'Matches'],
      ['matches', 'Controls'],
      ['controls', 'Preview'],
      ['preview', 'Apply'],
    ] as const) {
      await picture(page, `import-en-${step}`);
      // Everything is said in English.
      expect(await page.locator('main').textContent()).not.toMatch(/\b(les|des|est|fichier|séances|vous)\b/i);
      if (step === 'controls') await page.getByLabel('I have seen what is exceeded').check();
      await page.getByRole('button', { name: `Continue: ${name}` }).click();
    }
    await page.getByRole('heading', { name: 'Apply this import' }).waitFor();
    await picture(page, 'import-en-apply');
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('is not for readers, neighbours and forms that are not ours', async () => {
    const site = await newSite();
    const other = await newSite();
    const draft = await stage.real.world.administration.makeDraft(
      {
        siteId: site.id,
        establishment: null,
        purpose: 'import',
        file: { name: 'a.xml', bytes: bytesOf(writeEdt(changeRoom(school))) },
      },
      'manager:1',
    );
    const reader = await stage.enter(await stage.real.letIn(site.id, 'reader'));
    expect(await reader.page.getByRole('link', { name: 'Import manuel' }).count()).toBe(0);
    const paths = ['', `/${draft.id}`, `/${draft.id}/content`, `/${draft.id}/apply`, `/${draft.id}/discard`];
    for (const rest of paths) {
      const answer = await reader.page.goto(`${stage.real.web.url}/sites/${site.id}/import${rest}`);
      expect([rest, answer?.status()]).toEqual([rest, 403]);
    }
    const { page } = await signedIn(other);
    for (const rest of paths) {
      const answer = await page.goto(`${stage.real.web.url}/sites/${site.id}/import${rest}`);
      expect([rest, answer?.status()]).toEqual([rest, 404]);
    }
    // Another site's draft below the own site's address.
    expect((await page.goto(`${stage.real.web.url}/sites/${other.id}/import/${draft.id}/apply`))?.status()).toBe(404);
    // A form without the proof, or with the proof behind the file, is not kept.
    await start(page, other);
    const statuses = await page.evaluate(`(async () => {
      const proof = ['proof', document.querySelector('input[name=proof]').value];
      const file = ['file', new File(['<a/>'], 'a.xml')];
      const statuses = [];
      for (const fields of [[file], [['proof', 'x'], file], [file, proof]]) {
        const data = new FormData();
        for (const [name, value] of fields) data.append(name, value);
        statuses.push((await fetch(location.href, { method: 'POST', body: data })).status);
      }
      return statuses;
    })()`);
    expect(statuses).toEqual([403, 403, 403]);
    expect((await stage.real.world.administration.drafts(other.id)).total).toBe(0);
  });
});
