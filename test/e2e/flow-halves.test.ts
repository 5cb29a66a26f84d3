/** A timetable of two files (STS): the first one waits for the second, in either order, through restarts, and not for ever. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dueRuns, renewWaiting } from '../../src/adapters/store/journal.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { openSite, school as plain, type Site } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { startWorld, type World } from '../support/world.ts';

const school = withStsGroupNames(plain);
const NAMES = { name: 'sts_emp_0990001A_2026.xml', bytes: writeStsEmp(school) };
const COURSES = { name: 'emp_sts_0990001A_2026.xml', bytes: writeEmpSts(school) };
const OTHER_COURSES = { name: 'emp_sts_0990001A_2026.xml', bytes: writeEmpSts(changeRoom(school)) };
const WHOLE = rawZip([NAMES, COURSES].map(({ name, bytes }) => ({ name, data: bytes })));

let world: World;
let site: Site;
let minutes = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  minutes += 1_000;
  later(0);
  // Opened with the pair itself, so that no control stands between.
  site = await openSite(world, { school, isOpen: false });
  expect((await site.manual(WHOLE)).run.status).toBe('integrated');
});

/** Sets the clock so many minutes after the beginning of the test. */
function later(after: number): void {
  world.setNow(new Date(Date.parse('2026-09-22T12:00:00+02:00') + (minutes + after) * 60_000).toISOString());
}

type File = typeof NAMES;
const deposit = (file: File, to = site) =>
  site.deposit(file.bytes, { name: file.name }).then(({ run }) => ({ ...run, to }));
/** Deposits on the URL of the site (null) or of an establishment, by the account of that person, else by the first one. */
const put = async (to: Site, establishment: number | null, { name, bytes }: File, person?: string) => {
  const accountId = person === undefined ? to.folder.accountId : await to.account(person);
  return (await world.deposit({ siteId: to.id, establishment, accountId }, name, bytes)).run;
};
const run = async (id: string | null) => (await world.administration.report(id ?? '')).run;
const item = async (id: string | null) => await world.administration.run(id ?? '');

describe('one file', () => {
  it.each([
    ['sts_emp', 'emp_sts', NAMES, COURSES],
    ['emp_sts', 'sts_emp', COURSES, NAMES],
  ])('%s waits for %s, and is superseded by what the two mean together', async (here, missing, first, second) => {
    const before = await site.sessions();
    const waiting = await deposit(first);
    expect(waiting).toMatchObject({ status: 'received', reason: 'waits-for-half', establishment: 1 });
    expect(waiting.title).toBe(`Attend le fichier ${missing}`);
    expect(waiting.remedy).toMatch(/avant \d\d:\d\d ; passé ce délai/);
    expect(waiting.remedy?.includes('donne sts_emp à la page « Annuaire »')).toBe(here === 'sts_emp');
    const shown = await item(waiting.id);
    expect(shown.waitsFor).toMatchObject({ file: missing });
    expect(shown.queuePosition).toBeUndefined();
    expect(shown.actions).toEqual(['cancel']);
    expect(await site.told()).toEqual([]);
    later(20);
    const done = await deposit(second);
    expect(done).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    expect(await run(waiting.id)).toMatchObject({ status: 'superseded', reason: 'superseded' });
    expect((await item(waiting.id)).waitsFor).toBeUndefined();
    expect(await site.sessions()).toEqual(before);
    expect(here).not.toBe(missing);
  });

  it('changes what the two change together', async () => {
    await deposit(NAMES);
    const report = await site.deposit(OTHER_COURSES.bytes, { name: OTHER_COURSES.name });
    expect(report.run).toMatchObject({ status: 'integrated' });
    expect(report.changes.sessions).toMatchObject({ created: 0, deleted: 0 });
    expect(report.changes.sessions?.modified).toBeGreaterThan(0);
    expect(report.source).toMatchObject({ format: 'STS', filename: OTHER_COURSES.name });
  });

  it('is refused when the time is over, told once, and the other one then waits in its turn', async () => {
    const waiting = await deposit(NAMES);
    later(29);
    await world.work(site.id);
    expect(await run(waiting.id)).toMatchObject({ status: 'received' });
    later(30);
    await world.work(site.id);
    expect(await run(waiting.id)).toMatchObject({ status: 'rejected', reason: 'other-half-missing' });
    expect((await run(waiting.id)).cause).toContain('Le fichier sts_emp a attendu 30 min le fichier emp_sts');
    expect((await run(waiting.id)).remedy).toContain('sts_emp à la page « Annuaire »');
    expect(await site.told()).toHaveLength(1);
    later(31);
    expect(await deposit(COURSES)).toMatchObject({ status: 'received', reason: 'waits-for-half' });
  });

  it('serves again within the time, though its own run is over', async () => {
    await deposit(NAMES);
    later(5);
    expect(await deposit(COURSES)).toMatchObject({ status: 'unchanged' });
    later(15);
    expect(await deposit(OTHER_COURSES)).toMatchObject({ status: 'integrated' });
    later(50);
    expect(await deposit(COURSES)).toMatchObject({ status: 'received' });
  });

  it('that came twice waits once, as it came last', async () => {
    const first = await deposit(NAMES);
    later(10);
    const second = await deposit({ ...NAMES, name: 'encore.xml' });
    expect(await run(first.id)).toMatchObject({ status: 'superseded' });
    expect(second).toMatchObject({ status: 'received' });
    later(35);
    expect(await deposit(COURSES)).toMatchObject({ status: 'unchanged' });
    expect(await run(second.id)).toMatchObject({ status: 'superseded' });
  });

  it('may be given up, and then meets nobody', async () => {
    const waiting = await deposit(NAMES);
    await world.administration.act(waiting.id ?? '', 'cancel', 'test');
    expect(await run(waiting.id)).toMatchObject({ status: 'cancelled' });
    expect(await deposit(COURSES)).toMatchObject({ status: 'received' });
  });

  it('holds up no other file', async () => {
    await deposit(NAMES);
    const whole = await site.deposit(WHOLE, { name: 'tout.zip' });
    expect(whole.run.status).toBe('unchanged');
  });

  it('waits on when the daemon starts anew, and when the clock goes back it does not wait for ever', async () => {
    const waiting = await deposit(NAMES);
    // What a start does: every run gets a new try.
    const due = async (): Promise<string[]> =>
      (await dueRuns(world.db.pool, world.now())).filter(({ siteId }) => siteId === site.id).map(({ runId }) => runId);
    const jobs = await renewWaiting(world.db.pool);
    expect(jobs.map(({ runId }) => runId)).toContain(waiting.id);
    await world.work(site.id);
    expect(await run(waiting.id)).toMatchObject({ status: 'received', reason: 'waits-for-half' });
    expect(await due()).toEqual([]);
    later(30);
    expect(await due()).toEqual([waiting.id]);
    later(-120);
    expect(await due()).toEqual([waiting.id]);
  });

  it('by hand or as a check does not wait', async () => {
    const before = await site.sessions();
    expect((await site.manual(NAMES.bytes)).run).toMatchObject({ status: 'rejected', reason: 'other-half-needed' });
    expect(await site.sessions()).toEqual(before);
  });
});

