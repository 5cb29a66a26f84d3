/** Names that a person would take for one another: but for case, accents, blanks and signs, and at most one letter. */

import { normaliseName } from './identity.ts';

/** Of shorter names one letter is too much of them. */
const MIN_LETTERS = 4;

/** Are two names the same but for how they are written, or for one letter that is another, missing, or changed places with its neighbour? */
export function isNearName(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  if (a === b) return a !== '';
  return Math.min(a.length, b.length) >= MIN_LETTERS && isOneLetterApart(a, b);
}

function bare(name: string): string {
  return normaliseName(name).replace(/[^\p{L}\p{N}]/gu, '');
}

function isOneLetterApart(a: string, b: string): boolean {
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same += 1;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  const isSwapped = `${restA[1]}${restA[0]}${restA.slice(2)}` === restB;
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || isSwapped;
}
