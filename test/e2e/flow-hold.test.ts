/** Blocking breaches: held runs, what happens to them, and the mode that refuses instead (PRODUCT.md 4, RULES.md 3.7, 5.6, 6.1). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { addStudentsUnknownToDirectory, changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { reportText } from '../../src/domain/report/text.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const HALF = Math.floor(servicesOf(school).size / 2);
/** One service more than half of them vanish: more than 50 %. */
const breaching = deleteServices(school, HALF + 1);
const statusOf = async (id: string | null) => (await world.administration.run(id ?? '')).status;
const act = (id: string | null, action: 'approve' | 'reject' | 'cancel' | 'replay', why?: string) =>
  world.administration.act(id ?? '', action, 'manager:1', why);

async function held(site: Site, of = breaching): Promise<string> {
  const report = await site.deposit(of);
  expect(report.run.status).toBe('held');
  return report.run.id ?? '';
}

it('applies what stays just under the limit', async () => {
  const site = await openSite(world);
  const under = await site.deposit(deleteServices(school, HALF));
  expect(under.controls.find((one) => one.code === 'services-deleted')).toMatchObject({ exceeded: false });
  expect(under.run.status).toBe('integrated');
});

it('holds a breach: nothing is written, one message, all steps told', async () => {
  const site = await openSite(world);
  const before = await timetableOf(site);
  const report = await site.deposit(breaching);
  expect(report.run.status).toBe('held');
  expect(report.run.endedAt).toBeNull();
  expect(report.controls.filter((one) => one.exceeded)).toMatchObject([
    { code: 'services-deleted', count: HALF + 1, base: servicesOf(school).size, limit: 50, blocking: true },
  ]);
  expect(report.steps.map((step) => `${step.step} ${step.status}`)).toEqual([
    'deposit valid',
    'validate valid',
    'thresholds interrupted',
    'groups skipped',
    'sessions skipped',
  ]);
  expect(report.steps[2]).toMatchObject({ code: 'held' });
  expect(report.steps[2]?.cause).toContain("services d'enseignement supprimés");
  expect(await timetableOf(site)).toEqual(before);
  expect(await site.told()).toEqual(['Import en attente de votre décision']);
});

it('ends the same content again as same-as-held, silently, while the held one stays', async () => {
  const site = await openSite(world);
  const id = await held(site);
  for (const identSeed of [1, 2]) {
    const again = await site.deposit(breaching, { edt: { identSeed } });
    expect(again.run).toMatchObject({ status: 'unchanged', reason: 'same-as-held' });
    expect(again.run.cause).toContain(id);
    expect(again.controls.find((one) => one.code === 'services-deleted')).toMatchObject({ exceeded: true });
  }
  expect(await statusOf(id)).toBe('held');
  expect(await site.told()).toHaveLength(1);
});

it('supersedes a held run by a newer good deposit, changed or not', async () => {
  for (const [good, status] of [
    [changeRoom(school), 'integrated'],
    [school, 'unchanged'],
  ] as const) {
    const site = await openSite(world);
    const id = await held(site);
    const report = await site.deposit(good);
    expect(report.run.status).toBe(status);
    const before = await world.administration.report(id);
    expect(before.run).toMatchObject({ status: 'superseded', reason: 'superseded' });
    expect(before.run.cause).toContain(report.run.id);
    expect(await site.told()).toEqual([
      'Import en attente de votre décision',
      "L'import automatisé fonctionne de nouveau",
    ]);
    await expect(act(id, 'approve')).rejects.toMatchObject({ code: 'not-possible-now' });
  }
});

it('supersedes a held run by a newer held one; a file that fails supersedes nothing', async () => {
  const site = await openSite(world);
  const id = await held(site);
  expect((await site.deposit('<html/>', { name: 'autre.xml' })).run.status).toBe('rejected');
  expect(await statusOf(id)).toBe('held');
  const next = await held(site, deleteServices(school, HALF + 5));
  expect(await statusOf(id)).toBe('superseded');
  expect(await statusOf(next)).toBe('held');
  // The same control exceeded again is the same trouble.
  expect((await site.told()).filter((one) => one === 'Import en attente de votre décision')).toHaveLength(1);
});

