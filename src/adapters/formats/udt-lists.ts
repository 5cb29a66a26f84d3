/** The lists of a UDT export: rooms, teachers, subjects, divisions, groups and regroupements, by the codes that lines name them by. */

import type { Day } from '../../domain/model/calendar.ts';
import type { FindingLog, Stop } from '../../domain/model/finding.ts';
import { addTo } from '../../domain/model/gather.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { LessonResource } from '../../domain/model/lessons.ts';
import { nameIn } from '../../domain/model/roster.ts';
import type { RawExport, RawPerson } from '../../domain/model/timetable.ts';
import type { Attributes } from '../readers/xml.ts';
import { dateIn } from './csv-values.ts';
import type { Tally } from './tally.ts';
import { readRows, type UdtParts } from './udt-parts.ts';

/** What a line says of who is taught: codes, empty for none. */
export interface Taught {
  readonly division: string;
  readonly group: string;
  readonly groupId: string;
  readonly regroupement: string;
}

type RawGroups = Pick<RawExport, 'divisions' | 'groups'>;

/** Divisions, and the groups that are made of them. */
export interface UdtStructures {
  /** Ident of a group's slice of a division, by both codes; null: unknown. */
  partOf(division: string, group: string): string | null;
  hasDivision(code: string): boolean;
  /** Who is taught by lines of one lesson. What does not resolve is told and left out. */
  audienceOf(taught: readonly Taught[]): readonly LessonResource[];
  /** To be asked for when all lessons are known: groups without a name of their own are there if a lesson is for them. */
  lists(): RawGroups;
}

export interface UdtLists {
  readonly subjects: ReadonlyMap<string, RawExport['subjects'][number]>;
  readonly teachers: ReadonlyMap<string, RawPerson>;
  /** Codes of teachers by their number in the school's directory (`epj`). */
  readonly teacherCodes: ReadonlyMap<string, string>;
  readonly rooms: ReadonlyMap<string, RawExport['rooms'][number]>;
}

/** A code or name; empty for `***`, which holds the place of none. */
export function codeIn(text: string | undefined): string {
  const code = tidy(text ?? '');
  return /^\**$/.test(code) ? '' : code;
}

/** A civil day; null for none, and for an impossible one, which is told. */
export function dayIn(text: string | undefined, about: string, findings: FindingLog): Day | null {
  const said = codeIn(text);
  const day = said === '' ? null : dateIn(said);
  if (said !== '' && !day)
    findings.add({ code: 'bad-date', severity: 'warning', about: `${about} : ${said.slice(0, 30)}` });
  return day;
}

/** A reader of rows that puts each under its code, once. */
export function define<T>(
  into: Map<string, T>,
  kind: string,
  findings: FindingLog,
  make: (code: string, at: Attributes) => T,
): (at: Attributes) => void {
  return (at) => {
    const code = tidy(at.code ?? '');
    const isKnown = into.has(code);
    if (code !== '' && !isKnown) into.set(code, make(code, at));
    else {
      const finding = isKnown ? 'duplicate-ident' : 'missing-ident';
      findings.add({ code: finding, severity: 'warning', about: `${kind} ${code}`.slice(0, 100) });
    }
  };
}

