/** The turn of the year: announced, made by the first import of the new one, undone (RULES.md 6.5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetClosedYears } from '../../src/adapters/store/year-turn.ts';
import { asking } from '../../src/asker.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRoom, changeRooms, shiftYear } from '../../src/demo/school/mutate.ts';
import type { DraftView } from '../../src/domain/report/draft.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const CLAIRE = 'manager:901';
const next = shiftYear(school, 1);
const NEXT = { firstDay: next.calendar.schoolYear.firstDay, lastDay: next.calendar.schoolYear.lastDay };

/** Two teachers of the file are unknown to the directory. */
const [known, other] = school.teachers;
if (!known || !other) throw new Error('an invented school has teachers');
const directory = writeDirectoryCsv(school)
  .split('\n')
  .filter((line) => !line.startsWith(`teacher;${known.id};`) && !line.startsWith(`teacher;${other.id};`))
  .join('\n');

const openKeys = async (site: Site): Promise<string[]> =>
  (await world.administration.openMatches(site.id, { kind: 'teacher' })).items.map((one) => one.key);
const decided = async (site: Site): Promise<(string | null)[]> =>
  (await world.administration.decidedMatches(site.id, { kind: 'teacher' })).items.map((one) => one.directoryId);
const ignore = (site: Site, key: string | undefined) =>
  world.administration.setMatch(site.id, { kind: 'teacher', key: key ?? '', directoryId: null }, CLAIRE);
const audit = async (site: Site, action: string) =>
  (await world.administration.audit(site.id, { limit: 100 })).items.filter((one) => one.action === action);

async function drafted(site: Site, file: string): Promise<DraftView> {
  const request = { siteId: site.id, establishment: null, purpose: 'import' as const };
  const { id } = await world.administration.makeDraft(
    { ...request, file: { name: 'EDT.xml', bytes: bytesOf(file) } },
    CLAIRE,
  );
  await world.evaluateDrafts();
  return await world.administration.draft(site.id, id);
}

/** Ticks what is exceeded and asks for it to be applied. */
async function submitted(site: Site, { id }: DraftView, opens?: string): Promise<string> {
  const { administration } = world;
  await world.evaluateDrafts();
  const { found, evaluation } = await administration.draft(site.id, id);
  const seenControls = (found?.report.controls ?? []).filter((one) => one.exceeded).map((one) => one.code);
  await administration.changeDraft(site.id, id, { step: 'apply', seenControls }, CLAIRE);
  const seen = { evaluation, ...(opens === undefined ? {} : { opens }) };
  const run = await administration.applyDraft(site.id, id, seen, CLAIRE);
  await world.work(site.id);
  return run;
}

async function applied(site: Site, draft: DraftView, opens?: string): Promise<string> {
  const run = await submitted(site, draft, opens);
  expect((await world.administration.run(run)).status).toBe('integrated');
  return run;
}

