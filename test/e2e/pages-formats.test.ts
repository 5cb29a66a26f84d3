/** « Formats de fichiers »: every format that is read, in words that the readers themselves take; and the way there from a file that was refused. */
import { describe, expect, it, test } from 'vitest';
import { lessonColumnOf } from '../../src/adapters/formats/csv-columns.ts';
import { FORMATS } from '../../src/adapters/formats/recognise.ts';
import { formatWords } from '../../src/adapters/web/words/formats.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { readFile } from '../support/read-file.ts';
import { describeOnStage, look } from '../support/stage.ts';

describe.each(['fr', 'en'] as const)('the help on formats in %s', (language) => {
  const { formats } = formatWords[language];

  it('has each format that is read', () => {
    // The encrypted one stands with its own.
    const names = FORMATS.map(({ name }) => name.replace(' chiffré', ''));
    expect(Object.keys(formats).sort()).toEqual([...new Set(names)].sort());
  });

  it('names columns of a table as the reader knows them, each once', () => {
    const columns = (formats.CSV.columns ?? []).map(([name]) => lessonColumnOf(name));
    expect(columns).not.toContain(undefined);
    expect(new Set(columns).size).toBe(18);
  });

  it('gives a table that can be read', async () => {
    const { reason, timetable, said } = await readFile(formats.CSV.example ?? '');
    expect([reason, timetable?.courses.length, said]).toEqual([null, 2, []]);
  });

  it('gives an event that names its class, teacher and room', async () => {
    const event = `BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n${formats.iCalendar.example}\nEND:VEVENT\nEND:VCALENDAR\n`;
    const { timetable } = await readFile(event.replaceAll('\n', '\r\n'));
    const [course] = timetable?.courses ?? [];
    expect(JSON.stringify(course)).toMatch(/3A/);
    expect(JSON.stringify([...(timetable?.teachers.values() ?? [])])).toContain('ROCHE');
  });
});

describeOnStage('a file that is no timetable', openManagedSite, (stage) => {
  test('leads to the formats, from the assistant and from the import', async () => {
    const { real } = stage;
    const { page, complaints } = await stage.enter(real.people.manager);
    const base = `${real.web.url}/sites/${real.site.id}`;
    const text = 'Bonjour,\nvoici notre emploi du temps en pièce jointe.\n';
    await page.goto(`${base}/import`);
    await page.getByRole('link', { name: 'Quels fichiers, et comment les obtenir ?' }).waitFor();
    await page.setInputFiles('#file', { name: 'emploi.xml', mimeType: 'text/xml', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Lecture du fichier en cours' }).waitFor();
    await real.world.evaluateDrafts();
    const refused = page.locator('.notice.bad');
    await refused.getByText('décrits à la page « Formats de fichiers »').waitFor();
    await refused.getByRole('link', { name: 'Quels fichiers' }).click();
    await page.getByRole('heading', { level: 1, name: 'Formats de fichiers' }).waitFor();
    await look(page, 'formats');

    const { run } = await real.site.deposit(text, { name: 'emploi.xml' });
    expect(run.status).toBe('rejected');
    await page.goto(`${base}/runs/${run.id}`);
    await page.locator('.notice').getByRole('link', { name: 'Quels fichiers' }).click();
    await page.getByRole('link', { name: 'Tableau (CSV)' }).click();
    expect(new URL(page.url()).hash).toBe('#CSV');
    expect(complaints).toEqual([]);
  });

  test('but a directory leads to where directories are imported', async () => {
    const { real } = stage;
    const { page, complaints } = await stage.enter(real.people.manager);
    const text = '<BEE_ELEVES VERSION="2.1"><DONNEES/></BEE_ELEVES>';
    const { run } = await real.site.deposit(text, { name: 'ElevesSansAdresses.xml' });
    expect([run.status, run.reason]).toEqual(['rejected', 'directory-given']);
    await page.goto(`${real.web.url}/sites/${real.site.id}/runs/${run.id}`);
    const refused = page.locator('.notice');
    await refused.getByText(/^ElevesSansAdresses\.xml est un fichier d.annuaire \(SIECLE/).waitFor();
    await look(page, 'directory-given');
    await refused.getByRole('link', { name: 'Aller à la page « Annuaire »' }).click();
    await page.getByRole('heading', { level: 1, name: 'Annuaire' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
