/** Import drafts: a file that a manager looks at step by step before applying it, and what was found out about it. */

import type { ManualMatch, MatchKind } from '../diff/match.ts';
import type { NewEntry } from '../diff/match-desk.ts';
import type { Suggestion } from '../diff/suggest.ts';
import type { Day } from '../model/calendar.ts';
import type { Language } from '../model/language.ts';
import type { Run, RunStatus } from '../model/run.ts';
import type { Opening } from '../validate/next-year.ts';
import type { Preview } from './preview.ts';
import type { Evaluation, ImportReport } from './report.ts';

/** What a manager looks at, in order; the file itself was the step before. */
export const DRAFT_STEPS = ['content', 'matches', 'controls', 'preview', 'apply'] as const;

export type DraftStep = (typeof DRAFT_STEPS)[number];

/** `trial`: looked at only, until somebody turns it into an import. */
export type DraftPurpose = 'import' | 'trial';

/** `waiting`: a worker will evaluate it, at the first time or again; `failed`: technical trouble outlived its retries. */
export type DraftState = 'waiting' | 'evaluated' | 'failed' | 'applied' | 'discarded';

/** Drafts are forgotten after so many days. */
export const DRAFT_DAYS = 30;

/** An entry of the file that matching left open. */
export interface OpenMatch {
  readonly kind: MatchKind;
  readonly key: string;
  readonly label: string;
  readonly birthDate: Day | null;
  readonly ambiguous: boolean;
  readonly suggestions: readonly Suggestion[];
}

/** What would become of the file if the timetable software deposited it now. */
export interface Deposited {
  readonly status: Extract<RunStatus, 'integrated' | 'integrated-with-alerts' | 'held' | 'rejected' | 'unchanged'>;
  readonly reason: string | null;
}

/** An evaluation as it is kept: a manual import of the file, carried up to the point of writing. */
export interface DraftResult {
  /** As the run would end. */
  readonly run: Run;
  readonly evaluation: Evaluation;
  readonly openMatches: readonly OpenMatch[];
  /** Null when nothing would be written. */
  readonly preview: Preview | null;
  /** The file's school year, `2026-2027`, its first and last day; null for a file that is refused. */
  readonly year: string | null;
  readonly yearFrom: Day | null;
  readonly yearTo: Day | null;
  /** True when this import would open that year. */
  readonly opensYear: boolean;
  /** How that fits what is open and announced; null where it opens none. */
  readonly opening: Opening | null;
  /** Nothing is stored of the year in the file's establishments: no session can have begun. */
  readonly isFirst: boolean;
  readonly deposited: Deposited | null;
  /** The establishments that a manager saw the file cover, when it covers others now and nobody has looked since. */
  readonly scopeBefore: readonly number[] | null;
}

/** A draft as people see it in a list; moments are ISO with offset. */
export interface DraftItem {
  readonly id: string;
  readonly site: number;
  readonly purpose: DraftPurpose;
  readonly state: DraftState;
  readonly step: DraftStep;
  readonly filename: string;
  readonly size: number;
  readonly sha256: string;
  /** The establishment that was chosen; null: those the file says. */
  readonly establishment: number | null;
  readonly madeAt: string;
  readonly madeBy: { readonly actor: string; readonly name: string | null };
  /** It is forgotten then. */
  readonly keptUntil: string;
  /** From when on sessions are to be generated; null: from when it is applied. */
  readonly takenInAt: string | null;
  /** How the import would end; null before the first evaluation. */
  readonly outcome: RunStatus | null;
  /** The run it became. */
  readonly runId: string | null;
}

/** What was found out about a file, as people see it. */
export interface DraftFound extends Omit<DraftResult, 'run' | 'evaluation'> {
  readonly report: ImportReport;
  /** The run that applied the same content already. */
  readonly sameAs: string | null;
  /** The establishments that the file covers; null for a file that is refused. */
  readonly scope: readonly number[] | null;
}

