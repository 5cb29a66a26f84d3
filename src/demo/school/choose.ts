/** Chooses what a change touches: always the same for the same school, and exactly as many as asked for. */

import { randomFrom } from './random.ts';

/** All entries in an order that depends on the label only. */
export function inDrawnOrder<T>(list: readonly T[], label: string): readonly T[] {
  return randomFrom(`choose ${label}`).shuffle(list);
}

/** That many entries; an error when there are fewer. */
export function draw<T>(list: readonly T[], count: number, label: string): readonly T[] {
  if (list.length < count) throw new RangeError(`${label}: ${count} wanted, ${list.length} to choose from`);
  return inDrawnOrder(list, label).slice(0, count);
}

/** One entry of a list that must not be empty. */
export function drawOne<T>(list: readonly T[], label: string): T {
  const [only] = draw(list, 1, label);
  return only as T;
}

/** How many of a total a percentage means: rounded down, so never over a limit that the percentage is equal to. */
export function shareOf(percent: number, total: number): number {
  return Math.floor((percent * total) / 100);
}
