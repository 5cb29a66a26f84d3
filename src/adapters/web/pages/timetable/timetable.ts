/** The stored timetable week by week: of a division, a teacher, a group or a room. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { addDays, type Day, wallClockOf } from '../../../../domain/model/calendar.ts';
import { WEEK_KINDS, type Week, type WeekChoices, type WeekFilter } from '../../../../domain/report/week.ts';
import { card, emptyState } from '../../components/boxes.ts';
import { button } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { weekTable } from '../../components/week-table.ts';
import { type Html, html } from '../../html.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { weekFilterOf, weekParameters, weekQuery } from '../../week-query.ts';
import { shellWords } from '../../words/shell.ts';
import { weekWords } from '../../words/week.ts';
import { runPath } from '../place-names.ts';
import { choiceLinks, findChoices, isChoice, searchForm, weekAddress } from '../week-choice.ts';

const query = z.object({ ...weekQuery.shape, q: z.string().trim().max(200).optional() });

export const timetablePage: SitePage = {
  place: 'timetable',
  routes(site) {
    site.get('/timetable', show);
  },
};

async function show(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, reader } = visit;
  const asked = visit.query(query);
  const choices = await administration.weekChoices(site.id);
  const filter = weekFilterOf(asked);
  if (filter) return await weekView(visit, choices, filter, asked.day);
  const path = visit.path('/timetable');
  const words = weekWords[reader.language];
  const linkTo = (one: WeekFilter): string => weekAddress(path, one, asked.day);
  const title = shellWords[reader.language].places.timetable;
  const page = (main: Html): FastifyReply =>
    visit.page({ title, place: 'timetable', main: html`${heading(reader, { title, lead: words.lead })}${main}` });
  if (WEEK_KINDS.every((kind) => choices[kind].length === 0)) return page(noTimetable(visit));
  const text = asked.q ?? '';
  const found = text === '' ? [] : findChoices(choices, text);
  const [only, another] = found;
  if (only && !another) return visit.reply.redirect(linkTo(only), 303);
  const search = searchForm(reader, path, choices, { text, day: asked.day });
  if (text === '')
    return page(
      html`${card('find', words.find, search)}${card('choose', words.choose, lists(visit, choices, linkTo))}`,
    );
  const results = another
    ? html`<p class="hint" role="status">${words.found(reader.number(found.length), text)}</p>${choiceLinks(visit, found, linkTo)}`
    : emptyState(words.notFound(text), words.notFoundHint);
  return page(html`${card('find', words.find, html`${search}${results}`)}
${!another && card('choose', words.choose, lists(visit, choices, linkTo))}`);
}

function noTimetable({ reader, mayAct, path }: SiteVisit): Html {
  const words = weekWords[reader.language];
  const title = shellWords[reader.language].places.timetable;
  const next = mayAct ? buttonLink(path('/import'), words.startImport) : undefined;
  return card('none', title, emptyState(words.noTimetable, words.noTimetableHint, next));
}

/** Divisions at once, the longer lists on demand. */
function lists(visit: SiteVisit, choices: WeekChoices, linkTo: (one: WeekFilter) => string): Html {
  const words = weekWords[visit.reader.language];
  return html`${choiceLinks(visit, choices.division, linkTo)}
${WEEK_KINDS.filter((kind) => kind !== 'division' && choices[kind].length > 0).map(
  (kind) =>
    html`<details class="finding"><summary><span class="name">${words.plural[kind]}</span><span class="count">${visit.reader.number(choices[kind].length)}</span></summary>${choiceLinks(visit, choices[kind], linkTo)}</details>`,
)}`;
}

async function weekView(
  visit: SiteVisit,
  choices: WeekChoices,
  filter: WeekFilter,
  asked: Day | undefined,
): Promise<FastifyReply> {
  const { administration, site, reader } = visit;
  const words = weekWords[reader.language];
  const path = visit.path('/timetable');
  const today = wallClockOf(visit.parts.clock.now(), reader.timeZone).day;
  const week = await administration.weekOf(site.id, asked ?? today, filter);
  // A name of a past year is known by its sessions.
  if (week.sessions.length === 0 && !isChoice(choices, filter)) return unknownView(visit, choices, filter, asked);
  const place = shellWords[reader.language].places.timetable;
  const title = `${words.kinds[filter.kind]} ${filter.name}`;
  const planned = week.sessions.filter(({ status }) => status === 'planned').length;
  const cancelled = week.sessions.length - planned;
  const count = words.total(planned, reader.number(planned), cancelled, reader.number(cancelled));
  return visit.page({
    title: `${title}, ${words.inWeekOf(reader.day(week.monday))}`,
    place: 'timetable',
    main: html`<div class="sheet">${heading(reader, { title, crumbs: [{ href: path, label: place }], ...(week.sessions.length > 0 ? { lead: count } : {}) })}
${weekNavigation(visit, week, filter, today)}
<section class="card" aria-label="${words.weekOf(reader.day(week.monday))}">
${week.closures.map((one) => html`<p class="hint">${words.closed(reader.day(one.firstDay), reader.day(one.lastDay))}</p>`)}
${week.sessions.length === 0 ? nothing(visit, week, filter) : weekTable(reader, { caption: `${title}, ${words.inWeekOf(reader.day(week.monday))}`, sessions: week.sessions, filter, more: originMark(visit, week) })}
</section>
${week.sessions.length > 0 && origins(visit, week)}
<section class="card week-find" aria-label="${words.change}">${searchForm(reader, path, choices, { day: week.monday })}</section></div>`,
  });
}

