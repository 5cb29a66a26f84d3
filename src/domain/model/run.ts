/** A run: one deposit or manual import on its way from bytes to sessions. */

import { Refusal } from './errors.ts';
import type { Actor } from './listing.ts';
import type { RunKind, Step } from './step.ts';

/** PRODUCT.md 3. `received` and `running` are unfinished; `held` waits for a person; the others are final. */
export type RunStatus =
  | 'received'
  | 'running'
  | 'rejected'
  | 'held'
  | 'integrated'
  | 'integrated-with-alerts'
  | 'unchanged'
  | 'superseded'
  | 'failed'
  | 'cancelled'
  | 'undone';

/** Who asked: the timetable software's deposit, or a person. A replay is judged as what it replays. */
export type Trigger = 'automatic' | 'manual';

/** How people call it: a replay is neither. */
export type RunOccasion = Trigger | 'replay';

/** What brought a run about. */
export function occasionOf({
  trigger,
  replayOf,
}: {
  readonly trigger: Trigger;
  readonly replayOf?: string | null;
}): RunOccasion {
  return replayOf ? 'replay' : trigger;
}

/** Why a run of `unchanged` changes nothing though its content is not what is applied: an earlier decision on it stands. */
export const REPEAT_REASONS = ['same-as-held', 'same-as-rejected', 'same-as-undone'] as const;
export type RepeatReason = (typeof REPEAT_REASONS)[number];

/** The earlier decision that a run stands on; null: it has a standing of its own. */
export function repeatOf({
  status,
  reason,
}: {
  readonly status: RunStatus;
  readonly reason?: string | null;
}): RepeatReason | null {
  return status === 'unchanged' ? (REPEAT_REASONS.find((one) => one === reason) ?? null) : null;
}

/** What a manager may do with a run now. */
export type RunAction = 'approve' | 'reject' | 'cancel' | 'replay' | 'undo';

