/** What people may look at of the timetable: what runs changed, and any week as it is, before and after. */

import type { Day } from '../model/calendar.ts';
import type { ChangePart, LinePage, RunChanges } from './changes.ts';
import type { SessionKind, SessionLine } from './session-lines.ts';
import type { Week, WeekChange, WeekChoices, WeekFilter } from './week.ts';

/** What an undo does with the sessions that the import had changed. */
export interface Undoing {
  /** Created, changed or taken away by the import, and then as before. */
  readonly restored: number;
  /** Begun meanwhile: they stay as they took place. */
  readonly kept: number;
  /** The import had opened a school year, which closes with it; null: no year changes. */
  readonly year: YearClosed | null;
}

/** Names of school years, `2027-2028`. */
export interface YearClosed {
  readonly closes: string;
  /** The year before, which is open again; null: there was none. */
  readonly opens: string | null;
}

/** Reads only. Throws Refusal `run-unknown`, `site-unknown`. */
export interface TimetableDesk {
  /** What a run changed, or would change while it is held; the first `limit` lines of each part. */
  changesOf(runId: string, options?: { readonly limit?: number }): Promise<RunChanges>;
  /** The lines of one part, in pages of 50 unless told; of sessions also those of one kind. Throws Refusal `bad-input`. */
  changeLines<P extends ChangePart>(
    runId: string,
    part: P,
    page: { readonly limit?: number; readonly cursor?: string; readonly kind?: SessionKind },
  ): Promise<LinePage<P>>;
  /** All changed sessions of a run, for a file. */
  sessionChanges(runId: string): Promise<readonly SessionLine[]>;
  /** The stored sessions of the week that holds a day. Throws Refusal `bad-input`. */
  weekOf(siteId: number, day: Day, filter: WeekFilter): Promise<Week>;
  /** That week before and after a run. Throws Refusal `bad-input`. */
  weekChangeOf(runId: string, day: Day, filter: WeekFilter): Promise<WeekChange>;
  /**
   * What undoing an import would do to sessions now. Throws Refusal `undo-not-applied`, `undo-done`, `undo-not-last`,
   * `undo-other-year`, `undo-forgotten`, as the undo itself would.
   */
  undoOutlook(runId: string): Promise<Undoing>;
  /** Whose weeks there are in the open year. */
  weekChoices(siteId: number): Promise<WeekChoices>;
}
