/** The page of matches: what is open with its suggestions, and what was decided. */

import type { FastifyReply } from 'fastify';
import type { MatchBoard, MatchItem } from '../../../../domain/diff/match-desk.ts';
import { chip, emptyState } from '../../components/boxes.ts';
import { LOOK_SECONDS } from '../../components/live.ts';
import { buttonLink, heading, tabs } from '../../components/navigation.ts';
import { type Column, table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { shellWords } from '../../words/shell.ts';
import { emptyDirectoryNotice } from '../empty-directory.ts';
import { type From, offerList } from './offers.ts';
import { aboutItem, personFacts } from './parts.ts';
import { isMoving, statusPart } from './status.ts';
import {
  KINDS,
  listPager,
  placeId,
  quietButton,
  stepPath,
  type View,
  viewOf,
  viewPath,
  viewText,
  withMoving,
} from './view.ts';

const PAGE = 25;

export async function listsPage(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path } = visit;
  const words = matchWords[reader.language];
  const board = await administration.matchBoard(site.id);
  const view = viewOf(visit, board);
  const title = shellWords[reader.language].places.matches;
  // Whoever goes on before an evaluation has ended is still told of its end.
  const next = withMoving(view, board);
  const content = view.state === 'open' ? await openList(visit, next, board) : await decidedList(visit, next);
  return visit.page({
    title,
    place: 'matches',
    refreshSeconds: isMoving(board) ? LOOK_SECONDS : undefined,
    main: html`${heading(reader, { title, lead: words.lead, help: words.help.map((one) => html`<p>${reader.sentence(one)}</p>`) })}
${await statusPart(visit, board, view)}
${emptyDirectoryNotice(visit)}
${tabs(
  reader,
  KINDS.map((kind) => ({
    href: viewPath(visit, { kind, state: view.state, runs: next.runs }),
    label: words.kinds[kind],
    count: view.state === 'open' ? board.kinds[kind].open : board.kinds[kind].decided,
    isCurrent: kind === view.kind,
  })),
)}
<div class="toolbar">${views(visit, next, board)}${search(visit, next, path('/matches'))}</div>
${content}`,
  });
}

/** What is open, or what was decided. */
function views(visit: SiteVisit, view: View, board: MatchBoard): Html {
  const words = matchWords[visit.reader.language];
  const { number } = visit.reader;
  const counts = board.kinds[view.kind];
  return html`<nav aria-label="${words.viewsLabel}"><ul class="views">${(['open', 'decided'] as const).map(
    (state) =>
      html`<li><a href="${viewPath(visit, { kind: view.kind, state, runs: view.runs })}" ${state === view.state && html`aria-current="page"`}>${words.views[state]} (${number(counts[state])})</a></li>`,
  )}</ul></nav>`;
}

function search({ reader }: SiteVisit, { kind, state, q, runs }: View, action: string): Html {
  const words = matchWords[reader.language];
  return html`<form class="filters find" method="get" action="${action}" role="search"><input type="hidden" name="kind" value="${kind}">${state === 'decided' && html`<input type="hidden" name="state" value="decided">`}${runs.length > 0 && html`<input type="hidden" name="runs" value="${runs.join(',')}">`}<div class="field"><label for="q">${words.search}</label><input id="q" name="q" type="search" value="${q}" maxlength="200" autocomplete="off"></div><p class="actions"><button class="button other">${words.searchGo}</button></p></form>`;
}

async function openList(visit: SiteVisit, view: View, board: MatchBoard): Promise<Html> {
  const { administration, reader, site, path, mayAct } = visit;
  const words = matchWords[reader.language];
  const { kind, q } = view;
  const asked = { kind, query: q, order: view.order, limit: PAGE };
  let at = Number(view.cursor);
  let list = await administration.openMatches(site.id, { ...asked, cursor: view.cursor });
  // The page has emptied itself by the last decision.
  if (list.items.length === 0 && list.total > 0) {
    at = Math.floor((list.total - 1) / PAGE) * PAGE;
    list = await administration.openMatches(site.id, { ...asked, cursor: String(at) });
  }
  if (list.total === 0) return html`<section class="card">${nothingOpen(visit, view, board)}</section>`;
  const { sure } = board.kinds[kind];
  const back = viewText({ ...view, cursor: String(at) });
  return html`${
    sure > 0 &&
    mayAct &&
    html`<section class="card sure"><p>${words.sure(sure, reader.number(sure))}</p>${buttonLink(path(`/matches/accept?kind=${kind}`), words.sureGo, 'other')}</section>`
  }${list.total > 1 && orders(visit, view)}<section class="card" aria-label="${words.views.open}">${list.items.map((item, place) => openItem(visit, item, { back, place: String(place) }))}</section>
${listPager(visit, list.total, PAGE, at, (cursor) => viewPath(visit, { ...view, cursor }))}`;
}

function nothingOpen(visit: SiteVisit, view: View, board: MatchBoard): Html {
  const words = matchWords[visit.reader.language];
  const all = buttonLink(
    viewPath(visit, { kind: view.kind, state: view.state, runs: view.runs }),
    words.searchAll,
    'other',
  );
  if (view.q !== '') return emptyState(words.notFound, words.notFoundHint, all);
  if (board.lastRun === null) return emptyState(words.noFile, words.noFileHint);
  return emptyState(words.allDone, words.allDoneHint[view.kind]);
}

