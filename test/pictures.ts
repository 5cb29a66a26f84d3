/** `npm run pictures`: the three pictures of the README, of the demonstration's school, as WebP of at most 60 KB each. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { inventSchool } from '../src/demo/school/school.ts';
import { openPage, signInTo, startBrowser } from './support/browser.ts';
import { openLivedSite } from './support/lived-site.ts';
import { program } from './support/machine.ts';

const FOLDER = path.join(import.meta.dirname, '../docs/images');
const SIZE = { width: 1200, height: 750 };
const MAX_BYTES = 60_000;

const chromium = program('chromium');
if (!chromium) throw new Error('Chromium is missing');
const lived = await openLivedSite(inventSchool({ seed: 'carillon', size: 'college' }));
const browser = await startBrowser(chromium);
try {
  const { page } = await openPage(browser);
  await page.setViewportSize(SIZE);
  await signInTo(page, lived.web.url, ...lived.people.manager);
  const site = `${lived.web.url}/sites/${lived.site.id}`;
  await page.goto(site);
  await keep(page, 'board');
  await page.goto(`${site}/runs/${lived.runs.applied}/week`);
  await page.locator('main table').first().waitFor();
  await page.setViewportSize({ width: 1240, height: 1240 });
  // The grids rather than what leads to them.
  await page.evaluate("document.querySelector('.differences').scrollIntoView(); scrollBy(0, -110)");
  await keep(page, 'week', 0.8);
  await page.setViewportSize(SIZE);
  await page.goto(`${site}/thresholds`);
  await page.locator('input[name="limit.services-deleted"]').fill('70');
  await page.locator('.what-if .other').first().waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await keep(page, 'thresholds');
} finally {
  await browser.close();
  await lived.close();
}

/** The window as it is, made smaller by the browser's own encoder. */
async function keep(page: Page, name: string, scale = 1): Promise<void> {
  const png = await page.screenshot({ type: 'png' });
  const other = await page.context().newPage();
  for (const quality of [0.9, 0.8, 0.7, 0.6, 0.5]) {
    const url = await other.evaluate(`new Promise((resolve, reject) => {
      const image = new Image();
      image.onerror = reject;
      image.onload = () => {
        const canvas = document.createElement('canvas');
        canvas.width = image.width * ${scale};
        canvas.height = image.height * ${scale};
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        resolve(canvas.toDataURL('image/webp', ${quality}));
      };
      image.src = 'data:image/png;base64,${png.toString('base64')}';
    })`);
    const bytes = Buffer.from(String(url).split(',')[1] ?? '', 'base64');
    if (bytes.length > MAX_BYTES) continue;
    await writeFile(path.join(FOLDER, `${name}.webp`), bytes);
    console.log(`${name}.webp  ${Math.round(bytes.length / 1_000)} kB, quality ${quality}`);
    await other.close();
    return;
  }
  throw new Error(`${name} is too large a picture`);
}
