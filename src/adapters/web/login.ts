/** Who looks at a page: the login behind the cookie, the sites it may see, and the forms it may send. */

import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Actor } from '../../domain/administration.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { type Cookies, isProof, newFormSecret, proofOf } from './cookies.ts';
import { siteNumber } from './input.ts';
import type { WebParts } from './parts.ts';

export interface Login {
  readonly token: string;
  /** What every form of this login carries. */
  readonly proof: string;
  readonly actor: Actor;
  readonly siteIds: readonly number[];
  readonly name: string;
}

/** What pages need beside their own words. */
export interface PageParts extends WebParts {
  readonly cookies: Cookies;
}

export async function loginOf(request: FastifyRequest, parts: PageParts): Promise<Login | null> {
  const token = parts.cookies.get(request, 'login');
  if (token === null) return null;
  const found = await parts.administration.signedIn(token);
  return found && { token, proof: proofOf(token), siteIds: found.sites.map((one) => one.id), ...found };
}

export type SignedInWork = (request: FastifyRequest, reply: FastifyReply, login: Login) => Promise<unknown>;

/** A page for those who are signed in; the others are asked to, and come back to it. */
export function signedIn(parts: PageParts, work: SignedInWork): RouteHandlerMethod {
  return async (request, reply) => {
    const login = await loginOf(request, parts);
    if (login === null) {
      const back = request.method === 'GET' && request.url !== '/' ? `?next=${encodeURIComponent(request.url)}` : '';
      return reply.redirect(`/sign-in${back}`, 303);
    }
    if (request.method === 'POST') checkForm(request, login.token);
    return await work(request, reply, login);
  };
}

/** The site of the path; one that is not this login's is unknown. */
export function siteOfLogin(request: FastifyRequest, login: Login): number {
  const siteId = siteNumber(paramOf(request, 'site'));
  if (!login.siteIds.includes(siteId)) throw new Refusal('site-unknown', { site: siteId });
  return siteId;
}

/** The secret behind forms of somebody who is not signed in; made and kept in a cookie when there is none. */
export function formSecret(request: FastifyRequest, reply: FastifyReply, { cookies }: PageParts): string {
  const known = cookies.get(request, 'form');
  if (known !== null) return known;
  const secret = newFormSecret();
  cookies.set(reply, 'form', secret);
  return secret;
}

/** Throws Refusal `form-expired` unless the form was made for this secret and sent by a page of ours. */
export function checkForm(request: FastifyRequest, secret: string | null): void {
  const from = request.headers['sec-fetch-site'];
  const isOurs = from === undefined || from === 'same-origin' || from === 'none';
  if (secret === null || !isOurs || !isProof(secret, fieldsOf(request).get('proof'))) throw new Refusal('form-expired');
}

/** The texts of a form, by name. */
export function fieldsOf({ body }: FastifyRequest): ReadonlyMap<string, string> {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export function paramOf({ params }: FastifyRequest, name: string): string {
  const found =
    typeof params === 'object' && params !== null ? Object.entries(params).find(([key]) => key === name) : null;
  return typeof found?.[1] === 'string' ? found[1] : '';
}