describe('two URLs of a site', () => {
  const [SITE, COLLEGE, LYCEE] = [null, 1, 2];
  const establishments = [
    { number: COLLEGE, uai: school.uai, name: 'Collège' },
    { number: LYCEE, uai: '0990002B', name: 'Lycée' },
  ];
  /** Every second division is the lycée's. */
  let line = 0;
  const directory = writeDirectoryCsv(school).replace(/^division;.*$/gm, (text) => {
    line += 1;
    return `${text}${line % 2 === 0 ? LYCEE : COLLEGE}`;
  });
  const scopeOf = async (id: string | null): Promise<readonly number[] | null | undefined> => {
    const { rows } = await world.db.pool.query<{ scope: number[] | null }>('select scope from runs where id = $1', [
      id,
    ]);
    return rows[0]?.scope;
  };

  it.each([
    ['sts_emp to the site, emp_sts to the school', SITE, NAMES, COLLEGE, COURSES],
    ['emp_sts to the site, sts_emp to the school', SITE, COURSES, COLLEGE, NAMES],
    ['sts_emp to the school, emp_sts to the site', COLLEGE, NAMES, SITE, COURSES],
    ['emp_sts to the school, sts_emp to the site', COLLEGE, COURSES, SITE, NAMES],
  ])('and two accounts: %s, and they meet', async (_what, firstUrl, first, secondUrl, second) => {
    const waiting = await put(site, firstUrl, first);
    expect(waiting).toMatchObject({ status: 'received', reason: 'waits-for-half', establishment: COLLEGE });
    later(20);
    const done = await put(site, secondUrl, second, school.staff[2]?.id ?? '');
    expect(done).toMatchObject({ status: 'unchanged', reason: 'same-as-last', establishment: COLLEGE });
    expect(await run(waiting.id)).toMatchObject({ status: 'superseded' });
  });

  it('with the same half at both of them: the last one waits alone', async () => {
    const first = await put(site, COLLEGE, NAMES);
    const second = await put(site, SITE, NAMES);
    expect(await run(first.id)).toMatchObject({ status: 'superseded', reason: 'superseded' });
    expect(await run(second.id)).toMatchObject({ status: 'received', reason: 'waits-for-half' });
  });

  it('bring what the stricter one allows, now and when it is replayed', async () => {
    const two = await openSite(world, { school, isOpen: false, establishments, directory });
    expect((await two.manual(WHOLE)).run.status).toBe('integrated');
    await put(two, SITE, NAMES);
    const both = await put(two, SITE, COURSES);
    expect(both).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    expect(await scopeOf(both.id)).toEqual([COLLEGE, LYCEE]);
    const ofLycee = (await two.sessions()).filter((one) => one.establishment === LYCEE);
    expect(ofLycee.length).toBeGreaterThan(0);

    // The same bytes again, and the one of the school's own URL may touch that one only.
    later(10);
    await put(two, COLLEGE, NAMES);
    const strict = await put(two, SITE, COURSES);
    expect(await scopeOf(strict.id)).toEqual([COLLEGE]);
    const replay = await world.administration.act(strict.id ?? '', 'replay', 'test');
    await world.work(two.id);
    expect(await scopeOf(replay.id)).toEqual([COLLEGE]);
    expect((await two.sessions()).filter((one) => one.establishment === LYCEE)).toEqual(ofLycee);
  });

  it('bring nothing of another school', async () => {
    const two = await openSite(world, { school, isOpen: false, establishments, directory });
    expect((await two.manual(WHOLE)).run.status).toBe('integrated');
    const foreign = { name: 'emp_sts.xml', bytes: writeEmpSts(school, { uai: '0990002B' }) };
    const names = await put(two, SITE, NAMES);
    expect(await put(two, LYCEE, foreign)).toMatchObject({ status: 'received', establishment: LYCEE });
    expect(await put(two, COLLEGE, foreign)).toMatchObject({ status: 'rejected', reason: 'other-establishment' });
    expect(await run(names.id)).toMatchObject({ status: 'received', reason: 'waits-for-half', establishment: COLLEGE });
  });

  it('bring nothing of a school whose code another one has got in between', async () => {
    const two = await openSite(world, { school, isOpen: false, establishments, directory });
    expect((await two.manual(WHOLE)).run.status).toBe('integrated');
    const names = await put(two, COLLEGE, NAMES);
    await world.administration.changeEstablishment(two.id, COLLEGE, { uai: '0990003C' });
    await world.administration.changeEstablishment(two.id, LYCEE, { uai: school.uai });
    expect(await put(two, LYCEE, COURSES)).toMatchObject({ status: 'received', reason: 'waits-for-half' });
    expect(await run(names.id)).toMatchObject({ status: 'received', reason: 'waits-for-half' });
  });
});

