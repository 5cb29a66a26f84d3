/** The steps of a run, in their order, and the times they are given. */

export const STEPS = ['deposit', 'validate', 'thresholds', 'groups', 'sessions'] as const;

/** Those of a directory import. */
export const DIRECTORY_STEPS = ['deposit', 'validate', 'thresholds', 'directory'] as const;

export type Step = (typeof STEPS)[number] | (typeof DIRECTORY_STEPS)[number];

/** What a run brings in: a timetable, or the directory that timetables are matched to. */
export type RunKind = 'timetable' | 'directory';

export function stepsOf(kind: RunKind): readonly Step[] {
  return kind === 'directory' ? DIRECTORY_STEPS : STEPS;
}