/** Nobody and nothing has that name: it was mistyped, or the link is older than the timetable. */
function unknownView(visit: SiteVisit, choices: WeekChoices, { name }: WeekFilter, day: Day | undefined): FastifyReply {
  const { reader } = visit;
  const words = weekWords[reader.language];
  const path = visit.path('/timetable');
  const title = words.notFound(name);
  const crumbs = [{ href: path, label: shellWords[reader.language].places.timetable }];
  const linkTo = (one: WeekFilter): string => weekAddress(path, one, day);
  const main = html`${heading(reader, { title, lead: words.notFoundHint, crumbs })}
${card('find', words.find, searchForm(reader, path, choices, { text: name, day }))}
${card('choose', words.choose, lists(visit, choices, linkTo))}`;
  return visit.page({ title, place: 'timetable', main }, 404);
}

/** Previous, this, next; and any other by its date. */
function weekNavigation({ reader, path }: SiteVisit, { monday }: Week, filter: WeekFilter, today: Day): Html {
  const words = weekWords[reader.language];
  const to = (day: Day): string => weekAddress(path('/timetable'), filter, day);
  const hidden = [...weekParameters(filter)].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const isNow = today >= monday && today <= addDays(monday, 6);
  return html`<div class="week-nav"><h2 class="now">${words.weekOf(reader.longDay(monday))} ${monday.slice(0, 4)}</h2>
<a class="button other" href="${to(addDays(monday, -7))}" rel="prev">← <span class="long">${words.previous}</span></a>
${!isNow && html`<a class="button other" href="${to(today)}">${words.today}</a>`}
<a class="button other" href="${to(addDays(monday, 7))}" rel="next"><span class="long">${words.next}</span> →</a>
<form class="go" method="get" action="${path('/timetable')}">${hidden}<label for="day" class="unseen">${words.date}</label><input id="day" name="day" type="date" value="${monday}" required>${button(words.show, 'other')}</form></div>`;
}

/** Why there is nothing, and what to do next. */
function nothing({ reader, path }: SiteVisit, { monday, closures, year }: Week, filter: WeekFilter): Html {
  const words = weekWords[reader.language];
  const isOutside = year === null;
  const hint = isOutside ? words.noYear : closures.length > 0 ? '' : words.noneHint(filter.name);
  const next = weekAddress(path('/timetable'), filter, addDays(monday, 7));
  return emptyState(words.none, hint, isOutside ? undefined : buttonLink(next, `${words.next} →`, 'other'));
}

type Told = Week['sessions'][number];

/** Beside sessions that a later import changed: which one. What most sessions share goes without saying. */
function originMark({ reader, site }: SiteVisit, { sessions }: Week): (session: Told) => Html | false {
  const words = weekWords[reader.language];
  const usual = byOrigin(sessions)[0]?.origin.run;
  return ({ origin }) =>
    origin !== null &&
    origin.run !== usual &&
    html`<p class="lesson-origin"><a href="${runPath({ site: site.id, id: origin.run })}">${origin.what === 'created' ? words.createdBy(origin.run) : words.originOf(origin.run)}</a></p>`;
}

/** Imports that these sessions come from, most sessions first. */
function byOrigin(
  sessions: readonly Told[],
): { readonly origin: NonNullable<Told['origin']>; readonly count: number }[] {
  const counts = new Map<string, { origin: NonNullable<Told['origin']>; count: number }>();
  for (const { origin } of sessions) {
    if (!origin) continue;
    const key = `${origin.what} ${origin.run}`;
    counts.set(key, { origin, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || Number(b.origin.run) - Number(a.origin.run));
}

function origins({ reader, site, parts }: SiteVisit, { sessions }: Week): Html {
  const words = weekWords[reader.language];
  const unknown = sessions.filter(({ origin }) => origin === null).length;
  const items = byOrigin(sessions).map(({ origin, count }) => {
    const said = origin.what === 'created' ? words.originCreated : words.originChanged;
    return html`<li>${said(count, reader.number(count))}<a href="${runPath({ site: site.id, id: origin.run })}">${words.originImport(origin.run)}</a></li>`;
  });
  return html`<details class="help origins"><summary><span>${words.origins}</span></summary><div><ul>${items}${unknown > 0 && html`<li>${words.originUnknown(unknown, reader.number(unknown), reader.number(parts.retention.changeDays))}</li>`}</ul><p class="hint">${words.print}</p></div></details>`;
}
