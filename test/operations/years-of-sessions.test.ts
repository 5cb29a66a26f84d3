/** Reading a week costs the same however many years of sessions are stored, and however many sites: counted in pages of the database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queryable } from '../../src/adapters/store/runs.ts';
import { listSessions } from '../../src/adapters/store/timetable.ts';
import { readWeek } from '../../src/adapters/store/week-reader.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

const MONDAY = '2026-11-23';
const DIVISION = school.divisions[0]?.name ?? '';

let world: World;
let site: Site;
beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world);
  // Seven weeks stand for a year.
  await world.db.pool.query("delete from sessions where starts_at < '2026-11-02' or starts_at >= '2026-12-19'");
});
afterAll(() => world.close());

interface PlanRow {
  readonly 'QUERY PLAN': readonly {
    readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number };
  }[];
}

/** A connection that sums up the pages that its answers were made of. */
function counting(client: Queryable): { readonly db: Queryable; pages(): number } {
  let pages = 0;
  const query = async (text: string, values?: unknown[]) => {
    const { rows } = await client.query<PlanRow>(`explain (analyze, buffers, format json) ${text}`, values);
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    pages += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
    return await client.query(text, values);
  };
  return { db: { query } as unknown as Queryable, pages: () => pages };
}

/**
 * Pages for a class's week as the timetable page reads it, for everybody's week in the API, and how many sessions they held.
 * `byIndex`: as they are read by index alone, where PostgreSQL would rather read tables as small as these from end to end.
 */
async function costs(byIndex: boolean): Promise<Readonly<Record<'week' | 'list' | 'sessions', number>>> {
  const client = await world.db.pool.connect();
  try {
    await client.query('vacuum analyze sessions, session_contents');
    if (byIndex) await client.query('set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off');
    const place = { id: site.id, timezone: 'Europe/Paris' };
    const [week, list] = [counting(client), counting(client)];
    const { sessions } = await readWeek(week.db, place, MONDAY, { kind: 'division', name: DIVISION });
    const { total } = await listSessions(list.db, place, { from: MONDAY, to: '2026-11-29', limit: 1_000 });
    return { week: week.pages(), list: list.pages(), sessions: sessions.length + total };
  } finally {
    await client.query('reset all');
    client.release();
  }
}

/** The sessions of the open year once more: years before, or at another site. */
async function copySessions(target: number, years: number): Promise<void> {
  const { pool } = world.db;
  await pool.query(
    `insert into session_contents (site_id, year, digest, series, subject_code, subject_label, divisions, groups, teachers,
       rooms, division_names, group_names, teacher_names)
     select $2, year - $3::int, digest, series, subject_code, subject_label, divisions, groups, teachers, rooms, division_names,
       group_names, teacher_names from session_contents where site_id = $1 and year = 2026`,
    [site.id, target, years],
  );
  await pool.query(
    `insert into sessions (site_id, year, establishment, starts_at, ends_at, content_id, cancelled)
     select $2, s.year - $3::int, s.establishment, s.starts_at - $3::int * interval '364 days',
       s.ends_at - $3::int * interval '364 days', copy.id, s.cancelled
     from sessions s join session_contents c on c.id = s.content_id
       join session_contents copy on copy.site_id = $2 and copy.year = s.year - $3::int and copy.digest = c.digest
     where s.site_id = $1 and s.year = 2026`,
    [site.id, target, years],
  );
}

/** Years and neighbours up to these, and how many sessions there are then for one of the open year. */
let [years, neighbours] = [0, 0];
async function growTo(wanted: { readonly years: number; readonly neighbours: number }): Promise<number> {
  while (years < wanted.years) await copySessions(site.id, ++years);
  while (neighbours < wanted.neighbours) await copySessions(900_000 + ++neighbours, 0);
  const { rows } = await world.db.pool.query<{ ratio: number }>(
    'select (count(*) / count(*) filter (where site_id = $1 and year = 2026))::float8 as ratio from sessions',
    [site.id],
  );
  return rows[0]?.ratio ?? 0;
}

test('a week is read from as few pages after ten years and beside forty sites as in the first year', async () => {
  const early = await costs(true);
  expect(early.sessions).toBeGreaterThan(100);
  expect(await growTo({ years: 9, neighbours: 40 })).toBe(50);
  const late = await costs(false);
  expect(late.sessions).toBe(early.sessions);
  // An index that is one step deeper costs a page for each step down, and no more.
  const growth = Math.max(late.week, late.list) / Math.max(early.week, early.list);
  expect(growth, JSON.stringify({ early, late })).toBeLessThan(1.5);
});
