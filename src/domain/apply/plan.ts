/** The import plan: everything one transaction will write, computed on one version of the stored timetable. */

import type { Changes } from '../diff/diff.ts';
import type { SessionChanges } from '../diff/sessions.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { SeriesDigest, SessionColumns, SessionContent, StoredSessions } from '../model/session.ts';
import type { StoredYear } from '../model/timetable.ts';

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
}

/** Does the plan write anything at all? */
export function isEmptyPlan(plan: ImportPlan): boolean {
  const { subjects, divisions, groups, services, closures, memberships, courses } = plan.changes;
  const rows = [subjects, divisions, groups, services, closures].some(
    (one) => one.write.length + one.remove.length > 0,
  );
  const lists = memberships.write.length + memberships.removeIds.length + courses.add.length + courses.removeIds.length;
  const { created, modified, deleted } = plan.sessions;
  return !rows && lists === 0 && created.length + modified.length + deleted.length === 0;
}

/** Digest of what the plan writes, by natural keys: the same input, configuration and rules give the same digest. */
export function planDigest(plan: ImportPlan, hash: (text: string) => string): string {
  const lines: string[] = [];
  const rows = (
    name: string,
    changes: { readonly write: readonly object[]; readonly remove: readonly object[] },
  ): void => {
    for (const row of changes.write) lines.push(`+${name} ${JSON.stringify(row)}`);
    for (const row of changes.remove) lines.push(`-${name} ${JSON.stringify(row)}`);
  };
  const { changes, sessions, file, stored } = plan;
  rows('subject', changes.subjects);
  rows('division', changes.divisions);
  rows('group', changes.groups);
  rows('service', changes.services);
  rows('closure', changes.closures);
  for (const { id: _id, ...row } of changes.memberships.write) lines.push(`+membership ${JSON.stringify(row)}`);
  lines.push(`-memberships ${changes.memberships.removeIds.length}`, `-courses ${changes.courses.removeIds.length}`);
  for (const course of changes.courses.add) lines.push(`+course ${course.digest}`);
  const told = (of: typeof file, index: number): string => {
    const content = of.contents[of.content[index] ?? 0];
    return `${of.startsAt[index]} ${of.endsAt[index]} ${of.cancelled[index]} ${content?.digest}`;
  };
  for (const index of sessions.created) lines.push(`+session ${told(file, index)}`);
  for (const one of sessions.modified) lines.push(`~session ${told(stored, one.stored)} ${told(file, one.file)}`);
  for (const index of sessions.deleted) lines.push(`-session ${told(stored, index)}`);
  return hash(lines.sort(byCodeUnit).join('\n'));
}
