/** From the file's own numbers to natural keys: what does not resolve is reported and only that link is dropped (RULES.md 1.1). */

import { baseMonday, type Day, daysBetween, mondayOf } from '../model/calendar.ts';
import type { FindingLog, Outcome } from '../model/finding.ts';
import { addTo } from '../model/gather.ts';
import { byCodeUnit, namedKey, normaliseName, subjectKey } from '../model/identity.ts';
import { notationOf } from '../model/notation.ts';
import type {
  Division,
  Group,
  Membership,
  RawExport,
  RawLink,
  RawStudent,
  Subject,
  Timetable,
} from '../model/timetable.ts';
import { withCourseGroups } from './course-groups.ts';
import { resolveCourses } from './courses.ts';
import { traitsIn } from './namesakes.ts';
import { checkSomeOwn, ofOwnSchools } from './own-schools.ts';
import { keyPeople } from './people.ts';
import { type Places, placeOfAudience, placeOfDivision } from './places.ts';

/** Structures of the file by ident. */
export interface Resolved {
  readonly scope: readonly number[];
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly teachers: ReadonlyMap<string, string>;
  readonly divisions: ReadonlyMap<string, Division>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly parts: ReadonlyMap<string, ResolvedPart>;
  readonly rooms: ReadonlyMap<string, string>;
}

/** A part is known by its division and the groups that hold it, else by its members (RULES.md 3.2). */
export interface ResolvedPart {
  readonly key: string;
  readonly divisionKey: string;
  readonly establishment: number;
}

/** Makes the timetable; a Stop when the file cannot mean one (RULES.md 1.1). */
export function resolve(file: RawExport, places: Places, findings: FindingLog): Outcome<Timetable> {
  const alien = checkSomeOwn(file, places);
  if (alien) return alien;
  const own = withMonday(ofOwnSchools(file, places, findings), findings);
  const raw = withCourseGroups(own, findings);
  const dangling = (what: string): void =>
    findings.add({ code: 'dangling-reference', severity: 'warning', about: what });
  const structures = resolveStructures(raw, places, findings, dangling);
  const { divisions, groups, partGroups, partDivision, scope } = structures;
  const subjects = resolveSubjects(raw, findings);
  const traits = traitsIn(raw, { ...structures, subjects });
  const teachers = keyPeople(raw.teachers, traits.teacher, findings);
  const students = keyPeople(raw.students, traits.student, findings);
  const memberships = resolveMemberships(raw, students.keyOf, structures, findings, dangling);
  const membersOfPart = new Map<string, string[]>();
  for (const student of raw.students) {
    for (const link of student.parts) {
      if (!partGroups.get(link.ident)?.length) {
        addTo(membersOfPart, link.ident, students.keyOf.get(student.ident) ?? '');
      }
    }
  }
  const parts = new Map<string, ResolvedPart>();
  for (const [ident, division] of partDivision) {
    const holding = partGroups.get(ident)?.map((group) => group.key) ?? [];
    const told =
      holding.length > 0 ? [...new Set(holding)].sort(byCodeUnit) : (membersOfPart.get(ident) ?? []).sort(byCodeUnit);
    parts.set(ident, {
      key: `${division.key}#${told.join('+')}`,
      divisionKey: division.key,
      establishment: division.establishment,
    });
  }
  const resolved: Resolved = {
    scope,
    subjects,
    teachers: teachers.keyOf,
    divisions,
    groups,
    parts,
    rooms: new Map(raw.rooms.map((room) => [room.ident, room.name])),
  };
  const courses = resolveCourses(raw, resolved, places, findings, dangling);
  if ('stopped' in courses) return courses;
  return {
    origin: raw.origin,
    schoolYear: { ...raw.schoolYear, week1Monday: baseMonday(raw.schoolYear) },
    grid: raw.grid,
    scope,
    subjects: new Map([...subjects.values()].map((subject) => [subject.key, subject])),
    teachers: teachers.byKey,
    students: students.byKey,
    divisions: byKey(divisions.values(), (one, other) => (other.name < one.name ? other : one)),
    groups: byKey(groups.values(), (one, other) => ({
      ...(other.name < one.name ? other : one),
      divisionKeys: [...new Set([...one.divisionKeys, ...other.divisionKeys])].sort(byCodeUnit),
    })),
    parts: new Map([...parts.values()].map((part) => [part.key, { key: part.key, divisionKey: part.divisionKey }])),
    courses: courses.courses,
    memberships,
    ...(raw.closures ? { closures: raw.closures } : {}),
    counts: {
      subjects: raw.subjects.length,
      teachers: raw.teachers.length,
      students: raw.students.length,
      divisions: raw.divisions.length,
      parts: partDivision.size,
      groups: own.groups.length,
      rooms: raw.rooms.length,
      courses: raw.courses.length,
      coursesWithoutSessions: raw.courses.length - courses.courses.length,
    },
    coursesWithMask: raw.courses.filter((course) => course.resources.some((one) => one.weeks !== 0n)).length,
    sessionsOutsideYear: courses.sessionsOutsideYear,
  };
}

