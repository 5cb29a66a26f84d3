/** What is stored of a directory: entries, by whom they came, and what is kept apart for the coming school year. */

import type { Day } from '../model/calendar.ts';
import type { PersonIds } from '../model/identity.ts';
import type { DaysOfLists, DirectoryClosure, DirectoryKind, DirectoryService, DirectorySource } from './directory.ts';

/** An entry as it is kept. */
export interface EntryRow {
  readonly id: string;
  readonly kind: DirectoryKind;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly email: string | null;
  readonly division: string | null;
  readonly groups: readonly string[];
  readonly establishment: number | null;
  readonly ids: PersonIds;
  /** Null: from before sources were noted. */
  readonly source: DirectorySource | null;
}

export interface StoredEntry extends EntryRow {
  /** Added by a person on the page of matches: stays until a file brings it. */
  readonly isByHand: boolean;
  readonly hasLeft: boolean;
}

/** The last file of a source that was applied to an establishment. `year` null: of no particular one. */
export interface StoredSource {
  readonly establishment: number;
  readonly source: DirectorySource;
  readonly year: number | null;
  /** Day of the file, where it says one. */
  readonly exportedOn: Day | null;
  /** Day of the newest one that listed people. */
  readonly peopleOn: Day | null;
  readonly listsOn: DaysOfLists;
  readonly aaf: string | null;
}

/** Closures and services of an establishment in a year, as read from ministry files; null: none was read. */
export interface StoredSchool {
  readonly year: number;
  readonly establishment: number;
  readonly closures: readonly DirectoryClosure[] | null;
  readonly services: readonly DirectoryService[] | null;
}

/** Everything that a directory file is compared with. */
export interface StoredDirectory {
  /** Grows with every change of the directory. */
  readonly version: number;
  /** The school year that the current entries are of; null: nobody has said. */
  readonly year: number | null;
  /** Entries that are there, and those that have left. */
  readonly entries: readonly StoredEntry[];
  /** Entries of coming years, by year. */
  readonly coming: ReadonlyMap<number, readonly StoredEntry[]>;
  readonly sources: readonly StoredSource[];
  readonly schools: readonly StoredSchool[];
}
