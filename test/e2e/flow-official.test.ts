/** Closures of SIECLE and services of STS-WEB in the place of derived ones: what stays, what is counted, what is undone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { frenchCalendar } from '../../src/demo/school/french-calendar.ts';
import { byId, type School } from '../../src/demo/school/model.ts';
import { siecleClosures, writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const calendar = (of: School = school): Buffer =>
  writeSiecle(of).find((file) => file.name === 'Communs.xml')?.bytes ?? Buffer.alloc(0);
const control = ({ controls }: ImportReport, code: string) => controls.find((one) => one.code === code);
const closuresOf = async ({ id }: Site) => {
  const { rows } = await world.db.pool.query<{ text: string; source: string }>(
    `select first_day || ' ' || last_day as text, source from closure_periods where site_id = $1 order by 1`,
    [id],
  );
  return { periods: rows.map((row) => row.text), sources: [...new Set(rows.map((row) => row.source))] };
};
const OFFICIAL = [...new Set(siecleClosures(school).map((one) => `${one.firstDay} ${one.lastDay}`))].sort();

/** The school with one course of a division held in a subject that the division had not. */
function withNewService(of: School): { readonly changed: School; readonly division: string; readonly subject: string } {
  const taught = new Set(
    of.courses.flatMap(({ subjectId, resources }) =>
      resources.filter((one) => one.kind === 'division').map((one) => `${one.id} ${subjectId}`),
    ),
  );
  for (const course of of.courses) {
    const divisions = course.resources.filter((one) => one.kind === 'division');
    const [division] = divisions;
    if (divisions.length !== 1 || !division || course.subjectId === null) continue;
    if (course.resources.some((one) => one.kind === 'group' || one.kind === 'part')) continue;
    const other = of.subjects.find((one) => !taught.has(`${division.id} ${one.id}`));
    if (!other) continue;
    const extra = { ...course, id: `${course.id}-new`, subjectId: other.id, resources: [division] };
    return {
      changed: { ...of, courses: [...of.courses, extra] },
      division: byId(of.divisions).get(division.id)?.name ?? '',
      subject: other.label,
    };
  }
  throw new Error('every division has every subject');
}

it('takes the calendar of SIECLE for the closures, at once and from then on', async () => {
  const site = await openSite(world);
  const derived = await closuresOf(site);
  expect(derived.sources).toEqual(['derived']);
  const report = await world.directory(site.id, calendar(), { name: 'Communs.xml' });
  expect(report.run.status).toBe('integrated');
  expect(report.changes).toMatchObject({ closures: { created: siecleClosures(school).length } });
  expect(await closuresOf(site)).toEqual({ periods: OFFICIAL, sources: ['read'] });
  // The same export again, and another one: no closure is added, modified or taken away.
  const again = await site.deposit(school);
  expect(['unchanged', 'integrated']).toContain(again.run.status);
  const { changed } = withNewService(school);
  const other = await site.deposit(changed);
  expect(other.run.status).toMatch(/^integrated/);
  expect(other.changes.closures).toMatchObject({ created: 0, modified: 0, deleted: 0, unchanged: OFFICIAL.length });
  expect(control(other, 'closures-added')).toMatchObject({ count: 0, base: OFFICIAL.length });
  expect(control(other, 'closures-added')).not.toHaveProperty('floor');
  expect(await closuresOf(site)).toEqual({ periods: OFFICIAL, sources: ['read'] });
});

it('leaves closures of other years out, and says so', async () => {
  const site = await openSite(world);
  const before = await closuresOf(site);
  const closures = siecleClosures(school).length;
  const shifted = (years: number) =>
    Buffer.from(
      calendar()
        .toString('latin1')
        .replace(/(DATE_(?:DEBUT|FIN)>\d\d\/\d\d\/)(\d{4})/g, (_, head, year) => `${head}${Number(year) + years}`),
      'latin1',
    );
  const report = await world.directory(site.id, shifted(4), { name: 'Communs.xml' });
  expect(report.findings.find(({ code }) => code === 'closure-outside-year')?.count).toBe(closures);
  // None of this year was read: those that are known stay.
  expect(await closuresOf(site)).toEqual(before);
});

it.each([
  ['of a century', '01/01/2020', '31/12/9999'],
  ['of the whole school year', '01/09/2026', '31/08/2027'],
])('leaves a closure out that leaves no time for lessons, and says so: one %s', async (_what, from, to) => {
  const site = await openSite(world);
  const changed = calendar()
    .toString('latin1')
    .replace(/(FERMETURE<\/LL_MOTIF>\s*<DATE_DEBUT>)[\d/]+(<\/DATE_DEBUT>\s*<DATE_FIN>)[\d/]+/, `$1${from}$2${to}`);
  const report = await world.directory(site.id, Buffer.from(changed, 'latin1'), { name: 'Communs.xml' });
  expect(report.run.status).toBe('integrated');
  const found = report.findings.find(({ code }) => code === 'closure-too-long');
  expect(found).toMatchObject({ severity: 'warning', count: 1 });
  expect(found?.items[0]?.about).toMatch(new RegExp(`^${from} – ${to}`));
  const { periods } = await closuresOf(site);
  expect(periods).toHaveLength(OFFICIAL.length - 1);
  // The calendar as a school has it holds no timetable.
  const { changed: other } = withNewService(school);
  expect((await site.deposit(other)).controls.find(({ code }) => code === 'closure-coherence')?.exceeded).toBe(false);
});

