/** What the domain asks of the outside: small interfaces, whose comments are the contract, errors included. */

import type { ImportPlan } from './apply/plan.ts';
import type { AccessAccount, ClientOrigin } from './deposit/account.ts';
import type { DepositEntry, DepositRequest, FolderRef, KeptDeposit } from './deposit/deposit.ts';
import type { Gist } from './diff/gist.ts';
import type { Listed, Unmatched } from './diff/listed.ts';
import type { DirectoryEntry, ManualMatch } from './diff/match.ts';
import type { StoredMembership, StoredTimetable } from './diff/stored.ts';
import type { DirectoryPlan, DirectorySeen } from './directory/plan.ts';
import type { StoredDirectory } from './directory/stored.ts';
import type { FindingLog, Outcome } from './model/finding.ts';
import type { Given } from './model/given.ts';
import type { Actor } from './model/listing.ts';
import type { RepeatReason, Run, RunHalf, RunStatus, StepOutcome, Trigger } from './model/run.ts';
import type { AnnouncedYear } from './model/school-year.ts';
import type { StoredSeries, StoredSessions } from './model/session.ts';
import type { Step } from './model/step.ts';
import type { Course, RawExport, StoredYear } from './model/timetable.ts';
import type { WeekCalendar } from './model/week-calendar.ts';
import type { News } from './notify/message.ts';
import type { Evaluation } from './report/report.ts';
import type { ThresholdOverride } from './thresholds/rule.ts';
import type { AcceptedSoftware } from './validate/origin.ts';

export type { Incoming, OpenSpool, Spool } from './deposit/spool.ts';

