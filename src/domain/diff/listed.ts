/** What a file lists, with the places where a person would look for each of them in the timetable. */

import type { Day } from '../model/calendar.ts';
import { byCodeUnit, type PersonIds } from '../model/identity.ts';
import type { Course, CourseVariant, Person, Timetable } from '../model/timetable.ts';
import { type DirectoryEntry, type ManualMatch, type Match, type Matching, type MatchKind, match } from './match.ts';
import { createSuggester, type Suggested } from './suggest.ts';

/** A person, division or group of a file; of divisions and groups `lastName` is the name. */
export interface Listed {
  readonly kind: MatchKind;
  readonly key: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly ids: PersonIds;
  readonly establishment: number | null;
  /** Names of divisions: a student's, or those of a group. */
  readonly divisions: readonly string[];
  /** Subjects and audiences, the most frequent first. */
  readonly places: readonly string[];
  /** Sessions of the year that name it. */
  readonly sessions: number;
  /** A group that the stored timetable of the year knows. */
  readonly isStored: boolean;
  /** Its counterpart, where it has one. */
  readonly directoryId: string | null;
}

/** What matching left open, for people to decide. */
export interface Unmatched {
  readonly kind: MatchKind;
  readonly key: string;
  readonly label: string;
  readonly birthDate: Day | null;
  readonly ambiguous: boolean;
  readonly suggestions: readonly Suggested[];
}

const MAX_PLACES = 4;

/** The name as lists show it. */
export function labelOf({ lastName, firstName }: Pick<Listed, 'lastName' | 'firstName'>): string {
  return `${lastName} ${firstName}`.trim();
}

/** Everything that a file lists. */
export function listedOf(
  timetable: Timetable,
  matching: Matching,
  storedGroupKeys: ReadonlySet<string>,
): readonly Listed[] {
  const used = usesOf(timetable);
  const nameOf = (key: string): string => timetable.divisions.get(key)?.name ?? '';
  const usesOfKey = (kind: Exclude<MatchKind, 'student'>, key: string): Pick<Listed, 'places' | 'sessions'> =>
    used[kind].get(key)?.told() ?? NO_USES;
  const memberships = membershipsOf(timetable);
  const listed: Listed[] = [];
  for (const person of timetable.teachers.values()) {
    listed.push(
      listedRow('teacher', person, usesOfKey('teacher', person.key), NOWHERE, matching.teachers.get(person.key)),
    );
  }
  for (const person of timetable.students.values()) {
    const { divisions, groups } = memberships.get(person.key) ?? { divisions: [], groups: [] };
    const audiences = [...divisions.map((one) => used.whole.get(one)), ...groups.map((one) => used.group.get(one))];
    const uses = {
      places: groups.map((one) => timetable.groups.get(one)?.name ?? '').sort(byCodeUnit),
      sessions: audiences.reduce((sum, one) => sum + (one?.sessions ?? 0), 0),
    };
    const where = { establishment: null, divisions: divisions.map(nameOf).sort(byCodeUnit), isStored: false };
    listed.push(listedRow('student', person, uses, where, matching.students.get(person.key)));
  }
  for (const { key, name, establishment } of timetable.divisions.values()) {
    const where = { establishment, divisions: [], isStored: false };
    listed.push(
      listedRow('division', namedOnly(key, name), usesOfKey('division', key), where, matching.divisions.get(key)),
    );
  }
  for (const { key, name, establishment, divisionKeys } of timetable.groups.values()) {
    const divisions = divisionKeys.map(nameOf).sort(byCodeUnit);
    const where = { establishment, divisions, isStored: storedGroupKeys.has(key) };
    listed.push(listedRow('group', namedOnly(key, name), usesOfKey('group', key), where, matching.groups.get(key)));
  }
  return listed;
}

const NO_USES: Pick<Listed, 'places' | 'sessions'> = { places: [], sessions: 0 };
const NOWHERE: Pick<Listed, 'establishment' | 'divisions' | 'isStored'> = {
  establishment: null,
  divisions: [],
  isStored: false,
};

function namedOnly(key: string, name: string): Person {
  return { key, lastName: name, firstName: '', birthDate: null, ids: {} };
}

/** Named one by one: see `membershipRow`. */
function listedRow(
  kind: MatchKind,
  { key, lastName, firstName, birthDate, ids }: Person,
  { places, sessions }: Pick<Listed, 'places' | 'sessions'>,
  { establishment, divisions, isStored }: Pick<Listed, 'establishment' | 'divisions' | 'isStored'>,
  found: Match | undefined,
): Listed {
  const directoryId = found?.directoryId ?? null;
  return {
    kind,
    key,
    lastName,
    firstName,
    birthDate,
    ids,
    establishment,
    divisions,
    places,
    sessions,
    isStored,
    directoryId,
  };
}

/** Matches what a file listed with a directory and decisions of today. */
export function matchListed(
  listed: readonly Listed[],
  directory: readonly DirectoryEntry[],
  manual: readonly ManualMatch[],
): Matching {
  const of = (kind: MatchKind): readonly Listed[] => listed.filter((one) => one.kind === kind);
  const people = (kind: MatchKind) => new Map(of(kind).map((one) => [one.key, one]));
  const named = (kind: MatchKind) =>
    new Map(
      of(kind).map(({ key, lastName: name, establishment }) => [
        key,
        { key, name, establishment: establishment ?? 0, divisionKeys: [] },
      ]),
    );
  const file = {
    teachers: people('teacher'),
    students: people('student'),
    divisions: named('division'),
    groups: named('group'),
  };
  const stored = new Set(of('group').flatMap((one) => (one.isStored ? [one.key] : [])));
  return match(file, directory, manual, stored);
}

