/** Slows guesses of passwords down: failures are counted by address and by account, in memory, and fade with time. */

import type { Clock } from '../../domain/ports.ts';

export interface Throttle {
  /** Seconds until none of these keys has failed too often any more; 0 when that is so now. */
  waitSeconds(...keys: readonly string[]): number;
  failed(...keys: readonly string[]): void;
  succeeded(...keys: readonly string[]): void;
}

const MAX_FAILURES = 15;
/** A failure counts half after this long. */
const HALF_LIFE_MS = 300_000;
const MAX_KEYS = 20_000;

export function createThrottle(clock: Clock): Throttle {
  const scores = new Map<string, { readonly failures: number; readonly at: number }>();
  const failuresOf = (key: string): number => {
    const score = scores.get(key);
    return score === undefined ? 0 : score.failures * 0.5 ** ((clock.now() - score.at) / HALF_LIFE_MS);
  };
  return {
    waitSeconds(...keys) {
      const most = Math.max(...keys.map(failuresOf));
      return most < MAX_FAILURES ? 0 : Math.ceil((Math.log2(most / MAX_FAILURES) * HALF_LIFE_MS) / 1000) + 1;
    },
    failed(...keys) {
      for (const key of keys) {
        const failures = failuresOf(key) + 1;
        scores.delete(key);
        scores.set(key, { failures, at: clock.now() });
      }
      for (const key of scores.keys()) {
        if (scores.size <= MAX_KEYS) return;
        scores.delete(key);
      }
    },
    succeeded(...keys) {
      for (const key of keys) scores.delete(key);
    },
  };
}
