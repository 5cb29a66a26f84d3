/** What people and their programs may ask of Carillon: the one interface behind commands, HTTP API and pages. */

import type { AccountDesk } from './deposit/account-desk.ts';
import type { MatchDesk } from './diff/match-desk.ts';
import type { AuditDesk, AuditItem } from './model/audit.ts';
import { type Day, isoWithOffset } from './model/calendar.ts';
import type { EstablishmentDesk, EstablishmentSpec } from './model/establishment-desk.ts';
import type { Language } from './model/language.ts';
import type { Actor, Listing } from './model/listing.ts';
import type { PeopleDesk } from './model/people-desk.ts';
import { actionsOf, NO_REASON, type Run, type RunAction, repeatOf, type StepOutcome } from './model/run.ts';
import type { RunFilter } from './model/run-filter.ts';
import type { YearDesk } from './model/school-year.ts';
import type { LessonWords } from './model/session.ts';
import type { Freshness } from './notify/freshness.ts';
import type { InboxDesk, ToldMessage } from './notify/inbox.ts';
import type { OverviewDesk } from './notify/overview.ts';
import type { DirectoryDesk, GivenFile } from './report/directory-desk.ts';
import type { DraftDesk } from './report/draft.ts';
import type { ImportReport } from './report/report.ts';
import type { TimetableDesk } from './report/timetable-desk.ts';
import type { ThresholdOverride } from './thresholds/rule.ts';
import type { WhatIf } from './thresholds/what-if.ts';

export type {
  AccountItem,
  AccountOptions,
  Credentials,
  PairedCertificate,
} from './deposit/account-desk.ts';
export type { MatchItem } from './diff/match-desk.ts';
export type { EstablishmentSpec } from './model/establishment-desk.ts';
export type { Actor, Listing } from './model/listing.ts';
export type { DirectoryItem, DirectoryRequest, GivenFile } from './report/directory-desk.ts';

export interface SiteSpec {
  readonly id: number;
  readonly name: string;
  readonly establishments: readonly EstablishmentSpec[];
  readonly timezone?: string;
}

/** A site as people see it. */
export interface SiteItem {
  readonly id: number;
  readonly name: string;
  readonly timezone: string;
  readonly establishments: readonly EstablishmentSpec[];
  /** Open school year, `2026-2027`; null before the first manual import. */
  readonly schoolYear: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly directory: Readonly<Record<'teacher' | 'student' | 'staff' | 'division' | 'group', number>>;
  /** When the timetable software last deposited a valid file; imports by hand and replays do not count. ISO with offset. */
  readonly lastGoodDeposit: string | null;
  readonly held: number;
  readonly waiting: number;
}

export interface ThresholdItem {
  readonly code: string;
  readonly title: string;
  readonly limit: number;
  readonly blocking: boolean;
  readonly floor: number;
  readonly locked: boolean;
  /** Percent: no share that this control computes can be greater. */
  readonly highestLimit: number;
  readonly default: { readonly limit: number; readonly blocking: boolean; readonly floor: number };
}

/** A past import, and what it would have given. */
export interface WhatIfItem extends WhatIf {
  readonly run: string;
  readonly receivedAt: string;
  readonly filename: string;
  /** What became of it: a person may have decided otherwise. */
  readonly status: Run['status'];
  readonly reason: string | null;
}

export interface RunItem {
  readonly id: string;
  readonly site: number;
  readonly kind: Run['kind'];
  readonly status: Run['status'];
  readonly trigger: Run['trigger'];
  readonly establishment: number | null;
  readonly filename: string;
  readonly archivedAs: string | null;
  readonly sha256: string;
  readonly size: number;
  /** The login that deposited. */
  readonly account?: string;
  /** The run whose file is imported anew. */
  readonly replayOf?: string;
  /** Who asked for an import by hand or a replay, and the name while it is known. */
  readonly askedBy?: Actor;
  readonly askedByName?: string;
  readonly receivedAt: string;
  readonly takenInAt: string | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
  /** Of an unchanged run that an earlier decision stands for: the run that was decided about. */
  readonly sameAs?: string;
  /** Who rejected, undid or gave up this run, or the one that it is the same as; the name while it is known. */
  readonly decidedBy?: Actor;
  readonly decidedByName?: string;
  /** The reason that was given for it, in that person's words. */
  readonly decidedWhy?: string;
  /** When the run that it is the same as was decided about. */
  readonly decidedAt?: string;
  readonly queuePosition?: number;
  /** The other file of a timetable of two that it waits for, and until when. */
  readonly waitsFor?: { readonly file: string; readonly until: string };
  /** Steps that have ended, in their order. */
  readonly steps: readonly Pick<StepOutcome, 'step' | 'status' | 'endedAt'>[];
  readonly actions: readonly RunAction[];
}

