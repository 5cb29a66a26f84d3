/** What past imports would have given with other thresholds: the same judge over the facts that were noted with them. */

import { decisionOf, type OnBreach } from './evaluate.ts';
import type { AnyFactName, Decision, ThresholdOverride, Verdict } from './rule.ts';

/** What an import is judged on. Null: could not be computed, which blocks (RULES.md 5.5). */
export type JudgedFacts = Readonly<Partial<Record<AnyFactName, number | null>>>;

/** Judges facts by all rules about such imports, with a site's overrides by code. */
export type Judge = (facts: JudgedFacts, overrides: Overrides) => Promise<Verdict[]>;

export type Overrides = Readonly<Record<string, ThresholdOverride>>;

/** What one set of thresholds makes of a run. */
export interface Outlook {
  readonly decision: Decision;
  /** Codes of the controls that are exceeded, in the rules' order. */
  readonly exceeded: readonly string[];
}

export interface WhatIf {
  /** By the thresholds in force, whatever a person decided then. */
  readonly before: Outlook;
  /** By the thresholds asked about. */
  readonly after: Outlook;
}

/** Judges each run twice: by the thresholds in force, and by those asked about; once where they are the same. */
export async function whatIf<R extends { readonly facts: JudgedFacts }>(
  runs: readonly R[],
  judge: Judge,
  thresholds: { readonly before: Overrides; readonly after: Overrides },
  onBreach: OnBreach,
): Promise<(WhatIf & { readonly run: R })[]> {
  const outlook = async (facts: JudgedFacts, overrides: Overrides): Promise<Outlook> => {
    const verdicts = await judge(facts, overrides);
    const exceeded = verdicts.filter((one) => one.exceeded).map((one) => one.code);
    return { decision: decisionOf(verdicts, onBreach), exceeded };
  };
  const isSame = JSON.stringify(thresholds.before) === JSON.stringify(thresholds.after);
  const answers: (WhatIf & { readonly run: R })[] = [];
  for (const run of runs) {
    const before = await outlook(run.facts, thresholds.before);
    answers.push({ run, before, after: isSame ? before : await outlook(run.facts, thresholds.after) });
  }
  return answers;
}

/** A site's overrides with some of them changed; what a change does not name stays. */
export function changed(overrides: Overrides, changes: Overrides): Record<string, ThresholdOverride> {
  const after: Record<string, ThresholdOverride> = { ...overrides };
  for (const [code, { limit, blocking, floor }] of Object.entries(changes)) {
    after[code] = {
      ...overrides[code],
      ...(limit === undefined ? {} : { limit }),
      ...(blocking === undefined ? {} : { blocking }),
      ...(floor === undefined ? {} : { floor }),
    };
  }
  return after;
}
