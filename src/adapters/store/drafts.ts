/** Import drafts in the database: entered, evaluated again whenever what they were compared with changes, applied or given up. */

import type { PoolClient } from 'pg';
import type { Actor } from '../../domain/administration.ts';
import type { Sealed } from '../../domain/deposit/deposit.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { DIRECTORY_GIVEN } from '../../domain/model/run.ts';
import type { Job } from '../../domain/ports.ts';
import {
  type DraftPurpose,
  type DraftResult,
  type DraftState,
  type DraftStep,
  draftJobName,
} from '../../domain/report/draft.ts';
import { PERSON_NAME, personOf } from './actor-names.ts';
import { moment, type Queryable } from './runs.ts';

export interface NewDraft {
  readonly siteId: number;
  readonly folder: number | null;
  readonly purpose: DraftPurpose;
  readonly name: string;
  readonly sealed: Sealed;
  readonly by: Actor;
  readonly now: number;
}

/** A row of the table with its deposit. Moments are milliseconds since the epoch. */
export interface Draft {
  readonly id: string;
  readonly siteId: number;
  readonly depositId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly folder: number | null;
  readonly purpose: DraftPurpose;
  readonly madeBy: Actor;
  /** Of the person behind `madeBy`; null for programs. */
  readonly madeByName: string | null;
  readonly madeAt: number;
  readonly step: DraftStep;
  readonly takenInAtWish: number | null;
  readonly state: DraftState;
  readonly attempt: number;
  readonly failures: number;
  readonly begunAt: number | null;
  readonly evaluatedAt: number | null;
  readonly seenControls: readonly string[];
  readonly runId: string | null;
  /** False when what it was evaluated on has changed. */
  readonly isCurrent: boolean;
}

/** First key of the locks under which drafts are entered; the second is the site's number. */
const DRAFT_LOCK = 0x4452;

/** Drafts that are neither applied nor given up. */
export const OPEN_DRAFTS = "('waiting', 'evaluated', 'failed')";

const COLUMNS = `i.id, i.site_id as "siteId", i.deposit_id as "depositId", d.name, d.size::float8 as size, i.sha256,
  i.folder, i.purpose, i.made_by as "madeBy", ${PERSON_NAME} as "madeByName",
  i.made_at as "madeAt", i.step, i.taken_in_at_wish as "takenInAtWish", i.state, i.attempt, i.failures,
  i.begun_at as "begunAt", i.evaluated_at as "evaluatedAt", i.seen_controls as "seenControls", i.run_id as "runId",
  i.basis is not distinct from draft_basis(s) as "isCurrent"`;

const FROM = `import_drafts i join deposits d on d.id = i.deposit_id join sites s on s.id = i.site_id
  left join people p on p.id = ${personOf('i.made_by')}`;

/** Enters a draft with its deposit; the same file of the same person that is open already is that draft. */
export async function enterDraft(
  client: PoolClient,
  asked: NewDraft,
): Promise<{ readonly id: string; readonly job: Job | null }> {
  const { siteId, folder, purpose, name, sealed, by, now } = asked;
  // Two forms that come at once wait for one another here.
  await client.query('select pg_advisory_xact_lock($1, $2)', [DRAFT_LOCK, siteId]);
  const known = await client.query<{ id: string }>(
    `select id from import_drafts where site_id = $1 and made_by = $2 and sha256 = $3 and purpose = $4
       and folder is not distinct from $5 and state in ${OPEN_DRAFTS}`,
    [siteId, by, sealed.sha256, purpose, folder],
  );
  if (known.rows[0]) return { id: known.rows[0].id, job: null };
  const { rows } = await client.query<{ id: string }>(
    `with deposit as (
       insert into deposits (site_id, establishment, via, name, size, sha256, received_at)
       values ($1, $2, 'page', $3, $4, $5, $6) returning id)
     insert into import_drafts (site_id, deposit_id, sha256, folder, purpose, made_by, made_at, due_at)
     select $1, id, $5, $2, $7, $8, $6, $6 from deposit returning id`,
    [siteId, folder, name, sealed.size, sealed.sha256, moment(now), purpose, by],
  );
  const id = rows[0]?.id ?? '';
  return { id, job: jobOf({ id, siteId, attempt: 1 }) };
}

