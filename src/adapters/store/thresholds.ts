/** Thresholds of a site: the rules' defaults and what the site says instead. */

import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Listing, ThresholdItem } from '../../domain/administration.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import { isLimit, type Rule, type ThresholdOverride, thresholdFor } from '../../domain/thresholds/rule.ts';
import type { Queryable } from './runs.ts';
import { checked } from './sites.ts';

const overridesSchema = z.record(
  z.string(),
  z.strictObject({
    limit: z.number().refine(isLimit, { error: 'un pourcentage de 0 à 1000, deux décimales au plus' }).optional(),
    blocking: z.boolean().optional(),
    floor: z.number().int().min(0).optional(),
  }),
);

async function overridesOf(db: Queryable, siteId: number): Promise<Record<string, ThresholdOverride>> {
  const { rows } = await db.query<{ thresholds: Record<string, ThresholdOverride> }>(
    'select thresholds from sites where id = $1',
    [siteId],
  );
  return rows[0]?.thresholds ?? {};
}

/** In the rules' order. Floors are those for derived closure periods. */
export async function listThresholds(
  db: Queryable,
  siteId: number,
  rules: readonly Rule[],
  language: Language = 'fr',
): Promise<Listing<ThresholdItem>> {
  const overrides = await overridesOf(db, siteId);
  const items = rules.map((rule) => ({
    code: rule.code,
    title: rule.title[language],
    ...thresholdFor(rule, overrides[rule.code], true),
    locked: rule.locked,
    default: thresholdFor(rule, undefined, true),
  }));
  return { items, total: items.length };
}

/** Changes the named controls only. Throws Refusal `bad-input`, `control-unknown`, `control-locked` (RULES.md 5.4). */
export async function setThresholds(
  client: PoolClient,
  siteId: number,
  input: unknown,
  rules: readonly Rule[],
): Promise<void> {
  const changes = checked(overridesSchema, input);
  for (const [code, change] of Object.entries(changes)) {
    const rule = rules.find((one) => one.code === code);
    if (!rule) throw new Refusal('control-unknown', { control: code });
    const loosens =
      (change.limit ?? 0) > rule.limit ||
      (change.blocking ?? rule.blocking) !== rule.blocking ||
      (change.floor ?? 0) > rule.floor;
    if (rule.locked && loosens) throw new Refusal('control-locked', { control: rule.title.fr });
  }
  await client.query('select from sites where id = $1 for update', [siteId]);
  const before = await overridesOf(client, siteId);
  const after = { ...before };
  for (const [code, { limit, blocking, floor }] of Object.entries(changes)) {
    after[code] = {
      ...before[code],
      ...(limit === undefined ? {} : { limit }),
      ...(blocking === undefined ? {} : { blocking }),
      ...(floor === undefined ? {} : { floor }),
    };
  }
  await client.query('update sites set thresholds = $2 where id = $1', [siteId, JSON.stringify(after)]);
}
