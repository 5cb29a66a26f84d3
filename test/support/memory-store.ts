/** The stored timetable in memory: what applying changes means, for tests that need no database. */
import type { Changes, RowChanges } from '../../src/domain/diff/diff.ts';
import type { SessionChanges } from '../../src/domain/diff/sessions.ts';
import type { StoredCourse, StoredMembership, StoredTimetable } from '../../src/domain/diff/stored.ts';
import { startYearOf } from '../../src/domain/model/calendar.ts';
import type { SessionColumns, SessionContent, StoredSessions } from '../../src/domain/model/session.ts';
import type { Timetable } from '../../src/domain/model/timetable.ts';

/** A stored timetable that was read as a whole. */
export type WholeTimetable = StoredTimetable & { readonly memberships: readonly StoredMembership[] };

/** A year that nothing was imported into. */
export const NOTHING_STORED: WholeTimetable = {
  version: 0,
  year: null,
  subjects: [],
  divisions: [],
  groups: [],
  memberships: [],
  services: [],
  closures: [],
  courses: [],
  official: [],
};

/** What is stored once the changes are: each row once by its key, rows that keep their key keep their place. */
export function applyChanges(stored: WholeTimetable, changes: Changes, timetable: Timetable): WholeTimetable {
  const { firstDay, lastDay } = timetable.schoolYear;
  const version = stored.version + 1;
  let ids = 0;
  const newId = (): string => `${version}.${++ids}`;
  const memberships = new Map(stored.memberships.map((one) => [one.id, one]));
  for (const id of changes.memberships.removeIds) memberships.delete(id);
  for (const { id, ...row } of changes.memberships.write) {
    const own: StoredMembership = { ...row, id: id ?? newId() };
    memberships.set(own.id, own);
  }
  const removed = new Set(changes.courses.removeIds);
  const added = changes.courses.add.map((course): StoredCourse => ({ ...course, id: newId() }));
  return {
    version,
    year: { startYear: startYearOf(firstDay), firstDay, lastDay },
    subjects: rows(stored.subjects, changes.subjects, (one) => `${one.establishment} ${one.key}`),
    divisions: rows(stored.divisions, changes.divisions, (one) => one.key),
    groups: rows(stored.groups, changes.groups, (one) => one.key),
    memberships: [...memberships.values()],
    services: rows(stored.services, changes.services, (one) => one.key),
    closures: rows(stored.closures, changes.closures, (one) => `${one.establishment} ${one.firstDay} ${one.lastDay}`),
    courses: [...stored.courses.filter((course) => !removed.has(course.id)), ...added],
    official: stored.official,
  };
}

function rows<T>(stored: readonly T[], changes: RowChanges<T>, keyOf: (row: T) => string): readonly T[] {
  const byKey = new Map(stored.map((row) => [keyOf(row), row]));
  for (const row of changes.remove) byKey.delete(keyOf(row));
  for (const row of changes.write) byKey.set(keyOf(row), row);
  return [...byKey.values()];
}

type File = SessionColumns & { readonly contents: readonly SessionContent[] };

interface StoredSession {
  readonly id: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly cancelled: number;
  readonly content: SessionContent;
}

/** Sessions by column, under the ids given. */
export function storedSessions(sessions: readonly StoredSession[]): StoredSessions {
  return {
    length: sessions.length,
    ids: Float64Array.from(sessions, (one) => one.id),
    startsAt: Float64Array.from(sessions, (one) => one.startsAt),
    endsAt: Float64Array.from(sessions, (one) => one.endsAt),
    cancelled: Uint8Array.from(sessions, (one) => one.cancelled),
    content: Int32Array.from(sessions, (_, index) => index),
    contents: sessions.map((one) => one.content),
  };
}

export const NO_SESSIONS = storedSessions([]);

/** Sessions of columns as rows; `idOf` numbers them where the columns do not. */
export function sessionRows(columns: File, idOf: (index: number) => number): StoredSession[] {
  return Array.from({ length: columns.length }, (_, index) => {
    const content = columns.contents[columns.content[index] ?? -1];
    if (!content) throw new Error(`session ${index} has no content`);
    return {
      id: idOf(index),
      startsAt: columns.startsAt[index] ?? Number.NaN,
      endsAt: columns.endsAt[index] ?? Number.NaN,
      cancelled: columns.cancelled[index] ?? 0,
      content,
    };
  });
}

/** Stored sessions once the changes are made: those that are modified keep their id. */
export function applySessions(stored: StoredSessions, file: File, changes: SessionChanges): StoredSessions {
  const before = sessionRows(stored, (index) => stored.ids[index] ?? -1);
  const read = sessionRows(file, (index) => index);
  const at = <T>(list: readonly T[], index: number): T => {
    const found = list[index];
    if (found === undefined) throw new Error(`no session ${index}`);
    return found;
  };
  const gone = new Set([...changes.deleted, ...changes.modified.map((one) => one.stored)]);
  const firstNewId = Math.max(0, ...before.map((one) => one.id)) + 1;
  return storedSessions([
    ...before.filter((_, index) => !gone.has(index)),
    ...changes.modified.map((one) => ({ ...at(read, one.file), id: at(before, one.stored).id })),
    ...Array.from(changes.created, (index, number) => ({ ...at(read, index), id: firstNewId + number })),
  ]);
}
