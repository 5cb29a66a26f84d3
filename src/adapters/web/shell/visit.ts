/** A visit: one request of somebody who is signed in, with everything that a page needs to answer it. */

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Administration, SiteItem } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import type { Role } from '../../../domain/model/person.ts';
import { type Html, markupOf } from '../html.ts';
import { readAddress, siteNumber } from '../input.ts';
import { fieldsOf, isLook, type Login, type PageParts, paramOf } from '../login.ts';
import { languageOf, type Reader, readerOf } from '../reader.ts';
import { type Flash, setFlash, takeFlash } from './flash.ts';
import { layout, type PageView, type SiteFrame } from './layout.ts';
import { placePath } from './places.ts';

export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parts: PageParts;
  readonly administration: Administration;
  readonly login: Login;
  readonly reader: Reader;
  /** The texts of the form that was sent, by name. */
  readonly fields: ReadonlyMap<string, string>;
  /** A part of the path: `:run`. */
  param(name: string): string;
  /** The query by a schema. Throws Refusal as `readAddress`. */
  query<T>(schema: z.ZodType<T>): T;
  /** Answers with a page. */
  page(view: PageView, status?: number): FastifyReply;
  /** Answers with a live part alone. */
  fragment(part: Html): FastifyReply;
  /**
   * After something was done: leads on, and the next page says « Fait : … », with what is to come of it as long as that
   * page has something under way, and a button that takes it back.
   */
  done(path: string, words: string, more?: Omit<Flash, 'text'>): FastifyReply;
}

/** A visit to a page of one site. */
export interface SiteVisit extends Visit {
  readonly site: SiteItem;
  /** An operator in supervision acts as a manager. */
  readonly role: Role;
  /** True: actions may be shown. What is posted is checked by the route, too. */
  readonly mayAct: boolean;
  readonly isSupervision: boolean;
  /** A path of this site: `path('/matches')`. */
  path(rest: string): string;
}

/** What a login sees outside of any site. */
export function visitOf(request: FastifyRequest, reply: FastifyReply, login: Login, parts: PageParts): Visit {
  const reader = readerOf(languageOf(request, login.language));
  return createVisit(request, reply, login, parts, reader);
}

/** The site of the path, for this login: one without a role on it does not learn that it exists. Throws Refusal `site-unknown`. */
export async function siteVisitOf(
  request: FastifyRequest,
  reply: FastifyReply,
  login: Login,
  parts: PageParts,
): Promise<SiteVisit> {
  const { site, frame } = await siteFrameOf(request, login, parts, siteNumber(paramOf(request, 'site')));
  const { role, isSupervision } = frame;
  const reader = readerOf(languageOf(request, login.language), site.timezone);
  return {
    ...createVisit(request, reply, login, parts, reader, frame),
    site,
    role,
    mayAct: role === 'manager',
    isSupervision,
    path: (rest) => `${placePath(site.id, 'board')}${rest}`,
  };
}

/** What stands around every page of a site for this login, those that only say what went wrong included. Throws Refusal `site-unknown`. */
export async function siteFrameOf(
  request: FastifyRequest,
  login: Login,
  { administration, places }: PageParts,
  siteId: number,
): Promise<{ readonly site: SiteItem; readonly frame: SiteFrame }> {
  const own = login.sites.find((one) => one.id === siteId);
  if (own === undefined && !login.isOperator) throw new Refusal('site-unknown', { site: siteId });
  const [site, badges] = await Promise.all([
    administration.site(siteId),
    administration.badges(siteId, login.personId),
  ]);
  const isSupervision = own === undefined;
  if (isSupervision) await administration.enterSupervision(login.token, siteId, { isIdle: isLook(request) });
  const role = own?.role ?? 'manager';
  return { site, frame: { id: site.id, name: site.name, role, isSupervision, badges, places } };
}

function createVisit(
  request: FastifyRequest,
  reply: FastifyReply,
  login: Login,
  parts: PageParts,
  reader: Reader,
  site?: SiteFrame,
): Visit {
  return {
    request,
    reply,
    parts,
    administration: parts.administration,
    login,
    reader,
    fields: fieldsOf(request),
    param: (name) => paramOf(request, name),
    query: (schema) => readAddress(schema, request.query),
    page(view, status = 200) {
      // Who only looks again does not read the words.
      const flash = isLook(request) ? null : takeFlash(request, reply, parts.cookies, login.token);
      const markup = layout(view, { reader, login, flash, ...(site === undefined ? {} : { site }) });
      return sendMarkup(request, reply.code(status), markup);
    },
    fragment: (part) => sendMarkup(request, reply, markupOf(part)),
    done(path, text, more = {}) {
      setFlash(reply, parts.cookies, login.token, { ...more, text });
      return reply.redirect(path, 303);
    },
  };
}

/** HTML; nothing but 304 for a browser that looks again and has this already. */
function sendMarkup(request: FastifyRequest, reply: FastifyReply, markup: string): FastifyReply {
  if (isLook(request)) {
    const tag = `"${createHash('sha256').update(markup).digest('base64url').slice(0, 22)}"`;
    reply.header('etag', tag);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  }
  return reply.type('text/html; charset=utf-8').send(markup);
}
