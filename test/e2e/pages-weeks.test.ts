/** « Semaines et alternances » in Chromium, on the way of an EXP_Cours file through the assistant. */
import { expect, test } from 'vitest';
import { weekCalendarOf, withPlainWeeks, writeExpCourses, writeExpStudents } from '../../src/demo/school/exp-writer.ts';
import { picture, violations } from '../support/browser.ts';
import { openSite, school } from '../support/flow.ts';
import { openRealPages } from '../support/managed-site.ts';
import { rawZip } from '../support/raw-zip.ts';
import { describeOnStage, look } from '../support/stage.ts';

const own = withPlainWeeks(school);
const zip = rawZip([
  { name: 'EXP_Cours.xml', data: writeExpCourses(own) },
  { name: 'EXP_ELEVE.xml', data: writeExpStudents(own) },
]);
const french = (day: string): string => day.split('-').reverse().join('/');

describeOnStage('weeks and alternations in Chromium', openRealPages, (stage) => {
  test('a file without dates asks for them, is placed by them, and is applied', async () => {
    const { world, web, letIn } = stage.real;
    const site = await openSite(world, { isOpen: false, school: own });
    const { page, complaints } = await stage.enter(await letIn(site.id, 'manager'));
    const at = `${web.url}/sites/${site.id}`;
    await page.goto(`${at}/import`);
    await page.setInputFiles('#file', { name: 'EXP.zip', mimeType: 'application/zip', buffer: zip });
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Lecture du fichier en cours' }).waitFor();
    await world.evaluateDrafts();
    await page.getByText('Le site ne dit pas quelles semaines ont cours').waitFor();
    await look(page, 'weeks-1-asked');
    await page.getByRole('link', { name: 'Remplir « Semaines et alternances »' }).click();

    const calendar = weekCalendarOf(own);
    await page.getByLabel('Premier jour', { exact: true }).fill(calendar.firstDay);
    await page.getByLabel('Dernier jour', { exact: true }).fill(calendar.lastDay);
    await page.getByLabel('Fermetures et jours fériés').fill('les vacances');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('alert').getByText('n’est ni un jour ni une période').first().waitFor();
    const lines = calendar.closures.map(
      (one) => `du ${french(one.firstDay).replace(/^0/, '')} au ${french(one.lastDay)}`,
    );
    await page.getByLabel('Fermetures et jours fériés').fill(lines.join('\n'));
    await page.getByLabel('Un jour de la première semaine Q1').fill(calendar.firstDay);
    await page.getByRole('button', { name: 'Recalculer les semaines' }).click();
    await page.getByText('elles ne sont pas encore enregistrées').waitFor();
    await page.getByLabel('Noms et numéros de semaines').fill('S1 : 36-52');
    await look(page, 'weeks-2-form');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('les semaines sont enregistrées ; le fichier est relu').waitFor();
    await world.evaluateDrafts();
    await page.getByText('Les dates viennent du calendrier du site').waitFor();
    await look(page, 'weeks-3-placed');
    const { settings } = await world.administration.site(site.id);
    const stored = settings.weekCalendar as ReturnType<typeof weekCalendarOf>;
    expect(stored.closures).toEqual(calendar.closures);
    // Weeks without lessons are of neither.
    expect(calendar.alternations.Q1).toEqual(expect.arrayContaining([...(stored.alternations.Q1 ?? [])]));
    expect(calendar.alternations.Q2).toEqual(expect.arrayContaining([...(stored.alternations.Q2 ?? [])]));
    expect(stored.alternations.Q1?.length).toBeGreaterThan(15);
    expect(stored.alternations.S1).toHaveLength(17);

    await page.goto(`${at}/year`);
    await page.getByRole('heading', { name: 'Semaines et alternances' }).waitFor();
    await picture(page, 'weeks-4-year');
    await page.getByRole('link', { name: 'Modifier' }).click();
    await page.getByLabel('Noms et numéros de semaines').waitFor();
    expect(await page.getByLabel('Noms et numéros de semaines').inputValue()).toBe('S1 : 36-52');
    expect(await page.getByLabel('Premier jour', { exact: true }).inputValue()).toBe(calendar.firstDay);
    const before = await page.locator('.year-weeks input:checked').count();
    expect(before).toBe(stored.alternations.Q1?.length);
    await page.getByLabel('Noms et numéros de semaines').fill('Q1 : 36');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('alert').getByText('« Q1 » ne se définit pas ici').first().waitFor();
    await page.getByLabel('Noms et numéros de semaines').fill('');
    await page.locator('.year-weeks input:checked').first().uncheck();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('les semaines et les alternances sont enregistrées').waitFor();
    const changed = (await world.administration.site(site.id)).settings.weekCalendar as typeof stored;
    expect(changed.alternations.Q1).toHaveLength(before - 1);
    expect(Object.keys(changed.alternations).sort()).toEqual(['Q1', 'Q2']);
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  }, 120_000);
});
