/** Divisions, parts and groups of a school, and the activities that must find a place in the week. */

import type { Block, LevelPlan, SchoolKind } from './curriculum.ts';
import { plansOf } from './curriculum.ts';
import type { SchoolDivision, SchoolGroup, SchoolPart } from './model.ts';
import { nth } from './random.ts';

export type Parity = 'every' | 'odd' | 'even';

export interface Audience {
  readonly kind: 'division' | 'group';
  readonly id: string;
}

/** One lesson of an activity: who learns what. */
export interface ActivityRow {
  readonly code: string;
  readonly audience: Audience;
  readonly parity: Parity;
  /** The division whose teachers are preferred; null for a group over several divisions. */
  readonly homeDivisionId: string | null;
}

/** Lessons that take place at the same time and keep all students of some divisions busy. */
export interface Activity {
  readonly divisionIds: readonly string[];
  readonly slotCount: number;
  readonly rows: readonly ActivityRow[];
}

/** Parts of one division among which its students are sorted. */
export interface Slice {
  readonly divisionId: string;
  readonly key: string;
  readonly partIds: readonly string[];
  /** Share of the students who are in one of the parts. */
  readonly share: number;
}

export interface Structure {
  readonly divisions: readonly SchoolDivision[];
  readonly parts: readonly SchoolPart[];
  readonly groups: readonly SchoolGroup[];
  readonly slices: readonly Slice[];
  readonly activities: readonly Activity[];
}

interface Draft {
  readonly divisions: SchoolDivision[];
  readonly parts: SchoolPart[];
  readonly groups: SchoolGroup[];
  readonly slices: Slice[];
  readonly activities: Activity[];
}

/** Lays out as many divisions as asked for, spread over the levels of the kind of school, youngest first. */
export function structureOf(kind: SchoolKind, divisionCount: number): Structure {
  const draft: Draft = { divisions: [], parts: [], groups: [], slices: [], activities: [] };
  const plans = plansOf(kind);
  plans.forEach((plan, rank) => {
    const count = Math.floor(divisionCount / plans.length) + (rank < divisionCount % plans.length ? 1 : 0);
    const divisions = Array.from({ length: count }, (_, index) => ({
      id: plan.divisionName(index),
      name: plan.divisionName(index),
      level: plan.level,
      mef: plan.mef,
    }));
    draft.divisions.push(...divisions);
    for (const division of divisions) layOutDivision(draft, plan, division);
    for (const block of plan.blocks) {
      for (const together of chunks(divisions, block.divisions)) layOutBlock(draft, plan, block, together);
    }
  });
  return draft;
}

function layOutDivision(draft: Draft, plan: LevelPlan, division: SchoolDivision): void {
  const own = { divisionIds: [division.id] };
  const whole = (code: string, parity: Parity): ActivityRow => ({
    code,
    audience: { kind: 'division', id: division.id },
    parity,
    homeDivisionId: division.id,
  });
  for (const [code, lessons, slotCount] of plan.whole) {
    for (let lesson = 0; lesson < lessons; lesson++) {
      draft.activities.push({ ...own, slotCount, rows: [whole(code, 'every')] });
    }
  }
  for (const [odd, even] of plan.alternating) {
    draft.activities.push({ ...own, slotCount: 2, rows: [whole(odd, 'odd'), whole(even, 'even')] });
  }
  if (plan.halves.length === 0) return;

  const halves = ['GR1', 'GR2'].map((option) => addPart(draft, division, option));
  draft.slices.push({ divisionId: division.id, key: 'GR', partIds: halves, share: 1 });
  const [first, second] = halves.map((partId, index) =>
    addGroup(draft, `${division.name} GR${index + 1}`, [partId]),
  ) as [string, string];
  const half = (code: string, id: string, parity: Parity): ActivityRow => ({
    code,
    audience: { kind: 'group', id },
    parity,
    homeDivisionId: division.id,
  });
  for (const { codes, times, isFortnightly } of plan.halves) {
    const [left, right] = codes;
    const pair = (parity: Parity, [one, other]: readonly [string, string]) => [
      half(left, one, parity),
      half(right, other, parity),
    ];
    for (let time = 0; time < times; time++) {
      if (isFortnightly) {
        const rows = [...pair('odd', [first, second]), ...pair('even', [second, first])];
        draft.activities.push({ ...own, slotCount: 2, rows });
      } else {
        draft.activities.push({ ...own, slotCount: 2, rows: pair('every', [first, second]) });
        draft.activities.push({ ...own, slotCount: 2, rows: pair('every', [second, first]) });
      }
    }
  }
}

/** A block of more divisions than planned gets one more group of its first option. */
function layOutBlock(draft: Draft, plan: LevelPlan, block: Block, together: readonly SchoolDivision[]): void {
  const label = `${plan.level}${together.map((division) => division.name.slice(plan.level.length)).join('')}`;
  const options =
    together.length > block.divisions && block.groups.length > 1
      ? [nth(block.groups, 0), ...block.groups]
      : block.groups;
  const partsOfDivision = new Map<string, string[]>(together.map((division) => [division.id, []]));
  const rows = options.map((code, index): ActivityRow => {
    const repeated = options.filter((option) => option === code).length > 1;
    const number = options.slice(0, index + 1).filter((option) => option === code).length;
    const option = repeated ? `${code} ${number}` : code;
    const partIds = together.map((division) => {
      const partId = addPart(draft, division, `${block.key} ${option}`);
      partsOfDivision.get(division.id)?.push(partId);
      return partId;
    });
    const name = repeated ? `${label} ${code}GR.${number}` : `${label} ${code}`;
    const id = addGroup(
      draft,
      draft.groups.some((group) => group.name === name) ? `${name} ${block.key}` : name,
      partIds,
    );
    return { code, audience: { kind: 'group', id }, parity: 'every', homeDivisionId: null };
  });
  for (const [divisionId, partIds] of partsOfDivision) {
    draft.slices.push({ divisionId, key: block.key, partIds, share: block.share ?? 1 });
  }
  const divisionIds = together.map((division) => division.id);
  for (let lesson = 0; lesson < block.lessons; lesson++) draft.activities.push({ divisionIds, slotCount: 2, rows });
}

function addPart(draft: Draft, division: SchoolDivision, option: string): string {
  const id = `${division.id} ${option}`;
  draft.parts.push({ id, divisionId: division.id, option });
  return id;
}

function addGroup(draft: Draft, name: string, partIds: readonly string[]): string {
  draft.groups.push({ id: name, name, partIds });
  return name;
}

/** Cuts a list into runs of nearly equal length, none shorter than asked for while the list allows it. */
function chunks<T>(list: readonly T[], length: number): readonly (readonly T[])[] {
  const count = Math.max(1, Math.floor(list.length / length));
  return Array.from({ length: count }, (_, index) =>
    list.slice(Math.floor((index * list.length) / count), Math.floor(((index + 1) * list.length) / count)),
  ).filter((run) => run.length > 0);
}
