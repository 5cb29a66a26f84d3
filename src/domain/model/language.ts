/** The languages of the pages: French unless a reader prefers English. */

export const LANGUAGES = ['fr', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** A number as it is shown, with its noun: in French the plural begins at two. */
export function countedInFrench(number: string, one: string, many: string): string {
  return `${number} ${number === '0' || number === '1' ? one : many}`;
}

/** A number as it is written, and its word: English has the plural for all but one. */
export function countedInEnglish(number: string, one: string, many: string): string {
  return `${number} ${number === '1' ? one : many}`;
}
