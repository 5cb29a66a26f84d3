/** Passwords of those who are not signed in: one is chosen behind a one-time link, and such a link is asked for. */

import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createSlowdown } from '../../../domain/model/guesses.ts';
import { proofOf } from '../cookies.ts';
import { FORGOTTEN_ASKS } from '../guesses.ts';
import { addressOf, checkForm, fieldsOf, formSecret, type PageParts, paramOf } from '../login.ts';
import { refusalFor } from '../reader.ts';
import { setFlash } from '../shell/flash.ts';
import { peopleWords } from '../words/people.ts';
import {
  FORGOTTEN_PATH,
  type ForgottenView,
  firstPasswordPage,
  forgottenPage,
  forgottenSentPage,
  spentPasswordLinkPage,
} from './passwords.ts';
import { browserOf, sendPage, startLogin, strangerOf, tooManyAttempts } from './stranger.ts';

/** Whether a letter was written does not show in how long the answer takes. */
const ANSWER_MS = 400;

export function passwordRoutes(app: FastifyInstance, parts: PageParts): void {
  firstPasswordRoutes(app, parts);
  forgottenRoutes(app, parts);
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
      const browser = browserOf(request, parts);
      const login = await parts.administration.choosePassword(paramOf(request, 'token'), chosen, browser);
      if (login === null) return sendPage(reply.code(410), reader, spentPasswordLinkPage(reader));
      startLogin(reply, parts, login, browser);
      parts.cookies.clear(reply, 'form');
      setFlash(reply, parts.cookies, login.token, { text: peopleWords[reader.language].first.done });
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

function forgottenRoutes(app: FastifyInstance, parts: PageParts): void {
  const asks = createSlowdown(FORGOTTEN_ASKS, parts.clock.now);
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Omit<ForgottenView, 'proof'> = {},
  ): FastifyReply => {
    const reader = strangerOf(request);
    const proof = proofOf(formSecret(request, reply, parts));
    return sendPage(reply, reader, forgottenPage(reader, { proof, ...more }));
  };
  app.get(FORGOTTEN_PATH, async (request, reply) => show(request, reply));
  app.post(FORGOTTEN_PATH, async (request, reply) => {
    checkForm(request, parts.cookies.get(request, 'form'));
    const reader = strangerOf(request);
    const email = (fieldsOf(request).get('email') ?? '').trim();
    // What is no address at all is said so; whether there is such a person is not.
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254)
      return show(request, reply.code(422), { email, error: peopleWords[reader.language].forgotten.noAddress });
    const address = addressOf(request, parts);
    const waitMs = asks.waitMs(address);
    if (waitMs > 0) {
      const refusal = tooManyAttempts(reply, reader, Math.ceil(waitMs / 1_000));
      return show(request, reply.code(refusal.http), { email, refusal });
    }
    asks.add(address);
    await Promise.all([parts.administration.forgotPassword(email, reader.language), pause(ANSWER_MS)]);
    return sendPage(reply, reader, forgottenSentPage(reader, email));
  });
}
