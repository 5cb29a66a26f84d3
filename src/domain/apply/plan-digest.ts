/** What a plan does, as one digest: the same file, stored timetable, configuration and rules give the same one (RULES.md 6.2). */

import { byCodeUnit } from '../model/identity.ts';
import type { Verdict } from '../thresholds/rule.ts';
import type { ImportPlan } from './plan.ts';

/** SHA-256 in hex. */
type Hash = (text: string) => string;

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

/** Everything the plan writes, by natural keys and without the numbers of the store, and what the controls found. */
export function planDigest(
  { year, scope, takenInAt, changes, sessions, file, stored, isFirst, series }: Omit<ImportPlan, 'digest' | 'inputs'>,
  verdicts: readonly Verdict[],
  hash: Hash,
): string {
  const lines: string[] = [JSON.stringify(['plan', year, scope, takenInAt])];
  for (const { code, count, base, exceeded } of verdicts)
    lines.push(JSON.stringify(['control', code, count, base, exceeded]));
  for (const name of ['subjects', 'divisions', 'groups', 'services', 'closures'] as const) {
    for (const row of changes[name].write) lines.push(`+${name} ${JSON.stringify(row)}`);
    for (const row of changes[name].remove) lines.push(`-${name} ${JSON.stringify(row)}`);
  }
  for (const { id: _id, ...row } of changes.memberships.write) lines.push(`+membership ${JSON.stringify(row)}`);
  lines.push(`-memberships ${changes.memberships.removeIds.length}`, `-courses ${changes.courses.removeIds.length}`);
  for (const course of changes.courses.add) lines.push(`+course ${course.digest}`);
  const told = (of: ImportPlan['file'] | ImportPlan['stored'], index: number): string =>
    `${of.startsAt[index]} ${of.endsAt[index]} ${of.cancelled[index]} ${of.contents[of.content[index] ?? 0]?.digest}`;
  // A first import creates all there is: its series say the same in a hundredth of the lines.
  if (isFirst) for (const [name, { digest }] of series) lines.push(`+series ${name} ${digest}`);
  else for (const index of sessions.created) lines.push(`+session ${told(file, index)}`);
  for (const one of sessions.modified) lines.push(`~session ${told(stored, one.stored)} ${told(file, one.file)}`);
  for (const index of sessions.deleted) lines.push(`-session ${told(stored, index)}`);
  return hash(lines.sort(byCodeUnit).join('\n'));
}
