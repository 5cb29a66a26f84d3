/** The languages of the pages: French unless a reader prefers English. */

export const LANGUAGES = ['fr', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];
