/** What people may know and say about school years: the open one, what is missing, the next. */

import type { Day } from './calendar.ts';
import type { ClosurePeriod } from './timetable.ts';

export interface OpenYear {
  /** `2026-2027`. */
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly openedAt: string;
  /** The manual import that opened it, while the journal knows it. */
  readonly openedBy: { readonly run: string; readonly filename: string } | null;
}

/** The dates that were announced for the year that opens next. */
export interface AnnouncedYear {
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** The announcement among a site's settings; anything odd counts as none. */
export function announcedIn({ announcedYear }: Readonly<Record<string, unknown>>): AnnouncedYear | null {
  if (typeof announcedYear !== 'object' || announcedYear === null) return null;
  const { firstDay, lastDay } = Object.fromEntries(Object.entries(announcedYear));
  return typeof firstDay === 'string' && typeof lastDay === 'string' ? { firstDay, lastDay } : null;
}

/** How school years are called: `2026-2027`. */
export function yearName(startYear: number): string {
  return `${startYear}-${startYear + 1}`;
}

/** The announced year, and what it lacks beside what the open one needs as well. */
export interface ComingYear extends AnnouncedYear {
  readonly name: string;
  /** When the directory was last brought up to date; null: never, or not since the log remembers. */
  readonly directoryAt: string | null;
  /** Entries of a directory of that year, kept apart until it opens. */
  readonly directoryEntries: number;
  /** There are such entries, or the directory was brought up to date after the open year's last day. */
  readonly isDirectoryNew: boolean;
  /** The last file of that year that the software has deposited; it was refused and kept. */
  readonly deposit: { readonly run: string; readonly at: string } | null;
}

export interface PastYear {
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly runs: number;
  readonly divisions: number;
  readonly groups: number;
  readonly services: number;
  readonly sessions: number;
}

/** A closure period with the establishments that have it; all of the site: none named. */
export interface YearClosure extends ClosurePeriod {
  readonly establishments: readonly number[];
}

export interface YearState {
  readonly today: Day;
  readonly open: OpenYear | null;
  readonly announced: ComingYear | null;
  readonly closures: readonly YearClosure[];
  /** Newest first, the open one apart. */
  readonly past: readonly PastYear[];
  /** What automatic import needs. */
  readonly needs: {
    readonly directory: number;
    readonly software: readonly string[];
    readonly accounts: number;
    /** Accounts with notification, and managers. */
    readonly notified: number;
  };
  /** Remembered matches of the open year: the next one begins without them. */
  readonly remembered: number;
}

export interface YearDesk {
  yearState(siteId: number): Promise<YearState>;
}
