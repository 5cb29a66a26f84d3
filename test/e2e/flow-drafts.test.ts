/** Import drafts on a real database: looked at step by step, evaluated again when something changes, applied once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueDrafts, renewDrafts } from '../../src/adapters/store/drafts.ts';
import { forgetOld } from '../../src/adapters/store/retention.ts';
import { evaluateDraft } from '../../src/daemon/draft-evaluation.ts';
import { sweep } from '../../src/daemon/worker.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { addStudentsUnknownToDirectory, changeRoom, deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import type { Refusal } from '../../src/domain/model/errors.ts';
import type { Job, JobQueue } from '../../src/domain/ports.ts';
import { type DraftPurpose, type DraftView, draftOfJob } from '../../src/domain/report/draft.ts';
import { createFakeQueue } from '../support/fake-queue.ts';
import { everything, openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

const CLAIRE = 'manager:901';
const PAUL = 'manager:902';
const DAY_MS = 86_400_000;
const RETENTION = { sourceDays: 1, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 1_200 };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function make(
  site: Site,
  file: string | Uint8Array,
  more: { purpose?: DraftPurpose; by?: string; establishment?: number; name?: string } = {},
): Promise<DraftView> {
  const { purpose = 'import', by = CLAIRE, establishment = null, name = 'EDT.xml' } = more;
  const request = { siteId: site.id, establishment, purpose, file: { name, bytes: bytesOf(file) } };
  return await world.administration.makeDraft(request, by);
}

/** Made, and evaluated by a worker. */
async function evaluated(
  site: Site,
  file: string | Uint8Array,
  more: Parameters<typeof make>[2] = {},
): Promise<DraftView> {
  const { id } = await make(site, file, more);
  await world.evaluateDrafts();
  return await look(site, id);
}

const look = (site: Site, id: string): Promise<DraftView> => world.administration.draft(site.id, id);
const change = (site: Site, id: string, what: Parameters<World['administration']['changeDraft']>[2]) =>
  world.administration.changeDraft(site.id, id, what, CLAIRE);
const apply = (site: Site, draft: Pick<DraftView, 'id' | 'evaluation'>, by = CLAIRE): Promise<string> =>
  world.administration.applyDraft(site.id, draft.id, { evaluation: draft.evaluation }, by);
const seeAll = (site: Site, draft: DraftView): Promise<DraftView> =>
  change(site, draft.id, {
    step: 'apply',
    seenControls: (draft.found?.report.controls ?? []).filter((one) => one.exceeded).map((one) => one.code),
  });
const refused = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'not refused',
    (error: Refusal) => error.code,
  );
const jobsOf = async (id: string): Promise<Job[]> =>
  (await dueDrafts(world.db.pool, world.now())).filter((job) => draftOfJob(job.runId) === id);
const runsOf = async (site: Site): Promise<number> => (await world.administration.runs(site.id, {})).total;

