/** « Annuaire » in Chromium: a file is looked at with its names before it is imported; what is wrong is named; nothing stays that was given up. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeAaf } from '../../src/demo/school/aaf-writer.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { DIRECTORY_KINDS } from '../../src/domain/directory/directory.ts';
import { DIRECTORY_DRAFT_HOURS } from '../../src/domain/report/directory-desk.ts';
import { school } from '../support/flow.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { takenDirectory } from '../support/read-directory.ts';
import { describeOnStage, look } from '../support/stage.ts';
import { createVisitor } from '../support/visitor.ts';
import { bytesOf } from '../support/world.ts';

const HEADER = 'kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment';
const [first, second] = school.teachers;
const whole = writeDirectoryCsv(school);
/** One teacher more, one less, and a third of the students gone. */
const changed = `${writeDirectoryCsv({
  ...school,
  teachers: school.teachers.slice(1),
  students: school.students.slice(32),
})}\nteacher;T-NEW;NOUVEAU;Noé;;;;;;;;\n`;
const oneMore = `${whole.trimEnd()}\nteacher;T-ONE;UNIQUE;Una;;;;;;;;\n`;

const NEWCOMER = { id: 'T-AAF', lastName: 'ARRIVANT', firstName: 'Ève', stsId: '99999', birthDate: '1990-01-01' };

