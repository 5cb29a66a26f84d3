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

/** Share of common trigrams of two names, case and accents aside (Dice). */
export function similarity(a: string, b: string): number {
  const [left, right] = [trigrams(normaliseName(a)), trigrams(normaliseName(b))];
  let common = 0;
  for (const gram of left) if (right.has(gram)) common += 1;
  return (2 * common) / (left.size + right.size);
}

/** The three likeliest entries of the directory; none under a third of common trigrams. */
export function suggest(name: string, birthDate: string | null, entries: readonly DirectoryEntry[]): Suggestion[] {
  return entries
    .map((entry) => {
      const label = `${entry.lastName} ${entry.firstName}`.trim();
      const sameBirth = birthDate !== null && entry.birthDate === birthDate;
      const score = Math.min(1, similarity(name, label) + (sameBirth ? 0.2 : 0));
      return { directoryId: entry.id, label, score: Math.round(score * 100) / 100 };
    })
    .filter((one) => one.score >= 0.34)
    .sort((a, b) => b.score - a.score || (a.directoryId < b.directoryId ? -1 : 1))
    .slice(0, 3);
}
