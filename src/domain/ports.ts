/** What the domain asks of the outside: small interfaces, whose comments are the contract, errors included. */

import type { AccessAccount, ClientOrigin } from './deposit/account.ts';
import type { DepositEntry, DepositRequest, FolderRef, KeptDeposit, Sealed } from './deposit/deposit.ts';
import type { FindingLog, Outcome } from './model/finding.ts';
import type { RawExport } from './model/timetable.ts';

/** The time. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** Turns text into a hex digest (SHA-256). */
export type Hash = (text: string) => string;

/** An upload on its way to the disk. Exactly one of `seal` and `discard` ends it; after a crash the sweep removes it. */
export interface Incoming {
  /** Appends bytes; resolves when more may follow. Throws AppError `no-room` when the disk is full. */
  write(chunk: Uint8Array): Promise<void>;
  /** fsync, rename to the place of its hash, fsync of the folder. What it returns survives a power cut. */
  seal(): Promise<Sealed>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Where deposited bytes are kept, by their SHA-256. Throws AppError `no-room`, `spool-unavailable`. */
export interface Spool {
  receive(): Promise<Incoming>;
  /** The bytes, from `start` (default 0) to `end` inclusive (default: last). Throws AppError `source-missing`. */
  open(sha256: string, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/** Accounts and drop folders as the WebDAV door and the watched tree see them. Throws AppError when the database is not there. */
export interface DropFolders {
  /** The account of this login and password, revoked ones and leavers excluded; null when wrong, in the same time. */
  authenticate(login: string, password: string): Promise<AccessAccount | null>;
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
   * (RULES.md 1.5, 1.6); a listed file of that name is replaced. Resolves after the commit and the wake-up of the queue.
   */
  keep(folder: FolderRef, request: DepositRequest): Promise<KeptDeposit>;
  /** Renames within the folder, replacing what `to` names; starts the run that the old name held back. False: `from` is not there. */
  rename(folder: FolderRef, from: string, to: string): Promise<boolean>;
  /** A second name for the same bytes; never starts a run. False: `from` is not there. */
  copy(folder: FolderRef, from: string, to: string): Promise<boolean>;
  /** Takes a file out of the listing; its run goes on. False: not there. */
  hide(folder: FolderRef, name: string): Promise<boolean>;
}

/** A wake-up for one try of a run. */
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
  /** True while the job waits, is delayed or is being worked on. */
  has(job: Job): Promise<boolean>;
  /** Starts to hand out jobs, several at once. A throw of the handler is the queue's business to log; the journal decides on retries. */
  work(handler: (job: Job) => Promise<JobAnswer>, concurrency: number): Promise<void>;
  /** Jobs waiting, delayed and active, for metrics and the readiness check. */
  counts(): Promise<{ readonly waiting: number; readonly delayed: number; readonly active: number }>;
  /** Stops handing out, waits for running handlers, closes. */
  close(): Promise<void>;
}

/** One file format. Recognised by content; `read` streams and reports oddities in `findings`. */
export interface Format {
  readonly name: string;
  readonly versions: readonly string[];
  /** Does this format claim a document with such a root element? Two that claim the same is a start-up error. */
  claims(root: { readonly name: string; readonly namespace: string }): boolean;
  /** Reads the whole document. A Stop says in the catalogue's words why it is not readable. */
  read(xml: AsyncIterable<Uint8Array>, findings: FindingLog): Promise<Outcome<RawExport>>;
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
