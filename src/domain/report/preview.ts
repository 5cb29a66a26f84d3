/** The preview of an import: what it would write, in names and by week, short enough to be kept and shown. */

import type { ImportPlan } from '../apply/plan.ts';
import type { StoredTimetable } from '../diff/stored.ts';
import { type Day, mondayOf, wallClockOf } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';

/** Sessions that an import would create, modify or delete in the week of a Monday. */
export interface ChangedWeek {
  readonly monday: Day;
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
}

/** Names of rows that would come and go; the lists are cut, the counts of the report are exact. */
export interface NamedChanges {
  readonly created: readonly string[];
  readonly deleted: readonly string[];
}

export interface Preview {
  /** Of the file's sessions that would be generated; null: none. */
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
  readonly weeks: readonly ChangedWeek[];
  readonly names: Readonly<Record<'subjects' | 'divisions' | 'groups', NamedChanges>>;
}

const MAX_NAMES = 60;

/** What a plan would do to what is stored. */
export function previewOf(plan: ImportPlan, stored: StoredTimetable, timeZone: string): Preview {
  const { file, stored: before, sessions, takenInAt, changes } = plan;
  const days = daysIn(timeZone);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < file.length; index++) {
    const startsAt = file.startsAt[index] ?? 0;
    if (startsAt < takenInAt || file.cancelled[index] === 1) continue;
    if (startsAt < first) first = startsAt;
    if (startsAt > last) last = startsAt;
  }
  const weeks = new Map<Day, { monday: Day; created: number; modified: number; deleted: number }>();
  const count = (startsAt: number | undefined, what: 'created' | 'modified' | 'deleted'): void => {
    const { monday } = days(startsAt ?? 0);
    const week = weeks.get(monday) ?? { monday, created: 0, modified: 0, deleted: 0 };
    week[what] += 1;
    weeks.set(monday, week);
  };
  for (const index of sessions.created) count(file.startsAt[index], 'created');
  for (const one of sessions.modified) count(file.startsAt[one.file], 'modified');
  for (const index of sessions.deleted) count(before.startsAt[index], 'deleted');
  const named = <T>(
    rows: { readonly write: readonly T[]; readonly remove: readonly T[] },
    known: readonly T[],
    keyOf: (row: T) => string,
    nameOf: (row: T) => string,
  ): NamedChanges => {
    const keys = new Set(known.map(keyOf));
    const list = (of: readonly T[]): string[] => [...new Set(of.map(nameOf))].sort(byCodeUnit).slice(0, MAX_NAMES);
    return { created: list(rows.write.filter((row) => !keys.has(keyOf(row)))), deleted: list(rows.remove) };
  };
  return {
    firstDay: first <= last ? days(first).day : null,
    lastDay: first <= last ? days(last).day : null,
    weeks: [...weeks.values()].sort((a, b) => byCodeUnit(a.monday, b.monday)),
    names: {
      subjects: named(
        changes.subjects,
        stored.subjects,
        (one) => `${one.establishment} ${one.key}`,
        (one) => one.label || one.code,
      ),
      divisions: named(
        changes.divisions,
        stored.divisions,
        (one) => one.key,
        (one) => one.name,
      ),
      groups: named(
        changes.groups,
        stored.groups,
        (one) => one.key,
        (one) => one.name,
      ),
    },
  };
}

/** Day and week of a moment; a year of sessions begins at few different moments. */
function daysIn(timeZone: string): (moment: number) => { readonly day: Day; readonly monday: Day } {
  const known = new Map<number, { day: Day; monday: Day }>();
  return (moment) => {
    let found = known.get(moment);
    if (!found) {
      const { day } = wallClockOf(moment, timeZone);
      found = { day, monday: mondayOf(day) };
      known.set(moment, found);
    }
    return found;
  };
}
