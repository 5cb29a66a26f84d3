/** Scopes: which establishments a file covers, what one may do to another's rows, and who supersedes whom (RULES.md 2). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices, replaceTeacher } from '../../src/demo/school/mutate.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { openSite, type Site, school, TIMETABLE_TABLES } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const COLLEGE = { number: 11, uai: school.uai, name: 'Collège' };
const LYCEE = { number: 12, uai: '0990002B', name: 'Lycée' };
const establishments = [COLLEGE, LYCEE];

/** A directory that puts the last two divisions into the lycée. */
const divided = writeDirectoryCsv(school)
  .split('\n')
  .map((line, index) => {
    if (index === 0 || !line.startsWith('division;')) return line;
    const name = line.split(';')[2];
    const isLycee = school.divisions.slice(2).some((one) => one.name === name);
    return `${line.replace(/;[^;]*$/, '')};${isLycee ? LYCEE.number : COLLEGE.number}`;
  })
  .join('\n');

/** The stored timetable of one establishment of a site. */
async function rowsOf(site: Site, establishment: number): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const table of TIMETABLE_TABLES.filter((one) => one !== 'school_years' && one !== 'session_contents')) {
    const { rows } = await world.db.pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') sum
       from ${table} t where site_id = $1 and establishment = $2`,
      [site.id, establishment],
    );
    state[table] = rows[0]?.sum ?? '';
  }
  return state;
}

const sessionsIn = async (site: Site, establishment: number): Promise<number> =>
  (await site.sessions()).filter((row) => row.establishment === establishment).length;

it('takes the divisions’ establishments from the directory: one file on the site’s URL covers both', async () => {
  const site = await openSite(world, { establishments, directory: divided });
  const report = await site.deposit(changeRoom(school));
  expect(report.run).toMatchObject({ status: 'integrated', establishment: null });
  expect(await sessionsIn(site, COLLEGE.number)).toBeGreaterThan(1_000);
  expect(await sessionsIn(site, LYCEE.number)).toBeGreaterThan(1_000);
  // A subject that both share is one.
  expect(report.changes.subjects).toMatchObject({ unchanged: school.subjects.length });
  expect(report.changes.closures?.unchanged).toBe(report.read.closures);
  expect((await site.deposit(changeRoom(school))).run).toMatchObject({ status: 'unchanged', establishment: null });
});

it('gives everything to the file’s own establishment where the directory does not say', async () => {
  const site = await openSite(world, { establishments });
  expect((await site.deposit(changeRoom(school))).run.establishment).toBe(COLLEGE.number);
  expect(await sessionsIn(site, LYCEE.number)).toBe(0);
});

it('takes only its own UAI on an establishment’s URL, and everything in the file as its own', async () => {
  const site = await openSite(world, { establishments, directory: divided, isOpen: false });
  const at = (establishment: number) => ({ ...site.folder, establishment });
  await site.manual(school, { establishment: COLLEGE.number });
  expect(await sessionsIn(site, LYCEE.number)).toBe(0);
  const wrong = await world.deposit(at(LYCEE.number), 'EDT.xml', writeEdt(school));
  expect(wrong.run).toMatchObject({ status: 'rejected', reason: 'other-establishment' });
  expect(wrong.run.cause).toContain(LYCEE.uai);
  const right = await world.deposit(at(COLLEGE.number), 'EDT.xml', writeEdt(changeRoom(school)));
  // The directory's divisions of the lycée are no counterpart here.
  expect(right.run).toMatchObject({ status: 'integrated-with-alerts', establishment: COLLEGE.number });
  expect(right.controls.filter((one) => one.exceeded)).toMatchObject([{ code: 'divisions-unmatched', count: 2 }]);
});

it('reads from format 2.0 which establishment a division is of', async () => {
  const site = await openSite(world, { establishments, isOpen: false });
  const xml = writeEdt(school, { formatVersion: '2.0' });
  const [, second] = school.divisions;
  const listed = xml.replace(
    '<Matieres>',
    `<Etablissements><Etablissement Ident="1" Numero="${COLLEGE.uai}" Nom="C"/><Etablissement Ident="2" Numero="${LYCEE.uai}" Nom="L"/></Etablissements>\n  <Matieres>`,
  );
  const said = listed.replace(
    new RegExp(`(<Classe Ident="\\d+" Nom="${second?.name}">)`),
    '$1<Etablissement Ident="2"/>',
  );
  expect(said).not.toBe(listed);
  const report = await site.manual(said);
  expect(report.run).toMatchObject({ status: 'integrated', establishment: null });
  expect(report.findings.map((one) => one.code)).not.toContain('unknown-element');
  const { rows } = await world.db.pool.query('select name from divisions where site_id = $1 and establishment = $2', [
    site.id,
    LYCEE.number,
  ]);
  expect(rows).toEqual([{ name: second?.name }]);
});

it('never touches another establishment’s rows, whatever goes from one', async () => {
  const site = await openSite(world, { establishments, isOpen: false });
  const lycee = (of: School) => writeEdt(of, { uai: LYCEE.uai });
  await site.manual(school);
  await site.manual(lycee(school));
  const before = await rowsOf(site, COLLEGE.number);
  const fewer = deleteServices({ ...school, students: school.students.slice(0, 20) }, 30);
  for (const change of [replaceTeacher(school), fewer]) {
    const report = await site.manual(lycee(change));
    expect(report.run).toMatchObject({ status: 'integrated', establishment: LYCEE.number });
    expect(await rowsOf(site, COLLEGE.number)).toEqual(before);
  }
  const after = await rowsOf(site, LYCEE.number);
  expect((await site.deposit(school)).run.status).toBe('unchanged');
  expect((await site.manual({ ...fewer, groups: fewer.groups })).run.status).toBe('integrated');
  expect(await rowsOf(site, LYCEE.number)).toEqual(after);
});

it('counts against the rows of its own scope alone', async () => {
  const site = await openSite(world, { establishments });
  const report = await site.manual(writeEdt(school, { uai: LYCEE.uai }));
  expect(report.controls.find((one) => one.code === 'services-created')).toMatchObject({ base: 0, value: 100 });
  expect(report.controls.find((one) => one.code === 'services-deleted')).toMatchObject({ count: 0, base: 0 });
});

it('keeps a held run when another scope is applied, supersedes it when its own is', async () => {
  const site = await openSite(world, { establishments });
  await site.manual(writeEdt(school, { uai: LYCEE.uai }));
  const held = await site.deposit(deleteServices(school, 40));
  expect(held.run.status).toBe('held');
  const status = async () => (await world.administration.run(held.run.id ?? '')).status;
  await site.deposit(writeEdt(changeRoom(school), { uai: LYCEE.uai }));
  expect(await status()).toBe('held');
  await site.deposit(changeRoom(school));
  expect(await status()).toBe('superseded');
});

it('supersedes an older run that is tried again after a newer one of its scope was applied', async () => {
  const site = await openSite(world);
  const older = await world.drop(site.folder, 'EDT.xml', writeEdt(replaceTeacher(school)));
  // Its first try meets technical trouble and is put off.
  await world.desks.withSite(site.id, async (desk) => {
    const due = await desk.nextRun();
    expect(due?.id).toBe(older);
    if (due) await desk.tryAgain(due, world.now() + 60_000, 1);
  });
  const newer = await site.deposit(changeRoom(school));
  expect(newer.run.status).toBe('integrated');
  const before = await site.sessions();
  world.setNow(new Date(world.now() + 120_000).toISOString());
  await world.work(site.id);
  const report = await world.administration.report(older);
  expect(report.run).toMatchObject({ status: 'superseded', reason: 'superseded' });
  expect(report.run.cause).toContain(`n° ${newer.run.id}`);
  expect(await site.sessions()).toEqual(before);
});

it('supersedes an older run known to be of its scope that still waits for its next try', async () => {
  const site = await openSite(world);
  const older = await world.drop(site.folder, 'EDT.xml', writeEdt(replaceTeacher(school)));
  const judge = world.tools.judge;
  await world.desks.withSite(site.id, async (desk) => {
    const failing = { ...world.tools, judge: () => Promise.reject(new Error('out of memory')) };
    expect(await processNext(desk, failing)).toMatchObject([{ job: { runId: older, attempt: 2 }, inMs: 1_000 }]);
  });
  expect(world.tools.judge).toBe(judge);
  await site.deposit(changeRoom(school));
  expect((await world.administration.run(older)).status).toBe('superseded');
});

it('lets a failing newer file supersede nothing: the older one is applied', async () => {
  const site = await openSite(world);
  const older = await world.drop(site.folder, 'a.xml', writeEdt(changeRoom(school)));
  const newer = await world.drop(site.folder, 'b.xml', writeEdt(school, { uai: '0990009Z' }));
  await world.work(site.id);
  expect((await world.administration.run(older)).status).toBe('integrated');
  expect((await world.administration.run(newer)).status).toBe('rejected');
});

it('carries waiting runs in order, one after the other, and shows their places', async () => {
  const site = await openSite(world);
  const ids: string[] = [];
  for (const one of [changeRoom(school), school, replaceTeacher(school)]) {
    ids.push(await world.drop(site.folder, `${ids.length}.xml`, writeEdt(one)));
  }
  expect((await world.administration.run(ids[2] ?? '')).queuePosition).toBe(3);
  await world.work(site.id);
  for (const id of ids) expect((await world.administration.run(id)).status).toBe('integrated');
  expect((await site.deposit(replaceTeacher(school))).run.status).toBe('unchanged');
});

it('moves divisions to the establishment that the directory gives them, without leftovers', async () => {
  const site = await openSite(world, { establishments });
  const before = await site.sessions();
  await world.directory(site.id, divided);
  const report = await site.manual(school);
  expect(report.run).toMatchObject({ status: 'integrated', establishment: null });
  expect(await site.sessions()).toHaveLength(before.length);
  expect(report.read.sessions).toBeGreaterThan(0);
  expect((await sessionsIn(site, COLLEGE.number)) + (await sessionsIn(site, LYCEE.number))).toBe(before.length);
});
