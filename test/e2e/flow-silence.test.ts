/** A site that expects deposits and gets none is told so once, and once that they come again (PRODUCT.md 6). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellSilence } from '../../src/daemon/silence.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, changeRooms, deleteServices } from '../../src/demo/school/mutate.ts';
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

const RECOVERED = "L'import automatisé fonctionne de nouveau";
const SILENT = 'Aucun dépôt depuis un jour ouvré';

it('is told once, in the morning, when a working day has passed; and once when a file comes again', async () => {
  back();
  const site = await openSite(world);
  await site.deposit(school);
  await look('2026-11-20T23:00:00+01:00');
  expect(await told(site)).toEqual([]);
  // Friday has passed, the weekend does not count; but at six nobody is up.
  await look('2026-11-23T06:00:00+01:00');
  expect(await told(site)).toEqual([]);
  await look('2026-11-23T07:00:00+01:00');
  for (const day of ['23', '24', '25']) await look(`2026-11-${day}T12:00:00+01:00`);
  expect(await told(site)).toEqual([SILENT]);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]?.body).toContain('Le dernier dépôt a été reçu le 19/11/2026 à 10:00.');
  expect(items[0]?.body).toContain(`https://carillon.example.org/sites/${site.id}`);
  await site.deposit(changeRoom(school));
  await site.deposit(school);
  expect(await told(site)).toEqual([SILENT, RECOVERED]);
});

it('is told of a site whose software never deposited anything, from the moment it could', async () => {
  back();
  const site = await openSite(world);
  expect((await world.administration.site(site.id)).lastGoodDeposit).toBeNull();
  expect(await world.administration.freshness(site.id)).toMatchObject({ state: 'fresh' });
  await look('2026-11-23T12:00:00+01:00');
  expect(await told(site)).toEqual([SILENT]);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]?.body).toContain("aucun emploi du temps n'a encore été déposé");
});

it('neither ends nor is put off by what people do: imports by hand and replays are no deposits', async () => {
  back();
  const site = await openSite(world);
  const first = await site.deposit(changeRoom(school));
  const deposited = (await world.administration.site(site.id)).lastGoodDeposit;
  expect(deposited).toBe('2026-11-19T10:00:00+01:00');
  await look('2026-11-23T12:00:00+01:00');
  expect(await told(site)).toEqual([SILENT]);
  const state = async () => (await world.administration.freshness(site.id)).state;
  const standing = async () => (await world.administration.overview({ siteIds: [site.id] })).items[0];
  expect((await site.manual(changeRooms(school, 2))).run.status).toBe('integrated');
  const { id } = await world.administration.act(first.run.id ?? '', 'replay', 'manager:1');
  await world.work(site.id);
  expect((await world.administration.run(id)).status).toBe('integrated');
  // Board, list of sites and message say the same.
  expect(await state()).toBe('late');
  expect(await standing()).toMatchObject({ freshness: { state: 'late' }, lastGoodAt: Date.parse(deposited ?? '') });
  expect((await world.administration.site(site.id)).lastGoodDeposit).toBe(deposited);
  for (const day of ['24', '25']) await look(`2026-11-${day}T12:00:00+01:00`);
  expect(await told(site)).toEqual([SILENT]);
  await site.deposit(changeRooms(school, 3));
  expect(await state()).toBe('fresh');
  expect(await told(site)).toEqual([SILENT, RECOVERED]);
});

it('ends with a deposit whatever became of it then: held, unchanged beside it, undone', async () => {
  back();
  const site = await openSite(world);
  const state = async () => (await world.administration.freshness(site.id)).state;
  const breaching = deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1);
  for (const day of ['20', '23', '24']) {
    world.setNow(`2026-11-${day}T10:00:00+01:00`);
    const { run } = await site.deposit(breaching);
    expect(run).toMatchObject(day === '20' ? { status: 'held' } : { reason: 'same-as-held' });
    expect(await state()).toBe('fresh');
  }
  const { items } = await world.administration.runs(site.id, { statuses: ['held'] });
  await world.administration.act(items[0]?.id ?? '', 'approve', 'manager:1', 'vu');
  await world.work(site.id);
  expect(await state()).toBe('fresh');
  const { run } = await site.deposit(changeRoom(breaching));
  await world.administration.act(run.id ?? '', 'undo', 'manager:1', 'erreur');
  expect(await state()).toBe('fresh');
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

it('tells of a deposit that came in time and is not applied, until something is', async () => {
  back();
  const site = await openSite(world);
  const unapplied = async () => (await world.administration.freshness(site.id)).unapplied;
  await site.deposit(school);
  expect(await unapplied()).toBeNull();
  const breach = deleteServices(school, Math.ceil(servicesOf(school).size * 0.6));
  const held = (await site.deposit(breach)).run.id ?? '';
  expect(await unapplied()).toEqual({ runId: held, isHeld: true });
  const again = (await site.deposit(breach)).run.id;
  expect(await unapplied()).toEqual({ runId: again, isHeld: true });
  await world.administration.act(held, 'reject', 'manager:1', 'non');
  const after = (await site.deposit(breach)).run.id;
  expect(await unapplied()).toEqual({ runId: after, isHeld: false });
  await site.manual(changeRoom(school));
  expect(await unapplied()).toBeNull();
  const second = (await site.deposit(deleteServices(school, 61))).run.id ?? '';
  expect(await unapplied()).toEqual({ runId: second, isHeld: true });
  await site.deposit(deleteServices(school, 61));
  await world.administration.act(second, 'approve', 'manager:1', 'oui');
  await world.work(site.id);
  expect((await world.administration.run(second)).status).toMatch(/^integrated/);
  expect(await unapplied()).toBeNull();
});