it('applies an approved run once, from the moment of the approval', async () => {
  world.setNow('2026-11-22T12:00:00+01:00');
  const site = await openSite(world);
  const id = await held(site);
  const before = await site.sessions();
  world.setNow('2026-12-01T12:00:00+01:00');
  await expect(act(id, 'approve', 'x'.repeat(2_001))).rejects.toMatchObject({
    code: 'reason-too-long',
    values: { limit: 2_000, length: 2_001 },
  });
  await act(id, 'approve', 'c’est voulu');
  await expect(act(id, 'approve')).rejects.toMatchObject({ code: 'not-possible-now' });
  await world.work(site.id);
  const report = await world.administration.report(id);
  expect(report.run).toMatchObject({ status: 'integrated', approvedBy: 'manager:1', approvedWhy: 'c’est voulu' });
  expect(report.run.takenInAt).toBe('2026-12-01T12:00:00+01:00');
  expect(report.steps.map((step) => step.status)).toEqual(['valid', 'valid', 'valid', 'valid', 'valid']);
  // What began between the deposit and the approval is past, and stays.
  const left = new Set((await site.sessions()).map((row) => row.id));
  const gone = before.filter((row) => !left.has(row.id));
  expect(gone.length).toBeGreaterThan(100);
  expect(Math.min(...gone.map((row) => row.starts_at))).toBeGreaterThanOrEqual(world.now());
  expect(report.changes.sessions).toMatchObject({ deleted: gone.length, created: 0, modified: 0 });
  await expect(act(id, 'approve')).rejects.toMatchObject({ code: 'not-possible-now' });
  expect((await site.deposit(breaching)).run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
  expect(await site.told()).toHaveLength(2);
  world.setNow('2026-11-22T12:00:00+01:00');
});

it('ends a rejected run for good; the same content again is same-as-rejected, noted once in the application and written to nobody', async () => {
  const site = await openSite(world);
  const id = await held(site);
  await act(id, 'reject', 'mauvaise base');
  const report = await world.administration.report(id);
  expect(report.run).toMatchObject({ status: 'rejected', reason: 'rejected-by-manager' });
  expect(report.run.cause).toContain('mauvaise base');
  for (const identSeed of [9, 10, 11]) {
    const again = await site.deposit(breaching, { edt: { identSeed } });
    expect(again.run).toMatchObject({ status: 'unchanged', reason: 'same-as-rejected' });
    expect(again.run.title).toMatch(/^Déjà rejeté par gestion\d+@example\.org le 22\/11\/2026 à 12:00$/);
    expect(again.steps.map(({ step, status, code }) => [step, status, code])).toEqual([
      ['deposit', 'valid', undefined],
      ['validate', 'valid', undefined],
      ['thresholds', 'interrupted', 'same-as-rejected'],
      ['groups', 'skipped', undefined],
      ['sessions', 'skipped', undefined],
    ]);
    expect(again.steps[2]?.title).toBe(again.run.title);
    expect(await world.administration.run(again.run.id ?? '')).toMatchObject({ sameAs: id, decidedBy: 'manager:1' });
  }
  expect((await site.told()).slice(1)).toEqual(["L'emploi du temps rejeté a été déposé de nouveau"]);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]).toMatchObject({ kind: 'repeated', recipients: [] });
  await expect(act(id, 'approve')).rejects.toMatchObject({ code: 'not-possible-now' });
  // Decided: the next breach of the same control is another trouble.
  await held(site, deleteServices(school, HALF + 4));
  expect(await site.told()).toHaveLength(3);
});

