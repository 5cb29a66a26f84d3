/** Brute-force guard: wrong logins are counted per address and per login, in memory, and fade with time. */

import type { Clock } from '../../domain/ports.ts';

export interface GuardLimits {
  /** Wrong logins from one address, and for one login from anywhere, before a pause is imposed. */
  readonly maxFailuresPerAddress: number;
  readonly maxFailuresPerLogin: number;
  /** A failure counts half after this long. */
  readonly failureHalfLifeMs: number;
}

export interface Guard {
  /** Seconds to wait before this address may try this login again; 0 when it may now. */
  waitSeconds(address: string, login: string): number;
  failed(address: string, login: string): void;
  succeeded(address: string, login: string): void;
}

interface Score {
  readonly failures: number;
  readonly at: number;
}

const MAX_ENTRIES = 20_000;

/** Drops the oldest entries of a map that has grown too long. */
function trim<V>(map: Map<string, V>): void {
  for (const key of map.keys()) {
    if (map.size <= MAX_ENTRIES) return;
    map.delete(key);
  }
}

export function createGuard(clock: Clock, limits: GuardLimits): Guard {
  const scores = new Map<string, Score>();
  // Where a login was right before: a stranger's guesses do not lock its exporter out, and one wrong guess ends the trust.
  const trusted = new Map<string, true>();

  const faded = (score: Score | undefined): number =>
    score === undefined ? 0 : score.failures * 0.5 ** ((clock.now() - score.at) / limits.failureHalfLifeMs);

  function wait(key: string, max: number): number {
    const failures = faded(scores.get(key));
    return failures < max ? 0 : Math.ceil((Math.log2(failures / max) * limits.failureHalfLifeMs) / 1000) + 1;
  }

  function add(key: string): void {
    const failures = faded(scores.get(key)) + 1;
    scores.delete(key);
    scores.set(key, { failures, at: clock.now() });
    trim(scores);
  }

  return {
    waitSeconds(address, login) {
      if (trusted.has(`${address} ${login}`)) return 0;
      return Math.max(
        wait(`address ${address}`, limits.maxFailuresPerAddress),
        wait(`login ${login}`, limits.maxFailuresPerLogin),
      );
    },
    failed(address, login) {
      trusted.delete(`${address} ${login}`);
      add(`address ${address}`);
      add(`login ${login}`);
    },
    succeeded(address, login) {
      trusted.delete(`${address} ${login}`);
      trusted.set(`${address} ${login}`, true);
      trim(trusted);
    },
  };
}