/** Things by key; what several share is merged, so that the file's order does not choose between them. */
function byKey<T extends { readonly key: string }>(
  things: Iterable<T>,
  merge: (one: T, other: T) => T,
): Map<string, T> {
  const merged = new Map<string, T>();
  for (const thing of things) {
    const known = merged.get(thing.key);
    merged.set(thing.key, known ? merge(known, thing) : thing);
  }
  return merged;
}

/** Week 1 starts on a Monday (FORMATS.md 1.3); another day is taken as its week's Monday. */
function withMonday(raw: RawExport, findings: FindingLog): RawExport {
  const week1Monday = mondayOf(raw.schoolYear.week1Monday);
  if (week1Monday === raw.schoolYear.week1Monday) return raw;
  findings.add({ code: 'week-one-not-monday', severity: 'warning', about: raw.schoolYear.week1Monday });
  return { ...raw, schoolYear: { ...raw.schoolYear, week1Monday } };
}

interface Structures {
  readonly scope: readonly number[];
  readonly divisions: ReadonlyMap<string, Division>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly partDivision: ReadonlyMap<string, Division>;
  readonly partGroups: ReadonlyMap<string, readonly Group[]>;
  readonly divisionGroups: ReadonlyMap<string, readonly Group[]>;
}

function resolveStructures(
  raw: RawExport,
  places: Places,
  findings: FindingLog,
  dangling: (what: string) => void,
): Structures {
  const divisions = new Map<string, Division>();
  const partDivision = new Map<string, Division>();
  const seen = new Set<string>();
  for (const { ident, name, parts, uai } of raw.divisions) {
    const establishment = placeOfDivision(places, name, uai);
    const key = namedKey(establishment, name);
    if (seen.has(key)) findings.add({ code: 'duplicate-name', severity: 'warning', about: name });
    seen.add(key);
    const division = { key, name, establishment };
    divisions.set(ident, division);
    for (const part of parts) {
      const known = partDivision.get(part);
      if (!known || division.key < known.key) partDivision.set(part, division);
    }
  }
  const own = [...new Set([...divisions.values()].map((division) => division.establishment))].sort((a, b) => a - b);
  const scope = own.length > 0 ? own : [places.only ?? places.file];
  const groups = new Map<string, Group>();
  const partGroups = new Map<string, Group[]>();
  const divisionGroups = new Map<string, Group[]>();
  const seenGroups = new Set<string>();
  const divisionsOf = divisionsByStudent(raw, divisions);
  for (const group of raw.groups) {
    const held = new Map<string, Division>();
    for (const ident of [...group.divisions, ...(group.someOf ?? [])]) {
      const division = divisions.get(ident);
      if (division) held.set(division.key, division);
      else dangling(`Groupe ${group.name} → Classe ${ident}`);
    }
    for (const ident of group.parts) {
      const division = partDivision.get(ident);
      if (division) held.set(division.key, division);
      else dangling(`Groupe ${group.name} → PartieDeClasse ${ident}`);
    }
    for (const { ident } of group.students) {
      for (const division of divisionsOf().get(ident) ?? []) held.set(division.key, division);
    }
    const own = new Set([...held.values()].map((division) => division.establishment));
    const establishment = placeOfAudience(places, own, scope);
    const key = namedKey(establishment, group.name);
    if (seenGroups.has(key)) findings.add({ code: 'duplicate-name', severity: 'warning', about: group.name });
    seenGroups.add(key);
    const resolved: Group = {
      key,
      name: group.name,
      establishment,
      divisionKeys: [...held.keys()].sort(byCodeUnit),
      ...(group.isOfCourse ? { isOfCourse: true } : {}),
    };
    groups.set(group.ident, resolved);
    for (const ident of group.parts) addTo(partGroups, ident, resolved);
    for (const ident of group.divisions) addTo(divisionGroups, ident, resolved);
  }
  return { scope, divisions, groups, partDivision, partGroups, divisionGroups };
}

/** Divisions of each student, looked up once somebody asks. */
function divisionsByStudent(
  raw: RawExport,
  divisions: ReadonlyMap<string, Division>,
): () => ReadonlyMap<string, readonly Division[]> {
  let found: ReadonlyMap<string, readonly Division[]> | null = null;
  return () => {
    found ??= new Map(
      raw.students.map((student) => [
        student.ident,
        student.divisions.flatMap(({ ident }) => divisions.get(ident) ?? []),
      ]),
    );
    return found;
  };
}