it('says of an operator’s decision that it is the operator’s', async () => {
  const site = await openSite(world);
  const { administration } = world;
  const { id: operator } = await administration.createOperator({
    email: `ops${site.id}@ent.example`,
    name: 'Ella Veille',
  });
  const id = await held(site);
  await administration.act(id, 'reject', `operator:${operator}`, 'base de test');
  const { run } = await administration.report(id);
  expect(run.title).toBe("Import rejeté par l'exploitant");
  expect(run.cause).toBe("L'exploitant a rejeté cet import : Ella Veille (exploitant). Motif : « base de test ».");
  const again = await site.deposit(breaching, { edt: { identSeed: 9 } });
  expect(again.run.title).toBe('Déjà rejeté par Ella Veille (exploitant) le 22/11/2026 à 12:00');
  expect((await administration.messages(site.id)).items[0]?.body).toContain("que l'exploitant a rejeté");
  // Replayed it is examined again, and waits for a decision again.
  const replayed = await administration.act(again.run.id ?? '', 'replay', 'manager:1');
  await world.work(site.id);
  expect(await statusOf(replayed.id)).toBe('held');
  await administration.act(replayed.id, 'approve', `operator:${operator}`, 'voulu');
  await world.work(site.id);
  const approved = await administration.report(replayed.id);
  expect(approved.run).toMatchObject({ status: 'integrated', approvedByName: 'Ella Veille' });
  expect(reportText(approved)).toContain('Ella Veille (exploitant)');
  // By a program or a command no manager is named.
  const other = await held(await openSite(world));
  await administration.act(other, 'reject', 'command', 'essai');
  expect((await administration.report(other)).run.title).toBe('Import rejeté');
});

it('refuses the file in mode "stop", each time anew, with one message', async () => {
  const site = await openSite(world, { settings: { onBreach: 'stop' } });
  const before = await timetableOf(site);
  for (const identSeed of [1, 2]) {
    const report = await site.deposit(breaching, { edt: { identSeed } });
    expect(report.run).toMatchObject({ status: 'rejected', reason: 'threshold-exceeded' });
    expect(report.steps[2]).toMatchObject({ step: 'thresholds', status: 'interrupted', code: 'threshold-exceeded' });
  }
  expect(await timetableOf(site)).toEqual(before);
  expect(await site.told()).toEqual(['Seuil bloquant dépassé : import refusé']);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]?.body).toMatch(/50,65 % \(39 sur 77\) pour un seuil de 50 %/);
  expect((await site.manual(breaching)).run.status).toBe('integrated');
});

it('evaluates a held run again when thresholds change', async () => {
  const site = await openSite(world);
  const id = await held(site);
  await world.administration.setThresholds(site.id, { 'services-deleted': { limit: 50.64 } });
  await world.work(site.id);
  expect(await statusOf(id)).toBe('held');
  expect(await site.told()).toHaveLength(1);
  await world.administration.setThresholds(site.id, { 'services-deleted': { limit: 60 } });
  await world.work(site.id);
  expect(await statusOf(id)).toBe('integrated');
  expect(await site.told()).toHaveLength(2);
});

it('evaluates a held run again when a match is set or the directory imported', async () => {
  const unknown = addStudentsUnknownToDirectory(school, 6);
  for (const mend of ['match', 'directory'] as const) {
    const site = await openSite(world);
    await world.administration.setThresholds(site.id, { 'students-unmatched': { blocking: true } });
    const report = await site.deposit(unknown);
    expect(report.run.status).toBe('held');
    expect(report.controls.find((one) => one.code === 'students-unmatched')).toMatchObject({ count: 6, base: 102 });
    if (mend === 'match') {
      const { items } = await world.administration.matches(site.id);
      const [open] = items.filter((item) => item.kind === 'student' && item.state === 'unmatched');
      await world.administration.setMatch(
        site.id,
        { kind: 'student', key: open?.key ?? '', directoryId: null },
        'manager:1',
      );
    } else {
      const { directory } = await world.directory(site.id, writeDirectoryCsv(unknown));
      expect(directory).toMatchObject({ added: 6, left: 0 });
    }
    await world.work(site.id);
    // 5 of 102 are left: 4.9 %.
    expect(await statusOf(report.run.id)).toBe('integrated');
  }
});