/** One step's end; `code` names the catalogue entry of an interruption. Times are ISO with offset. */
export interface StepOutcome {
  readonly step: Step;
  readonly status: 'valid' | 'interrupted' | 'skipped';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly code?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What a person asked of an import; of a timetable's only whether it was in supervision. */
export interface DirectoryAsked {
  /** The file is a timetable export, for a school without another source. */
  readonly fromExport?: boolean;
  /** Start of the school year that the file is for, where it does not say so itself. */
  readonly year?: number;
  /** The person has seen what it changes: no control holds it. */
  readonly isSeen?: boolean;
  /** An operator asked for it, or approved it, in supervision: it ends and revives no access account. */
  readonly isSupervising?: boolean;
}

/** The reason of a run whose file is a directory, with all that one says of people: it is not kept. */
export const DIRECTORY_GIVEN = 'directory-given';

/** The journal's row of a run. Moments are milliseconds since the epoch. */
export interface Run {
  readonly id: string;
  readonly siteId: number;
  readonly kind: RunKind;
  readonly asked: DirectoryAsked;
  /** The establishment whose URL was used; null for the site's URL. What the file turned out to cover is `establishment`. */
  readonly folder: number | null;
  /** Set after validation: the one establishment the file covers; null when several or not known yet. */
  readonly establishment: number | null;
  readonly scope: readonly number[] | null;
  readonly trigger: Trigger;
  readonly status: RunStatus;
  readonly reason: string | null;
  /** Values for the reason's sentences in the catalogue. */
  readonly reasonValues: Readonly<Record<string, string | number>>;
  readonly depositId: string;
  readonly filename: string;
  readonly size: number;
  readonly sha256: string;
  readonly accountId: string | null;
  readonly receivedAt: number;
  readonly takenInAt: number | null;
  /** A moment that a person asked for by `--taken-in-at`; else the clock decides at each try. */
  readonly takenInAtWish: number | null;
  readonly endedAt: number | null;
  readonly attempt: number;
  /** How many tries ended in technical trouble; a crash or restart is none. */
  readonly failures: number;
  readonly steps: readonly StepOutcome[];
  /** Which of two files of a timetable it is; null: a whole one, or not read yet. */
  readonly half: RunHalf | null;
  /** Until when it waits for the other one. */
  readonly waitsUntil: number | null;
  /** The file that it is read together with. */
  readonly joined: JoinedFile | null;
  /** Digest of the canonical timetable, known once it was read. */
  readonly digest: string | null;
  /** The stored state that a held run was computed on. */
  readonly baseVersion: number | null;
  /** Who approved a held run, and the reason that was given. */
  readonly approvedBy: string | null;
  readonly approvedWhy: string | null;
  /** The stored state that was approved; another one voids the approval. */
  readonly approvedVersion: number | null;
  /** The establishments that a person has confirmed: a file that turns out to cover others is refused. Null: nobody did. */
  readonly confirmedScope: readonly number[] | null;
  /** The earlier run whose source this one is on; null: it is no replay. */
  readonly replayOf: string | null;
  /** Who asked for an import by hand or a replay; null: a deposit. */
  readonly askedBy: Actor | null;
  readonly archivedAs: string | null;
  /** Of the request that started it; null where none did. */
  readonly requestId: string | null;
  /** The last applied import of all that it covers, with what was before still at hand. */
  readonly isUndoable: boolean;
  /** False once retention, or the end of a directory import, has taken the file away: its bytes may still lie there for another import. */
  readonly isSourceKept: boolean;
}

/** One of two files that make a timetable together, as runs are told apart by. */
export interface RunHalf {
  readonly here: string;
  readonly missing: string;
  readonly uai: string;
  /** In which the school year starts. */
  readonly year: string;
  readonly establishment: number | null;
}

/** The source of another run, and the URL that it was put to. */
export interface JoinedFile extends Pick<Run, 'folder' | 'filename' | 'size' | 'sha256'> {
  readonly runId: string;
}

/**
 * The one establishment that a run may touch: that of the URL of its file, or of the file that it is read with. Null: both
 * came by the site's URL, and what they cover decides (RULES.md 2.1).
 */
export function onlyEstablishmentOf({ folder, joined }: Pick<Run, 'folder' | 'joined'>): number | null {
  return folder ?? joined?.folder ?? null;
}

/** What stands for the reason of a decision where none was given. */
export const NO_REASON = '–';

/** The longest reason of a decision, in characters; a line break is one. */
export const MAX_REASON_CHARS = 2_000;

/** The reason that a person gave for a decision, without blanks around it. Throws Refusal `reason-too-long`. */
export function readReason(text: string): string {
  const reason = text.replaceAll('\r\n', '\n').trim();
  if (reason.length > MAX_REASON_CHARS)
    throw new Refusal('reason-too-long', { limit: MAX_REASON_CHARS, length: reason.length });
  return reason;
}

/** Final statuses: nothing more happens to such a run by itself. */
export function isEnded(status: RunStatus): boolean {
  return status !== 'received' && status !== 'running' && status !== 'held';
}

/** A run that ended after its file was looked at: it had something to report. */
export function hadReport({ status, steps }: Pick<Run, 'status' | 'steps'>): boolean {
  return isEnded(status) && steps.some((one) => one.step !== 'deposit' && one.status !== 'skipped');
}

/** How what a run changes stands to what is stored: `would`: once it is approved; `never`: it was not applied. */
export type RunEffect = 'would' | 'did' | 'undone' | 'never' | 'same' | 'not-yet';

const EFFECTS: Readonly<Record<RunStatus, RunEffect>> = {
  received: 'not-yet',
  running: 'not-yet',
  held: 'would',
  integrated: 'did',
  'integrated-with-alerts': 'did',
  undone: 'undone',
  unchanged: 'same',
  rejected: 'never',
  superseded: 'never',
  cancelled: 'never',
  failed: 'never',
};

/** The effect of a run in this state. */
export function effectOf(status: RunStatus): RunEffect {
  return EFFECTS[status];
}

/** True when the import changed the stored timetable, and still stands. */
export function isApplied(status: RunStatus): boolean {
  return effectOf(status) === 'did';
}

/**
 * What may be done with a run in this state. The source of a directory import is forgotten as soon as nobody needs it: only
 * one that failed can be tried again.
 */
export function actionsOf(
  run: Pick<Run, 'status' | 'isUndoable' | 'isSourceKept'> & { readonly kind?: RunKind },
): RunAction[] {
  return run.isSourceKept ? actionsWithSource(run) : actionsWithSource(run).filter((action) => action !== 'replay');
}

function actionsWithSource(run: Pick<Run, 'status' | 'isUndoable'> & { readonly kind?: RunKind }): RunAction[] {
  if (run.kind === 'directory') return directoryActionsOf(run);
  if (run.status === 'held') return ['approve', 'reject', 'replay'];
  if (run.status === 'received') return ['cancel'];
  if (run.status === 'running') return [];
  return run.isUndoable ? ['replay', 'undo'] : ['replay'];
}

function directoryActionsOf({ status, isUndoable }: Pick<Run, 'status' | 'isUndoable'>): RunAction[] {
  if (status === 'held') return ['approve', 'reject'];
  if (status === 'received') return ['cancel'];
  if (status === 'failed') return ['replay'];
  return isUndoable ? ['undo'] : [];
}
