/** A real Chromium on the pages: complains about nothing, or the test hears of it; pictures go to test-output/. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const pictures = path.join(import.meta.dirname, '../../test-output/pages');

export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };

export interface Watched {
  readonly page: Page;
  /** Console errors, page errors and answers of 400 and more that nobody announced. */
  readonly complaints: readonly string[];
}

export async function startBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface PageOptions {
  readonly javaScriptEnabled?: boolean;
  readonly colorScheme?: 'light' | 'dark';
  /** French if not told. */
  readonly locale?: string;
}

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'fr-FR', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed`);
  });
  return { page, complaints };
}

/** Signs in, in whatever language the page is, and waits for what comes after. */
export async function signInTo(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('main button').click();
  await page.waitForURL((next) => next.pathname !== '/sign-in');
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds serious or critical on the page as it is, at desktop and phone width. The page's policy stays in force. */
export async function violations(page: Page): Promise<string[]> {
  // By the debugger, which no policy concerns.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const found = new Set<string>();
  for (const viewport of [PHONE, DESKTOP]) {
    await page.setViewportSize(viewport);
    const told = await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`,
    );
    for (const one of Array.isArray(told) ? told : []) found.add(String(one));
  }
  return [...found];
}

/** The whole page at desktop and phone width. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const [width, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: path.join(pictures, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(DESKTOP);
}

/** Text that would stick out of the window at phone width. */
export async function sticksOut(page: Page): Promise<number> {
  await page.setViewportSize(PHONE);
  const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await page.setViewportSize(DESKTOP);
  return Number(over);
}
