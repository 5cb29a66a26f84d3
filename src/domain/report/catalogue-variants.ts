/** Entries of the catalogue that differ in their cause alone. */

import type { Entry } from './catalogue.ts';

/** One entry for each cause, under `code:variant`. */
export function variantsOf(
  code: string,
  causes: Readonly<Record<string, string>>,
  { title, remedy }: Pick<Entry, 'title' | 'remedy'>,
): Record<string, Entry> {
  return Object.fromEntries(
    Object.entries(causes).map(([variant, cause]) => [`${code}:${variant}`, { title, cause, remedy }]),
  );
}
