/** Sentences of the catalogues: `{name}` stands for a value. */

import type { Language } from './language.ts';
import { MEGABYTE, notationOf } from './notation.ts';

export type SentenceValues = Readonly<Record<string, string | number>>;

/** The sentence with its values; `megabytes` is written as an amount with its unit. `unknown` says what stands for a value that is not there. */
export function fillSentence(
  text: string,
  values: SentenceValues,
  language: Language,
  unknown: (name: string) => string,
): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (name === 'megabytes' && typeof value === 'number') return notationOf(language).size(value * MEGABYTE);
    return String(value ?? unknown(name));
  });
}