/** Where log lines go: a line is readable alone and carries what it is about. */
export interface Log {
  /** Only while an operator looks for something. */
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/** The time. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** Accounts and drop folders as the WebDAV door and the watched tree see them. Throws AppError when the database is not there. */
export interface DropFolders {
  /**
   * The account of this login and password, revoked ones and leavers excluded; null when wrong, in the same time. An
   * account that is paired with certificates needs one of them: `fingerprint` is the one that the connection has proved.
   */
  authenticate(login: string, password: string, fingerprint?: string | null): Promise<AccessAccount | null>;
  /** Was this login's account last used from this address? False for a login that is none. */
  isKnownFrom(login: string, address: string): Promise<boolean>;
  /** The account of a login, for the watched tree, where the operating system has checked who writes. */
  accountOf(login: string): Promise<AccessAccount | null>;
  /** Notes that an account was used; may be late, never fails a request. */
  noteUse(account: AccessAccount, from: ClientOrigin): void;
  /** Establishment numbers of a site; null when there is no such site. */
  establishmentsOf(siteId: number): Promise<readonly number[] | null>;
  /** What is listed in a folder, by name. */
  list(folder: FolderRef): Promise<readonly DepositEntry[]>;
  find(folder: FolderRef, name: string): Promise<DepositEntry | null>;
  /**
   * Journals a sealed deposit, and its run unless the name or the emptiness says that it starts none
   * (RULES.md 1.5, 1.6); a listed file of that name is replaced. Resolves after the commit; a worker is woken up meanwhile.
   * With quotas, this and `copy` throw Refusal `deposit-rate`, `deposit-quota`.
   */
  keep(folder: FolderRef, request: DepositRequest): Promise<KeptDeposit>;
  /** Before a body is read: throws Refusal `deposit-rate`, `deposit-quota` when there is no room for so many bytes. Absent: no quotas. */
  checkRoom?(folder: FolderRef, size: number): Promise<void>;
  /** Renames within the folder, replacing what `to` names; starts the run that the old name held back. False: `from` is not there. */
  rename(folder: FolderRef, from: string, to: string): Promise<boolean>;
  /** A second name for the same bytes; never starts a run. False: `from` is not there. */
  copy(folder: FolderRef, from: string, to: string): Promise<boolean>;
  /** Takes a file out of the listing; its run goes on. False: not there. */
  hide(folder: FolderRef, name: string): Promise<boolean>;
}

/** Is told who comes in and who does not, for the audit log and the counters. Never fails and never holds up a request. */
export interface LoginWatch {
  succeeded(about: { readonly account: AccessAccount; readonly address: string }): void;
  failed(about: LoginTry): void;
  /** This failure was one too many: the next tries are not even looked at for a while. */
  banned(about: LoginTry): void;
}

export interface LoginTry {
  readonly door: 'webdav' | 'web';
  readonly address: string;
  /** As it was typed: never to be logged, it may be a password in the wrong field. */
  readonly login?: string;
}

/** Is told how runs go, for the figures. Never fails and never holds up a run. Times in milliseconds. */
export interface RunWatch {
  /** Work on a run began, so long after its file was received. */
  began(about: { readonly waitedMs: number }): void;
  step(about: { readonly step: Step; readonly outcome: StepEnd; readonly ms: number }): void;
  /** A try ended in technical trouble. */
  troubled(): void;
  /** The run is over or held, so long after its file was received. */
  ended(about: { readonly status: RunStatus; readonly trigger: Trigger; readonly ms: number }): void;
}

/** How a step went: `valid` and the run goes on, `interrupted` and it does not, `unchanged` and there is nothing to do. */
export type StepEnd = 'valid' | 'interrupted' | 'unchanged';

/** A wake-up for one try of a run, or for the evaluation of an import draft (`draft-<id>` in place of the run). */
export interface Job {
  readonly runId: string;
  readonly attempt: number;
  readonly siteId: number;
}

/** What a worker says of a job: done with it, or not now (the site is busy). */
export type JobAnswer = 'done' | { readonly againInMs: number };

/** The queue wakes workers up; the journal is the truth. A job may come twice or be lost: both are harmless. */
export interface JobQueue {
  /** Adds a job unless one of that run and attempt is known. Throws AppError `queue-unavailable`. */
  add(job: Job, delayMs?: number): Promise<void>;
  /** Adds several at once, each as `add` would. Throws AppError `queue-unavailable`: some may have been added. */
  addAll(jobs: readonly Job[]): Promise<void>;
  /** True while the job waits, is delayed or is being worked on. */
  has(job: Job): Promise<boolean>;
  /** Starts to hand out jobs, several at once. A throw of the handler is the queue's business to log; the journal decides on retries. */
  work(handler: (job: Job) => Promise<JobAnswer>, concurrency: number): Promise<void>;
  /** Jobs waiting, delayed and active, for metrics and the readiness check. */
  counts(): Promise<{ readonly waiting: number; readonly delayed: number; readonly active: number }>;
  /** Stops handing out, waits for running handlers, closes. */
  close(): Promise<void>;
}

/** Wakes workers up for runs that are in the journal. */
export interface Waker {
  /** Soon, never in the caller's time: an acknowledgement does not wait for it, and a run whose wake-up is lost is found by the sweep. Never throws. */
  wake(job: Job): void;
}

/** One kind of deposit, recognised by its content, and what is read from it. `read` streams and reports oddities in `findings`. */
export interface DepositFormat<T> {
  readonly name: string;
  readonly versions: readonly string[];
  /** Its files say too little to be applied without somebody who looks at what they change: a deposit is refused. */
  readonly isByHandOnly?: boolean;
  /** Is this a deposit of this format? By roots, heads and names; two that claim the same is an error. */
  claims(given: Given): boolean;
  /** Reads what it needs of the parts. A Stop says in the catalogue's words why it is not readable. */
  read(given: Given, findings: FindingLog, calendar: SiteCalendar): Promise<Outcome<T>>;
}

/** What a site knows of time, for formats that do not say it all: part of what reading depends on (`readingKey`). */
export interface SiteCalendar {
  readonly timeZone: string;
  readonly openYear: StoredYear | null;
  /** The weeks of the open or the next year, where managers have said them. */
  readonly weekCalendar: WeekCalendar | null;
}

/** Of a site that nothing is known of. */
export const NO_CALENDAR: SiteCalendar = { timeZone: 'Europe/Paris', openYear: null, weekCalendar: null };

/** A format of timetable exports. */
export type Format = DepositFormat<RawExport>;

/** The publisher's own name: his key block is in every container, beside those of partners. */
export const PUBLISHER = 'INDEXEDUCATION';

/** Private keys of this installation, by the partner name that publishers encrypt for. Throws for technical trouble only. */
export interface PartnerKeys {
  names(): Promise<readonly string[]>;
  /**
   * AES key and IV (32 bytes) of a key block made for a partner of ours. `damaged`: no key of that name has its size;
   * `wrong`: none opens it, for whatever reason.
   */
  unwrap(partner: string, block: Uint8Array): Promise<Uint8Array | 'damaged' | 'wrong'>;
}

/** A mail ready to go. */
export interface OutgoingMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A road to people. `send` throws for trouble that a retry may heal; the id makes a second try recognisable. */
export interface Channel {
  readonly name: string;
  send(mail: OutgoingMail): Promise<void>;
}

/** A site as a run needs to know it. */
export interface SiteView {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly establishments: readonly { readonly number: number; readonly uai: string; readonly name: string }[];
  readonly accepts: readonly AcceptedSoftware[];
  /** On a blocking breach: wait for a manager, or refuse as the guide does. */
  readonly onBreach: 'hold' | 'stop';
  readonly thresholds: Readonly<Record<string, ThresholdOverride>>;
  readonly openYear: StoredYear | null;
  readonly weekCalendar: WeekCalendar | null;
  /** Announced to open next. */
  readonly announcedYear: AnnouncedYear | null;
  readonly directoryVersion: string;
  readonly matchVersion: string;
  readonly appliedVersion: number;
}

/** The last applied import of an establishment in a year. */
export interface LastApplied {
  readonly establishment: number;
  readonly runId: string;
  readonly digest: string;
  readonly scope: readonly number[];
  readonly directoryVersion: string;
  readonly matchVersion: string;
}

/** An earlier run of the same content that a person's decision, or the lack of one, still stands on. */
export interface SameContent {
  readonly runId: string;
  readonly reason: RepeatReason;
  /** Who decided, and when; null of a held run. */
  readonly decided: { readonly by: Actor; readonly at: number } | null;
}

/** What a reader of directories has to know of the site, so that it keeps no more than is needed. */
export interface DirectoryWanted {
  /** `aaf`: its number in the academy's feed, where an earlier file said it. */
  readonly establishments: readonly { readonly number: number; readonly uai: string; readonly aaf: string | null }[];
  /** The one that was named with the file; null: all of the site. */
  readonly only: number | null;
  /** Build the directory from a timetable export. */
  readonly isExport: boolean;
  /** Zone and open year of the site, for exports that say neither. */
  readonly calendar: SiteCalendar;
  /** Identifiers that the academy's feed gives to people who are known. */
  readonly feedIds: ReadonlySet<string>;
}

/** How a run ends: written in one transaction, messages with it. */
export interface Ending {
  readonly status: Exclude<RunStatus, 'received' | 'running'>;
  readonly reason: string | null;
  readonly reasonValues?: Readonly<Record<string, string | number>>;
  readonly steps: readonly StepOutcome[];
  readonly archivedAs: string | null;
  /** Whose file it is, where the scope of a valid file does not say so. */
  readonly establishment?: number | null;
  readonly evaluation: Evaluation;
  /** What the file is known by when it comes again. Kept until something else is applied. */
  readonly known?: { readonly key: string; readonly gist: Gist };
  /** What the file lists, and what of it is left to people. */
  readonly listed?: readonly Listed[];
  readonly unmatched?: readonly Unmatched[];
  /** What a held run would write: noted for the people who decide. */
  readonly plan?: ImportPlan;
  /** Of a directory import: the version of the directory that it was compared with. */
  readonly directoryVersion?: number;
  /** Of a directory that is as the file says: what the file was. */
  readonly same?: DirectorySeen;
  readonly news: News;
}

/** A half that waits for its other one, and what tells so. */
export interface WaitingHalf {
  readonly half: RunHalf;
  readonly until: number;
  /** A key of the catalogue. */
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What was learnt of a file by reading it, noted as soon as it is valid. */
export interface ValidatedNote {
  readonly scope: readonly number[];
  /** Null of a directory, as is its digest. */
  readonly year: number | null;
  readonly digest: string | null;
  /** Of a directory: what it is about. */
  readonly part?: string | null;
}

/** Reads what a file is evaluated on. Throws for technical trouble only. */
export interface SiteReader {
  site(): Promise<SiteView>;
  lastApplied(year: number, scope: readonly number[]): Promise<readonly LastApplied[]>;
  /** The newest other run of this content and scope, if it is held, was rejected by a manager, or undone (RULES.md 3.7). */
  sameContent(runId: string, digest: string, scope: readonly number[]): Promise<SameContent | null>;
  /** What is kept of bytes that were read under this key, and the run whose report tells the rest; null: read them. */
  knownBytes(key: string): Promise<{ readonly runId: string; readonly gist: Gist } | null>;
  /** The evaluation that an earlier run ended with. */
  evaluationOf(runId: string): Promise<Evaluation | null>;
  /** Who and what files of a school year are matched to: those kept for it, or those that are there now. */
  directory(year: number): Promise<readonly DirectoryEntry[]>;
  /** Everything that a directory file is compared with. */
  storedDirectory(): Promise<StoredDirectory>;
  /** What people decided for files of a school year. */
  manualMatches(year: number): Promise<readonly ManualMatch[]>;
  /** Everything stored of a year in the scope, sessions and memberships apart. Courses that are `known`, by their digests, need not be read. */
  stored(
    year: number,
    scope: readonly number[],
    known?: ReadonlyMap<string, Course>,
  ): Promise<Omit<StoredTimetable, 'memberships'>>;
  /** Stored memberships of the scope; null: they are those of this digest, and are not read. */
  storedMemberships(
    year: number,
    scope: readonly number[],
    digest: string,
  ): Promise<readonly StoredMembership[] | null>;
  /** What is known of the stored series of the whole scope; null: nothing that could be relied on. */
  storedSeries(year: number, scope: readonly number[]): Promise<StoredSeries | null>;
  /** Ids of the stored contents of some series. */
  contentsOf(year: number, series: readonly string[]): Promise<readonly string[]>;
  /** Stored sessions of the scope, or those of them with some contents, that begin at or after a moment. */
  storedSessions(
    year: number,
    scope: readonly number[],
    from: number,
    contents: readonly string[] | null,
  ): Promise<StoredSessions>;
}

/** What a directory file is evaluated on. */
export type DirectoryReader = Pick<SiteReader, 'site' | 'storedDirectory'>;

/**
 * The desk of one site: whoever has it holds the site's lock, on one connection, so that there is one run at a time.
 * All methods throw for technical trouble only.
 */
export interface SiteDesk extends SiteReader {
  /** The oldest run that is due; a run that a dead worker left `running` counts. Null: nothing to do. */
  nextRun(): Promise<Run | null>;
  /** Marks the run as running from this moment (RULES.md 6.1) and returns it so; null when a person has cancelled it. */
  begin(run: Run, takenInAt: number, steps: readonly StepOutcome[]): Promise<Run | null>;
  /** Shows progress to whoever looks. */
  progress(run: Run, steps: readonly StepOutcome[]): Promise<void>;
  /**
   * Notes what a valid file covers, and turns rejections of companions into silence. Returns the later run that has
   * this scope already, which supersedes this one.
   */
  validated(run: Run, note: ValidatedNote): Promise<{ readonly supersededBy: string | null }>;
  /** Supersedes earlier unfinished or held runs of the same scope (RULES.md 3.3). */
  supersedeEarlier(run: Run, scope: readonly number[], part?: string): Promise<void>;
  /** True when a file of the same account and folder passed validation within 5 minutes of this one (RULES.md 1.6). */
  hasCompanion(run: Run): Promise<boolean>;
  /**
   * Ends a run that writes nothing else. A job: what it was judged by has changed meanwhile, it has not ended and is to be
   * tried again at once.
   */
  finish(run: Run, ending: Ending): Promise<Job | null>;
  /**
   * Applies a plan and ends the run, both or neither. `close` is asked for the ending when groups and sessions are
   * written, with the moments of both. `stale`: the run is no longer this try's to end, or the stored state is not the
   * one that the plan was computed on. `spared`: it was asked for in supervision, and the directory of the year that it
   * opens would end or revive these accounts. Nothing was written then.
   */
  apply(
    run: Run,
    plan: ImportPlan,
    close: (groupsAt: number, sessionsAt: number) => Ending,
  ): Promise<'applied' | 'stale' | { readonly spared: readonly string[] }>;
  /**
   * Applies a directory and ends the run, both or neither; runs that are held are to be evaluated again, by the jobs that it
   * returns. `stale` as for `apply`. `spared`: it was asked for in supervision and would end or revive these accounts;
   * nothing was written.
   */
  applyDirectory(
    run: Run,
    plan: DirectoryPlan,
    close: (writtenAt: number) => Ending,
  ): Promise<readonly Job[] | 'stale' | { readonly spared: readonly string[] }>;
  /** The run was the last that needed its source, and the source is forgotten. */
  isSourceForgotten(run: Run): Promise<boolean>;
  /** The newest other half of the same school and year, by whichever URL, received within that time of this one, unless cancelled; its run's id. */
  otherHalf(run: Run, half: RunHalf, withinMs: number): Promise<string | null>;
  /** Notes that the run is read with that one's file; returns it so. It supersedes that one as soon as it is valid. */
  joinHalf(run: Run, half: RunHalf, otherId: string): Promise<Run>;
  /** Puts the run back until the other half comes or the time is over; earlier runs that wait with the same half are superseded. */
  waitForHalf(run: Run, waiting: WaitingHalf): Promise<Job>;
  /** After technical trouble: puts the run back for another try at that moment. Returns the job that wakes it up. */
  tryAgain(run: Run, dueAt: number, failures: number): Promise<Job>;
}

/** Gives out desks. */
export interface SiteDesks {
  /** Runs `work` while holding the site's lock; `busy` when somebody else has it. */
  withSite<T>(siteId: number, work: (desk: SiteDesk) => Promise<T>): Promise<T | 'busy'>;
}
