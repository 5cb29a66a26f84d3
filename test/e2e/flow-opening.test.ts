/** Which files a site takes: school, establishment and year, and how a year opens (RULES.md 1.3, 2.1, 6.5). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { otherYear } from '../../src/demo/school/broken.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRoom, shiftYear } from '../../src/demo/school/mutate.ts';
import { frenchDay } from '../../src/domain/model/calendar.ts';
import { openSite, school, timetableOf } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const OTHER = '0990009Z';

it('rejects deposits before the first manual import, keeps them, and takes them once it was made', async () => {
  const site = await openSite(world, { isOpen: false });
  const early = await site.deposit(school);
  expect(early.run).toMatchObject({ status: 'rejected', reason: 'first-import-missing', trigger: 'automatic' });
  expect(early.run.remedy).toContain('premier import manuel');
  expect(early.steps.map((step) => `${step.step} ${step.status}`)).toEqual([
    'deposit valid',
    'validate interrupted',
    'thresholds skipped',
    'groups skipped',
    'sessions skipped',
  ]);
  expect(await site.told()).toEqual(['Premier import manuel à faire']);
  expect(await site.sessions()).toEqual([]);
  expect((await site.manual(school)).run.status).toBe('integrated');
  // What was kept while closed is not run again by itself (RULES.md 6.4): replay does.
  expect((await world.administration.report(early.run.id ?? '')).run.status).toBe('rejected');
  const replayed = await world.administration.act(early.run.id ?? '', 'replay', 'test');
  await world.work(site.id);
  expect((await world.administration.run(replayed.id)).status).toBe('unchanged');
  expect((await site.deposit(changeRoom(school))).run.status).toBe('integrated');
});

it('lets the first manual import open the year though every control is exceeded, and says so', async () => {
  const site = await openSite(world, { isOpen: false });
  const report = await site.manual(school);
  expect(report.run).toMatchObject({ status: 'integrated', trigger: 'manual' });
  expect(report.controls.filter((one) => one.exceeded && one.blocking).map((one) => one.code)).toEqual([
    'subjects-created',
    'services-created',
    'closures-added',
  ]);
  expect(report.controls.find((one) => one.code === 'subjects-created')).toMatchObject({ base: 0, value: 100 });
  expect(await site.told()).toEqual([]);
  expect((await world.administration.site(site.id)).schoolYear).toBe('2026-2027');
});

it('rejects another school and another year, writes nothing, and says what it expected', async () => {
  const site = await openSite(world);
  const before = await timetableOf(site);
  const alien = await site.deposit(writeEdt(school, { uai: OTHER }));
  expect(alien.run).toMatchObject({ status: 'rejected', reason: 'other-school' });
  expect(alien.run.cause).toContain(OTHER);
  expect(alien.run.cause).toContain(school.uai);
  for (const years of [-1, 1]) {
    const report = await site.deposit(otherYear(school, years));
    expect(report.run).toMatchObject({ status: 'rejected', reason: 'other-school-year' });
    expect(report.run.cause).toContain(`${2026 + years}-${2027 + years}`);
    expect(report.run.cause).toContain('2026-2027');
  }
  expect(await timetableOf(site)).toEqual(before);
});

it('tells the reasons in their order: format, school, year, first import', async () => {
  const closed = await openSite(world, { isOpen: false });
  const open = await openSite(world);
  const alienNextYear = writeEdt(shiftYear(school, 1), { uai: OTHER });
  const reasonOf = async (site: typeof open, file: string | Uint8Array) => (await site.deposit(file)).run.reason;
  expect(await reasonOf(open, alienNextYear.replace(/<GrilleHoraire[\s\S]*<\/GrilleHoraire>/, ''))).toBe('no-grid');
  expect(await reasonOf(open, alienNextYear)).toBe('other-school');
  expect(await reasonOf(open, otherYear(school, 1))).toBe('other-school-year');
  expect(await reasonOf(closed, alienNextYear)).toBe('other-school');
  expect(await reasonOf(closed, otherYear(school, 1))).toBe('first-import-missing');
});

it('checks the software where the file states it, else the format, before the school', async () => {
  const site = await openSite(world, { settings: { accepts: [{ product: 'UDT' }] }, isOpen: false });
  expect((await site.deposit(writeEdt(school, { uai: OTHER }))).run.reason).toBe('software-not-accepted');
  await world.administration.setSite(site.id, { accepts: [{ product: 'EDT', from: '2014' }] });
  // The file states no product: its absence refuses nothing (RULES.md 1.2).
  expect((await site.manual(school)).run.status).toBe('integrated');
});

it('opens a later year by a manual import, refuses an earlier one, and goes on with the new year alone', async () => {
  const site = await openSite(world);
  const next = shiftYear(school, 1);
  expect((await site.manual(shiftYear(school, -1))).run).toMatchObject({
    status: 'rejected',
    reason: 'other-school-year',
  });
  const report = await site.manual(next);
  expect(report.run.status).toBe('integrated');
  expect(report.findings.map((finding) => finding.code)).not.toContain('year-bounds-changed');
  expect((await world.administration.site(site.id)).schoolYear).toBe('2027-2028');
  expect((await site.deposit(school)).run).toMatchObject({ status: 'rejected', reason: 'other-school-year' });
  expect((await site.deposit(next, { edt: { identSeed: 3 } })).run.status).toBe('unchanged');
  expect(await world.administration.accounts(site.id)).toMatchObject({ total: 1 });
});

it('warns when the first or last day of the open year moves, and takes the file', async () => {
  const site = await openSite(world);
  const xml = writeEdt(school);
  const last = school.calendar.schoolYear.lastDay;
  const moved = xml.replace(`DateFin="${last}"`, 'DateFin="2027-08-30"');
  expect(moved).not.toBe(xml);
  const report = await site.deposit(moved);
  expect(report.run.status).toBe('integrated');
  const found = report.findings.find((finding) => finding.code === 'year-bounds-changed');
  expect(found).toMatchObject({ severity: 'warning', count: 1 });
  expect(found?.cause).toContain(frenchDay(last));
  expect(found?.items[0]?.about).toMatch(/^\d{2}\/\d{2}\/2026 – 30\/08\/2027$/);
  expect((await site.deposit(changeRoom(school))).findings.map((one) => one.code)).toContain('year-bounds-changed');
});
