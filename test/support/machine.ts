/** What this machine has: a suite that needs an absent program says visibly that it was not run; with CI=true that is a failure. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';

/** Absolute path of a program on PATH, or null. */
export function program(name: string): string | null {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** A suite that needs a program. */
export function describeWith(name: string, title: string, suite: (path: string) => void): void {
  const found = program(name);
  gated(found, `program ${name}`, title, () => suite(found ?? ''));
}

/** Folder of the real exports, a neighbour of the project; `CARILLON_EXPORTS` names another place. */
export const realExports = path.resolve(
  process.env.CARILLON_EXPORTS ?? path.join(import.meta.dirname, '../../../shared/exports'),
);

/** A suite on a real export that stands beside the project. */
export function describeWithExport(file: string, title: string, suite: (path: string) => void): void {
  const full = path.join(realExports, file);
  gated(existsSync(full) ? full : null, `export ${file}`, title, () => suite(full));
}

function gated(found: string | null, what: string, title: string, suite: () => void): void {
  if (found) describe(title, suite);
  else if (process.env.CI === 'true') {
    it(`${title}: needs ${what}`, () => {
      throw new Error(`${what} is missing on this machine, and CI=true lets nothing be skipped`);
    });
  } else describe.skip(`${title} (not run: ${what} is missing)`, suite);
}
