/** Undo: everything as it was before the last applied import, what has begun apart (RULES.md 3.7, 6.1). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetOld } from '../../src/adapters/store/retention.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addClosureWeek,
  addServices,
  addStudentsUnknownToDirectory,
  cancelWeeks,
  changeRoom,
  changeRooms,
  deleteServices,
  moveCourse,
  renameDivision,
  replaceTeacher,
  shiftYear,
} from '../../src/demo/school/mutate.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { bytesOfExport, everything, openSite, type Site, school, TIMETABLE_TABLES } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Rows that an import writes, ids included: what stays must stay the same row. Contents stay until retention takes them. */
const STATE = TIMETABLE_TABLES.filter((table) => table !== 'session_contents');
const stateOf = () => everything(world, STATE);
const undo = (id: string | null, why?: string) => world.administration.act(id ?? '', 'undo', 'manager:1', why);
const refused = async (id: string | null): Promise<string | undefined> =>
  await undo(id).then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

/** Many kinds of change at once; none of them beyond a blocking limit. */
const changed = replaceTeacher(
  addServices(addStudentsUnknownToDirectory(cancelWeeks(moveCourse(changeRooms(school, 3)), 2), 2), 2),
);

async function apply(site: Site, of = changed): Promise<string> {
  const report = await site.deposit(of);
  expect(report.run.status).toMatch(/^integrated/);
  return report.run.id ?? '';
}

it('puts back every row, with its id, and says so in report and actions', async () => {
  const site = await openSite(world);
  const before = await stateOf();
  const id = await apply(site);
  expect(await stateOf()).not.toEqual(before);
  expect((await world.administration.run(id)).actions).toEqual(['replay', 'undo']);
  expect((await undo(id, 'mauvais fichier')).status).toBe('undone');
  expect(await stateOf()).toEqual(before);
  const report = await world.administration.report(id);
  expect(report.run).toMatchObject({ status: 'undone', reason: 'undone', title: 'Import annulé' });
  expect(report.run.cause).toContain('mauvais fichier');
  expect((await world.administration.run(id)).actions).toEqual(['replay']);
  const { items } = await world.administration.audit(site.id, {});
  expect(items.map((item) => item.action)).toContain('run-undone');
});

it('leaves another site alone', async () => {
  const [one, other] = [await openSite(world), await openSite(world)];
  const id = await apply(one);
  await apply(other);
  const sessions = await other.sessions();
  await undo(id);
  expect(await other.sessions()).toEqual(sessions);
});

it('keeps what has begun since: created, changed and taken away alike', async () => {
  world.setNow('2026-11-22T12:00:00+01:00');
  const site = await openSite(world);
  const before = await site.sessions();
  const id = await apply(site);
  const applied = await site.sessions();
  world.setNow('2026-12-09T12:00:00+01:00');
  const at = world.now();
  await undo(id);
  const after = await site.sessions();
  world.setNow('2026-11-22T12:00:00+01:00');
  const [began, toCome] = [
    (rows: typeof after) => rows.filter((row) => row.starts_at < at),
    (rows: typeof after) => rows.filter((row) => row.starts_at >= at),
  ];
  expect(began(applied)).not.toEqual(began(before));
  expect(began(after)).toEqual(began(applied));
  expect(toCome(after)).toEqual(toCome(before));
  const { run } = await world.administration.report(id);
  expect(run.cause).toMatch(/comme elles ont eu lieu : [1-9]\d*\./);
});

it('ends the same content again as same-as-undone, silently; a replay applies it', async () => {
  const site = await openSite(world);
  const id = await apply(site);
  await undo(id);
  const told = await site.told();
  const state = await stateOf();
  const again = await site.deposit(changed);
  expect(again.run).toMatchObject({ status: 'unchanged', reason: 'same-as-undone' });
  expect(await site.told()).toEqual(told);
  expect(await stateOf()).toEqual(state);
  const replay = await world.administration.act(id, 'replay', 'manager:1');
  await world.work(site.id);
  expect((await world.administration.run(replay.id)).status).toMatch(/^integrated/);
});

