/** How all sites stand, by one statement for thousands of them, and a second for closures where a site looks late. */

import {
  DEFAULT_EXPECTED_DAYS,
  DEFAULT_WORKING_DAYS,
  type DepositWatch,
  freshnessOf,
} from '../../domain/notify/freshness.ts';
import type { SiteStanding } from '../../domain/notify/overview.ts';
import type { Queryable } from './runs.ts';

interface StandingRow {
  readonly id: number;
  readonly name: string;
  readonly timezone: string;
  readonly year: number | null;
  readonly expected: number | null;
  readonly working: readonly number[] | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly establishments: SiteStanding['establishments'];
  readonly last_good: number | null;
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  readonly failing: number;
}

/** Each part is read once for all sites, but for the last good deposit: one step into its index for each. */
export const STANDINGS = `
  select s.id, s.name, s.timezone, s.current_year as year,
    (s.settings->>'expectedWorkingDays')::int expected, s.settings->'workingDays' working, y.first_day, y.last_day,
    coalesce(e.establishments, '[]') establishments, g.received_at last_good,
    coalesce(o.running, 0) running, coalesce(o.waiting, 0) waiting, coalesce(o.held, 0) held, coalesce(t.failing, 0) failing
  from sites s
  left join school_years y on y.site_id = s.id and y.start_year = s.current_year
  left join (select site_id, json_agg(json_build_object('number', number, 'uai', uai, 'name', name) order by number) establishments
    from establishments group by site_id) e on e.site_id = s.id
  left join lateral (select received_at from runs where site_id = s.id and (status in ('integrated', 'integrated-with-alerts')
    or status = 'unchanged' and reason = 'same-as-last') order by id desc limit 1) g on true
  left join (select site_id, count(*) filter (where status = 'running')::int running,
      count(*) filter (where status = 'received')::int waiting, count(*) filter (where status = 'held')::int held
    from (select site_id, status from runs where status in ('received', 'running')
      union all select site_id, status from runs where status = 'held') open group by site_id) o on o.site_id = s.id
  left join (select site_id, count(*)::int failing from troubles
    where closed_at is null and split_part(key, '|', 1) in ('rejected', 'failed') group by site_id) t on t.site_id = s.id
  where $1::int[] is null or s.id = any($1)`;

const DAY_MS = 86_400_000;

/** All sites, or those that are named. */
export async function listStandings(
  db: Queryable,
  siteIds: readonly number[] | null,
  now: number,
): Promise<SiteStanding[]> {
  const { rows } = await db.query<StandingRow>(STANDINGS, [siteIds]);
  // Days off can only make a site less late: most sites need none.
  const late = rows.filter((row) => isLate(freshnessOf(watchOf(row, [], now)).state));
  const closures = await closuresOf(db, late, now);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    timezone: row.timezone,
    establishments: row.establishments,
    year: row.year,
    lastGoodAt: row.last_good,
    freshness: freshnessOf(watchOf(row, closures.get(row.id) ?? [], now)),
    running: row.running,
    waiting: row.waiting,
    held: row.held,
    failing: row.failing,
  }));
}

function isLate(state: string): boolean {
  return state === 'late' || state === 'stale';
}

type Closures = DepositWatch['closures'];

function watchOf(row: StandingRow, closures: Closures, now: number): DepositWatch {
  return {
    now,
    lastGoodAt: row.last_good,
    timeZone: row.timezone,
    expectedDays: row.expected ?? DEFAULT_EXPECTED_DAYS,
    workingDays: row.working ?? DEFAULT_WORKING_DAYS,
    year: row.first_day && row.last_day ? { firstDay: row.first_day, lastDay: row.last_day } : null,
    closures,
  };
}

/** Closure periods since the oldest of these last good deposits, for each site a list for each establishment. */
async function closuresOf(db: Queryable, late: readonly StandingRow[], now: number): Promise<Map<number, Closures>> {
  if (late.length === 0) return new Map();
  const oldest = late.reduce((least, row) => Math.min(least, row.last_good ?? now), now);
  const { rows } = await db.query<{ site: number; establishment: number; firstDay: string; lastDay: string }>(
    `select c.site_id site, c.establishment, c.first_day "firstDay", c.last_day "lastDay"
     from closure_periods c join sites s on s.id = c.site_id and s.current_year = c.year
     where c.site_id = any($1) and c.last_day >= $2::timestamptz::date - 1`,
    [late.map((row) => row.id), new Date(oldest - DAY_MS).toISOString()],
  );
  const bySite = new Map<number, Map<number, { firstDay: string; lastDay: string }[]>>();
  for (const { site, establishment, firstDay, lastDay } of rows) {
    const own = bySite.get(site) ?? new Map<number, { firstDay: string; lastDay: string }[]>();
    bySite.set(site, own);
    own.set(establishment, [...(own.get(establishment) ?? []), { firstDay, lastDay }]);
  }
  return new Map(
    late.map(({ id, establishments }) => [id, establishments.map((one) => bySite.get(id)?.get(one.number) ?? [])]),
  );
}