describe('files that do not belong together', () => {
  it('of another school are refused at once', async () => {
    const other = { name: 'emp_sts.xml', bytes: writeEmpSts(school, { uai: '0990009Z' }) };
    await deposit(NAMES);
    expect(await deposit(other)).toMatchObject({ status: 'rejected', reason: 'other-school' });
  });

  it('of another year are refused at once', async () => {
    const old = { name: 'emp_sts.xml', bytes: writeEmpSts(school, { startYear: 2025 }) };
    await deposit(NAMES);
    expect(await deposit(old)).toMatchObject({ status: 'rejected', reason: 'other-school-year' });
  });

  it('of two schools of a site wait each for their own', async () => {
    const two = await openSite(world, {
      school,
      establishments: [
        { number: 1, uai: school.uai, name: 'Collège' },
        { number: 2, uai: '0990002B', name: 'Lycée' },
      ],
    });
    const names = await two.deposit(NAMES.bytes, { name: 'a.xml' });
    const other = await two.deposit(writeEmpSts(school, { uai: '0990002B' }), { name: 'b.xml' });
    expect(names.run).toMatchObject({ status: 'received', establishment: 1 });
    expect(other.run).toMatchObject({ status: 'received', establishment: 2 });
  });
});

describe('what was read together', () => {
  it('is replayed and downloaded together', async () => {
    await deposit(NAMES);
    const done = await deposit(OTHER_COURSES);
    later(300);
    const replay = await world.administration.act(done.id ?? '', 'replay', 'test');
    await world.work(site.id);
    expect(await run(replay.id)).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    const { bytes } = await world.administration.source(done.id ?? '');
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    const archive = Buffer.concat(chunks);
    for (const { name } of [NAMES, OTHER_COURSES]) expect(archive.includes(name)).toBe(true);
    expect((await site.manual(archive)).run.status).toBe('unchanged');
  });

  it('and held is approved together', async () => {
    await world.administration.setThresholds(site.id, { 'subjects-created': { limit: 0, blocking: true } });
    const more = {
      ...school,
      subjects: [
        ...school.subjects,
        { ...school.subjects[0], id: 'NEW', code: 'NEW', label: 'NOUVELLE', nationalCode: '999000' },
      ],
    } as typeof school;
    await deposit({ name: 'a.xml', bytes: writeStsEmp(more) });
    const held = await deposit(COURSES);
    expect(held).toMatchObject({ status: 'held' });
    later(200);
    await world.administration.act(held.id ?? '', 'approve', 'test', 'voulu');
    await world.work(site.id);
    expect(await run(held.id)).toMatchObject({ status: 'integrated' });
  });
});
