/** Reads what comes from outside by a schema; what does not fit is a refusal that names the field, in French. */

import { z } from 'zod';
import { isDay } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';

const { localeError } = z.locales.fr();

/** The value as the schema says it is. Throws Refusal `bad-input`. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { error: localeError });
  if (result.success) return result.data;
  const told = result.error.issues.slice(0, 3).map((issue) => {
    const field = issue.path.join('.');
    return field === '' ? lower(issue.message) : `« ${field} » : ${lower(issue.message)}`;
  });
  throw new Refusal('bad-input', { problem: told.join(' ; ') });
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A number in a path or query. */
export function wholeNumber(min: number, max: number): z.ZodType<number> {
  const error = `un nombre entier de ${min} à ${max} est attendu`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

export const day = z.string().refine(isDay, { error: 'une date AAAA-MM-JJ est attendue' });

/** A cursor is whatever the last page gave. */
export const cursor = z.string().min(1).max(200);

/** A name or a key: some text, not a novel. */
export const shortText = z.string().min(1).max(500);

/** The number of a site from the path; what cannot be one is unknown. */
export function siteNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('site-unknown', { site: text.slice(0, 20) });
  return Number(text);
}

/** The id of a run from the path. */
export function runId(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new Refusal('run-unknown', { run: text.slice(0, 20) });
  return text;
}
