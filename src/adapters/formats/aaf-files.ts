/** The files of one feed: in the order in which they are read, with what their names say, and whether any is missing. */

import { type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { AAF_TYPES, type AafFileName, aafFileName, aafTypeOf } from './aaf-records.ts';

export interface FeedFiles {
  /** Those that say something about schools, subjects, staff and students, in this order. */
  readonly parts: readonly Part[];
  /** As the names say; null: they do not. */
  readonly mode: 'full' | 'delta' | null;
  /** `YYYY-MM-DD` of the feed; null: the names do not say it. */
  readonly day: string | null;
}

/** Read by nobody: guardians, and programmes of study. */
const IGNORED = ['PersRelEleve', 'MefEducNat'].map((type) => type.toLowerCase());

/** The files of a feed, in order. A Stop where they are of several feeds, or one is missing in between. */
export function feedFilesOf(parts: readonly Part[]): Outcome<FeedFiles> {
  const named = parts.map((part) => ({ part, type: aafTypeOf(part), name: aafFileName(part) }));
  const modes = new Set(named.flatMap(({ name }) => name.mode ?? []));
  const days = new Set(named.flatMap(({ name }) => name.day ?? []));
  const [mode = null, otherMode] = modes;
  const [day = null, otherDay] = days;
  if (otherMode || otherDay) return stop('aaf-several-feeds', { feeds: [...modes, ...days].join(', ') });
  const wrong = mode === 'delta' ? null : missingPart(named);
  if (wrong) return wrong;
  const rank = (type: string | null): number => {
    const found = (AAF_TYPES as readonly (string | null)[]).indexOf(type);
    return found < 0 ? AAF_TYPES.length : found;
  };
  const read = named.filter(({ type }) => !IGNORED.includes(type?.toLowerCase() ?? ''));
  read.sort((a, b) => rank(a.type) - rank(b.type));
  return { parts: read.map(({ part }) => part), mode, day };
}

/** Files of a type are numbered from 0, or 1: without one of them people would seem to have left. */
function missingPart(named: readonly { readonly name: AafFileName }[]): Stop | null {
  const numbers = new Map<string, Set<number>>();
  for (const { name } of named) {
    const { type, number } = name;
    if (type !== null && number !== null) numbers.set(type, (numbers.get(type) ?? new Set()).add(number));
  }
  for (const [type, seen] of numbers) {
    const last = Math.max(...seen);
    const missing = [...Array(last).keys()].find((number) => number > 0 && !seen.has(number));
    if (missing === undefined) continue;
    const written = AAF_TYPES.find((one) => one.toLowerCase() === type) ?? type;
    return stop('aaf-part-missing', { type: written, number: String(missing).padStart(4, '0') });
  }
  return null;
}
