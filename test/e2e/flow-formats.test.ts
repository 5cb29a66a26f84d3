/** A site whose files change their format: the same timetable in another one keeps every session under its id. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvBytes, writeCsv, writeStudentsCsv } from '../../src/demo/school/csv-writer.ts';
import { weekCalendarOf, withPlainWeeks, writeExpCourses, writeExpStudents } from '../../src/demo/school/exp-writer.ts';
import { isOpen } from '../../src/demo/school/french-calendar.ts';
import { writeIcs } from '../../src/demo/school/ics-writer.ts';
import { audienceOf, type School, weeksOfCourse } from '../../src/demo/school/model.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { udtName, writeUdt } from '../../src/demo/school/udt-writer.ts';
import { dateOf, weeksOf } from '../../src/domain/model/calendar.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const asTables = (of: School): Buffer =>
  rawZip([
    { name: 'cours.csv', data: csvBytes(writeCsv(of)) },
    { name: 'eleves.csv', data: csvBytes(writeStudentsCsv(of)) },
  ]);

/** Deposits the school after its EDT export, twice, and once with another room: nothing else changes. */
async function takesOver(site: Site, name: string, write: (of: School) => Uint8Array): Promise<void> {
  const before = await site.sessions();
  const first = await site.deposit(write(school), { name });
  expect(first.run).toMatchObject({ status: 'integrated' });
  expect(first.changes.sessions).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  expect(first.changes.services).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  expect(first.changes.closures).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  expect(await site.sessions()).toEqual(before);
  expect((await site.deposit(write(school), { name })).run).toMatchObject({
    status: 'unchanged',
    reason: 'same-as-last',
  });
  const moved = await site.deposit(write(changeRoom(school)), { name });
  expect(moved.run).toMatchObject({ status: 'integrated' });
  expect(moved.changes.sessions).toMatchObject({ created: 0, deleted: 0 });
  expect(moved.changes.sessions?.modified).toBeGreaterThan(0);
  expect((await site.sessions()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
}

it('tables', async () => {
  const site = await openSite(world);
  await takesOver(site, 'emploi du temps.zip', asTables);
  const report = await site.deposit(asTables(school), { name: 'emploi du temps.zip' });
  expect(report.changes.memberships).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  expect(report.source).toMatchObject({
    format: 'CSV',
    formatVersion: '1',
    archivedAs: expect.stringMatching(/^CSV_1_\d+\.zip$/),
  });
});

it('calendars', async () => {
  await takesOver(await openSite(world), 'agenda.ics', writeIcs);
});

it('UDT, which says its closures and knows people by their names', async () => {
  const zip = (of: School): Buffer => rawZip(writeUdt(of).map(({ name, text }) => ({ name, data: text })));
  const own = forUdt(school);
  const site = await openSite(world, { school: own });
  const before = await site.sessions();
  const report = await site.manual(zip(own), { establishment: 1 });
  expect(report.run.status).toBe('integrated');
  expect(report.changes.sessions).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  // Their teachers are known by other identifiers.
  expect(report.changes.services).toMatchObject({ created: 0, deleted: 0 });
  expect(report.matching?.students).toMatchObject({ unmatched: 0 });
  expect(report.matching?.teachers).toMatchObject({ unmatched: 0, ambiguous: 0 });
  expect(await site.sessions()).toEqual(before);
  const { rows } = await world.db.pool.query<{ first_day: string; source: string }>(
    'select first_day::text, source from closure_periods where site_id = $1 order by first_day',
    [site.id],
  );
  expect(rows.slice(0, 2)).toEqual([
    { first_day: '2026-10-17', source: 'read' },
    { first_day: '2026-11-11', source: 'read' },
  ]);
  const moved = await site.deposit(zip(changeRoom(own)), { name: udtName(own) });
  expect(moved.run).toMatchObject({ status: 'integrated' });
  expect(moved.changes.sessions).toMatchObject({ created: 0, deleted: 0 });
  expect(moved.source).toMatchObject({ format: 'UDT', uai: own.uai, exportedAt: '2026-11-22T10:19:00+01:00' });
  expect(moved.source.archivedAs).toMatch(/^UDT_UDCal_\d+\.zip$/);
});

/** Without the lessons that UDT has no place for. */
function forUdt(of: School): School {
  const held = of.courses.filter((course) => audienceOf(course).length > 0);
  return {
    ...of,
    courses: held.filter((course) =>
      weeksOf(weeksOfCourse(course)).every((week) =>
        isOpen(of.calendar, dateOf(of.calendar.schoolYear.week1Monday, week, course.weekday)),
      ),
    ),
  };
}

it('text exports of EDT, by hand and by the weeks that the site says', async () => {
  const own = withPlainWeeks({
    ...school,
    // Without identifiers namesakes are nobody in particular.
    teachers: school.teachers.map((one, index) => ({
      ...one,
      firstName: `${one.firstName} ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[index]}`,
    })),
    courses: school.courses.map((one) => ({ ...one, cancelledWeeks: 0n })),
  });
  const zip = (of: School): Buffer =>
    rawZip([
      { name: 'EXP_Cours.xml', data: writeExpCourses(of) },
      { name: 'EXP_ELEVE.xml', data: writeExpStudents(of) },
    ]);
  const site = await openSite(world, { school: own });
  const before = await site.sessions();
  const deposited = await site.deposit(zip(own), { name: 'EXP.zip' });
  expect(deposited.run).toMatchObject({ status: 'rejected', reason: 'by-hand-only' });
  expect(deposited.run.cause).toContain('EXP_Cours');
  expect((await site.manual(zip(own))).run).toMatchObject({ status: 'rejected', reason: 'exp-calendar-needed' });
  await expect(
    world.administration.setSite(site.id, {
      weekCalendar: { ...weekCalendarOf(own), alternations: { Q1: ['2026-09-08'] } },
    }),
  ).rejects.toMatchObject({ code: 'bad-input' });
  await world.administration.setSite(site.id, { weekCalendar: weekCalendarOf(own) });
  const report = await site.manual(zip(own));
  expect(report.run).toMatchObject({ status: 'integrated' });
  expect(report.changes.sessions).toMatchObject({ created: 0, deleted: 0, modified: 0 });
  expect(report.changes.services).toMatchObject({ created: 0, deleted: 0 });
  expect(report.matching.students).toMatchObject({ unmatched: 0, ambiguous: 0 });
  expect(report.source.archivedAs).toMatch(/^EXP-COURS_1_\d+\.zip$/);
  expect(await site.sessions()).toEqual(before);
  // What a program asks before it sends it is what an import by hand would do.
  const check = await world.administration.check({
    siteId: site.id,
    establishment: null,
    file: { name: 'EXP.zip', bytes: bytesOf(zip(changeRoom(own))) },
  });
  expect(check.run).toMatchObject({ trigger: 'manual', status: 'integrated' });
  expect(check.changes.sessions?.modified).toBeGreaterThan(0);
  // The same file in other weeks is another timetable.
  const { alternations, ...year } = weekCalendarOf(own);
  const { Q1 = [], Q2 = [] } = alternations;
  await world.administration.setSite(site.id, { weekCalendar: { ...year, alternations: { Q1: Q2, Q2: Q1 } } });
  const turned = await site.manual(zip(own));
  expect(turned.changes.sessions?.created).toBeGreaterThan(0);
  expect(turned.changes.sessions?.created).toBe(turned.changes.sessions?.deleted);
});

it('text exports of EDT on a site of two schools: the school is chosen by hand, for they cannot be deposited', async () => {
  const own = withPlainWeeks(school);
  const site = await openSite(world, {
    establishments: [
      { number: 1, uai: school.uai, name: 'Collège' },
      { number: 2, uai: '0990002B', name: 'Lycée' },
    ],
    settings: { weekCalendar: weekCalendarOf(own) },
  });
  const bytes = writeExpCourses(own);
  const check = async (establishment: number | null) => {
    const file = { name: 'EXP_Cours.xml', bytes: bytesOf(bytes) };
    return (await world.administration.check({ siteId: site.id, establishment, file })).run;
  };
  for (const refused of [await check(null), (await site.manual(bytes)).run]) {
    expect(refused).toMatchObject({ status: 'rejected', reason: 'school-not-said', trigger: 'manual' });
    expect(refused.remedy).toContain("« Import manuel » en y choisissant l'établissement");
    expect(refused.remedy).not.toContain('URL');
  }
  expect((await check(1)).status).toBe('integrated');
});

it('tables without a UAI are those of the URL, and of one school of a site that has several', async () => {
  const anonymous = writeCsv(school).replaceAll(school.uai, '');
  const site = await openSite(world);
  expect((await site.deposit(anonymous, { name: 'cours.csv' })).run.status).toBe('integrated');
  const two = await openSite(world, {
    establishments: [
      { number: 1, uai: school.uai, name: 'Collège' },
      { number: 2, uai: '0990002B', name: 'Lycée' },
    ],
  });
  expect((await two.deposit(anonymous, { name: 'cours.csv' })).run).toMatchObject({
    status: 'rejected',
    reason: 'school-not-said',
    remedy: expect.stringContaining("Déposez-le sur l'URL de l'établissement"),
  });
  expect((await two.manual(anonymous, { establishment: 1 })).run.status).toBe('integrated');
});

it('the table of the documentation is imported, and then deposited with another room', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/formats/csv.md'), 'utf8');
  const [, sample = ''] = /```csv\n(.*?)```/s.exec(page) ?? [];
  const site = await openSite(world, { isOpen: false });
  const first = await site.manual(sample);
  expect(first.run.status).toMatch(/^integrated/);
  // Its people are in nobody's directory; there is nothing else to say.
  expect(first.findings.map(({ code }) => code).filter((code) => !code.startsWith('unmatched-'))).toEqual([]);
  const moved = await site.deposit(sample.replace(';B12', ';B13'), { name: 'cours.csv' });
  expect(moved.run.status).toMatch(/^integrated/);
  expect(moved.controls.filter(({ exceeded, blocking }) => exceeded && blocking)).toEqual([]);
  expect(moved.changes.sessions?.modified).toBeGreaterThan(0);
});

it('a table with too many wrong lines is refused, and its report names them', async () => {
  const site = await openSite(world);
  const before = await site.sessions();
  const report = await site.deposit(writeCsv(school).replaceAll(';09:00;', ';9 heures;'), { name: 'cours.csv' });
  expect(report.run).toMatchObject({ status: 'rejected', reason: 'csv-lines-wrong' });
  const [found] = report.findings;
  expect(found).toMatchObject({ code: 'csv-time', severity: 'warning' });
  expect(found?.items[0]).toMatchObject({
    about: expect.stringMatching(/^(Début|Fin) : 9 heures$/),
    where: expect.stringMatching(/^ligne \d+$/),
  });
  expect(await site.sessions()).toEqual(before);
});