/** Reads rooms, teachers and subjects. */
export async function readLists(
  parts: UdtParts,
  into: { readonly [K in keyof UdtLists]: UdtLists[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : never },
  findings: FindingLog,
  unknown: Tally,
): Promise<Stop | null> {
  const name = (text: string | undefined): string => nameIn(codeIn(text), findings);
  const salle = define(into.rooms, 'salle', findings, (ident, at) => ({ ident, name: name(at.nom) || name(ident) }));
  const prof = define(into.teachers, 'prof', findings, (ident, at) => ({
    ident,
    lastName: name(at.nom),
    firstName: name(at.prenom),
    birthDate: dayIn(at.date_naissance, `prof ${ident}`, findings),
    // The number in the directory that the academy feeds: what readers of UDT know teachers by.
    ids: codeIn(at.epj) === '' ? {} : { aaf: name(at.epj) },
  }));
  const teacher = (at: Attributes): void => {
    prof(at);
    const [number, code] = [codeIn(at.epj), tidy(at.code ?? '')];
    if (number !== '' && !into.teacherCodes.has(number)) into.teacherCodes.set(number, code);
  };
  const mat = define(into.subjects, 'mat', findings, (ident, at) => {
    const code = name(at.code_gep1);
    return { ident, code, label: name(at.libelle) || code || name(ident) };
  });
  const because =
    (await readRows(parts.of('03'), { rows: { salle } }, findings, unknown)) ??
    (await readRows(parts.of('04'), { rows: { prof: teacher } }, findings, unknown)) ??
    (await readRows(parts.of('05'), { rows: { mat } }, findings, unknown));
  nameSubjects(into.subjects, findings);
  return because;
}

/** A national code that several subjects share names none of them: those are known by their own codes. */
function nameSubjects(subjects: Map<string, RawExport['subjects'][number]>, findings: FindingLog): void {
  const counts = new Map<string, number>();
  for (const { code } of subjects.values()) counts.set(code, (counts.get(code) ?? 0) + 1);
  for (const [ident, subject] of subjects) {
    const isOwn = subject.code !== '' && counts.get(subject.code) === 1;
    if (!isOwn) subjects.set(ident, { ...subject, code: nameIn(ident, findings) });
  }
}

/** One row of groups: a slice of a division. */
interface Slice {
  readonly ident: string;
  /** Of the group that it is of; empty: it has no name of its own. */
  readonly groupName: string;
  readonly ownName: string;
}

interface MadeGroup {
  readonly divisions: Set<string>;
  readonly parts: Set<string>;
}

function keyOf(division: string, group: string): string {
  return JSON.stringify([division, group]);
}

/** Reads divisions, groups and regroupements. */
export async function readStructures(
  parts: UdtParts,
  findings: FindingLog,
  unknown: Tally,
  dangling: (about: string) => void,
): Promise<Stop | UdtStructures> {
  const divisions = new Map<string, string>();
  const slices = new Map<string, Slice>();
  const partsOf = new Map<string, string[]>();
  const slicesById = new Map<string, Slice>();
  const groups = new Map<string, MadeGroup>();
  const regroupements = new Map<string, string>();
  const name = (text: string | undefined): string => nameIn(codeIn(text), findings);
  const groupOf = (groupName: string): MadeGroup => {
    const known = groups.get(groupName) ?? { divisions: new Set<string>(), parts: new Set<string>() };
    groups.set(groupName, known);
    return known;
  };
  const div = define(divisions, 'div', findings, (code, at) => name(at.code_gep) || name(code));
  const gpe = ({ code = '', code_div = '', code_sts, id = '' }: Attributes): void => {
    const [division, group] = [tidy(code_div), tidy(code)];
    if (group === '') return;
    if (!divisions.has(division)) {
      dangling(`gpe ${group} → div ${division}`);
      return;
    }
    const slice = {
      ident: keyOf(division, group),
      groupName: name(code_sts),
      ownName: name(`${division}${group}`),
    };
    if (slices.has(slice.ident)) {
      findings.add({ code: 'duplicate-ident', severity: 'warning', about: `gpe ${division} ${group}` });
      return;
    }
    slices.set(slice.ident, slice);
    addTo(partsOf, division, slice.ident);
    if (tidy(id) !== '') slicesById.set(tidy(id), slice);
    if (slice.groupName !== '') groupOf(slice.groupName).parts.add(slice.ident);
  };
  const rgpmt = ({ code = '', id = '', nom, code_div = '', code_gpe = '' }: Attributes): void => {
    const groupName = name(nom) || name(code);
    if (groupName === '') return;
    // Lines name a regroupement by its code; where they should mean the id, it is found all the same.
    if (tidy(code) !== '') regroupements.set(tidy(code), groupName);
    if (tidy(id) !== '' && !regroupements.has(tidy(id))) regroupements.set(tidy(id), groupName);
    const group = groupOf(groupName);
    const slice = slices.get(keyOf(tidy(code_div), tidy(code_gpe)));
    if (tidy(code_gpe) !== '' && slice) group.parts.add(slice.ident);
    else if (tidy(code_gpe) === '' && divisions.has(tidy(code_div))) group.divisions.add(tidy(code_div));
    else dangling(`rgpmt ${groupName} → ${tidy(`${code_div} ${code_gpe}`)}`);
  };
  const because =
    (await readRows(parts.of('08'), { rows: { div } }, findings, unknown)) ??
    (await readRows(parts.of('19'), { rows: { gpe } }, findings, unknown)) ??
    (await readRows(parts.of('13'), { rows: { rgpmt } }, findings, unknown));
  if (because) return because;

  const regroupementOf = ({ regroupement }: Taught): string | null => {
    if (regroupement === '' || regroupement === '0') return null;
    const found = regroupements.get(regroupement) ?? null;
    if (found === null) dangling(`ligfiche → rgpmt ${regroupement}`);
    return found;
  };
  const sliceOf = ({ division, group, groupId }: Taught): Slice | null => {
    const found = slices.get(keyOf(division, group)) ?? slicesById.get(groupId) ?? null;
    if (!found) dangling(`ligfiche → gpe ${division} ${group}`);
    return found;
  };
  return {
    partOf: (division, group) => slices.get(keyOf(division, group))?.ident ?? null,
    hasDivision: (code) => divisions.has(code),
    audienceOf(taught) {
      const found = new Map<string, LessonResource>();
      const covered = new Map<string, Set<string>>();
      const add = (kind: LessonResource['kind'], ident: string): void =>
        void found.set(`${kind} ${ident}`, { kind, ident });
      for (const one of taught) {
        const regroupement = regroupementOf(one);
        if (regroupement !== null) add('group', regroupement);
        else if (one.group !== '') {
          const slice = sliceOf(one);
          if (!slice) continue;
          const groupName = slice.groupName || slice.ownName;
          groupOf(groupName).parts.add(slice.ident);
          covered.set(groupName, (covered.get(groupName) ?? new Set()).add(slice.ident));
        } else if (divisions.has(one.division)) add('division', one.division);
        else dangling(`ligfiche → div ${one.division}`);
      }
      for (const [groupName, own] of covered) {
        const all = groupOf(groupName);
        if (all.divisions.size === 0 && all.parts.size === own.size) add('group', groupName);
        else for (const ident of own) add('part', ident);
      }
      return [...found.values()];
    },
    lists: () => ({
      divisions: [...divisions].map(([ident, divisionName]) => ({
        ident,
        name: divisionName,
        parts: partsOf.get(ident) ?? [],
      })),
      groups: [...groups].map(([groupName, group]) => ({
        ident: groupName,
        name: groupName,
        divisions: [...group.divisions],
        parts: [...group.parts],
        students: [],
      })),
    }),
  };
}

/** Tells each reference to nothing once, however many lines of however many weeks make it. */
export function danglingOnce(findings: FindingLog): (about: string) => void {
  const told = new Set<string>();
  return (about) => {
    if (told.has(about)) return;
    if (told.size < 10_000) told.add(about);
    findings.add({ code: 'dangling-reference', severity: 'warning', about: about.slice(0, 200) });
  };
}
