/** School years of a site: the open one with its closures, those before it, and what automatic import still needs. */

import { isoWithOffset, startYearOf, wallClockOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import {
  type AnnouncedYear,
  type ComingYear,
  type OpenYear,
  type PastYear,
  type YearClosure,
  type YearState,
  yearName,
} from '../../domain/model/school-year.ts';
import type { Queryable } from './runs.ts';
import type { SiteSettings } from './settings.ts';

interface SiteRow {
  readonly timezone: string;
  readonly current_year: number | null;
  readonly settings: SiteSettings;
  readonly directory_at: number | null;
  readonly directory: number;
  readonly accounts: number;
  readonly notified: number;
  readonly remembered: number;
  readonly establishments: number;
}

interface YearRow {
  readonly start_year: number;
  readonly first_day: string;
  readonly last_day: string;
  readonly opened_at: number;
  readonly run: string | null;
  readonly filename: string | null;
}

/** Throws Refusal `site-unknown`. */
export async function readYears(db: Queryable, siteId: number, now: number): Promise<YearState> {
  const { rows } = await db.query<SiteRow>(
    `select s.timezone, s.current_year, s.settings,
       (select count(*)::int from directory_entries where site_id = s.id and left_at is null) directory,
       (select count(*)::int from access_accounts a join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
        where a.site_id = s.id and a.revoked_at is null and p.left_at is null) accounts,
       (select count(*)::int from access_accounts a join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
        where a.site_id = s.id and a.notify and a.revoked_at is null and p.left_at is null and coalesce(p.email, '') <> '')
       + (select count(*)::int from site_roles where site_id = s.id and role = 'manager') notified,
       (select count(*)::int from matches where site_id = s.id and year = shown_year(s.id)) remembered,
       (select count(*)::int from establishments where site_id = s.id) establishments,
       (select max(at) from audit where site_id = s.id and action = 'directory-imported') directory_at
     from sites s
     where s.id = $1`,
    [siteId],
  );
  const [site] = rows;
  if (!site) throw new Refusal('site-unknown', { site: siteId });
  const { rows: years } = await db.query<YearRow>(
    `select y.start_year, y.first_day, y.last_day, y.opened_at, r.id as run, d.name as filename
     from school_years y left join runs r on r.id = y.opened_by_run left join deposits d on d.id = r.deposit_id
     where y.site_id = $1 order by y.start_year desc`,
    [siteId],
  );
  const current = years.find((year) => year.start_year === site.current_year);
  const { directory, accounts, notified, remembered, settings, timezone } = site;
  return {
    today: wallClockOf(now, timezone).day,
    open: current ? toOpen(current, timezone) : null,
    announced: settings.announcedYear
      ? await comingYear(db, siteId, settings.announcedYear, site, current ?? null)
      : null,
    closures: current ? await closuresOf(db, siteId, current.start_year, site.establishments) : [],
    past: await pastYears(
      db,
      siteId,
      years.filter((year) => year !== current),
    ),
    needs: { directory, software: (settings.accepts ?? []).map((one) => one.product), accounts, notified },
    remembered,
  };
}

/** The announced year, with what has been done for it. */
async function comingYear(
  db: Queryable,
  siteId: number,
  announced: AnnouncedYear,
  { timezone, directory_at: directoryAt }: SiteRow,
  open: Pick<YearRow, 'last_day'> | null,
): Promise<ComingYear> {
  const name = yearName(startYearOf(announced.firstDay));
  const { rows } = await db.query<{ id: string; received_at: number }>(
    `select id, received_at from runs where site_id = $1 and trigger = 'automatic' and status = 'rejected'
       and reason = 'other-school-year' and reason_values->>'year' = $2 order by id desc limit 1`,
    [siteId, name],
  );
  const { rows: kept } = await db.query<{ count: number }>(
    'select count(*)::int from directory_coming where site_id = $1 and year = $2',
    [siteId, startYearOf(announced.firstDay)],
  );
  const [deposit] = rows;
  return {
    ...announced,
    name,
    directoryAt: directoryAt === null ? null : isoWithOffset(directoryAt, timezone),
    directoryEntries: kept[0]?.count ?? 0,
    isDirectoryNew:
      (kept[0]?.count ?? 0) > 0 ||
      (directoryAt !== null && open !== null && wallClockOf(directoryAt, timezone).day > open.last_day),
    deposit: deposit ? { run: deposit.id, at: isoWithOffset(deposit.received_at, timezone) } : null,
  };
}

function toOpen(year: YearRow, timeZone: string): OpenYear {
  return {
    name: yearName(year.start_year),
    firstDay: year.first_day,
    lastDay: year.last_day,
    openedAt: isoWithOffset(year.opened_at, timeZone),
    openedBy: year.run !== null && year.filename !== null ? { run: year.run, filename: year.filename } : null,
  };
}

/** One for each pair of days; the establishments are named where not all have it. */
async function closuresOf(db: Queryable, siteId: number, year: number, all: number): Promise<YearClosure[]> {
  const { rows } = await db.query<YearClosure>(
    `select first_day as "firstDay", last_day as "lastDay", min(source) as source,
       array_agg(establishment order by establishment) establishments
     from closure_periods where site_id = $1 and year = $2 group by 1, 2 order by 1, 2`,
    [siteId, year],
  );
  const { rows: counted } = await db.query<{ count: number }>(
    'select count(distinct establishment)::int count from closure_periods where site_id = $1 and year = $2',
    [siteId, year],
  );
  const most = Math.min(all, counted[0]?.count ?? all);
  return rows.map((row) => (row.establishments.length >= most ? { ...row, establishments: [] } : row));
}

async function pastYears(db: Queryable, siteId: number, years: readonly YearRow[]): Promise<PastYear[]> {
  if (years.length === 0) return [];
  const { rows } = await db.query<
    { year: number } & Pick<PastYear, 'runs' | 'divisions' | 'groups' | 'services' | 'sessions'>
  >(
    `select y as year, (select count(*)::int from runs where site_id = $1 and year = y) runs,
       (select count(*)::int from divisions where site_id = $1 and year = y) divisions,
       (select count(*)::int from groups where site_id = $1 and year = y) groups,
       (select count(*)::int from teaching_services where site_id = $1 and year = y) services,
       (select count(*)::int from sessions where site_id = $1 and year = y) sessions
     from unnest($2::int[]) y`,
    [siteId, years.map((year) => year.start_year)],
  );
  return years.map((one) => {
    const counts = rows.find((row) => row.year === one.start_year);
    return {
      name: yearName(one.start_year),
      firstDay: one.first_day,
      lastDay: one.last_day,
      runs: counts?.runs ?? 0,
      divisions: counts?.divisions ?? 0,
      groups: counts?.groups ?? 0,
      services: counts?.services ?? 0,
      sessions: counts?.sessions ?? 0,
    };
  });
}
