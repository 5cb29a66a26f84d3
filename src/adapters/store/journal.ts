/** The journal of runs for people: manual imports are entered, held runs decided, lost ones found again. */

import type { PoolClient } from 'pg';
import type { Actor, Listing, MessageItem } from '../../domain/administration.ts';
import type { Sealed } from '../../domain/deposit/deposit.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import {
  actionsOf,
  type DirectoryAsked,
  NO_REASON,
  type Run,
  type RunAction,
  type Trigger,
} from '../../domain/model/run.ts';
import type { Job } from '../../domain/ports.ts';
import { forgetDirectorySources } from './directory-sources.ts';
import { waitsAt } from './halves.ts';
import { languageOfText, messageText } from './message-texts.ts';
import { findRun, moment, PUT_BACK, type Queryable } from './runs.ts';
import { SITE_LOCK } from './site-lock.ts';
import { closeHolds, endAlertsOf } from './troubles.ts';
import { undoImport } from './undo.ts';
import { undoDirectory } from './undo-directory.ts';

export interface ManualImport {
  readonly siteId: number;
  readonly folder: number | null;
  readonly name: string;
  readonly sealed: Sealed;
  readonly via: 'command' | 'api';
  readonly takenInAt: number | null;
  readonly by: Actor;
  readonly now: number;
  readonly requestId: string | null;
}

/** Enters a manual import and its deposit. The caller commits and wakes a worker up. */
export async function enterManualImport(client: PoolClient, asked: ManualImport): Promise<Job> {
  const { rows } = await client.query<{ id: string }>(
    `with deposit as (
       insert into deposits (site_id, establishment, via, name, size, sha256, received_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id)
     insert into runs (site_id, folder, trigger, deposit_id, received_at, due_at, taken_in_at_wish, asked_by, request_id)
     select $1, $2, 'manual', id, $7, $7, $8, $9, $10 from deposit returning id`,
    [
      asked.siteId,
      asked.folder,
      asked.via,
      asked.name,
      asked.sealed.size,
      asked.sealed.sha256,
      moment(asked.now),
      moment(asked.takenInAt),
      asked.by,
      asked.requestId,
    ],
  );
  return { runId: rows[0]?.id ?? '', attempt: 1, siteId: asked.siteId };
}

export interface DirectoryImport {
  readonly siteId: number;
  /** The establishment that was named; null: all of the site. */
  readonly folder: number | null;
  readonly name: string;
  readonly sealed: Sealed;
  readonly via: 'command' | 'api' | 'page';
  readonly trigger: Trigger;
  readonly asked: DirectoryAsked;
  readonly by: Actor;
  readonly now: number;
  readonly requestId: string | null;
}

/** Enters a directory import and its deposit. The caller commits and wakes a worker up. */
export async function enterDirectoryImport(client: PoolClient, asked: DirectoryImport): Promise<Job> {
  const { rows } = await client.query<{ id: string }>(
    `with deposit as (
       insert into deposits (site_id, establishment, via, name, size, sha256, received_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id)
     insert into runs (site_id, folder, trigger, kind, asked, deposit_id, received_at, due_at, asked_by, request_id)
     select $1, $2, $8, 'directory', $9, id, $7, $7, $10, $11 from deposit returning id`,
    [
      asked.siteId,
      asked.folder,
      asked.via,
      asked.name,
      asked.sealed.size,
      asked.sealed.sha256,
      moment(asked.now),
      asked.trigger,
      JSON.stringify(asked.asked),
      asked.by,
      asked.requestId,
    ],
  );
  return { runId: rows[0]?.id ?? '', attempt: 1, siteId: asked.siteId };
}

/** One run; throws Refusal `run-unknown`. */
export async function needRun(db: Queryable, id: string): Promise<Run> {
  const run = await findRun(db, id);
  if (!run) throw new Refusal('run-unknown', { run: id });
  return run;
}