describeOnStage(
  'the directory',
  () => openManagedSite({ isOpen: false, directory: whole }),
  (stage) => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-directory-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const address = (): string => `${stage.real.web.url}/sites/${stage.real.site.id}/directory`;
    const see = (page: Page, name: string): Promise<void> => look(page, `directory-${name}`);
    const signedIn = async (who: keyof ManagedSite['people'] = 'manager') => {
      const watched = await stage.enter(stage.real.people[who]);
      await watched.page.goto(address());
      return watched;
    };
    async function send(page: Page, name: string, text: string | Buffer): Promise<void> {
      const file = path.join(folder, name);
      await writeFile(file, text);
      await page.goto(address());
      await page.setInputFiles('#file', file);
      await page.getByRole('button', { name: 'Voir ce qu’il changerait' }).click();
      await page.getByRole('heading', { name: `Ce que ${name} changerait` }).waitFor();
    }
    const list = (page: Page, name: string) => page.locator('details.finding', { hasText: name });
    const names = async (): Promise<string[]> => {
      const { administration } = stage.real.world;
      const { items } = await administration.directory(stage.real.site.id, 'teacher');
      return items.map((one) => `${one.lastName}`);
    };
    async function keptFiles(): Promise<boolean[]> {
      const { rows } = await stage.real.world.db.pool.query<{ sha256: string }>(
        'select sha256 from directory_drafts order by id',
      );
      return rows.map(({ sha256 }) => existsSync(objectOf(sha256)));
    }
    const objectOf = (sha256: string): string =>
      path.join(stage.real.world.db.dataFolder, 'spool/objects', sha256.slice(0, 2), sha256);

    test('a file is looked at with its names, then imported; the history has its report', async () => {
      const { page, complaints } = await signedIn();
      await see(page, '1-start');
      await send(page, 'annuaire.csv', oneMore);
      await page.getByText('Rien n’est encore modifié').waitFor();
      expect(await list(page, 'Ajoutés à l’annuaire').textContent()).toContain('UNIQUE Una, enseignant');
      await see(page, '2-one-more');
      expect(await names()).not.toContain('UNIQUE');
      expect(await keptFiles()).toEqual([true]);

      await page.getByRole('button', { name: 'Importer cet annuaire' }).click();
      await page.getByRole('status').getByText('l’import de l’annuaire est lancé').waitFor();
      await stage.real.world.work(stage.real.site.id);
      await page.getByText('Import réalisé').or(page.getByText('Annuaire importé')).first().waitFor();
      expect(await names()).toContain('UNIQUE');
      expect(await keptFiles()).toEqual([]);
      await page.goto(address());
      await page
        .getByRole('link', { name: /^Bilan de l’import n°/ })
        .first()
        .waitFor();
      expect(complaints).toEqual([]);
    });

    test('the first directory of a site has nothing to be compared with, and says so', async () => {
      const { world, web, letIn } = stage.real;
      const establishments = [{ number: 1, uai: school.uai, name: school.name }];
      const site = await world.administration.createSite({ id: 9_001, name: 'Nouveau', establishments });
      const { page, complaints } = await stage.enter(await letIn(site.id));
      const file = path.join(folder, 'premier.csv');
      await writeFile(file, whole);
      await page.goto(`${web.url}/sites/${site.id}/directory`);
      await page.setInputFiles('#file', file);
      await page.getByRole('button', { name: 'Voir ce qu’il changerait' }).click();
      await page.getByRole('heading', { name: 'C’est le premier annuaire de ce site' }).waitFor();
      const row = page.getByRole('row', { name: /personnes ajoutées/ });
      await row.getByText('Rien à comparer').waitFor();
      expect(await row.innerText()).not.toMatch(/100|Respecté/);
      await see(page, '2-first');
      expect(complaints).toEqual([]);
    });

    test('the archive of the academy and the files of SIECLE are looked at like a table', async () => {
      const { page, complaints } = await signedIn();
      const newcomer = { ...school, teachers: [...school.teachers, { ...school.teachers[0], ...NEWCOMER }] } as School;
      await send(page, 'flux.tar.gz', gzipSync(rawTar(writeAaf([newcomer]))));
      expect(await list(page, 'Ajoutés à l’annuaire').textContent()).toContain('ARRIVANT Ève, enseignant');
      await see(page, '2-academy');
      const files = writeSiecle({ ...school, students: school.students.slice(1) });
      await send(page, 'siecle.zip', rawZip(files.map(({ name, bytes }) => ({ name, data: bytes }))));
      const [gone] = school.students;
      expect(await list(page, 'Partis de l’annuaire').textContent()).toContain(`${gone?.lastName} ${gone?.firstName}`);
      await see(page, '2-siecle');
      expect(complaints).toEqual([]);
      await stage.real.world.db.pool.query('delete from directory_drafts');
    });

    test('what changes too much says so, wants a tick, and is not held for who has seen it', async () => {
      const { page } = await signedIn();
      await send(page, 'moins.csv', changed);
      await page.getByText('Ce fichier change plus de choses que les contrôles ne le permettent').waitFor();
      const gone = list(page, 'Partis de l’annuaire');
      expect(await gone.textContent()).toContain(`${first?.lastName} ${first?.firstName}`);
      expect(await list(page, 'Ajoutés à l’annuaire').textContent()).toContain('NOUVEAU Noé');
      await see(page, '3-too-much');
      // Without script the browser is not what stops it.
      const digest = await page.locator('input[name=digest]').inputValue();
      const visitor = createVisitor(stage.real.web.url);
      await visitor.signIn(...stage.real.people.manager);
      const own = new URL(page.url()).pathname;
      await visitor.ask(own);
      const refused = await visitor.send(`${own}/apply`, { digest });
      expect([refused.status, refused.text.includes('Lisez les contrôles dépassés')]).toEqual([422, true]);

      await page.getByLabel('J’ai vu ces dépassements').check();
      await page.getByRole('button', { name: 'Importer cet annuaire' }).click();
      await page.getByRole('status').waitFor();
      await stage.real.world.work(stage.real.site.id);
      const found = await names();
      expect([found.includes('NOUVEAU'), found.includes(first?.lastName ?? '')]).toEqual([
        true,
        second?.lastName === first?.lastName,
      ]);
      // Applied once: the page of the draft is gone.
      expect((await visitor.send(`${own}/apply`, { digest, seen: 'on' })).status).toBe(404);
      expect((await visitor.ask(own)).status).toBe(404);
    });

    test('wrong lines are named, each with its column; nothing can be imported', async () => {
      const { page } = await signedIn();
      const before = await names();
      await send(
        page,
        'faux.csv',
        `${HEADER}\nteacher;T1;MARTIN;Léa;17/05/80;;;;;;;\nparent;P1;MARTIN;Luc;;;;;;;;\nstaff;S1;MARTIN;Ève;;;;;;;;\n`,
      );
      await page.getByText('Annuaire CSV illisible').first().waitFor();
      await page.getByText('faux.csv : ligne 2, colonne « birthDate » : « 17/05/80 »').first().waitFor();
      const lines = page.locator('details.finding', { hasText: 'Ligne d’annuaire illisible' });
      await lines.locator('summary').click();
      const told = await lines.locator('li').allTextContents();
      expect(told.join('\n')).toMatch(/ligne 2, colonne .*birthDate[\s\S]*parent[\s\S]*ligne 3, colonne .*kind/);
      expect(await page.getByRole('button', { name: 'Importer cet annuaire' }).count()).toBe(0);
      await see(page, '4-wrong-lines');
      await page.getByRole('button', { name: 'Abandonner ce fichier' }).click();
      await page.getByRole('status').getByText('le fichier est effacé').waitFor();
      expect(await keptFiles()).toEqual([]);
      expect(await names()).toEqual(before);
    });

    test('the directory changed since it was looked at: nothing is imported unseen', async () => {
      const { page } = await signedIn();
      const { world, site } = stage.real;
      await send(page, 'annuaire2.csv', oneMore);
      await world.directory(site.id, `${oneMore}teacher;T-TWO;AUTRE;Ada;;;;;;;;\n`, { isSeen: true });
      await page
        .getByLabel('J’ai vu ces dépassements')
        .or(page.locator('input[name=digest]'))
        .first()
        .waitFor({ state: 'attached' });
      const tick = page.getByLabel('J’ai vu ces dépassements');
      if ((await tick.count()) > 0) await tick.check();
      await page.getByRole('button', { name: 'Importer cet annuaire' }).click();
      await page.getByRole('alert').getByText('L’aperçu n’est plus à jour').waitFor();
      expect(await list(page, 'Partis de l’annuaire').textContent()).toContain('AUTRE Ada');
      expect(await names()).toContain('AUTRE');
      await see(page, '5-changed');
      await page.getByRole('button', { name: 'Abandonner ce fichier' }).click();
      await page.getByRole('status').getByText('le fichier est effacé').waitFor();
    });

    test('a school without another source builds its directory from an export', async () => {
      const { page } = await signedIn();
      const file = path.join(folder, 'EDT_export.xml');
      await writeFile(file, writeEdt(school));
      await page.getByLabel('Un export d’emploi du temps').check();
      await page.setInputFiles('#file', file);
      await page.getByRole('button', { name: 'Voir ce qu’il changerait' }).click();
      await page.getByRole('heading', { name: 'Ce que EDT_export.xml changerait' }).waitFor();
      await page.getByText('export d’emploi du temps · annuaire complet').waitFor();
      await see(page, '6-export');
    });

    test('a file is kept for some hours, and listed for who comes back', async () => {
      const { page } = await signedIn();
      await page.getByRole('link', { name: 'Voir ce que EDT_export.xml changerait' }).waitFor();
      await see(page, '7-waiting');
      const { world, site } = stage.real;
      const before = world.now();
      world.setNow(new Date(before + DIRECTORY_DRAFT_HOURS * 3_600_000).toISOString());
      expect((await world.administration.directoryDrafts(site.id)).items).toEqual([]);
      world.setNow(new Date(before).toISOString());
    });

    test('is for managers: readers do not see it, and a draft of another site is unknown', async () => {
      const { world, site } = stage.real;
      const draft = await world.administration.makeDirectoryDraft(
        { siteId: site.id, establishment: null, files: [{ name: 'a.csv', bytes: bytesOf(whole) }] },
        'manager:1',
      );
      const visitor = createVisitor(stage.real.web.url);
      await visitor.signIn(...stage.real.people.reader);
      const own = `/sites/${site.id}/directory`;
      for (const rest of ['', '/model.csv', `/${draft.id}`])
        expect([rest, (await visitor.ask(`${own}${rest}`)).status]).toEqual([rest, 403]);
      for (const rest of [`/${draft.id}/apply`, `/${draft.id}/discard`])
        expect([rest, (await visitor.send(`${own}${rest}`, {})).status]).toEqual([rest, 403]);
      await expect(world.administration.directoryForecast(site.id + 1, draft.id)).rejects.toThrow('site-unknown');
      const manager = createVisitor(stage.real.web.url);
      await manager.signIn(...stage.real.people.manager);
      for (const id of ['999999', 'x', `${draft.id}'`])
        expect([id, (await manager.ask(`${own}/${encodeURIComponent(id)}`)).status]).toEqual([id, 404]);
      const model = await manager.ask(`${own}/model.csv`);
      expect(model.text).toMatch(/^\ufeff?Type;Identifiant;Nom;Prénom;Date de naissance;.*\r\n/);
      expect(model.text).toContain('Élève;E001;DURAND;Léo;17/05/2013');
    });

    test('the model is itself a directory with each kind, in both languages', async () => {
      const manager = createVisitor(stage.real.web.url);
      await manager.signIn(...stage.real.people.manager);
      for (const language of ['en', 'fr']) {
        await manager.send('/account/language', { language });
        const { text } = await manager.ask(`/sites/${stage.real.site.id}/directory/model.csv`);
        const { rows } = await takenDirectory([{ name: 'a.csv', bytes: text }]);
        expect(rows.map((row) => row.kind).slice(0, DIRECTORY_KINDS.length)).toEqual(DIRECTORY_KINDS);
        expect(rows.find((row) => row.kind === 'student')?.birthDate).toBe('2013-05-17');
        expect([language, text.includes('Identifiant')]).toEqual([language, language === 'fr']);
      }
    });

    test('an operator in supervision imports nothing that would end an access account', async () => {
      const { world, site } = stage.real;
      const person = (await world.administration.directory(site.id, 'teacher')).items[0];
      await world.administration.createAccount(site.id, person?.id ?? '', { notify: false });
      const { page } = await signedIn('operator');
      const without = whole
        .split('\n')
        .filter((line) => !line.startsWith(`teacher;${person?.id};`))
        .join('\n');
      await send(page, 'sans.csv', without);
      const tick = page.getByLabel('J’ai vu ces dépassements');
      if ((await tick.count()) > 0) await tick.check();
      await page.getByRole('button', { name: 'Importer cet annuaire' }).click();
      await page.getByRole('status').waitFor();
      await world.work(site.id);
      await page.reload();
      await page.getByText('Comptes d’accès épargnés').first().waitFor();
    });
  },
);