/** A journal row as people see it: moments in the site's zone; `account` is the login that deposited, where there is one. */
export function toRunItem(
  run: Run,
  more: {
    readonly timeZone: string;
    readonly account: string | null;
    readonly askedByName: string | null;
    readonly decidedByName: string | null;
    readonly queuePosition: number | null;
  },
): RunItem {
  const iso = (ms: number | null): string | null => (ms === null ? null : isoWithOffset(ms, more.timeZone));
  return {
    id: run.id,
    site: run.siteId,
    kind: run.kind,
    status: run.status,
    trigger: run.trigger,
    establishment: run.establishment,
    filename: run.filename,
    archivedAs: run.archivedAs,
    sha256: run.sha256,
    size: run.size,
    ...(more.account === null ? {} : { account: more.account }),
    ...(run.replayOf === null ? {} : { replayOf: run.replayOf }),
    ...(run.askedBy === null ? {} : { askedBy: run.askedBy }),
    ...(more.askedByName === null ? {} : { askedByName: more.askedByName }),
    receivedAt: isoWithOffset(run.receivedAt, more.timeZone),
    takenInAt: iso(run.takenInAt),
    endedAt: iso(run.endedAt),
    reason: run.reason,
    ...decisionOn(run, more.timeZone, more.decidedByName),
    ...(more.queuePosition === null ? {} : { queuePosition: more.queuePosition }),
    ...(run.half === null || run.waitsUntil === null || run.status !== 'received'
      ? {}
      : { waitsFor: { file: run.half.missing, until: isoWithOffset(run.waitsUntil, more.timeZone) } }),
    steps: run.steps.map(({ step, status, endedAt }) => ({ step, status, endedAt })),
    actions: actionsOf(run),
  };
}

function decisionOn(
  run: Run,
  timeZone: string,
  name: string | null,
): Pick<RunItem, 'sameAs' | 'decidedBy' | 'decidedByName' | 'decidedWhy' | 'decidedAt'> {
  const { run: sameAs, by, at, why } = run.reasonValues;
  const isRepeat = repeatOf(run) !== null;
  if (!isRepeat && !['rejected', 'undone', 'cancelled'].includes(run.status)) return {};
  return {
    ...(isRepeat && sameAs !== undefined ? { sameAs: String(sameAs) } : {}),
    ...(by === undefined ? {} : { decidedBy: String(by) }),
    ...(name === null ? {} : { decidedByName: name }),
    ...(why === undefined || why === NO_REASON ? {} : { decidedWhy: String(why) }),
    ...(isRepeat && at !== undefined ? { decidedAt: isoWithOffset(Date.parse(String(at)), timeZone) } : {}),
  };
}

export interface SessionItem extends LessonWords {
  readonly id: string;
  readonly establishment: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: 'planned' | 'cancelled';
}

export interface GroupItem {
  readonly name: string;
  readonly establishment: number;
  readonly divisions: readonly string[];
  readonly members: readonly {
    readonly studentId: string | null;
    readonly name: string;
    readonly from: Day;
    readonly to: Day;
  }[];
}

