/** Digests of the stored series: which sessions an import need not even read. */

import type { PoolClient } from 'pg';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import type { StoredSeries } from '../../domain/model/session.ts';
import { moment, type Queryable } from './runs.ts';

/** What is known of the whole scope; the latest moment counts. Null when something of it is not known. */
export async function readSeries(
  db: Queryable,
  siteId: number,
  year: number,
  scope: readonly number[],
): Promise<StoredSeries | null> {
  const { rows } = await db.query<{ from: string; digests: Record<string, string> }>(
    `select extract(epoch from from_moment) * 1000 as from, digests from stored_series
     where site_id = $1 and year = $2 and establishment = any($3)`,
    [siteId, year, scope],
  );
  if (rows.length < scope.length) return null;
  return {
    from: Math.max(...rows.map((row) => Number(row.from))),
    digests: new Map(rows.flatMap((row) => Object.entries(row.digests))),
  };
}

/** Notes what is stored once the plan is applied. */
export async function noteSeries(client: PoolClient, plan: ImportPlan): Promise<void> {
  const { siteId, year, scope, series, takenInAt } = plan;
  const of = (number: number): string =>
    JSON.stringify(
      Object.fromEntries(
        [...series].filter(([, one]) => one.establishment === number).map(([name, { digest }]) => [name, digest]),
      ),
    );
  await client.query(
    `insert into stored_series (site_id, year, establishment, from_moment, digests)
     select $1, $2, x.establishment, $5, x.digests from unnest($3::int[], $4::jsonb[]) as x(establishment, digests)
     on conflict (site_id, year, establishment) do update set from_moment = excluded.from_moment, digests = excluded.digests`,
    [siteId, year.startYear, scope, scope.map(of), moment(takenInAt)],
  );
}

/** Sessions were changed in another way than by applying a file. */
export async function forgetSeries(client: PoolClient, siteId: number): Promise<void> {
  await client.query('delete from stored_series where site_id = $1', [siteId]);
}