describe('the first import of a year', () => {
  it('is received, read, seen, applied, and opens the year', async () => {
    const site = await openSite(world, { isOpen: false });
    const made = await make(site, writeEdt(school));
    expect(made).toMatchObject({ state: 'waiting', step: 'content', found: null, isBegun: false, filename: 'EDT.xml' });
    expect(made.keptUntil.slice(0, 10)).toBe('2026-12-22');
    const state = await timetableOf(site);
    await world.evaluateDrafts();
    expect(await timetableOf(site)).toEqual(state);

    const draft = await look(site, made.id);
    expect(draft).toMatchObject({ state: 'evaluated', outcome: 'integrated' });
    expect(draft.found).toMatchObject({ opensYear: true, year: '2026-2027', isFirst: true, scopeBefore: null });
    expect(draft.found?.deposited).toEqual({ status: 'rejected', reason: 'first-import-missing' });
    const { report, preview } = draft.found ?? {};
    expect(report?.run).toMatchObject({ id: null, trigger: 'manual', status: 'integrated' });
    expect(preview?.names.groups.created.length).toBe(report?.changes.groups?.created);
    expect(preview?.weeks.reduce((sum, week) => sum + week.created, 0)).toBe(report?.changes.sessions?.created);
    // Sunday, 22 November: the first session to be generated is on Monday.
    expect(preview?.firstDay).toBe('2026-11-23');
    expect(preview?.lastDay?.slice(0, 4)).toBe('2027');

    expect(await refused(apply(site, draft))).toBe('controls-unseen');
    await seeAll(site, draft);
    const runId = await apply(site, draft);
    await world.work(site.id);
    const done = await world.administration.report(runId);
    expect(done.run).toMatchObject({ status: 'integrated', trigger: 'manual' });
    expect(done.read).toEqual(report?.read);
    expect(done.changes).toEqual(report?.changes);
    expect(done.weeks).toEqual(report?.weeks);
    expect((await world.administration.site(site.id)).schoolYear).toBe('2026-2027');
    expect((await world.administration.drafts(site.id)).items).toEqual([]);
    expect(await look(site, draft.id)).toMatchObject({ state: 'applied', runId, found: null });

    const { items } = await world.administration.audit(site.id, {});
    const told = items.filter((one) => one.actor === CLAIRE).map(({ action, details }) => ({ action, details }));
    expect(told.reverse()).toEqual([
      { action: 'draft-made', details: { draft: draft.id, purpose: 'import' } },
      { action: 'run-entered', details: { run: runId, draft: draft.id, seen: expect.any(Array) } },
      { action: 'year-opened', details: expect.objectContaining({ year: '2026-2027', closed: null, run: runId }) },
    ]);
  });

  it('may generate sessions from a past moment on: nothing that is stored has begun', async () => {
    const site = await openSite(world, { isOpen: false });
    const draft = await evaluated(site, writeEdt(school));
    await change(site, draft.id, { takenInAt: '2026-09-01T00:00:00+02:00' });
    await world.evaluateDrafts();
    const again = await look(site, draft.id);
    expect(again.found?.preview?.firstDay).toBe('2026-09-01');
    await seeAll(site, again);
    const runId = await apply(site, again);
    await world.work(site.id);
    expect((await world.administration.report(runId)).run.takenInAt).toBe('2026-09-01T00:00:00+02:00');
    // Once it is stored it has begun: nothing touches it again, whatever the first import was allowed.
    await site.deposit(moveCourse(school));
    const replayed = await world.administration.act(runId, 'replay', CLAIRE);
    await world.work(site.id);
    const { run } = await world.administration.report(replayed.id);
    expect(run.status).toBe('integrated');
    expect(Date.parse(run.takenInAt ?? '')).toBe(world.now());
  });
});

describe('a file', () => {
  it('that is empty or certainly something else is refused before it is kept', async () => {
    const site = await openSite(world);
    const state = await everything(world);
    expect(await refused(make(site, ''))).toBe('file-empty');
    expect(await refused(make(site, '%PDF-1.7 …', { name: 'emploi.pdf' }))).toBe('file-no-export');
    expect(await refused(make(site, writeEdt(school), { establishment: 77 }))).toBe('establishment-unknown');
    expect(await everything(world)).toEqual(state);
    expect((await world.administration.drafts(site.id)).total).toBe(0);
  });

  it('that would be refused says why, and cannot be applied', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(school, { uai: '0990009Z' }));
    expect(draft.outcome).toBe('rejected');
    expect(draft.found?.report.run).toMatchObject({
      reason: 'other-school',
      title: "Fichier d'un autre établissement",
    });
    expect((await world.administration.draft(site.id, draft.id, 'en')).found?.report.run.status).toBe('rejected');
    expect(await refused(apply(site, draft))).toBe('draft-nothing');
  });

  it('that is applied already says so, and cannot be applied', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(school, { identSeed: 4 }));
    expect(draft).toMatchObject({ outcome: 'unchanged', found: { preview: null } });
    expect(await refused(apply(site, draft))).toBe('draft-nothing');
  });

  it('sent twice at once by one manager is one draft; by two managers it is two', async () => {
    const site = await openSite(world);
    const xml = writeEdt(changeRoom(school));
    const made = await Promise.all([make(site, xml), make(site, xml), make(site, xml)]);
    expect(new Set(made.map((one) => one.id)).size).toBe(1);
    const other = await make(site, xml, { by: PAUL });
    expect(other.id).not.toBe(made[0]?.id);
    expect((await world.administration.drafts(site.id)).items.map((one) => one.id)).toEqual([other.id, made[0]?.id]);
  });

  it('would be held as a deposit; a manual import of it is not, and is remembered as seen', async () => {
    const site = await openSite(world);
    const half = Math.floor(servicesOf(school).size / 2) + 1;
    const draft = await evaluated(site, writeEdt(deleteServices(school, half)));
    expect(draft.found?.deposited).toEqual({ status: 'held', reason: 'held' });
    expect(draft.outcome).toBe('integrated');
    expect(await refused(apply(site, draft))).toBe('controls-unseen');
    await change(site, draft.id, { seenControls: ['courses-cancelled'] });
    expect(await refused(apply(site, draft))).toBe('controls-unseen');
    await seeAll(site, draft);
    const runId = await apply(site, draft);
    await world.work(site.id);
    expect((await world.administration.run(runId)).status).toBe('integrated');
    expect(await site.told()).toEqual([]);
  });
});

