/** Rows of the journal as runs, and the columns they are read from. */

import type { Pool, PoolClient } from 'pg';
import type {
  DirectoryAsked,
  JoinedFile,
  Run,
  RunHalf,
  RunStatus,
  StepOutcome,
  Trigger,
} from '../../domain/model/run.ts';
import type { RunKind } from '../../domain/model/step.ts';

/** Either a pool or one connection of it. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

/** Of runs `r`: the last directory import of the site, with what it replaced at hand. */
const IS_UNDOABLE_DIRECTORY = `(r.kind = 'directory' and r.status in ('integrated', 'integrated-with-alerts')
  and exists (select from directory_undo u where u.run_id = r.id)
  and not exists (select from directory_undo l where l.site_id = r.site_id and l.run_id > r.id))`;

/** Of runs `r` with their deposit: the last applied import of its whole scope, in the open year, with its changes at hand. */
const IS_UNDOABLE = `(r.kind = 'timetable' and r.status in ('integrated', 'integrated-with-alerts')
  and exists (select from undo_records u join sites w on w.id = u.site_id and w.current_year = u.year where u.run_id = r.id)
  and not exists (select from unnest(r.scope) e left join applied a
    on a.site_id = r.site_id and a.year = r.year and a.establishment = e where a.run_id is distinct from r.id))`;

/** What `toRun` needs, from `runs r join deposits d on d.id = r.deposit_id`. */
export const RUN_COLUMNS = `r.id, r.site_id, r.kind, r.asked, r.folder, r.establishment, r.scope, r.trigger, r.status, r.reason,
  r.reason_values, r.deposit_id, d.name, d.size, d.sha256, d.account_id, r.received_at, r.taken_in_at,
  r.taken_in_at_wish, r.ended_at, r.attempt, r.failures, r.steps, r.digest, r.base_version, r.approved_by, r.approved_why,
  r.approved_version, r.confirmed_scope, r.replay_of, r.asked_by, r.archived_as, r.half, r.waits_until, r.request_id,
  (select jsonb_build_object('runId', w.id::text, 'folder', w.folder, 'filename', wd.name, 'size', wd.size, 'sha256', wd.sha256)
     from runs w join deposits wd on wd.id = w.deposit_id where w.id = r.with_run) joined,
  (${IS_UNDOABLE} or ${IS_UNDOABLE_DIRECTORY}) as is_undoable, d.forgotten_at is null as is_source_kept`;

export const RUNS = 'runs r join deposits d on d.id = r.deposit_id';

export interface RunRow {
  readonly id: string;
  readonly site_id: number;
  readonly kind: RunKind;
  readonly asked: DirectoryAsked;
  readonly folder: number | null;
  readonly establishment: number | null;
  readonly scope: number[] | null;
  readonly trigger: Trigger;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly reason_values: Record<string, string | number>;
  readonly deposit_id: string;
  readonly name: string;
  readonly size: string;
  readonly sha256: string;
  readonly account_id: string | null;
  readonly received_at: number;
  readonly taken_in_at: number | null;
  readonly taken_in_at_wish: number | null;
  readonly ended_at: number | null;
  readonly attempt: number;
  readonly failures: number;
  readonly steps: StepOutcome[];
  readonly half: RunHalf | null;
  readonly waits_until: number | null;
  readonly joined: JoinedFile | null;
  readonly digest: string | null;
  readonly base_version: string | null;
  readonly approved_by: string | null;
  readonly approved_why: string | null;
  readonly approved_version: string | null;
  readonly confirmed_scope: number[] | null;
  readonly replay_of: string | null;
  readonly asked_by: string | null;
  readonly archived_as: string | null;
  readonly request_id: string | null;
  readonly is_undoable: boolean;
  readonly is_source_kept: boolean;
}

/** A journal row as a run. */
export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    siteId: row.site_id,
    kind: row.kind,
    asked: row.asked,
    folder: row.folder,
    establishment: row.establishment,
    scope: row.scope,
    trigger: row.trigger,
    status: row.status,
    reason: row.reason,
    reasonValues: row.reason_values,
    depositId: row.deposit_id,
    filename: row.name,
    size: Number(row.size),
    sha256: row.sha256,
    accountId: row.account_id,
    receivedAt: row.received_at,
    takenInAt: row.taken_in_at,
    takenInAtWish: row.taken_in_at_wish,
    endedAt: row.ended_at,
    attempt: row.attempt,
    failures: row.failures,
    steps: row.steps,
    half: row.half,
    waitsUntil: row.waits_until,
    joined: row.joined,
    digest: row.digest,
    baseVersion: row.base_version === null ? null : Number(row.base_version),
    approvedBy: row.approved_by,
    approvedWhy: row.approved_why,
    approvedVersion: row.approved_version === null ? null : Number(row.approved_version),
    confirmedScope: row.confirmed_scope,
    replayOf: row.replay_of,
    askedBy: row.asked_by,
    archivedAs: row.archived_as,
    requestId: row.request_id,
    isUndoable: row.is_undoable,
    isSourceKept: row.is_source_kept,
  };
}

/** One run by its id; null when there is none. */
export async function findRun(db: Queryable, id: string): Promise<Run | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const { rows } = await db.query<RunRow>(`select ${RUN_COLUMNS} from ${RUNS} where r.id = $1`, [id]);
  return rows[0] ? toRun(rows[0]) : null;
}

/** SQL: in the queue again; all steps but the deposit are to come. */
export const PUT_BACK = `status = 'received', steps = jsonb_path_query_array(steps, '$[*] ? (@.step == "deposit")')`;

/** A moment as PostgreSQL wants it. */
export function moment(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
