/** The turn of the school year: announced by people, made by the first import of the new year (RULES.md 6.5). */

import type { PoolClient } from 'pg';
import { z } from 'zod';
import { isDay, startYearOf, wallClockOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { AnnouncedYear } from '../../domain/model/school-year.ts';
import type { StoredYear } from '../../domain/model/timetable.ts';
import { type DatesProblem, datesProblem, leavesYearOut, suggestedYear } from '../../domain/validate/next-year.ts';
import type { Queryable } from './runs.ts';
import { checked } from './sites.ts';

const daySchema = z.string().refine(isDay, { error: 'une date AAAA-MM-JJ est attendue' });
const announcedSchema = z.strictObject({
  firstDay: daySchema.optional(),
  lastDay: daySchema.optional(),
  /** A year is left out between the open one and this one, and somebody knows. */
  isConfirmed: z.boolean().optional(),
});

const PROBLEMS: Readonly<Record<DatesProblem, string>> = {
  'first-missing': 'le premier jour manque',
  'last-missing': 'le dernier jour manque',
  order: 'le premier jour doit précéder le dernier',
  short: 'une année scolaire dure au moins neuf mois',
  long: 'une année scolaire dure au plus treize mois',
  open: "la prochaine année commence au plus tôt un mois avant la fin de l'année ouverte",
  over: 'cette année est déjà finie',
  far: 'la prochaine année commence dans les quatorze mois',
};

/**
 * Notes the dates of the next year; what is not given is as French schools mostly have it. Nothing else changes before its
 * first import. Throws Refusal `bad-input`, `year-left-out`.
 */
export async function announceYear(
  client: PoolClient,
  siteId: number,
  input: unknown,
  now: number,
): Promise<AnnouncedYear> {
  const { isConfirmed = false, ...given } = checked(announcedSchema, input);
  const { rows } = await client.query<{ timezone: string; open: StoredYear | null }>(
    `select s.timezone, case when y.start_year is not null
       then json_build_object('startYear', y.start_year, 'firstDay', y.first_day, 'lastDay', y.last_day) end as open
     from sites s left join school_years y on y.site_id = s.id and y.start_year = s.current_year
     where s.id = $1 for update of s`,
    [siteId],
  );
  const { timezone, open } = rows[0] ?? { timezone: 'UTC', open: null };
  const around = { open, today: wallClockOf(now, timezone).day };
  const named = given.firstDay ? startYearOf(given.firstDay) : given.lastDay ? startYearOf(given.lastDay) - 1 : null;
  const usual = suggestedYear(around, named);
  const year = { firstDay: given.firstDay ?? usual.firstDay, lastDay: given.lastDay ?? usual.lastDay };
  const problem = datesProblem(year, around);
  if (problem !== null) {
    throw new Refusal('bad-input', { problem: `${year.firstDay} – ${year.lastDay} : ${PROBLEMS[problem]}` });
  }
  if (leavesYearOut(year, around) && !isConfirmed) throw new Refusal('year-left-out', { firstDay: year.firstDay });
  await client.query("update sites set settings = jsonb_set(settings, '{announcedYear}', $2) where id = $1", [
    siteId,
    JSON.stringify(year),
  ]);
  return year;
}

/** Takes an announcement back. False: there was none. */
export async function withdrawYear(client: PoolClient, siteId: number): Promise<boolean> {
  const { rowCount } = await client.query(
    "update sites set settings = settings - 'announcedYear' where id = $1 and settings ? 'announcedYear'",
    [siteId],
  );
  return rowCount === 1;
}

/** What the first import of a year did beside its timetable. */
export interface YearOpened {
  /** The start year of the year before; null: there was none. */
  readonly closed: number | null;
}

/**
 * Makes the year of an import the open one, in the transaction that applies it. Decisions and lists of the year before are
 * forgotten by that, for they belong to their year; what was decided before any year was known is taken over. Null when it
 * was open already.
 */
export async function turnTo(
  client: PoolClient,
  siteId: number,
  year: Pick<StoredYear, 'startYear' | 'lastDay'>,
): Promise<YearOpened | null> {
  const { rows } = await client.query<{ closed: number | null }>(
    `update sites s set current_year = $2,
       settings = case when s.settings->'announcedYear'->>'firstDay' <= $3 then s.settings - 'announcedYear' else s.settings end
     from sites before where s.id = $1 and before.id = s.id and before.current_year is distinct from $2
     returning before.current_year closed`,
    [siteId, year.startYear, year.lastDay],
  );
  const [opened] = rows;
  if (!opened) return null;
  await client.query(
    `insert into matches (site_id, year, kind, key, directory_id, label, made_by, made_at, batch)
     select site_id, $2, kind, key, directory_id, label, made_by, made_at, batch from matches where site_id = $1 and year = 0
     on conflict do nothing`,
    [siteId, year.startYear],
  );
  await client.query('delete from matches where site_id = $1 and year = 0', [siteId]);
  return opened;
}

/** Lets go of decisions and lists of years that are closed for good: no undo brings them back. Of all sites; how many. */
export async function forgetClosedYears(db: Queryable): Promise<number> {
  let forgotten = 0;
  for (const table of ['matches', 'listed', 'unmatched', 'stored_parts']) {
    const { rowCount } = await db.query(
      `delete from ${table} t using sites s where s.id = t.site_id and t.year < s.current_year
         and not exists (select from undo_records u where u.site_id = s.id and u.previous_year = t.year and u.year > t.year)`,
    );
    // Digests are nobody's.
    if (table !== 'stored_parts') forgotten += rowCount ?? 0;
  }
  return forgotten;
}