/** Days are inclusive, in the site's zone; names are compared without case, accents and hyphens. */
export interface SessionFilter {
  readonly from?: Day;
  readonly to?: Day;
  readonly division?: string;
  readonly group?: string;
  readonly teacher?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface MessageItem extends ToldMessage {
  /** What its text is in: the one asked for, but French for messages from before there was English. */
  readonly language: Language;
  readonly recipients: readonly string[];
}

export interface ImportRequest {
  readonly siteId: number;
  readonly establishment: number | null;
  readonly file: GivenFile;
  /** ISO moment; absent: now. */
  readonly takenInAt?: string;
}

/** Counts beside the entries of a site's navigation. */
export interface Badges {
  /** Entries of the last file that nobody matched or decided on. */
  readonly matches: number;
  /** Messages that this person has not read. */
  readonly messages: number;
}

/**
 * All methods throw Refusal for what the asker can mend (`site-unknown`, `run-unknown`, `not-possible-now`,
 * `control-locked`, `bad-input`, …) and AppError or anything else for technical trouble.
 */
export interface Administration
  extends AccountDesk,
    AuditDesk,
    DirectoryDesk,
    DraftDesk,
    EstablishmentDesk,
    InboxDesk,
    MatchDesk,
    OverviewDesk,
    PeopleDesk,
    TimetableDesk,
    YearDesk {
  createSite(spec: SiteSpec): Promise<SiteItem>;
  sites(): Promise<Listing<SiteItem>>;
  site(siteId: number): Promise<SiteItem>;
  /** `name`, `timezone` and the keys of the site's settings; unknown keys are refused. */
  setSite(siteId: number, settings: Readonly<Record<string, unknown>>): Promise<SiteItem>;
  /**
   * Announces the next year: its dates are compared with the file that opens it, and remembered matches are forgotten when
   * that is applied, not before. Throws Refusal `bad-input`, and `year-left-out` unless a gap of a year is confirmed.
   */
  openYear(
    siteId: number,
    year: { readonly firstDay?: Day; readonly lastDay?: Day; readonly isConfirmed?: boolean },
  ): Promise<SiteItem>;
  /** Takes the announcement back. */
  withdrawYear(siteId: number): Promise<void>;

  /** How much waits on a site for this person. */
  badges(siteId: number, personId: string): Promise<Badges>;
  /** `siteId` null: all sites. */
  createToken(
    siteId: number | null,
    options: { readonly readOnly: boolean },
  ): Promise<{ readonly id: string; readonly token: string }>;

  /** Titles in the language; default French. */
  thresholds(siteId: number, language?: Language): Promise<Listing<ThresholdItem>>;
  /** Changes the named controls only. Throws Refusal `control-locked`, `bad-input`. Held runs are evaluated again at once. */
  setThresholds(siteId: number, changes: Readonly<Record<string, ThresholdOverride>>): Promise<Listing<ThresholdItem>>;
  /** Takes back what the site says instead of the rules' defaults. Held runs are evaluated again at once. */
  resetThresholds(siteId: number): Promise<Listing<ThresholdItem>>;
  /**
   * What the last automatic imports, newest first, would have given with changes that are not made. Throws Refusal
   * `control-locked`, `bad-input`.
   */
  tryThresholds(siteId: number, changes: Readonly<Record<string, ThresholdOverride>>): Promise<Listing<WhatIfItem>>;

  /** Those that fit the filter, newest first; `total` counts them. */
  runs(
    siteId: number,
    page: RunFilter & { readonly limit?: number; readonly cursor?: string },
  ): Promise<Listing<RunItem>>;
  /** How fresh the last deposit of the timetable software is. */
  freshness(siteId: number): Promise<Freshness>;
  run(runId: string): Promise<RunItem>;
  /** Sentences in the language; default French. */
  report(runId: string, language?: Language): Promise<ImportReport>;
  /** The source as an archive: a zip of the file, or the file itself where it is one already. */
  source(runId: string): Promise<{ readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }>;
  act(runId: string, action: RunAction, by: Actor, reason?: string): Promise<RunItem>;
  /** Dry run: writes nothing. */
  check(request: ImportRequest): Promise<ImportReport>;
  /** Journals a manual import and wakes a worker up. */
  startImport(request: ImportRequest, by: Actor): Promise<RunItem>;

  sessions(siteId: number, filter: SessionFilter): Promise<Listing<SessionItem>>;
  groups(siteId: number): Promise<Listing<GroupItem>>;
  messages(siteId: number, language?: Language): Promise<Listing<MessageItem>>;
  /** What people and programs did on a site, newest first. */
  audit(siteId: number, page: { readonly limit?: number; readonly cursor?: string }): Promise<Listing<AuditItem>>;

  /** Everything that is stored about a person of the directory, also of one who has left. Throws Refusal `person-unknown`. */
  exportPerson(siteId: number, personId: string): Promise<Readonly<Record<string, unknown>>>;
  /** Puts a pseudonym in a person's place. Throws Refusal `person-unknown`, `person-present` unless forced. */
  erasePerson(
    siteId: number,
    personId: string,
    options: { readonly force: boolean },
  ): Promise<{ readonly pseudonym: string } & Readonly<Record<string, string | number>>>;

  /** Who a bearer token speaks for; null when unknown or revoked. */
  tokenScope(
    token: string,
  ): Promise<{ readonly siteId: number | null; readonly readOnly: boolean; readonly actor: Actor } | null>;
}
