/** Seeded pseudo-random numbers (mulberry32), so that an invented school is the same on every machine. */

export interface Random {
  /** A number from 0 included to 1 excluded. */
  readonly next: () => number;
  /** A whole number between two bounds, both included. */
  readonly integer: (least: number, most: number) => number;
  /** One entry of a list that is not empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** A new list in another order (Fisher-Yates). */
  readonly shuffle: <T>(list: readonly T[]) => T[];
  /** True in that share of the cases: `chance(0.1)`, one case in ten. */
  readonly chance: (share: number) => boolean;
  /** Another stream, which depends on the seed and the label only: what one part draws does not disturb another. */
  readonly fork: (label: string) => Random;
}

/** FNV-1a on the UTF-16 code units: 32 bits from any text. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): a counter that grows by 0x6d2b79f5, whitened by two multiplications;
 * period 2^32, plenty for the few hundred thousand draws of a school.
 */
export function randomFrom(seed: number | string): Random {
  const name = String(seed);
  let state = hash32(name);

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => nth(list, integer(0, list.length - 1));
  function shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = integer(0, last);
      const moved = nth(shuffled, last);
      shuffled[last] = nth(shuffled, other);
      shuffled[other] = moved;
    }
    return shuffled;
  }
  return {
    next,
    integer,
    pick,
    shuffle,
    chance: (share) => next() < share,
    fork: (label) => randomFrom(`${name}/${label}`),
  };
}

/** The entry at an index that the caller knows to exist. */
export function nth<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`no entry ${index} in a list of ${list.length}`);
  return list[index] as T;
}
