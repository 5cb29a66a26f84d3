/** The port Spool: where deposited bytes are kept, by their SHA-256, for every process of the installation. */

import type { Sealed } from './deposit.ts';

/** An upload on its way into the spool. Exactly one of `seal` and `discard` ends it; after a crash the sweep removes it. */
export interface Incoming {
  /** Appends bytes; resolves when more may follow. Throws AppError `no-room` when the disk is full. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Puts the bytes at the place of their hash, whole. What it returns survives a power cut of whoever keeps them, and every process
   * can read it from then on. What it throws leaves nothing behind.
   */
  seal(): Promise<Sealed>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Where deposited bytes are kept, by their SHA-256. Throws AppError `no-room`, `spool-unavailable`. */
export interface Spool {
  receive(): Promise<Incoming>;
  /** The bytes, from `start` (default 0) to `end` inclusive (default: last). Throws AppError `source-missing`. */
  open(sha256: string, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** Takes an object away at once. Only for bytes that nobody can deposit a second time: see `bundle.ts`. */
  forget(sha256: string): Promise<void>;
}

/** A spool as a process holds it open, with what the daemon needs besides. */
export interface OpenSpool extends Spool {
  /** Keeps something and takes it away again. Throws AppError `no-room`, `spool-unavailable`. */
  check(): Promise<void>;
  /** Takes away what no deposit names any more, and what dead processes left. Safe beside uploads and other sweeps. */
  sweep(wanted: SpoolSweep): Promise<SpoolSwept>;
  /** How much is kept now. Reads names and sizes alone, and changes nothing. Throws AppError `spool-unavailable`. */
  measure(): Promise<SpoolSize>;
  /** Does what is taken away stay all the same, as in a bucket that keeps versions? Throws AppError `spool-unavailable`. */
  keepsRemoved(): Promise<boolean>;
  /** The number of the installation whose files are kept here, as the mark says; null: there is no mark. Throws AppError `spool-unavailable`. */
  owner(): Promise<string | null>;
  /** Marks it, for every process of the installation. Throws AppError `no-room`, `spool-unavailable`. */
  claim(installation: string): Promise<void>;
  /** Is this object kept here? Throws AppError `spool-unavailable`. */
  has(sha256: string): Promise<boolean>;
  /** Is nothing kept here? Throws AppError `spool-unavailable`. */
  isEmpty(): Promise<boolean>;
  /** Gives back what this process holds, unless something unfinished is in it. */
  close(): Promise<void>;
}

/** What a sweep may take away. */
export interface SpoolSweep {
  /** Only objects written before this moment: a fresh one may belong to a deposit that is not in the journal yet. */
  readonly before: number;
  /** Which of these hashes the journal still names. */
  readonly named: (hashes: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** What went and what stayed. */
export interface SpoolSwept {
  readonly objects: number;
  readonly bytes: number;
  readonly kept: SpoolSize;
}

/** How much is in a spool. */
export interface SpoolSize {
  readonly objects: number;
  readonly bytes: number;
}

/** What the journal knows of the spool that an installation keeps its files in. */
export interface SpoolClaimed {
  /** It was marked once: a spool without a mark is another one, unless it holds the files. */
  readonly isClaimed: boolean;
  /** The installation whose database was moved here, and whose spool goes with it. */
  readonly predecessor: string | null;
  /** Hashes of what was deposited last and is still kept. */
  readonly lately: readonly string[];
}

/** Where an installation settles which spool is its own. */
export interface SpoolClaims {
  /** Runs `work` in one process at a time; unless it throws, the spool is claimed from then on. */
  settle(work: (known: SpoolClaimed) => Promise<void>): Promise<void>;
}
