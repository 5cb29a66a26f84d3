/** One thing that the doctor looks at: what it found, and what to do where it is not well. */

import { redact } from '../redact.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly told: string;
  /** What to do; absent where all is well. */
  readonly todo?: string;
}

/** What is wrong and what to do, thrown by whoever finds it. */
export class Finding extends Error {
  readonly todo: string;

  constructor(told: string, todo: string) {
    super(told);
    this.todo = todo;
  }
}

/** Runs one look. What it throws is what is wrong; `todo` says what to do where the error does not. */
export async function look(
  name: string,
  todo: string | ((error: unknown) => string),
  work: () => Promise<string> | string,
): Promise<Check> {
  try {
    return { name, ok: true, told: await work() };
  } catch (error) {
    const told = redact(error instanceof Error ? error.message || error.name : String(error));
    const general = typeof todo === 'string' ? todo : todo(error);
    return { name, ok: false, told, todo: error instanceof Finding ? error.todo : general };
  }
}

/** For people: one line, and a second one that says what to do. */
export function checkText({ name, ok, told, todo }: Check): string {
  return `${ok ? '✓' : '✗'} ${name}: ${told}${todo === undefined ? '' : `\n    → ${todo}`}`;
}
