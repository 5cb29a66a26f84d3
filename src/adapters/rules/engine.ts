/** Evaluates the controls on json-rules-engine: one engine a rule, facts in, verdicts out. */

import { Engine, Operator } from 'json-rules-engine';
import type { RunKind } from '../../domain/model/step.ts';
import { exceeds, percent, type Share } from '../../domain/thresholds/evaluate.ts';
import { type Threshold, thresholdFor, type Verdict } from '../../domain/thresholds/rule.ts';
import type { Judge } from '../../domain/thresholds/what-if.ts';
import { factsIn, type RuleFile } from './rule-files.ts';

/** `share exceeds threshold`: exact, strictly greater, above the floor. */
const EXCEEDS = new Operator<Share, Threshold>('exceeds', (share, threshold) => exceeds(share, threshold));

/** Makes the judge of imports of a kind by those of the rules that are about them. */
export function createJudge(rules: readonly RuleFile[], kind: RunKind = 'timetable'): Judge {
  const engines = rules
    .filter((rule) => rule.about === kind)
    .map((rule) => {
      const engine = new Engine();
      engine.addOperator(EXCEEDS);
      engine.addRule({ conditions: rule.conditions, event: { type: rule.code }, name: rule.code });
      return { rule, engine, needed: [...new Set([rule.count, rule.over, ...factsIn(rule.conditions)])] };
    });
  return async (facts, overrides) => {
    const derived = facts.closuresDerived === 1;
    const verdicts: Verdict[] = [];
    for (const { rule, engine, needed } of engines) {
      const threshold = thresholdFor(rule, overrides[rule.code], derived);
      const count = facts[rule.count] ?? null;
      const base = facts[rule.over] ?? null;
      const { limit, blocking, floor } = threshold;
      const common = { code: rule.code, count, base, limit, blocking, ...(floor > 0 ? { floor } : {}) };
      const missing = needed.some((name) => !Number.isFinite(facts[name]));
      if (missing || count === null || base === null) {
        // Nothing passes because a number was missing (RULES.md 5.5).
        verdicts.push({ ...common, blocking: true, value: null, exceeded: true });
        continue;
      }
      const share: Share = { count, base };
      // No more than the rule speaks of: the engine wraps each fact anew.
      const own = Object.fromEntries(needed.map((name) => [name, facts[name]]));
      const { events } = await engine.run({ ...own, share, threshold });
      verdicts.push({ ...common, value: percent(share), exceeded: events.length > 0 });
    }
    return verdicts;
  };
}
