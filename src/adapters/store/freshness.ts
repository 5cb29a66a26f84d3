/** What the freshness of a site is judged by: its last good deposit, its year and its closure periods. */

import {
  DEFAULT_EXPECTED_DAYS,
  DEFAULT_WORKING_DAYS,
  type Freshness,
  freshnessOf,
} from '../../domain/notify/freshness.ts';
import type { Queryable } from './runs.ts';

interface FreshnessRow {
  readonly timezone: string;
  readonly expected: number | null;
  readonly working: readonly number[] | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly last_good: number | null;
  readonly closures: readonly (readonly { readonly firstDay: string; readonly lastDay: string }[])[] | null;
}

/** A site that expects deposits and gets none, of which nobody has been told yet. */
export interface SilentSite {
  readonly siteId: number;
  readonly name: string;
  readonly timeZone: string;
  readonly lastGoodAt: number;
  readonly missedDays: number;
}

/**
 * Sites whose last good deposit is too old, with an account that could deposit. Not those of which something is told already: a refused or
 * held file says more than that none came.
 */
export async function silentSites(db: Queryable, now: number): Promise<SilentSite[]> {
  const { rows } = await db.query<{ id: number; name: string; timezone: string; last_good: number }>(
    `select s.id, s.name, s.timezone, g.last_good from sites s,
       lateral (select received_at as last_good from runs where site_id = s.id
         and (status in ('integrated', 'integrated-with-alerts') or status = 'unchanged' and reason = 'same-as-last')
         order by id desc limit 1) g
     where s.current_year is not null and g.last_good < $1::timestamptz - interval '24 hours'
       and exists (select from access_accounts a where a.site_id = s.id and a.revoked_at is null)
       and not exists (select from troubles t where t.site_id = s.id and t.closed_at is null
         and split_part(t.key, '|', 1) in ('silent', 'rejected', 'held', 'failed'))
     order by s.id`,
    [new Date(now).toISOString()],
  );
  const silent: SilentSite[] = [];
  for (const { id, name, timezone, last_good: lastGoodAt } of rows) {
    const { state, missedDays } = await readFreshness(db, id, now);
    if (state === 'late' || state === 'stale')
      silent.push({ siteId: id, name, timeZone: timezone, lastGoodAt, missedDays });
  }
  return silent;
}

/** Freshness of a site that exists. */
export async function readFreshness(db: Queryable, siteId: number, now: number): Promise<Freshness> {
  const { rows } = await db.query<FreshnessRow>(
    `select s.timezone, (s.settings->>'expectedWorkingDays')::int expected, s.settings->'workingDays' working, y.first_day, y.last_day,
       (select received_at from runs where site_id = s.id and (status in ('integrated', 'integrated-with-alerts')
               or status = 'unchanged' and reason = 'same-as-last') order by id desc limit 1) last_good,
       (select json_agg(coalesce((select json_agg(json_build_object('firstDay', c.first_day, 'lastDay', c.last_day))
          from closure_periods c where c.site_id = s.id and c.year = s.current_year and c.establishment = e.number), '[]'))
        from establishments e where e.site_id = s.id) closures
     from sites s left join school_years y on y.site_id = s.id and y.start_year = s.current_year where s.id = $1`,
    [siteId],
  );
  const [row] = rows;
  return freshnessOf({
    now,
    lastGoodAt: row?.last_good ?? null,
    timeZone: row?.timezone ?? 'Europe/Paris',
    expectedDays: row?.expected ?? DEFAULT_EXPECTED_DAYS,
    workingDays: row?.working ?? DEFAULT_WORKING_DAYS,
    year: row?.first_day && row.last_day ? { firstDay: row.first_day, lastDay: row.last_day } : null,
    closures: row?.closures ?? [],
  });
}
