/** What a phone needs: a menu, what a value gives beside the field, one of two weeks at a time; and on a wide screen both side by side. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { PHONE, picture, sticksOut, violations } from '../support/browser.ts';
import { school } from '../support/flow.ts';
import { openManagedSite } from '../support/managed-site.ts';
import { describeOnStage } from '../support/stage.ts';

/** Is all of it on the screen as it stands now, and nothing over it? */
async function isSeen(page: Page, what: Locator): Promise<boolean> {
  const box = await what.boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  if (box === null || box.y < 0 || box.y + box.height > height) return false;
  return await what.evaluate((element) => {
    const { left, top, width, height: own } = element.getBoundingClientRect();
    const hit = element.ownerDocument.elementFromPoint(left + width / 2, top + own / 2);
    return element === hit || element.contains(hit);
  });
}

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** What is visible of these, with the text of the first `named` in each. */
async function placesOf(page: Page, selector: string, named?: string): Promise<Placed[]> {
  const places = await page.locator(selector).evaluateAll(
    (elements, inside) =>
      elements.map((element) => {
        const { left, top, height } = element.getBoundingClientRect();
        const text = (inside === undefined ? element : element.querySelector(inside))?.textContent ?? '';
        return { text, x: left, y: top, height };
      }),
    named,
  );
  return places.filter(({ text, height }) => text !== '' && height > 0);
}

