/** The lock of a site: a session's, so that it goes with the connection of whoever dies or stands still. */

import type { PoolClient } from 'pg';

/** First key of all site locks; the second is the site's number. */
export const SITE_LOCK = 0x5349;

/**
 * A worker that stands still for longer gives its site up: the server ends its session (`idle_session_timeout`). Comparing the
 * largest file, without a word to the database, takes two minutes on a busy machine (docs/performance.md).
 */
export const STANDS_STILL_MS = 15 * 60_000;

/** Takes the site's lock, if it is free, for a session that may be silent so long. */
export async function takeSite(client: PoolClient, siteId: number, standsStillMs: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `with lock as materialized (select pg_try_advisory_lock($1, $2) held)
     select held, ${patience('case when held then $3 end')} from lock`,
    [SITE_LOCK, siteId, String(standsStillMs)],
  );
  return rows[0]?.held ?? false;
}

/** Null: as the server has it. */
function patience(ms: string): string {
  return ['idle_session_timeout', 'idle_in_transaction_session_timeout']
    .map((name) => `set_config('${name}', ${ms}, false)`)
    .join(', ');
}

/** False: it is in doubt whether the lock is free. */
export async function releaseSite(client: PoolClient, siteId: number): Promise<boolean> {
  try {
    await client.query('rollback');
    const { rows } = await client.query<{ freed: boolean }>(
      `select pg_advisory_unlock($1, $2) freed, ${patience('null')}`,
      [SITE_LOCK, siteId],
    );
    return rows[0]?.freed ?? false;
  } catch {
    return false;
  }
}
