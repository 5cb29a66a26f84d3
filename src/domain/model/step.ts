/** The five steps of a run, in their order, and the times they are given. */

export const STEPS = ['deposit', 'validate', 'thresholds', 'groups', 'sessions'] as const;

export type Step = (typeof STEPS)[number];
