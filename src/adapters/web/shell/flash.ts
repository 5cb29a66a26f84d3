/** « Fait : … »: a few words that outlive one redirect, in a cookie that only the login it was made for can use. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookies } from '../cookies.ts';
import { isProof, proofOf } from '../cookies.ts';

const SECONDS = 60;
const MAX_CHARACTERS = 300;

export function setFlash(reply: FastifyReply, cookies: Cookies, secret: string, text: string): void {
  const words = Buffer.from(text.slice(0, MAX_CHARACTERS)).toString('base64url');
  cookies.set(reply, 'flash', `${words}.${proofOf(`${secret} ${words}`)}`, SECONDS);
}

/** The words, once. */
export function takeFlash(
  request: FastifyRequest,
  reply: FastifyReply,
  cookies: Cookies,
  secret: string,
): string | null {
  const value = cookies.get(request, 'flash');
  if (value === null) return null;
  cookies.clear(reply, 'flash');
  const [words = '', proof] = value.split('.');
  return isProof(`${secret} ${words}`, proof) ? Buffer.from(words, 'base64url').toString() : null;
}
