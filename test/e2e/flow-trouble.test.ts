/** Bad luck: retries, dead workers, crashes between any two steps, stale plans, and one desk a site (ARCHITECTURE.md 2, RULES.md 6). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeBackAbandoned } from '../../src/adapters/store/journal.ts';
import { createSiteDesks } from '../../src/adapters/store/site-desks.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { SiteDesk } from '../../src/domain/ports.ts';
import { type PipelineTools, processNext } from '../../src/pipeline/pipeline.ts';
import { until } from '../support/chaos.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const changed = writeEdt(changeRoom(school));
const step = (ms: number): void => world.setNow(new Date(world.now() + ms).toISOString());

async function once(site: Site, tools: Partial<PipelineTools> = {}, around = (desk: SiteDesk) => desk) {
  return await world.desks.withSite(site.id, (desk) => processNext(around(desk), { ...world.tools, ...tools }));
}

const run = async (id: string) => (await world.administration.report(id)).run;

const attempts = async (id: string): Promise<{ attempt: number; failures: number; status: string }> => {
  const { rows } = await world.db.pool.query('select attempt, failures, status from runs where id = $1', [id]);
  return rows[0];
};

it.each<[string, Partial<PipelineTools>]>([
  ['the judge', { judge: () => Promise.reject(new Error('no judge')) }],
  [
    'the spool',
    {
      spool: {
        receive: () => Promise.reject(new Error('no spool')),
        // biome-ignore lint/correctness/useYield: it fails before anything can be read
        async *open() {
          throw new AppError('spool-unavailable', 'the disk does not answer');
        },
        forget: () => Promise.reject(new Error('no spool')),
      },
    },
  ],
  ['the reader', { readExport: () => Promise.reject(new TypeError('a bug')) }],
])('tries again after trouble with %s, later and later, then fails with one message', async (_what, tools) => {
  const site = await openSite(world);
  const before = await timetableOf(site);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  expect(await once(site, tools)).toEqual([{ job: { runId: id, attempt: 2, siteId: site.id }, inMs: 1_000 }]);
  expect(await attempts(id)).toEqual({ attempt: 2, failures: 1, status: 'received' });
  // Not due yet.
  expect(await once(site, tools)).toEqual([]);
  expect(await attempts(id)).toMatchObject({ attempt: 2 });
  step(1_000);
  expect(await once(site, tools)).toEqual([{ job: { runId: id, attempt: 3, siteId: site.id }, inMs: 2_000 }]);
  step(2_000);
  expect(await once(site, tools)).toEqual([]);
  expect(await run(id)).toMatchObject({ status: 'failed', reason: 'failed' });
  expect((await run(id)).cause).toContain('Après 3 essais');
  expect(await site.told()).toEqual(["Difficulté technique : l'import n'a pas abouti"]);
  expect(await timetableOf(site)).toEqual(before);
  // Replayed once the trouble is mended, it works, and says so.
  const again = await world.administration.act(id, 'replay', 'manager:1');
  await world.work(site.id);
  expect(await run(again.id)).toMatchObject({ status: 'integrated' });
  expect(await site.told()).toHaveLength(2);
});

it('heals within its tries without a word', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  await once(site, { judge: () => Promise.reject(new Error('no judge')) });
  step(1_000);
  expect(await once(site)).toEqual([]);
  expect(await run(id)).toMatchObject({ status: 'integrated', takenInAt: expect.stringContaining('T') });
  // Taken in when the try began that worked (RULES.md 6.1).
  expect(Date.parse((await run(id)).takenInAt ?? '')).toBe(world.now());
  expect(await site.told()).toEqual([]);
});

it('fails at once where a retry cannot help', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const gone = new AppError('source-missing', 'the source is gone', { retryable: false });
  expect(await once(site, { readExport: () => Promise.reject(gone) })).toEqual([]);
  expect(await run(id)).toMatchObject({ status: 'failed' });
});

it('throws when not even the trouble can be written, and takes the run up again', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const dead = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    stored: () => Promise.reject(new Error('the database is gone')),
    tryAgain: () => Promise.reject(new Error('the database is gone')),
  });
  await expect(once(site, {}, dead)).rejects.toThrow('the database is gone');
  expect(await attempts(id)).toEqual({ attempt: 1, failures: 0, status: 'running' });
  expect(await once(site)).toEqual([]);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

it('takes back runs that nobody works on, and none that somebody does', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const take = () => world.db.database.transaction((client) => takeBackAbandoned(client, world.now()));
  await world.desks.withSite(site.id, async (desk) => {
    const due = await desk.nextRun();
    if (due) await desk.begin(due, world.now(), []);
    expect((await take()).filter((job) => job.runId === id)).toEqual([]);
  });
  expect((await take()).filter((job) => job.runId === id)).toEqual([{ runId: id, attempt: 2, siteId: site.id }]);
  expect(await attempts(id)).toEqual({ attempt: 2, failures: 0, status: 'received' });
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

const CALLS = [
  'nextRun',
  'site',
  'begin',
  'validated',
  'lastApplied',
  'sameContent',
  'supersedeEarlier',
  'progress',
  'stored',
  'storedSeries',
  'storedSessions',
  'manualMatches',
  'directory',
  'apply',
] as const;

/** The worker dies before, or after, the nth call of that name: nothing more is written by it. */
function dyingDesk(desk: SiteDesk, name: (typeof CALLS)[number], when: 'before' | 'after', nth = 1): SiteDesk {
  let dead = false;
  let seen = 0;
  return new Proxy(desk, {
    get(target, key: keyof SiteDesk) {
      const method = target[key] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        if (dead) throw new Error('dead');
        if (key === name) seen += 1;
        const isIt = key === name && seen === nth;
        if (isIt && when === 'before') {
          dead = true;
          throw new Error('killed');
        }
        const result = await method.apply(target, given);
        if (isIt) {
          dead = true;
          throw new Error('killed');
        }
        return result;
      };
    },
  });
}

