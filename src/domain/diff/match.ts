/** Matching ("rapprochement") of the file's people, divisions and groups with the site's directory (PRODUCT.md 5, RULES.md 5.2). */

import type { Day } from '../model/calendar.ts';
import { addTo } from '../model/gather.ts';
import { normaliseName, type PersonIds } from '../model/identity.ts';
import type { Division, Person, Timetable } from '../model/timetable.ts';

export type MatchKind = 'teacher' | 'student' | 'division' | 'group';

/** A person of the directory, or by its `lastName` a division or a group. */
export interface DirectoryEntry {
  readonly id: string;
  readonly kind: MatchKind | 'staff';
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly establishment: number | null;
  readonly ids: PersonIds;
  /** Of a student, by its name. */
  readonly division?: string | null;
}

/** A decision a person made; `directoryId` null: there is no counterpart. */
export interface ManualMatch {
  readonly kind: MatchKind;
  readonly key: string;
  readonly directoryId: string | null;
}

/** `stored`: a group that the stored timetable of the year knows already. */
export type MatchHow = 'identifier' | 'manual' | 'name' | 'stored' | 'ambiguous' | 'none';

export interface Match {
  readonly directoryId: string | null;
  readonly how: MatchHow;
}

export interface MatchCounts {
  readonly matched: number;
  readonly unmatched: number;
  readonly ambiguous: number;
}

export interface Matching {
  readonly teachers: ReadonlyMap<string, Match>;
  readonly students: ReadonlyMap<string, Match>;
  readonly divisions: ReadonlyMap<string, Match>;
  readonly groups: ReadonlyMap<string, Match>;
}

const NONE: Match = { directoryId: null, how: 'none' };
const AMBIGUOUS: Match = { directoryId: null, how: 'ambiguous' };

/** What of a file is matched. */
export type Matchable = Pick<Timetable, 'teachers' | 'students' | 'divisions' | 'groups'>;

/** Matches everything listed in the file. `storedGroupKeys` are the groups stored for that year. */
export function match(
  timetable: Matchable,
  directory: readonly DirectoryEntry[],
  manual: readonly ManualMatch[],
  storedGroupKeys: ReadonlySet<string>,
): Matching {
  const of = (kind: MatchKind): readonly DirectoryEntry[] => directory.filter((entry) => entry.kind === kind);
  const decided = (kind: MatchKind): ReadonlyMap<string, string | null> =>
    new Map(manual.filter((one) => one.kind === kind).map((one) => [one.key, one.directoryId]));
  return {
    teachers: matchPeople([...timetable.teachers.values()], of('teacher'), decided('teacher'), ['sts', 'idpn', 'aaf']),
    students: matchPeople([...timetable.students.values()], of('student'), decided('student'), [
      'ine',
      'eleve',
      'idpn',
    ]),
    divisions: matchNamed([...timetable.divisions.values()], of('division'), decided('division'), new Set()),
    groups: matchNamed([...timetable.groups.values()], of('group'), decided('group'), storedGroupKeys),
  };
}

/** How many of a kind found their counterpart; a decision that there is none counts as found. */
export function countMatches(matches: ReadonlyMap<string, Match>): MatchCounts {
  const counts = { matched: 0, unmatched: 0, ambiguous: 0 };
  for (const { how } of matches.values()) {
    if (how === 'none') counts.unmatched += 1;
    else if (how === 'ambiguous') counts.ambiguous += 1;
    else counts.matched += 1;
  }
  return counts;
}

/** A person decided that there is no counterpart. */
export function isIgnored({ how, directoryId }: Match): boolean {
  return how === 'manual' && directoryId === null;
}

function manualMatch(
  decided: ReadonlyMap<string, string | null>,
  key: string,
  known: ReadonlySet<string>,
): Match | null {
  const directoryId = decided.get(key);
  if (directoryId === undefined || (directoryId !== null && !known.has(directoryId))) return null;
  return { directoryId, how: 'manual' };
}

