/** Suggestions for what did not match: likely counterparts with a score and its reasons, for a person to choose from. */

import type { Day } from '../model/calendar.ts';
import { normaliseName } from '../model/identity.ts';
import type { DirectoryEntry } from './match.ts';

/** Why an entry is likely, or not. `taken`: another one of the file has it already. */
export type SuggestionReason =
  | 'same-name'
  | 'close-name'
  | 'same-last-name'
  | 'same-first-name'
  | 'distant-name'
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
  /** Where a person is, so that namesakes can be told apart. */
  readonly division?: string | null;
  readonly groups?: readonly string[];
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
/** From half of them on it is close. */
const CLOSE = 0.5;

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

/** An entry with what is compared of it, made once. */
interface Known {
  readonly entry: DirectoryEntry;
  readonly firstName: string;
  readonly division: string | null;
  readonly isTaken: boolean;
}

/** Looks for the three likeliest entries. Trigrams are indexed once, so that thousands can be asked for. */
export function createSuggester(
  entries: readonly DirectoryEntry[],
  taken: ReadonlySet<string> = new Set(),
): (wanted: Wanted) => Suggested[] {
  const known = entries.map((entry) => ({
    entry,
    firstName: normaliseName(entry.firstName),
    division: entry.division ? normaliseName(entry.division) : null,
    isTaken: taken.has(entry.id),
  }));
  const sizes = new Uint16Array(entries.length);
  const holders = new Map<string, number[]>();
  entries.forEach((entry, index) => {
    const grams = trigrams(normaliseName(`${entry.lastName} ${entry.firstName}`));
    sizes[index] = grams.size;
    for (const gram of grams) {
      const own = holders.get(gram);
      if (own) own.push(index);
      else holders.set(gram, [index]);
    }
  });
  const common = new Uint16Array(entries.length);
  return (wanted) => {
    const grams = trigrams(normaliseName(`${wanted.lastName} ${wanted.firstName}`));
    const seen: number[] = [];
    for (const gram of grams) {
      for (const index of holders.get(gram) ?? []) {
        const before = common[index] ?? 0;
        if (before === 0) seen.push(index);
        common[index] = before + 1;
      }
    }
    const firstName = normaliseName(wanted.firstName);
    const divisions = wanted.divisions.map(normaliseName);
    const found: Suggested[] = [];
    for (const index of seen) {
      const share = shareOf(common[index] ?? 0, grams.size, sizes[index] ?? 0);
      common[index] = 0;
      const one = known[index];
      if (share >= LEAST && one) found.push(judged(wanted, { firstName, divisions }, one, share));
    }
    return found
      .filter((one) => one.score >= LEAST)
      .sort((a, b) => b.score - a.score || (a.directoryId < b.directoryId ? -1 : 1))
      .slice(0, MOST);
  };
}

/** What of the name is alike: who chooses between suggestions must not be told of a likeness that is not there. */
function nameReason(
  { lastName }: Wanted,
  ownFirstName: string,
  { entry, firstName }: Pick<Known, 'entry' | 'firstName'>,
  share: number,
): SuggestionReason {
  if (share === 1) return 'same-name';
  if (firstName === '' || ownFirstName === '') return share >= CLOSE ? 'close-name' : 'distant-name';
  if (normaliseName(lastName) === normaliseName(entry.lastName)) return 'same-last-name';
  if (ownFirstName === firstName && similarity(lastName, entry.lastName) < CLOSE) return 'same-first-name';
  return share >= CLOSE ? 'close-name' : 'distant-name';
}

/** The share of the name, moved by what else is known of both. */
function judged(
  wanted: Wanted,
  own: { readonly firstName: string; readonly divisions: readonly string[] },
  { entry, firstName, division, isTaken }: Known,
  share: number,
): Suggested {
  const why: SuggestionReason[] = [nameReason(wanted, own.firstName, { entry, firstName }, share)];
  let score = share;
  if (wanted.birthDate !== null && entry.birthDate !== null) {
    const isSame = wanted.birthDate === entry.birthDate;
    why.push(isSame ? 'same-birth-date' : 'other-birth-date');
    if (!isSame) score *= 0.6;
    else if (own.firstName === firstName) score += (1 - score) * 0.85;
    // Twins: one birth date, one last name, and first names a letter apart.
    else score = Math.min(score + (1 - score) / 2, 0.9);
  }
  if (division !== null && own.divisions.includes(division)) {
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