describe('an evaluation', () => {
  it('is redone when a match was made, and remembers the suggestions', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(addStudentsUnknownToDirectory(school, 3)));
    const [open] = draft.found?.openMatches ?? [];
    expect(draft.found?.openMatches).toHaveLength(3);
    if (!open) throw new Error('nothing is open');
    const { kind, key } = open;
    await world.administration.setMatch(site.id, { kind, key, directoryId: null }, PAUL);
    expect(await look(site, draft.id)).toMatchObject({ state: 'waiting', evaluation: draft.evaluation + 1 });
    expect(await refused(apply(site, draft))).toBe('draft-changed');
    await world.evaluateDrafts();
    expect((await look(site, draft.id)).found?.openMatches).toHaveLength(2);
    // What was seen before does not stand for what is seen now.
    expect(await refused(apply(site, draft))).toBe('draft-changed');
  });

  it('is redone when thresholds or another import changed what it was compared with', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(moveCourse(school)));
    await world.administration.setThresholds(site.id, { 'subjects-created': { limit: 40 } });
    expect((await look(site, draft.id)).state).toBe('waiting');
    await world.evaluateDrafts();
    const second = await look(site, draft.id);
    expect(second.found?.report.controls.find((one) => one.code === 'subjects-created')?.limit).toBe(40);
    expect(second.appliedSince).toBeNull();

    world.setNow(new Date(world.now() + 60_000).toISOString());
    const deposited = await site.deposit(changeRoom(school));
    expect(deposited.run.status).toBe('integrated');
    // Nobody has looked since: the refusal itself has it evaluated again.
    expect(await refused(apply(site, second))).toBe('draft-changed');
    await world.evaluateDrafts();
    const third = await look(site, draft.id);
    expect(third.appliedSince?.runId).toBe(deposited.run.id);
    await seeAll(site, third);
    const runId = await apply(site, third);
    await world.work(site.id);
    expect((await world.administration.run(runId)).status).toBe('integrated');
  });

  it('is redone when it has become old: sessions have begun meanwhile', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(moveCourse(school)));
    world.setNow(new Date(world.now() + 59 * 60_000).toISOString());
    expect((await look(site, draft.id)).state).toBe('evaluated');
    world.setNow(new Date(world.now() + 2 * 60_000).toISOString());
    expect((await look(site, draft.id)).state).toBe('waiting');
    await world.evaluateDrafts();
  });

  it('survives dead workers and lost jobs, and two workers at once', async () => {
    const site = await openSite(world);
    const { id } = await make(site, writeEdt(moveCourse(school)));
    const parts = { database: world.db.database, tools: world.tools };
    const asked: Job[] = [];
    const queue: JobQueue = {
      ...createFakeQueue(),
      add: async (job) => void asked.push(job),
      addAll: async (jobs) => void asked.push(...jobs),
      has: async () => false,
    };
    const carillon = { database: world.db.database, queue, clock: world.tools.clock };
    // The queue was flushed: the sweep finds the draft.
    await sweep(carillon, world.now());
    expect(asked.map((job) => job.runId)).toContain(`draft-${id}`);
    // A worker dies in the middle; after the restart its job means nothing any more.
    const [dead] = await jobsOf(id);
    await world.db.pool.query('update import_drafts set begun_at = now() where id = $1', [id]);
    await renewDrafts(world.db.pool);
    const [job] = await jobsOf(id);
    expect([dead?.attempt, job?.attempt]).toEqual([1, 2]);
    await evaluateDraft(parts, id, 1);
    expect(await look(site, id)).toMatchObject({ state: 'waiting', isBegun: false });
    await Promise.all([evaluateDraft(parts, id, 2), evaluateDraft(parts, id, 2)]);
    expect(await look(site, id)).toMatchObject({ state: 'evaluated', evaluation: 2 });
    // An import that was applied while nobody looked: the sweep sees that, too.
    await site.deposit(changeRoom(school));
    asked.length = 0;
    await sweep(carillon, world.now());
    expect(asked).toContainEqual({ runId: `draft-${id}`, siteId: site.id, attempt: 3 });
    await world.evaluateDrafts();
  });

  it('that meets technical trouble is tried again, then says so, and can be asked for once more', async () => {
    const site = await openSite(world);
    const { id } = await make(site, writeEdt(moveCourse(school)));
    const broken = {
      database: world.db.database,
      tools: {
        ...world.tools,
        spool: {
          ...world.spool,
          open: () => {
            throw new Error('the disk is away');
          },
        },
      },
    };
    for (const [attempt, inMs] of [
      [1, 1_000],
      [2, 2_000],
    ] as const) {
      const next = await evaluateDraft(broken, id, attempt);
      expect(next).toEqual([{ job: { runId: `draft-${id}`, siteId: site.id, attempt: attempt + 1 }, inMs }]);
    }
    expect(await evaluateDraft(broken, id, 3)).toEqual([]);
    expect(await look(site, id)).toMatchObject({ state: 'failed', found: null });
    await world.administration.evaluateDraftAgain(site.id, id);
    await world.evaluateDrafts();
    expect((await look(site, id)).state).toBe('evaluated');
  });
});

