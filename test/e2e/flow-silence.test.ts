/** A site that expects deposits and gets none is told so once, and once that they come again (PRODUCT.md 6). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { tellSilence } from '../../src/silence.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  // A Thursday with lessons.
  world = await startWorld('2026-11-19T10:00:00+01:00');
});
afterAll(() => world.close());

const look = async (iso: string): Promise<void> => {
  world.setNow(iso);
  await tellSilence({
    database: world.db.database,
    clock: { now: world.now },
    publicUrl: 'https://carillon.example.org',
    log: world.tools.log as never,
  });
};
const back = () => world.setNow('2026-11-19T10:00:00+01:00');

async function told(site: Site): Promise<string[]> {
  return (await site.told()).filter((subject) => !subject.includes('compte'));
}

it('is told once, in the morning, when a working day has passed; and once when a file comes again', async () => {
  back();
  const site = await openSite(world);
  await look('2026-11-20T23:00:00+01:00');
  expect(await told(site)).toEqual([]);
  // Friday has passed, the weekend does not count; but at six nobody is up.
  await look('2026-11-23T06:00:00+01:00');
  expect(await told(site)).toEqual([]);
  await look('2026-11-23T07:00:00+01:00');
  for (const day of ['23', '24', '25']) await look(`2026-11-${day}T12:00:00+01:00`);
  expect(await told(site)).toEqual(['Aucun dépôt depuis un jour ouvré']);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]?.body).toContain('reçu le 19/11/2026 à 10:00');
  expect(items[0]?.body).toContain(`https://carillon.example.org/sites/${site.id}`);
  await site.deposit(changeRoom(school));
  await site.deposit(school);
  expect(await told(site)).toEqual(['Aucun dépôt depuis un jour ouvré', "L'import automatisé fonctionne de nouveau"]);
});

it('is not told in the holidays, of a site that expects nothing, or that nobody could deposit for', async () => {
  back();
  const [quiet, none] = [await openSite(world, { settings: { expectedWorkingDays: 0 } }), await openSite(world)];
  await world.db.pool.query('update access_accounts set revoked_at = now() where site_id = $1', [none.id]);
  await look('2026-11-26T12:00:00+01:00');
  expect([await told(quiet), await told(none)]).toEqual([[], []]);
  world.setNow('2026-12-18T18:00:00+01:00');
  const resting = await openSite(world);
  await look('2027-01-01T12:00:00+01:00');
  expect(await told(resting)).toEqual([]);
});

it('is not told where a refused or held file has said more already', async () => {
  back();
  const [refused, held] = [await openSite(world), await openSite(world)];
  await refused.deposit('<html/>');
  const report = await held.deposit(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));
  expect(report.run.status).toBe('held');
  const before = [await told(refused), await told(held)];
  await look('2026-11-26T12:00:00+01:00');
  expect([await told(refused), await told(held)]).toEqual(before);
});

it('is told once by several processes that look at the same time', async () => {
  back();
  const site = await openSite(world);
  await Promise.all([1, 2, 3].map(() => look('2026-11-24T12:00:00+01:00')));
  expect(await told(site)).toHaveLength(1);
});

it('ends with a manual import, without a word to whoever made it', async () => {
  back();
  const site = await openSite(world);
  await look('2026-11-24T12:00:00+01:00');
  await site.manual(changeRoom(school));
  await look('2026-11-25T12:00:00+01:00');
  expect(await told(site)).toHaveLength(1);
  await look('2026-11-27T12:00:00+01:00');
  expect(await told(site)).toHaveLength(2);
});
