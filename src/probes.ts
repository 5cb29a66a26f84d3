/** What probes are told: can a deposit be kept now, and the figures of this process and of the journal. */

import type { Counters } from './login-watch.ts';
import type { Carillon } from './main.ts';

/** Can a deposit be accepted and kept right now? */
export async function readiness({
  database,
  spool,
  queue,
  log,
}: Carillon): Promise<{ ready: boolean; checks: Record<string, string> }> {
  /** Anybody may ask: what went wrong is for the log. */
  const probe = async (what: string, work: () => Promise<unknown>): Promise<string> => {
    try {
      await Promise.race([
        work(),
        new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), 3_000).unref()),
      ]);
      return 'ok';
    } catch (error) {
      log.warn({ err: error, what }, 'not ready');
      return 'unavailable';
    }
  };
  const checks = {
    database: await probe('database', () => database.pool.query('select 1')),
    spool: await probe('spool', () => spool.check()),
    queue: await probe('queue', () => queue.counts()),
  };
  // Without the queue a deposit is still kept: the sweep finds it later.
  return { ready: checks.database === 'ok' && checks.spool === 'ok', checks };
}

/** Prometheus text. */
export async function metrics({ database, queue }: Carillon, logins: Counters): Promise<string> {
  const { rows } = await database.pool.query<{ status: string; count: string }>(
    'select status, count(*) from runs group by status order by 1',
  );
  const counts = await queue.counts();
  return [
    '# HELP carillon_runs Runs in the journal by status.',
    '# TYPE carillon_runs gauge',
    ...rows.map((row) => `carillon_runs{status="${row.status}"} ${row.count}`),
    '# HELP carillon_queue_jobs Jobs in the queue by state.',
    '# TYPE carillon_queue_jobs gauge',
    ...Object.entries(counts).map(([state, count]) => `carillon_queue_jobs{state="${state}"} ${count}`),
    '# HELP carillon_auth_failures_total Wrong logins since the start of this process.',
    '# TYPE carillon_auth_failures_total counter',
    ...(['webdav', 'web'] as const).map(
      (door) => `carillon_auth_failures_total{door="${door}"} ${logins.failures[door]}`,
    ),
    '# HELP carillon_auth_bans_total Pauses imposed after too many wrong logins.',
    '# TYPE carillon_auth_bans_total counter',
    ...(['webdav', 'web'] as const).map((door) => `carillon_auth_bans_total{door="${door}"} ${logins.bans[door]}`),
    '# HELP process_resident_memory_bytes Resident memory of the web process.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n');
}