/** The matches of one kind. */
export function matchesOf(matching: Matching, kind: MatchKind): Matching['teachers'] {
  return {
    teacher: matching.teachers,
    student: matching.students,
    division: matching.divisions,
    group: matching.groups,
  }[kind];
}

/**
 * What is left to people, with suggestions. Of the kinds where nothing is open the directory is not even looked at.
 * `kept`: suggestions that still hold, so that nobody looks for them again.
 */
export function openOf(
  listed: readonly Listed[],
  matching: Matching,
  directory: readonly DirectoryEntry[],
  kept: (one: Listed) => readonly Suggested[] | null = () => null,
): readonly Unmatched[] {
  const open: Unmatched[] = [];
  for (const kind of ['teacher', 'student', 'division', 'group'] as const) {
    const matches = matchesOf(matching, kind);
    const left = listed.filter((one) => {
      const how = matches.get(one.key)?.how;
      return one.kind === kind && (how === 'none' || how === 'ambiguous');
    });
    if (left.length === 0) continue;
    const taken = new Set([...matches.values()].flatMap(({ directoryId }) => directoryId ?? []));
    let suggester: ReturnType<typeof createSuggester> | null = null;
    const suggest = (one: Listed): readonly Suggested[] => {
      suggester ??= createSuggester(
        directory.filter((entry) => entry.kind === kind),
        taken,
      );
      return suggester(one);
    };
    for (const one of left) {
      const { key, birthDate } = one;
      const ambiguous = matches.get(key)?.how === 'ambiguous';
      open.push({ kind, key, label: labelOf(one), birthDate, ambiguous, suggestions: kept(one) ?? suggest(one) });
    }
  }
  return open;
}

/** Sessions of something, and what they are. */
class Uses {
  sessions = 0;
  readonly #byPlace = new Map<string, number>();

  add(place: string, sessions: number): void {
    this.sessions += sessions;
    if (place !== '') this.#byPlace.set(place, (this.#byPlace.get(place) ?? 0) + sessions);
  }

  told(): Pick<Listed, 'places' | 'sessions'> {
    const places = [...this.#byPlace].sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b)).map(([place]) => place);
    return { places: places.slice(0, MAX_PLACES), sessions: this.sessions };
  }
}

type UsesOfKind = Map<string, Uses>;

/** By kind and key: who teaches what to whom, and who is taught what. `whole`: divisions without what only a part of them has. */
function usesOf(timetable: Timetable): Readonly<Record<'teacher' | 'division' | 'whole' | 'group', UsesOfKind>> {
  const uses = { teacher: new Map(), division: new Map(), whole: new Map(), group: new Map() } satisfies Record<
    string,
    UsesOfKind
  >;
  for (const course of timetable.courses) {
    const subject = timetable.subjects.get(course.subjectKey ?? '')?.label ?? '';
    const { teachers, divisions, whole, groups } = countsOf(course, timetable);
    // Once for a course, however often its resources change by week.
    const audience = [
      ...[...divisions.keys()].map((key) => timetable.divisions.get(key)?.name ?? ''),
      ...[...groups.keys()].map((key) => timetable.groups.get(key)?.name ?? ''),
    ].join(', ');
    addAll(uses.teacher, teachers, [subject, audience].filter(Boolean).join(' – '));
    addAll(uses.division, divisions, subject);
    addAll(uses.whole, whole, '');
    addAll(uses.group, groups, subject);
  }
  return uses;
}

function addAll(uses: UsesOfKind, counts: ReadonlyMap<string, number>, place: string): void {
  for (const [key, sessions] of counts) {
    const known = uses.get(key) ?? new Uses();
    uses.set(key, known);
    known.add(place, sessions);
  }
}

/** Sessions of a course by who and what takes part; a part of a division counts as the division. */
function countsOf(course: Course, timetable: Timetable) {
  const counts = {
    teachers: new Map<string, number>(),
    divisions: new Map<string, number>(),
    whole: new Map<string, number>(),
    groups: new Map<string, number>(),
  };
  const add = (to: Map<string, number>, key: string, sessions: number): void => {
    to.set(key, (to.get(key) ?? 0) + sessions);
  };
  for (const variant of course.variants) {
    const sessions = sessionsOf(course, variant);
    for (const key of variant.teacherKeys) add(counts.teachers, key, sessions);
    for (const key of [...variant.groupKeys, ...(variant.guestKeys ?? [])]) add(counts.groups, key, sessions);
    for (const key of variant.divisionKeys) {
      add(counts.divisions, key, sessions);
      add(counts.whole, key, sessions);
    }
    if (variant.partKeys.length === 0) continue;
    const parts = new Set(variant.partKeys.map((key) => timetable.parts.get(key)?.divisionKey ?? ''));
    for (const key of parts) if (!variant.divisionKeys.includes(key)) add(counts.divisions, key, sessions);
  }
  return counts;
}

function sessionsOf({ cancelledWeeks }: Course, { weeks }: CourseVariant): number {
  if (cancelledWeeks.length === 0) return weeks.length;
  return weeks.filter((week) => !cancelledWeeks.includes(week)).length;
}

function membershipsOf(timetable: Timetable) {
  const byStudent = new Map<string, { readonly divisions: string[]; readonly groups: string[] }>();
  for (const { studentKey, kind, audienceKey } of timetable.memberships) {
    const own = byStudent.get(studentKey) ?? { divisions: [], groups: [] };
    byStudent.set(studentKey, own);
    const keys = kind === 'division' ? own.divisions : own.groups;
    if (!keys.includes(audienceKey)) keys.push(audienceKey);
  }
  return byStudent;
}
