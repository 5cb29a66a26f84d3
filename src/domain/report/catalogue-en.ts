/** The catalogue in English: the same codes and values as the French one. A test keeps both complete. */

import type { Entry } from './catalogue.ts';
import { ENGLISH_UNREADABLE } from './catalogue-unreadable-en.ts';

export const ENGLISH_CATALOGUE: Readonly<Record<string, Entry>> = {
  ...ENGLISH_UNREADABLE,
};
