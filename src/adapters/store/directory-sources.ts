/** Sources of directory imports: full of addresses and guardians, they are kept no longer than somebody may need them. */

import { DIRECTORY_GIVEN } from '../../domain/model/run.ts';
import { moment, type Queryable } from './runs.ts';

/** A run that may still read its source: it waits, is at work, waits for a decision, or may be tried again after technical trouble. */
const NEEDS_SOURCE = `(r.status in ('received', 'running', 'held')
  or r.status = 'failed' and not exists (select from runs again where again.replay_of = r.id))`;

/** Deposits of directory imports, and directories that were given as timetables, that no run needs any more; null: of all sites. Their bytes are the spool's to remove. */
export async function forgetDirectorySources(db: Queryable, siteId: number | null, now: number): Promise<void> {
  await db.query(
    `update deposits d set forgotten_at = $2, hidden_at = coalesce(d.hidden_at, $2)
     where ($1::int is null or d.site_id = $1) and d.forgotten_at is null
       and exists (select from runs r where r.deposit_id = d.id and (r.kind = 'directory' or r.reason = $3))
       and not exists (select from runs r where r.deposit_id = d.id and ${NEEDS_SOURCE})`,
    [siteId, moment(now), DIRECTORY_GIVEN],
  );
}

/** Was a deposit forgotten? Its bytes may go. */
export async function isSourceForgotten(db: Queryable, depositId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from deposits where id = $1 and forgotten_at is not null', [depositId]);
  return (rowCount ?? 0) > 0;
}
