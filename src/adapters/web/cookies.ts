/** Cookies of the pages, and the proofs by which a form shows that it comes from the login it is sent with. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `login` holds who is signed in; `form` binds a form to a browser before that; `flash` says what was just done; `browser` is
 * this browser's name, by which it is known as one that somebody signed in from.
 */
export type CookieName = 'login' | 'form' | 'flash' | 'browser';

export interface Cookies {
  get(request: FastifyRequest, name: CookieName): string | null;
  set(reply: FastifyReply, name: CookieName, value: string, maxAgeSeconds?: number): void;
  clear(reply: FastifyReply, name: CookieName): void;
}

/** With https the browser itself keeps the cookies to this host and to encrypted connections. */
export function createCookies(isHttps: boolean): Cookies {
  const fullName = (name: CookieName): string => `${isHttps ? '__Host-' : ''}carillon-${name}`;
  const flags = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  return {
    get(request, name) {
      const prefix = `${fullName(name)}=`;
      const found = (request.headers.cookie ?? '').split(/; */).find((one) => one.startsWith(prefix));
      const value = found?.slice(prefix.length) ?? '';
      return /^[\w.~-]{1,2000}$/.test(value) ? value : null;
    },
    set(reply, name, value, maxAgeSeconds) {
      const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
      reply.header('set-cookie', `${fullName(name)}=${value}; ${flags}${age}`);
    },
    clear: (reply, name) => void reply.header('set-cookie', `${fullName(name)}=; ${flags}; Max-Age=0`),
  };
}

/** For a form's cookie, or a browser's. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** The proof that a form carries: only who can read the cookie's pages knows it. */
export function proofOf(secret: string): string {
  return createHmac('sha256', secret).update('carillon form').digest('base64url');
}

export function isProof(secret: string, proof: unknown): boolean {
  if (typeof proof !== 'string') return false;
  const [given, expected] = [Buffer.from(proof), Buffer.from(proofOf(secret))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
