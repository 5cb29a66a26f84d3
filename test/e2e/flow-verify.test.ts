/** `replay --verify`: the same file, timetable, configuration and rules give the same plan, and looking changes nothing (RULES.md 6.2). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetOld } from '../../src/adapters/store/retention.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addServices,
  addStudentsUnknownToDirectory,
  cancelWeeks,
  changeRoom,
  changeRooms,
  deleteServices,
  moveCourse,
  replaceTeacher,
} from '../../src/demo/school/mutate.ts';
import { type Verification, verifyRun } from '../../src/dry-run/verify-run.ts';
import { everything, openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const changed = replaceTeacher(
  addServices(addStudentsUnknownToDirectory(cancelWeeks(moveCourse(changeRooms(school, 3)), 2), 2), 2),
);
const breaching = deleteServices(changed, Math.floor(servicesOf(changed).size / 2) + 1);

/** Looks, and expects that nothing is different afterwards. */
async function verify(runId: string | null, tools = world.tools): Promise<Verification> {
  const before = await everything(world);
  const { spool } = world;
  const found = await verifyRun(runId ?? '', { database: world.db.database, spool, tools });
  expect(await everything(world)).toEqual(before);
  return found;
}

const refused = (runId: string | null): Promise<string | undefined> =>
  verify(runId).then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

async function applied(site: Site, of = changed): Promise<string | null> {
  const { run } = await site.deposit(of);
  expect(run.status).toMatch(/^integrated/);
  return run.id;
}

it('finds the same plan for the first import, for a change, and for what is held', async () => {
  const site = await openSite(world, { isOpen: false });
  const first = await site.manual(school);
  expect(await verify(first.run.id)).toMatchObject({ isSame: true, changed: [] });
  const change = await applied(site);
  expect(await verify(change)).toMatchObject({ isSame: true, changed: [] });
  const held = await site.deposit(breaching);
  expect(held.run.status).toBe('held');
  expect(await verify(held.run.id)).toMatchObject({ isSame: true, changed: [] });
});

it('finds it later too: what has begun since is no difference', async () => {
  const site = await openSite(world);
  const change = await applied(site);
  const now = new Date(world.now()).toISOString();
  world.setNow('2027-02-01T08:00:00+01:00');
  const found = await verify(change);
  world.setNow(now);
  expect(found).toMatchObject({ isSame: true, changed: [] });
});

it('gives different files different digests, and one file the same on two sites alike', async () => {
  const [one, two] = [await openSite(world), await openSite(world)];
  const digests = [await verify(await applied(one)), await verify(await applied(two))].map((found) => found.planDigest);
  expect(digests[0]).toBe(digests[1]);
  expect((await verify(await applied(one, changeRoom(changed)))).planDigest).not.toBe(digests[0]);
});

it('says what has changed since where the plan is another', async () => {
  const site = await openSite(world);
  const { run } = await site.deposit(breaching);
  await world.administration.setThresholds(site.id, { 'services-deleted': { limit: 60 } });
  const judged = await verify(run.id);
  expect(judged).toMatchObject({ isSame: false, changed: ['rules'] });
  expect(judged.now).not.toBe(judged.planDigest);
  const other = { ...world.tools, version: 'another' };
  expect(await verify(await applied(await openSite(world)), other)).toMatchObject({
    isSame: true,
    changed: ['program'],
  });
});

it('finds a program that makes another plan of the same things', async () => {
  const id = await applied(await openSite(world));
  const readExport: typeof world.tools.readExport = async (source, findings, about) => {
    const read = await world.tools.readExport(source, findings, about);
    return 'courses' in read ? { ...read, courses: read.courses.slice(1) } : read;
  };
  expect(await verify(id, { ...world.tools, readExport })).toMatchObject({ isSame: false, changed: [] });
});

it('refuses what it cannot judge', async () => {
  const site = await openSite(world);
  await applied(site);
  const held = await site.deposit(breaching);
  const unchanged = await site.deposit(changed);
  expect(await refused('999999')).toBe('run-unknown');
  expect(await refused(unchanged.run.id)).toBe('verify-no-plan');
  expect(await refused((await site.deposit('<cut')).run.id)).toBe('verify-no-plan');
  await applied(site, changeRoom(changed));
  expect(await refused(held.run.id)).toBe('verify-other-state');
});

it('finds the plan of an older import, whatever was applied after it', async () => {
  const site = await openSite(world, { isOpen: false });
  const first = await site.manual(school);
  const change = await applied(site);
  await applied(site, changeRoom(changed));
  await applied(site, moveCourse(changeRoom(changed)));
  expect(await verify(change)).toMatchObject({ isSame: true, changed: [] });
  expect(await verify(first.run.id)).toMatchObject({ isSame: true, changed: [] });
});

it('says in its own words why an older import cannot be verified any more', async () => {
  const site = await openSite(world);
  const change = await applied(site);
  const later = await applied(site, changeRoom(changed));
  await world.db.pool.query('delete from undo_records where run_id = $1', [later]);
  const found = await verify(change).catch((error: unknown) => error);
  expect(found).toMatchObject({ code: 'verify-forgotten', values: { run: later } });
});

it('refuses where the file is no longer kept', async () => {
  const site = await openSite(world);
  const { run } = await site.deposit(breaching);
  await world.administration.act(run.id ?? '', 'reject', 'manager:1', 'non');
  const day = 86_400_000;
  const keep = { sourceDays: 1, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 1_200 };
  await forgetOld(world.db.database, keep, world.now() + 3 * day);
  expect(await refused(run.id)).toBe('source-missing');
  // The same bytes lie there for a later import: the one whose file is taken away is not begun anew from them.
  await site.deposit(breaching);
  const replay = world.administration.act(run.id ?? '', 'replay', 'manager:1');
  await expect(replay).rejects.toMatchObject({ code: 'source-missing' });
  await expect(world.administration.source(run.id ?? '')).rejects.toMatchObject({ code: 'source-missing' });
  expect((await world.administration.run(run.id ?? '')).actions).toEqual([]);
});
