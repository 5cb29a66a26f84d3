/** All sites for operators: the figures on top, search and filters, and a list that looks again by itself. Nobody else learns of it. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from '../../../../domain/model/errors.ts';
import { type Overview, STANDING_FILTERS, STANDING_SORTS } from '../../../../domain/notify/overview.ts';
import { card, notice } from '../../components/boxes.ts';
import { type Option, selectField, textField } from '../../components/forms.ts';
import { live } from '../../components/live.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { siteNumber } from '../../input.ts';
import { checkForm, fieldsOf, type PageParts, signedIn } from '../../login.ts';
import type { Reader } from '../../reader.ts';
import { LEAVE_PATH, OPERATOR_PATH } from '../../shell/places.ts';
import { type Visit, visitOf } from '../../shell/visit.ts';
import { operatorWords } from '../../words/operator.ts';
import { siteList } from './list.ts';
import { isNarrowed, type ListQuery, listPath, listQuery, overviewQuery } from './query.ts';

/** Thousands of sites are looked through each time: less often than one site's board. */
const LOOK_SECONDS = 10;
const LOOK_SECONDS_WITHOUT_SCRIPT = 120;

export function operatorRoutes(app: FastifyInstance, parts: PageParts): void {
  app.get(
    OPERATOR_PATH,
    signedIn(parts, async (request, reply, login) => {
      if (!login.isOperator) throw new Refusal('page-unknown');
      return await allSites(visitOf(request, reply, login, parts));
    }),
  );
  // Not below the site: its pages would be entered to be left.
  app.post(
    LEAVE_PATH,
    signedIn(parts, async (request, reply, login) => {
      if (!login.isOperator) throw new Refusal('page-unknown');
      checkForm(request, login.token);
      await parts.administration.leaveSupervision(login.token, siteNumber(fieldsOf(request).get('site') ?? ''));
      return reply.redirect(OPERATOR_PATH, 303);
    }),
  );
}

async function allSites(visit: Visit): Promise<FastifyReply> {
  const { reader, administration } = visit;
  const words = operatorWords[reader.language];
  const query = visit.query(listQuery);
  const found = await administration.overview(overviewQuery(query));
  const path = OPERATOR_PATH;
  return visit.page({
    title: words.title,
    refreshSeconds: LOOK_SECONDS_WITHOUT_SCRIPT,
    main: html`${heading(reader, { title: words.title, lead: words.lead, help: html`<ul>${words.help.map((one) => html`<li>${one}</li>`)}</ul>` })}
${filterForm(reader, query)}
${live({
  id: 'all-sites',
  url: listPath(path, query, { page: query.page }),
  seconds: LOOK_SECONDS,
  content: html`${summary(found, query, reader)}
${card('list', words.title, siteList({ path, query, found, title: words.title }, reader))}`,
})}`,
  });
}

/** Each figure leads to the sites that it counts. */
function summary(found: Overview, query: ListQuery, reader: Reader): Html {
  const words = operatorWords[reader.language];
  const { queue, runs, counts } = found;
  const figure = (label: string, count: number, show: ListQuery['show'], tone: string): Html => {
    const isHere = query.show === show;
    const target = listPath(OPERATOR_PATH, { ...query, show });
    return html`<li class="${tone} ${count === 0 && 'nought'}"><a href="${target}" ${isHere && html`aria-current="true"`}><strong>${reader.number(count)}</strong><span>${label}</span></a></li>`;
  };
  const tones = {
    look: '',
    failing: 'bad',
    held: 'hold',
    running: 'busy',
    stale: 'bad',
    late: 'warn',
    fresh: 'good',
    none: 'quiet',
  } as const;
  const jobs =
    queue === null
      ? notice(reader, { tone: 'warn', title: words.queue, cause: words.noQueue })
      : html`<p><strong>${reader.label(words.queue)}</strong> ${words.jobs(reader.number(queue.active), reader.number(queue.waiting), reader.number(queue.delayed))}. <span class="hint">${words.runs(reader.number(runs.running), reader.number(runs.waiting), reader.number(runs.held))}</span></p>`;
  return html`<section class="card" aria-labelledby="summary"><h2 id="summary" class="unseen">${words.summary}</h2>
<ul class="figures">${figure(words.figures.sites, found.sites, undefined, '')}${STANDING_FILTERS.map((name) => figure(words.figures[name], counts[name], name, tones[name]))}</ul>
${jobs}</section>`;
}

function filterForm(reader: Reader, { q, show, sort, order }: ListQuery): Html {
  const words = operatorWords[reader.language];
  const shown: Option[] = [
    { value: '', label: words.all },
    ...STANDING_FILTERS.map((value) => ({ value, label: words.figures[value] })),
  ];
  const sorts = STANDING_SORTS.map((value) => ({ value, label: words.sorts[value] }));
  const orders = (['asc', 'desc'] as const).map((value) => ({ value, label: words.orders[value] }));
  return html`<form class="filters" method="get" action="${OPERATOR_PATH}" role="search">
${textField({ name: 'q', label: words.search, type: 'search', value: q })}
${selectField({ name: 'show', label: words.show, value: show ?? '', options: shown })}
${selectField({ name: 'sort', label: words.sort, value: sort ?? 'urgency', options: sorts })}
${selectField({ name: 'order', label: words.order, value: order ?? 'asc', options: orders })}
<p class="actions"><button class="button other">${words.apply}</button>${isNarrowed({ q, show }) && html`<a href="${OPERATOR_PATH}">${words.clear}</a>`}</p>
</form>`;
}
