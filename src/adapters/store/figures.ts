/** What the database tells of how things stand: runs that are open, letters that wait, sizes. Read by index alone. */

import type { Queryable } from './runs.ts';

/** Runs that are not over. */
export interface OpenRuns {
  readonly status: 'received' | 'running' | 'held';
  readonly count: number;
  /** Since the oldest was received; 0: there is none. */
  readonly oldestSeconds: number;
}

export async function openRuns(db: Queryable, now: number): Promise<OpenRuns[]> {
  const { rows } = await db.query<OpenRuns>(
    `select s.status, count(r.id)::int count,
       coalesce(extract(epoch from $1::timestamptz - min(r.received_at)), 0)::float8 as "oldestSeconds"
     from unnest(array['received', 'running', 'held']) s(status)
     left join (select id, status, received_at from runs where status in ('received', 'running') and waits_until is null
                union all select id, status, received_at from runs where status = 'held') r using (status)
     group by s.status order by 1`,
    [new Date(now).toISOString()],
  );
  return rows;
}

/** Letters that wait, and for how long the oldest. */
export async function waitingLetters(db: Queryable, now: number): Promise<Pick<OpenRuns, 'count' | 'oldestSeconds'>> {
  const { rows } = await db.query<Pick<OpenRuns, 'count' | 'oldestSeconds'>>(
    `select count(*)::int count,
       coalesce(extract(epoch from $1::timestamptz - min(greatest(m.created_at, m.not_before))), 0)::float8 as "oldestSeconds"
     from outbox o join messages m on m.id = o.message_id
     where o.channel = 'mail' and o.sent_at is null and o.given_up_at is null and m.withdrawn_at is null
       and m.not_before <= $1`,
    [new Date(now).toISOString()],
  );
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}

/** Bytes of the whole database, indexes too. */
export async function databaseBytes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ bytes: string }>('select pg_database_size(current_database()) bytes');
  return Number(rows[0]?.bytes ?? 0);
}

/** When the last backup was made, in milliseconds since the epoch; null: never, as far as the audit log remembers. */
export async function lastBackupAt(db: Queryable): Promise<number | null> {
  return (await lastBackup(db))?.at ?? null;
}

export interface LastBackup {
  readonly at: number;
  /** Private keys that it lacks. */
  readonly keysLeft: number;
  /** It is the one that this installation was restored from. */
  readonly isRestored: boolean;
}

/** The last backup; null: none. What was backed up cannot tell of its own backup: the restore does. */
export async function lastBackup(db: Queryable): Promise<LastBackup | null> {
  const { rows } = await db.query<LastBackup>(
    `select coalesce((details->>'madeAt')::timestamptz, at) as at, coalesce((details->>'keysLeft')::int, 0) as "keysLeft",
       action = 'restored' as "isRestored"
     from audit where action in ('backed-up', 'restored') order by id desc limit 1`,
  );
  return rows[0] ?? null;
}

/** The newest deposit; null: none yet. */
export async function newestDeposit(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ id: string | null }>('select max(id) id from deposits');
  return rows[0]?.id ?? null;
}

/** How far the database's clock is ahead of this machine's, ms; to within the time that the answer takes. */
export async function clockSkewMs(db: Queryable): Promise<number> {
  const before = Date.now();
  const { rows } = await db.query<{ at: number }>('select clock_timestamp() at');
  const ours = (before + Date.now()) / 2;
  return Math.round((rows[0]?.at ?? ours) - ours);
}