describe('announcing', () => {
  it('changes nothing but the announcement, however often the dates are changed', async () => {
    const site = await openSite(world, { directory });
    const [first, second] = await openKeys(site);
    await ignore(site, first);
    await world.administration.openYear(site.id, NEXT);
    expect(await decided(site)).toEqual([null]);
    expect(await openKeys(site)).toEqual([second]);
    expect((await world.administration.matchBoard(site.id)).lastRun).not.toBeNull();
    // The year goes on, and so do its decisions.
    await ignore(site, second);
    await world.administration.openYear(site.id, { ...NEXT, lastDay: '2028-07-05' });
    expect(await decided(site)).toHaveLength(2);
    const report = await site.deposit(changeRoom(school));
    expect(report.run.status).toBe('integrated');
    expect(report.findings.find((one) => one.code === 'match-ignored')).toMatchObject({ count: 2 });
    expect((await audit(site, 'year-announced')).map((one) => one.details)).toEqual([
      { ...NEXT, lastDay: '2028-07-05' },
      NEXT,
    ]);
    expect(await audit(site, 'year-opened')).toHaveLength(1);
  });

  it('refuses dates that cannot be a next year, and asks about a year that is left out', async () => {
    const site = await openSite(world);
    const announce = (firstDay: string, lastDay: string, isConfirmed = false) =>
      world.administration.openYear(site.id, { firstDay, lastDay, isConfirmed });
    for (const [firstDay, lastDay] of [
      ['9998-09-01', '9999-07-01'],
      ['2027-09-01', '2035-07-01'],
      ['2027-09-01', '2027-12-31'],
      ['2027-09-01', '2027-09-02'],
      ['2028-09-01', '2029-07-01'],
    ] as const)
      await expect(announce(firstDay, lastDay)).rejects.toMatchObject({ code: 'bad-input' });
    expect((await world.administration.yearState(site.id)).announced).toBeNull();
    world.setNow('2028-06-01T12:00:00+02:00');
    try {
      await expect(announce('2028-09-01', '2029-07-07')).rejects.toMatchObject({ code: 'year-left-out' });
      await announce('2028-09-01', '2029-07-07', true);
    } finally {
      world.setNow('2026-11-22T12:00:00+01:00');
    }
    expect((await world.administration.yearState(site.id)).announced).toMatchObject({ name: '2028-2029' });
    await world.administration.withdrawYear(site.id);
    await world.administration.withdrawYear(site.id);
    expect((await world.administration.yearState(site.id)).announced).toBeNull();
    expect(await audit(site, 'year-withdrawn')).toHaveLength(1);
  });

  it('fills in what is not said', async () => {
    const site = await openSite(world);
    await world.administration.openYear(site.id, {});
    expect((await world.administration.site(site.id)).settings.announcedYear).toEqual({
      firstDay: '2027-09-01',
      lastDay: '2028-07-01',
    });
    await world.administration.openYear(site.id, { lastDay: '2028-07-08' });
    expect((await world.administration.yearState(site.id)).announced).toMatchObject({
      firstDay: '2027-09-01',
      lastDay: '2028-07-08',
    });
  });

  it('says what the announced year lacks, as it is done', async () => {
    const site = await openSite(world);
    await world.administration.openYear(site.id, NEXT);
    const coming = async () => (await world.administration.yearState(site.id)).announced;
    expect(await coming()).toMatchObject({ name: '2027-2028', isDirectoryNew: false, deposit: null });
    const early = await site.deposit(writeEdt(next));
    expect(early.run).toMatchObject({ status: 'rejected', reason: 'other-school-year' });
    expect(early.run.title).toBe("Fichier de l'année annoncée");
    await world.directory(site.id, writeDirectoryCsv(school));
    expect(await coming()).toMatchObject({ isDirectoryNew: false, deposit: { run: early.run.id } });
    await world.directory(site.id, writeDirectoryCsv(school), { year: 2027 });
    expect(await coming()).toMatchObject({ isDirectoryNew: true, directoryEntries: expect.any(Number) });
    expect((await coming())?.directoryEntries).toBeGreaterThan(100);
  });
});

