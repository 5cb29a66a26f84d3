/** Directory imports as runs: held and decided, undone under the same ids, followed by accounts, kept apart for a coming year. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { frenchCalendar } from '../../src/demo/school/french-calendar.ts';
import type { School } from '../../src/demo/school/model.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const csv = (of: Partial<School> = {}) => writeDirectoryCsv({ ...school, ...of });
const staffOnly = csv()
  .split('\n')
  .filter((line, at) => at === 0 || line.startsWith('staff'))
  .join('\n');
/** A third of the students has gone: more than 20 %. */
const fewer = csv({ students: school.students.slice(32) });

const entriesOf = async ({ id }: Site) => {
  const { rows } = await world.db.pool.query<{ entry: string }>(
    'select t::text entry from directory_entries t where site_id = $1 order by id',
    [id],
  );
  return rows.map((row) => row.entry);
};
const statusOf = async (id: string) => (await world.administration.run(id)).status;

/** Bytes of sources that the spool still has. */
async function hasSource(runId: string): Promise<boolean> {
  const { sha256 } = await world.administration.run(runId);
  return existsSync(path.join(world.db.dataFolder, 'spool/objects', sha256.slice(0, 2), sha256));
}

it('holds a directory from which too many are missing, and writes nothing until somebody approves it', async () => {
  const site = await openSite(world);
  const before = await entriesOf(site);
  const report = await world.directory(site.id, fewer);
  const id = report.run.id ?? '';
  expect(report.run).toMatchObject({ kind: 'directory', status: 'held' });
  expect(report.directory).toMatchObject({ added: 0, left: 32, unchanged: expect.any(Number) });
  expect(report.directory?.lines.left[0]).toMatchObject({ kind: 'student', division: expect.any(String) });
  expect(report.controls.find((one) => one.code === 'directory-people-left')).toMatchObject({
    count: 32,
    exceeded: true,
    blocking: true,
  });
  expect(report.steps.map((one) => `${one.step} ${one.status}`)).toEqual([
    'deposit valid',
    'validate valid',
    'thresholds interrupted',
    'directory skipped',
  ]);
  expect(report.steps[2]).toMatchObject({ code: 'held-directory', title: expect.stringContaining('Annuaire') });
  expect(await entriesOf(site)).toEqual(before);
  expect(await site.told()).toEqual(['Annuaire en attente de votre décision']);
  expect((await world.administration.run(id)).actions).toEqual(['approve', 'reject']);
  expect(await hasSource(id)).toBe(true);
  await world.administration.act(id, 'approve', 'manager:1', 'les 3e sont partis');
  await world.work(site.id);
  const approved = await world.administration.report(id);
  expect(approved.run).toMatchObject({ status: 'integrated', approvedWhy: 'les 3e sont partis' });
  expect((await world.administration.directory(site.id, 'student')).total).toBe(school.students.length - 32);
  expect(await hasSource(id)).toBe(false);
});

it('changes nothing when the directory is rejected, or has changed since it was looked at', async () => {
  const site = await openSite(world);
  const before = await entriesOf(site);
  const rejected = (await world.directory(site.id, fewer)).run.id ?? '';
  await world.administration.act(rejected, 'reject', 'manager:1', 'fichier incomplet');
  expect(await statusOf(rejected)).toBe('rejected');
  expect(await entriesOf(site)).toEqual(before);
  expect(await hasSource(rejected)).toBe(false);

  const held = (await world.directory(site.id, fewer)).run.id ?? '';
  await world.administration.setMatch(site.id, { kind: 'teacher', key: 'x', directoryId: null }, 'manager:1');
  // Another kind, so that it does not take the place of what waits.
  expect((await world.directory(site.id, 'kind;id;lastName\nstaff;S0;NOUVEAU\n', { isSeen: true })).run.status).toBe(
    'integrated',
  );
  // What waits was judged by another directory: it is judged again, and still waits.
  expect(await statusOf(held)).toBe('held');
  await world.db.pool.query('update sites set directory_version = directory_version + 1 where id = $1', [site.id]);
  await expect(world.administration.act(held, 'approve', 'manager:1', 'oui')).rejects.toMatchObject({
    code: 'state-changed',
  });
});

it('lets a later directory about the same take the place of what waits', async () => {
  const site = await openSite(world);
  const held = (await world.directory(site.id, fewer)).run.id ?? '';
  const good = await world.directory(site.id, csv({ students: school.students.slice(1) }));
  expect(good.run.status).toBe('integrated');
  expect(await statusOf(held)).toBe('superseded');
  expect(await hasSource(held)).toBe(true);
  await expect(world.administration.source(good.run.id ?? '')).rejects.toMatchObject({ code: 'directory-source' });
});

it('is not held where the person has seen what it changes, nor refused but by a site that refuses', async () => {
  const site = await openSite(world);
  const seen = await world.directory(site.id, fewer, { isSeen: true });
  expect(seen.run.status).toBe('integrated');
  expect(seen.controls.some((one) => one.exceeded)).toBe(true);
  const strict = await openSite(world, { settings: { onBreach: 'stop' } });
  const stopped = await world.directory(strict.id, fewer);
  expect(stopped.run).toMatchObject({ status: 'rejected', reason: 'directory-threshold' });
  await world.administration.setThresholds(strict.id, { 'directory-people-left': { limit: 40 } });
  expect((await world.directory(strict.id, fewer)).run.status).toBe('integrated');
});