/** By name, or what is likely first: in a long list that is what is decided in a minute. */
function orders(visit: SiteVisit, view: View): Html {
  const words = matchWords[visit.reader.language];
  return html`<nav aria-label="${words.ordersLabel}"><ul class="views">${(['name', 'score'] as const).map(
    (order) =>
      html`<li><a href="${viewPath(visit, { ...view, order, cursor: '0' })}" ${order === view.order && html`aria-current="page"`}>${words.orders[order]}</a></li>`,
  )}</ul></nav>`;
}

function openItem(visit: SiteVisit, item: MatchItem, from: From): Html {
  const { reader, mayAct } = visit;
  const words = matchWords[reader.language];
  const { kind, key, label, suggestions } = item;
  const { back } = from;
  const about = words.forName(label);
  const others =
    mayAct &&
    html`<div class="others"><a href="${stepPath(visit, 'choose', item, back)}">${words.short.choose}<span class="unseen"> ${words.inDirectoryFor(label)}</span></a>
<a href="${stepPath(visit, 'new', item, back)}">${words.short.create}<span class="unseen"> ${words.inDirectoryFor(label)}</span></a>
${quietButton(visit, 'ignore', words.ignore, { kind, key, ...from }, about)}</div>`;
  return html`<article class="open-match" aria-label="${label}" id="${placeId(from.place)}" tabindex="-1">
<div><h3>${label}</h3><p class="about">${aboutItem(visit, item)}</p>${item.state === 'ambiguous' && chip('hold', words.state.ambiguous)}</div>
<div>${suggestions.length === 0 ? html`<p class="hint">${words.noSuggestion}</p>` : offerList(visit, item, from)}${others}</div>
</article>`;
}

async function decidedList(visit: SiteVisit, view: View): Promise<Html> {
  const { administration, reader, site } = visit;
  const words = matchWords[reader.language];
  const { kind, q, cursor } = view;
  const list = await administration.decidedMatches(site.id, { kind, query: q, cursor, limit: PAGE });
  if (list.total === 0) {
    const all = buttonLink(viewPath(visit, { kind, state: 'decided', runs: view.runs }), words.searchAll, 'other');
    const empty =
      q === ''
        ? emptyState(words.noDecision, words.noDecisionHint)
        : emptyState(words.notFound, words.notFoundHint, all);
    return html`<section class="card">${empty}</section>`;
  }
  return html`<section class="card" aria-label="${words.views.decided}">${table({
    caption: words.views.decided,
    rows: list.items,
    columns: decidedColumns(visit, viewText(view)),
  })}</section>
${listPager(visit, list.total, PAGE, Number(cursor), (next) => viewPath(visit, { ...view, cursor: next }))}`;
}

function decidedColumns(visit: SiteVisit, back: string): readonly Column<MatchItem>[] {
  const { reader, mayAct } = visit;
  const words = matchWords[reader.language];
  const columns: Column<MatchItem>[] = [
    {
      label: words.columns.file,
      kind: 'head',
      cell: (item) => html`${item.label}<br><span class="hint">${aboutItem(visit, item)}</span>`,
    },
    { label: words.columns.directory, cell: (item) => counterpart(visit, item) },
    {
      label: words.columns.by,
      cell: ({ decidedBy = '', decidedByActor: actor = decidedBy }) =>
        reader.vocabulary.actor(actor, actor === decidedBy ? undefined : decidedBy),
    },
    { label: words.columns.at, cell: ({ decidedAt }) => decidedAt !== undefined && reader.moment(decidedAt) },
  ];
  if (mayAct) columns.push({ label: words.columns.action, cell: (item) => takeBack(visit, item, back) });
  return columns;
}

function counterpart(
  { reader }: SiteVisit,
  { state, directoryLabel, inDirectory, isByHand, hasTwin }: MatchItem,
): Html {
  const words = matchWords[reader.language];
  if (state === 'ignored') return html`<span class="hint">${words.none}</span>`;
  if (directoryLabel === null || directoryLabel === undefined) return chip('warn', words.gone);
  const facts = inDirectory ? personFacts(reader, inDirectory) : '';
  return html`${directoryLabel} ${isByHand && chip('quiet', words.byHand)}${facts !== '' && html`<br><span class="hint">${facts}</span>`}${hasTwin && html`<br>${chip('warn', words.twin)}<br><span class="hint">${words.twinHint}</span>`}`;
}

function takeBack(visit: SiteVisit, { kind, key, label, directoryId, isByHand }: MatchItem, back: string): Html {
  const words = matchWords[visit.reader.language];
  const about = words.forName(label);
  const entry =
    isByHand &&
    directoryId !== null &&
    html`<a href="${visit.path(`/matches/remove?${new URLSearchParams({ kind, key, back })}`)}">${words.remove}<span class="unseen"> ${about}</span></a>`;
  return html`<span class="cell-actions">${quietButton(visit, 'clear', words.forget, { kind, key, back }, about)}${entry}</span>`;
}
