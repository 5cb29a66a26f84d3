/** Lists by key, grown one by one: a copy of the list at each step would take the square of its length. */

import { byCodeUnit } from './identity.ts';

/** Puts a value behind those that a key has. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/**
 * Lines in the order of their code units, of which only those with the same beginning are held at once. No beginning may
 * begin another one: JSON with its last quote does not.
 */
export function* linesByHead<T>(
  things: Iterable<T>,
  headOf: (thing: T) => string,
  restOf: (thing: T) => string,
): Generator<string> {
  const lists = new Map<string, T[]>();
  for (const thing of things) addTo(lists, headOf(thing), thing);
  for (const head of [...lists.keys()].sort(byCodeUnit)) {
    for (const rest of (lists.get(head) ?? []).map(restOf).sort(byCodeUnit)) yield head + rest;
  }
}

/** Of a thing that has been asked about, the answer of before: thousands of courses share their lists. */
export function remembering<T, Answer extends {}>(answer: (thing: T) => Answer): (thing: T) => Answer {
  const known = new Map<T, Answer>();
  return (thing) => {
    const before = known.get(thing);
    if (before !== undefined) return before;
    const now = answer(thing);
    known.set(thing, now);
    return now;
  };
}

/** Gives the first of equal lists: thousands of courses have the same teacher, group or room, and one list of them in memory. */
export function createSharing(): <T>(list: readonly T[]) => readonly T[] {
  const written = createWriting();
  return (list) => written(list).list;
}

/** A list, and its JSON. */
export interface Written<T> {
  readonly list: readonly T[];
  readonly text: string;
}

/** As `createSharing`, with the text by which they are equal. */
export function createWriting(): <T>(list: readonly T[]) => Written<T> {
  const known = new Map<string, Written<unknown>>();
  return <T>(list: readonly T[]) => {
    const text = JSON.stringify(list);
    const first = known.get(text) as Written<T> | undefined;
    if (first) return first;
    const own = { list, text };
    known.set(text, own);
    return own;
  };
}
