/** The sites of who has several; who has one is led to it, operators to the list of all. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { emptyState } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { html } from '../html.ts';
import { type PageParts, signedIn } from '../login.ts';
import { OPERATOR_PATH, placePath } from '../shell/places.ts';
import { type Visit, visitOf } from '../shell/visit.ts';
import { operatorWords } from '../words/operator.ts';
import { siteList } from './operator/list.ts';
import { listQuery, overviewQuery } from './operator/query.ts';

export function siteListRoutes(app: FastifyInstance, parts: PageParts): void {
  app.get(
    '/',
    signedIn(parts, async (request, reply, login) => {
      if (login.isOperator) return reply.redirect(OPERATOR_PATH, 303);
      const [only, another] = login.sites;
      if (only !== undefined && another === undefined) return reply.redirect(placePath(only.id, 'board'), 303);
      return await ownSites(visitOf(request, reply, login, parts));
    }),
  );
  app.get(
    '/sites',
    signedIn(parts, async (request, reply, login) =>
      login.isOperator ? reply.redirect(OPERATOR_PATH, 303) : await ownSites(visitOf(request, reply, login, parts)),
    ),
  );
}

async function ownSites(visit: Visit): Promise<FastifyReply> {
  const { reader, login, administration } = visit;
  const words = operatorWords[reader.language];
  const title = words.ownTitle;
  const query = visit.query(listQuery);
  const siteIds = login.sites.map((site) => site.id);
  const list =
    siteIds.length === 0
      ? emptyState(words.noAccess, words.noAccessHint)
      : siteList(
          { path: '/sites', title, query, found: await administration.overview({ ...overviewQuery(query), siteIds }) },
          reader,
        );
  return visit.page({
    title,
    main: html`${heading(reader, { title })}<section class="card" aria-label="${title}">${list}</section>`,
  });
}
