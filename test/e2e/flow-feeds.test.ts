/** Directories from the academy's feed: one after another, by changes, and nothing of addresses, telephones and guardians. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distributeFeed } from '../../src/administration/directory-feed.ts';
import { asking } from '../../src/asker.ts';
import { phoneOf, structureIdOf, writeAaf, writeAafDelta } from '../../src/demo/school/aaf-writer.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { writeSiecle, writeSiecleGuardians } from '../../src/demo/school/siecle-writer.ts';
import { writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import type { Day } from '../../src/domain/model/calendar.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';
import { placesHolding } from '../support/whole-database.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const neighbour: School = { ...inventSchool({ seed: 'neighbour', size: 'small' }), uai: '0990077X' };
const packed = (files: ReturnType<typeof writeAaf>): Buffer => gzipSync(rawTar(files));
const full = (own: School, day: string): Buffer => packed(writeAaf([neighbour, own], { day }));
const idsOf = async ({ id }: Site, kind?: 'student' | 'teacher') =>
  new Map((await world.administration.directory(id, kind)).items.map((one) => [one.id, one]));

/** Words of a feed that nobody may find again: but for guardians who bear the names of a student. */
function privateWords(own: School): string[] {
  const known = new Set([...own.students, ...own.teachers].map((one) => `${one.lastName} ${one.firstName}`));
  return own.students
    .flatMap(({ eleveId, guardians }) => [
      phoneOf(Number(eleveId)),
      ...guardians.flatMap(({ address, firstName, lastName }) => [address, `${lastName} ${firstName}`]),
    ])
    .filter((word) => !known.has(word));
}

/** Are addresses, telephones and guardians in the files of SIECLE at all? */
function siecleHolds(words: readonly string[]): boolean {
  const files = [...writeSiecle(school, { encoding: 'utf-8' }), writeSiecleGuardians(school, { encoding: 'utf-8' })];
  const text = files.map(({ bytes }) => bytes.toString()).join('');
  return words.filter((word) => text.includes(word)).length > words.length / 3;
}

