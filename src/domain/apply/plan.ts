/** The import plan: everything one transaction will write, computed on one version of the stored timetable. */

import type { Changes } from '../diff/diff.ts';
import type { PartDigests } from '../diff/parts.ts';
import type { SessionChanges } from '../diff/sessions.ts';
import type { SeriesDigest, SessionColumns, SessionContent, StoredSessions } from '../model/session.ts';
import type { StoredYear } from '../model/timetable.ts';
import type { PlanInputs } from './plan-digest.ts';

export interface ImportPlan {
  readonly siteId: number;
  readonly runId: string;
  readonly year: StoredYear;
  readonly scope: readonly number[];
  /** Applied only while the site's version is still this one. */
  readonly baseVersion: number;
  readonly directoryVersion: string;
  readonly matchVersion: string;
  /** Milliseconds since the epoch; sessions that began before are not touched. */
  readonly takenInAt: number;
  /** Digest of the canonical timetable. */
  readonly timetableDigest: string;
  /** Teachers of the file by their keys: what services call them is no name. */
  readonly teacherNames: ReadonlyMap<string, string>;
  readonly changes: Changes;
  readonly sessions: SessionChanges;
  /** Both hold all sessions, or where the stored series are known those of the series that differ. */
  readonly file: SessionColumns & { readonly contents: readonly SessionContent[] };
  readonly stored: StoredSessions;
  /** True where nothing was stored of what the file covers. */
  readonly isFirst: boolean;
  /** What is stored once the plan is applied. */
  readonly series: ReadonlyMap<string, SeriesDigest>;
  /** Of lists and memberships once they are written. */
  readonly parts: PartDigests;
  /** Of all that the plan does: `planDigest`. */
  readonly digest: string;
  readonly inputs: PlanInputs;
}
