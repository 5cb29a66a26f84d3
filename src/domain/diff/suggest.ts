/** Suggestions for what did not match: likely counterparts with a score, for a person to choose from. */

import { normaliseName } from '../model/identity.ts';
import type { DirectoryEntry } from './match.ts';

export interface Suggestion {
  readonly directoryId: string;
  readonly label: string;
  /** 0 to 1; 1 is the same name. */
  readonly score: number;
}

function trigrams(text: string): Set<string> {
  const padded = `  ${text} `;
  const grams = new Set<string>();
  for (let index = 0; index + 3 <= padded.length; index++) grams.add(padded.slice(index, index + 3));
  return grams;
}

/** Share of common trigrams (Dice). */
function shareOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let common = 0;
  for (const gram of left) if (right.has(gram)) common += 1;
  return (2 * common) / (left.size + right.size);
}

/** How alike two names are, case and accents aside. */
export function similarity(a: string, b: string): number {
  return shareOf(trigrams(normaliseName(a)), trigrams(normaliseName(b)));
}

/** Suggests for many names out of one directory, which is cut into trigrams once. */
export function createSuggester(
  entries: readonly DirectoryEntry[],
): (name: string, birthDate: string | null) => Suggestion[] {
  const known = entries.map((entry) => {
    const label = `${entry.lastName} ${entry.firstName}`.trim();
    return { entry, label, grams: trigrams(normaliseName(label)) };
  });
  return (name, birthDate) => {
    const wanted = trigrams(normaliseName(name));
    return known
      .map(({ entry, label, grams }) => {
        const sameBirth = birthDate !== null && entry.birthDate === birthDate;
        const score = Math.min(1, shareOf(wanted, grams) + (sameBirth ? 0.2 : 0));
        return { directoryId: entry.id, label, score: Math.round(score * 100) / 100 };
      })
      .filter((one) => one.score >= 0.34)
      .sort((a, b) => b.score - a.score || (a.directoryId < b.directoryId ? -1 : 1))
      .slice(0, 3);
  };
}

/** The three likeliest entries of the directory; none under a third of common trigrams. */
export function suggest(name: string, birthDate: string | null, entries: readonly DirectoryEntry[]): Suggestion[] {
  return createSuggester(entries)(name, birthDate);
}
