/** Held runs that have to be evaluated again. */

import type { Job } from '../../domain/ports.ts';
import { moment, PUT_BACK, type Queryable } from './runs.ts';

/** Held runs of a site to be evaluated again: something they were judged by has changed. */
export async function reopenHeld(db: Queryable, siteId: number, now: number): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; attempt: number }>(
    `update runs set ${PUT_BACK}, attempt = attempt + 1, due_at = $2, approved_by = null, approved_why = null, approved_version = null
     where site_id = $1 and status = 'held' returning id, attempt`,
    [siteId, moment(now)],
  );
  return rows.map((row) => ({ runId: row.id, attempt: row.attempt, siteId }));
}