function jobOf({
  id,
  siteId,
  attempt,
}: {
  readonly id: string;
  readonly siteId: number;
  readonly attempt: number;
}): Job {
  return { runId: draftJobName(id), siteId, attempt };
}

/** The open drafts of a site, newest first. */
export async function listDrafts(
  db: Queryable,
  siteId: number,
): Promise<readonly (Draft & { readonly outcome: string | null })[]> {
  const { rows } = await db.query<Draft & { readonly outcome: string | null }>(
    `select ${COLUMNS}, i.result->'run'->>'status' as outcome from ${FROM}
     where i.site_id = $1 and i.state in ${OPEN_DRAFTS} order by i.id desc limit 200`,
    [siteId],
  );
  return rows;
}

/** A draft with what was found out. */
type EvaluatedDraft = Draft & { readonly result: DraftResult | null };

/** One draft of a site, without what was found out. Throws Refusal `draft-unknown`. */
export async function needDraftRow(db: Queryable, siteId: number, id: string): Promise<Draft> {
  return await needColumns<Draft>(db, siteId, id, COLUMNS);
}

/** What results did not say when drafts were new: one that was kept meanwhile is read as if it had nothing to say. */
const NOT_SAID_BEFORE = { yearFrom: null, yearTo: null, opening: null, scopeBefore: null } as const;

/** One draft of a site with what was found out. Throws Refusal `draft-unknown`. */
export async function needDraft(db: Queryable, siteId: number, id: string): Promise<EvaluatedDraft> {
  const draft = await needColumns<EvaluatedDraft>(db, siteId, id, `${COLUMNS}, i.result`);
  return { ...draft, result: draft.result && { ...NOT_SAID_BEFORE, ...draft.result } };
}

async function needColumns<Row extends Draft>(
  db: Queryable,
  siteId: number,
  id: string,
  columns: string,
): Promise<Row> {
  const { rows } = await db.query<Row>(`select ${columns} from ${FROM} where i.id::text = $1 and i.site_id = $2`, [
    id,
    siteId,
  ]);
  if (!rows[0]) throw new Refusal('draft-unknown', { draft: id.slice(0, 20) });
  return rows[0];
}

/** The same, and nobody else changes it until the commit. */
export async function lockDraft(client: PoolClient, siteId: number, id: string): Promise<EvaluatedDraft> {
  await client.query('select from import_drafts where id::text = $1 and site_id = $2 for update', [id, siteId]);
  return await needDraft(client, siteId, id);
}

/** Has an evaluated or failed draft evaluated again; null when a worker is told already. */
export async function reopenDraft(db: Queryable, id: string, now: number): Promise<Job | null> {
  const { rows } = await db.query<{ id: string; siteId: number; attempt: number }>(
    `update import_drafts set state = 'waiting', attempt = attempt + 1, failures = 0, begun_at = null, due_at = $2
     where id = $1 and state in ('evaluated', 'failed') returning id, site_id as "siteId", attempt`,
    [id, moment(now)],
  );
  return rows[0] ? jobOf(rows[0]) : null;
}

/** Evaluated drafts, of one site or all, that were compared with what is no longer so. */
export async function reopenOutdated(db: Queryable, siteId: number | null, now: number): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; siteId: number; attempt: number }>(
    `update import_drafts i set state = 'waiting', attempt = attempt + 1, failures = 0, begun_at = null, due_at = $2
     from sites s where s.id = i.site_id and i.state = 'evaluated' and i.basis is distinct from draft_basis(s)
       and ($1::int is null or i.site_id = $1) returning i.id, i.site_id as "siteId", i.attempt`,
    [siteId, moment(now)],
  );
  return rows.map(jobOf);
}

