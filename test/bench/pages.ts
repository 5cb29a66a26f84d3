/** How long the server takes for each page, on a large lycée with 100 runs and 100,000 sessions, and with 5,000 sites beside it. */
import type { InjectOptions, Response } from 'light-my-request';
import type { Pool } from 'pg';
import { inventSchool } from '../../src/demo/school/school.ts';
import { type LivedSite, openLivedSite } from '../support/lived-site.ts';
import { makeManySites } from '../support/many-sites.ts';
import { pageTour, type Stop } from '../support/page-tour.ts';
import type { BenchResult } from './measure.ts';

const RUNS = 100;
const SESSIONS = 100_000;
const SITES = 5_000;
const ROUNDS = 15;
const TARGET_MS = 200;

/** One line for each page: the median, and the 95th of a hundred, which has the target. */
export async function benchPages(): Promise<BenchResult[]> {
  const lived = await openLivedSite(inventSchool({ seed: 'carillon', size: 'lycee' }));
  try {
    const { pool } = lived.world.db;
    await fill(pool, lived);
    await makeManySites(pool, { count: SITES, runsOfEach: 20, nowIso: new Date(lived.world.now()).toISOString() });
    const manager = await signIn(lived, 'manager');
    const operator = await signIn(lived, 'operator');
    const results: BenchResult[] = [];
    for (const stop of pageTour(lived)) {
      const visitor = stop.needs === 'operator' ? operator : manager;
      results.push(await measure(stop.name, () => visitor.look(stop)));
    }
    const change = { 'limit.services-modified': '5', 'blocking.services-modified': 'on' };
    results.push(await measure('/thresholds/try', () => manager.send('/thresholds/try', change)));
    const slowest = Math.max(...results.map((one) => one.p95 ?? 0));
    const met = slowest <= TARGET_MS;
    return [{ name: 'pages', value: slowest, unit: 'ms', target: TARGET_MS, met }, ...results];
  } finally {
    await lived.close();
  }
}

/** Runs like those that were made, and last year's sessions like this year's. */
async function fill(pool: Pool, { site, runs }: LivedSite): Promise<void> {
  const { rows } = await pool.query<{ runs: number; sessions: number }>(
    `select (select count(*)::int from runs where site_id = $1) runs, (select count(*)::int from sessions where site_id = $1) sessions`,
    [site.id],
  );
  const have = rows[0] ?? { runs: 0, sessions: 0 };
  // Older than those that are shown: their numbers are lower.
  await pool.query(
    `with made as (
       insert into deposits (site_id, establishment, account_id, via, name, size, sha256, received_at, hidden_at)
       select d.site_id, d.establishment, d.account_id, d.via, d.name, d.size, d.sha256, d.received_at - nr * interval '2 hours', d.received_at
       from deposits d join runs r on r.deposit_id = d.id and r.id = $1, generate_series(1, $2::int) nr returning id, received_at),
     numbered as (select id, received_at, row_number() over (order by id) nr from made)
     insert into runs (id, site_id, establishment, scope, trigger, status, deposit_id, received_at, taken_in_at, ended_at, due_at, steps, year,
       digest, directory_version, match_version, base_version, archived_as, report)
     overriding system value
     select -n.nr, r.site_id, r.establishment, r.scope, r.trigger, r.status, n.id, n.received_at, n.received_at, n.received_at, n.received_at,
       r.steps, r.year, r.digest, r.directory_version, r.match_version, r.base_version, r.archived_as, r.report
     from numbered n, runs r where r.id = $1`,
    [runs.applied, Math.max(0, RUNS - have.runs)],
  );
  await pool.query(
    `insert into sessions (site_id, year, establishment, starts_at, ends_at, content_id, cancelled)
     select site_id, year - 1, establishment, starts_at - interval '364 days', ends_at - interval '364 days', content_id, cancelled
     from sessions where site_id = $1 order by id limit $2`,
    [site.id, Math.max(0, SESSIONS - have.sessions)],
  );
}

interface Visitor {
  look(stop: Stop): Promise<Response>;
  /** A form of the site, with its proof. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Response>;
}

/** Requests without a network between: what is measured is the server's own time. */
async function signIn({ web, people, site }: LivedSite, role: keyof LivedSite['people']): Promise<Visitor> {
  const cookies = new Map<string, string>();
  const ask = async (options: InjectOptions): Promise<Response> => {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...options.headers };
    const answer = await web.app.inject({ ...options, headers });
    for (const { name, value } of answer.cookies) cookies.set(name, value);
    return answer;
  };
  const post = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
    ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const proofOf = ({ body }: Response): string => /name="proof" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const form = await ask({ url: '/sign-in' });
  const [email, password] = people[role];
  await post('/sign-in', { proof: proofOf(form), email, password });
  const proof = proofOf(await ask({ url: '/account' }));
  return {
    look: ({ address, needs }) =>
      ask(needs === 'nobody' ? { url: address, headers: { cookie: '' } } : { url: address }),
    send: (path, fields) => post(`/sites/${site.id}${path}`, { proof, ...fields }),
  };
}

async function measure(name: string, ask: () => Promise<Response>): Promise<BenchResult> {
  const times: number[] = [];
  // The first two meet cold caches of statements and compiled code.
  for (let round = -2; round < ROUNDS; round++) {
    const start = performance.now();
    const { statusCode } = await ask();
    const ms = performance.now() - start;
    if (statusCode >= 400 && !name.includes('unknown')) throw new Error(`${name} is answered ${statusCode}`);
    if (round >= 0) times.push(ms);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.ceil(times.length * share) - 1] ?? 0) * 10) / 10;
  const p95 = at(0.95);
  return { name: `page ${name}`, value: at(0.5), unit: 'ms', p95, target: TARGET_MS, met: p95 <= TARGET_MS };
}
