/** Thousands of sites straight in the tables: for lists of all of them, in tests and in the bench. */
import type { Pool } from 'pg';

export interface ManySites {
  /** Numbers 10001, 10002, … */
  readonly count: number;
  /** Runs of each, the last one good a few hours ago unless a site is one of the special ones below. */
  readonly runsOfEach: number;
  readonly nowIso: string;
}

/**
 * Every 10th was refused since, every 20th waits for a person, every 25th is late by eight days, every 40th has no year,
 * every 50th is being imported. Names are « Collège Éléonore 1 »…; each has two establishments and closure periods.
 */
export async function makeManySites(pool: Pool, { count, runsOfEach, nowIso }: ManySites): Promise<void> {
  const last = 10_000 + count;
  await pool.query(
    `insert into sites (id, name, current_year) select id, 'Collège Éléonore ' || id - 10000,
       case when id % 40 <> 0 then 2026 end from generate_series(10001, $1::int) id`,
    [last],
  );
  await pool.query(
    `insert into establishments (site_id, number, uai, name)
     select id, number, lpad((id * 2 + number)::text, 7, '0') || chr(64 + number), case number when 1 then 'Collège ' else 'Lycée ' end || id
     from generate_series(10001, $1::int) id, generate_series(1, 2) number`,
    [last],
  );
  await pool.query(
    `insert into school_years (site_id, start_year, first_day, last_day, opened_at)
     select id, 2026, '2026-09-01', '2027-07-06', '2026-08-28' from generate_series(10001, $1::int) id where id % 40 <> 0`,
    [last],
  );
  await pool.query(
    `insert into access_accounts (site_id, person_id, login, password_hash, created_at)
     select id, 'P1', 'emp.prenom.nom.' || id, '-', '2026-08-28' from generate_series(10001, $1::int) id`,
    [last],
  );
  await pool.query(
    `insert into closure_periods (site_id, year, establishment, first_day, last_day, source)
     select id, 2026, number, day, day + 15, 'file' from generate_series(10001, $1::int) id, generate_series(1, 2) number,
       unnest(array['2026-10-17', '2026-12-19', '2027-02-13', '2027-04-10']::date[]) day`,
    [last],
  );
  await pool.query(
    `with made as (
       insert into deposits (site_id, via, name, size, sha256, received_at)
       select id, 'webdav', 'EDT.xml', 1000000, md5(id::text), $2::timestamptz - (nr * interval '2 hours')
         - case when id % 25 = 0 then interval '8 days' else interval '3 hours' end
       from generate_series(10001, $1::int) id, generate_series($3::int, 1, -1) nr where id % 40 <> 0
       returning id, site_id, received_at)
     insert into runs (site_id, trigger, status, reason, scope, deposit_id, received_at, due_at)
     select site_id, 'automatic', case when id % 3 = 0 then 'integrated' else 'unchanged' end,
       case when id % 3 = 0 then null else 'same-as-last' end, '{1,2}', id, received_at, received_at from made order by received_at`,
    [last, nowIso, runsOfEach],
  );
  for (const [every, status] of [
    [10, 'rejected'],
    [20, 'held'],
    [50, 'running'],
  ] as const) {
    await pool.query(
      `with made as (
         insert into deposits (site_id, via, name, size, sha256, received_at)
         select id, 'webdav', 'EDT.xml', 1000000, md5(id::text), $2::timestamptz - interval '1 hour'
         from generate_series(10001, $1::int) id where id % $3 = 0 returning id, site_id, received_at)
       insert into runs (site_id, trigger, status, scope, deposit_id, received_at, due_at)
       select site_id, 'automatic', $4, $5::int[], id, received_at, received_at from made`,
      [last, nowIso, every, status, status === 'held' ? [1, 2] : null],
    );
  }
  await pool.query(
    `insert into troubles (site_id, key, opened_at, last_seen_at)
     select id, 'rejected|url site|not-an-export', now(), now() from generate_series(10001, $1::int) id where id % 10 = 0`,
    [last],
  );
  await pool.query('analyze');
}
