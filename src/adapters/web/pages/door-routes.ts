/** What is open to those who are not signed in: signing in and out, and one-time links; passwords are in password-routes.ts. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/model/errors.ts';
import { createGuessGuard, type GuessGuard } from '../../../domain/model/guesses.ts';
import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { proofOf } from '../cookies.ts';
import { SIGN_IN_GUESSES } from '../guesses.ts';
import { addressOf, checkForm, fieldsOf, formSecret, loginOf, type PageParts, paramOf } from '../login.ts';
import { troubleFor } from '../reader.ts';
import { askPage, credentialsPage, spentPage } from './one-time.ts';
import { signInPage } from './sign-in.ts';
import { browserOf, sendPage, startLogin, strangerOf, tooManyAttempts } from './stranger.ts';

export function doorRoutes(app: FastifyInstance, parts: PageParts): void {
  const guard = createGuessGuard(SIGN_IN_GUESSES, parts.clock.now);
  app.get('/sign-in', async (request, reply) => {
    const next = ownPath(nextOf(request.query));
    if ((await loginOf(request, parts)) !== null) return reply.redirect(next, 303);
    const reader = strangerOf(request);
    return sendPage(reply, reader, signInPage(reader, { proof: proofOf(formSecret(request, reply, parts)), next }));
  });
  app.post('/sign-in', async (request, reply) => await signIn(request, reply, parts, guard));
  app.post('/sign-out', async (request, reply) => {
    const token = parts.cookies.get(request, 'login');
    if (token !== null) {
      checkForm(request, token);
      await parts.administration.signOut(token);
      parts.cookies.clear(reply, 'login');
    }
    return reply.redirect('/sign-in', 303);
  });
  oneTimeRoutes(app, parts);
}

function oneTimeRoutes(app: FastifyInstance, parts: PageParts): void {
  app.get('/one-time/:token', async (request, reply) => {
    const reader = strangerOf(request);
    const link = await parts.administration.oneTimeLink(paramOf(request, 'token'));
    if (link.state !== 'open') return sendPage(reply.code(410), reader, spentPage(reader, link));
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply, reader, askPage(reader, paramOf(request, 'token'), proof));
  });
  app.post('/one-time/:token', async (request, reply) => {
    checkForm(request, parts.cookies.get(request, 'form'));
    const reader = strangerOf(request);
    const token = paramOf(request, 'token');
    const credentials = await parts.administration.openOneTimeLink(token);
    if (credentials !== null) return sendPage(reply, reader, credentialsPage(reader, credentials));
    const link = await parts.administration.oneTimeLink(token);
    return sendPage(reply.code(410), reader, spentPage(reader, link.state === 'used' ? link : { state: 'ended' }));
  });
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  guard: GuessGuard,
): Promise<FastifyReply> {
  checkForm(request, parts.cookies.get(request, 'form'));
  const reader = strangerOf(request);
  const fields = fieldsOf(request);
  const [email, password] = [(fields.get('email') ?? '').trim(), fields.get('password') ?? ''];
  const next = ownPath(fields.get('next') ?? '');
  const again = (refusal: DescribedRefusal): FastifyReply => {
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply.code(refusal.http), reader, signInPage(reader, { proof, next, email, refusal }));
  };
  const browser = browserOf(request, parts);
  const isKnown = await parts.administration.knowsBrowser(email, browser);
  const address = addressOf(request, parts);
  const one = { account: email.toLowerCase(), address, knownBy: isKnown ? browser : null };
  const seconds = guard.waitSeconds(one);
  if (seconds > 0) return again(tooManyAttempts(reply, reader, seconds));
  // Counted at once: tries that are sent together would all find the door open.
  guard.failed(one);
  const login = await parts.administration.signIn(email, password, browser).catch((error: unknown) => {
    guard.forgiven(one);
    throw error;
  });
  if (login === null) {
    parts.logins?.failed({ door: 'web', address });
    if (guard.waitSeconds(one) > 0) parts.logins?.banned({ door: 'web', address });
    return again(troubleFor(new Refusal('wrong-password'), reader));
  }
  guard.succeeded(one);
  startLogin(reply, parts, login, browser);
  parts.cookies.clear(reply, 'form');
  return reply.redirect(next, 303);
}

function nextOf(query: unknown): string {
  return typeof query === 'object' && query !== null && 'next' in query && typeof query.next === 'string'
    ? query.next
    : '';
}

/** A path of this application and nothing else: `//elsewhere` and `/\elsewhere` would lead away. */
function ownPath(next: string): string {
  return /^\/(?![/\\])[\w/?=&.%-]*$/.test(next) && !next.startsWith('/sign-') ? next : '/';
}
