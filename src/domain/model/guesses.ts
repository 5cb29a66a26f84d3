/** Slows guesses of passwords down without locking out those who only share an address with the guesser: counts in memory, fading. */

/** So many wrong tries are free; after the last of them there is a pause, and each further one doubles it. */
export interface GuessLimit {
  readonly free: number;
  readonly firstSeconds: number;
  readonly maxSeconds: number;
}

/** The rules of one door; docs/security.md has them as a table. */
export interface GuessLimits {
  /** Wrong tries for one account from a place that it is known from: nothing else counts there. */
  readonly known: GuessLimit;
  /** Wrong tries for one account from one address. */
  readonly pair: GuessLimit;
  /** Wrong tries for one account, from wherever. */
  readonly account: GuessLimit;
  /** Accounts, and not tries, that were wrong from one address. */
  readonly address: GuessLimit;
}

/** Somebody shows a password. */
export interface GuessTry {
  /** As it was typed, whether there is such an account or not. */
  readonly account: string;
  readonly address: string;
  /** The place where the account was right before: a browser, an address. Null: it is not known from here. */
  readonly knownBy: string | null;
}

export interface GuessGuard {
  /** Seconds until such a try is looked at again; 0: now. */
  waitSeconds(one: GuessTry): number;
  /** The password was wrong. Called before it is checked, tries sent together do not slip through. */
  failed(one: GuessTry): void;
  /** It was right: what the account did wrong here is forgotten. What others did from this address is not. */
  succeeded(one: GuessTry): void;
  /** Nobody knows, for something broke: as if it had not been tried. */
  forgiven(one: GuessTry): void;
}

/** A try counts half after this long. */
export const GUESS_HALF_LIFE_MS = 3_600_000;
const MAX_KEYS = 20_000;
/** What is typed may be long; accounts are not. */
const MAX_KEY_LENGTH = 400;
/** Less than this is as good as nothing. */
const TRACE = 0.5;

/** Counts tries by key against one limit. */
export interface Slowdown {
  /** Milliseconds until the next try of this key; 0: now. */
  waitMs(key: string): number;
  /** Tries of this key that still count. */
  count(key: string): number;
  add(key: string): void;
  /** Takes tries back. */
  lower(key: string, by?: number): void;
}

interface Score {
  /** As it was at the last try. */
  readonly count: number;
  readonly at: number;
}

/** A counter that fades; `now` in milliseconds. It remembers the newest 20,000 keys. */
export function createSlowdown(limit: GuessLimit, now: () => number): Slowdown {
  const scores = new Map<string, Score>();
  const fading = (since: number): number => 0.5 ** ((now() - since) / GUESS_HALF_LIFE_MS);
  const scoreOf = (key: string): Score | undefined => scores.get(key.slice(0, MAX_KEY_LENGTH));
  const countOf = (key: string): number => {
    const score = scoreOf(key);
    return score === undefined ? 0 : score.count * fading(score.at);
  };
  return {
    waitMs(key) {
      const score = scoreOf(key);
      return score === undefined ? 0 : Math.max(0, score.at + pauseMs(limit, score.count) - now());
    },
    count: countOf,
    add(key) {
      const count = countOf(key) + 1;
      const short = key.slice(0, MAX_KEY_LENGTH);
      // The newest stand last.
      scores.delete(short);
      scores.set(short, { count, at: now() });
      for (const oldest of scores.keys()) {
        if (scores.size <= MAX_KEYS) return;
        scores.delete(oldest);
      }
    },
    lower(key, by = 1) {
      const score = scoreOf(key);
      if (score === undefined) return;
      const left = countOf(key) - by;
      const short = key.slice(0, MAX_KEY_LENGTH);
      if (left < TRACE) scores.delete(short);
      else scores.set(short, { count: left / fading(score.at), at: score.at });
    },
  };
}

function pauseMs({ free, firstSeconds, maxSeconds }: GuessLimit, count: number): number {
  const beyond = Math.round(count) - free;
  return beyond < 0 ? 0 : Math.min(maxSeconds, firstSeconds * 2 ** beyond) * 1_000;
}

/** The guard of one door; counts are this process's own. */
export function createGuessGuard(limits: GuessLimits, now: () => number): GuessGuard {
  const known = createSlowdown(limits.known, now);
  const pairs = createSlowdown(limits.pair, now);
  const accounts = createSlowdown(limits.account, now);
  const addresses = createSlowdown(limits.address, now);
  const knownKey = ({ account, knownBy }: GuessTry): string | null => knownBy && `${knownBy} ${account}`;
  const pairKey = ({ account, address }: GuessTry): string => `${address} ${account}`;

  /** Takes tries of an account at an address back; the account no longer counts against the address when none is left. */
  function takeBack(one: GuessTry, tries: number): void {
    const key = pairKey(one);
    if (pairs.count(key) < TRACE) return;
    accounts.lower(one.account, tries);
    pairs.lower(key, tries);
    if (pairs.count(key) < TRACE) addresses.lower(one.address);
  }

  return {
    waitSeconds(one) {
      const here = knownKey(one);
      const waits =
        here === null
          ? [pairs.waitMs(pairKey(one)), accounts.waitMs(one.account), addresses.waitMs(one.address)]
          : [known.waitMs(here)];
      return Math.ceil(Math.max(...waits) / 1_000);
    },
    failed(one) {
      const here = knownKey(one);
      if (here !== null) return known.add(here);
      if (pairs.count(pairKey(one)) < TRACE) addresses.add(one.address);
      pairs.add(pairKey(one));
      accounts.add(one.account);
    },
    succeeded(one) {
      const here = knownKey(one);
      if (here !== null) known.lower(here, known.count(here));
      takeBack(one, pairs.count(pairKey(one)));
    },
    forgiven(one) {
      const here = knownKey(one);
      if (here === null) takeBack(one, 1);
      else known.lower(here);
    },
  };
}