function resolveSubjects(raw: RawExport, findings: FindingLog): ReadonlyMap<string, Subject> {
  const byIdent = new Map<string, Subject>();
  const byKey = new Map<string, Subject>();
  const labels = new Map<string, Set<string>>();
  for (const { ident, code, label } of raw.subjects) {
    const key = subjectKey(code, label);
    const known = byKey.get(key);
    const seen = labels.get(key) ?? new Set();
    labels.set(key, seen);
    if (known && !seen.has(normaliseName(label))) {
      findings.add({ code: 'duplicate-name', severity: 'warning', about: `${code} ${label}` });
    }
    seen.add(normaliseName(label));
    const subject = known && known.label <= label ? known : { key, code, label };
    byKey.set(key, subject);
    byIdent.set(ident, subject);
  }
  for (const [ident, subject] of byIdent) byIdent.set(ident, byKey.get(subject.key) ?? subject);
  return byIdent;
}

/** As findings name days: they quote the file, in one language. */
const { day } = notationOf('fr');

function nameOf({ lastName, firstName, ident }: RawStudent): string {
  return `${lastName} ${firstName}`.trim() || ident;
}

interface Interval {
  readonly from: Day;
  readonly to: Day;
}

function resolveMemberships(
  raw: RawExport,
  studentKeys: ReadonlyMap<string, string>,
  structures: Structures,
  findings: FindingLog,
  dangling: (what: string) => void,
): Membership[] {
  const { divisions, groups, partDivision, partGroups, divisionGroups } = structures;
  const direct = new Map<string, { readonly group: Group; readonly link: RawLink }[]>();
  for (const rawGroup of raw.groups) {
    const group = groups.get(rawGroup.ident);
    for (const link of rawGroup.students) {
      if (!studentKeys.has(link.ident)) dangling(`Groupe ${rawGroup.name} → Eleve ${link.ident}`);
      else if (group) addTo(direct, link.ident, { group, link });
    }
  }
  const memberships: Membership[] = [];
  for (const student of raw.students) {
    const studentKey = studentKeys.get(student.ident);
    if (studentKey === undefined) continue;
    const inGroups = new Map<string, Interval[]>();
    const inDivisions = new Map<string, Interval[]>();
    const put = (into: Map<string, Interval[]>, { key, name }: { key: string; name: string }, link: RawLink): void => {
      const interval = { from: link.from ?? raw.schoolYear.firstDay, to: link.to ?? raw.schoolYear.lastDay };
      if (interval.from > interval.to) {
        const about = `${nameOf(student)}, ${name} : ${day(interval.from)} – ${day(interval.to)}`;
        findings.add({ code: 'inverted-dates', severity: 'warning', about });
      } else addTo(into, key, interval);
    };
    for (const link of student.divisions) {
      const division = divisions.get(link.ident);
      if (division) put(inDivisions, division, link);
      else dangling(`Eleve ${nameOf(student)} → Classe ${link.ident}`);
      for (const group of divisionGroups.get(link.ident) ?? []) put(inGroups, group, link);
    }
    for (const link of student.parts) {
      if (!partDivision.has(link.ident)) dangling(`Eleve ${nameOf(student)} → PartieDeClasse ${link.ident}`);
      for (const group of partGroups.get(link.ident) ?? []) put(inGroups, group, link);
    }
    const listed = direct.get(student.ident) ?? [];
    const isDated = ({ link }: { readonly link: RawLink }): boolean => link.from !== null || link.to !== null;
    for (const { group, link } of listed.filter(isDated)) put(inGroups, group, link);
    // Who is in a group by a dated link is in it for those days, listed without dates or not.
    const isKnown = new Set(inGroups.keys());
    for (const { group } of listed.filter((one) => !isDated(one))) {
      if (!isKnown.has(group.key)) put(inGroups, group, stayOf(student));
    }
    for (const [kind, into] of [
      ['group', inGroups],
      ['division', inDivisions],
    ] as const) {
      for (const [audienceKey, intervals] of into) {
        for (const { from, to } of mergeIntervals(intervals))
          memberships.push({ studentKey, kind, audienceKey, from, to });
      }
    }
  }
  return memberships;
}

/** From the first to the last day in a division; without any, the bounds of the year. */
function stayOf({ ident, divisions }: RawStudent): RawLink {
  const from = divisions.map((link) => link.from);
  const to = divisions.map((link) => link.to);
  const isWhole = (days: readonly (Day | null)[]): boolean => days.length === 0 || days.includes(null);
  return {
    ident,
    from: isWhole(from) ? null : from.reduce((a, b) => ((a ?? '') < (b ?? '') ? a : b)),
    to: isWhole(to) ? null : to.reduce((a, b) => ((a ?? '') > (b ?? '') ? a : b)),
  };
}

/** Intervals that overlap or touch become one. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: { from: Day; to: Day }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => byCodeUnit(a.from, b.from))) {
    const last = merged.at(-1);
    // Not by the day after: 9999-12-31, which says “without end”, has none.
    if (!last || daysBetween(last.to, from) > 1) merged.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return merged;
}
