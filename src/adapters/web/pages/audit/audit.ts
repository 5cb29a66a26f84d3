/** « Journal des actions »: the audit log of a site for its managers, narrowed to a person, a subject or days, and as a file. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ActionFilter, ActionItem, ActorItem } from '../../../../domain/model/audit.ts';
import { emptyState } from '../../components/boxes.ts';
import { selectField, textField } from '../../components/forms.ts';
import { icon } from '../../components/icons.ts';
import { download, heading, pager } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { type Cell, sendCsv } from '../../csv.ts';
import { type Html, html } from '../../html.ts';
import { cursor, day } from '../../input.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { auditWords } from '../../words/audit.ts';
import { shellWords } from '../../words/shell.ts';
import { actorWord, type ControlTitles, fromWhere, sentenceOf, TOPICS, topicWord, whoDid } from './told.ts';

const PER_PAGE = 50;
/** So many are asked for at once while the file is written. */
const PER_CHUNK = 1_000;

const needs = 'manager' as const;

export const auditPage: SitePage = {
  place: 'audit',
  routes(site) {
    site.get('/audit', show, { needs });
    site.get('/audit/actions.csv', file, { needs });
  },
};

/** An empty field of the form does not narrow. */
const blank = z.literal('').transform(() => undefined);

const auditQuery = z.object({
  actor: z.union([blank, z.string().regex(/^(?:(?:person|account|token):\d{1,18}|command|daemon|nobody)$/)]).optional(),
  topic: z.union([blank, z.enum(TOPICS)]).optional(),
  from: z.union([blank, day]).optional(),
  to: z.union([blank, day]).optional(),
  cursor: cursor.optional(),
});

type AuditQuery = z.infer<typeof auditQuery>;

function filterOf({ actor, topic, from, to }: AuditQuery): ActionFilter {
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(topic === undefined ? {} : { topic }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The same entries at another address: another place in the list, or the file. */
function pathOf({ path }: SiteVisit, query: AuditQuery, { base = '/audit', next = '' } = {}): string {
  const entries = Object.entries({ ...filterOf(query), ...(next === '' ? {} : { cursor: next }) });
  const text = new URLSearchParams(entries).toString();
  return text === '' ? path(base) : `${path(base)}?${text}`;
}

async function controlTitles({ administration, site, reader }: SiteVisit): Promise<ControlTitles> {
  const { items } = await administration.thresholds(site.id, reader.language);
  return new Map(items.map(({ code, title }) => [code, title]));
}

async function show(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site } = visit;
  const words = auditWords[reader.language];
  const title = shellWords[reader.language].places.audit;
  const query = visit.query(auditQuery);
  const page = { limit: PER_PAGE, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
  const [found, actors, titles] = await Promise.all([
    administration.actions(site.id, { ...filterOf(query), ...page }),
    administration.actors(site.id),
    controlTitles(visit),
  ]);
  const isNarrowed = Object.keys(filterOf(query)).length > 0;
  const older = found.nextCursor;
  const csv = download(pathOf(visit, query, { base: '/audit/actions.csv' }), isNarrowed ? words.csvFound : words.csv);
  const list = html`${entries(visit, found.items, titles)}
${pager(reader, {
  newest: query.cursor === undefined ? undefined : pathOf(visit, query),
  older: older === undefined ? undefined : pathOf(visit, query, { next: older }),
  summary: words.total(found.total, reader.number(found.total)),
})}<p class="actions">${csv}</p>`;
  const nothing = isNarrowed
    ? emptyState(words.noneFound, words.noneFoundHint)
    : emptyState(words.none, words.noneHint);
  return visit.page({
    title,
    place: 'audit',
    main: html`${heading(reader, { title, lead: words.lead, help: html`<ul>${words.help.map((one) => html`<li>${one}</li>`)}</ul>` })}
<section class="card" aria-label="${title}">${filterForm(visit, query, actors.items, isNarrowed)}${found.items.length === 0 ? nothing : list}</section>`,
  });
}

/** Open while it narrows something. */
function filterForm(
  { reader, path }: SiteVisit,
  query: AuditQuery,
  actors: readonly ActorItem[],
  isNarrowed: boolean,
): Html {
  const { filters: words, topics } = auditWords[reader.language];
  const people = [
    { value: '', label: words.everybody },
    ...actors.map((one) => ({ value: one.key, label: actorWord(one, reader) })),
  ];
  const subjects = [{ value: '', label: words.all }, ...TOPICS.map((value) => ({ value, label: topics[value] }))];
  return html`<details class="filter-box" ${isNarrowed && html`open`}><summary>${icon('filter')}<span>${words.title}</span></summary>
<form class="filters" method="get" action="${path('/audit')}" role="search">
${selectField({ name: 'actor', label: words.actor, value: query.actor ?? '', options: people })}
${selectField({ name: 'topic', label: words.topic, value: query.topic ?? '', options: subjects })}
${textField({ name: 'from', label: words.from, type: 'date', value: query.from })}
${textField({ name: 'to', label: words.to, type: 'date', value: query.to })}
<p class="actions"><button class="button other">${words.apply}</button>${isNarrowed && html`<a href="${path('/audit')}">${words.clear}</a>`}</p>
</form></details>`;
}

function entries(visit: SiteVisit, items: readonly ActionItem[], titles: ControlTitles): Html {
  const { reader } = visit;
  const { columns } = auditWords[reader.language];
  return table({
    caption: shellWords[reader.language].places.audit,
    rows: items,
    columns: [
      { label: columns.at, kind: 'head', cell: ({ at }) => html`<span class="unbroken">${reader.moment(at)}</span>` },
      { label: columns.by, cell: (one) => whoDid(one, reader) },
      { label: columns.what, cell: (one) => html`<span>${withLinks(visit, sentenceOf(one, reader, titles))}</span>` },
      { label: columns.from, cell: (one) => html`<span class="unbroken">${fromWhere(one, reader) || '–'}</span>` },
    ],
  });
}

/** The imports that a sentence names lead to their pages. */
function withLinks({ path }: SiteVisit, sentence: string): Html[] {
  return sentence.split(/(import (?:n°|no\.)\s\d+)/).map((text, at) => {
    const run = /\d+$/.exec(text)?.[0];
    return at % 2 === 1 && run !== undefined ? html`<a href="${path(`/runs/${run}`)}">${text}</a>` : html`${text}`;
  });
}

async function file(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, site, reply } = visit;
  const words = auditWords[reader.language];
  const query = visit.query(auditQuery);
  const titles = await controlTitles(visit);
  return sendCsv(reply, words.fileName(site.id), words.fileColumns, rowsOf(visit, filterOf(query), titles));
}

/** All entries that fit, however many there are. */
async function* rowsOf(
  { administration, site, reader }: SiteVisit,
  filter: ActionFilter,
  titles: ControlTitles,
): AsyncGenerator<readonly Cell[]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = { ...filter, limit: PER_CHUNK, ...(next === '' ? {} : { cursor: next }) };
    const { items, nextCursor } = await administration.actions(site.id, page);
    for (const one of items)
      yield [
        reader.moment(one.at),
        whoDid(one, reader),
        topicWord(one, reader),
        sentenceOf(one, reader, titles),
        fromWhere(one, reader),
      ];
    next = nextCursor;
  }
}
