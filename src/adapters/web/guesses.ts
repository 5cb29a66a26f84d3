/** How guesses are slowed down at the sign-in page and what stands around it; the rules are those of docs/security.md. */

import type { GuessLimit, GuessLimits } from '../../domain/model/guesses.ts';

export const SIGN_IN_GUESSES: GuessLimits = {
  known: { free: 10, firstSeconds: 30, maxSeconds: 300 },
  pair: { free: 5, firstSeconds: 30, maxSeconds: 900 },
  account: { free: 20, firstSeconds: 10, maxSeconds: 300 },
  address: { free: 15, firstSeconds: 10, maxSeconds: 300 },
};

/** Who has somebody's unlocked browser may not guess the password there. */
export const OWN_PASSWORD_GUESSES: GuessLimit = { free: 10, firstSeconds: 60, maxSeconds: 900 };

/** Letters with a link, asked for from one address. */
export const FORGOTTEN_ASKS: GuessLimit = { free: 20, firstSeconds: 60, maxSeconds: 900 };

/** `30 s`, `5 min`: how long to wait, in either language. */
export function waitText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
