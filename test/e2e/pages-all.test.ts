/** Every registered page once in Chromium: as manager, reader and operator, in French and in English, and no wider than the window. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../src/domain/model/language.ts';
import { DESKTOP, openPage, PHONE, picture, violations, type Watched } from '../support/browser.ts';
import { type LivedSite, openLivedSite } from '../support/lived-site.ts';
import { pageTour, registeredPages, type Stop } from '../support/page-tour.ts';
import { describeOnStage } from '../support/stage.ts';

/** Of the navigation, below a site's address; the dashboard has none. */
const PLACES = [
  '/directory',
  '/matches',
  '/timetable',
  '/settings',
  '/thresholds',
  '/accounts',
  '/people',
  '/messages',
  '/year',
  '/import',
];
const SLOW = { timeout: 600_000 };
/** In which language axe looks at the pages of a role. */
const AXE_LOOKS: Readonly<Record<string, Language | undefined>> = { manager: 'fr', operator: 'en' };

describe('the registry', () => {
  test('has a page for each place of the navigation', async () => {
    const routes = registeredPages().map((one) => one.route);
    for (const place of ['', ...PLACES]) expect(routes).toContain(place);
  });
});

describeOnStage('every page', openLivedSite, (stage) => {
  let lived: LivedSite;
  let tour: Stop[];
  beforeAll(() => {
    lived = stage.real;
    tour = pageTour(lived);
  });

  type Role = keyof LivedSite['people'];

  async function signedIn(role: Role, language: Language): Promise<Watched> {
    const watched = await stage.enter(lived.people[role]);
    if (language === 'en') {
      await watched.page.goto(`${lived.web.url}/account`);
      await watched.page.getByLabel('English').check();
      await watched.page.getByRole('button', { name: 'Enregistrer' }).click();
      await watched.page.getByText('Done:').waitFor();
    }
    return watched;
  }

  /** What is answered to whom (docs/web.md, Roles). */
  function statusFor(stop: Stop, role: Role): number {
    if (stop.needs === 'operator') return role === 'operator' ? 200 : 404;
    if (role === 'reader' && stop.needs === 'manager') return 403;
    if (role === 'operator' && stop.isSecret) return 403;
    return 200;
  }

  /** The page shows at least its one heading, in its language. */
  async function looksRight(page: Page, language: Language): Promise<string[]> {
    const found: string[] = [];
    const headings = await page.locator('h1').count();
    if (headings !== 1) found.push(`${headings} headings`);
    const lang = await page.locator('html').getAttribute('lang');
    if (lang !== language) found.push(`in ${lang}`);
    for (const viewport of [PHONE, { ...PHONE, width: 820 }, { ...DESKTOP, width: 1_000 }, DESKTOP]) {
      await page.setViewportSize(viewport);
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (Number(over) > 0) found.push(`${over} px wider than a window of ${viewport.width}`);
    }
    return found;
  }

  for (const role of ['manager', 'reader', 'operator'] as const) {
    for (const language of ['fr', 'en'] as const) {
      test(`as ${role} in ${language}`, SLOW, async () => {
        const watched = await signedIn(role, language);
        const { page } = watched;
        const wrong: Record<string, unknown> = {};
        for (const stop of tour.filter((one) => one.needs !== 'nobody')) {
          const before = watched.complaints.length;
          const answer = await page.goto(`${lived.web.url}${stop.address}`);
          const told: string[] = [];
          const expected = statusFor(stop, role);
          if (answer?.status() !== expected) told.push(`answered ${answer?.status()}, not ${expected}`);
          told.push(...(await looksRight(page, language)));
          // The frame and the parts are the same for all, and a reader sees some of a manager's: axe looks at each page once.
          if (AXE_LOOKS[role] === language) told.push(...(await violations(page)));
          // That an answer is 403 or 404 is on the console, too.
          const complaints = watched.complaints
            .slice(before)
            .filter((one) => expected === 200 || !one.includes(String(expected)));
          told.push(...complaints);
          if (told.length > 0) wrong[stop.name] = told;
          if (language === 'fr' && role === 'manager') await picture(page, `all-${stop.name.replace(/[^\w]+/g, '-')}`);
        }
        expect(wrong).toEqual({});
      });
    }
  }

  test('as nobody', SLOW, async () => {
    const { page } = await openPage(stage.browser);
    for (const stop of tour) {
      const answer = await page.goto(`${lived.web.url}${stop.address}`);
      expect([stop.name, new URL(page.url()).pathname]).toEqual([
        stop.name,
        stop.needs === 'nobody' ? new URL(`http://x${stop.address}`).pathname : '/sign-in',
      ]);
      expect(answer?.status()).toBeLessThan(500);
      if (stop.needs === 'nobody') expect([stop.name, await violations(page)]).toEqual([stop.name, []]);
    }
  });

  test('by keyboard alone: from signing in to the reasoned decision', SLOW, async () => {
    const { page } = await openPage(stage.browser);
    await page.goto(lived.web.url);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    const [email, password] = lived.people.manager;
    await reach(page, 'input[name=email]');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.startsWith('/sites/'));
    // Over the navigation at once.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    for (const place of PLACES) {
      await reach(page, `.side a[href$="${place}"]`);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname.endsWith(place));
    }
    await page.goto(`${lived.web.url}/sites/${lived.site.id}/runs/${lived.runs.held}`);
    await reach(page, 'textarea[name=reason]');
    await page.keyboard.type('Services supprimés à la demande de la direction');
    await reach(page, 'button[formaction$="/reject"], form[action$="/reject"] button, button[value=reject]');
    await page.keyboard.press('Enter');
    // Its reason stands in the report.
    await page.getByText('Services supprimés à la demande').first().waitFor();
    expect((await lived.world.administration.run(lived.runs.held)).status).toBe('rejected');
  });

  /** Presses Tab until the element has the focus; what cannot be reached so is not there for the keyboard. */
  async function reach(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
  }
});