/** Carries out what a manager asks. Returns the job to wake a worker up with, where there is one. */
export async function actOn(
  client: PoolClient,
  id: string,
  action: RunAction,
  by: Actor,
  why: string,
  now: number,
  {
    isSupervising = false,
    requestId = null,
  }: { readonly isSupervising?: boolean; readonly requestId?: string | null } = {},
): Promise<Job | null> {
  const { rowCount } = await client.query('select from runs where id::text = $1 for update', [id]);
  if (rowCount === 0) throw new Refusal('run-unknown', { run: id });
  const run = await needRun(client, id);
  if (action === 'undo') {
    await undo(client, run, by, why, now);
    return null;
  }
  // Otherwise it would be tried in vain again and again.
  if (action === 'replay' && !run.isSourceKept) throw new Refusal('source-missing', { run: id });
  if (!actionsOf(run).includes(action)) throw new Refusal('not-possible-now', { action, status: run.status });
  const job = { runId: id, siteId: run.siteId, attempt: run.attempt + 1 };
  if (action === 'approve') {
    const version = run.kind === 'directory' ? 'directory_version' : 'applied_version';
    const { rows } = await client.query<{ version: string }>(`select ${version} as version from sites where id = $1`, [
      run.siteId,
    ]);
    if (Number(rows[0]?.version) !== run.baseVersion) throw new Refusal('state-changed', { run: id });
    await client.query(
      `update runs set ${PUT_BACK}, attempt = $2, due_at = $3, approved_by = $4, approved_why = nullif($5, ''), approved_version = base_version,
         asked = asked || jsonb_build_object('isSupervising', $6::boolean),
         reason_values = jsonb_build_object('by', $4::text, 'why', $5::text) where id = $1`,
      [id, job.attempt, moment(now), by, why, isSupervising],
    );
    return job;
  }
  if (action === 'reject') {
    await client.query(
      `update runs set status = 'rejected', reason = 'rejected-by-manager', ended_at = $2,
         reason_values = jsonb_build_object('by', $3::text, 'why', $4::text) where id = $1`,
      [id, moment(now), by, why || NO_REASON],
    );
    // Decided: the next breach of these controls is another trouble.
    await closeHolds(client, run.siteId, now);
    await forgetDirectorySources(client, run.siteId, now);
    return null;
  }
  if (action === 'cancel') {
    await client.query(
      `update runs set status = 'cancelled', reason = 'cancelled', ended_at = $2,
         reason_values = jsonb_build_object('by', $3::text) where id = $1`,
      [id, moment(now), by],
    );
    // It may have been held before: approved, or to be judged again.
    await closeHolds(client, run.siteId, now);
    await forgetDirectorySources(client, run.siteId, now);
    return null;
  }
  const { rows } = await client.query<{ id: string }>(
    `insert into runs (site_id, folder, trigger, kind, asked, deposit_id, replay_of, received_at, due_at, taken_in_at_wish, asked_by, half,
       with_run, request_id)
     select site_id, folder, trigger, kind, asked || jsonb_build_object('isSupervising', $4::boolean), deposit_id, id, $2, $2,
       case when taken_in_at_wish > $2 then taken_in_at_wish end, $3, half, with_run, $5
     from runs where id = $1 returning id`,
    [id, moment(now), by, isSupervising, requestId],
  );
  return { runId: rows[0]?.id ?? '', attempt: 1, siteId: run.siteId };
}

async function undo(client: PoolClient, run: Run, by: Actor, why: string, now: number): Promise<void> {
  const isDirectory = run.kind === 'directory';
  const { year, ...counts } = await (isDirectory ? undoDirectory : undoImport)(client, run, now);
  await endAlertsOf(client, run.id, now);
  const variant = isDirectory ? 'directory' : year === null ? 'open' : year.opens === null ? 'closed' : 'reopened';
  const values = { by, at: new Date(now).toISOString(), why: why || NO_REASON, ...counts, variant, ...year };
  await client.query("update runs set status = 'undone', reason = 'undone', reason_values = $2 where id = $1", [
    run.id,
    JSON.stringify(values),
  ]);
}

/** Runs that wait and are due: each should have a job. What came in the future came before the clock went back. */
export async function dueRuns(db: Queryable, now: number): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; attempt: number; site_id: number }>(
    `select id, attempt, site_id from runs r where status = 'received' and ${waitsAt('$1')} is not true
       and (due_at <= $1 or failures = 0 and due_at > $1::timestamptz + interval '1 minute') order by id limit 5000`,
    [moment(now)],
  );
  return rows.map((row) => ({ runId: row.id, attempt: row.attempt, siteId: row.site_id }));
}

/**
 * Runs that a worker left behind: `running`, but nobody holds their site's lock. They are put back for another try,
 * which is no failure (RULES.md 6.7).
 */
export async function takeBackAbandoned(client: PoolClient, now: number): Promise<Job[]> {
  const { rows: sites } = await client.query<{ site_id: number }>(
    "select distinct site_id from runs where status = 'running'",
  );
  const jobs: Job[] = [];
  for (const { site_id: siteId } of sites) {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) free', [
      SITE_LOCK,
      siteId,
    ]);
    if (!rows[0]?.free) continue;
    const taken = await client.query<{ id: string; attempt: number }>(
      `update runs set ${PUT_BACK}, attempt = attempt + 1, due_at = least(due_at, $2)
       where site_id = $1 and status = 'running' returning id, attempt`,
      [siteId, moment(now)],
    );
    jobs.push(...taken.rows.map((row) => ({ runId: row.id, attempt: row.attempt, siteId })));
  }
  return jobs;
}

/** Gives every waiting run a new try: after a start, jobs of dead workers may look alive for a while. */
export async function renewWaiting(db: Queryable): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; attempt: number; site_id: number; due_at: number }>(
    `update runs set attempt = attempt + 1 where status = 'received' returning id, attempt, site_id, due_at`,
  );
  return rows.map((row) => ({ runId: row.id, attempt: row.attempt, siteId: row.site_id }));
}

/** The site's messages, newest first, in a language where they have it; those with credentials are for their recipient only. */
export async function listMessages(
  db: Queryable,
  siteId: number,
  timeZone: string,
  language: Language,
): Promise<Listing<MessageItem>> {
  const isEnglish = String(language === 'en');
  const { rows } = await db.query<Omit<MessageItem, 'createdAt'> & { created_at: number }>(
    `select m.id, m.kind, m.run_id as "runId", ${messageText('subject', isEnglish, 'false')} as subject,
       ${messageText('body', isEnglish, 'false')} as body, ${languageOfText(isEnglish)} as language, m.created_at,
       (select coalesce(array_agg(o.recipient order by o.recipient), '{}') from outbox o where o.message_id = m.id) recipients
     from messages m where m.site_id = $1 and m.withdrawn_at is null and m.kind <> 'account' order by m.id desc limit 500`,
    [siteId],
  );
  const items = rows.map(({ created_at: createdAt, ...row }) => ({
    ...row,
    createdAt: isoWithOffset(createdAt, timeZone),
  }));
  return { items, total: items.length };
}