it('is undone entry by entry under the same ids; only the last one, and what was changed since stays', async () => {
  const site = await openSite(world);
  const before = await entriesOf(site);
  const [gone, renamed] = school.students;
  if (!gone || !renamed) throw new Error('no students');
  const other = csv({
    students: [
      { ...renamed, lastName: 'AUTRENOM' },
      ...school.students.slice(2),
      { ...gone, id: 'E-new', lastName: 'NOUVELLE', ine: '9999999999Z', eleveId: '99999' },
    ],
  });
  const first = await world.directory(site.id, other);
  expect(first.directory).toMatchObject({ added: 1, changed: 1, left: 1 });
  expect(first.directory?.lines.changed).toMatchObject([
    { name: `AUTRENOM ${renamed.firstName}`, fields: ['name'], before: `${renamed.lastName} ${renamed.firstName}` },
  ]);
  const second = await world.directory(site.id, 'kind;id;lastName\nstaff;S9;DERNIER\n', { isSeen: true });
  const [firstId, secondId] = [first.run.id ?? '', second.run.id ?? ''];
  expect((await world.administration.run(firstId)).actions).toEqual([]);
  await expect(world.administration.act(firstId, 'undo', 'manager:1', 'erreur')).rejects.toMatchObject({
    code: 'undo-not-last',
    values: { later: secondId },
  });
  for (const id of [secondId, firstId]) {
    expect((await world.administration.run(id)).actions).toEqual(['undo']);
    expect(await world.administration.undoOutlook(id)).toMatchObject({ kept: 0 });
    await world.administration.act(id, 'undo', 'manager:1', 'erreur');
    expect(await statusOf(id)).toBe('undone');
  }
  expect(await entriesOf(site)).toEqual(before);
  expect((await world.administration.report(firstId)).run.cause).toContain('Fiches remises comme avant lui : 3');
  // The same timetable as before, matched as before.
  expect((await site.deposit(school)).matching.students).toMatchObject({ unmatched: 0 });
});

it('closes, instead of deleting, a new entry that an account has come to name', async () => {
  const site = await openSite(world);
  const added = await world.directory(site.id, csv({ staff: [...school.staff, { ...newStaff, id: 'S-new' }] }));
  expect(added.directory).toMatchObject({ added: 1 });
  await site.account('S-new');
  await world.administration.act(added.run.id ?? '', 'undo', 'manager:1', 'erreur');
  const { rows } = await world.db.pool.query(
    "select left_at is not null closed from directory_entries where site_id = $1 and id = 'S-new'",
    [site.id],
  );
  expect(rows).toEqual([{ closed: true }]);
});

const newStaff = { ...(school.staff[0] ?? { id: '' }), lastName: 'NOUVEAU' } as School['staff'][number];

it('knows people of one source again in another: entries keep their ids, or accounts and matches follow them', async () => {
  const site = await openSite(world, { isOpen: false, directory: staffOnly });
  await world.directory(site.id, writeEdt(school), { fromExport: true, name: 'EDT.xml' });
  const made = await world.administration.directory(site.id, 'student');
  const [student] = school.students;
  const old = made.items.find((one) => one.ids.eleve === student?.eleveId);
  const accountId = await site.account(old?.id ?? '');
  const moved = await world.directory(site.id, csv());
  expect(moved.run.status).toBe('integrated-with-alerts');
  expect(moved.directory).toMatchObject({ left: 0 });
  const items = (await world.administration.directory(site.id, 'student')).items;
  expect(items.map((one) => one.id).sort()).toEqual(school.students.map((one) => one.id).sort());
  const { rows } = await world.db.pool.query('select person_id from access_accounts where id = $1', [accountId]);
  expect(rows).toEqual([{ person_id: student?.id }]);
  // From the export again: nobody gets another id.
  const again = await world.directory(site.id, writeEdt(school), { fromExport: true, name: 'EDT.xml' });
  expect(again.directory).toMatchObject({ added: 0, left: 0 });
  expect((await world.administration.directory(site.id, 'student')).items.map((one) => one.id).sort()).toEqual(
    items.map((one) => one.id).sort(),
  );
});

it('gives accounts back to the entry they had followed when it is undone', async () => {
  const site = await openSite(world, { isOpen: false, directory: staffOnly });
  await world.directory(site.id, writeEdt(school), { fromExport: true, name: 'EDT.xml' });
  const before = await entriesOf(site);
  const [old] = (await world.administration.directory(site.id, 'teacher')).items;
  const accountId = await site.account(old?.id ?? '');
  const moved = await world.directory(site.id, csv());
  await world.administration.act(moved.run.id ?? '', 'undo', 'manager:1', 'non');
  expect(await entriesOf(site)).toEqual(before);
  const { rows } = await world.db.pool.query('select person_id from access_accounts where id = $1', [accountId]);
  expect(rows).toEqual([{ person_id: old?.id }]);
});