it('refuses an approval when something was applied meanwhile; a replay compares anew', async () => {
  const site = await openSite(world, {
    establishments: [
      { number: 1, uai: school.uai, name: 'Collège' },
      { number: 2, uai: '0990002B', name: 'Lycée' },
    ],
  });
  const id = await held(site);
  const other = await world.manual(site.id, writeEdt(school, { uai: '0990002B' }), {
    establishment: 2,
  });
  expect(other.run).toMatchObject({ status: 'integrated', establishment: 2 });
  expect(await statusOf(id)).toBe('held');
  await expect(act(id, 'approve')).rejects.toMatchObject({ code: 'state-changed' });
  expect(await statusOf(id)).toBe('held');
  const replay = await act(id, 'replay');
  await world.work(site.id);
  expect(await statusOf(id)).toBe('superseded');
  expect(await statusOf(replay.id)).toBe('held');
  await act(replay.id, 'approve');
  await world.work(site.id);
  expect(await statusOf(replay.id)).toBe('integrated');
});

it('voids an approval when the stored state changes before the worker comes', async () => {
  const site = await openSite(world);
  const id = await held(site);
  await act(id, 'approve');
  // Another import is applied between the decision and the try.
  await world.db.pool.query('update sites set applied_version = applied_version + 1 where id = $1', [site.id]);
  await world.work(site.id);
  expect(await statusOf(id)).toBe('held');
});

it('cancels a waiting run, also when the worker is about to begin it', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', '<html/>');
  expect(await statusOf(id)).toBe('received');
  await world.desks.withSite(site.id, async (desk) => {
    const due = await desk.nextRun();
    expect(due?.id).toBe(id);
    await act(id, 'cancel');
    expect(due && (await desk.begin(due, world.now(), []))).toBeNull();
  });
  await world.work(site.id);
  expect(await statusOf(id)).toBe('cancelled');
  expect(await site.told()).toEqual([]);
});

it('never holds a manual import, reports truthfully, and sends no mail', async () => {
  const site = await openSite(world);
  const waiting = await held(site);
  const report = await site.manual(deleteServices(school, HALF + 10));
  expect(report.run.status).toBe('integrated');
  expect(report.controls.find((one) => one.code === 'services-deleted')).toMatchObject({ exceeded: true });
  expect(await statusOf(waiting)).toBe('superseded');
  expect(await site.told()).toEqual(['Import en attente de votre décision']);
  // The held trouble is over: the next is told.
  await held(site, deleteServices(deleteServices(school, HALF + 10), 20));
  expect(await site.told()).toHaveLength(2);
});

it('ends the held trouble as well when a manual import finds nothing to change', async () => {
  const site = await openSite(world);
  await held(site);
  expect((await site.manual(school)).run.status).toBe('unchanged');
  expect(await site.told()).toHaveLength(1);
  await held(site);
  expect(await site.told()).toHaveLength(2);
});

it('holds a run whose control could not be computed, though it would not block', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', writeEdt(changeRoom(school)));
  const judge: typeof world.tools.judge = (facts, overrides) =>
    world.tools.judge({ ...facts, studentsUnmatched: null }, overrides);
  await world.desks.withSite(site.id, (desk) => processNext(desk, { ...world.tools, judge }));
  const report = await world.administration.report(id);
  expect(report.run.status).toBe('held');
  expect(report.controls.filter((one) => one.exceeded)).toEqual([
    expect.objectContaining({ code: 'students-unmatched', count: null, value: null, blocking: true }),
  ]);
});

