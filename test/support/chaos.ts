/** A site under attack: processes that come and go, deposits whose acknowledgement is remembered, and the reckoning at the end. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { expect } from 'vitest';
import { openHome, socketFolderOf } from '../../src/adapters/store/embedded-postgres-home.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { cancelWeeks, changeRooms, moveCourse, replaceTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { json } from './daemon.ts';
import { basic, type Installation, makeSite, newInstallation } from './school-site.ts';

export interface JournalRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly trigger: string;
  readonly attempt: number;
}

export interface Victim {
  readonly installation: Installation;
  readonly environment: Readonly<Record<string, string>>;
  readonly site: number;
  readonly school: School;
  readonly authorization: string;
  /** Files that differ; each is a valid export of the school. */
  readonly versions: readonly string[];
  /** How often each name was sent, and how often that was acknowledged. */
  readonly deposits: ReadonlyMap<string, { sent: number; acknowledged: number }>;
  /** Deposits a file; the status, or null when the connection broke. */
  deposit(url: string, name: string, content: string): Promise<number | null>;
  /** A deposit whose answer nobody waited for: it may have been kept. */
  expectPerhaps(name: string, content: string): void;
  /** What the last deposit of that name carried, answered or not. */
  contentOf(name: string): string;
}

export const SITE = 4817;

/** A configuration file that looks for lost runs and tries again sooner than an operator would want. */
export function briskConfig(work: Readonly<Record<string, unknown>> = {}): string {
  const file = path.join(mkdtempSync(path.join(process.env.CARILLON_TEST_FOLDER ?? tmpdir(), 'brisk-')), 'config.json');
  const brisk = { sweepSeconds: 0.5, retrySeconds: [0.3, 0.5, 1, 2, 2, 2, 2, 2, 2, 2], drainSeconds: 10, ...work };
  writeFileSync(file, JSON.stringify({ work: brisk }));
  return file;
}

/** A small school with its first import made, on a database and folders of its own. */
export async function makeVictim(
  seed: string,
  extra: Readonly<Record<string, string>> = {},
  site = SITE,
): Promise<Victim> {
  const installation = newInstallation(extra);
  const { environment } = installation;
  const school = inventSchool({ seed, size: 'small' });
  const authorization = basic(await makeSite(installation, school, site));
  return { ...victimOf(school, site, authorization), installation, environment };
}

function victimOf(school: School, site: number, authorization: string) {
  const deposits = new Map<string, { sent: number; acknowledged: number }>();
  const contents = new Map<string, string>();
  return {
    site,
    school,
    authorization,
    versions: [
      writeEdt(school),
      writeEdt(changeRooms(school, 3)),
      writeEdt(moveCourse(school)),
      writeEdt(replaceTeacher(school)),
      writeEdt(cancelWeeks(school, 2)),
    ],
    deposits,
    expectPerhaps(name: string, content: string) {
      deposits.set(name, { sent: 1, acknowledged: 0 });
      contents.set(name, content);
    },
    contentOf: (name: string) => contents.get(name) ?? '',
    async deposit(url: string, name: string, content: string) {
      const count = deposits.get(name) ?? { sent: 0, acknowledged: 0 };
      deposits.set(name, count);
      contents.set(name, content);
      count.sent += 1;
      const status = await fetch(`${url}/webdav/${site}/${name}`, {
        method: 'PUT',
        headers: { authorization },
        body: content,
      }).then(
        (answer) => answer.status,
        () => null,
      );
      if (status === 201 || status === 204) count.acknowledged += 1;
      return status;
    },
  };
}

/** A connection pool that survives whatever happens to its server. */
export function patientPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 2, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Where the private PostgreSQL of a data folder listens. */
export async function privateServerOf(dataFolder: string): Promise<string> {
  const host = encodeURIComponent(socketFolderOf(await openHome(dataFolder)));
  return `postgresql://carillon@localhost/carillon?host=${host}`;
}

/** The site's runs, oldest first. */
export async function journalOf(pool: Pool, site = SITE): Promise<JournalRun[]> {
  const { rows } = await pool.query<JournalRun>(
    `select r.id, d.name, r.status, r.trigger, r.attempt from runs r join deposits d on d.id = r.deposit_id
     where r.site_id = $1 order by r.id`,
    [site],
  );
  return rows;
}