it('judges held timetables again with the new directory', async () => {
  const site = await openSite(world);
  await world.administration.setThresholds(site.id, { 'students-unmatched': { blocking: true } });
  await world.directory(site.id, csv({ students: school.students.slice(10) }));
  const held = (await site.deposit(school)).run;
  expect(held.status).toBe('held');
  await world.directory(site.id, csv());
  expect(await statusOf(held.id ?? '')).toBe('integrated');
});

it('keeps a coming year apart until its first import opens it; undoing that one brings the old directory back', async () => {
  world.setNow('2027-06-20T12:00:00+02:00');
  const site = await openSite(world);
  const before = await entriesOf(site);
  const [leaver, ...stay] = school.students;
  const newcomer = { ...stay[0], id: 'E-2027', lastName: 'RENTREE', ine: '8888888888A', eleveId: '88888' };
  const coming = csv({ students: [...stay, newcomer as School['students'][number]] });
  const kept = await world.directory(site.id, coming, { year: 2027 });
  expect(kept.run.status).toBe('integrated');
  expect(kept.directory).toMatchObject({ isComing: true, year: '2027-2028', left: 0 });
  expect(await entriesOf(site)).toEqual(before);
  expect((await world.administration.directory(site.id, 'student', 2027)).total).toBe(school.students.length);
  // Files of this year are matched with this year's directory.
  const now = await site.deposit(school);
  expect(now.matching.students).toMatchObject({ unmatched: 0 });
  // A second file about the coming year is compared with the first one.
  const again = await world.directory(site.id, coming, { year: 2027 });
  expect(again.run).toMatchObject({ status: 'unchanged', reason: 'directory-same' });

  world.setNow('2027-08-25T12:00:00+02:00');
  // The invented school a year later: only its calendar moves.
  const opened = await site.manual(writeEdt({ ...school, calendar: frenchCalendar(2027) }));
  expect(opened.run.status).toBe('integrated');
  expect(opened.matching.students).toMatchObject({ unmatched: 1 });
  const students = await world.administration.directory(site.id, 'student');
  expect(students.items.some((one) => one.id === 'E-2027')).toBe(true);
  expect(students.items.some((one) => one.id === leaver?.id)).toBe(false);
  expect((await world.administration.directory(site.id, 'student', 2027)).total).toBe(0);
  await world.administration.act(opened.run.id ?? '', 'undo', 'manager:1', 'trop tôt');
  expect(await entriesOf(site)).toEqual(before);
  expect((await world.administration.directory(site.id, 'student', 2027)).total).toBe(school.students.length);
  world.setNow('2026-11-22T12:00:00+01:00');
});

it('refuses a directory of a past year, of a site that is not there, and one without a file', async () => {
  const site = await openSite(world);
  const past = await world.directory(site.id, csv(), { year: 2025 });
  expect(past.run).toMatchObject({ status: 'rejected', reason: 'directory-past-year' });
  await expect(world.directory(999_999, csv())).rejects.toMatchObject({ code: 'site-unknown' });
  const request = { siteId: site.id, establishment: null, files: [] };
  await expect(world.administration.importDirectory(request, 'test')).rejects.toMatchObject({
    code: 'directory-no-file',
  });
});

it('tells beforehand what it would change, and keeps nothing', async () => {
  const site = await openSite(world);
  const before = await entriesOf(site);
  const { total } = await world.administration.runs(site.id, { kind: 'all' });
  const check = (text: string) =>
    world.administration.checkDirectory({
      siteId: site.id,
      establishment: null,
      files: [
        {
          name: 'annuaire.csv',
          bytes: (async function* () {
            yield Buffer.from(text);
          })(),
        },
      ],
    });
  const held = await check(fewer);
  expect(held.run).toMatchObject({ id: null, kind: 'directory', status: 'held' });
  expect(held.directory).toMatchObject({ left: 32 });
  expect((await check(csv())).run.status).toBe('unchanged');
  expect((await check('nothing')).run).toMatchObject({ status: 'rejected', reason: 'directory-csv' });
  expect(await entriesOf(site)).toEqual(before);
  expect((await world.administration.runs(site.id, { kind: 'all' })).total).toBe(total);
});

it('is in the history when asked for, and nobody who follows timetables sees it', async () => {
  const site = await openSite(world);
  const kinds = async (kind?: 'directory' | 'all') =>
    (await world.administration.runs(site.id, kind ? { kind } : {})).items.map((run) => run.kind);
  expect(await kinds()).toEqual(['timetable']);
  expect(await kinds('directory')).toEqual(['directory']);
  expect(await kinds('all')).toEqual(['timetable', 'directory']);
  const { lastGoodDeposit } = await world.administration.site(site.id);
  world.setNow('2026-11-23T12:00:00+01:00');
  await world.directory(site.id, csv({ students: school.students.slice(1) }));
  expect((await world.administration.site(site.id)).lastGoodDeposit).toBe(lastGoodDeposit);
  world.setNow('2026-11-22T12:00:00+01:00');
});