it('has one effect, whatever call the worker dies at', async () => {
  const site = await openSite(world);
  const files = [changed, writeEdt(school)];
  const first = await timetableOf(site);
  const versions = new Set<string>();
  for (const [index, name] of CALLS.entries()) {
    for (const when of ['before', 'after'] as const) {
      const file = files[(2 * index + (when === 'before' ? 0 : 1)) % 2] ?? '';
      const id = await world.drop(site.folder, 'EDT.xml', file);
      const { rows: before } = await world.db.pool.query('select applied_version v from sites where id = $1', [
        site.id,
      ]);
      await expect(once(site, {}, (desk) => dyingDesk(desk, name, when))).rejects.toThrow();
      await world.work(site.id);
      expect(await run(id), `${when} ${name}`).toMatchObject({ status: 'integrated' });
      const { rows: after } = await world.db.pool.query('select applied_version v from sites where id = $1', [site.id]);
      expect(Number(after[0].v) - Number(before[0].v)).toBe(1);
      const { session_contents: _contents, applied: _applied, courses: _courses, ...now } = await timetableOf(site);
      versions.add(JSON.stringify(now));
    }
  }
  // Only ever the one timetable or the other.
  expect(versions.size).toBe(2);
  const { sessions, memberships } = await timetableOf(site);
  expect(memberships).toBe(first.memberships);
  expect(sessions?.split(' ')[0]).toBe(first.sessions?.split(' ')[0]);
  expect(await site.told()).toEqual([]);
});

it('tells a hold once though the worker dies while ending it', async () => {
  const site = await openSite(world);
  const id = await world.drop(
    site.folder,
    'EDT.xml',
    writeEdt(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1)),
  );
  const dying = (desk: SiteDesk): SiteDesk => {
    let dead = false;
    const die = () => Promise.reject(new Error('dead'));
    return {
      ...desk,
      finish: async (...given) => {
        if (dead) return die();
        await desk.finish(...given);
        dead = true;
        return die();
      },
      tryAgain: die,
    };
  };
  await expect(once(site, {}, dying)).rejects.toThrow('dead');
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'held' });
  expect(await site.told()).toHaveLength(1);
});

it('leaves an applied run as it is when only the answer of the commit is lost', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const lossy = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    apply: async (...given) => {
      await desk.apply(...given);
      throw new Error('connection lost');
    },
  });
  await once(site, {}, lossy);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
  step(5_000);
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