/** Drafts that wait and are due: each should have a job. A clock that went back holds up only pauses after trouble. */
export async function dueDrafts(db: Queryable, now: number): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; siteId: number; attempt: number }>(
    `select id, site_id as "siteId", attempt from import_drafts
     where state = 'waiting' and (due_at <= $1 or failures = 0 and due_at > $1::timestamptz + interval '1 minute')
     order by id limit 1000`,
    [moment(now)],
  );
  return rows.map(jobOf);
}

/** Gives every waiting draft a new try: after a start, jobs of dead workers may look alive for a while. */
export async function renewDrafts(db: Queryable): Promise<Job[]> {
  const { rows } = await db.query<{ id: string; siteId: number; attempt: number }>(
    `update import_drafts set attempt = attempt + 1, begun_at = null where state = 'waiting'
     returning id, site_id as "siteId", attempt`,
  );
  return rows.map(jobOf);
}

/** Marks a try as begun; null when this is not the try that the draft waits for. */
export async function beginDraft(db: Queryable, id: string, attempt: number, now: number): Promise<Draft | null> {
  const { rows } = await db.query<Draft>(
    `with begun as (update import_drafts set begun_at = $3 where id = $1 and attempt = $2 and state = 'waiting' returning id)
     select ${COLUMNS} from ${FROM} where i.id in (select id from begun)`,
    [id, attempt, moment(now)],
  );
  return rows[0] ?? null;
}

/** The text that the state of a site is told by. */
export async function basisOf(db: Queryable, siteId: number): Promise<string> {
  const { rows } = await db.query<{ basis: string }>('select draft_basis(s) basis from sites s where id = $1', [
    siteId,
  ]);
  return rows[0]?.basis ?? '';
}

/**
 * Keeps an evaluation, unless the draft has gone on without this try. A file that covers other establishments than
 * before has its preview to be looked at again.
 */
export async function keepResult(
  client: PoolClient,
  draft: Pick<Draft, 'id' | 'attempt'>,
  found: { readonly basis: string; readonly result: DraftResult },
  now: number,
): Promise<boolean> {
  const { rows } = await client.query<{ result: DraftResult | null; step: DraftStep }>(
    "select result, step from import_drafts where id = $1 and attempt = $2 and state = 'waiting' for update",
    [draft.id, draft.attempt],
  );
  const [row] = rows;
  if (!row) return false;
  const scope = found.result.run.scope?.join() ?? '';
  const before = row.result?.scopeBefore ?? row.result?.run.scope ?? null;
  const scopeBefore = before !== null && scope !== '' && before.join() !== scope ? before : null;
  const step = scopeBefore !== null && row.step === 'apply' ? 'preview' : row.step;
  await client.query(
    `update import_drafts set state = 'evaluated', result = $2, basis = $3, evaluated_at = $4, begun_at = null,
       failures = 0, step = $5 where id = $1`,
    [draft.id, JSON.stringify({ ...found.result, scopeBefore }), found.basis, moment(now), step],
  );
  return true;
}

/** After technical trouble: another try at that moment, or none when `dueAt` is null. Returns the job of the next try. */
export async function noteDraftTrouble(
  db: Queryable,
  draft: Pick<Draft, 'id' | 'attempt' | 'failures'>,
  dueAt: number | null,
): Promise<Job | null> {
  const { rows } = await db.query<{ id: string; siteId: number; attempt: number }>(
    `update import_drafts set failures = $3, begun_at = null, due_at = coalesce($4, due_at),
       state = case when $4::timestamptz is null then 'failed' else 'waiting' end,
       attempt = case when $4::timestamptz is null then attempt else attempt + 1 end
     where id = $1 and attempt = $2 and state = 'waiting' returning id, site_id as "siteId", attempt`,
    [draft.id, draft.attempt, draft.failures + 1, moment(dueAt)],
  );
  return dueAt !== null && rows[0] ? jobOf(rows[0]) : null;
}

/** Writes what a manager changed. */
export async function writeDraft(
  client: PoolClient,
  draft: Pick<Draft, 'id' | 'step' | 'takenInAtWish' | 'seenControls' | 'purpose'>,
): Promise<void> {
  await client.query(
    `update import_drafts set step = $2, taken_in_at_wish = $3, seen_controls = $4, purpose = $5 where id = $1`,
    [draft.id, draft.step, moment(draft.takenInAtWish), draft.seenControls, draft.purpose],
  );
}

