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
const realExports = path.resolve(
  process.env.CARILLON_EXPORTS ?? path.join(import.meta.dirname, '../../../shared/exports'),
);

/** A suite on a real export that stands beside the project. */
export function describeWithExport(file: string, title: string, suite: (path: string) => void): void {
  const full = path.join(realExports, file);
  gated(existsSync(full) ? full : null, `export ${file}`, title, () => suite(full));
}

/** A suite that needs to do something which not every account may; `attempt` does it once, and throws where it cannot be done. */
export function describeWhere(attempt: () => void, what: string, title: string, suite: () => void): void {
  let cause: unknown;
  try {
    attempt();
  } catch (error) {
    cause = error;
  }
  gated(cause === undefined ? what : null, what, title, suite, cause);
}

function gated(found: string | null, what: string, title: string, suite: () => void, cause?: unknown): void {
  if (found) describe(title, suite);
  else if (process.env.CI === 'true') {
    it(`${title}: needs ${what}`, () => {
      throw new Error(`${what} is missing on this machine, and CI=true lets nothing be skipped`, { cause });
    });
  } else describe.skip(`${title} (not run: ${what} is missing)`, suite);
}
