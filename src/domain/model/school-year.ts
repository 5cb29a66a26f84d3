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
  readonly announced: { readonly firstDay?: Day; readonly lastDay?: Day } | null;
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
  /** Remembered matches, which the year turn clears. */
  readonly remembered: number;
}

export interface YearDesk {
  yearState(siteId: number): Promise<YearState>;
}
