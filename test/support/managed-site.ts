/** A real site behind the pages: with a manager, a reader and an operator who can sign in. */

import type { WebParts } from '../../src/adapters/web/server.ts';
import { asking } from '../../src/asker.ts';
import { openSite, type Site, type SiteWish } from './flow.ts';
import { startWeb, type TestWeb } from './web-app.ts';
import { startWorld, type World } from './world.ts';

export interface ManagedSite {
  readonly world: World;
  readonly web: TestWeb;
  readonly site: Site;
  /** Address and password by role. */
  readonly people: Readonly<Record<'manager' | 'reader' | 'operator', readonly [email: string, password: string]>>;
  close(): Promise<void>;
}

export async function openManagedSite(wish: SiteWish = {}, over: Partial<WebParts> = {}): Promise<ManagedSite> {
  const world = await startWorld();
  const { administration } = world;
  const site = await openSite(world, wish);
  const web = await startWeb({
    administration,
    clock: { now: world.now },
    asking: (_request, work) => asking({ actor: 'nobody', address: '127.0.0.1' }, work),
    ...over,
  });
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
  const signIn = ({ email, password }: typeof manager) => [email, password ?? ''] as const;
  return {
    world,
    web,
    site,
    people: { manager: signIn(manager), reader: signIn(reader), operator: signIn(operator) },
    async close() {
      await web.close();
      await world.close();
    },
  };
}
