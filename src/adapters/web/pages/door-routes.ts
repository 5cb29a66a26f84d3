/** What is open to those who are not signed in: signing in and out, first passwords, and one-time links. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NewLogin } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import { proofOf } from '../cookies.ts';
import { checkForm, fieldsOf, formSecret, loginOf, type PageParts, paramOf } from '../login.ts';
import { languageOf, type Reader, readerOf, refusalFor, troubleFor } from '../reader.ts';
import { setFlash } from '../shell/flash.ts';
import { layout, type PageView } from '../shell/layout.ts';
import { createThrottle, type Throttle } from '../throttle.ts';
import { peopleWords } from '../words/people.ts';
import { askPage, credentialsPage, spentPage } from './one-time.ts';
import { firstPasswordPage, signInPage, spentPasswordLinkPage } from './sign-in.ts';

export function doorRoutes(app: FastifyInstance, parts: PageParts): void {
  const throttle = createThrottle(parts.clock);
  app.get('/sign-in', async (request, reply) => {
    const next = ownPath(nextOf(request.query));
    if ((await loginOf(request, parts)) !== null) return reply.redirect(next, 303);
    const reader = strangerOf(request);
    return sendPage(reply, reader, signInPage(reader, { proof: proofOf(formSecret(request, reply, parts)), next }));
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
  firstPasswordRoutes(app, parts);
  oneTimeRoutes(app, parts);
}

/** Looking at a link uses nothing up, for mail scanners open links too. */
function firstPasswordRoutes(app: FastifyInstance, parts: PageParts): void {
  const path = '/first-password/:token';
  app.get(path, async (request, reply) => await firstPassword(request, reply, parts));
  app.post(path, async (request, reply) => {
    checkForm(request, parts.cookies.get(request, 'form'));
    const reader = strangerOf(request);
    const fields = fieldsOf(request);
    const chosen = fields.get('new') ?? '';
    if (chosen !== (fields.get('repeat') ?? ''))
      return await firstPassword(request, reply.code(422), parts, peopleWords[reader.language].differ);
    try {
      const login = await parts.administration.choosePassword(paramOf(request, 'token'), chosen);
      if (login === null) return sendPage(reply.code(410), reader, spentPasswordLinkPage(reader));
      startLogin(reply, parts, login);
      setFlash(reply, parts.cookies, login.token, peopleWords[reader.language].first.done);
      return reply.redirect('/', 303);
    } catch (error) {
      const { http, detail } = refusalFor(error, reader);
      return await firstPassword(request, reply.code(http), parts, detail);
    }
  });
}

async function firstPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  error?: string,
): Promise<FastifyReply> {
  const reader = strangerOf(request);
  const token = paramOf(request, 'token');
  const owner = await parts.administration.passwordLink(token);
  if (owner === null) return sendPage(reply.code(410), reader, spentPasswordLinkPage(reader));
  const proof = proofOf(formSecret(request, reply, parts));
  const action = `/first-password/${encodeURIComponent(token)}`;
  return sendPage(reply, reader, firstPasswordPage(reader, { action, proof, email: owner.email, error }));
}

function oneTimeRoutes(app: FastifyInstance, parts: PageParts): void {
  app.get('/one-time/:token', async (request, reply) => {
    const reader = strangerOf(request);
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply, reader, askPage(reader, paramOf(request, 'token'), proof));
  });
  app.post('/one-time/:token', async (request, reply) => {
    checkForm(request, parts.cookies.get(request, 'form'));
    const reader = strangerOf(request);
    const credentials = await parts.administration.openOneTimeLink(paramOf(request, 'token'));
    return credentials === null
      ? sendPage(reply.code(410), reader, spentPage(reader))
      : sendPage(reply, reader, credentialsPage(reader, credentials));
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
    const reader = strangerOf(request);
    const refusal = troubleFor(new Refusal(mayTry ? 'wrong-password' : 'too-many-attempts'), reader);
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply.code(refusal.http), reader, signInPage(reader, { proof, next, email, refusal }));
  }
  throttle.succeeded(...keys);
  startLogin(reply, parts, login);
  return reply.redirect(next, 303);
}

function startLogin(reply: FastifyReply, { cookies, clock }: PageParts, login: NewLogin): void {
  const seconds = Math.max(0, Math.floor((login.expiresAt - clock.now()) / 1000));
  cookies.set(reply, 'login', login.token, seconds);
  cookies.clear(reply, 'form');
}

/** Somebody of whom nothing is known but what the browser asks for. */
function strangerOf(request: FastifyRequest): Reader {
  return readerOf(languageOf(request, null));
}

function sendPage(reply: FastifyReply, reader: Reader, view: PageView): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(layout(view, { reader, login: null }));
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