function matchPeople(
  people: readonly Person[],
  directory: readonly DirectoryEntry[],
  decided: ReadonlyMap<string, string | null>,
  idNames: readonly (keyof PersonIds)[],
): Map<string, Match> {
  const known = new Set(directory.map((entry) => entry.id));
  const byIdentifier = new Map<string, DirectoryEntry | null>();
  for (const entry of directory) {
    for (const name of idNames) {
      const id = entry.ids[name];
      // An identifier that two entries carry identifies neither.
      if (id) byIdentifier.set(`${name}:${id}`, byIdentifier.has(`${name}:${id}`) ? null : entry);
    }
  }
  // Where identifiers tell, nobody is looked for by name.
  let names: readonly [directory: ReadonlyMap<string, DirectoryEntry[]>, people: ReadonlyMap<string, Person[]>] | null =
    null;
  const named = (person: Person): Match => {
    names ??= [groupByName(directory), groupByName(people)];
    return byName(person, ...names);
  };
  const matches = new Map<string, Match>();
  for (const person of people) {
    const identified = idNames.map((name) => byIdentifier.get(`${name}:${person.ids[name]}`)).find((entry) => entry);
    matches.set(
      person.key,
      identified
        ? { directoryId: identified.id, how: 'identifier' }
        : (manualMatch(decided, person.key, known) ?? named(person)),
    );
  }
  return matches;
}

interface Named {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
}

function nameOf(person: Named): string {
  return `${normaliseName(person.lastName)}|${normaliseName(person.firstName)}`;
}

function groupByName<T extends Named>(people: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const person of people) {
    const name = nameOf(person);
    const same = groups.get(name);
    if (same) same.push(person);
    else groups.set(name, [person]);
  }
  return groups;
}

function compatible(a: Named, b: Named): boolean {
  return a.birthDate === null || b.birthDate === null || a.birthDate === b.birthDate;
}

/** Unique on both sides, first by name and equal birth date, then by name where a birth date is missing; homonyms are never guessed. */
function byName(
  person: Person,
  directoryByName: ReadonlyMap<string, readonly DirectoryEntry[]>,
  peopleByName: ReadonlyMap<string, readonly Person[]>,
): Match {
  const name = nameOf(person);
  const homonyms = peopleByName.get(name) ?? [];
  const candidates = (directoryByName.get(name) ?? []).filter((entry) => compatible(entry, person));
  if (candidates.length === 0) return NONE;
  if (person.birthDate !== null) {
    const same = (one: Named): boolean => one.birthDate === person.birthDate;
    const [exact, second] = candidates.filter(same);
    if (exact && !second && homonyms.filter(same).length === 1) return { directoryId: exact.id, how: 'name' };
  }
  const [only, another] = candidates;
  const rivals = only ? homonyms.filter((one) => compatible(one, only)) : [];
  return only && !another && rivals.length === 1 ? { directoryId: only.id, how: 'name' } : AMBIGUOUS;
}

function matchNamed(
  items: readonly Division[],
  directory: readonly DirectoryEntry[],
  decided: ReadonlyMap<string, string | null>,
  storedKeys: ReadonlySet<string>,
): Map<string, Match> {
  const known = new Set(directory.map((entry) => entry.id));
  const byNormalisedName = new Map<string, DirectoryEntry[]>();
  for (const entry of directory) {
    addTo(byNormalisedName, normaliseName(entry.lastName), entry);
  }
  const matches = new Map<string, Match>();
  for (const item of items) {
    const candidates = (byNormalisedName.get(normaliseName(item.name)) ?? []).filter(
      (entry) => entry.establishment === null || entry.establishment === item.establishment,
    );
    const [only, another] = candidates;
    let found: Match = only && !another ? { directoryId: only.id, how: 'name' } : another ? AMBIGUOUS : NONE;
    if (found.directoryId === null && storedKeys.has(item.key)) found = { directoryId: null, how: 'stored' };
    matches.set(item.key, manualMatch(decided, item.key, known) ?? found);
  }
  return matches;
}
