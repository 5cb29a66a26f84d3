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
  shiftYear,
} from '../../src/demo/school/mutate.ts';
import { withStsGroupNames, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
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
    // Where a session comes from another import than its neighbours, the cell says what that import did.
    for (const said of await page.locator('.lesson-origin').allTextContents())
      expect(said).toMatch(/^(créée|modifiée) par l’import n°\u00a0\d+$/);
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
    // A class that there is not, from a mistyped or an old address.
    for (const address of ['/timetable?division=6Z&day=2026-12-07', `/runs/${applied}/week?division=6Z`]) {
      const answer = await page.goto(`${base}${address}`);
      expect([address, answer?.status()]).toEqual([address, 404]);
      await page.getByText('Rien ne s’appelle « 6Z »').first().waitFor();
      expect(await page.getByLabel('Classe, enseignant, groupe ou salle').count()).toBe(1);
    }
    await look(page, 'timetable-6-unknown');
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

  test('a refused import: what it would have changed, in that tense, and no week of it', async () => {
    const { page, complaints } = await open();
    await page.goto(`${base}/runs/${held}`);
    await page.getByText(/Cet import a été rejeté par Claire Petit\. Motif/).waitFor();
    const tabs = page.getByRole('navigation', { name: 'Parties de la page' }).getByRole('link');
    expect(await tabs.allTextContents()).toEqual(['Bilan', 'Changements']);
    await tabs.last().click();
    await page.getByText('Ce que cet import aurait changé s’il avait été appliqué').waitFor();
    expect(await page.locator('.lead').last().textContent()).toMatch(
      /Il a été rejeté sur décision\. Rien n’a été modifié\.$/,
    );
    expect(await page.getByRole('row').count()).toBeGreaterThan(3);
    await look(page, 'run-9-refused-changes');
    await page.goto(`${base}/runs/${held}/week`);
    await page.getByText('Il a été rejeté sur décision. Rien n’a été modifié.').waitFor();
    // A file that was refused as such was never compared.
    const { run } = await stage.real.site.deposit('<html/>');
    for (const path of ['changes', 'week']) {
      await page.goto(`${base}/runs/${run.id}/${path}`);
      await page.getByText('Il a été refusé. Rien n’a été modifié.').waitFor();
    }
    await page.goto(`${base}/runs/${run.id}/changes`);
    await page.getByText('Pas de comparaison').waitFor();
    const undo = await page.goto(`${base}/runs/${run.id}/undo`);
    expect(undo?.status()).toBe(409);
    await page.getByText('Cet import n’a pas été appliqué : il n’a rien changé').waitFor();
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  test('approved: by whom, about to be applied, then applied; the page follows and says nothing that has passed', async () => {
    const { page, complaints } = await open();
    const { site, world } = stage.real;
    const { run } = await site.deposit(deleteServices(changeRooms(school, 2), half + 2));
    const path = `${base}/runs/${run.id}`;
    await page.goto(path);
    await page.getByLabel('Motif de votre décision').fill('Nouvel emploi du temps.');
    await page.getByRole('button', { name: 'Approuver l’import' }).click();
    await page.getByRole('heading', { name: 'Import approuvé, il va être appliqué' }).waitFor();
    await page.getByText('Fait : l’import est approuvé. Il va être appliqué.').waitFor();
    await page.getByText('Approuvé par Claire Petit. Cet import est le prochain à être traité.').waitFor();
    // Nothing of the hold is left: neither its notice nor its broken steps.
    expect(await page.getByText('Seuil bloquant dépassé').count()).toBe(0);
    expect(await page.locator('.steps .interrupted').count()).toBe(0);
    const { steps } = await world.administration.report(run.id ?? '');
    expect(steps.map((one) => `${one.step} ${one.status}`)).toEqual(['deposit valid']);
    await look(page, 'run-10-approved-waits');

    // The browser looks again by itself.
    await page.goto(path);
    await page.getByText('Import approuvé, il va être appliqué').waitFor();
    await world.work(site.id);
    await page.getByText('Import réalisé avec succès').waitFor({ timeout: 20_000 });
    expect(await page.locator('.facts').first().textContent()).toContain('Approuvé parClaire Petit');
    expect(complaints).toEqual([]);
  });

  test('what is said to come is gone when it has come; what was done stays said', async () => {
    const { page } = await open();
    const { site, world } = stage.real;
    await page.goto(`${base}/runs/${applied}`);
    await page.getByRole('button', { name: 'Rejouer cet import' }).click();
    await page
      .getByText('Fait : un nouvel import du même fichier est demandé. Il est dans la file d’attente.')
      .waitFor();
    await page.getByText('rejoué').first().waitFor();
    expect(await page.getByRole('link', { name: `Import n° ${applied}`, exact: true }).count()).toBe(1);
    await world.work(site.id);
    await page.locator('#run:not([data-refresh-url])').waitFor({ timeout: 20_000 });
    await page.getByText('Il est dans la file d’attente.').waitFor({ state: 'detached' });
    expect(await page.locator('.flash').textContent()).toContain('un nouvel import du même fichier est demandé.');
    await look(page, 'run-11-replayed');
    const [replay] = (await world.administration.runs(site.id, { limit: 1 })).items;
    await page.goto(base);
    const row = page.locator('table.history tbody tr').first();
    expect(await row.locator('.auto').textContent()).toContain('Rejoué');
    expect(await row.locator('.source').textContent()).toContain(`import n°\u00a0${applied} · par Claire Petit`);
    expect(await row.locator('.source').textContent()).not.toContain('emp.');
    await look(page, 'run-12-replayed-in-the-history');
    // Undone again: the tests after this one go on from what was.
    if (replay?.status.startsWith('integrated')) await world.administration.act(replay.id, 'undo', 'manager:1', 'fini');
  });

  test('an older import cannot be undone, and says which one is the last', async () => {
    const { page, complaints } = await open();
    const { items } = await stage.real.world.administration.runs(stage.real.site.id, {
      statuses: ['integrated', 'integrated-with-alerts'],
    });
    const last = items[0]?.id ?? '';
    expect(last).not.toBe(applied);
    const answer = await page.goto(`${base}/runs/${applied}/undo`);
    expect(answer?.status()).toBe(409);
    await page.getByText(`Le dernier import appliqué est le n° ${last}`).waitFor();
    await look(page, 'run-13-undo-not-last');
    await page.getByRole('link', { name: `Voir l’import n° ${last}` }).click();
    await page.getByRole('heading', { name: `Import n° ${last}`, level: 1 }).waitFor();
    await stage.real.world.administration.act(last, 'undo', 'manager:1', 'pour la suite');
    expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
  });

  test('a rejected file that comes again is no success: who rejected it, when, and how to have it examined again', async () => {
    const { site, world } = stage.real;
    const bad = deleteServices(school, half + 7);
    const first = await site.deposit(bad);
    expect(first.run.status).toBe('held');
    const { items } = await world.administration.managers(site.id);
    const claire = items.find((one) => one.name === 'Claire Petit');
    await world.administration.act(first.run.id ?? '', 'reject', `manager:${claire?.id}`, 'base de test');
    for (const identSeed of [1, 2]) await site.deposit(bad, { edt: { identSeed } });
    const { page, complaints } = await open();
    await page.goto(base);
    const row = page.getByRole('row').filter({ hasText: 'Déjà rejeté par Claire Petit le 22/11/2026 à 12:00' }).first();
    await row.waitFor();
    expect(await row.getByText('Emploi du temps inchangé').count()).toBe(0);
    expect(await row.locator('.marks .interrupted').count()).toBe(1);
    // A person decided: nothing is wrong with the file, and who and why stand on the board.
    const rejected = page
      .getByRole('row')
      .filter({ hasText: 'Rejeté par Claire Petit' })
      .filter({ hasText: 'base de test' });
    await rejected.getByText('Import rejeté sur décision').waitFor();
    expect(await rejected.getByText('Fichier refusé').count()).toBe(0);
    await look(page, 'board-rejected-again');
    await page.goto(`${base}/runs/${first.run.id}`);
    await page.getByText('Import rejeté sur décision').first().waitFor();
    await page.getByText('rejeté par Claire Petit. Motif : « base de test »').waitFor();
    await look(page, 'run-17-rejected');
    await page.goto(`${base}/runs/${first.run.id}/changes`);
    await page.getByText('Il a été rejeté sur décision.').waitFor();
    await page.goto(base);
    await row.getByRole('link', { name: 'Bilan' }).click();
    await page.getByRole('heading', { name: /^Déjà rejeté par Claire Petit/ }).waitFor();
    await look(page, 'run-16-rejected-again');
    await page.goto(`${base}/messages`);
    expect(await page.getByText('L’emploi du temps rejeté a été déposé de nouveau').count()).toBe(1);
    await look(page, 'messages-repeated');
    await page.goto(base);
    await row.getByRole('link', { name: 'Bilan' }).click();
    await page.getByRole('button', { name: 'Rejouer cet import' }).click();
    await page.getByText('un nouvel import du même fichier est demandé').waitFor();
    await world.work(site.id);
    await page.getByRole('heading', { name: /Seuil bloquant dépassé/ }).waitFor({ timeout: 15_000 });
    await world.administration.act(page.url().split('/').at(-1) ?? '', 'reject', 'manager:1', 'toujours pas');
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
    await page.goto(base);
    await page
      .getByRole('row')
      .filter({ hasText: 'Annulé par Claire Petit' })
      .getByText('Motif : « Mauvais fichier. »')
      .waitFor();
    const { run } = await stage.real.world.administration.report(applied);
    const restored = new Intl.NumberFormat('fr-FR').format(outlook.restored);
    expect(run.cause).toContain(`Séances à venir remises comme avant : ${restored}.`);
    expect(run.cause).toContain('Mauvais fichier.');
    await page.goto(`${base}/runs/${applied}/week`);
    await page.getByText('Cet import a été annulé').waitFor();
    const again = await page.goto(`${base}/runs/${applied}/undo`);
    expect(again?.status()).toBe(409);
    expect(complaints.filter((one) => !one.includes('409') && !one.includes('422'))).toEqual([]);
  });

  test('undoing the import that opened a year says which year closes and which one opens again', async () => {
    const { site, web } = stage.real;
    const { run } = await site.manual(shiftYear(school, 1));
    const { page, complaints } = await open();
    await page.goto(`${web.url}/sites/${site.id}/runs/${run.id}/undo`);
    await page.getByText('L’année 2027-2028 se referme et 2026-2027 s’ouvre de nouveau').waitFor();
    await look(page, 'run-14-undo-year');
    await page.getByLabel('Motif de l’annulation').fill('Trop tôt.');
    await page.getByRole('button', { name: 'Annuler cet import' }).click();
    await page.getByText('et 2026-2027 est de nouveau ouverte').waitFor();
    await look(page, 'run-15-undone-year');
    expect(await page.getByText('L’import automatisé est fermé').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('one of two files waits for the other: the board and its page say for which, and until when', async () => {
    const { site } = stage.real;
    const { run } = await site.deposit(writeStsEmp(withStsGroupNames(school)), { name: 'sts_emp.xml' });
    const { page, complaints } = await open();
    await page.goto(`${stage.real.web.url}/sites/${site.id}`);
    const now = page.getByRole('region', { name: 'En ce moment' });
    await now.getByRole('heading', { name: 'En attente d’un second fichier' }).waitFor();
    await now.getByText(/Attend le fichier emp_sts, jusqu’au/).waitFor();
    await look(page, 'run-half-1-board');
    await now.getByRole('link', { name: `Import n° ${run.id}` }).click();
    await page.getByRole('heading', { name: `Import n° ${run.id}`, level: 1 }).waitFor();
    await page.getByText('Attend le fichier emp_sts').first().waitFor();
    await look(page, 'run-half-2-waits');
    await page.getByRole('button', { name: 'Abandonner cet import' }).click();
    await page.getByText('Abandonné').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