it('takes the file before it again as unchanged', async () => {
  const site = await openSite(world);
  await undo(await apply(site));
  expect((await site.deposit(school)).run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
});

it('is refused once a later import stands on it, and possible again when that one is undone', async () => {
  const site = await openSite(world);
  const before = await stateOf();
  const first = await apply(site);
  const between = await stateOf();
  const second = await apply(site, changeRoom(school));
  expect((await world.administration.run(first)).actions).toEqual(['replay']);
  expect(await refused(first)).toBe('undo-not-last');
  const told = { code: 'undo-not-last', values: { run: first, later: second } };
  await expect(world.administration.undoOutlook(first)).rejects.toMatchObject(told);
  await undo(second);
  expect(await stateOf()).toEqual(between);
  await undo(first);
  expect(await stateOf()).toEqual(before);
});

it('is not for what was not applied, nor twice', async () => {
  const site = await openSite(world);
  const same = await site.deposit(school);
  expect(await refused(same.run.id)).toBe('undo-not-applied');
  expect(await refused((await site.deposit('<html/>')).run.id)).toBe('undo-not-applied');
  const id = await apply(site);
  await undo(id);
  expect(await refused(id)).toBe('undo-done');
  // Who only looks at what an undo would do is told the same.
  for (const run of [same.run.id, id]) {
    const code = await refused(run);
    await expect(world.administration.undoOutlook(run ?? '')).rejects.toMatchObject({ code });
  }
});

it('closes the year again when the first import of it is undone', async () => {
  const site = await openSite(world);
  const { items } = await world.administration.runs(site.id, {});
  await undo(items[0]?.id ?? '');
  expect((await world.administration.site(site.id)).schoolYear).toBeNull();
  const { cause, remedy } = (await world.administration.report(items[0]?.id ?? '')).run;
  expect(cause).toContain("L'année 2026-2027, qu'il avait ouverte, est refermée, et aucune autre n'est ouverte.");
  expect(remedy).toContain("L'import automatisé est fermé");
  expect(await site.sessions()).toEqual((await site.sessions()).filter((row) => row.starts_at < world.now()));
  expect((await site.deposit(changeRoom(school))).run.reason).toBe('first-import-missing');
  expect((await site.manual(school)).run.status).toBe('integrated');
});

it('goes back to the year before, and refuses a year that is over', async () => {
  const site = await openSite(world);
  const { items: firsts } = await world.administration.runs(site.id, {});
  const year = (await world.administration.site(site.id)).schoolYear;
  const next = await site.manual(shiftYear(school, 1));
  expect(next.run.status).toBe('integrated');
  expect(await refused(firsts[0]?.id ?? '')).toBe('undo-other-year');
  const id = next.run.id ?? '';
  expect(await world.administration.undoOutlook(id)).toMatchObject({ year: { closes: '2027-2028', opens: year } });
  await undo(id);
  expect((await world.administration.site(site.id)).schoolYear).toBe(year);
  const { cause, remedy } = (await world.administration.report(id)).run;
  expect(cause).toContain("L'année 2027-2028, qu'il avait ouverte, est refermée, et 2026-2027 est de nouveau ouverte");
  expect(cause).toMatch(/remises comme avant : \d\u202f\d{3}\./);
  expect(remedy).not.toContain('fermé de nouveau');
  const { cause: inEnglish } = (await world.administration.report(id, 'en')).run;
  expect(inEnglish).toMatch(/as before: \d,\d{3}\./);
  // The year that is open again takes deposits, the other one's are told of.
  expect((await site.deposit(changeRoom(school))).run.status).toBe('integrated');
  expect((await site.deposit(shiftYear(school, 1))).run.reason).toBe('other-school-year');
});

it('has a held run judged again on what is stored then', async () => {
  const site = await openSite(world);
  const id = await apply(site, addServices(school, 3));
  const half = Math.floor(servicesOf(school).size / 2);
  const held = await site.deposit(deleteServices(school, half + 1));
  expect(held.run.status).toBe('held');
  const bases = (report: typeof held) => report.controls.find((one) => one.code === 'services-deleted')?.base;
  await undo(id);
  await world.work(site.id);
  const again = await world.administration.report(held.run.id ?? '');
  expect([bases(held), bases(again)]).toEqual([servicesOf(school).size + 3, servicesOf(school).size]);
  expect(again.run.status).toBe('held');
});

it('undoes an approved import and a renamed division with its groups', async () => {
  const site = await openSite(world, { settings: {} });
  const before = await stateOf();
  const report = await site.deposit(addClosureWeek(renameDivision(school)));
  const id = report.run.id ?? '';
  if (report.run.status === 'held') {
    await world.administration.act(id, 'approve', 'manager:1', 'vu');
    await world.work(site.id);
  }
  expect((await world.administration.run(id)).status).toMatch(/^integrated/);
  await undo(id);
  expect(await stateOf()).toEqual(before);
});

it('is no longer possible when the changes were forgotten, whose contents go with them', async () => {
  const site = await openSite(world);
  const id = await apply(site);
  const retention = { sourceDays: 400, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 400 };
  const forget = (days: number) => forgetOld(world.db.database, retention, world.now() + days * 86_400_000);
  const noted = async (): Promise<number> => {
    const { rows } = await world.db.pool.query<{ count: number }>(
      `select count(distinct c.id)::int count from session_contents c join session_changes s
         on c.id in (s.content_id, s.new_content_id) where s.run_id = $1`,
      [id],
    );
    return rows[0]?.count ?? 0;
  };
  const before = await noted();
  expect((await forget(59)).changes).toBe(0);
  expect([before > 0, await noted()]).toEqual([true, before]);
  const { changes, contents } = await forget(61);
  expect([changes > 0, contents > 0]).toEqual([true, true]);
  expect(await refused(id)).toBe('undo-forgotten');
  expect((await world.administration.run(id)).actions).toEqual(['replay']);
});

it('is no longer possible after a person was erased', async () => {
  const site = await openSite(world);
  const id = await apply(site);
  const person = school.teachers[0]?.id ?? '';
  await world.administration.erasePerson(site.id, person, { force: true });
  expect(await refused(id)).toBe('undo-forgotten');
});

it('in the middle of the next import lets that one begin again on what is stored then', async () => {
  const site = await openSite(world);
  const id = await apply(site);
  const runId = await world.drop(site.folder, 'EDT.xml', bytesOfExport(changeRoom(school)));
  const judge: typeof world.tools.judge = async (facts, overrides) => {
    await undo(id);
    return await world.tools.judge(facts, overrides);
  };
  await world.desks.withSite(site.id, (desk) => processNext(desk, { ...world.tools, judge }));
  expect(await world.administration.run(runId)).toMatchObject({ status: 'received' });
  world.setNow('2026-11-22T12:00:10+01:00');
  await world.work(site.id);
  world.setNow('2026-11-22T12:00:00+01:00');
  const report = await world.administration.report(runId);
  expect(report.run.status).toBe('integrated');
  expect(report.changes.services).toMatchObject({ created: 0, modified: 0, deleted: 0 });
  expect((await world.administration.run(id)).status).toBe('undone');
});
