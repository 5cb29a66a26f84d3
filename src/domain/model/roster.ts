/** The lists of a RawExport for files that name things instead of numbering them: who and what is named, each once. */

import type { Day } from './calendar.ts';
import type { FindingLog } from './finding.ts';
import { byCodeUnit, fullName, normaliseName, type PersonIds, personKey, tidy } from './identity.ts';
import type { RawExport, RawLink, RawPerson, RawStudent } from './timetable.ts';

/** The store keeps names and codes in indexes; school software writes a few dozen letters. */
export const MAX_NAME_CHARS = 200;

/** A name or code without superfluous blanks, cut when it is absurdly long, which is reported. */
export function nameIn(text: string, findings: FindingLog): string {
  const name = tidy(text);
  if (name.length <= MAX_NAME_CHARS) return name;
  findings.add({ code: 'name-too-long', severity: 'warning', about: name.slice(0, MAX_NAME_CHARS) });
  // Half a surrogate pair could not be stored.
  return name
    .slice(0, MAX_NAME_CHARS)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

/** A person as a file names one. */
export interface NamedPerson {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate?: Day | null;
  readonly ids?: PersonIds;
}

/** A stay in a division or a group, by name; null dates mean the bounds of the year. */
export interface NamedStay {
  readonly name: string;
  readonly from: Day | null;
  readonly to: Day | null;
}

export interface NamedStudent extends NamedPerson {
  readonly divisions: readonly NamedStay[];
  readonly groups: readonly NamedStay[];
}

export type RosterLists = Pick<RawExport, 'subjects' | 'teachers' | 'students' | 'divisions' | 'groups' | 'rooms'>;

/** Gives each thing that is named an ident, the same for the same name in whatever order names come. */
export interface Roster {
  subject(code: string, label: string): string;
  teacher(person: NamedPerson): string;
  /** `uai` of its establishment, where the file says it. */
  division(name: string, uai?: string): string;
  /** `divisions`: names of those whose students, or some of them, it holds. */
  group(name: string, divisions?: readonly string[]): string;
  room(name: string): string;
  /** The stays of one person add up. Returns how many students there are now. */
  student(student: NamedStudent): number;
  /**
   * Makes one of a teacher who is named with an identifier here and without it there, where no other identifier has that name:
   * the ident to use for each that is no more. To be asked once, when all are named.
   */
  joinTeachers(): ReadonlyMap<string, string>;
  lists(): RosterLists;
}

interface MutableGroup {
  name: string;
  readonly someOf: Set<string>;
  readonly students: RawLink[];
}

/** Two spellings of one name: the one that does not depend on which came first. */
function earlier(one: string | undefined, other: string): string {
  return one !== undefined && byCodeUnit(one, other) < 0 ? one : other;
}

/** An empty roster. Names that are too long are cut and told to `findings`. */
export function openRoster(findings: FindingLog): Roster {
  const subjects = new Map<string, { readonly code: string; readonly label: string }>();
  const teachers = new Map<string, RawPerson>();
  /** Idents of teachers with an identifier, by what the ident would be without it. */
  const identified = new Map<string, Set<string>>();
  const divisions = new Map<string, { name: string; uai?: string }>();
  const groups = new Map<string, MutableGroup>();
  const rooms = new Set<string>();
  const students = new Map<string, RawStudent & { readonly divisions: RawLink[] }>();
  const clean = (text: string): string => nameIn(text, findings);
  const personOf = ({ lastName, firstName, birthDate = null, ids = {} }: NamedPerson): Omit<RawPerson, 'ident'> => ({
    lastName: clean(lastName),
    firstName: clean(firstName),
    birthDate,
    ids,
  });
  const division = (text: string, uai?: string): string => {
    const name = clean(text);
    const ident = normaliseName(name);
    const known = divisions.get(ident);
    const place = uai ?? known?.uai;
    divisions.set(ident, { name: earlier(known?.name, name), ...(place === undefined ? {} : { uai: place }) });
    return ident;
  };
  const groupOf = (text: string): [string, MutableGroup] => {
    const name = clean(text);
    const ident = normaliseName(name);
    const known = groups.get(ident) ?? { name, someOf: new Set<string>(), students: [] };
    known.name = earlier(known.name, name);
    groups.set(ident, known);
    return [ident, known];
  };
  return {
    subject(code, label) {
      const own = { code: clean(code), label: clean(label) || clean(code) };
      const ident = JSON.stringify([own.code, own.label]);
      subjects.set(ident, own);
      return ident;
    },
    teacher(named) {
      const person = personOf(named);
      const ident = personKey(person);
      const byName = personKey({ ...person, ids: {} });
      if (byName !== ident) identified.set(byName, (identified.get(byName) ?? new Set<string>()).add(ident));
      const known = teachers.get(ident);
      const spelling = (one: Omit<RawPerson, 'ident'>): string => JSON.stringify([one.lastName, one.firstName]);
      if (!known || spelling(person) < spelling(known)) teachers.set(ident, { ident, ...person });
      return ident;
    },
    division,
    group(text, held = []) {
      const [ident, group] = groupOf(text);
      for (const name of held) group.someOf.add(division(name));
      return ident;
    },
    room(text) {
      const name = clean(text);
      rooms.add(name);
      return name;
    },
    student(named) {
      const person = personOf(named);
      const ident = personKey(person);
      const known = students.get(ident) ?? { ident, ...person, divisions: [], parts: [] };
      students.set(ident, known);
      for (const { name, from, to } of named.divisions) known.divisions.push({ ident: division(name), from, to });
      for (const { name, from, to } of named.groups) groupOf(name)[1].students.push({ ident, from, to });
      return students.size;
    },
    joinTeachers() {
      const joined = new Map<string, string>();
      for (const [byName, idents] of identified) {
        const alone = teachers.get(byName);
        if (!alone) continue;
        const [ident = '', another] = [...idents].sort(byCodeUnit);
        const about = fullName(alone);
        if (another === undefined) {
          joined.set(byName, ident);
          teachers.delete(byName);
          findings.add({ code: 'teacher-joined', severity: 'info', about });
        } else findings.add({ code: 'teacher-name-shared', severity: 'warning', about });
      }
      return joined;
    },
    lists: () => ({
      subjects: [...subjects].map(([ident, subject]) => ({ ident, ...subject })),
      teachers: [...teachers.values()],
      students: [...students.values()],
      divisions: [...divisions].map(([ident, one]) => ({ ident, parts: [], ...one })),
      groups: [...groups].map(([ident, { name, someOf, students: members }]) => {
        return { ident, name, divisions: [], someOf: [...someOf], parts: [], students: members };
      }),
      rooms: [...rooms].map((name) => ({ ident: name, name })),
    }),
  };
}
