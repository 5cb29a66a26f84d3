/** What pages for those who are not signed in share: their reader, the frame, the cookies of a login that begins, refusals to wait. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/model/errors.ts';
import { BROWSER_DAYS, type NewLogin } from '../../../domain/model/person.ts';
import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { newSecret } from '../cookies.ts';
import { waitText } from '../guesses.ts';
import type { PageParts } from '../login.ts';
import { languageOf, type Reader, readerOf, troubleFor } from '../reader.ts';
import { layout, type PageView } from '../shell/layout.ts';

/** Somebody of whom nothing is known but what the browser asks for. */
export function strangerOf(request: FastifyRequest): Reader {
  return readerOf(languageOf(request, null));
}

export function sendPage(reply: FastifyReply, reader: Reader, view: PageView): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(layout(view, { reader, login: null }));
}

/** The browser's name, as it was or a new one. */
export function browserOf(request: FastifyRequest, { cookies }: PageParts): string {
  return cookies.get(request, 'browser') ?? newSecret();
}

/** The cookies of a login that begins in this browser. */
export function startLogin(reply: FastifyReply, { cookies, clock }: PageParts, login: NewLogin, browser: string): void {
  const seconds = Math.max(0, Math.floor((login.expiresAt - clock.now()) / 1000));
  cookies.set(reply, 'login', login.token, seconds);
  cookies.set(reply, 'browser', browser, BROWSER_DAYS * 86_400);
}

/** Says how long to wait, in the page and in `Retry-After`. */
export function tooManyAttempts(reply: FastifyReply, reader: Reader, seconds: number): DescribedRefusal {
  reply.header('retry-after', seconds);
  return troubleFor(new Refusal('too-many-attempts', { wait: waitText(seconds) }), reader);
}
