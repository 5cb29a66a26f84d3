/** Retention with the clock set forward: what is old goes, what a run or a deposit still needs stays, and no upload is lost to a sweep. */
import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/adapters/store/audit.ts';
import { forgetOld, namedObjects } from '../../src/adapters/store/retention.ts';
import { keepHouse } from '../../src/daemon/housekeeping.ts';
import { dropCourses } from '../../src/demo/school/mutate-courses.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

const RETENTION = { sourceDays: 400, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 1_200 };
const DAY_MS = 86_400_000;

let world: World;
let site: Site;
let spoolRoot: string;

function days(count: number): void {
  world.setNow(new Date(world.now() + count * DAY_MS).toISOString());
}

async function one<T>(sql: string, values: readonly unknown[] = []): Promise<T> {
  const { rows } = await world.db.pool.query<{ value: T }>(sql, [...values]);
  if (!rows[0]) throw new Error('no row');
  return rows[0].value;
}

const objectOf = (sha: string): string => path.join(spoolRoot, 'objects', sha.slice(0, 2), sha);

/** Writes bytes into the spool without a deposit; `age` in days. */
async function object(bytes: string, age: number): Promise<string> {
  const incoming = await world.spool.receive();
  await incoming.write(Buffer.from(bytes));
  const { sha256 } = await incoming.seal();
  makeOld(sha256, age);
  return sha256;
}

function makeOld(sha: string, age: number): void {
  const at = (Date.now() - age * DAY_MS) / 1_000;
  utimesSync(objectOf(sha), at, at);
}

function sweep() {
  const named = (hashes: readonly string[]) => namedObjects(world.db.pool, hashes);
  return world.spool.sweep({ before: Date.now() - DAY_MS, named });
}

beforeAll(async () => {
  world = await startWorld('2026-10-05T07:00:00+02:00');
  spoolRoot = path.join(world.db.dataFolder, 'spool');
  site = await openSite(world);
});
afterAll(() => world.close());

describe('after 401 days', () => {
  it('sources, reports and messages are gone; the last applied, held and waiting ones are not', async () => {
    const old = await site.deposit('<no export>', { name: 'broken.xml' });
    const applied = await one<string>('select run_id as value from applied where site_id = $1', [site.id]);
    const held = await site.deposit(dropCourses(school, 70));
    expect(held.run.status).toBe('held');
    const waiting = await world.drop(site.folder, 'waiting.xml', '<later/>');
    expect(await one<number>('select count(*)::int as value from messages where site_id = $1', [site.id])).toBe(2);
    days(399);
    expect(await forgetOld(world.db.database, RETENTION, world.now())).toMatchObject({
      sources: 0,
      reports: 0,
      messages: 0,
    });
    days(2);
    const forgotten = await forgetOld(world.db.database, RETENTION, world.now());
    // The report of the refused file and that of the directory, whose source went with its run.
    expect(forgotten).toMatchObject({ sources: 1, reports: 2 });
    const stateOf = (run: string | null) =>
      one<object>(
        `select json_build_object('report', r.report is not null, 'source', d.forgotten_at is null, 'listed', d.hidden_at is null)
           as value from runs r join deposits d on d.id = r.deposit_id where r.id = $1`,
        [run],
      );
    expect(await stateOf(old.run.id)).toEqual({ report: false, source: false, listed: false });
    expect(await stateOf(applied)).toMatchObject({ report: true, source: true });
    expect(await stateOf(waiting)).toMatchObject({ source: true, listed: true });
    expect(await stateOf(held.run.id)).toEqual({ report: true, source: true, listed: true });
    // The history stays, with a report that says the little that is left.
    expect((await world.administration.report(old.run.id ?? '')).run).toMatchObject({
      status: 'rejected',
      forgotten: true,
    });
    for (const kept of [held.run.id, waiting, applied])
      expect((await world.administration.report(kept ?? '')).run).not.toHaveProperty('forgotten');
  });

  it('the bytes go with the last deposit that names them, and are told missing in words', async () => {
    const gone = await one<{ id: string; sha: string }>(
      `select json_build_object('id', r.id::text, 'sha', d.sha256) as value from runs r join deposits d on d.id = r.deposit_id
       where d.forgotten_at is not null and r.kind = 'timetable' and d.site_id = $1`,
      [site.id],
    );
    for (const sha of allObjects()) makeOld(sha, 401);
    const before = allObjects().length;
    const { objects } = await sweep();
    expect(objects).toBe(1);
    expect(allObjects()).toHaveLength(before - 1);
    expect(existsSync(objectOf(gone.sha))).toBe(false);
    const { bytes } = await world.administration.source(gone.id).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'source-missing' });
      return { bytes: (async function* () {})() };
    });
    await expect(readAll(bytes)).resolves.toBe(0);
    // What was kept still works: the waiting run finds its file.
    await world.work(site.id);
    expect(await one<string>('select status as value from runs order by id desc limit 1')).toBe('rejected');
  });
});

