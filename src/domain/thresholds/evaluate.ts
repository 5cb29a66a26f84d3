/** The arithmetic of controls, exact: strictly greater than the limit, and above the floor (RULES.md 5.1). */

import type { Decision, Threshold, Verdict } from './rule.ts';

/** A blocking breach waits for a manager (`hold`) or is refused as the guide does (`stop`). */
export type OnBreach = 'hold' | 'stop';

export interface Share {
  readonly count: number;
  readonly base: number;
}

/** 100 × count > limit × base without rounding; a base of 0 with a count above 0 is 100 %. */
export function exceeds(share: Share, threshold: Pick<Threshold, 'limit' | 'floor'>): boolean {
  const { count, base } = share.base === 0 && share.count > 0 ? { count: 1, base: 1 } : share;
  const hundredths = BigInt(Math.round(threshold.limit * 100));
  return 10_000n * BigInt(count) > hundredths * BigInt(base) && share.count > threshold.floor;
}

/** The share in percent, rounded to two decimals for display; 0 of 0 is 0. */
export function percent({ count, base }: Share): number {
  if (count === 0) return 0;
  return base === 0 ? 100 : Math.round((count * 10_000) / base) / 100;
}

/** What verdicts make of an automatic import that nobody has approved. */
export function decisionOf(verdicts: readonly Pick<Verdict, 'exceeded' | 'blocking'>[], onBreach: OnBreach): Decision {
  const exceeded = verdicts.filter((one) => one.exceeded);
  if (exceeded.some((one) => one.blocking)) return onBreach === 'hold' ? 'held' : 'rejected';
  return exceeded.length > 0 ? 'integrated-with-alerts' : 'integrated';
}
