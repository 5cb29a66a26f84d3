/** The run page and the timetable page in a real Chromium, before a real database: what changes, before and after, decisions. */
import { beforeAll, expect, test } from 'vitest';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addStudentsUnknownToDirectory,
  addSubjects,
  cancelWeeks,
  changeRooms,
  deleteServices,
  moveCourse,
  replaceTeacher,
} from '../../src/demo/school/mutate.ts';
import { school } from '../support/flow.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';

describeOnStage('the pages of runs and of the timetable', openManagedSite, (stage) => {
  let applied: string;
  let held: string;
  let base: string;
  const half = Math.floor(servicesOf(school).size / 2);
  beforeAll(async () => {
    const { site, web } = stage.real;
    const of = replaceTeacher(
      addSubjects(addStudentsUnknownToDirectory(cancelWeeks(moveCourse(changeRooms(school, 6)), 3, 4), 2), 1),
    );
    applied = (await site.deposit(of)).run.id ?? '';
    held = (await site.deposit(deleteServices(moveCourse(of), half + 1))).run.id ?? '';
    base = `${web.url}/sites/${site.id}`;
  });
  const open = (role: 'manager' | 'reader' = 'manager') => stage.enter(stage.real.people[role]);

  test('an applied import: report, changes, one part in pages, before and after', async () => {
    const { page, complaints } = await open();
    await page.goto(`${base}/runs/${applied}`);
    await page.getByRole('heading', { name: `Import n° ${applied}`, level: 1 }).waitFor();
    await page.getByText('et plus de 1').first().waitFor();
    await look(page, 'run-1-summary');

    await page
      .getByRole('navigation', { name: 'Parties de la page' })
      .getByRole('link', { name: 'Changements' })
      .click();
    await page.getByRole('heading', { name: 'Services d’enseignement' }).waitFor();
    await look(page, 'run-2-changes');

    await page.getByRole('link', { name: /^Déplacées/ }).click();
    await page.getByRole('heading', { name: 'Séances', exact: true }).waitFor();
    const rows = page.getByRole('row').filter({ hasText: 'Déplacée' });
    await rows.first().waitFor();
    expect(await rows.first().textContent()).toMatch(/lundi|mardi|mercredi|jeudi|vendredi/);
    await rows.first().locator('details summary').first().click();
    await look(page, 'run-3-moved');

    await page.getByRole('link', { name: 'Avant / après' }).click();
    await page.getByRole('heading', { name: 'Ce qui change cette semaine' }).waitFor();
    expect(await page.locator('.differences li').count()).toBeGreaterThan(0);
    await look(page, 'run-4-week');
    await page.getByRole('link', { name: 'Semaine modifiée suivante' }).click();
    await page.getByLabel('Classe, enseignant, groupe ou salle').fill(school.rooms[0]?.name ?? '');
    await page.getByRole('button', { name: 'Afficher' }).click();
    await page.waitForURL(/room=/);
    expect(complaints).toEqual([]);
  });

  test('anomalies are sorted by links, and come as a file like the changed sessions', async () => {
    const { page } = await open();
    await page.goto(`${base}/runs/${applied}?sort=code`);
    const codes = await page.locator('.finding .code').allTextContents();
    expect(codes).toEqual([...codes].sort());
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Séances modifiées (CSV)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`seances-import-${applied}.csv`);
    const text = await (await page.request.get(`${base}/runs/${applied}/sessions.csv`)).text();
    const lines = text.trim().split('\r\n');
    const { sessionKinds } = await stage.real.world.administration.changesOf(applied);
    expect(lines.length - 1).toBe(Object.values(sessionKinds).reduce((sum, count) => sum + count, 0));
    expect(lines[0]).toMatch(/^\ufeff?Changement;Matière;/);
    const findings = await (await page.request.get(`${base}/runs/${applied}/anomalies.csv`)).text();
    expect(findings).toContain('unmatched-student;Avertissement');
  });

  test('a reader sees everything and may do nothing', async () => {
    const { page } = await open('reader');
    for (const path of ['', '/changes', '/week']) {
      await page.goto(`${base}/runs/${held}${path}`);
      await page.getByRole('heading', { name: `Import n° ${held}`, level: 1 }).waitFor();
      expect(await page.locator('main form[method=post]').count()).toBe(0);
      expect(await page.getByRole('link', { name: 'Décider' }).count()).toBe(0);
    }
    await page.goto(`${base}/runs/${applied}`);
    expect(await page.getByRole('link', { name: 'Annuler cet import' }).count()).toBe(0);
    const answer = await page.goto(`${base}/runs/${applied}/undo`);
    expect(answer?.status()).toBe(403);
  });

  test('the timetable: lists, search, week after week, and nothing in the holidays', async () => {
    const { page, complaints } = await open();
    await page.goto(`${base}/timetable`);
    await page.getByRole('heading', { name: 'Emploi du temps', level: 1 }).waitFor();
    await look(page, 'timetable-1-choose');
    const division = school.divisions[0]?.name ?? '';
    await page.getByRole('link', { name: division, exact: true }).first().click();
    await page.getByRole('link', { name: 'Semaine suivante' }).first().click();
    await page.getByRole('table').waitFor();
    await look(page, 'timetable-2-division');
    await page.locator('#day').fill('2026-12-23');
    await page.locator('form.go').getByRole('button').click();
    await page.getByText('Aucune séance cette semaine').waitFor();
    await page.getByText('Période de fermeture').waitFor();
    await look(page, 'timetable-3-holidays');
    await page.getByRole('link', { name: 'Aujourd’hui' }).click();
    const teacher = school.teachers[0];
    await page.getByLabel('Classe, enseignant, groupe ou salle').fill(teacher?.lastName.toLowerCase() ?? '');
    await page.getByRole('button', { name: 'Afficher' }).last().click();
    await page.waitForURL(/teacher=|q=/);
    await page.goto(`${base}/timetable?q=zzz`);
    await page.getByText('Rien ne s’appelle « zzz »').waitFor();
    await look(page, 'timetable-4-not-found');
    expect(complaints).toEqual([]);
  });

  test('the week of a teacher prints on one sheet', async () => {
    const { page } = await open();
    const { teacher } = await stage.real.world.administration.weekChoices(stage.real.site.id);
    await page.goto(`${base}/timetable?teacher=${encodeURIComponent(teacher[1]?.name ?? '')}&day=2026-12-07`);
    await look(page, 'timetable-5-teacher');
    for (const whose of [`teacher=${encodeURIComponent(teacher[1]?.name ?? '')}`, 'division=6A', 'division=3A']) {
      await page.goto(`${base}/timetable?${whose}&day=2026-12-07`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type \/Page\b/g)?.length, whose).toBe(1);
      const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
      expect(Number(box?.[1])).toBeGreaterThan(Number(box?.[2]));
    }
  });

  test('without script, in English: the same', async () => {
    const { page } = await stage.enter(stage.real.people.manager, { javaScriptEnabled: false, locale: 'en-GB' });
    await page.goto(`${base}/runs/${held}/changes`);
    await page.getByText('What this import would change if it were approved').waitFor();
    await page.goto(`${base}/runs/${held}/week`);
    await page.getByRole('heading', { name: 'What changes this week' }).waitFor();
    await page.goto(`${base}/timetable`);
    await page.getByText('Choose from the lists').waitFor();
  });

  test('a held import: the decision on top, refused without a reason, rejected with one', async () => {
    const { page, complaints } = await open();
    await page.goto(`${base}/runs/${held}/week`);
    await look(page, 'run-5-held-week');
    await page.goto(`${base}/runs/${held}/changes`);
    await look(page, 'run-6-held-changes');
    await page.getByRole('link', { name: 'Décider' }).click();
    await look(page, 'run-7-held');
    await page.getByLabel('Motif de votre décision').fill('Export incomplet.');
    await page.getByRole('button', { name: 'Rejeter' }).click();
    await page.getByText('Fait : l’import est rejeté').waitFor();
    expect(complaints).toEqual([]);
  });

  test('undo says what will happen and asks why', async () => {
    const { page, complaints } = await open();
    await page.goto(`${base}/runs/${applied}`);
    await page.getByRole('link', { name: 'Annuler cet import' }).click();
    await page.getByRole('heading', { name: 'Ce qui va se passer' }).waitFor();
    const outlook = await stage.real.world.administration.undoOutlook(applied);
    expect(outlook.restored).toBeGreaterThan(0);
    await look(page, 'run-8-undo');
    await page.getByLabel('Motif de l’annulation').fill('   ');
    await page.getByRole('button', { name: 'Annuler cet import' }).click();
    await page.getByText('Indiquez un motif').first().waitFor();
    await page.getByLabel('Motif de l’annulation').fill('Mauvais fichier.');
    await page.getByRole('button', { name: 'Annuler cet import' }).click();
    await page.getByText('Fait : l’import est annulé').waitFor();
    const { run } = await stage.real.world.administration.report(applied);
    expect(run.cause).toContain(`${outlook.restored} séances à venir`);
    expect(run.cause).toContain('Mauvais fichier.');
    await page.goto(`${base}/runs/${applied}/week`);
    await page.getByText('Cet import a été annulé').waitFor();
    const again = await page.goto(`${base}/runs/${applied}/undo`);
    expect(again?.status()).toBe(409);
    expect(complaints.filter((one) => !one.includes('409') && !one.includes('422'))).toEqual([]);
  });
});