it('brings derived closures back when the calendar is undone', async () => {
  const site = await openSite(world);
  const derived = await closuresOf(site);
  const { run } = await world.directory(site.id, calendar(), { name: 'Communs.xml' });
  await world.administration.act(run.id ?? '', 'undo', 'manager:1', 'mauvais fichier');
  expect(await closuresOf(site)).toEqual(derived);
  const { changed } = withNewService(school);
  expect((await site.deposit(changed)).changes.closures).toMatchObject({ created: 0, deleted: 0 });
  expect(await closuresOf(site)).toEqual(derived);
});

it('holds a timetable with lessons on days that the calendar closes, from the first deposit on', async () => {
  const site = await openSite(world);
  const closed: School = {
    ...school,
    calendar: {
      ...school.calendar,
      closures: [
        ...school.calendar.closures,
        { name: 'Semaine banalisée', firstDay: '2027-03-08', lastDay: '2027-03-12' },
      ],
    },
  };
  await world.directory(site.id, calendar(closed), { name: 'Communs.xml' });
  // What is stored there already is known; what a new timetable puts there is not.
  const { changed } = withNewService(school);
  const same = await site.deposit(changed);
  expect(control(same, 'closure-coherence')?.exceeded).toBe(false);
  const moved: School = {
    ...school,
    courses: school.courses.map((course) => ({ ...course, weekday: (course.weekday % 5) + 1 })),
  };
  const late = await site.deposit(moved);
  expect(late.run.status).toBe('held');
  expect(control(late, 'closure-coherence')).toMatchObject({ exceeded: true, blocking: true });
});

it('knows a service that STS-WEB lists before it is taught, and tells of one that it does not list', async () => {
  const { changed, division, subject } = withNewService(school);
  const plain = await openSite(world);
  const surprised = await plain.deposit(changed);
  expect(control(surprised, 'services-created')?.count).toBe(1);

  // The list was made from a timetable that teaches it.
  const taught: School = {
    ...changed,
    courses: changed.courses.map((course) =>
      course.id.endsWith('-new')
        ? {
            ...course,
            resources: [
              ...course.resources,
              { kind: 'teacher', id: school.teachers[0]?.id ?? '', weeks: course.resources[0]?.weeks ?? 0n },
            ],
          }
        : course,
    ),
  };
  const known = await openSite(world);
  await world.directory(known.id, writeStsEmp(taught, { hasServices: true }), { name: 'sts_emp.xml', isSeen: true });
  const expected = await known.deposit(changed);
  expect(control(expected, 'services-created')?.count).toBe(0);
  // What is written is told as ever.
  expect(expected.changes.services?.created).toBe(1);

  const unlisted = await openSite(world);
  await world.directory(unlisted.id, writeStsEmp(school, { hasServices: true }), { name: 'sts_emp.xml', isSeen: true });
  const told = await unlisted.deposit(changed);
  expect(control(told, 'services-created')?.count).toBe(1);
  const about = told.findings.find((one) => one.code === 'services-unlisted')?.items.map((one) => one.about);
  expect(about).toContain(`${division} – ${subject}`);
});

it('is not surprised by the end of services that STS-WEB no longer lists, and still holds the loss of listed ones', async () => {
  const [first] = school.divisions;
  const isOfFirst = (course: School['courses'][number]): boolean =>
    course.resources.some((one) => one.kind === 'division' && one.id === first?.id);
  const kept = school.courses.find(isOfFirst);
  const fewer: School = { ...school, courses: school.courses.filter((one) => !isOfFirst(one) || one === kept) };
  const gone = async (list: School): Promise<number | null | undefined> => {
    const site = await openSite(world);
    const sts = writeStsEmp(list, { hasServices: true });
    await world.directory(site.id, sts, { name: 'sts_emp.xml', isSeen: true });
    return control(await site.deposit(fewer), 'services-deleted')?.count;
  };
  const before = await gone(school);
  expect(before).toBeGreaterThan(2);
  expect(await gone(fewer)).toBeLessThan(before ?? 0);
});

it('keeps the files of a coming year apart, closures and all, until its first timetable opens it', async () => {
  const site = await openSite(world);
  const derived = await closuresOf(site);
  const next: School = { ...school, calendar: frenchCalendar(2027), students: school.students.slice(10) };
  const files = writeSiecle(next, { startYear: 2027 });
  const zip = rawZip(files.map(({ name, bytes }) => ({ name, data: bytes })));
  const report = await world.directory(site.id, zip, { name: 'siecle.zip' });
  expect(report.run.status).toMatch(/^integrated/);
  expect(report.directory).toMatchObject({ isComing: true, year: '2027-2028' });
  // Of now nothing has changed.
  expect((await world.administration.directory(site.id, 'student')).total).toBe(school.students.length);
  const thisYear = async () =>
    (
      await world.db.pool.query<{ source: string }>(
        'select source from closure_periods where site_id = $1 and year = 2026',
        [site.id],
      )
    ).rows.length;
  expect(await thisYear()).toBe(derived.periods.length);
  world.setNow('2027-08-25T09:00:00+02:00');
  const opened = await site.manual(next);
  expect(opened.run.status).toBe('integrated');
  // The first timetable of the year is compared with the calendar of its directory.
  expect(opened.changes.closures).toMatchObject({ created: 0, deleted: 0 });
  expect((await world.administration.directory(site.id, 'student')).total).toBe(next.students.length);
  const late = await world.directory(site.id, calendar(), { name: 'Communs.xml' });
  expect(late.run).toMatchObject({ status: 'rejected', reason: 'directory-past-year' });
});