describe('applying', () => {
  it('by two managers at once, and twice by one, is one import', async () => {
    const site = await openSite(world);
    const before = await runsOf(site);
    const draft = await evaluated(site, writeEdt(moveCourse(school)));
    await seeAll(site, draft);
    const runs = await Promise.all([apply(site, draft), apply(site, draft, PAUL), apply(site, draft)]);
    expect(new Set(runs).size).toBe(1);
    expect(await runsOf(site)).toBe(before + 1);
    const { items } = await world.administration.audit(site.id, {});
    expect(items.filter((one) => one.action === 'run-entered' && one.details.draft === draft.id)).toHaveLength(1);
    expect(await refused(change(site, draft.id, { step: 'apply' }))).toBe('draft-over');
    expect(await refused(world.administration.discardDraft(site.id, draft.id, CLAIRE))).toBe('draft-over');
    await world.work(site.id);
  });

  it('never touches what has begun', async () => {
    const site = await openSite(world);
    const draft = await evaluated(site, writeEdt(moveCourse(school)));
    expect(await refused(change(site, draft.id, { takenInAt: '2026-11-01T00:00:00+01:00' }))).toBe('moment-past');
    const nextYear = '2027-09-20T00:00:00+02:00';
    expect(await refused(change(site, draft.id, { takenInAt: nextYear }))).toBe('moment-outside-year');
    expect(await refused(change(site, draft.id, { takenInAt: 'hier' }))).toBe('bad-input');
    const later = new Date(world.now() + 3 * DAY_MS).toISOString();
    await change(site, draft.id, { takenInAt: later });
    await world.evaluateDrafts();
    const chosen = await look(site, draft.id);
    expect(chosen.found?.report.run.takenInAt).toBe(chosen.takenInAt);
    await seeAll(site, chosen);
    const now = world.now();
    world.setNow(new Date(now + 4 * DAY_MS).toISOString());
    expect(await refused(apply(site, chosen))).toBe('moment-past');
    world.setNow(new Date(now).toISOString());
    const runId = await apply(site, chosen);
    // The queue was slow: the moment passes before the run begins.
    world.setNow(new Date(now + 4 * DAY_MS).toISOString());
    await world.work(site.id);
    const { run } = await world.administration.report(runId);
    expect(Date.parse(run.takenInAt ?? '')).toBe(now + 4 * DAY_MS);
    world.setNow(new Date(now).toISOString());
  });

  it('is refused when the file has come to cover other establishments, before and after it was asked for', async () => {
    const establishments = [
      { number: 11, uai: school.uai, name: 'Collège' },
      { number: 12, uai: '0990002B', name: 'Lycée' },
    ];
    const divided = writeDirectoryCsv(school)
      .split('\n')
      .map((line) => {
        if (!line.startsWith('division;')) return line;
        const isLycee = school.divisions.slice(2).some((one) => one.name === line.split(';')[2]);
        return `${line.replace(/;[^;]*$/, '')};${isLycee ? 12 : 11}`;
      })
      .join('\n');
    const directory = async (text: string) => world.directory(site.id, text);
    const site = await openSite(world, { establishments, isOpen: false });
    const draft = await evaluated(site, writeEdt(school));
    expect(draft.found?.report.run.establishment).toBe(11);
    await seeAll(site, draft);
    await directory(divided);
    expect(await refused(apply(site, draft))).toBe('draft-changed');
    await world.evaluateDrafts();
    const wider = await look(site, draft.id);
    expect(wider).toMatchObject({ step: 'preview', found: { scopeBefore: [11] } });
    expect(wider.found?.report.run.establishment).toBeNull();
    expect(await refused(apply(site, wider))).toBe('draft-scope-changed');
    const seen = await seeAll(site, wider);
    expect(seen).toMatchObject({ step: 'apply', found: { scopeBefore: null } });

    // The directory comes first: it was there already when the import was asked for.
    const files = [{ name: 'annuaire.csv', bytes: bytesOf(writeDirectoryCsv(school)) }];
    await world.administration.importDirectory({ siteId: site.id, establishment: null, files }, 'test');
    const runId = await apply(site, seen);
    await world.work(site.id);
    const { run } = await world.administration.report(runId);
    expect(run).toMatchObject({ status: 'rejected', reason: 'scope-changed' });
    expect(run.cause).toContain('Collège, Lycée');
    expect(await site.sessions()).toEqual([]);
    expect(await site.told()).toEqual([]);
  });
});