/** One draft with all that was found out. */
export interface DraftView extends DraftItem {
  /** Names the evaluation that is shown: applying says which one was seen. */
  readonly evaluation: number;
  /** A worker is at it now; false while it waits for one. */
  readonly isBegun: boolean;
  /** Of the last evaluation, which a waiting draft may have too. */
  readonly found: DraftFound | null;
  /** Codes of exceeded controls that a manager has ticked as seen. */
  readonly seenControls: readonly string[];
  /** The last import that was applied to the site after this file came. */
  readonly appliedSince: { readonly runId: string; readonly at: string } | null;
}

/** What a manager changes of a draft; absent: left as it is. */
export interface DraftChange {
  /** Goes on to this step; never back. */
  readonly step?: DraftStep;
  /** ISO with offset; null: the moment it is applied. */
  readonly takenInAt?: string | null;
  readonly seenControls?: readonly string[];
  /** A trial becomes an import, never the other way round. */
  readonly purpose?: 'import';
}

/** What people may ask about drafts: a part of Administration. `by` is the actor for the journal. */
export interface DraftDesk {
  /** Keeps a file that a manager will look at before it is applied, and has a worker evaluate it. Throws Refusal `file-empty`, `file-no-export`. */
  makeDraft(
    request: {
      readonly siteId: number;
      readonly establishment: number | null;
      readonly file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> };
      readonly purpose: DraftPurpose;
    },
    by: string,
  ): Promise<DraftView>;
  /** Neither applied nor given up, newest first. */
  drafts(siteId: number): Promise<{ readonly items: readonly DraftItem[]; readonly total: number }>;
  /** Sees to it that what is out of date is evaluated anew. Throws Refusal `draft-unknown`. */
  draft(siteId: number, draftId: string, language?: Language): Promise<DraftView>;
  /** Throws Refusal `draft-over`, `moment-past`, `moment-outside-year`. The answer may be another draft: the import that there is of a trial's file. */
  changeDraft(siteId: number, draftId: string, change: DraftChange, by: string): Promise<DraftView>;
  /** Remembers matches of what the file left open, all together. Throws Refusal `match-unknown`, `directory-unknown`. */
  matchInDraft(siteId: number, draftId: string, decisions: readonly ManualMatch[], by: string): Promise<void>;
  /** Adds an entry by hand for what the file left open, and remembers it as its counterpart. Throws Refusal `match-unknown`, `bad-input`. */
  addEntryInDraft(siteId: number, draftId: string, entry: NewEntry, by: string): Promise<void>;
  /** After technical trouble. */
  evaluateDraftAgain(siteId: number, draftId: string): Promise<void>;
  discardDraft(siteId: number, draftId: string, by: string): Promise<void>;
  /**
   * Journals the manual import of the draft, wakes a worker up and says the run; asked twice it is one run. `seen` is the
   * evaluation that the manager looked at. Throws Refusal `draft-changed`, `draft-scope-changed`, `controls-unseen`, `draft-nothing`,
   * `draft-year-unconfirmed`.
   */
  applyDraft(siteId: number, draftId: string, seen: Seen, by: string): Promise<string>;
}

/** What a manager has looked at before applying a draft. */
export interface Seen {
  readonly evaluation: number;
  /** The year that it opens, as confirmed where that is asked for. */
  readonly opens?: string;
}

/** Does it open a year that nobody expects, so that a manager has to confirm it? */
export function isYearToConfirm({ opening }: Pick<DraftResult, 'opening'>): boolean {
  return opening !== null && opening !== 'expected';
}

/** The later of two steps. */
export function laterStep(a: DraftStep, b: DraftStep): DraftStep {
  return DRAFT_STEPS.indexOf(a) < DRAFT_STEPS.indexOf(b) ? b : a;
}

/** Exceeded controls that nobody has ticked as seen. */
export function unseenControls(controls: ImportReport['controls'], seen: readonly string[]): readonly string[] {
  return controls.filter((one) => one.exceeded && !seen.includes(one.code)).map((one) => one.code);
}

const JOB = /^draft-(\d{1,18})$/;

/** What a job names in place of a run. */
export function draftJobName(draftId: string): string {
  return `draft-${draftId}`;
}

/** The draft that a job is about; null: it is about a run. */
export function draftOfJob(name: string): string | null {
  return JOB.exec(name)?.[1] ?? null;
}
