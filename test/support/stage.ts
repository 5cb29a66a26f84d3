/** Where tests of pages play: a real Chromium before real pages, opened before the tests of a suite and closed after them. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import {
  openPage,
  type PageOptions,
  picture,
  signInTo,
  startBrowser,
  sticksOut,
  violations,
  type Watched,
} from './browser.ts';
import { describeWith } from './machine.ts';
import type { RealPages, SignIn } from './managed-site.ts';

/** There from the suite's own `beforeAll` on. */
export interface Stage<Real extends RealPages> {
  readonly browser: Browser;
  readonly real: Real;
  /** A page of somebody who has just signed in, in a context of its own. */
  enter(who: SignIn, options?: PageOptions): Promise<Watched>;
}

/** A suite on a stage, where there is a Chromium. */
export function describeOnStage<Real extends RealPages>(
  title: string,
  open: () => Promise<Real>,
  suite: (stage: Stage<Real>) => void,
): void {
  describeWith('chromium', title, (executablePath) => {
    let browser: Browser | undefined;
    let real: Real | undefined;
    beforeAll(async () => {
      browser = await startBrowser(executablePath);
      real = await open();
    });
    afterAll(async () => {
      await browser?.close();
      await real?.close();
    });
    const stage: Stage<Real> = {
      get browser() {
        return onlyOpen(browser);
      },
      get real() {
        return onlyOpen(real);
      },
      async enter(who, options) {
        const watched = await openPage(stage.browser, options);
        await signInTo(watched.page, stage.real.web.url, ...who);
        return watched;
      },
    };
    suite(stage);
  });
}

function onlyOpen<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the stage is not open yet');
  return part;
}

/** Looked at as a picture, at both widths, and by axe: nothing sticks out, nothing is out of reach. */
export async function look(page: Page, name: string): Promise<void> {
  await picture(page, name);
  expect(await sticksOut(page), `${name} sticks out`).toBe(0);
  expect(await violations(page), name).toEqual([]);
}