describe('a test of a file', () => {
  it('stops before anything is applied, and can be turned into an import', async () => {
    const site = await openSite(world);
    const xml = writeEdt(moveCourse(school));
    const trial = await evaluated(site, xml, { purpose: 'trial' });
    expect(trial.found?.deposited).toEqual({ status: 'integrated', reason: null });
    await seeAll(site, trial);
    expect(await refused(apply(site, trial))).toBe('draft-trial');
    const turned = await change(site, trial.id, { purpose: 'import' });
    expect(turned).toMatchObject({ id: trial.id, purpose: 'import', state: 'evaluated' });
    // The same file once more as a test, turned again: there is an import of it already.
    const second = await evaluated(site, xml, { purpose: 'trial' });
    expect(second.id).not.toBe(trial.id);
    expect((await change(site, second.id, { purpose: 'import' })).id).toBe(trial.id);
    expect((await look(site, second.id)).state).toBe('discarded');
    await apply(site, turned);
    await world.work(site.id);
  });
});

describe('what nobody needs any more', () => {
  const stored = async (id: string) => {
    const { rows } = await world.db.pool.query<{ forgotten: boolean; kept: boolean }>(
      `select d.forgotten_at is not null as forgotten, exists (select from import_drafts where id = $1) as kept
       from deposits d where d.id = $2`,
      [id, await depositOf(id)],
    );
    return rows[0];
  };
  const deposits = new Map<string, string>();
  const depositOf = async (id: string): Promise<string> => {
    const { rows } = await world.db.pool.query<{ d: string }>('select deposit_id d from import_drafts where id = $1', [
      id,
    ]);
    if (rows[0]) deposits.set(id, rows[0].d);
    return deposits.get(id) ?? '';
  };

  it('is given up, and forgotten with its file; what is open or applied keeps it', async () => {
    const site = await openSite(world);
    const gone = await evaluated(site, writeEdt(moveCourse(school)));
    const open = await evaluated(site, writeEdt(changeRoom(school)));
    const applied = await evaluated(site, writeEdt(changeRoom(moveCourse(school))));
    for (const one of [gone, open, applied]) await depositOf(one.id);
    await seeAll(site, applied);
    await apply(site, applied);
    await world.work(site.id);
    await world.administration.discardDraft(site.id, gone.id, CLAIRE);
    await world.administration.discardDraft(site.id, gone.id, PAUL);
    expect((await world.administration.drafts(site.id)).items.map((one) => one.id)).toEqual([open.id]);
    const { items } = await world.administration.audit(site.id, {});
    expect(items.filter((one) => one.action === 'draft-discarded')).toHaveLength(1);

    const forgotten = await forgetOld(world.db.database, RETENTION, world.now() + 2 * DAY_MS);
    expect(forgotten.drafts).toBeGreaterThanOrEqual(1);
    expect(await stored(gone.id)).toEqual({ forgotten: true, kept: false });
    expect(await stored(open.id)).toEqual({ forgotten: false, kept: true });
    expect(await stored(applied.id)).toEqual({ forgotten: false, kept: true });
    expect(await refused(look(site, gone.id))).toBe('draft-unknown');

    // Of a directory that was given as a timetable only what was said of it is looked at.
    const [file] = writeSiecle(school);
    const wrong = await evaluated(site, file?.bytes ?? '', { name: 'Eleves.xml' });
    expect(wrong.found?.report.run.reason).toBe('directory-given');
    await depositOf(wrong.id);
    await forgetOld(world.db.database, RETENTION, world.now());
    expect(await stored(wrong.id)).toEqual({ forgotten: false, kept: true });
    await forgetOld(world.db.database, RETENTION, world.now() + DAY_MS);
    expect(await stored(wrong.id)).toEqual({ forgotten: true, kept: false });

    await forgetOld(world.db.database, RETENTION, world.now() + 31 * DAY_MS);
    expect(await stored(open.id)).toEqual({ forgotten: true, kept: false });
    expect(await stored(applied.id)).toEqual({ forgotten: false, kept: false });
    expect((await world.administration.run(String(await runOf(site)))).status).toBe('integrated');
  });
  const runOf = async (site: Site): Promise<string> =>
    (await world.administration.runs(site.id, {})).items[0]?.id ?? '';

  it('is not another site’s to see', async () => {
    const [mine, other] = [await openSite(world), await openSite(world)];
    const { id } = await make(mine, writeEdt(moveCourse(school)));
    for (const work of [
      () => look(other, id),
      () => change(other, id, { step: 'apply' }),
      () => apply(other, { id, evaluation: 1 }),
      () => world.administration.discardDraft(other.id, id, CLAIRE),
      () => world.administration.evaluateDraftAgain(other.id, id),
      () => look(mine, '1; drop table sites'),
    ]) {
      expect(await refused(work())).toBe('draft-unknown');
    }
  });

  it('says no name of somebody who was erased', async () => {
    const site = await openSite(world);
    const more = addStudentsUnknownToDirectory(school, 1);
    const draft = await evaluated(site, writeEdt(more));
    const label = draft.found?.openMatches[0]?.label ?? '?';
    const text = async (): Promise<string> => JSON.stringify(await look(site, draft.id));
    expect(await text()).toContain(label);
    const person = school.students[0]?.id ?? '';
    await world.administration.erasePerson(site.id, person, { force: true });
    expect(await text()).not.toContain(label);
    await world.evaluateDrafts();
  });
});