describeOnStage('on a phone', openManagedSite, (stage) => {
  let address: string;
  let moved: string;
  beforeAll(async () => {
    const { site, world, web } = stage.real;
    address = `${web.url}/sites/${site.id}`;
    const some = Math.floor(servicesOf(school).size / 5);
    const files = [changeRoom(school), deleteServices(school, some), school, moveCourse(school)];
    for (const [index, file] of files.entries()) {
      world.setNow(`2026-11-${String(23 + index)}T17:05:00+01:00`);
      moved = (await site.deposit(file)).run.id ?? '';
    }
  });

  test.each([true, false])('the menu opens all places, with script %s, by keyboard too', async (javaScriptEnabled) => {
    const { page } = await stage.enter(stage.real.people.manager, { javaScriptEnabled });
    await page.setViewportSize(PHONE);
    await page.goto(`${address}/settings`);
    const menu = page.getByRole('navigation', { name: 'Navigation du site' });
    expect(await menu.getByRole('link').count()).toBe(0);
    const summary = menu.locator('summary');
    expect(await summary.innerText()).toMatch(/Menu\s*·?\s*Paramètres/);
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await menu.getByRole('link').count()).toBe(12);
    expect(await menu.getByRole('link', { name: 'Paramètres' }).getAttribute('aria-current')).toBe('page');
    await page.screenshot({ path: 'test-output/pages/phone-1-menu.png' });
    if (javaScriptEnabled) {
      await page.keyboard.press('Escape');
      expect(await menu.getByRole('link').count()).toBe(0);
      await page.keyboard.press('Enter');
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize(PHONE);
    }
    await menu.getByRole('link', { name: 'Journal des actions' }).click();
    await page.getByRole('heading', { level: 1, name: 'Journal des actions' }).waitFor();
    // On a desk the list stands there as it did.
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await menu.getByRole('link').count()).toBe(12);
    expect(await summary.isVisible()).toBe(false);
  });

  test('what a threshold would have given is seen beside the field that is moved', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.manager);
    await page.setViewportSize(PHONE);
    await page.goto(`${address}/thresholds`);
    // Names have the whole width.
    const name = page.getByRole('rowheader', { name: /services d’enseignement supprimés/ });
    expect((await name.boundingBox())?.width).toBeGreaterThan(300);
    const field = page.getByLabel('Seuil : % de services d’enseignement supprimés');
    await field.fill('15');
    const told = page.locator('#try-summary');
    await told.getByText('1 import aurait donné un autre résultat').waitFor();
    const change = told.locator('.nearby > span').first();
    expect(await change.innerText()).toMatch(/^Import n°\s\d+\s*intégré\s*→\s*devient\s*retenu$/);
    expect([await isSeen(page, field), await isSeen(page, told), await isSeen(page, change)]).toEqual([
      true,
      true,
      true,
    ]);
    await page.screenshot({ path: 'test-output/pages/phone-2-threshold.png' });
    expect(await sticksOut(page)).toBe(0);
    await page.setViewportSize(PHONE);
    await told.getByRole('link', { name: 'Voir la liste' }).click();
    await expect.poll(() => isSeen(page, page.locator('#what-if-title'))).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('of the week before and after one is shown at a time; on a wide screen they stand side by side', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.manager);
    await page.goto(`${address}/runs/${moved}/week`);
    const [before, after] = [
      page.getByRole('heading', { name: 'Avant', exact: true }),
      page.getByRole('heading', { name: 'Après', exact: true }),
    ];
    const seen = async () => [await before.isVisible(), await after.isVisible()];
    await picture(page, 'phone-3-week');
    await page.setViewportSize(PHONE);
    expect(await seen()).toEqual([false, true]);
    await page.getByLabel('Avant', { exact: true }).click();
    expect(await seen()).toEqual([true, false]);
    await page.keyboard.press('ArrowRight');
    expect(await seen()).toEqual([false, true]);
    expect(await violations(page)).toEqual([]);

    await page.setViewportSize({ width: 1600, height: 1000 });
    const [left, right] = [await before.boundingBox(), await after.boundingBox()];
    expect(left?.y).toBe(right?.y);
    expect(right?.x ?? 0).toBeGreaterThan((left?.x ?? 0) + 500);
    await page.screenshot({ path: 'test-output/pages/phone-4-wide.png', fullPage: true });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await seen()).toEqual([true, true]);
    expect(complaints).toEqual([]);
  });

  test('on a wide screen an hour is at one height in both weeks, and the head is as wide as the page', async () => {
    const { page } = await stage.enter(stage.real.people.manager, { javaScriptEnabled: false });
    await page.setViewportSize({ width: 1700, height: 1000 });
    await page.goto(`${address}/runs/${moved}/week`);
    await page.screenshot({ path: 'test-output/pages/phone-5-level.png', fullPage: true });
    const start = (await page.getByRole('heading', { name: 'Après', exact: true }).boundingBox())?.x ?? 0;
    const [hours, sessions] = [
      await placesOf(page, '.week tbody th'),
      await placesOf(page, '.week td', '.lesson-time'),
    ];
    for (const [what, places] of [
      ['hour', hours],
      ['session', sessions],
    ] as const) {
      const isLeft = places.map(({ x }) => x < start);
      const tops = (side: boolean) =>
        new Map(places.flatMap((one, at) => (isLeft[at] === side ? [[one.text, one.y]] : [])));
      const [left, right] = [tops(true), tops(false)];
      const common = [...left.keys()].filter((text) => right.has(text));
      expect(common.length, what).toBeGreaterThan(4);
      for (const text of common) expect(right.get(text), `${what} ${text}`).toBe(left.get(text));
    }

    const edges = (selector: string) =>
      page.locator(selector).evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        return [left, right];
      });
    expect(await edges('.top .wrap')).toEqual(await edges('.frame'));
    await page.setViewportSize({ width: 1440, height: 1000 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.screenshot({ path: 'test-output/pages/phone-7-least-wide.png', fullPage: true });
  });

  test('a list of establishments leaves out what a row does not have', async () => {
    const { page } = await stage.enter(stage.real.people.manager);
    await page.goto(`${address}/settings`);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Tous les établissements' }) });
    const shown = async () =>
      (await row.getByRole('cell').evaluateAll((all) => all.map((one) => one.getAttribute('data-label')))).filter(
        (label) => label !== null,
      );
    expect(await shown()).toHaveLength(4);
    await page.setViewportSize(PHONE);
    expect(await shown()).toEqual(['URL de dépôt']);
    await page.screenshot({ path: 'test-output/pages/phone-6-establishments.png', fullPage: true });
  });
});
