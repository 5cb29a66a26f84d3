/** Listens to what the desks of a world are asked while an import goes by. */
import type { SiteDesk } from '../../src/domain/ports.ts';
import type { World } from './world.ts';

/** `heard` is called by each desk's own methods of the same names, made from the desk that really answers. */
export async function listening(
  { desks }: World,
  heard: (desk: SiteDesk) => Partial<SiteDesk>,
  run: () => Promise<unknown>,
): Promise<void> {
  const withSite = desks.withSite.bind(desks);
  Object.assign(desks, {
    withSite: (id: number, work: Parameters<typeof withSite>[1]) =>
      withSite(id, (desk) => work({ ...desk, ...heard(desk) })),
  });
  try {
    await run();
  } finally {
    Object.assign(desks, { withSite });
  }
}
