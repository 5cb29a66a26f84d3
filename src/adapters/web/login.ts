/** Who looks at a page: the login behind the cookie, and the forms it may send. */

import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { Refusal } from '../../domain/model/errors.ts';
import type { SignedIn } from '../../domain/model/person.ts';
import { type Cookies, isProof, newSecret, proofOf } from './cookies.ts';
import type { WebParts } from './parts.ts';
import type { Place } from './shell/places.ts';

export interface Login extends SignedIn {
  readonly token: string;
  /** What every form of this login carries. */
  readonly proof: string;
}

/** What pages need beside their own words. */
export interface PageParts extends WebParts {
  readonly cookies: Cookies;
  /** Places of the navigation that have a page. */
  readonly places: ReadonlySet<Place>;
}

/** The client's address; behind a trusted proxy as the proxy says it. */
export function addressOf(request: FastifyRequest, parts: WebParts): string {
  return parts.addressOf?.(request.raw) ?? request.ip;
}

/** Our script looks whether something has changed; nobody clicked. */
export function isLook({ headers }: FastifyRequest): boolean {
  return headers['x-carillon-look'] !== undefined;
}

export async function loginOf(request: FastifyRequest, parts: PageParts): Promise<Login | null> {
  const token = parts.cookies.get(request, 'login');
  if (token === null) return null;
  const found = await parts.administration.signedIn(token, { isIdle: isLook(request) });
  return found && { token, proof: proofOf(token), ...found };
}

export type SignedInWork = (request: FastifyRequest, reply: FastifyReply, login: Login) => Promise<unknown>;

/** A page for those who are signed in; the others are asked to, and come back to it. */
export function signedIn(parts: PageParts, work: SignedInWork): RouteHandlerMethod {
  return async (request, reply) => {
    const login = await loginOf(request, parts);
    if (login !== null) return await work(request, reply, login);
    if (isLook(request)) throw new Refusal('not-signed-in');
    const back = request.method === 'GET' && request.url !== '/' ? `?next=${encodeURIComponent(request.url)}` : '';
    return reply.redirect(`/sign-in${back}`, 303);
  };
}

/** The secret behind forms of somebody who is not signed in; made and kept in a cookie when there is none. */
export function formSecret(request: FastifyRequest, reply: FastifyReply, { cookies }: PageParts): string {
  const known = cookies.get(request, 'form');
  if (known !== null) return known;
  const secret = newSecret();
  cookies.set(reply, 'form', secret);
  return secret;
}

/** Throws Refusal `form-expired` unless the form was made for this secret and sent by a page of ours. */
export function checkForm(request: FastifyRequest, secret: string | null): void {
  checkOrigin(request);
  checkProof(secret, fieldsOf(request).get('proof'));
}

/** The half of `checkForm` that needs no body. */
export function checkOrigin({ headers }: FastifyRequest): void {
  const from = headers['sec-fetch-site'];
  if (from !== undefined && from !== 'same-origin' && from !== 'none') throw new Refusal('form-expired');
}

/** The other half. */
export function checkProof(secret: string | null, proof: string | undefined): void {
  if (secret === null || !isProof(secret, proof)) throw new Refusal('form-expired');
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
