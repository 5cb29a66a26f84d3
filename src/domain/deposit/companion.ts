/** Which refused files may be companions of another export (RULES.md 1.6). */

import { DIRECTORY_GIVEN } from '../model/run.ts';

/** Reasons of good exports of this school that came for a year that is not open. */
const OF_OTHER_YEARS: readonly string[] = ['first-import-missing', 'other-school-year'];

/** Reasons that are never a companion's: such a file is one that somebody has to hear of; no exporter writes a directory beside its own file. */
export const NEVER_COMPANIONS: readonly string[] = ['companion', DIRECTORY_GIVEN, ...OF_OTHER_YEARS];

/** May a file that was refused for this reason be what an exporter writes beside a good one? */
export function mayBeCompanion(reason: string): boolean {
  return !NEVER_COMPANIONS.includes(reason);
}