describe('the sweep of the spool', () => {
  it('takes what no deposit ever named after a day, and leaves what is fresh or named', async () => {
    const orphan = await object('orphan', 2);
    const fresh = await object('fresh', 0.5);
    const named = await object('<named/>', 2);
    await world.drop(site.folder, 'named.xml', '<named/>');
    makeOld(named, 2);
    expect((await sweep()).objects).toBe(1);
    expect([orphan, fresh, named].map((sha) => existsSync(objectOf(sha)))).toEqual([false, true, true]);
    expect(existsSync(path.join(spoolRoot, 'aside'))).toBe(false);
  });

  it('keeps bytes that are deposited between its question and its deed', async () => {
    const sha = await object('<again/>', 2);
    let asked = 0;
    await world.spool.sweep({
      before: Date.now() - DAY_MS,
      named: async (hashes) => {
        const answer = await namedObjects(world.db.pool, hashes);
        // The journal has answered; the same bytes come in before the object is touched, then after it was set aside.
        if (hashes.includes(sha) && asked < 2) {
          asked += 1;
          await world.drop(site.folder, `again-${asked}.xml`, '<again/>');
        }
        return answer;
      },
    });
    expect(asked).toBe(2);
    expect(existsSync(objectOf(sha))).toBe(true);
    await expect(readAll(world.spool.open(sha))).resolves.toBe('<again/>'.length);
  });

  it('puts right what a killed sweep had set aside', async () => {
    const sha = await object('<aside/>', 2);
    await world.drop(site.folder, 'aside.xml', '<aside/>');
    const aside = path.join(spoolRoot, 'aside');
    mkdirSync(aside);
    renameSync(objectOf(sha), path.join(aside, sha));
    await sweep();
    expect(existsSync(objectOf(sha))).toBe(true);
  });
});

describe('the rest of the house', () => {
  it('contents that no session says go; logins, links and browsers that have expired too', async () => {
    const orphans = await one<number>(
      `with gone as (delete from sessions where id in (select id from sessions where site_id = $1 limit 1) returning 1)
       select count(*)::int as value from gone`,
      [site.id],
    );
    expect(orphans).toBe(1);
    await world.db.pool.query(
      `insert into session_contents (site_id, year, digest, series, subject_code, subject_label, divisions, groups, teachers,
         rooms, division_names, group_names, teacher_names)
       values ($1, 2026, 'x', 's', 'M', 'M', '{}', '{}', '[]', '{}', '{}', '{}', '{}')`,
      [site.id],
    );
    const manager = await one<string>('select person_id as value from site_roles where site_id = $1', [site.id]);
    await world.db.pool.query("insert into logins values ('\\x01', $1, now(), to_timestamp($2 / 1000.0), now())", [
      manager,
      world.now() - 1,
    ]);
    await world.db.pool.query(
      `insert into known_browsers (token_hash, person_id, created_at, seen_at)
       select n::text::bytea, $1, now(), to_timestamp($2 / 1000.0) - n * interval '1 day' from unnest(array[179, 181]) n`,
      [manager, world.now()],
    );
    const sessions = await one<number>('select count(*)::int as value from sessions');
    const forgotten = await forgetOld(world.db.database, RETENTION, world.now());
    expect(forgotten.contents).toBeGreaterThanOrEqual(1);
    expect(forgotten.logins).toBe(2);
    expect(await one<number>('select count(*)::int as value from known_browsers')).toBe(1);
    expect(await one<number>('select count(*)::int as value from sessions')).toBe(sessions);
    expect(
      await one<number>(
        'select count(*)::int as value from sessions s left join session_contents c on c.id = s.content_id where c.id is null',
      ),
    ).toBe(0);
  });

  it('a site whose import is under way keeps its contents until the next time', async () => {
    await world.db.pool.query(
      `insert into session_contents (site_id, year, digest, series, subject_code, subject_label, divisions, groups, teachers,
         rooms, division_names, group_names, teacher_names)
       values ($1, 2026, 'y', 's', 'M', 'M', '{}', '{}', '[]', '{}', '{}', '{}', '{}')`,
      [site.id],
    );
    await world.desks.withSite(site.id, async () => {
      expect((await forgetOld(world.db.database, RETENTION, world.now())).contents).toBe(0);
    });
    expect((await forgetOld(world.db.database, RETENTION, world.now())).contents).toBe(1);
  });

  it('one process at a time does the round, which ends with a verified audit log', async () => {
    const lines: string[] = [];
    const log = {
      info: (_: object, text: string) => lines.push(text),
      error: (_: object, text: string) => lines.push(text),
    };
    const house = {
      database: world.db.database,
      config: { retention: RETENTION },
      clock: { now: world.now },
      spool: world.spool,
      log,
    } as unknown as Parameters<typeof keepHouse>[0];
    const rounds = await Promise.all([keepHouse(house), keepHouse(house)]);
    expect(rounds.filter((round) => round !== null).length).toBeGreaterThanOrEqual(1);
    expect(lines).toContain('retention done');
    days(1_300);
    await keepHouse(house);
    const { broken, entries } = await verifyAudit(world.db.pool);
    expect(broken).toBeNull();
    expect(entries).toBeLessThan(5);
  });
});

function allObjects(): string[] {
  const objects = path.join(spoolRoot, 'objects');
  return readdirSync(objects).flatMap((prefix) => readdirSync(path.join(objects, prefix)));
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of bytes) size += chunk.length;
  } catch (error) {
    expect(error).toMatchObject({ code: 'source-missing' });
    return 0;
  }
  return size;
}
