/** The entries that a directory import adds, changes or closes, one line of text for each. */

import type { DirectoryFindings, DirectoryLine } from '../directory/report.ts';
import type { DirectoryWords } from './words-directory.ts';

/** « MARTIN Léa, élève de 6A (classe, identifiants officiels) » */
export function directoryLine(
  { kind, name, division, fields = [], before }: DirectoryLine,
  words: DirectoryWords,
): string {
  const what = [words.kinds[kind], division].filter((part) => part !== undefined).join(' ');
  const told = [...fields.map((field) => words.fields[field]), ...(before === undefined ? [] : [words.before(before)])];
  return `${name}, ${what}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
}

export const DIRECTORY_LISTS = ['added', 'changed', 'left'] as const;

/** How many of a list there are, shown or not. */
export function listTotal(directory: DirectoryFindings, list: (typeof DIRECTORY_LISTS)[number]): number {
  return directory[list];
}
