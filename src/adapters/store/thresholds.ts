/** Thresholds of a site: the rules' defaults and what the site says instead. */

import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Listing, ThresholdItem, WhatIfItem } from '../../domain/administration.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { RunStatus } from '../../domain/model/run.ts';
import type { OnBreach } from '../../domain/thresholds/evaluate.ts';
import { highestLimitOf, isLimit, type Rule, thresholdFor } from '../../domain/thresholds/rule.ts';
import { changed, type Judge, type JudgedFacts, type Overrides, whatIf } from '../../domain/thresholds/what-if.ts';
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

async function overridesOf(db: Queryable, siteId: number): Promise<Overrides> {
  const { rows } = await db.query<{ thresholds: Overrides }>('select thresholds from sites where id = $1', [siteId]);
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
    highestLimit: highestLimitOf(rule),
    default: thresholdFor(rule, undefined, true),
  }));
  return { items, total: items.length };
}

/** Changes as they were asked for. Throws Refusal `bad-input`, `control-unknown`, `control-locked` (RULES.md 5.4). */
function checkedChanges(input: unknown, rules: readonly Rule[]): Overrides {
  const given = checked(overridesSchema, input);
  for (const [code, change] of Object.entries(given)) {
    const rule = rules.find((one) => one.code === code);
    if (!rule) throw new Refusal('control-unknown', { control: code });
    const loosens =
      (change.limit ?? 0) > rule.limit ||
      (change.blocking ?? rule.blocking) !== rule.blocking ||
      (change.floor ?? 0) > rule.floor;
    if (rule.locked && loosens) throw new Refusal('control-locked', { control: rule.title.fr });
  }
  // Without keys that are there but undefined.
  return changed({}, given as Overrides);
}

/** Changes the named controls only. Throws Refusal `bad-input`, `control-unknown`, `control-locked` (RULES.md 5.4). */
export async function setThresholds(
  client: PoolClient,
  siteId: number,
  input: unknown,
  rules: readonly Rule[],
): Promise<void> {
  const changes = checkedChanges(input, rules);
  await client.query('select from sites where id = $1 for update', [siteId]);
  await writeOverrides(client, siteId, changed(await overridesOf(client, siteId), changes));
}

/** Back to the defaults of the rules, whatever they become. */
export async function resetThresholds(client: PoolClient, siteId: number): Promise<void> {
  await writeOverrides(client, siteId, {});
}

async function writeOverrides(client: PoolClient, siteId: number, overrides: Overrides): Promise<void> {
  await client.query('update sites set thresholds = $2 where id = $1', [siteId, JSON.stringify(overrides)]);
}

/** How many imports back other thresholds are tried on. */
const WHAT_IF_RUNS = 20;

interface TriedRow {
  readonly id: string;
  readonly received_at: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly facts: JudgedFacts;
}

/**
 * Tries changed thresholds on the last automatic imports that were judged, newest first. Manual imports are never held
 * (RULES.md 5.6) and a file that changes nothing is not judged for what it changes: neither says anything about limits.
 */
export async function tryThresholds(
  db: Queryable,
  siteId: number,
  input: unknown,
  { rules, judge, timeZone }: { readonly rules: readonly Rule[]; readonly judge: Judge; readonly timeZone: string },
): Promise<Listing<WhatIfItem>> {
  const changes = checkedChanges(input, rules);
  const before = await overridesOf(db, siteId);
  const { rows: sites } = await db.query<{ onBreach: OnBreach }>(
    `select coalesce(settings->>'onBreach', 'hold') as "onBreach" from sites where id = $1`,
    [siteId],
  );
  const { rows } = await db.query<TriedRow>(
    `select r.id, r.received_at, d.name, r.status, r.reason, r.report->'facts' facts
     from runs r join deposits d on d.id = r.deposit_id
     where r.site_id = $1 and r.kind = 'timetable' and r.trigger = 'automatic' and r.status <> 'unchanged' and r.report->'facts' is not null
     order by r.id desc limit ${WHAT_IF_RUNS}`,
    [siteId],
  );
  const tried = await whatIf(rows, judge, { before, after: changed(before, changes) }, sites[0]?.onBreach ?? 'hold');
  const items = tried.map(({ run, ...outlooks }) => ({
    run: run.id,
    receivedAt: isoWithOffset(run.received_at, timeZone),
    filename: run.name,
    status: run.status,
    reason: run.reason,
    ...outlooks,
  }));
  return { items, total: items.length };
}
