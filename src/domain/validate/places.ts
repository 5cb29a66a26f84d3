/** Which establishment a division, a group or a course belongs to (RULES.md 2.1, 2.2). */

import { normaliseName } from '../model/identity.ts';

/** What decides: the URL's establishment, the file's own, and where the directory puts division names. */
export interface Places {
  /** The establishment of the file's UAI. */
  readonly file: number;
  /** Set on an establishment's URL: everything is that one's. */
  readonly only: number | null;
  readonly byUai: ReadonlyMap<string, number>;
  /** Establishments that the directory gives a normalised division name. */
  readonly byDivisionName: ReadonlyMap<string, ReadonlySet<number>>;
}

/** A division: what the file says (2.0), else the directory, else the file's UAI. */
export function placeOfDivision(places: Places, name: string, uai: string | undefined): number {
  if (places.only !== null) return places.only;
  const said = uai === undefined ? undefined : places.byUai.get(uai);
  if (said !== undefined) return said;
  const known = places.byDivisionName.get(normaliseName(name));
  const [one] = known ?? [];
  return known?.size === 1 && one !== undefined ? one : places.file;
}

/**
 * A group or course over several divisions: theirs when they agree; else the file's own, but never one outside the
 * scope, whose sessions would then count as deleted.
 */
export function placeOfAudience(places: Places, own: ReadonlySet<number>, scope: readonly number[]): number {
  const [one] = own;
  if (own.size === 1 && one !== undefined) return one;
  if (scope.includes(places.file)) return places.file;
  return (own.size > 0 ? Math.min(...own) : scope[0]) ?? places.file;
}
