/** What people may ask about directories: what a file would change, its import, and who is there. */

import type { DirectoryKind } from '../directory/directory.ts';
import type { Day } from '../model/calendar.ts';
import type { Language } from '../model/language.ts';
import type { Actor, Listing } from '../model/listing.ts';
import type { ImportReport } from './report.ts';

export interface DirectoryItem {
  readonly id: string;
  readonly kind: DirectoryKind;
  /** Divisions and groups. */
  readonly name?: string;
  /** People. */
  readonly lastName?: string;
  readonly firstName?: string;
  readonly birthDate?: Day | null;
  readonly establishment: number | null;
  readonly ids: Readonly<Record<string, string>>;
  /** Added by a person on the page of matches, not by a directory file. */
  readonly byHand?: boolean;
}

/** A file handed over by a person: bytes and a name. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Files that together are the directory, or a part of it. */
export interface DirectoryRequest {
  readonly siteId: number;
  /** The establishment they are of; null: those that they say. */
  readonly establishment: number | null;
  readonly files: readonly GivenFile[];
  /** The one file is a timetable export, for a school without another source. */
  readonly fromExport?: boolean;
  /** Start of the school year they are for, where they do not say so themselves. */
  readonly year?: number;
  /** The person has seen what they change: no control holds the import. */
  readonly isSeen?: boolean;
}

/** A site as a feed of many schools is split for it. */
export interface FeedSite {
  readonly siteId: number;
  /** `aaf`: number in the feed, where an earlier one said it. */
  readonly establishments: readonly { readonly uai: string; readonly aaf: string | null }[];
}

/** Sites by the identifier that a feed gives to a person who is there. */
export type FeedPeople = ReadonlyMap<string, readonly number[]>;

/** How long files wait to be looked at: the spool sweeps away what nobody names after a day. */
export const DIRECTORY_DRAFT_HOURS = 20;

/** Files that somebody has sent and looks at before they are imported. */
export interface DirectoryDraft {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly establishment: number | null;
  readonly fromExport: boolean;
  /** Start of the school year that was asked for; null: what the files say. */
  readonly year: number | null;
  readonly madeAt: string;
  readonly madeBy: Actor;
  /** Of the person behind `madeBy`; null for programs. */
  readonly madeByName: string | null;
  readonly keptUntil: string;
}

/** What the files of a draft would change now. */
export interface DirectoryForecast {
  readonly draft: DirectoryDraft;
  readonly report: ImportReport;
  /** Of all that the report says would change: another one when the directory has changed meanwhile. */
  readonly digest: string;
  /** `nothing`: refused, or already so; `seen`: only for who says to have seen the controls that are exceeded. */
  readonly applies: 'nothing' | 'seen' | 'freely';
}

/** All methods throw Refusal `site-unknown`, `establishment-unknown`, `directory-no-file` for what the asker can mend. */
export interface DirectoryDesk {
  /** What an import would change: computed, nothing written and nothing kept. */
  checkDirectory(request: DirectoryRequest, language?: Language): Promise<ImportReport>;
  /** Keeps files to be looked at. */
  makeDirectoryDraft(request: DirectoryRequest, by: Actor): Promise<DirectoryDraft>;
  /** Those that can still be looked at, newest first. */
  directoryDrafts(siteId: number): Promise<Listing<DirectoryDraft>>;
  /** What a draft would change now. Throws Refusal `draft-unknown`. */
  directoryForecast(siteId: number, draftId: string, language?: Language): Promise<DirectoryForecast>;
  /**
   * Imports what was seen: the id of its run. Throws Refusal `draft-unknown`, `draft-changed` when the digest is another one
   * now, `draft-nothing`, `controls-unseen`.
   */
  applyDirectoryDraft(
    siteId: number,
    draftId: string,
    seen: { readonly digest: string; readonly controls: boolean },
    by: Actor,
  ): Promise<string>;
  /** Takes the files away at once. Throws Refusal `draft-unknown`. */
  discardDirectoryDraft(siteId: number, draftId: string): Promise<void>;
  /** Journals an import and wakes a worker up; the id of its run. */
  importDirectory(request: DirectoryRequest, by: Actor): Promise<string>;
  /** Every site, for splitting a feed of many schools. */
  feedSites(): Promise<readonly FeedSite[]>;
  /** Everybody whom such a feed has ever brought and who is there. */
  feedPeople(): Promise<FeedPeople>;
  /** Who and what is there; with the start of a coming school year, what is kept for it. */
  directory(siteId: number, kind?: DirectoryKind, year?: number): Promise<Listing<DirectoryItem>>;
}