/** Waits until a question is answered with yes; an answer that fails is a no. */
export async function until(what: string, ask: () => Promise<boolean> | boolean, maxMs = 60_000): Promise<void> {
  const deadline = Date.now() + maxMs;
  for (;;) {
    let trouble: unknown;
    try {
      if (await ask()) return;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${maxMs} ms: ${what}`, { cause: trouble });
    await pause(20);
  }
}

/** Waits until no run of the site waits or is carried. */
export async function allEnded(pool: Pool, site = SITE, maxMs = 60_000): Promise<void> {
  const isAtWork = (run: JournalRun): boolean => run.status === 'received' || run.status === 'running';
  await until(`all runs of site ${site} ended`, async () => !(await journalOf(pool, site)).some(isAtWork), maxMs);
}

/**
 * Every acknowledged deposit is in the journal, none was journalled that was not sent, each has exactly one automatic run,
 * and each run came to a good end.
 */
export async function expectNothingLost(pool: Pool, victim: Victim): Promise<void> {
  const { rows } = await pool.query<{ name: string; runs: string[] }>(
    `select d.name, coalesce(array_agg(r.status) filter (where r.id is not null), '{}') runs
     from deposits d left join runs r on r.deposit_id = d.id
     where d.site_id = $1 and d.via = 'webdav' group by d.id order by d.id`,
    [victim.site],
  );
  for (const { name, runs } of rows) {
    expect(runs, `runs of ${name}`).toHaveLength(1);
    expect(runs[0], name).toMatch(/^(integrated|integrated-with-alerts|unchanged|superseded)$/);
  }
  // Every effect moves the site's version on by one: as many effects as integrated runs of timetables.
  const { rows: effects } = await pool.query<{ version: number; integrated: number }>(
    `select applied_version::int as version, (select count(*)::int from runs r
       where r.site_id = s.id and r.kind = 'timetable' and r.status like 'integrated%') integrated
     from sites s where id = $1`,
    [victim.site],
  );
  expect(effects[0]?.version, 'effects').toBe(effects[0]?.integrated);
  for (const [name, { sent, acknowledged }] of victim.deposits) {
    const kept = rows.filter((row) => row.name === name).length;
    expect(kept, `deposits of ${name}, ${acknowledged} times acknowledged`).toBeGreaterThanOrEqual(acknowledged);
    expect(kept, `deposits of ${name}, ${sent} times sent`).toBeLessThanOrEqual(sent);
  }
}

/** What is stored of a site's days to come, as digests that do not depend on ids or on the site. */
async function storedDigest(pool: Pool, site: number): Promise<Record<string, string>> {
  const { rows } = await pool.query<Record<string, string>>(
    `select
       (select md5(string_agg(line, '|' order by line)) from (
          select concat_ws(' ', s.starts_at, s.ends_at, s.cancelled, c.subject_code, c.divisions, c.groups, c.teachers, c.rooms) line
          from sessions s join session_contents c on c.id = s.content_id
          where s.site_id = $1 and s.starts_at > now() + interval '1 day') x) sessions,
       (select count(*) from sessions where site_id = $1) total,
       (select md5(string_agg(name, '|' order by name)) from groups where site_id = $1) groups,
       (select count(*) || ' ' || sum(weekly_minutes) from teaching_services where site_id = $1) services,
       (select count(*) || ' ' || md5(string_agg(student_key, '|' order by student_key)) from memberships where site_id = $1) memberships,
       (select count(*) from courses where site_id = $1) courses,
       (select string_agg(first_day || ' ' || last_day, '|' order by first_day) from closure_periods where site_id = $1) closures`,
    [site],
  );
  return rows[0] ?? {};
}

const references = new WeakMap<Victim, Map<string, Record<string, string>>>();

/** What a neighbour that nobody attacks has stored after the same file: the same first import, then this one. */
async function referenceOf(pool: Pool, victim: Victim, content: string): Promise<Record<string, string>> {
  const { installation, environment, school } = victim;
  const site = victim.site + 1;
  let known = references.get(victim);
  if (known === undefined) {
    await makeSite(installation, school, site);
    known = new Map();
    references.set(victim, known);
  }
  const before = known.get(content);
  if (before) return before;
  const file = path.join(installation.folder, 'reference.xml');
  writeFileSync(file, content);
  await json(['import', '--site', String(site), '--manual', file], environment);
  const digest = await storedDigest(pool, site);
  known.set(content, digest);
  return digest;
}

/** What is stored is what the last applied file says, to the last session: the same as where nothing ever went wrong. */
export async function expectStoredIsLastApplied(pool: Pool, victim: Victim): Promise<void> {
  const runs = (await journalOf(pool, victim.site)).filter((run) => run.trigger === 'automatic');
  const applied = runs.findLast((run) => run.status.startsWith('integrated'));
  const content = applied ? victim.contentOf(applied.name) : (victim.versions[0] ?? '');
  expect(await storedDigest(pool, victim.site)).toEqual(await referenceOf(pool, victim, content));
}

/** When no run waits or is carried any more: nothing is lost, nothing done twice, and what is stored is what the last applied file says. */
export async function expectAllWell(pool: Pool, victim: Victim, maxMs = 60_000): Promise<void> {
  await allEnded(pool, victim.site, maxMs);
  await expectNothingLost(pool, victim);
  await expectStoredIsLastApplied(pool, victim);
}

/** Files of unfinished uploads in the spool. */
export function unfinishedIn(spool: string): string[] {
  return readdirSync(path.join(spool, 'tmp'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}
