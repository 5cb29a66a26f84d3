/** How the texts of the pages are kept: each page has one object in French and one in English, of the same type. */

import type { Language } from '../../../domain/model/language.ts';

export type Words<T> = Readonly<Record<Language, T>>;

/**
 * The texts of a page in both languages; one that misses in English does not compile. Functions are for texts with
 * values. French is written with plain spaces and apostrophes: its typography is put in here.
 */
export function bilingual<T extends object>(fr: T, en: NoInfer<T>): Words<T> {
  return { fr: inFrenchType(fr), en };
}

/** French typography: no line breaks before a sign, narrow spaces, curved apostrophes. */
export function typeset(text: string): string {
  return text
    .replace(/(?<=\p{L})'/gu, '’')
    .replace(/[ \u00a0](?=[;:!?»%](?:[\s.,)<]|$))/g, '\u202f')
    .replace(/«[ \u00a0]/g, '«\u202f')
    .replace(/\bn° /g, 'n°\u00a0');
}

/** The object as it is, but every text read from it is typeset. */
function inFrenchType<T extends object>(words: T): T {
  return new Proxy(words, { get: (target, key): unknown => typesetValue(Reflect.get(target, key), target) });
}

function typesetValue(value: unknown, owner: object): unknown {
  if (typeof value === 'string') return typeset(value);
  // A copy: what is asked of a list itself, such as `map`, would see its bare texts.
  if (Array.isArray(value)) return value.map((one: unknown) => typesetValue(one, value));
  if (typeof value === 'function') {
    return (...values: readonly unknown[]): unknown => typesetValue(Reflect.apply(value, owner, values), owner);
  }
  return typeof value === 'object' && value !== null ? inFrenchType(value) : value;
}
