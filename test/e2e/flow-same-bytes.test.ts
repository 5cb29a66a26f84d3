/** The same bytes again: nothing is read, and what is said of them is what reading them would say. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addStudentsUnknownToDirectory, changeRooms } from '../../src/demo/school/mutate.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { bytesOfExport, openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** One the directory does not know everybody of: there are findings. */
const file = bytesOfExport(addStudentsUnknownToDirectory(school, 2));

let site: Site;
beforeEach(async () => {
  site = await openSite(world);
  await site.manual(file);
});

/** A deposit, carried to its end, with how often a file was read for it. */
async function deposit(bytes = file, version = 'test'): Promise<{ report: ImportReport; reads: number }> {
  const run = await world.drop(site.folder, 'EDT.xml', bytes);
  let reads = 0;
  const readExport: typeof world.tools.readExport = (...given) => {
    reads += 1;
    return world.tools.readExport(...given);
  };
  await world.desks.withSite(site.id, (desk) => processNext(desk, { ...world.tools, version, readExport }));
  return { report: await world.administration.report(run), reads };
}

/** All that a report says, its own moments and numbers apart. */
function said({ run, source: { archivedAs: _, ...source }, steps, ...more }: ImportReport): unknown {
  const { status, reason, title, cause, remedy, establishment } = run;
  const outcomes = steps.map(({ step, status: outcome }) => [step, outcome]);
  return { ...more, source, outcomes, run: { status, reason, title, cause, remedy, establishment } };
}

describe('the bytes of what is applied', () => {
  it('are read once as a deposit, then known', async () => {
    const first = await deposit();
    const again = await deposit();
    expect([first.reads, again.reads]).toEqual([1, 0]);
    expect(again.report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    expect(again.report.findings.map(({ code, count }) => [code, count])).toContainEqual(['unmatched-student', 2]);
    expect(said(again.report)).toEqual(said(first.report));
  });

  it('are known by numbers: nobody is named in what is kept of them', async () => {
    await deposit();
    const { rows } = await world.db.pool.query<{ gist: Record<string, unknown> }>(
      'select gist from known_bytes where site_id = $1',
      [site.id],
    );
    const kept = ['coursesWithMask', 'digest', 'scope', 'sessions', 'sessionsOutsideYear', 'starts', 'year'];
    expect(rows.length).toBeGreaterThan(0);
    for (const { gist } of rows) expect(Object.keys(gist).sort()).toEqual(kept);
  });

  it('are told by the clock of each run: sessions that have passed meanwhile are past', async () => {
    await deposit();
    const before = await deposit();
    world.setNow('2027-03-01T12:00:00+01:00');
    try {
      const later = await deposit();
      const read = await deposit(file, 'another program');
      expect([later.reads, read.reads]).toEqual([0, 1]);
      expect(said(later.report)).toEqual(said(read.report));
      expect(later.report.changes.sessions).not.toEqual(before.report.changes.sessions);
    } finally {
      world.setNow('2026-11-22T12:00:00+01:00');
    }
  });

  it('are judged by the thresholds of today', async () => {
    await deposit();
    const code = 'students-unmatched';
    const limitOf = ({ report }: { report: ImportReport }) => report.controls.find((one) => one.code === code)?.limit;
    const before = limitOf(await deposit());
    await world.administration.setThresholds(site.id, { [code]: { limit: 1, blocking: false } });
    const after = await deposit();
    expect([before, limitOf(after), after.reads]).toEqual([expect.any(Number), 1, 0]);
    expect(before).not.toBe(1);
  });
});

describe('the bytes are read again', () => {
  it.each([
    ['by another version of the program', async () => await deposit(file, 'newer')],
    [
      'when the directory has changed',
      async () => {
        await world.directory(site.id, 'kind;id;lastName\nteacher;new;NOUVEAU\n', { isSeen: true });
        return await deposit();
      },
    ],
    [
      'when the accepted software has changed',
      async () => {
        await world.administration.setSite(site.id, { accepts: [{ product: 'EDT' }] });
        return await deposit();
      },
    ],
    [
      'when something else was applied meanwhile',
      async () => {
        const other = await deposit(bytesOfExport(changeRooms(school, 1)));
        expect(other.report.run.status).toMatch(/^integrated/);
        const back = await deposit();
        expect(back.report.run.status).toMatch(/^integrated/);
        return back;
      },
    ],
    [
      'when the import was undone',
      async () => {
        const { items } = await world.administration.runs(site.id, {});
        await world.administration.act(items.find((run) => run.status === 'integrated')?.id ?? '', 'undo', 'test');
        const undone = await deposit();
        expect(undone.report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-undone' });
        return undone;
      },
    ],
  ] as const)('%s', async (_, change) => {
    await deposit();
    expect((await deposit()).reads).toBe(0);
    expect((await change()).reads).toBe(1);
  });
});
