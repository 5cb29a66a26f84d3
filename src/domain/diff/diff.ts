/** Compares a file with the stored timetable: rows to write, and how many of each kind are created, modified, deleted. */

import type { Hash } from '../model/digest.ts';
import { addTo, remembering } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { ClosurePeriod, Course, Division, Group, Membership, Subject, Timetable } from '../model/timetable.ts';
import { courseDigest } from './canonical.ts';
import type { TeachingService } from './derive.ts';
import type { Match, Matching } from './match.ts';
import type { Placed, StoredMembership, StoredTimetable } from './stored.ts';

export interface ChangeCounts {
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** Rows to insert or overwrite, and rows to remove. */
export interface RowChanges<T> {
  readonly write: readonly T[];
  readonly remove: readonly T[];
}

export interface Linked {
  readonly directoryId: string | null;
}

export interface NewCourse {
  readonly digest: string;
  readonly content: Course;
}

export interface MembershipRow extends Membership, Linked {
  /** Null: a new row. */
  readonly id: string | null;
  readonly studentName: string;
}

/** All that a file changes in the stored timetable, sessions apart. */
export interface Changes {
  readonly subjects: RowChanges<Subject & Placed>;
  readonly divisions: RowChanges<Division & Linked>;
  readonly groups: RowChanges<Group & Linked>;
  readonly memberships: { readonly write: readonly MembershipRow[]; readonly removeIds: readonly string[] };
  readonly services: RowChanges<TeachingService>;
  readonly closures: RowChanges<ClosurePeriod & Placed>;
  readonly courses: { readonly add: readonly NewCourse[]; readonly removeIds: readonly string[] };
  readonly counts: {
    readonly subjects: ChangeCounts;
    readonly services: ChangeCounts;
    readonly groups: ChangeCounts;
    readonly memberships: ChangeCounts;
    readonly closures: ChangeCounts;
  };
}

/** What the file means beside its own lists. */
export interface Derived {
  readonly services: ReadonlyMap<string, TeachingService>;
  /** Of each establishment of the file. */
  readonly closures: readonly (ClosurePeriod & Placed)[];
}

/** Compares within the timetable's scope; `stored` holds nothing outside it. */
export function diff(
  timetable: Timetable,
  derived: Derived,
  matching: Matching,
  stored: StoredTimetable,
  hash: Hash,
): Changes {
  const subjects = [...timetable.subjects.values()];
  const services = [...derived.services.values()];
  const groups = link([...timetable.groups.values()], matching.groups);
  const divisions = link([...timetable.divisions.values()], matching.divisions);
  const memberships = diffMemberships(timetable, matching.students, stored.memberships);
  const groupText = (group: Group): string => JSON.stringify([group.name, group.divisionKeys]);
  // Asked for twice: for the rows and for the counts.
  const serviceText = remembering((one: TeachingService) => JSON.stringify([one.teacherKeys, one.weeklyMinutes]));
  const subjectText = (subject: Subject): string => JSON.stringify([subject.code, subject.label]);
  return {
    subjects: rows(
      place(subjects, timetable.scope),
      stored.subjects,
      (one) => `${one.establishment} ${one.key}`,
      subjectText,
    ),
    divisions: rows(
      divisions,
      stored.divisions,
      (one) => one.key,
      (one) => `${one.name} ${one.directoryId}`,
    ),
    groups: rows(
      groups,
      stored.groups,
      (one) => one.key,
      (one) => `${groupText(one)} ${one.directoryId}`,
    ),
    memberships: memberships.rows,
    services: rows(services, stored.services, (one) => one.key, serviceText),
    closures: rows(
      derived.closures,
      stored.closures,
      (one) => `${one.establishment} ${one.firstDay} ${one.lastDay}`,
      (one) => one.source,
    ),
    courses: diffCourses(timetable.courses, stored, hash),
    counts: {
      subjects: countByKey(subjects, stored.subjects, (one) => one.key, subjectText),
      services: countByKey(services, stored.services, (one) => one.key, serviceText),
      groups: countByKey(groups, stored.groups, (one) => one.key, groupText),
      memberships: memberships.counts,
      closures: countClosures(derived.closures, stored.closures),
    },
  };
}

function place<T>(items: readonly T[], scope: readonly number[]): (T & Placed)[] {
  return scope.flatMap((establishment) => items.map((item) => ({ ...item, establishment })));
}

function link<T extends { readonly key: string }>(
  items: readonly T[],
  matches: ReadonlyMap<string, Match>,
): (T & Linked)[] {
  return items.map((item) => ({ ...item, directoryId: matches.get(item.key)?.directoryId ?? null }));
}

/** Rows that differ by key or text. */
function rows<T>(
  wanted: readonly T[],
  stored: readonly T[],
  keyOf: (row: T) => string,
  textOf: (row: T) => string,
): RowChanges<T> {
  const left = new Map(stored.map((row) => [keyOf(row), row]));
  const write: T[] = [];
  for (const row of wanted) {
    const known = left.get(keyOf(row));
    if (known === undefined || textOf(known) !== textOf(row)) write.push(row);
    left.delete(keyOf(row));
  }
  return { write, remove: [...left.values()] };
}

/** Counts distinct keys: a subject that two establishments share is one. */
function countByKey<T>(
  wanted: readonly T[],
  stored: readonly T[],
  keyOf: (row: T) => string,
  textOf: (row: T) => string,
): ChangeCounts {
  const texts = new Map<string, Set<string>>();
  for (const row of stored) {
    const known = texts.get(keyOf(row));
    if (known) known.add(textOf(row));
    else texts.set(keyOf(row), new Set([textOf(row)]));
  }
  const counts = { created: 0, modified: 0, deleted: 0, unchanged: 0 };
  const seen = new Set<string>();
  for (const row of wanted) {
    const key = keyOf(row);
    if (seen.has(key)) continue;
    seen.add(key);
    const known = texts.get(key);
    if (!known) counts.created += 1;
    else if (known.size === 1 && known.has(textOf(row))) counts.unchanged += 1;
    else counts.modified += 1;
  }
  for (const key of texts.keys()) if (!seen.has(key)) counts.deleted += 1;
  return counts;
}

function periodKey({ firstDay, lastDay }: ClosurePeriod): string {
  return `${firstDay} ${lastDay}`;
}

/** Periods that establishments share, once. */
export function distinctPeriods<P extends ClosurePeriod>(periods: readonly P[]): P[] {
  return [...new Map(periods.map((period) => [periodKey(period), period])).values()];
}

/** A period that overlaps a stored one is modified, not deleted and added (RULES.md 4). */
function countClosures(read: readonly ClosurePeriod[], stored: readonly ClosurePeriod[]): ChangeCounts {
  const storedPeriods = distinctPeriods(stored);
  const storedKeys = new Set(storedPeriods.map(periodKey));
  const overlap = (a: ClosurePeriod, b: ClosurePeriod): boolean => a.firstDay <= b.lastDay && b.firstDay <= a.lastDay;
  const counts = { created: 0, modified: 0, deleted: 0, unchanged: 0 };
  const wanted = distinctPeriods(read);
  for (const period of wanted) {
    if (storedKeys.has(periodKey(period))) counts.unchanged += 1;
    else if (storedPeriods.some((one) => overlap(one, period))) counts.modified += 1;
    else counts.created += 1;
  }
  counts.deleted = storedPeriods.filter((one) => !wanted.some((period) => overlap(one, period))).length;
  return counts;
}

/** Courses have no identity beyond their content: equal ones are counted, not merged (RULES.md 3.5). */
function diffCourses(courses: readonly Course[], stored: StoredTimetable, hash: Hash): Changes['courses'] {
  const left = new Map<string, string[]>();
  for (const { id, digest } of stored.courses) addTo(left, digest, id);
  const add: NewCourse[] = [];
  for (const content of courses) {
    const digest = courseDigest(content, hash);
    if (left.get(digest)?.pop() === undefined) add.push({ digest, content });
  }
  return { add, removeIds: [...left.values()].flat() };
}

/** By student and group; intervals that are equal stay, the others are paired in order: a moved date is one modification (RULES.md 3.6). */
function diffMemberships(
  timetable: Timetable,
  matches: ReadonlyMap<string, Match>,
  stored: readonly StoredMembership[] | null,
): { readonly rows: Changes['memberships']; readonly counts: ChangeCounts } {
  if (stored === null) {
    const unchanged = timetable.memberships.filter((one) => one.kind === 'group').length;
    return { rows: { write: [], removeIds: [] }, counts: { created: 0, modified: 0, deleted: 0, unchanged } };
  }
  const left = byStudent(stored);
  const write: MembershipRow[] = [];
  const removeIds: string[] = [];
  const counts = { created: 0, modified: 0, deleted: 0, unchanged: 0 };
  const remove = (before: readonly StoredMembership[]): void => {
    for (const { id, kind } of before) {
      if (kind === 'group') counts.deleted += 1;
      removeIds.push(id);
    }
  };
  // Student by student: a map of all the stays of a large school would be larger than the stays.
  for (const [studentKey, wanted] of byStudent(timetable.memberships)) {
    const known = byAudience(left.get(studentKey) ?? []);
    left.delete(studentKey);
    const student = timetable.students.get(studentKey);
    const now = {
      studentName: student ? `${student.lastName} ${student.firstName}`.trim() : '',
      directoryId: matches.get(studentKey)?.directoryId ?? null,
    };
    for (const [audience, intervals] of byAudience(wanted)) {
      const before = (known.get(audience) ?? []).sort((a, b) => byCodeUnit(a.from, b.from));
      known.delete(audience);
      const counted = intervals[0]?.kind === 'group' ? 1 : 0;
      const moved: Membership[] = [];
      for (const one of intervals) {
        const same = before.findIndex(({ from, to }) => from === one.from && to === one.to);
        const [stay] = same < 0 ? [] : before.splice(same, 1);
        if (!stay) {
          moved.push(one);
          continue;
        }
        counts.unchanged += counted;
        if (stay.directoryId !== now.directoryId || stay.studentName !== now.studentName)
          write.push(membershipRow(one, stay.id, now));
      }
      for (const one of moved) {
        const stay = before.shift();
        counts[stay ? 'modified' : 'created'] += counted;
        write.push(membershipRow(one, stay?.id ?? null, now));
      }
      remove(before);
    }
    for (const before of known.values()) remove(before);
  }
  for (const before of left.values()) remove(before);
  return { rows: { write, removeIds }, counts };
}

function byStudent<T extends Membership>(stays: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const stay of stays) addTo(lists, stay.studentKey, stay);
  return lists;
}

function byAudience<T extends Membership>(stays: readonly T[]): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const stay of stays) addTo(lists, `${stay.kind} ${stay.audienceKey}`, stay);
  return lists;
}

/** Named one by one: copies of an object with more than it had are made in a shape of their own each, three times as large. */
function membershipRow(
  { studentKey, kind, audienceKey, from, to }: Membership,
  id: string | null,
  { studentName, directoryId }: Pick<MembershipRow, 'studentName' | 'directoryId'>,
): MembershipRow {
  return { studentKey, kind, audienceKey, from, to, id, studentName, directoryId };
}