describe('the first import of the new year', () => {
  it('is told where it differs from what was announced, and needs no other confirmation when it is of that year', async () => {
    const site = await openSite(world);
    await world.administration.openYear(site.id, { ...NEXT, lastDay: '2028-07-05' });
    const draft = await drafted(site, writeEdt(next));
    expect(draft.found).toMatchObject({ opensYear: true, opening: 'expected' });
    const finding = draft.found?.report.findings.find((one) => one.code === 'announced-dates-differ');
    expect(finding?.cause).toContain('05/07/2028');
    const run = await applied(site, draft);
    const report = await world.administration.report(run);
    expect(report.findings.map((one) => one.code)).toContain('announced-dates-differ');
    expect((await world.administration.yearState(site.id)).announced).toBeNull();
    const [opened, first] = await audit(site, 'year-opened');
    expect(opened).toMatchObject({ details: { run, year: '2027-2028', closed: '2026-2027', ...NEXT } });
    expect(first).toMatchObject({ details: { year: '2026-2027', closed: null } });
  });

  it.each([
    ['unannounced', undefined, next, '2027-2028'],
    ['ahead', undefined, shiftYear(school, 2), '2028-2029'],
    ['other', NEXT, shiftYear(school, 2), '2028-2029'],
  ] as const)('is confirmed where it is %s', async (opening, announced, file, year) => {
    const site = await openSite(world);
    if (announced) await world.administration.openYear(site.id, announced);
    const draft = await drafted(site, writeEdt(file));
    expect(draft.found).toMatchObject({ opening });
    await expect(applied(site, draft)).rejects.toMatchObject({ code: 'draft-year-unconfirmed', values: { year } });
    await expect(applied(site, draft, '2030-2031')).rejects.toMatchObject({ code: 'draft-year-unconfirmed' });
    await applied(site, draft, year);
    expect((await world.administration.site(site.id)).schoolYear).toBe(year);
  });

  it.each(['announced', 'not announced'])(
    'forgets the decisions of the year before, once, when it is applied; undoing it brings them back: %s',
    async (how) => {
      const site = await openSite(world, { directory });
      const { administration } = world;
      const [key] = await openKeys(site);
      const entry = school.teachers[2]?.id ?? '';
      await administration.setMatch(site.id, { kind: 'teacher', key: key ?? '', directoryId: entry }, CLAIRE);
      const before = await administration.matches(site.id);
      if (how === 'announced') await administration.openYear(site.id, NEXT);

      // What is decided for the new file is of the new year, and touches nothing that is open or applied now.
      const draft = await drafted(site, writeEdt(next));
      expect(draft.found?.openMatches.filter((one) => one.kind === 'teacher')).toHaveLength(2);
      const fresh = draft.found?.openMatches.find((one) => one.kind === 'teacher');
      await administration.matchInDraft(
        site.id,
        draft.id,
        [{ kind: 'teacher', key: fresh?.key ?? '', directoryId: null }],
        CLAIRE,
      );
      expect(await administration.matches(site.id)).toEqual(before);
      expect((await administration.matchBoard(site.id)).behind).not.toBeNull();
      expect((await administration.draft(site.id, draft.id)).state).toBe('waiting');

      const run = await applied(site, draft, '2027-2028');
      expect(await decided(site)).toEqual([null]);
      expect(await openKeys(site)).toHaveLength(1);
      const { rows: taken } = await world.db.pool.query(
        'select from session_contents where site_id = $1 and year = 2027 and teachers @> $2::jsonb',
        [site.id, JSON.stringify([{ name: `${known?.lastName} ${known?.firstName}`, directoryId: entry }])],
      );
      expect(taken).toEqual([]);

      await administration.act(run, 'undo', CLAIRE, 'trop tôt');
      expect((await administration.site(site.id)).schoolYear).toBe('2026-2027');
      expect((await administration.matches(site.id)).items).toEqual(before.items);
      // And again, with what was decided for it.
      const again = await drafted(site, writeEdt(next, { identSeed: 2 }));
      expect(again.found?.openMatches.filter((one) => one.kind === 'teacher')).toHaveLength(1);
      await applied(site, again, '2027-2028');
      expect(await decided(site)).toEqual([null]);
      const { rows } = await world.db.pool.query('select from matches where site_id = $1', [site.id]);
      expect(rows).toHaveLength(2);
      // Not before an undo is out of reach are they gone for good.
      await forgetClosedYears(world.db.pool);
      expect((await world.db.pool.query('select from matches where site_id = $1', [site.id])).rows).toHaveLength(2);
      await world.db.pool.query('delete from undo_records where site_id = $1', [site.id]);
      await forgetClosedYears(world.db.pool);
      expect((await world.db.pool.query('select from matches where site_id = $1', [site.id])).rows).toHaveLength(1);
      expect(await decided(site)).toEqual([null]);
    },
  );

  it('does not end an access account by the directory that it brings when an operator asks for it in supervision', async () => {
    const site = await openSite(world);
    const { administration } = world;
    const owner = school.staff[1]?.id ?? '';
    const without = writeDirectoryCsv(school)
      .split('\n')
      .filter((line) => !line.startsWith(`staff;${owner};`));
    await world.directory(site.id, without.join('\n'), { year: 2027 });
    const alive = async () => (await administration.accounts(site.id)).items[0]?.status;
    const draft = await drafted(site, writeEdt(next));
    const run = await asking({ actor: 'operator:1', address: null, isSupervising: true }, () =>
      submitted(site, draft, '2027-2028'),
    );
    expect(await administration.run(run)).toMatchObject({ status: 'rejected', reason: 'directory-supervision' });
    const { steps } = await administration.report(run);
    expect(steps.map((one) => one.status)).toEqual(['valid', 'valid', 'valid', 'interrupted', 'skipped']);
    expect([await alive(), (await administration.site(site.id)).schoolYear]).toEqual(['alive', '2026-2027']);
    // Replayed by an operator it is the same, by a manager it is what he wants.
    const again = await asking({ actor: 'operator:1', address: null, isSupervising: true }, () =>
      administration.act(run, 'replay', 'operator:1'),
    );
    await world.work(site.id);
    expect((await administration.run(again.id)).reason).toBe('directory-supervision');
    const own = await administration.act(run, 'replay', CLAIRE);
    await world.work(site.id);
    expect([(await administration.run(own.id)).status, await alive()]).toEqual(['integrated', 'left']);
    expect(await audit(site, 'account-left')).toMatchObject([{ actor: CLAIRE, details: { person: owner } }]);
  });

  it('keeps what was decided before any year was open', async () => {
    const site = await openSite(world, { directory, isOpen: false });
    await ignore(site, 'nobody|knows|');
    const draft = await drafted(site, writeEdt(school));
    const open = draft.found?.openMatches.find((one) => one.kind === 'teacher');
    await world.administration.matchInDraft(
      site.id,
      draft.id,
      [{ kind: 'teacher', key: open?.key ?? '', directoryId: null }],
      CLAIRE,
    );
    await applied(site, draft);
    expect(await decided(site)).toEqual([null, null]);
    expect(await openKeys(site)).toHaveLength(1);
    expect((await site.deposit(school, { edt: { identSeed: 9 } })).run.status).toBe('unchanged');
    expect((await site.deposit(changeRooms(school, 2))).run.status).toMatch(/^integrated/);
  });
});