it('computes a stale plan again', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const late = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    apply: async (...given) => {
      await world.db.pool.query('update sites set applied_version = applied_version + 1 where id = $1', [site.id]);
      return await desk.apply(...given);
    },
  });
  expect(await once(site, {}, late)).toMatchObject([{ job: { runId: id, attempt: 2 } }]);
  expect(await run(id)).toMatchObject({ status: 'received' });
  step(1_000);
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

it('applies nothing for a try whose run was begun again by another', async () => {
  const site = await openSite(world);
  const before = await timetableOf(site);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const answers: unknown[] = [];
  const overtaken = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    apply: async (given, ...more) => {
      await world.db.pool.query('update runs set attempt = attempt + 1 where id = $1', [given.id]);
      answers.push(await desk.apply(given, ...more));
      return 'stale';
    },
  });
  await once(site, {}, overtaken);
  expect(answers).toEqual(['stale']);
  expect(await timetableOf(site)).toEqual(before);
  step(1_000);
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

it('gives the desk of a site to one worker at a time, and those of other sites meanwhile', async () => {
  const [site, other] = [await openSite(world), await openSite(world)];
  await world.desks.withSite(site.id, async () => {
    expect(await world.desks.withSite(site.id, async () => 'mine')).toBe('busy');
    expect(await world.desks.withSite(other.id, async () => 'mine')).toBe('mine');
  });
  expect(await world.desks.withSite(site.id, async () => 'mine')).toBe('mine');
  await expect(
    world.desks.withSite(site.id, async () => {
      throw new Error('bad luck');
    }),
  ).rejects.toThrow('bad luck');
  expect(await world.desks.withSite(site.id, async () => 'mine')).toBe('mine');
});

it('frees the desk of a worker whose connection is cut', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const cutting = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    stored: async (...given) => {
      await world.db.pool.query(
        `select pg_terminate_backend(pid) from pg_locks
         where locktype = 'advisory' and objid = $1 and pid <> pg_backend_pid()`,
        [site.id],
      );
      return await desk.stored(...given);
    },
  });
  await expect(once(site, {}, cutting)).rejects.toThrow();
  await world.work(site.id);
  expect(await run(id)).toMatchObject({ status: 'integrated' });
});

it('frees the desk of a worker that stands still, which writes nothing when it goes on', async () => {
  const site = await openSite(world);
  const id = await world.drop(site.folder, 'EDT.xml', changed);
  const impatient = createSiteDesks(world.db.pool, world.tools.clock, 100);
  let goOn = (): void => undefined;
  const stillness = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let tellReached = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    tellReached = resolve;
  });
  const stalling = (desk: SiteDesk): SiteDesk => ({
    ...desk,
    stored: async (...given) => {
      tellReached();
      await stillness;
      return await desk.stored(...given);
    },
  });
  const stalled = impatient.withSite(site.id, (desk) => processNext(stalling(desk), world.tools));
  const outcome = expect(stalled).rejects.toThrow();
  await reached;
  expect(await world.desks.withSite(site.id, async () => 'mine')).toBe('busy');
  await until('the desk is free', async () => {
    const given = await world.desks.withSite(site.id, (desk) => processNext(desk, world.tools));
    return given !== 'busy';
  });
  const integrated = await run(id);
  expect(integrated).toMatchObject({ status: 'integrated' });
  const applied = await timetableOf(site);
  goOn();
  await outcome;
  expect(await run(id)).toEqual(integrated);
  expect(await timetableOf(site)).toEqual(applied);
  // Connections that only wait for their next use are not given up.
  const waits = Array.from({ length: world.db.pool.totalCount }, () =>
    world.db.pool.query("select current_setting('idle_session_timeout') as patience, pg_sleep(0.05)"),
  );
  for (const { rows } of await Promise.all(waits)) expect(rows[0].patience).toBe('0');
});

it('leaves work that never ends when its connection is gone', async () => {
  const site = await openSite(world);
  const impatient = createSiteDesks(world.db.pool, world.tools.clock, 100);
  await expect(impatient.withSite(site.id, () => new Promise(() => undefined))).rejects.toMatchObject({
    code: 'database-unavailable',
  });
  expect(await world.desks.withSite(site.id, async () => 'mine')).toBe('mine');
});
