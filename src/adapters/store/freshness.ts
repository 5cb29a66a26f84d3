/** What the freshness of a site is judged by: the last deposit of its software, since when there can be any, its year and its closure periods. */

import {
  DEFAULT_EXPECTED_DAYS,
  DEFAULT_WORKING_DAYS,
  type DepositWatch,
  type Freshness,
  freshnessOf,
  type UnappliedDeposit,
} from '../../domain/notify/freshness.ts';
import { moment, type Queryable } from './runs.ts';
import { BLOCKS } from './troubles.ts';

/**
 * Of sites `s`: when the timetable software last deposited a valid file of the site, whatever became of it then. Imports
 * by hand and replays are people's.
 */
export const LAST_DEPOSIT = `(select received_at from runs
  where site_id = s.id and kind = 'timetable' and trigger = 'automatic' and replay_of is null and scope is not null order by id desc limit 1)`;

/** Of sites `s`: the newest of those deposits, if it is neither applied nor what is applied, and nothing was applied since. */
const UNAPPLIED = `(select case when (r.status in ('held', 'rejected', 'cancelled', 'failed')
      or r.status = 'unchanged' and r.reason <> 'same-as-last')
      and not exists (select from applied a where a.site_id = s.id and (a.digest = r.digest or a.run_id > r.id))
    then json_build_object('runId', r.id::text, 'isHeld', r.status = 'held' or r.reason = 'same-as-held') end
  from runs r where r.site_id = s.id and r.kind = 'timetable' and r.trigger = 'automatic' and r.replay_of is null
    and r.scope is not null and r.status not in ('received', 'running') order by r.id desc limit 1)`;

/** Of sites `s`: since when somebody can deposit; null: nobody can. */
export const FIRST_ACCOUNT = `(select min(a.created_at) from access_accounts a
  where a.site_id = s.id and a.revoked_at is null)`;

/** What `watchOf` needs, from sites `s` with their open year `y`. */
export const WATCH_COLUMNS = `s.timezone, (s.settings->>'expectedWorkingDays')::int expected, s.settings->'workingDays' working,
  y.first_day, y.last_day, y.opened_at, ${FIRST_ACCOUNT} account_since, ${LAST_DEPOSIT} last_good`;

export interface WatchRow {
  readonly timezone: string;
  readonly expected: number | null;
  readonly working: readonly number[] | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly opened_at: number | null;
  readonly account_since: number | null;
  readonly last_good: number | null;
  /** Absent where nobody asked: lists of all sites show what is held beside. */
  readonly unapplied?: UnappliedDeposit | null;
}

/** What a row says, for the judge. */
export function watchOf(row: WatchRow, closures: DepositWatch['closures'], now: number): DepositWatch {
  const { opened_at: openedAt, account_since: accountSince } = row;
  return {
    now,
    lastGoodAt: row.last_good,
    unapplied: row.unapplied ?? null,
    possibleSince: openedAt === null || accountSince === null ? null : Math.max(openedAt, accountSince),
    timeZone: row.timezone,
    expectedDays: row.expected ?? DEFAULT_EXPECTED_DAYS,
    workingDays: row.working ?? DEFAULT_WORKING_DAYS,
    year: row.first_day && row.last_day ? { firstDay: row.first_day, lastDay: row.last_day } : null,
    closures,
  };
}

/** A site that expects deposits and gets none, of which nobody has been told yet. */
export interface SilentSite {
  readonly siteId: number;
  readonly name: string;
  readonly timeZone: string;
  /** Null: none has ever come. */
  readonly lastGoodAt: number | null;
  readonly missedDays: number;
}

/**
 * Sites that are late by the same judge as on their board. Not those of which something is told already: a refused or
 * held file says more than that none came.
 */
export async function silentSites(db: Queryable, now: number): Promise<SilentSite[]> {
  const { rows } = await db.query<{ id: number; name: string }>(
    `select s.id, s.name from sites s join school_years y on y.site_id = s.id and y.start_year = s.current_year
     where coalesce(${LAST_DEPOSIT}, y.opened_at) < $1::timestamptz - interval '24 hours'
       and not exists (select from troubles where site_id = s.id and (${BLOCKS} or closed_at is null and key like 'silent|%'))
     order by s.id`,
    [moment(now)],
  );
  const silent: SilentSite[] = [];
  for (const { id: siteId, name } of rows) {
    const watch = await readWatch(db, siteId, now);
    if (watch === null) continue;
    const { timeZone, lastGoodAt } = watch;
    const { state, missedDays } = freshnessOf(watch);
    if (isLate(state)) silent.push({ siteId, name, timeZone, lastGoodAt, missedDays });
  }
  return silent;
}

/** Longer without a deposit than the site expects. */
export function isLate(state: Freshness['state']): boolean {
  return state === 'late' || state === 'stale';
}

/** Freshness of a site that exists. */
export async function readFreshness(db: Queryable, siteId: number, now: number): Promise<Freshness> {
  const watch = await readWatch(db, siteId, now);
  return watch
    ? freshnessOf(watch)
    : { state: 'none', missedDays: 0, expectedDays: DEFAULT_EXPECTED_DAYS, unapplied: null };
}

async function readWatch(db: Queryable, siteId: number, now: number): Promise<DepositWatch | null> {
  const { rows } = await db.query<WatchRow & { closures: DepositWatch['closures'] | null }>(
    `select ${WATCH_COLUMNS}, ${UNAPPLIED} unapplied,
       (select json_agg(coalesce((select json_agg(json_build_object('firstDay', c.first_day, 'lastDay', c.last_day))
          from closure_periods c where c.site_id = s.id and c.year = s.current_year and c.establishment = e.number), '[]'))
        from establishments e where e.site_id = s.id) closures
     from sites s left join school_years y on y.site_id = s.id and y.start_year = s.current_year where s.id = $1`,
    [siteId],
  );
  const [row] = rows;
  return row ? watchOf(row, row.closures ?? [], now) : null;
}
