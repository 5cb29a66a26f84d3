/** Directories from the academy's feed: one after another, by changes, and nothing of addresses, telephones and guardians. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phoneOf, structureIdOf, writeAaf, writeAafDelta } from '../../src/demo/school/aaf-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { rawTar } from '../support/raw-tar.ts';
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
    const early = writeAafDelta([school], [later], { day: '2026-09-15' });
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
    const words = privateWords(school);
    // They are in the feed: the search would find them.
    expect(writeAaf([school]).some(({ bytes }) => bytes.includes(words[0] ?? '?'))).toBe(true);
    expect(await placesHolding(own, words)).toEqual([]);
    expect((await placesHolding(own, [gone?.lastName ?? '?'])).length).toBeGreaterThan(0);
  });
});
