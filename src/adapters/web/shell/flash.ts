/** « Fait : … »: a few words, and how to take it back, that outlive one redirect, in a cookie that only the login it was made for can use. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Cookies } from '../cookies.ts';
import { isProof, proofOf } from '../cookies.ts';

const SECONDS = 60;
const MAX_CHARACTERS = 300;
/** What fits into the cookie beside the proof. */
const MAX_COOKIE = 1_900;

/** The form behind « Annuler ». */
export interface Undo {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Flash {
  /** What was done: stays true. */
  readonly text: string;
  /** What follows from it: goes as soon as nothing on the page is under way any more. */
  readonly coming?: string | undefined;
  readonly undo?: Undo | undefined;
}

const flashSchema = z.strictObject({
  text: z.string(),
  coming: z.string().optional(),
  undo: z.strictObject({ action: z.string(), fields: z.record(z.string(), z.string()) }).optional(),
});

export function setFlash(reply: FastifyReply, cookies: Cookies, secret: string, flash: Flash): void {
  const text = flash.text.slice(0, MAX_CHARACTERS);
  const whole = encoded({ ...flash, text });
  const words = whole.length <= MAX_COOKIE ? whole : encoded({ text });
  cookies.set(reply, 'flash', `${words}.${proofOf(`${secret} ${words}`)}`, SECONDS);
}

function encoded(flash: Flash): string {
  return Buffer.from(JSON.stringify(flash)).toString('base64url');
}

/** The words, once. */
export function takeFlash(
  request: FastifyRequest,
  reply: FastifyReply,
  cookies: Cookies,
  secret: string,
): Flash | null {
  const value = cookies.get(request, 'flash');
  if (value === null) return null;
  cookies.clear(reply, 'flash');
  const [words = '', proof] = value.split('.');
  if (!isProof(`${secret} ${words}`, proof)) return null;
  return flashSchema.parse(JSON.parse(Buffer.from(words, 'base64url').toString()));
}
