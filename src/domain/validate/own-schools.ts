/** Of a file of several schools: what is of other schools than the import is about is left out (RULES.md 2.1). */

import { type FindingLog, type Stop, stop } from '../model/finding.ts';
import type { RawExport, RawLink, RawResource } from '../model/timetable.ts';
import type { Places } from './places.ts';

/** The schools that a file speaks of, its own first. */
export function schoolsOf({ origin, schools = [] }: Pick<RawExport, 'origin' | 'schools'>): readonly string[] {
  return [...new Set([origin.uai, ...schools.map(({ uai }) => uai)])];
}

/** Of the schools of a site, those that an import is about: on an establishment's URL that one. */
export function ownUais({ byUai, only }: Pick<Places, 'byUai' | 'only'>): readonly string[] {
  return [...byUai].flatMap(([uai, number]) => (only === null || number === only ? [uai] : []));
}

/** A file that names our school and whose every division is another one's: no Stop of its courses would say so. Null: no such file. */
export function checkSomeOwn(raw: RawExport, places: Places): Stop | null {
  const own = ownUais(places);
  const isOwn = (uai: string): boolean => own.includes(uai);
  const uais = [...new Set(raw.divisions.map(({ uai }) => uai))];
  if (!isOwn(raw.origin.uai) || uais.length === 0 || uais.some((uai) => uai === undefined || isOwn(uai))) return null;
  const isOfSite = uais.some((uai) => uai !== undefined && places.byUai.has(uai));
  return stop(isOfSite ? 'other-establishment' : 'other-school', { uai: uais.join(', '), expected: own.join(', ') });
}

/**
 * Leaves out the divisions of schools that are not of the site, or on an establishment's URL not that one, and whoever
 * and whatever belongs to nothing else; each such school is reported. A file that is of no school of the import at all
 * stays as it is: it will be refused.
 */
export function ofOwnSchools(raw: RawExport, places: Places, findings: FindingLog): RawExport {
  const own = ownUais(places);
  const isOwn = (uai: string): boolean => own.includes(uai);
  const others = raw.divisions.filter(({ uai }) => uai !== undefined && !isOwn(uai));
  if (others.length === 0 || !schoolsOf(raw).some(isOwn)) return raw;
  const counts = new Map<string, number>();
  for (const { uai = '' } of others) counts.set(uai, (counts.get(uai) ?? 0) + 1);
  for (const [uai, count] of counts) {
    const name = raw.schools?.find((one) => one.uai === uai)?.name ?? '';
    findings.add({
      code: 'school-left-out',
      severity: 'warning',
      about: `${`${uai} ${name}`.trim()} (${count})`,
      values: { count },
    });
  }
  return without(raw, {
    division: new Set(others.map(({ ident }) => ident)),
    part: new Set(others.flatMap(({ parts }) => parts)),
    group: new Set(),
    // What has no audience is of the school that wrote the file: on two URLs it would be there twice.
    isAlienWithoutAudience: !isOwn(raw.origin.uai),
  });
}

type Audience = 'division' | 'part' | 'group';
type Left = Readonly<Record<Audience, Set<string>>> & { readonly isAlienWithoutAudience: boolean };

const isAudience = (kind: RawResource['kind']): kind is Audience =>
  kind === 'division' || kind === 'part' || kind === 'group';

function without(raw: RawExport, left: Left): RawExport {
  const stays = (links: readonly RawLink[], gone: ReadonlySet<string>): readonly RawLink[] =>
    links.filter(({ ident }) => !gone.has(ident));
  const gone = new Set<string>();
  const students = raw.students.flatMap((student) => {
    const divisions = stays(student.divisions, left.division);
    const parts = stays(student.parts, left.part);
    if (divisions.length + parts.length > 0 || student.divisions.length + student.parts.length === 0)
      return [{ ...student, divisions, parts }];
    gone.add(student.ident);
    return [];
  });
  const groups = raw.groups.flatMap((group) => {
    const divisions = group.divisions.filter((ident) => !left.division.has(ident));
    const parts = group.parts.filter((ident) => !left.part.has(ident));
    const links = stays(group.students, gone);
    const [before, after] = [group, { divisions, parts, students: links }].map(
      (one) => one.divisions.length + one.parts.length + one.students.length,
    );
    if (after === 0 && before !== 0) {
      left.group.add(group.ident);
      return [];
    }
    return [{ ...group, divisions, parts, students: links }];
  });
  const courses = raw.courses.flatMap((course) => {
    const resources = course.resources.filter(({ kind, ident }) => !isAudience(kind) || !left[kind].has(ident));
    const single = (course.students ?? []).filter(({ ident }) => !gone.has(ident));
    const isEmpty = single.length === 0 && !resources.some(({ kind }) => isAudience(kind));
    const had = course.resources.length + (course.students?.length ?? 0);
    if (isEmpty && (left.isAlienWithoutAudience || resources.length < had)) return [];
    return [{ ...course, resources, ...(course.students ? { students: single } : {}) }];
  });
  const kept = usedBy(courses);
  const before = usedBy(raw.courses);
  const isKept = (use: string): boolean => kept.has(use) || !before.has(use);
  return {
    ...raw,
    subjects: raw.subjects.filter(({ ident }) => isKept(`subject ${ident}`)),
    teachers: raw.teachers.filter(({ ident }) => isKept(`teacher ${ident}`)),
    rooms: raw.rooms.filter(({ ident }) => isKept(`room ${ident}`)),
    divisions: raw.divisions.filter(({ ident }) => !left.division.has(ident)),
    students,
    groups,
    courses,
  };
}

function usedBy(courses: RawExport['courses']): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { subject, resources } of courses) {
    if (subject !== null) used.add(`subject ${subject}`);
    for (const { kind, ident } of resources) used.add(`${kind} ${ident}`);
  }
  return used;
}
