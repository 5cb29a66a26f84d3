/** The filters of the history: a form that is an address, so that a filtered board can be kept and sent. */

import { z } from 'zod';
import type { RunStatus } from '../../../../domain/model/run.ts';
import { RUN_STATUSES, type RunFilter } from '../../../../domain/model/run-filter.ts';
import { icon } from '../../components/icons.ts';
import { type Html, html } from '../../html.ts';
import { cursor, day, wholeNumber } from '../../input.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';

const GROUPS = {
  open: ['received', 'running', 'held'],
  good: ['integrated', 'integrated-with-alerts', 'unchanged'],
  bad: ['rejected', 'failed'],
  other: ['superseded', 'cancelled', 'undone'],
} as const satisfies Record<string, readonly RunStatus[]>;

const GROUP_NAMES = ['open', 'good', 'bad', 'other'] as const;

/** An empty field of the form does not narrow. */
const blank = z.literal('').transform(() => undefined);

/** What the address says. */
export const boardQuery = z.object({
  cursor: cursor.optional(),
  status: z.union([blank, z.enum([...GROUP_NAMES, ...RUN_STATUSES])]).optional(),
  establishment: z.union([blank, wholeNumber(1, 999_999_999)]).optional(),
  trigger: z.union([blank, z.enum(['automatic', 'manual', 'replay'])]).optional(),
  from: z.union([blank, day]).optional(),
  to: z.union([blank, day]).optional(),
  text: z.string().trim().max(200).optional(),
});

export type BoardQuery = z.infer<typeof boardQuery>;

/** What the store is asked. */
export function filterOf({ status, establishment, trigger, from, to, text }: BoardQuery): RunFilter {
  return {
    ...(status === undefined ? {} : { statuses: statusesOf(status) }),
    ...(establishment === undefined ? {} : { establishment }),
    ...(trigger === undefined ? {} : { occasion: trigger }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(text ? { text } : {}),
  };
}

function statusesOf(status: NonNullable<BoardQuery['status']>): readonly RunStatus[] {
  return status === 'open' || status === 'good' || status === 'bad' || status === 'other' ? GROUPS[status] : [status];
}

export function isFiltered(query: BoardQuery): boolean {
  return Object.keys(filterOf(query)).length > 0;
}

/** The same board from another place in the list. */
export function boardPath({ path }: SiteVisit, { cursor: _cursor, ...query }: BoardQuery, next?: string): string {
  const entries = Object.entries({ ...query, cursor: next }).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? path('') : `${path('')}?${text}`;
}

/** Open while it narrows something. */
export function filterForm(visit: SiteVisit, query: BoardQuery): Html {
  const { reader, site, path } = visit;
  const words = boardWords[reader.language].filters;
  const option = (value: string, label: string, chosen: string | undefined): Html =>
    html`<option value="${value}" ${value === (chosen ?? '') && html`selected`}>${label}</option>`;
  const field = (name: string, label: string, control: Html): Html =>
    html`<div class="field"><label for="filter-${name}">${label}</label>${control}</div>`;
  const statuses = html`<select id="filter-status" name="status">${option('', words.all, query.status)}
${GROUP_NAMES.map((name) => option(name, words.groups[name], query.status))}
<optgroup label="${words.each}">${RUN_STATUSES.map((one) => option(one, one === 'rejected' ? words.rejected : reader.vocabulary.status[one], query.status))}</optgroup></select>`;
  const places = html`<select id="filter-establishment" name="establishment">${option('', words.all, query.establishment?.toString())}
${site.establishments.map((one) => option(String(one.number), one.name, query.establishment?.toString()))}</select>`;
  const triggers = html`<select id="filter-trigger" name="trigger">${option('', words.all, query.trigger)}
${option('automatic', words.automatic, query.trigger)}${option('manual', words.manual, query.trigger)}${option('replay', words.replayed, query.trigger)}</select>`;
  return html`<details class="filter-box" ${isFiltered(query) && html`open`}><summary>${icon('filter')}<span>${words.title}</span></summary>
<form class="filters" method="get" action="${path('')}" role="search">
${field('status', words.status, statuses)}
${site.establishments.length > 1 && field('establishment', words.establishment, places)}
${field('trigger', words.trigger, triggers)}
${field('from', words.from, html`<input id="filter-from" name="from" type="date" value="${query.from}">`)}
${field('to', words.to, html`<input id="filter-to" name="to" type="date" value="${query.to}">`)}
${field('text', words.text, html`<input id="filter-text" name="text" type="search" value="${query.text}">`)}
<p class="actions"><button class="button other">${words.apply}</button>${isFiltered(query) && html`<a href="${path('')}">${words.clear}</a>`}</p>
</form></details>`;
}
