/** What a plan does, as one digest: the same file, stored timetable, configuration and rules give the same one (RULES.md 6.2). */

import type { Hash } from '../model/digest.ts';
import { linesByHead } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { Verdict } from '../thresholds/rule.ts';
import type { ImportPlan } from './plan.ts';

/** What a plan was made of beside file and stored timetable. Each is compared as a whole. */
export interface PlanInputs {
  readonly program: string;
  /** Digest of what the site's settings say. */
  readonly settings: string;
  /** Digest of the limits in force: rules, and what the site changed of them. */
  readonly rules: string;
  readonly directory: string;
  readonly matches: string;
}

export const PLAN_INPUTS = [
  'program',
  'settings',
  'rules',
  'directory',
  'matches',
] as const satisfies readonly (keyof PlanInputs)[];

/** Digest of the limits that judged a plan. */
export function rulesDigest(verdicts: readonly Verdict[], hash: Hash): string {
  const limits = verdicts.map(({ code, limit, blocking, floor }) => [code, limit, blocking, floor ?? 0]);
  return hash(JSON.stringify(limits));
}

type Told = Omit<ImportPlan, 'digest' | 'inputs' | 'parts'>;

/** Everything the plan writes, by natural keys and without the numbers of the store, and what the controls found. */
export function planDigest(plan: Told, verdicts: readonly Verdict[], hash: Hash): string {
  return hash(planPieces(plan, verdicts));
}

/** The sorted lines of a plan, joined; in pieces, for there may be millions of them. */
export function* planPieces(plan: Told, verdicts: readonly Verdict[]): Generator<string> {
  const parts = new Map<string, () => Iterable<string>>([
    ...partsOf(plan),
    ...toldOf(plan, verdicts),
    ...sessionsOf(plan),
  ]);
  let gap = '';
  // No part's beginning begins another's: in their order, and sorted each, all lines are sorted.
  for (const [head, lines] of [...parts].sort(([a], [b]) => byCodeUnit(a, b))) {
    for (const line of lines()) {
      yield gap + head + line;
      gap = '\n';
    }
  }
}

type Part = readonly [head: string, lines: () => Iterable<string>];

/** What is known before anything is compared, what the controls found, and how much is removed by the store's numbers. */
function toldOf({ year, scope, takenInAt, changes }: Told, verdicts: readonly Verdict[]): Part[] {
  const { memberships, courses } = changes;
  return [
    ['["plan",', () => [JSON.stringify([year, scope, takenInAt]).slice(1)]],
    [
      '["control",',
      () =>
        verdicts
          .map(({ code, count, base, exceeded }) => JSON.stringify([code, count, base, exceeded]).slice(1))
          .sort(byCodeUnit),
    ],
    ['-memberships ', () => [`${memberships.removeIds.length}`]],
    ['-courses ', () => [`${courses.removeIds.length}`]],
  ];
}

/** The rows of the structures. */
function partsOf({ changes }: Told): Part[] {
  const { memberships, courses } = changes;
  const rows = (head: string, of: readonly object[]): Part => [
    head,
    () => of.map((row) => JSON.stringify(row)).sort(byCodeUnit),
  ];
  return [
    ...(['subjects', 'divisions', 'groups', 'services', 'closures'] as const).flatMap((name) => [
      rows(`+${name} `, changes[name].write),
      rows(`-${name} `, changes[name].remove),
    ]),
    [
      '+membership ',
      () =>
        linesByHead(
          memberships.write,
          ({ studentKey }) => `{"studentKey":${JSON.stringify(studentKey)}`,
          ({ kind, audienceKey, from, to, studentName, directoryId }) =>
            `,${JSON.stringify({ kind, audienceKey, from, to, studentName, directoryId }).slice(1)}`,
        ),
    ],
    ['+course ', () => courses.add.map(({ digest }) => digest).sort(byCodeUnit)],
  ];
}

function sessionsOf({ sessions, file, stored, isFirst, series }: Told): Part[] {
  const told = (of: ImportPlan['file'] | ImportPlan['stored'], index: number): string =>
    `${of.startsAt[index]} ${of.endsAt[index]} ${of.cancelled[index]} ${of.contents[of.content[index] ?? 0]?.digest}`;
  const { created, modified, deleted } = sessions;
  const fileStart = (index: number): number => file.startsAt[index] ?? 0;
  const storedStart = (index: number): number => stored.startsAt[index] ?? 0;
  return [
    // A first import creates all there is: its series say the same in a hundredth of the lines.
    isFirst
      ? ['+series ', () => [...series].map(([name, { digest }]) => `${name} ${digest}`).sort(byCodeUnit)]
      : ['+session ', () => byStart(created, fileStart, (index) => told(file, index))],
    [
      '~session ',
      () =>
        byStart(
          modified,
          (one) => storedStart(one.stored),
          (one) => `${told(stored, one.stored)} ${told(file, one.file)}`,
        ),
    ],
    ['-session ', () => byStart(deleted, storedStart, (index) => told(stored, index))],
  ];
}

/** Lines that begin with a moment, sorted; a year of sessions has few moments, and only the lines of one are held at once. */
function* byStart<T>(
  items: Iterable<T> & ArrayLike<T>,
  startOf: (item: T) => number,
  lineOf: (item: T) => string,
): Generator<string> {
  const ends = new Map<number, number>();
  for (const item of items) ends.set(startOf(item), (ends.get(startOf(item)) ?? 0) + 1);
  const starts = [...ends.keys()].sort((a, b) => byCodeUnit(`${a}`, `${b}`));
  let end = 0;
  for (const start of starts) {
    end += ends.get(start) ?? 0;
    ends.set(start, end);
  }
  // Filled from behind: afterwards each moment's number is where its items begin.
  const order = new Int32Array(items.length);
  let index = 0;
  for (const item of items) {
    const place = (ends.get(startOf(item)) ?? 0) - 1;
    ends.set(startOf(item), place);
    order[place] = index;
    index += 1;
  }
  for (const [at, start] of starts.entries()) {
    const next = starts[at + 1];
    const own = order.subarray(ends.get(start), next === undefined ? items.length : ends.get(next));
    const lines = Array.from(own, (index) => items[index]).flatMap((item) => (item === undefined ? [] : lineOf(item)));
    yield* lines.sort(byCodeUnit);
  }
}
