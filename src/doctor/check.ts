/** One thing that the doctor looks at: what it found, and what to do where it is not well. */

import { codeOf } from '../domain/model/errors.ts';
import { countedInEnglish } from '../domain/model/language.ts';
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

/** Looks at one thing after the other, and throws what is wrong with all of them as one Finding; `todo` as for `look`. */
export async function eachOf(todo: (error: unknown) => string, looks: readonly (() => Promise<void>)[]): Promise<void> {
  const [told, todos] = [new Set<string>(), new Set<string>()];
  for (const one of looks) {
    try {
      await one();
    } catch (error) {
      told.add(error instanceof Error ? error.message : String(error));
      todos.add(error instanceof Finding ? error.todo : todo(error));
    }
  }
  if (told.size > 0) throw new Finding([...told].join('; '), [...todos].join('; '));
}

/** Longer than each look's own patience with what it asks. */
export const LOOK_MS = 40_000;

/** Runs one look. What it throws, or that it does not end, is what is wrong; `todo` says what to do where the error does not. */
export async function look(
  name: string,
  todo: string | ((error: unknown) => string),
  work: () => Promise<string> | string,
  maxMs = LOOK_MS,
): Promise<Check> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${maxMs / 1_000} s`)), maxMs);
  });
  try {
    return { name, ok: true, told: await Promise.race([(async () => await work())(), tooLate]) };
  } catch (error) {
    const told = redact(error instanceof Error ? error.message || codeOf(error) || error.name : String(error));
    const general = typeof todo === 'string' ? todo : todo(error);
    return { name, ok: false, told, todo: error instanceof Finding ? error.todo : general };
  } finally {
    clearTimeout(late);
  }
}

/** A number and its word. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return countedInEnglish(String(count), one, many);
}

/** For people: one line, and a second one that says what to do. */
export function checkText({ name, ok, told, todo }: Check): string {
  return `${ok ? '✓' : '✗'} ${name}: ${told}${todo === undefined ? '' : `\n    → ${todo}`}`;
}
