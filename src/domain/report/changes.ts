/** What an import changes, as people read it: names instead of keys, one line for each subject, service, group and closure period. */

import type { Day } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { SessionKind, SessionLine } from './session-lines.ts';

export const CHANGE_PARTS = ['subjects', 'services', 'groups', 'closures', 'sessions'] as const;
export type ChangePart = (typeof CHANGE_PARTS)[number];

export type ChangeKind = 'created' | 'modified' | 'deleted';

/** How much is known. `first`: a first import, of which sessions are not noted one by one; `none`: it changed nothing, or was not compared. */
export type Noted = 'noted' | 'first' | 'forgotten' | 'none';

interface Change<T> {
  readonly kind: ChangeKind;
  readonly before: T | null;
  readonly after: T | null;
}

export interface SubjectLine extends Change<{ readonly code: string; readonly label: string }> {
  readonly establishments: readonly number[];
}

/** A division, a group, or a part of a division, which has no name of its own but those of its groups. */
export interface AudienceName {
  readonly kind: 'division' | 'group' | 'part';
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ServiceSide {
  readonly teachers: readonly string[];
  readonly weeklyMinutes: number;
}

export interface ServiceLine extends Change<ServiceSide> {
  readonly establishment: number;
  readonly subject: string;
  readonly audience: readonly AudienceName[];
}

export interface Stay {
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
}

export interface GroupLine {
  readonly of: 'group' | 'division';
  /** `members`: the group itself is as before. */
  readonly kind: ChangeKind | 'members';
  readonly establishment: number;
  readonly name: string;
  /** Name and divisions before, where they changed. */
  readonly before: { readonly name: string; readonly divisions: readonly string[] } | null;
  readonly after: { readonly name: string; readonly divisions: readonly string[] } | null;
  readonly joined: readonly Stay[];
  readonly left: readonly Stay[];
  readonly moved: readonly { readonly name: string; readonly before: Stay; readonly after: Stay }[];
  /** Members whose link with the directory changed, and nothing else. */
  readonly linked: number;
}

export interface ClosureLine extends Change<{ readonly firstDay: Day; readonly lastDay: Day }> {
  readonly establishments: readonly number[];
}

export interface ChangeLines {
  readonly subjects: readonly SubjectLine[];
  readonly services: readonly ServiceLine[];
  readonly groups: readonly GroupLine[];
  readonly closures: readonly ClosureLine[];
  readonly sessions: readonly SessionLine[];
}

/** Some lines of one part; `total` counts them all. */
export interface LinePage<P extends ChangePart = ChangePart> {
  readonly items: readonly ChangeLines[P][number][];
  readonly total: number;
  readonly nextCursor?: string;
}

/** Everything that a run changes, in numbers, with the first lines of each part. */
export interface RunChanges {
  readonly run: string;
  /** False: it did; true: it would, once approved. */
  readonly wouldBe: boolean;
  readonly structures: Noted;
  readonly sessions: Noted;
  readonly parts: { readonly [P in ChangePart]: LinePage<P> };
  /** Sessions, not lines, by what happens to them. */
  readonly sessionKinds: Readonly<Record<SessionKind, number>>;
  /** Weeks with changed sessions, ascending; only those that can be shown before and after. */
  readonly weeks: readonly { readonly monday: Day; readonly changes: number }[];
  /** Divisions whose sessions change, most first; at most 20. */
  readonly divisions: readonly { readonly name: string; readonly establishment: number; readonly changes: number }[];
}

/** A row before and after, as it was noted. */
export interface NotedRow<T> {
  readonly before: T | null;
  readonly after: T | null;
}

export interface SubjectRow {
  readonly establishment: number;
  readonly key: string;
  readonly code: string;
  readonly label: string;
}

export interface ServiceRow {
  readonly establishment: number;
  readonly key: string;
  readonly subject_key: string;
  readonly audience_key: string;
  readonly teacher_keys: readonly string[];
  readonly weekly_minutes: number;
}

export interface GroupRow {
  readonly establishment: number;
  readonly key: string;
  readonly name: string;
  /** Keys; divisions have none. */
  readonly divisions?: readonly string[];
}

export interface MembershipRow {
  readonly kind: 'group' | 'division';
  readonly audience_key: string;
  readonly student_key: string;
  readonly student_name: string;
  readonly from_day: Day;
  readonly to_day: Day;
}

export interface ClosureRow {
  readonly establishment: number;
  readonly first_day: Day;
  readonly last_day: Day;
}

/** Gives keys their names. */
export interface Names {
  subject(establishment: number, key: string): string;
  teacher(key: string): string;
  division(key: string): string;
  group(key: string): string;
}

function kindOf({ before, after }: NotedRow<unknown>): ChangeKind {
  return before === null ? 'created' : after === null ? 'deleted' : 'modified';
}

function order<T extends { readonly kind: string }>(lines: readonly T[], textOf: (line: T) => string): T[] {
  const kinds = ['deleted', 'created', 'modified', 'members'];
  const keyed = lines.map((line) => ({ line, key: `${kinds.indexOf(line.kind)} ${textOf(line)}` }));
  return keyed.sort((a, b) => byCodeUnit(a.key, b.key)).map(({ line }) => line);
}

/** A subject that several establishments share is one line. */
export function subjectLines(rows: readonly NotedRow<SubjectRow>[]): SubjectLine[] {
  const lines = new Map<string, SubjectLine & { readonly establishments: number[] }>();
  for (const row of rows) {
    const one = row.after ?? row.before;
    if (!one) continue;
    const said = (side: SubjectRow | null) => side && { code: side.code, label: side.label };
    const [before, after] = [said(row.before), said(row.after)];
    const key = JSON.stringify([one.key, before, after]);
    const same = lines.get(key);
    if (same) same.establishments.push(one.establishment);
    else lines.set(key, { kind: kindOf(row), before, after, establishments: [one.establishment] });
  }
  return order([...lines.values()], (line) => (line.after ?? line.before)?.label ?? '');
}

export function serviceLines(rows: readonly NotedRow<ServiceRow>[], names: Names): ServiceLine[] {
  const side = (row: ServiceRow | null): ServiceSide | null =>
    row && { teachers: row.teacher_keys.map(names.teacher).sort(byCodeUnit), weeklyMinutes: row.weekly_minutes };
  const lines = rows.flatMap((row) => {
    const one = row.after ?? row.before;
    if (!one) return [];
    return [
      {
        kind: kindOf(row),
        establishment: one.establishment,
        subject: names.subject(one.establishment, one.subject_key),
        audience: audienceNames(one.audience_key, names),
        before: side(row.before),
        after: side(row.after),
      },
    ];
  });
  return order(lines, (line) => `${line.subject} ${line.audience.map(({ name }) => name).join(', ')}`);
}

/** Names of an audience key (`audienceKeyOf`). */
function audienceNames(key: string, names: Names): AudienceName[] {
  return splitAudience(key).map(({ kind, own }) => {
    if (kind === 'd') return { kind: 'division', name: names.division(own), groups: [] };
    if (kind === 'g') return { kind: 'group', name: names.group(own), groups: [] };
    const [division = '', held = ''] = own.split('#');
    // Groups hold the part, or else pupils do, whose keys say nothing to a reader.
    const groups = /^\d+\//.test(held) ? held.split(/\+(?=\d+\/)/).map(names.group) : [];
    return { kind: 'part', name: names.division(division), groups };
  });
}

function splitAudience(key: string): { readonly kind: string; readonly own: string }[] {
  if (key === '') return [];
  return key.split(/\|(?=[dgp]:)/).map((part) => ({ kind: part.slice(0, 1), own: part.slice(2) }));
}

interface GroupParts {
  row: NotedRow<GroupRow> | null;
  readonly joined: Stay[];
  readonly left: Stay[];
  readonly moved: { name: string; before: Stay; after: Stay }[];
  linked: number;
}

/** Groups and divisions that change themselves, or whose members come and go. */
export function groupLines(
  of: 'group' | 'division',
  rows: readonly NotedRow<GroupRow>[],
  memberships: readonly NotedRow<MembershipRow>[],
  names: Names,
): GroupLine[] {
  const byKey = new Map<string, GroupParts>();
  const partsOf = (key: string): GroupParts => {
    const known = byKey.get(key) ?? { row: null, joined: [], left: [], moved: [], linked: 0 };
    byKey.set(key, known);
    return known;
  };
  for (const row of rows) partsOf((row.after ?? row.before)?.key ?? '').row = row;
  for (const row of memberships) if ((row.after ?? row.before)?.kind === of) noteMember(partsOf, row);
  const nameOf = of === 'group' ? names.group : names.division;
  const said = (row: GroupRow | null) =>
    row && { name: row.name, divisions: (row.divisions ?? []).map(names.division).sort(byCodeUnit) };
  const lines = [...byKey].map(([key, { row, ...members }]) => {
    const byName = (a: { name: string }, b: { name: string }): number => byCodeUnit(a.name, b.name);
    for (const list of [members.joined, members.left, members.moved]) list.sort(byName);
    const [before, after] = [said(row?.before ?? null), said(row?.after ?? null)];
    // Another link with the directory is no change that a reader would see.
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return {
      of,
      kind: row && !isSame ? kindOf(row) : ('members' as const),
      establishment: Number(key.slice(0, key.indexOf('/'))),
      name: (after ?? before)?.name ?? nameOf(key),
      before: isSame ? null : before,
      after: isSame ? null : after,
      ...members,
      linked: members.linked + (row && isSame ? 1 : 0),
    };
  });
  return order(lines, (line) => line.name);
}

function noteMember(partsOf: (key: string) => GroupParts, { before, after }: NotedRow<MembershipRow>): void {
  const stay = (row: MembershipRow): Stay => ({ name: row.student_name, from: row.from_day, to: row.to_day });
  if (before && after && before.student_key === after.student_key) {
    const parts = partsOf(after.audience_key);
    if (before.from_day === after.from_day && before.to_day === after.to_day) parts.linked += 1;
    else parts.moved.push({ name: after.student_name, before: stay(before), after: stay(after) });
    return;
  }
  if (before) partsOf(before.audience_key).left.push(stay(before));
  if (after) partsOf(after.audience_key).joined.push(stay(after));
}

/** A period that overlaps one that goes is that period with other dates. */
export function closureLines(rows: readonly NotedRow<ClosureRow>[]): ClosureLine[] {
  const byDates = new Map<string, { gone: boolean; firstDay: Day; lastDay: Day; establishments: number[] }>();
  for (const { before, after } of rows) {
    const row = after ?? before;
    // Only its source changed.
    if (!row || (before && after)) continue;
    const key = `${after === null} ${row.first_day} ${row.last_day}`;
    const known = byDates.get(key);
    if (known) known.establishments.push(row.establishment);
    else {
      const { first_day: firstDay, last_day: lastDay, establishment } = row;
      byDates.set(key, { gone: after === null, firstDay, lastDay, establishments: [establishment] });
    }
  }
  const gone = [...byDates.values()].filter((one) => one.gone);
  const lines: ClosureLine[] = [];
  for (const one of byDates.values()) {
    if (one.gone) continue;
    const { establishments } = one;
    const after = { firstDay: one.firstDay, lastDay: one.lastDay };
    const index = gone.findIndex((old) => old.firstDay <= one.lastDay && one.firstDay <= old.lastDay);
    const [old] = index < 0 ? [] : gone.splice(index, 1);
    if (old) {
      const before = { firstDay: old.firstDay, lastDay: old.lastDay };
      lines.push({ kind: 'modified', before, after, establishments });
    } else lines.push({ kind: 'created', before: null, after, establishments });
  }
  for (const { firstDay, lastDay, establishments } of gone)
    lines.push({ kind: 'deleted', before: { firstDay, lastDay }, after: null, establishments });
  return lines.sort((a, b) => byCodeUnit((a.after ?? a.before)?.firstDay ?? '', (b.after ?? b.before)?.firstDay ?? ''));
}
