/** Sites of a simulated fleet: made many at a time from one that imported its file in earnest, with an account each that deposits. */
import type { Pool } from 'pg';
import { hashPassword } from '../../src/adapters/store/passwords.ts';
import { settle } from '../../src/commands/open.ts';
import type { Carillon } from '../../src/main.ts';
import { basic } from '../support/school-site.ts';
import { bytesOf } from '../support/world.ts';

/** The site that all are made from; theirs are the numbers after it. */
export const TEMPLATE = 10_000;
export const NAME = 'EDT.xml';
/** An exporter tries again when it is told that the server is busy. */
const MAX_TRIES = 10;
/** Told to come back later than this, it has been refused. */
const MAX_WAIT_SECONDS = 120;

/** So many sites that have applied the template's file: what a deposit of the same timetable needs of them, and accounts that deposit. */
export async function makeFleet(carillon: Carillon, count: number, password: string): Promise<void> {
  const { pool } = carillon.database;
  const range = [TEMPLATE, TEMPLATE + count];
  const copied = async (table: string, columns: string): Promise<void> => {
    await pool.query(
      `insert into ${table} (site_id, ${columns}) select n, ${columns} from ${table} t, generate_series($1::int + 1, $2::int) n where t.site_id = $1`,
      range,
    );
  };
  await pool.query(
    `insert into sites (id, name, timezone, current_year, settings, thresholds, applied_version, directory_version, match_version)
     select n, 'Collège ' || n, timezone, current_year, settings, thresholds, applied_version, directory_version, match_version
     from sites t, generate_series($1::int + 1, $2::int) n where t.id = $1`,
    range,
  );
  await copied('establishments', 'number, uai, name');
  await copied('school_years', 'start_year, first_day, last_day, opened_at');
  await copied('directory_entries', 'id, kind, last_name, first_name');
  await pool.query(
    `insert into access_accounts (site_id, person_id, login, password_hash, created_at)
     select n, person_id, 'emp.flotte.' || n, password_hash, now() from access_accounts a, generate_series($1::int + 1, $2::int) n
     where a.site_id = $1`,
    range,
  );
  await pool.query(
    `with of_template as (select r.*, d.name as filename, d.size from runs r join deposits d on d.id = r.deposit_id
       where r.site_id = $1 and r.kind = 'timetable' and r.status like 'integrated%' order by r.id limit 1),
     made as (insert into deposits (site_id, via, name, size, sha256, received_at)
       select n, 'command', filename, size, md5(n::text), received_at from of_template, generate_series($1::int + 1, $2::int) n returning id, site_id),
     ran as (insert into runs (site_id, trigger, kind, status, scope, establishment, year, digest, report, steps, deposit_id, received_at, due_at, ended_at, base_version)
       select m.site_id, t.trigger, t.kind, t.status, t.scope, t.establishment, t.year, t.digest, t.report, t.steps, m.id, t.received_at, t.due_at,
         t.ended_at, t.base_version from made m, of_template t returning id, site_id)
     insert into applied (site_id, year, establishment, run_id, scope, digest, directory_version, match_version)
     select ran.site_id, a.year, a.establishment, ran.id, a.scope, a.digest, a.directory_version, a.match_version
     from ran, applied a where a.site_id = $1`,
    range,
  );
  await saltPasswords(pool, password, range);
}

/** A hash of its own for each account: with one for all, a server that has checked it once would know them all. */
async function saltPasswords(pool: Pool, password: string, range: readonly number[]): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from access_accounts where site_id > $1 and site_id <= $2',
    [...range],
  );
  const salt = async ({ id }: { readonly id: string }): Promise<void> => {
    const hash = await hashPassword(password);
    await pool.query('update access_accounts set password_hash = $2 where id = $1', [id, hash]);
  };
  // More than a hundred at once would be refused.
  for (let from = 0; from < rows.length; from += 100) await Promise.all(rows.slice(from, from + 100).map(salt));
}

/** A timetable of its own for each of these sites. */
export async function importInto(carillon: Carillon, sites: readonly number[], xml: string): Promise<void> {
  await carillon.database.pool.query('delete from applied where site_id = any($1)', [sites]);
  for (const siteId of sites) {
    const file = { name: NAME, bytes: bytesOf(xml) };
    const { id } = await carillon.administration.startImport({ siteId, establishment: null, file }, 'command');
    await settle(carillon, siteId, id);
  }
}

export interface Answered {
  readonly ms: number;
  readonly tries: number;
}

export interface FleetFile {
  readonly site: number;
  readonly name: string;
  readonly body: string;
}

type Account = Parameters<typeof basic>[0];

/** The account of a site of the fleet; all have one password. */
export function accountOf(site: number, password: string): Account {
  return { login: `emp.flotte.${site}`, password };
}

/** Deposits a file; comes again when it is told to wait. Throws when it is refused. */
export async function depositAt(url: string, account: Account, { site, name, body }: FleetFile): Promise<Answered> {
  const authorization = basic(account);
  const start = performance.now();
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${url}/webdav/${site}/${name}`, {
      method: 'PUT',
      headers: { authorization },
      body,
    });
    const { status, headers } = answer;
    if (status === 201 || status === 204) return { ms: performance.now() - start, tries };
    const seconds = Number(headers.get('retry-after') ?? Number.POSITIVE_INFINITY);
    if (tries === MAX_TRIES || seconds > MAX_WAIT_SECONDS)
      throw new Error(`site ${site}: ${status} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

/** Resolves when no site of the fleet has a run that waits or is carried. */
export async function allDone(pool: Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      "select count(*)::int open from runs where status in ('received', 'running') and site_id > $1",
      [TEMPLATE],
    );
    if (rows[0]?.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The whole takes minutes: whoever waits is told what is going on. */
export function told(what: string): void {
  console.error(`${new Date().toISOString()} ${what}`);
}
