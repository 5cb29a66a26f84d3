/** Année scolaire: the open year, what automatic import still needs, closures, the year turn, and the years before. */

import type { FastifyReply } from 'fastify';
import { dayToUtc } from '../../../../domain/model/calendar.ts';
import type { PastYear, YearClosure, YearState } from '../../../../domain/model/school-year.ts';
import { card, chip, emptyState, facts, type Tone } from '../../components/boxes.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { yearWords } from '../../words/year.ts';
import { establishmentName } from '../place-names.ts';
import { yearCalendar } from './calendar.ts';
import { comingCard, needsCard } from './needs.ts';
import { confirmTurn, turn, turnCard, withdraw } from './turn.ts';
import { saveWeeks, showWeeks, weeksCard } from './weeks.ts';

export const yearPage: SitePage = {
  place: 'year',
  routes(site) {
    site.get('/year', show);
    site.get('/year/turn', confirmTurn, { needs: 'manager' });
    site.post('/year/turn', turn);
    site.post('/year/withdraw', withdraw);
    site.get('/year/weeks', showWeeks, { needs: 'manager' });
    site.post('/year/weeks', saveWeeks);
  },
};

async function show(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, mayAct } = visit;
  const words = yearWords[reader.language];
  const title = shellWords[reader.language].places.year;
  const state = await administration.yearState(site.id);
  return visit.page({
    title,
    place: 'year',
    main: html`${heading(reader, { title, lead: words.lead })}
<div class="split"><div>${openCard(visit, state)}${mayAct && (state.open ?? state.announced) !== null && turnCard(visit, state)}</div><div>${state.announced && comingCard(visit, state.announced)}${needsCard(visit, state)}${weeksCard(visit, state)}</div></div>
${state.open && closuresCard(visit, state)}
${card('passees', words.past, state.past.length === 0 ? html`<p class="hint">${words.pastNone}</p>` : pastTable(visit, state.past))}`,
  });
}

function openCard(visit: SiteVisit, { open, today }: YearState): Html {
  const { reader, parts, path, mayAct } = visit;
  const words = yearWords[reader.language];
  if (open === null) {
    const action = mayAct && parts.places.has('import') ? buttonLink(path('/import'), words.firstImport) : undefined;
    return card('ouverte', words.open, emptyState(words.none, words.noneHint, action));
  }
  const [tone, word]: readonly [Tone, string] =
    today < open.firstDay
      ? ['busy', words.future]
      : today > open.lastDay
        ? ['quiet', words.over]
        : ['good', words.current];
  const by = open.openedBy;
  return card(
    'ouverte',
    words.open,
    facts([
      [words.year, html`<strong>${open.name}</strong>`],
      [words.firstDay, reader.day(open.firstDay)],
      [words.lastDay, reader.day(open.lastDay)],
      [words.openedAt, reader.moment(open.openedAt)],
      [words.openedBy, by && html`<a href="${path(`/runs/${by.run}`)}">${words.byRun(by.run, by.filename)}</a>`],
    ]),
    chip(tone, word),
  );
}

function closuresCard(visit: SiteVisit, state: YearState): Html {
  const { reader } = visit;
  const words = yearWords[reader.language];
  const { open, closures, today } = state;
  if (open === null || closures.length === 0)
    return card('fermetures', words.closures, html`<p class="hint">${words.closuresNone}</p>`);
  const isDerived = closures.some((one) => one.source === 'derived');
  return card(
    'fermetures',
    words.closures,
    html`<p class="hint">${isDerived ? words.derived : words.read}</p>
<div class="year-view"><div>${yearCalendar({ ...open, closures, today }, reader)}</div>
<ul class="closures">${closures.map((one) => closureItem(visit, one))}</ul></div>`,
  );
}

function closureItem({ reader, site }: SiteVisit, one: YearClosure): Html {
  const words = yearWords[reader.language];
  const { firstDay, lastDay, establishments } = one;
  const first = reader.longDay(firstDay);
  const text = firstDay === lastDay ? first : words.fromTo(first, reader.longDay(lastDay));
  const places = establishments.map((number) => establishmentName(site, number, reader)).join(', ');
  return html`<li>${text} <span class="hint">${words.days(daysOf(one))}${places !== '' && ` · ${places}`}</span></li>`;
}

/** Both days included. */
function daysOf({ firstDay, lastDay }: YearClosure): number {
  return Math.round((dayToUtc(lastDay) - dayToUtc(firstDay)) / 86_400_000) + 1;
}

function pastTable({ reader }: SiteVisit, years: readonly PastYear[]): Html {
  const words = yearWords[reader.language];
  const { columns } = words;
  const count = (label: string, of: (one: PastYear) => number) => ({
    label,
    kind: 'number' as const,
    cell: (one: PastYear) => reader.number(of(one)),
  });
  return table({
    caption: words.past,
    rows: years,
    columns: [
      { label: words.year, kind: 'head', cell: (one) => one.name },
      { label: words.firstDay, cell: (one) => reader.day(one.firstDay) },
      { label: words.lastDay, cell: (one) => reader.day(one.lastDay) },
      count(columns.runs, (one) => one.runs),
      count(columns.divisions, (one) => one.divisions),
      count(columns.groups, (one) => one.groups),
      count(columns.services, (one) => one.services),
      count(columns.sessions, (one) => one.sessions),
    ],
  });
}
