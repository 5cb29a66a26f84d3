/** What a directory file with one fault is, whatever its format. */

import type { WrittenFile } from './aaf-writer.ts';
import type { Fate } from './broken-text.ts';
import type { School } from './model.ts';

export interface BrokenDirectory {
  readonly name: string;
  readonly fate: Fate;
  /** Of the refusal or the finding. */
  readonly code: string;
  readonly build: (school: School) => readonly WrittenFile[];
}
