/** Suggestions for what did not match: likely counterparts with a score and its reasons, for a person to choose from. */

import type { Day } from '../model/calendar.ts';
import { normaliseName } from '../model/identity.ts';
import type { DirectoryEntry } from './match.ts';

/** Why an entry is likely, or not. `taken`: another one of the file has it already. */
export type SuggestionReason =
  | 'same-name'
  | 'close-name'
  | 'same-birth-date'
  | 'other-birth-date'
  | 'same-division'
  | 'other-establishment'
  | 'taken';

export interface Suggested {
  readonly directoryId: string;
  /** 0 to 1; 1 is the same name. */
  readonly score: number;
  readonly why: readonly SuggestionReason[];
}

export interface Suggestion extends Suggested {
  readonly label: string;
  /** Of people, where the directory knows it. */
  readonly birthDate?: Day | null;
}

/** What is looked for. */
export interface Wanted {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly establishment: number | null;
  readonly divisions: readonly string[];
}

/** From here on a suggestion that is the only one may be taken without looking at each. */
export const SURE = 0.95;
const MOST = 3;
/** Under a third of common trigrams a name is another one. */
const LEAST = 0.34;

function trigrams(text: string): Set<string> {
  const padded = `  ${text} `;
  const grams = new Set<string>();
  for (let index = 0; index + 3 <= padded.length; index++) grams.add(padded.slice(index, index + 3));
  return grams;
}

function shareOf(common: number, left: number, right: number): number {
  return (2 * common) / (left + right);
}

/** Share of common trigrams of two names, case and accents aside (Dice). */
export function similarity(a: string, b: string): number {
  const [left, right] = [trigrams(normaliseName(a)), trigrams(normaliseName(b))];
  let common = 0;
  for (const gram of left) if (right.has(gram)) common += 1;
  return shareOf(common, left.size, right.size);
}

/** Looks for the three likeliest entries. Trigrams are indexed once, so that thousands can be asked for. */
export function createSuggester(
  entries: readonly DirectoryEntry[],
  taken: ReadonlySet<string> = new Set(),
): (wanted: Wanted) => Suggested[] {
  const sizes = new Uint16Array(entries.length);
  const holders = new Map<string, number[]>();
  entries.forEach((entry, index) => {
    const grams = trigrams(normaliseName(`${entry.lastName} ${entry.firstName}`));
    sizes[index] = grams.size;
    for (const gram of grams) {
      const known = holders.get(gram);
      if (known) known.push(index);
      else holders.set(gram, [index]);
    }
  });
  return (wanted) => {
    const grams = trigrams(normaliseName(`${wanted.lastName} ${wanted.firstName}`));
    const common = new Uint16Array(entries.length);
    for (const gram of grams) for (const index of holders.get(gram) ?? []) common[index] = (common[index] ?? 0) + 1;
    return entries
      .flatMap((entry, index) => {
        const share = shareOf(common[index] ?? 0, grams.size, sizes[index] ?? 0);
        return share >= LEAST ? [judged(wanted, entry, share, taken.has(entry.id))] : [];
      })
      .filter((one) => one.score >= LEAST)
      .sort((a, b) => b.score - a.score || (a.directoryId < b.directoryId ? -1 : 1))
      .slice(0, MOST);
  };
}

/** The share of the name, moved by what else is known of both. */
function judged(wanted: Wanted, entry: DirectoryEntry, share: number, isTaken: boolean): Suggested {
  const why: SuggestionReason[] = [share === 1 ? 'same-name' : 'close-name'];
  let score = share;
  if (wanted.birthDate !== null && entry.birthDate !== null) {
    const isSame = wanted.birthDate === entry.birthDate;
    why.push(isSame ? 'same-birth-date' : 'other-birth-date');
    if (!isSame) score *= 0.6;
    else if (normaliseName(wanted.firstName) === normaliseName(entry.firstName)) score += (1 - score) * 0.85;
    // Twins: one birth date, one last name, and first names a letter apart.
    else score = Math.min(score + (1 - score) / 2, 0.9);
  }
  const own = entry.division ?? null;
  if (own !== null && wanted.divisions.some((one) => normaliseName(one) === normaliseName(own))) {
    why.push('same-division');
    score += (1 - score) / 5;
  }
  if (wanted.establishment !== null && entry.establishment !== null && wanted.establishment !== entry.establishment) {
    why.push('other-establishment');
    score *= 0.6;
  }
  if (isTaken) {
    why.push('taken');
    score *= 0.6;
  }
  return { directoryId: entry.id, score: Math.round(score * 100) / 100, why };
}

/** The one entry that may be taken without looking: sure, and no other is as sure. */
export function sureOf(suggestions: readonly Suggested[]): string | null {
  const [only, another] = suggestions.filter((one) => one.score >= SURE);
  return only && !another ? only.directoryId : null;
}