/** A manager has looked at the establishments that the file covers now. */
export async function noteScopeSeen(client: PoolClient, id: string): Promise<void> {
  await client.query(
    `update import_drafts set result = jsonb_set(result, '{scopeBefore}', 'null') where id = $1 and result is not null`,
    [id],
  );
}

/** The open draft of the same file that is an import already, for a trial that is to become one. */
export async function findTwin(client: PoolClient, draft: Draft): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `select id from import_drafts where site_id = $1 and made_by = $2 and sha256 = $3 and purpose = 'import'
       and folder is not distinct from $4 and state in ${OPEN_DRAFTS} and id <> $5`,
    [draft.siteId, draft.madeBy, draft.sha256, draft.folder, draft.id],
  );
  return rows[0]?.id ?? null;
}

/** Ends a draft. What was found out goes: it is full of names, and a run has its own report. */
export async function endDraft(
  client: PoolClient,
  id: string,
  end: { readonly state: 'applied' | 'discarded'; readonly runId: string | null; readonly now: number },
): Promise<void> {
  await client.query(
    `update import_drafts set state = $2, run_id = $3, ended_at = $4, result = null, begun_at = null where id = $1`,
    [id, end.state, end.runId, moment(end.now)],
  );
}

/** The run of a draft's own deposit, received now. The caller commits and wakes a worker up. */
export async function enterRunOfDraft(
  client: PoolClient,
  draft: Pick<Draft, 'siteId' | 'folder' | 'depositId'>,
  wish: {
    readonly takenInAt: number | null;
    readonly scope: readonly number[];
    readonly by: Actor;
    readonly isSupervising: boolean;
    readonly now: number;
    readonly requestId: string | null;
  },
): Promise<Job> {
  const { rows } = await client.query<{ id: string }>(
    `insert into runs (site_id, folder, trigger, deposit_id, received_at, due_at, taken_in_at_wish, confirmed_scope,
       asked_by, asked, request_id)
     values ($1, $2, 'manual', $3, $4, $4, $5, $6, $7, jsonb_build_object('isSupervising', $8::boolean), $9) returning id`,
    [
      draft.siteId,
      draft.folder,
      draft.depositId,
      moment(wish.now),
      moment(wish.takenInAt),
      wish.scope,
      wish.by,
      wish.isSupervising,
      wish.requestId,
    ],
  );
  return { runId: rows[0]?.id ?? '', siteId: draft.siteId, attempt: 1 };
}

/** The last import that was applied to a site after a moment. */
export async function appliedSince(
  db: Queryable,
  siteId: number,
  since: number,
): Promise<{ readonly runId: string; readonly at: number } | null> {
  const { rows } = await db.query<{ runId: string; at: number }>(
    `select id as "runId", ended_at as at from runs where site_id = $1 and kind = 'timetable' and ended_at > $2
       and status in ('integrated', 'integrated-with-alerts') order by ended_at desc, id desc limit 1`,
    [siteId, moment(since)],
  );
  return rows[0] ?? null;
}

/** A directory that was given as a timetable is kept as long as somebody may look at what was said of it. */
const GIVEN_WRONGLY_MS = 3_600_000;

/** Old and given up drafts go, and their files with them where no run has them. Returns how many went. */
export async function forgetDrafts(db: Queryable, before: string | null, now: number): Promise<number> {
  const { rowCount } = await db.query(
    `with gone as (delete from import_drafts where state = 'discarded' or made_at < $1
         or result #>> '{run,reason}' = $3 and made_at < $4 returning deposit_id),
     forgotten as (update deposits d set forgotten_at = $2, hidden_at = coalesce(hidden_at, $2)
       from gone where d.id = gone.deposit_id and d.forgotten_at is null
         and not exists (select from runs r where r.deposit_id = d.id))
     select deposit_id from gone`,
    [before, moment(now), DIRECTORY_GIVEN, moment(now - GIVEN_WRONGLY_MS)],
  );
  return rowCount ?? 0;
}
