/** How all sites stand, by one statement for thousands of them, and a second for closures where a site looks late. */

import { addTo } from '../../domain/model/gather.ts';
import { type DepositWatch, freshnessOf } from '../../domain/notify/freshness.ts';
import type { SiteStanding, Standing } from '../../domain/notify/overview.ts';
import { isLate, WATCH_COLUMNS, type WatchRow, watchOf } from './freshness.ts';
import type { Queryable } from './runs.ts';
import { BLOCKS } from './troubles.ts';

interface StandingRow extends WatchRow {
  readonly id: number;
  readonly name: string;
  readonly year: number | null;
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  readonly failing: number;
}

/** Each part is read once for all sites, but for last deposit and accounts: one step into their indexes for each. */
export const STANDINGS = `
  select s.id, s.name, s.current_year as year, ${WATCH_COLUMNS},
    coalesce(o.running, 0) running, coalesce(o.waiting, 0) waiting, coalesce(o.held, 0) held, coalesce(t.failing, 0) failing
  from sites s
  left join school_years y on y.site_id = s.id and y.start_year = s.current_year
  left join (select site_id, count(*) filter (where status = 'running')::int running,
      count(*) filter (where status = 'received')::int waiting, count(*) filter (where status = 'held')::int held
    from (select site_id, status from runs where status in ('received', 'running')
      union all select site_id, status from runs where status = 'held') open group by site_id) o on o.site_id = s.id
  left join (select site_id, count(*)::int failing from troubles
    where ${BLOCKS} and key not like 'held|%' group by site_id) t on t.site_id = s.id
  where $1::int[] is null or s.id = any($1)`;

const DAY_MS = 86_400_000;

/** All sites, or those that are named. */
export async function listStandings(
  db: Queryable,
  siteIds: readonly number[] | null,
  now: number,
): Promise<Standing[]> {
  const { rows } = await db.query<StandingRow>(STANDINGS, [siteIds]);
  // Days off can only make a site less late: most sites need none.
  const withoutDaysOff = new Map(rows.map((row) => [row.id, freshnessOf(watchOf(row, [], now))]));
  const late = rows.filter((row) => isLate(withoutDaysOff.get(row.id)?.state ?? 'none'));
  const closures = await closuresOf(db, late, now);
  return rows.map((row) => {
    const own = closures.get(row.id);
    const known = own === undefined ? withoutDaysOff.get(row.id) : undefined;
    return {
      id: row.id,
      name: row.name,
      timezone: row.timezone,
      year: row.year,
      lastGoodAt: row.last_good,
      freshness: known ?? freshnessOf(watchOf(row, own ?? [], now)),
      running: row.running,
      waiting: row.waiting,
      held: row.held,
      failing: row.failing,
    };
  });
}

/** What is searched beside a site's own name: names, numbers and UAI codes of establishments. */
export async function searchedTexts(db: Queryable): Promise<ReadonlyMap<number, string>> {
  const { rows } = await db.query<{ id: number; text: string }>(
    "select site_id id, string_agg(concat_ws(' ', number, uai, name), ' ') as text from establishments group by site_id",
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** The establishments of some sites, by number. */
export async function establishmentsOf(
  db: Queryable,
  siteIds: readonly number[],
): Promise<ReadonlyMap<number, SiteStanding['establishments']>> {
  const { rows } = await db.query<{ id: number; establishments: SiteStanding['establishments'] }>(
    `select site_id id, json_agg(json_build_object('number', number, 'uai', uai, 'name', name) order by number) establishments
     from establishments where site_id = any($1) group by site_id`,
    [siteIds],
  );
  return new Map(rows.map(({ id, establishments }) => [id, establishments]));
}

type Closures = DepositWatch['closures'];

/**
 * Closure periods since the oldest of these last deposits, for each site with any a list for each establishment: one
 * that never closes makes no day a day off.
 */
async function closuresOf(db: Queryable, late: readonly StandingRow[], now: number): Promise<Map<number, Closures>> {
  if (late.length === 0) return new Map();
  const oldest = late.reduce((least, row) => Math.min(least, row.last_good ?? row.opened_at ?? now), now);
  const { rows } = await db.query<{ site: number; days: string[]; count: number }>(
    `select c.site_id site, (select count(*)::int from establishments e where e.site_id = c.site_id) count,
       array_agg(c.establishment || '|' || c.first_day || '|' || c.last_day) days
     from closure_periods c join sites s on s.id = c.site_id and s.current_year = c.year
     where c.site_id = any($1) and c.last_day >= $2::timestamptz::date - 1 and c.first_day <= $3::timestamptz::date + 1
     group by c.site_id`,
    [late.map((row) => row.id), new Date(oldest - DAY_MS).toISOString(), new Date(now).toISOString()],
  );
  return new Map(rows.map(({ site, days, count }) => [site, listsOf(days, count)]));
}

function listsOf(days: readonly string[], count: number): Closures {
  const own = new Map<string, { firstDay: string; lastDay: string }[]>();
  for (const text of days) {
    const [establishment = '', firstDay = '', lastDay = ''] = text.split('|');
    addTo(own, establishment, { firstDay, lastDay });
  }
  return Array.from({ length: Math.max(count, own.size) }, (_, index) => [...own.values()][index] ?? []);
}
