/** Reads what comes from outside by a schema; what does not fit is a refusal: to programs it names the field, to people it is a sentence. */

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

type Issue = z.core.$ZodIssue;

/**
 * The query of a page, in words for a person who typed a date or a text, or whose address was cut off. Throws Refusal
 * `day-unreadable`, `text-too-long`, `page-address`.
 */
export function readAddress<T>(schema: z.ZodType<T>, query: unknown): T {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(allIssues);
  if (issues.some((issue) => issue.code === 'custom' && issue.params?.is === 'day'))
    throw new Refusal('day-unreadable');
  const long = issues.find((issue) => issue.code === 'too_big' && issue.origin === 'string');
  if (long?.code === 'too_big') throw new Refusal('text-too-long', { limit: Number(long.maximum) });
  throw new Refusal('page-address');
}

/** An issue, and those of the alternatives behind it. */
function allIssues(issue: Issue): readonly Issue[] {
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(allIssues) : [issue];
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

/** Days that a timetable can be about: date fields offer the year 9999, with which no calendar can reckon on. */
export const day = z.string().refine((text) => isDay(text) && text >= '1900' && text < '2200', {
  error: 'une date AAAA-MM-JJ entre 1900 et 2199 est attendue',
  params: { is: 'day' },
});

/** Refuses the character that no text has and no database keeps, in a query or a form. Throws Refusal `character-forbidden`. */
export function refuseNul(url: string, body: unknown): void {
  const query = url.slice(url.indexOf('?') + 1 || url.length);
  const text = body instanceof URLSearchParams ? body.toString() : (JSON.stringify(body) ?? '');
  if (/%00/.test(query) || /%00|\\u0000/.test(text)) throw new Refusal('character-forbidden');
}

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
