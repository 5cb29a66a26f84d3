/** What people may ask about matches: what is open, what was decided, and the directory behind both. */

import type { Day } from '../model/calendar.ts';
import type { Actor, Listing } from '../model/listing.ts';
import type { RunStatus } from '../model/run.ts';
import type { MatchKind } from './match.ts';
import type { Suggestion } from './suggest.ts';

/** An item of the last file that is open, or a decision about one. */
export interface MatchItem {
  readonly kind: MatchKind;
  readonly key: string;
  /** The name in the file. */
  readonly label: string;
  readonly state: 'unmatched' | 'ambiguous' | 'matched' | 'ignored';
  readonly directoryId: string | null;
  readonly suggestions: readonly Suggestion[];
  /** The counterpart's name; null when it has left. Of matched ones. */
  readonly directoryLabel?: string | null;
  /** Of a person who is the counterpart. */
  readonly inDirectory?: Pick<EntryItem, 'birthDate' | 'division'>;
  /** What the last file says of it; absent when it is not in there any more. */
  readonly file?: InFile;
  /** Of decisions: who, by name where it is known, and when. */
  readonly decidedBy?: string;
  readonly decidedByActor?: Actor;
  readonly decidedAt?: string;
  /** The counterpart was added by hand. */
  readonly isByHand?: boolean;
  /** And a file has brought one of the same name, which may be the same. */
  readonly hasTwin?: boolean;
}

export interface InFile {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly establishment: number | null;
  readonly divisions: readonly string[];
  readonly places: readonly string[];
  readonly sessions: number;
}

/** A decision, and the held runs that are evaluated again for it. */
export interface Decided extends MatchItem {
  readonly reopened: readonly string[];
}

export interface MatchKey {
  readonly kind: MatchKind;
  readonly key: string;
}

/** Counts of one tab. */
export interface MatchCount {
  readonly open: number;
  readonly decided: number;
  /** Open ones with a suggestion that may be taken without looking at each. */
  readonly sure: number;
}

/** Where matching stands on a site. */
export interface MatchBoard {
  readonly kinds: Readonly<Record<MatchKind, MatchCount>>;
  /** The run whose file was evaluated last; null before any. */
  readonly lastRun: string | null;
  /** Runs that wait for a decision or are being evaluated, oldest first. */
  readonly runs: readonly { readonly id: string; readonly status: RunStatus }[];
  /** The run that is applied and does not know the decisions made since; null: it knows all. */
  readonly behind: string | null;
}

export interface MatchPage {
  readonly kind: MatchKind;
  readonly query?: string;
  readonly cursor?: string;
  readonly limit?: number;
  /** Of what is open: by name, or the best suggestions first. Default: by name. */
  readonly order?: 'name' | 'score';
}

/** A directory entry to choose. */
export interface EntryItem {
  readonly id: string;
  readonly label: string;
  readonly birthDate: Day | null;
  readonly division: string | null;
  readonly establishment: number | null;
  readonly isByHand: boolean;
  /** The name in the last file of what is matched with it. */
  readonly takenBy: string | null;
}

/** An entry added by hand, for an item of the file. */
export interface NewEntry extends MatchKey {
  /** Divisions and groups: the name. */
  readonly lastName: string;
  readonly firstName?: string;
  readonly birthDate?: Day | null;
  readonly establishment?: number | null;
}

export interface MatchDesk {
  /** All that is open, then all decisions. */
  matches(siteId: number): Promise<Listing<MatchItem>>;
  matchBoard(siteId: number): Promise<MatchBoard>;
  openMatches(siteId: number, page: MatchPage): Promise<Listing<MatchItem>>;
  /** Newest first. */
  decidedMatches(siteId: number, page: MatchPage): Promise<Listing<MatchItem>>;
  /** One item, open or decided. Throws Refusal `match-unknown`. */
  match(siteId: number, key: MatchKey): Promise<MatchItem>;
  /** Entries of a kind by name, without case and accents. */
  searchDirectory(siteId: number, page: MatchPage): Promise<Listing<EntryItem>>;
  /** One entry that is there. Throws Refusal `directory-unknown`. */
  directoryEntry(siteId: number, kind: MatchKind, id: string): Promise<EntryItem>;
  /** `directoryId` null: there is no counterpart. Held runs are evaluated again at once. Throws Refusal `directory-unknown`. */
  setMatch(siteId: number, match: MatchKey & { readonly directoryId: string | null }, by: Actor): Promise<Decided>;
  clearMatch(siteId: number, match: MatchKey, by: Actor): Promise<readonly string[]>;
  /** Takes every suggestion that is sure and no other item's, all together; `batch` undoes them together. */
  acceptSure(
    siteId: number,
    kind: MatchKind,
    by: Actor,
  ): Promise<{ readonly accepted: number; readonly batch: string; readonly reopened: readonly string[] }>;
  /** What `acceptSure` would take. */
  sureMatches(siteId: number, kind: MatchKind): Promise<Listing<MatchItem>>;
  clearBatch(siteId: number, batch: string, by: Actor): Promise<number>;
  /** Adds an entry by hand and matches the item with it. Throws Refusal `bad-input`, `establishment-unknown`. */
  addEntry(siteId: number, entry: NewEntry, by: Actor): Promise<Decided>;
  /**
   * Takes an entry that was added by hand out again, with the decisions that name it; the person's access account ends.
   * Throws Refusal `directory-unknown`, `account-in-supervision`.
   */
  removeEntry(siteId: number, entryId: string, by: Actor): Promise<void>;
}
