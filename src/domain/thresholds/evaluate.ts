/** The arithmetic of controls, exact: strictly greater than the limit, and above the floor (RULES.md 5.1). */

import type { Threshold } from './rule.ts';

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