it('lets the locked control be made stricter only, and refuses what is no threshold', async () => {
  const site = await openSite(world, { isOpen: false });
  const set = (changes: Record<string, object>) => world.administration.setThresholds(site.id, changes);
  const lock = 'closure-coherence';
  for (const change of [{ limit: 1.01 }, { blocking: false }, { floor: 3 }]) {
    await expect(set({ [lock]: change })).rejects.toMatchObject({ code: 'control-locked' });
  }
  const { items } = await set({ [lock]: { limit: 0.5, blocking: true } });
  expect(items.find((one) => one.code === lock)).toMatchObject({ limit: 0.5, blocking: true, locked: true });
  await expect(set({ cats: { limit: 1 } })).rejects.toMatchObject({ code: 'control-unknown' });
  for (const change of [{ limit: -1 }, { limit: 0.125 }, { limit: 1_001 }, { floor: 1.5 }, { colour: 'red' }]) {
    await expect(set({ 'services-deleted': change })).rejects.toMatchObject({ code: 'bad-input' });
  }
  // One wrong change refuses all of them.
  await expect(set({ 'services-deleted': { limit: 9 }, cats: {} })).rejects.toMatchObject({ code: 'control-unknown' });
  const after = (await world.administration.thresholds(site.id)).items;
  expect(after.find((one) => one.code === 'services-deleted')).toMatchObject({ limit: 50 });
  // What is not named stays.
  await set({ 'services-deleted': { limit: 12.5 } });
  await set({ 'services-deleted': { blocking: false } });
  expect(
    (await world.administration.thresholds(site.id)).items.find((one) => one.code === 'services-deleted'),
  ).toMatchObject({
    limit: 12.5,
    blocking: false,
    default: { limit: 50, blocking: true },
  });
});

it('names whoever decided, imported by hand or replayed, and programs for what they are', async () => {
  const site = await openSite(world);
  const { administration } = world;
  const { id } = await administration.createManager(site.id, { email: 'claire@ecole.example', name: 'Claire Petit' });
  const by = `manager:${id}`;
  const reportOf = async (run: string, language?: 'en') => (await administration.report(run, language)).run;
  const rejected = await held(site);
  await administration.act(rejected, 'reject', by, 'incomplet');
  expect((await reportOf(rejected)).cause).toBe('Cet import a été rejeté par Claire Petit. Motif : « incomplet ».');
  const approved = await held(site, deleteServices(school, HALF + 3));
  await administration.act(approved, 'approve', by, 'voulu');
  await world.work(site.id);
  expect(await reportOf(approved)).toMatchObject({ approvedBy: by, approvedByName: 'Claire Petit' });
  await administration.act(approved, 'undo', by, 'erreur');
  expect((await reportOf(approved)).cause).toContain('annulé (Claire Petit)');

  const replay = await administration.act(approved, 'replay', by);
  expect(replay).toMatchObject({ replayOf: approved, askedBy: by, askedByName: 'Claire Petit', trigger: 'automatic' });
  // Of the account that once deposited the file it is not.
  expect(replay).not.toHaveProperty('account');
  expect((await administration.run(approved)).account).toBeDefined();
  expect((await administration.runs(site.id, { limit: 1 })).items[0]).toEqual(replay);
  const text = reportText(await administration.report(replay.id));
  expect(text).toMatch(new RegExp(`Import : +rejoué\\nRejoue : +import n° ${approved}\\nDemandé par : +Claire Petit`));
  await world.work(site.id);
  await administration.act(replay.id, 'reject', 'token:7', 'non');
  expect((await reportOf(replay.id)).cause).toContain('(programme (jeton n° 7))');
  expect((await reportOf(replay.id, 'en')).cause).toContain('(program (token no. 7))');
  const manual = await site.manual(changeRoom(school));
  expect(manual.run).toMatchObject({ askedBy: 'test', trigger: 'manual' });
  expect(manual.run).not.toHaveProperty('askedByName');
});
