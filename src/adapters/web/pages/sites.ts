/** The list of sites: of who has several, and of all sites for operators. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { SiteItem } from '../../../domain/administration.ts';
import { chip, emptyState } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { table } from '../components/tables.ts';
import { type Html, html } from '../html.ts';
import { type PageParts, signedIn } from '../login.ts';
import { type Reader, readerOf } from '../reader.ts';
import { placePath } from '../shell/places.ts';
import { type Visit, visitOf } from '../shell/visit.ts';
import { peopleWords } from '../words/people.ts';

const search = z.object({ q: z.string().trim().max(100).default('') });

export function siteListRoutes(app: FastifyInstance, parts: PageParts): void {
  app.get(
    '/',
    signedIn(parts, async (request, reply, login) => {
      const [only, another] = login.sites;
      if (only !== undefined && another === undefined && !login.isOperator)
        return reply.redirect(placePath(only.id, 'board'), 303);
      return await siteList(visitOf(request, reply, login, parts));
    }),
  );
  app.get(
    '/sites',
    signedIn(parts, async (request, reply, login) => await siteList(visitOf(request, reply, login, parts))),
  );
}

async function siteList(visit: Visit): Promise<FastifyReply> {
  const { reader, login, administration } = visit;
  const words = peopleWords[reader.language].sites;
  const { q } = visit.query(search);
  const sites = login.isOperator
    ? (await administration.sites()).items
    : await Promise.all(login.sites.map((site) => administration.site(site.id)));
  const wanted = q.toLowerCase();
  const found = sites.filter((site) => site.name.toLowerCase().includes(wanted) || String(site.id).includes(wanted));
  const title = login.isOperator ? words.operatorTitle : words.title;
  const lead = login.isOperator ? { lead: words.operatorLead } : {};
  return visit.page({
    title,
    main: html`${heading(reader, { title, ...lead })}
${sites.length > 8 && searchForm(reader, q)}
<section class="card" aria-label="${title}">${found.length === 0 ? nothing(visit) : list(found, reader)}</section>`,
  });
}

function nothing({ reader, login }: Visit): Html {
  const words = peopleWords[reader.language].sites;
  return login.isOperator || login.sites.length > 0
    ? emptyState(words.none, words.noneHint)
    : emptyState(words.noAccess, words.noAccessHint);
}

function searchForm(reader: Reader, q: string): Html {
  const words = peopleWords[reader.language].sites;
  return html`<form class="filters" method="get" action="/sites" role="search"><div class="field"><label for="q">${words.search}</label><input id="q" name="q" type="search" value="${q}"></div><p class="actions"><button class="button other">${words.find}</button></p></form>`;
}

function list(sites: readonly SiteItem[], reader: Reader): Html {
  const words = peopleWords[reader.language].sites;
  return table({
    caption: words.title,
    rows: sites,
    columns: [
      {
        label: words.name,
        kind: 'head',
        cell: (site) => html`<a href="${placePath(site.id, 'board')}">${site.name}</a>`,
      },
      { label: words.number, cell: (site) => site.id },
      { label: words.year, cell: (site) => site.schoolYear ?? words.noYear },
      {
        label: words.lastGood,
        cell: ({ lastGoodDeposit: last, timezone }) =>
          last === null ? '–' : readerOf(reader.language, timezone).moment(last),
      },
      {
        label: words.state,
        cell: ({ held, waiting }) =>
          html`${held > 0 && chip('hold', words.held(reader.number(held)))} ${waiting > 0 && chip('busy', words.waiting(reader.number(waiting)))}`,
      },
    ],
  });
}
