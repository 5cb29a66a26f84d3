/** Counts what of a file nobody knows, by its path, and tells each path once. */

import type { FindingLog } from '../../domain/model/finding.ts';

/** A hostile file has a new name each time. */
const MAX_PATHS = 1_000;
const MAX_PATH_CHARS = 200;

export interface Tally {
  count(path: string): void;
  /** One finding for each path, with how often it came. */
  tell(): void;
}

/** A tally whose findings have this code. */
export function createTally(code: 'unknown-element' | 'unknown-attribute', findings: FindingLog): Tally {
  const counts = new Map<string, number>();
  return {
    count(path) {
      const known = counts.get(path);
      if (known !== undefined) counts.set(path, known + 1);
      else if (counts.size < MAX_PATHS) counts.set(path.slice(0, MAX_PATH_CHARS), 1);
    },
    tell() {
      for (const [path, times] of counts)
        findings.add({ code, severity: 'info', about: `${path} (${times})`, values: { count: times } });
    },
  };
}