describe('the feed of the academy', () => {
  it('knows the people of a CSV directory again, under their ids', async () => {
    const site = await openSite(world);
    const before = await idsOf(site);
    const report = await world.directory(site.id, full(school, '2026-09-15'), { name: 'flux.tar.gz' });
    expect(report.run).toMatchObject({ status: 'integrated-with-alerts', kind: 'directory' });
    expect(report.source.format).toBe('AAF');
    expect(report.directory).toMatchObject({ source: 'aaf', mode: 'full', added: 0, left: 0 });
    const after = await idsOf(site);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const [student] = school.students;
    expect(after.get(student?.id ?? '')?.ids).toMatchObject({
      aaf: `1${structureIdOf(school)}${student?.eleveId}`,
      ine: student?.ine,
    });
    const again = await world.directory(site.id, full(school, '2026-09-16'), { name: 'flux.tar.gz' });
    expect(again.run.status).toBe('unchanged');
  });

  it('alone is a directory that everybody of a timetable matches', async () => {
    const site = await openSite(world, { directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n', isOpen: false });
    await world.directory(site.id, full(school, '2026-09-15'), { name: 'flux.tar.gz', isSeen: true });
    const { matching, controls } = await site.manual(school);
    // Its services are those of the year in which its day lies: all of them are known, and no other.
    const count = (code: string) => controls.find((one) => one.code === code)?.count;
    expect(['services-created', 'services-deleted'].map(count)).toEqual([0, 0]);
    for (const kind of ['teachers', 'students', 'divisions', 'groups'] as const) {
      expect([kind, matching?.[kind]]).toMatchObject([kind, { unmatched: 0, ambiguous: 0 }]);
      expect(matching?.[kind]?.matched).toBeGreaterThan(0);
    }
  });

  it('is followed by its changes: who came, who left by date, who has another name', async () => {
    const site = await openSite(world, { directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n', isOpen: false });
    const first = await world.directory(site.id, full(school, '2026-09-15'), { name: 'flux.tar.gz', isSeen: true });
    expect(first.run.status).toBe('integrated');
    const [gone, renamed, ...others] = school.students;
    if (!gone || !renamed) throw new Error('too few');
    const later: School = {
      ...school,
      students: [
        { ...renamed, lastName: 'AUTRENOM' },
        ...others,
        { ...gone, id: 'E-new', eleveId: '777', ine: '9999999999Z', lastName: 'NOUVELLE' },
      ],
    };
    const before = await idsOf(site, 'student');
    const delta = writeAafDelta([neighbour, school], [neighbour, later], { day: '2026-09-16' });
    const report = await world.directory(site.id, packed(delta), { name: 'delta.tar.gz' });
    expect(report.run.status).toBe('integrated');
    expect(report.directory).toMatchObject({ mode: 'delta', added: 1, changed: 1, left: 1 });
    expect(report.directory?.lines.left).toMatchObject([{ name: `${gone.lastName} ${gone.firstName}` }]);
    expect(report.directory?.lines.changed).toMatchObject([{ name: `AUTRENOM ${renamed.firstName}` }]);
    const after = await idsOf(site, 'student');
    expect([...after.keys()].filter((id) => !before.has(id))).toHaveLength(1);
    expect([...before.keys()].filter((id) => !after.has(id))).toHaveLength(1);
    const { rows } = await world.db.pool.query(
      `select left_at is not null as gone from directory_entries where site_id = $1 and last_name = $2 and first_name = $3`,
      [site.id, gone.lastName, gone.firstName],
    );
    expect(rows).toContainEqual({ gone: true });
    // The same day's full feed is what the changes led to.
    const same = await world.directory(site.id, full(later, '2026-09-17'), { name: 'flux.tar.gz' });
    expect(same.run.status).toBe('unchanged');
    // It has been seen: what is older than it comes too late, although it changed nothing.
    const early = writeAafDelta([school], [later], { day: '2026-09-16' });
    const old = await world.directory(site.id, packed(early), { name: 'delta.tar.gz' });
    expect(old.run).toMatchObject({ status: 'rejected', reason: 'directory-older' });
  });

  it('of changes is refused where no full one was imported', async () => {
    const site = await openSite(world, { isOpen: false });
    const delta = writeAafDelta([school], [{ ...school, students: school.students.slice(1) }], { day: '2026-09-16' });
    const report = await world.directory(site.id, packed(delta), { name: 'delta.tar.gz' });
    expect(report.run).toMatchObject({ status: 'rejected', reason: 'directory-delta-first' });
  });

  it('that says nothing about the site changes nothing', async () => {
    const site = await openSite(world, { isOpen: false });
    await world.directory(site.id, full(school, '2026-09-15'), { name: 'flux.tar.gz' });
    const delta = writeAafDelta([neighbour], [{ ...neighbour, students: [] }], { day: '2026-09-16' });
    const report = await world.directory(site.id, packed(delta), { name: 'delta.tar.gz' });
    expect(report.run).toMatchObject({ status: 'unchanged' });
  });
});

describe('SIECLE', () => {
  const named = (day: Day, ...names: readonly string[]) => {
    const files = writeSiecle(school, { day }).filter(({ name }) => names.some((one) => name.startsWith(one)));
    expect(files).toHaveLength(names.length);
    return rawZip(files.map(({ name, bytes }) => ({ name, data: bytes })));
  };

  it('of an older day brings nobody back who has left, and brings a calendar all the same', async () => {
    const site = await openSite(world, { isOpen: false });
    const take = (bytes: Buffer) => world.directory(site.id, bytes, { name: 'siecle.zip', isSeen: true });
    const newest = await take(named('2026-11-21', 'Eleves', 'Structures'));
    // As the school has it; the day is noted all the same.
    expect(newest.run.status).toBe('unchanged');
    const old = await take(named('2026-10-01', 'Eleves', 'Structures'));
    expect(old.run).toMatchObject({ status: 'rejected', reason: 'directory-older' });
    expect((await take(named('2026-10-01', 'Communs'))).run.status).toBe('integrated');
    // The calendar of a later day is no list of people: one of the day between is newer than the last.
    expect((await take(named('2026-11-25', 'Communs'))).run.status).toBe('unchanged');
    expect((await take(named('2026-11-22', 'Eleves'))).run.status).toBe('unchanged');
    expect((await take(named('2026-11-21', 'Eleves'))).run.reason).toBe('directory-older');
    // Teachers come along from STS-WEB, which says no day: that of the students counts all the same.
    const together = (day: Day) => {
      const students = writeSiecle(school, { day }).filter(({ name }) => name.startsWith('Eleves'));
      const files = [{ name: 'sts_emp.xml', bytes: writeStsEmp(school) }, ...students];
      return take(rawZip(files.map(({ name, bytes }) => ({ name, data: bytes }))));
    };
    expect((await together('2026-11-20')).run.reason).toBe('directory-older');
    expect((await together('2026-11-24')).run.status).toMatch(/^(integrated|unchanged)/);
    expect((await take(named('2026-11-23', 'Eleves'))).run.reason).toBe('directory-older');
  });
});

describe('a file of SIECLE that is no list of people', () => {
  const take = (site: Site, school: School, day: Day, ...names: readonly string[]) => {
    const files = writeSiecle(school, { day }).filter(({ name }) => names.some((one) => name.startsWith(one)));
    expect(files).toHaveLength(names.length);
    const bytes = rawZip(files.map(({ name, bytes }) => ({ name, data: bytes })));
    return world.directory(site.id, bytes, { name: 'siecle.zip', isSeen: true });
  };
  const [, ...divisions] = school.divisions;
  const fewer = { ...school, divisions, groups: [] };

  it.each([
    ['Structures', 'structures', 'classes et des groupes'],
    ['Communs', 'closures', 'calendrier'],
  ])('of an older day than the last %s changes nothing', async (name, variant, words) => {
    const site = await openSite(world, { isOpen: false });
    await take(site, school, '2026-11-21', name);
    const before = await world.administration.directory(site.id);
    const { run, steps } = await take(site, fewer, '2026-11-20', name);
    expect(run).toMatchObject({ status: 'rejected', reason: 'directory-older' });
    const [step] = steps.filter(({ status }) => status === 'interrupted');
    expect(step?.title).toBe(CATALOGUE[`directory-older:${variant}`]?.title);
    expect(step?.cause).toMatch(new RegExp(`${words} est du 20/11/2026 ; celui du 21/11/2026`));
    expect(await world.administration.directory(site.id)).toEqual(before);
    // The same day again, and a later one, are welcome; so is a list of another sort of the day before.
    expect((await take(site, school, '2026-11-21', name)).run.status).toBe('unchanged');
    expect((await take(site, school, '2026-11-22', name)).run.status).toBe('unchanged');
    expect((await take(site, school, '2026-11-20', 'Eleves')).run.status).toMatch(/^(integrated|unchanged)/);
    expect((await take(site, school, '2026-11-21', name)).run.reason).toBe('directory-older');
  });

  it('counts by its own day when it comes with a newer list of people', async () => {
    const site = await openSite(world, { isOpen: false });
    await take(site, school, '2026-11-21', 'Eleves', 'Structures');
    const files = [
      ...writeSiecle(school, { day: '2026-11-25' }).filter(({ name }) => name.startsWith('Eleves')),
      ...writeSiecle(fewer, { day: '2026-11-20' }).filter(({ name }) => name.startsWith('Structures')),
    ];
    const bytes = rawZip(files.map(({ name, bytes }) => ({ name, data: bytes })));
    const { run } = await world.directory(site.id, bytes, { name: 'siecle.zip', isSeen: true });
    expect(run).toMatchObject({ status: 'rejected', reason: 'directory-older' });
  });

  it('of a past school year is refused', async () => {
    const site = await openSite(world, { isOpen: false });
    await take(site, school, '2026-11-21', 'Structures');
    const files = writeSiecle(school, { day: '2026-11-22', startYear: 2025 });
    for (const name of ['Structures', 'Communs', 'Nomenclature']) {
      const bytes = files.find((file) => file.name.startsWith(name))?.bytes ?? Buffer.alloc(0);
      const { run } = await world.directory(site.id, bytes, { name: `${name}.xml`, isSeen: true });
      expect([name, run.reason]).toEqual([name, name === 'Nomenclature' ? 'directory-empty' : 'directory-past-year']);
    }
  });
});

describe('a feed for all sites', () => {
  /** What each site made of a feed. */
  async function distribute(files: readonly { name: string; bytes: Buffer }[]) {
    const sources = files.map(({ name, bytes }) => ({ ...sourceOf(bytes), name }));
    const outcome = await distributeFeed(sources, world.administration, async (siteId, own) => {
      const run = await world.administration.importDirectory({ siteId, establishment: null, files: own }, 'test');
      await world.work(siteId);
      return { siteId, report: await world.administration.report(run) };
    });
    if (isStop(outcome)) throw new Error(outcome.reason);
    return outcome;
  }

  it('gives each its own people in a run of its own, as if the site had read the whole feed, and nobody to others', async () => {
    const uais = ['0990100A', '0990101B', '0990102C', '0990103D'] as const;
    const schools = uais.map((uai): School => ({ ...inventSchool({ seed: uai, size: 'small' }), uai }));
    const [first, second, third, nobodys] = schools;
    if (!first || !second || !third || !nobodys) throw new Error('too few');
    const numbered = (own: School, number: number) => ({ number, uai: own.uai, name: own.name });
    const single = await openSite(world, { school: first, isOpen: false, establishments: [numbered(first, 1)] });
    const cite = await openSite(world, {
      school: second,
      isOpen: false,
      establishments: [numbered(second, 1), numbered(third, 2)],
      directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n',
    });
    const elsewhere = await openSite(world, {
      isOpen: false,
      establishments: [{ number: 1, uai: '0990109Z', name: 'Z' }],
    });
    const alike = await openSite(world, { school: first, isOpen: false, establishments: [numbered(first, 1)] });
    const feed = writeAaf([...schools, nobodys], { day: '2026-09-15', perFile: 60 });
    const { items, otherSchools } = await distribute([{ name: 'academie.tar.gz', bytes: packed(feed) }]);
    expect(items.map((one) => one.siteId)).toEqual([single.id, cite.id, alike.id]);
    expect(items.map((one) => one.report.run.status)).toEqual([
      'integrated-with-alerts',
      'held',
      'integrated-with-alerts',
    ]);
    expect(otherSchools).toBe(1);
    expect((await world.administration.runs(elsewhere.id, { kind: 'directory' })).total).toBe(1);
    // What waits for a decision is told with its controls, and may be approved.
    const waiting = items[1]?.report;
    expect(waiting?.controls.find((one) => one.code === 'directory-people-added')).toMatchObject({ exceeded: true });
    await world.administration.act(waiting?.run.id ?? '', 'approve', 'operator', 'premier flux');
    await world.work(cite.id);
    const { items: people } = await world.administration.directory(cite.id, 'student');
    expect(people).toHaveLength(second.students.length + third.students.length);
    expect(new Set(people.map((one) => one.establishment))).toEqual(new Set([1, 2]));
    // The same feed given to the site whole says nothing new.
    const whole = await world.directory(single.id, packed(feed), { name: 'academie.tar.gz' });
    expect(whole.run.status).toBe('unchanged');
    const later = { ...first, students: first.students.slice(1) };
    const delta = writeAafDelta(schools, [later, second, { ...third, teachers: third.teachers.slice(1) }, nobodys], {
      day: '2026-09-16',
    });
    const changed = await distribute([{ name: 'delta.tar.gz', bytes: packed(delta) }]);
    expect(changed.items.map(({ siteId, report }) => [siteId, report.directory?.left])).toEqual([
      [single.id, 1],
      [cite.id, 1],
      [alike.id, 1],
    ]);
  });

  it('gives nobody to a school whose code a manager wrote down, until an operator confirms that it is of the site', async () => {
    const { administration } = world;
    const victim: School = { ...inventSchool({ seed: 'victim', size: 'small' }), uai: '0990110K' };
    const site = await openSite(world, { isOpen: false, directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n' });
    const asManager = <T>(work: () => Promise<T>) => asking({ actor: 'manager:1', address: '192.0.2.1' }, work);
    const spec = { number: 77, uai: victim.uai, name: 'Voisin' };
    const sitesOf = async (day: string): Promise<number[]> => {
      const { items } = await distribute([{ name: 'f.tar.gz', bytes: packed(writeAaf([victim], { day })) }]);
      return items.map(({ siteId }) => siteId);
    };
    await asManager(() => administration.addEstablishment(site.id, spec));
    expect(await sitesOf('2026-09-15')).toEqual([]);
    expect(await administration.unconfirmedEstablishments(site.id)).toEqual([{ siteId: site.id, ...spec }]);
    // Another name is no other school; another code is.
    await asManager(() => administration.changeEstablishment(site.id, 77, { name: 'Autre nom' }));
    expect(await administration.unconfirmedEstablishments(null)).toHaveLength(1);
    await administration.confirmEstablishment(site.id, 77);
    expect(await administration.unconfirmedEstablishments(site.id)).toEqual([]);
    expect(await sitesOf('2026-09-16')).toEqual([site.id]);
    // A code that was confirmed and is then another one is not.
    const other = await openSite(world, { isOpen: false, directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n' });
    await asManager(() => administration.changeEstablishment(other.id, 1, { uai: victim.uai }));
    expect(await sitesOf('2026-09-17')).toEqual([site.id]);
    // Back to what was confirmed, nobody has to be asked.
    await asManager(() => administration.changeEstablishment(other.id, 1, { uai: school.uai }));
    expect(await administration.unconfirmedEstablishments(other.id)).toEqual([]);
    await administration.changeEstablishment(other.id, 1, { uai: '0990111L' });
    await administration.changeEstablishment(other.id, 1, { uai: victim.uai });
    expect(await sitesOf('2026-09-18')).toEqual([site.id, other.id]);
  });

  it('is refused as a whole where it is none, or a part of it is missing', async () => {
    const refused = async (files: readonly { name: string; bytes: Buffer }[]) => {
      const sources = files.map(({ name, bytes }) => ({ ...sourceOf(bytes), name }));
      const outcome = await distributeFeed(sources, world.administration, async () => null);
      return isStop(outcome) ? outcome.reason : 'taken';
    };
    const parts = writeAaf([school], { perFile: 30 });
    expect(await refused(parts.filter((file) => !file.name.includes('_Eleve_0001')))).toBe('aaf-part-missing');
    expect(await refused([{ name: 'a.csv', bytes: Buffer.from('kind;id\n') }])).toBe('directory-not-recognised');
    expect(await refused([{ name: 'a.tar.gz', bytes: packed(parts).subarray(0, 3_000) }])).toBe('archive-damaged');
  });
});

describe('an installation', () => {
  let own: World;
  beforeAll(async () => {
    own = await startWorld();
  });
  afterAll(() => own.close());

  it('keeps no address, telephone or guardian of a feed in any table or file', async () => {
    const site = await openSite(own, { isOpen: false });
    await own.directory(site.id, full(school, '2026-09-15'), { name: 'flux.tar.gz', isSeen: true });
    const [gone] = school.students;
    const delta = writeAafDelta([school], [{ ...school, students: school.students.slice(1) }], { day: '2026-09-16' });
    const report = await own.directory(site.id, packed(delta), { name: 'delta.tar.gz' });
    expect(report.directory?.left).toBe(1);
    const other = await openSite(own, { isOpen: false });
    const siecle = rawZip(
      [...writeSiecle(school), writeSiecleGuardians(school)].map(({ name, bytes }) => ({ name, data: bytes })),
    );
    const taken = await own.directory(other.id, siecle, { name: 'siecle.zip', isSeen: true });
    expect(taken.run.status).toBe('integrated');
    const words = privateWords(school);
    expect(siecleHolds(words)).toBe(true);
    // Packed they would not be found: bare, by the door of timetables.
    for (const { bytes } of writeSiecle(school)) await other.deposit(bytes);
    // Beside a timetable, which would be read without them.
    const timetable = { name: 'EDT.xml', data: writeEdtBytes(school) };
    const beside = writeSiecle(school).map(({ bytes }) =>
      rawZip([timetable, { name: 'siecle.xml', data: bytes, method: 0 }]),
    );
    for (const bytes of beside) await other.deposit(bytes);
    const { items } = await own.administration.runs(other.id, {});
    const given = items.filter(({ reason }) => reason === 'directory-given');
    expect(given.length).toBeGreaterThanOrEqual(2 * beside.length);
    // They are in the feed: the search would find them.
    expect(writeAaf([school]).some(({ bytes }) => bytes.includes(words[0] ?? '?'))).toBe(true);
    expect(await placesHolding(own, words)).toEqual([]);
    expect((await placesHolding(own, [gone?.lastName ?? '?'])).length).toBeGreaterThan(0);
  });
});
