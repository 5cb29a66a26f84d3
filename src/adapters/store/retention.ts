/** Retention: what is older than it has to be kept is taken away, except what a run still needs. */

import type { Pool, PoolClient } from 'pg';
import { DRAFT_DAYS } from '../../domain/report/draft.ts';
import { writeAudit } from './audit.ts';
import type { Database } from './database.ts';
import { forgetDirectoryDrafts } from './directory-drafts.ts';
import { forgetDirectorySources } from './directory-sources.ts';
import { forgetDrafts, OPEN_DRAFTS } from './drafts.ts';
import { OLD_BROWSERS } from './known-browsers.ts';
import { moment } from './runs.ts';
import { SITE_LOCK } from './site-lock.ts';
import { forgetClosedYears } from './year-turn.ts';

/** How many days things are kept. */
export interface Retention {
  readonly sourceDays: number;
  readonly reportDays: number;
  readonly changeDays: number;
  readonly messageDays: number;
  readonly auditDays: number;
}

/** How much went. */
export interface Forgotten {
  readonly drafts: number;
  readonly sources: number;
  readonly reports: number;
  readonly changes: number;
  /** Decisions and lists of years that are closed for good. */
  readonly matches: number;
  readonly messages: number;
  readonly contents: number;
  readonly logins: number;
  readonly auditEntries: number;
}

const DAY_MS = 86_400_000;
/** Any number of our own: one process at a time keeps house. */
const HOUSE_LOCK = 4820;

/** Runs that are not over, and the last applied import of each establishment: source and report stay whatever their age. */
const NEEDED = `(r.status in ('received', 'running', 'held') or exists (select from applied a where a.run_id = r.id))`;

/** Deposits `d` of before $1 whose file nothing needs any more. */
const OLD_SOURCE = `d.received_at < $1 and d.forgotten_at is null
  and not exists (select from runs r left join runs w on w.id = r.with_run
    where d.id in (r.deposit_id, w.deposit_id) and ${NEEDED})
  and not exists (select from import_drafts i where i.deposit_id = d.id and i.state in ${OPEN_DRAFTS})`;

/** How many deposited files of before a moment (ms since the epoch) should have gone and have not. */
export async function overdueSources(pool: Pool, before: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int count from deposits d where ${OLD_SOURCE}`,
    [moment(before)],
  );
  return rows[0]?.count ?? 0;
}

/** Runs work unless another process is at it; null then. */
export async function aloneInTheHouse<T>(pool: Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) held', [HOUSE_LOCK]);
    if (!rows[0]?.held) return null;
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [HOUSE_LOCK]);
    }
  } finally {
    client.release();
  }
}

/** Everything that the database keeps; the bytes of sources are the spool's. */
export async function forgetOld(database: Database, retention: Retention, now: number): Promise<Forgotten> {
  const before = (days: number): string | null => moment(now - days * DAY_MS);
  const { pool } = database;
  const count = async (sql: string, values: readonly unknown[]): Promise<number> =>
    (await pool.query(sql, [...values])).rowCount ?? 0;

  await forgetDirectorySources(pool, null, now);
  const drafts = (await forgetDrafts(pool, before(DRAFT_DAYS), now)) + (await forgetDirectoryDrafts(pool, now));
  const sources = await count(
    `update deposits d set forgotten_at = $2, hidden_at = coalesce(d.hidden_at, $2) where ${OLD_SOURCE}`,
    [before(retention.sourceDays), moment(now)],
  );
  const reports = await count(
    `update runs r set report = null where r.ended_at < $1 and r.report is not null and not ${NEEDED}`,
    [before(retention.reportDays)],
  );
  const changes = await forgetChanges(count, before(retention.changeDays));
  const matches = await forgetClosedYears(pool);
  const messages = await count(
    `delete from messages m where m.created_at < $1 and not exists (
       select from outbox o where o.message_id = m.id and o.sent_at is null and o.given_up_at is null)`,
    [before(retention.messageDays)],
  );
  await count(`delete from troubles where closed_at < $1 or key like 'repeated|%' and last_seen_at < $1`, [
    before(retention.messageDays),
  ]);
  const contents = await forgetContents(database);
  const logins =
    (await count('delete from logins where expires_at < $1', [moment(now)])) +
    (await count('delete from password_links where expires_at < $1', [moment(now)])) +
    (await count('delete from one_time_links where expires_at < $1', [moment(now)])) +
    (await count(OLD_BROWSERS, [moment(now)]));
  const auditEntries = await shortenAudit(pool, before(retention.auditDays), now);
  const forgotten = { drafts, sources, reports, changes, matches, messages, contents, logins, auditEntries };
  if (Object.values(forgotten).some((one) => one > 0)) {
    const entry = { siteId: null, at: now, actor: 'daemon', address: null };
    await writeAudit(pool, { ...entry, action: 'retention', details: forgotten });
  }
  return forgotten;
}

/** What imports changed: afterwards these are neither shown nor undone. */
async function forgetChanges(
  count: (sql: string, values: readonly unknown[]) => Promise<number>,
  before: string | null,
): Promise<number> {
  const old = `using runs r where r.id = c.run_id and r.status <> 'held' and coalesce(r.ended_at, r.received_at) < $1`;
  await count(`delete from undo_records c ${old}`, [before]);
  await count(`delete from directory_undo c ${old}`, [before]);
  const rows =
    (await count(`delete from timetable_changes c ${old}`, [before])) +
    (await count(`delete from directory_changes c ${old}`, [before]));
  return rows + (await count(`delete from session_changes c ${old}`, [before]));
}

/** Contents that no session says any more, nor said before an import that can be undone. A site with an import under way waits for the next time: it may be about to use them. */
async function forgetContents({ pool, transaction }: Database): Promise<number> {
  const { rows } = await pool.query<{ site_id: number }>('select distinct site_id from session_contents');
  let removed = 0;
  for (const { site_id: siteId } of rows) {
    removed += await transaction((client) => forgetContentsOf(client, siteId));
  }
  return removed;
}

async function forgetContentsOf(client: PoolClient, siteId: number): Promise<number> {
  const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) free', [
    SITE_LOCK,
    siteId,
  ]);
  if (!rows[0]?.free) return 0;
  const { rowCount } = await client.query(
    `delete from session_contents c where c.site_id = $1
       and not exists (select from sessions s where s.site_id = $1 and s.content_id = c.id)
       and c.id not in (select content_id from session_changes where site_id = $1 and content_id is not null
                        union all select new_content_id from session_changes where site_id = $1 and new_content_id is not null)`,
    [siteId],
  );
  return rowCount ?? 0;
}

async function shortenAudit(pool: Pool, before: string | null, now: number): Promise<number> {
  const { rows } = await pool.query<{ removed: number }>('select audit_shorten($1, $2)::int removed', [
    before,
    moment(now),
  ]);
  return rows[0]?.removed ?? 0;
}

/** Which of these objects of the spool a deposit still names. */
export async function namedObjects(pool: Pool, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ sha256: string }>(
    'select distinct sha256 from deposits where sha256 = any($1) and forgotten_at is null',
    [hashes],
  );
  return new Set(rows.map((row) => row.sha256));
}
