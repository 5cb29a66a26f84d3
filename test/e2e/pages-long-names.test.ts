/** Names without a space, as long as may be: each page stays as wide as its window, on a screen and on a phone. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { addStudentsUnknownToDirectory } from '../../src/demo/school/mutate.ts';
import { DESKTOP, PHONE, picture } from '../support/browser.ts';
import { school } from '../support/flow.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage } from '../support/stage.ts';

const PERSON = 'Wolfeschlegelsteinhausen'.repeat(8).slice(0, 185);
const FILE = `${'EDT_export_de_la_semaine_'.repeat(9).slice(0, 196)}.xml`;
const DIRECTORY = `kind;id;lastName;firstName;email\nstaff;S1;${PERSON};Anne;anne@ecole.example`;

const open = () => openManagedSite({ directory: DIRECTORY });

describeOnStage('long names', open, (stage) => {
  /** By how much the page is wider than its window, at each width where it is. */
  async function tooWide(page: Page, name: string): Promise<string[]> {
    await picture(page, `long-${name.replace(/\W+/g, '-')}`);
    const found: string[] = [];
    for (const viewport of [PHONE, { ...PHONE, width: 820 }, DESKTOP]) {
      await page.setViewportSize(viewport);
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (Number(over) > 0) found.push(`${name}: ${over} px wider than a window of ${viewport.width}`);
    }
    return found;
  }

  test('stay inside the window', async () => {
    const { world, web, site, people } = stage.real;
    await world.administration.createManager(site.id, { email: 'long@ecole.example', name: PERSON, role: 'reader' });
    const { page } = await stage.enter(people.manager);
    const address = `${web.url}/sites/${site.id}`;
    await page.goto(`${address}/accounts/new?person=S1`);
    await page.getByRole('button', { name: 'Ouvrir le compte' }).click();
    await page.getByRole('heading', { level: 1, name: PERSON }).waitFor();
    const wrong = await tooWide(page, 'accounts/issued');

    await page.goto(`${address}/import`);
    const buffer = Buffer.from(writeEdt(addStudentsUnknownToDirectory(school, 1)));
    await page.setInputFiles('#file', { name: FILE, mimeType: 'text/xml', buffer });
    wrong.push(...(await tooWide(page, 'import/chosen')));
    await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('heading', { name: 'Lecture du fichier en cours' }).waitFor();
    const draft = page.url();
    wrong.push(...(await tooWide(page, 'import/reading')));
    await world.evaluateDrafts();
    await page.goto(draft);
    await page.getByRole('heading', { name: 'Ce qui a été lu' }).waitFor();
    wrong.push(...(await tooWide(page, 'import/read')));

    for (const place of [
      'import',
      'people',
      'audit',
      'accounts',
      'accounts/new?q=wolfe',
      'accounts/new',
      'directory',
      '',
    ]) {
      await page.goto(`${address}/${place}`);
      wrong.push(...(await tooWide(page, place === '' ? 'board' : place)));
    }
    await page.goto(`${address}/accounts`);
    await page.getByRole('link', { name: /^Supprimer : Wolfe/ }).click();
    wrong.push(...(await tooWide(page, 'accounts/revoke')));
    expect(wrong).toEqual([]);
  }, 180_000);
});
