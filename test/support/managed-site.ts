/** The pages before a real administration, and a real site with a manager, a reader and an operator who can sign in. */

import type { WebParts } from '../../src/adapters/web/server.ts';
import { askingByRequest } from '../../src/asker.ts';
import { openSite, type Site, type SiteWish } from './flow.ts';
import { startWeb, type TestWeb } from './web-app.ts';
import { startWorld, type World } from './world.ts';

/** What somebody types to sign in. */
export type SignIn = readonly [email: string, password: string];

/** From where all requests are said to come. */
export const ADDRESS = '192.0.2.7';

export interface RealPages {
  readonly world: World;
  readonly web: TestWeb;
  /** Lets one more person in on a site, each time another one. */
  letIn(siteId: number, role?: 'manager' | 'reader'): Promise<SignIn>;
  close(): Promise<void>;
}

export interface ManagedSite extends RealPages {
  readonly site: Site;
  readonly people: Readonly<Record<'manager' | 'reader' | 'operator', SignIn>>;
}

export async function openRealPages(over: Partial<WebParts> = {}): Promise<RealPages> {
  const world = await startWorld();
  const { administration } = world;
  const web = await startWeb({
    administration,
    clock: { now: world.now },
    asking: askingByRequest(() => ADDRESS),
    ...over,
  });
  let count = 0;
  return {
    world,
    web,
    async letIn(siteId, role = 'manager') {
      count += 1;
      const email = `${role}-${siteId}-${count}@example.org`;
      return signInOf(await administration.createManager(siteId, { email, role, withPassword: true }));
    },
    async close() {
      await web.close();
      await world.close();
    },
  };
}

export async function openManagedSite(wish: SiteWish = {}, over: Partial<WebParts> = {}): Promise<ManagedSite> {
  const pages = await openRealPages(over);
  const { administration } = pages.world;
  const site = await openSite(pages.world, wish);
  const manager = await administration.createManager(site.id, {
    email: 'claire.petit@ecole.example',
    name: 'Claire Petit',
    withPassword: true,
  });
  const reader = await administration.createManager(site.id, {
    email: 'lecture@ecole.example',
    name: 'Luc Lecteur',
    role: 'reader',
    withPassword: true,
  });
  const operator = await administration.createOperator({
    email: 'exploitation@ent.example',
    name: 'Ella Veille',
    withPassword: true,
  });
  return {
    ...pages,
    site,
    people: { manager: signInOf(manager), reader: signInOf(reader), operator: signInOf(operator) },
  };
}

function signInOf({ email, password }: { readonly email: string; readonly password?: string }): SignIn {
  return [email, password ?? ''];
}
