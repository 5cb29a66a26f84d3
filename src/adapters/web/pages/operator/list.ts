/** The table of sites: a line for each with its last valid deposit, its freshness and what is going on. */

import { isoWithOffset } from '../../../../domain/model/calendar.ts';
import type { Overview, SiteStanding, StandingSort } from '../../../../domain/notify/overview.ts';
import { chip, emptyState } from '../../components/boxes.ts';
import { icon } from '../../components/icons.ts';
import { FRESHNESS_TONES, freshnessLook } from '../../components/marks.ts';
import { type Html, html } from '../../html.ts';
import { type Reader, readerOf } from '../../reader.ts';
import { placePath } from '../../shell/places.ts';
import { operatorWords } from '../../words/operator.ts';
import { isNarrowed, type ListQuery, listPath, sortPath } from './query.ts';

export interface SiteList {
  /** The address of the page that shows it. */
  readonly path: string;
  readonly title: string;
  readonly query: ListQuery;
  readonly found: Overview;
}

/** What nobody has to name. */
const USUAL_ZONE = 'Europe/Paris';

/** The page of the list that was asked for, or why it is empty. */
export function siteList(list: SiteList, reader: Reader): Html {
  const words = operatorWords[reader.language];
  const { query, found, title } = list;
  if (found.items.length === 0)
    return isNarrowed(query) ? emptyState(words.notFound, words.notFoundHint) : emptyState(words.none, words.noneHint);
  const { columns } = words;
  const isMixed = hasSeveralZones(found.items);
  return html`<table class="stack site-list">
<caption class="unseen">${title}</caption>
<thead><tr>${sortHead(list, 'name', columns.site, reader)}${sortHead(list, 'number', columns.number, reader)}${sortHead(list, 'last', columns.last, reader)}<th scope="col">${columns.freshness}</th>${sortHead(list, 'urgency', columns.state, reader)}<th scope="col" class="n">${columns.running}</th><th scope="col" class="n">${columns.held}</th><th scope="col" class="n">${columns.failing}</th></tr></thead>
<tbody>${found.items.map((site) => row(site, reader, isMixed))}</tbody>
</table>
${pages(list, reader)}`;
}

function sortHead({ path, query }: SiteList, sort: StandingSort, label: string, _reader: Reader): Html {
  const isSorted = (query.sort ?? 'urgency') === sort;
  const state = isSorted && html`aria-sort="${query.order === 'desc' ? 'descending' : 'ascending'}"`;
  return html`<th scope="col" ${state}><a class="sort" href="${sortPath(path, query, sort)}">${label}${isSorted && icon('down')}</a></th>`;
}

/** Moments are those of each site: where that is not the same everywhere, or not the usual one, the zone is named. */
function hasSeveralZones(sites: readonly SiteStanding[]): boolean {
  return sites.some(({ timezone }) => timezone !== USUAL_ZONE);
}

function row(site: SiteStanding, reader: Reader, isZoneNamed: boolean): Html {
  const words = operatorWords[reader.language];
  const { columns } = words;
  const { freshness, lastGoodAt, running, waiting, held, failing } = site;
  const own = readerOf(reader.language, site.timezone);
  const zone = isZoneNamed && html`<span class="hint">${words.zone(own.zoneName)}</span>`;
  const last = lastGoodAt === null ? words.never : html`${own.moment(isoWithOffset(lastGoodAt, site.timezone))}${zone}`;
  const places = site.establishments.map((one) => (one.name === site.name ? one.uai : `${one.name} (${one.uai})`));
  const missed = freshness.missedDays > 0 && words.missed(freshness.missedDays, reader.number(freshness.missedDays));
  const figure = (count: number, label: string): Html =>
    html`<td class="n ${count === 0 && 'nought'}" data-label="${label}"><div>${reader.number(count)}</div></td>`;
  return html`<tr>
<th scope="row"><a href="${placePath(site.id, 'board')}">${site.name}</a><span class="hint">${places.join(', ')}</span></th>
<td data-label="${columns.number}"><div>${site.id}</div></td>
<td class="moment" data-label="${columns.last}"><div class="stackable">${last}</div></td>
<td data-label="${columns.freshness}"><div class="stackable">${chip(...freshnessLook(freshness.state, lastGoodAt !== null, reader))}${missed && html`<span class="hint">${missed}</span>`}</div></td>
<td data-label="${columns.state}"><div>${stateChip(site, reader)}</div></td>
${figure(running + waiting, columns.running)}${figure(held, columns.held)}${figure(failing, columns.failing)}
</tr>`;
}

/** What an operator should know first. */
function stateChip(
  { failing, held, freshness: { state }, running, waiting, year }: SiteStanding,
  reader: Reader,
): Html {
  const { states, noYear } = operatorWords[reader.language];
  if (failing > 0) return chip('bad', states.failing);
  if (held > 0) return chip('hold', states.held);
  if (running + waiting > 0) return chip('busy', states.running);
  if (state === 'late' || state === 'stale') return chip(FRESHNESS_TONES[state], states.awaited);
  if (year === null) return html`${chip('quiet', states.closed)} <span class="hint">${noYear}</span>`;
  return html`<span class="hint">${states.good}</span>`;
}

function pages({ path, query, found }: SiteList, reader: Reader): Html {
  const words = operatorWords[reader.language];
  const { page, pages: last, total } = found;
  const to = (number: number, label: string): Html =>
    html`<a href="${listPath(path, query, { page: number === 1 ? undefined : number })}">${label}</a>`;
  const place = last > 1 && html`, ${words.page(reader.number(page), reader.number(last))}`;
  return html`<nav class="pager" aria-label="${words.pages}">${page > 1 && to(page - 1, words.previous)}${page < last && to(page + 1, words.next)}<span class="hint">${words.found(total, reader.number(total))}${place}</span></nav>`;
}
