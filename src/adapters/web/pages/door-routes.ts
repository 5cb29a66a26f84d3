/** What is open to those who are not signed in: signing in and out, and one-time links. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeRefusal } from '../../../domain/model/refusals.ts';
import { proofOf } from '../cookies.ts';
import { checkForm, fieldsOf, formSecret, loginOf, type PageParts, paramOf } from '../login.ts';
import { createThrottle, type Throttle } from '../throttle.ts';
import { askPage, credentialsPage, spentPage } from './one-time.ts';
import { signInPage } from './sign-in.ts';

export function doorRoutes(app: FastifyInstance, parts: PageParts): void {
  const throttle = createThrottle(parts.clock);
  app.get('/sign-in', async (request, reply) => {
    const next = ownPath(nextOf(request.query));
    if ((await loginOf(request, parts)) !== null) return reply.redirect(next, 303);
    return sendPage(reply, signInPage({ proof: proofOf(formSecret(request, reply, parts)), next }));
  });
  app.post('/sign-in', async (request, reply) => await signIn(request, reply, parts, throttle));
  app.post('/sign-out', async (request, reply) => {
    const token = parts.cookies.get(request, 'login');
    if (token !== null) {
      checkForm(request, token);
      await parts.administration.signOut(token);
      parts.cookies.clear(reply, 'login');
    }
    return reply.redirect('/sign-in', 303);
  });

  app.get('/one-time/:token', async (request, reply) =>
    sendPage(reply, askPage(paramOf(request, 'token'), proofOf(formSecret(request, reply, parts)))),
  );
  app.post('/one-time/:token', async (request, reply) => {
    checkForm(request, parts.cookies.get(request, 'form'));
    const credentials = await parts.administration.openOneTimeLink(paramOf(request, 'token'));
    return credentials === null
      ? sendPage(reply.code(410), spentPage())
      : sendPage(reply, credentialsPage(credentials));
  });
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  throttle: Throttle,
): Promise<FastifyReply> {
  checkForm(request, parts.cookies.get(request, 'form'));
  const fields = fieldsOf(request);
  const [email, password] = [(fields.get('email') ?? '').trim(), fields.get('password') ?? ''];
  const next = ownPath(fields.get('next') ?? '');
  const from = parts.addressOf?.(request.raw) ?? request.ip;
  const keys = [`address ${from}`, `email ${email.toLowerCase()}`];
  const mayTry = throttle.waitSeconds(...keys) === 0;
  const login = mayTry ? await parts.administration.signIn(email, password) : null;
  if (login === null) {
    if (mayTry) {
      const wasFree = throttle.waitSeconds(...keys) === 0;
      throttle.failed(...keys);
      parts.logins?.failed({ door: 'web', address: from });
      if (wasFree && throttle.waitSeconds(...keys) > 0) parts.logins?.banned({ door: 'web', address: from });
    } else reply.header('retry-after', throttle.waitSeconds(...keys));
    const refusal = describeRefusal(mayTry ? 'wrong-password' : 'too-many-attempts');
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply.code(refusal.http), signInPage({ proof, next, email, refusal }));
  }
  throttle.succeeded(...keys);
  const seconds = Math.max(0, Math.floor((login.expiresAt - parts.clock.now()) / 1000));
  parts.cookies.set(reply, 'login', login.token, seconds);
  parts.cookies.clear(reply, 'form');
  return reply.redirect(next, 303);
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
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
