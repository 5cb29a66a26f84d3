/** Sites, their establishments, settings and school years. */

import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Listing, SiteItem, SiteSpec } from '../../domain/administration.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { MAX_NAME_CHARS } from '../../domain/model/roster.ts';
import { isUai, tidyUai } from '../../domain/model/uai.ts';
import { LAST_DEPOSIT } from './freshness.ts';
import { moment, type Queryable } from './runs.ts';
import { siteSettingsSchema, timeZoneSchema } from './settings.ts';

const uaiSchema = z.string().transform(tidyUai).refine(isUai, { error: 'un code UAI a 7 chiffres et une lettre' });

const nameSchema = z.string().trim().min(1).max(MAX_NAME_CHARS);

const numberSchema = z.number().int().min(1).max(999_999_999);

/** An establishment as people give it. */
export const establishmentSchema = z.strictObject({ number: numberSchema, uai: uaiSchema, name: nameSchema });

const siteSpecSchema = z.strictObject({
  id: numberSchema,
  name: nameSchema,
  timezone: timeZoneSchema.optional(),
  establishments: z.array(establishmentSchema).min(1),
});

const { localeError } = z.locales.fr();

/** Parses input of people; throws Refusal `bad-input` that names the field. */
export function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input, { error: localeError });
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(' : '));
  throw new Refusal('bad-input', { problem: told.join(' ; ') });
}

/** Creates a site with its establishments. Throws Refusal `site-exists`, `bad-input`. */
export async function createSite(client: PoolClient, input: SiteSpec, now: number): Promise<void> {
  const spec = checked(siteSpecSchema, input);
  for (const key of ['number', 'uai'] as const) {
    if (new Set(spec.establishments.map((one) => one[key])).size < spec.establishments.length) {
      throw new Refusal('bad-input', { problem: 'deux établissements ont le même numéro ou le même UAI' });
    }
  }
  const { rowCount } = await client.query(
    'insert into sites (id, name, timezone, created_at) values ($1, $2, $3, $4) on conflict do nothing',
    [spec.id, spec.name, spec.timezone ?? 'Europe/Paris', moment(now)],
  );
  if (rowCount === 0) throw new Refusal('site-exists', { site: spec.id });
  for (const { number, uai, name } of spec.establishments) {
    await client.query('insert into establishments (site_id, number, uai, name) values ($1, $2, $3, $4)', [
      spec.id,
      number,
      uai,
      name,
    ]);
  }
}

interface SiteListRow {
  readonly id: number;
  readonly name: string;
  readonly timezone: string;
  readonly settings: Record<string, unknown>;
  readonly current_year: number | null;
  readonly establishments: SiteItem['establishments'];
  readonly directory: SiteItem['directory'];
  readonly last_good: number | null;
  readonly held: number;
  readonly waiting: number;
}

/** Sites by number; all, or one. */
export async function listSites(db: Queryable, siteId: number | null = null): Promise<Listing<SiteItem>> {
  const { rows } = await db.query<SiteListRow>(
    `select s.id, s.name, s.timezone, s.settings, s.current_year,
       (select coalesce(json_agg(json_build_object('number', number, 'uai', uai, 'name', name) order by number), '[]')
        from establishments where site_id = s.id) establishments,
       (select json_build_object('teacher', count(*) filter (where kind = 'teacher'),
               'student', count(*) filter (where kind = 'student'), 'staff', count(*) filter (where kind = 'staff'),
               'division', count(*) filter (where kind = 'division'), 'group', count(*) filter (where kind = 'group'))
        from directory_entries where site_id = s.id and left_at is null) directory,
       ${LAST_DEPOSIT} last_good,
       (select count(*)::int from runs where site_id = s.id and status = 'held') held,
       (select count(*)::int from runs where site_id = s.id and status in ('received', 'running')) waiting
     from sites s where $1::int is null or s.id = $1 order by s.id`,
    [siteId],
  );
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    timezone: row.timezone,
    establishments: row.establishments,
    schoolYear: row.current_year === null ? null : `${row.current_year}-${row.current_year + 1}`,
    settings: row.settings,
    directory: row.directory,
    lastGoodDeposit: row.last_good === null ? null : isoWithOffset(row.last_good, row.timezone),
    held: row.held,
    waiting: row.waiting,
  }));
  return { items, total: items.length };
}

/** One site; throws Refusal `site-unknown`. */
export async function findSite(db: Queryable, siteId: number): Promise<SiteItem> {
  const { items } = await listSites(db, Number.isSafeInteger(siteId) && Math.abs(siteId) < 2 ** 31 ? siteId : -1);
  if (!items[0]) throw new Refusal('site-unknown', { site: siteId });
  return items[0];
}

const siteChangeSchema = siteSettingsSchema.extend({
  name: nameSchema.optional(),
  timezone: timeZoneSchema.optional(),
});

/** Changes name, zone and settings; a key set to null goes back to its default. Throws Refusal `bad-input`. */
export async function setSite(db: Queryable, siteId: number, input: Readonly<Record<string, unknown>>): Promise<void> {
  const removed = Object.keys(input).filter((key) => input[key] === null);
  const unknown = removed.filter((key) => !(key in siteSettingsSchema.shape));
  if (unknown.length > 0) throw new Refusal('bad-input', { problem: `clé inconnue : ${unknown.join(', ')}` });
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const { name, timezone, ...settings } = checked(siteChangeSchema, given);
  await db.query(
    `update sites set name = coalesce($2, name), timezone = coalesce($3, timezone), settings = (settings || $4) - $5::text[]
     where id = $1`,
    [siteId, name ?? null, timezone ?? null, JSON.stringify(settings), removed],
  );
}
