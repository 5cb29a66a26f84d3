/** Everything that people look at: assets, signing in, their own pages, and the pages of sites from the registry. */

import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../../domain/model/errors.ts';
import { assetRoutes } from '../assets/assets.ts';
import { createCookies } from '../cookies.ts';
import { isLook, type Login, loginOf, type PageParts } from '../login.ts';
import type { WebParts } from '../parts.ts';
import { languageOf, readerOf, troubleFor } from '../reader.ts';
import { layout, type SiteFrame } from '../shell/layout.ts';
import { placePath } from '../shell/places.ts';
import { placesOf, siteRoutes } from '../shell/site-routes.ts';
import { siteFrameOf } from '../shell/visit.ts';
import { accountRoutes } from './account.ts';
import { doorRoutes } from './door-routes.ts';
import { errorPage } from './error.ts';
import { operatorRoutes } from './operator/operator.ts';
import { passwordRoutes } from './password-routes.ts';
import { SITE_PAGES } from './registry.ts';
import { siteListRoutes } from './sites.ts';

const MAX_FORM_BYTES = 64 * 1024;

export function pageRoutes(app: FastifyInstance, webParts: WebParts): void {
  const parts: PageParts = {
    ...webParts,
    cookies: createCookies(webParts.publicUrl?.startsWith('https:') ?? false),
    places: placesOf(SITE_PAGES),
  };
  void app.register(formbody, { bodyLimit: MAX_FORM_BYTES });
  answerTrouble(app, parts);
  assetRoutes(app);
  doorRoutes(app, parts);
  passwordRoutes(app, parts);
  siteListRoutes(app, parts);
  operatorRoutes(app, parts);
  accountRoutes(app, parts);
  siteRoutes(app, parts, SITE_PAGES);
}

function answerTrouble(app: FastifyInstance, parts: PageParts): void {
  app.setErrorHandler(async (error, request, reply) => {
    // Trouble with who is looking must not hide the trouble itself.
    const login = await loginOf(request, parts).catch(() => null);
    const site = login && (await frameAround(request, login, parts));
    const reader = readerOf(languageOf(request, login?.language ?? null), site?.timeZone);
    const refusal = troubleFor(error, reader, request.method === 'POST' ? 'page-form' : 'page-address');
    if (isLook(request)) return reply.code(refusal.http).send();
    const home = site && placePath(site.frame.id, 'board');
    const page = layout(errorPage(refusal, reader, home), { reader, login, ...(site && { site: site.frame }) });
    return reply.code(refusal.http).type('text/html; charset=utf-8').send(page);
  });
  app.setNotFoundHandler(() => {
    throw new Refusal('page-unknown');
  });
}

/** The site that an address is about, as far as this login may know of it: whoever is in it is not led out by a refusal. */
async function frameAround(
  request: FastifyRequest,
  login: Login,
  parts: PageParts,
): Promise<{ readonly frame: SiteFrame; readonly timeZone: string } | null> {
  const siteId = /^\/sites\/(\d{1,9})(?=[/?]|$)/.exec(request.url)?.[1];
  if (siteId === undefined || isLook(request)) return null;
  try {
    const { site, frame } = await siteFrameOf(request, login, parts, Number(siteId));
    return { frame, timeZone: site.timezone };
  } catch {
    // The trouble may be with the site itself.
    return null;
  }
}
