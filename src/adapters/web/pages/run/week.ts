/** A week before and after an import: whose, which, what differs, and both side by side. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RunItem } from '../../../../domain/administration.ts';
import { type Day, mondayOf, wallClockOf } from '../../../../domain/model/calendar.ts';
import type { RunChanges } from '../../../../domain/report/changes.ts';
import type { WeekChange, WeekDifference, WeekFilter } from '../../../../domain/report/week.ts';
import { frameOf } from '../../../../domain/report/week-grid.ts';
import { card, chip, emptyState, notice } from '../../components/boxes.ts';
import { comparedTable, weekTable } from '../../components/week-table.ts';
import { type Html, html } from '../../html.ts';
import { placePath } from '../../shell/places.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { weekFilterOf, weekQuery } from '../../week-query.ts';
import { changeWords } from '../../words/changes.ts';
import { sessionWords } from '../../words/sessions.ts';
import { weekWords } from '../../words/week.ts';
import { runPath } from '../place-names.ts';
import { choiceLinks, findChoices, isChoice, searchForm, weekAddress } from '../week-choice.ts';
import { SESSION_TONES } from './change-tables.ts';
import { decideNotice, hasWeeks, runOf, runPage } from './frame.ts';
import { aspectLines, beforeAfter, effectWords, lessonName, sessionTime, withWhom } from './said.ts';

const query = z.object({ ...weekQuery.shape, q: z.string().trim().max(200).optional() });

const OPEN_DIFFERENCES = 10;
/** Divisions offered above the weeks; the others are found by their names. */
const MAX_OFFERED = 8;

export async function runWeekView(visit: SiteVisit): Promise<FastifyReply> {
  const run = await runOf(visit);
  const { administration, reader, site } = visit;
  const words = weekWords[reader.language];
  const asked = visit.query(query);
  const path = `${runPath(run)}/week`;
  const [changes, choices] = await Promise.all([
    administration.changesOf(run.id, { limit: 1 }),
    administration.weekChoices(site.id),
  ]);
  const page = (main: Html, status?: number): FastifyReply =>
    runPage(
      visit,
      run,
      'week',
      { title: changeWords[reader.language].tabs.week, main: html`${decideNotice(visit, run)}${main}` },
      status,
    );
  if (!hasWeeks(run)) return page(nothingKnown(visit, run, 'none'));
  if (changes.sessions === 'none' || changes.sessions === 'forgotten')
    return page(nothingKnown(visit, run, changes.sessions));

  const found = asked.q === undefined || asked.q === '' ? [] : findChoices(choices, asked.q);
  const [only, another] = found;
  if (only && !another) return visit.reply.redirect(weekAddress(path, only, asked.day), 303);
  const search = searchForm(reader, path, choices, { text: asked.q ?? '', day: asked.day });
  const notFound = (name: string, status?: number): FastifyReply =>
    page(card('find', words.find, html`${search}${emptyState(words.notFound(name), words.tryPart)}`), status);
  if (asked.q) {
    if (!another) return notFound(asked.q);
    const links = choiceLinks(visit, found, (one) => weekAddress(path, one, asked.day));
    return page(card('find', words.find, html`${search}${links}`));
  }
  const [most] = changes.divisions;
  const filter = weekFilterOf(asked) ?? (most ? ofDivision(visit, most) : null) ?? choices.division[0] ?? null;
  if (!filter) return page(card('find', words.find, search));
  const today = wallClockOf(visit.parts.clock.now(), reader.timeZone).day;
  const week = await weekToShow(visit, run, filter, asked.day, changes, today);
  // What this import takes away or would bring has no sessions now.
  const hasNothing =
    week.noted !== 'forgotten' && [week.weeks, week.before, week.after].every((one) => one.length === 0);
  if (hasNothing && !isChoice(choices, filter)) return notFound(filter.name, 404);
  return page(html`${pick(visit, path, changes, week, filter, search)}
${week.noted === 'forgotten' ? nothingKnown(visit, run, 'forgotten') : comparison(visit, run, week, filter)}`);
}

function nothingKnown({ reader, parts }: SiteVisit, run: RunItem, sessions: RunChanges['sessions']): Html {
  const words = changeWords[reader.language];
  return sessions === 'forgotten'
    ? notice(reader, {
        tone: 'quiet',
        title: words.forgotten,
        cause: words.forgottenHint(reader.number(parts.retention.changeDays)),
      })
    : card(
        'nothing',
        words.tabs.week,
        emptyState(words.empty, hasWeeks(run) ? words.none.sessions : effectWords(reader, run)),
      );
}

function ofDivision({ site }: SiteVisit, { name, establishment }: RunChanges['divisions'][number]): WeekFilter {
  return { kind: 'division', name, ...(site.establishments.length > 1 ? { establishment } : {}) };
}

/** The week that was asked for; else the next one that changes for the one who was asked for. */
async function weekToShow(
  { administration }: SiteVisit,
  run: RunItem,
  filter: WeekFilter,
  asked: Day | undefined,
  changes: RunChanges,
  today: Day,
): Promise<WeekChange> {
  const nextOf = (weeks: WeekChange['weeks']): Day | undefined =>
    (weeks.find(({ monday }) => monday >= mondayOf(today)) ?? weeks[0])?.monday;
  const first = await administration.weekChangeOf(run.id, asked ?? nextOf(changes.weeks) ?? today, filter);
  const better = asked === undefined ? nextOf(first.weeks) : undefined;
  return better === undefined || better === first.monday
    ? first
    : await administration.weekChangeOf(run.id, better, filter);
}

/** Whose week, and which of those that change. */
function pick(
  visit: SiteVisit,
  path: string,
  { divisions }: RunChanges,
  { weeks, monday }: WeekChange,
  filter: WeekFilter,
  search: Html,
): Html {
  const { reader } = visit;
  const words = weekWords[reader.language];
  const link = (href: string, label: string, count: number, isCurrent: boolean): Html =>
    html`<li><a href="${href}" ${isCurrent && html`aria-current="true"`}>${label} <span class="count"><span class="unseen">, </span>${reader.number(count)}<span class="unseen"> ${words.run.weekCount(count, '').trim()}</span></span></a></li>`;
  const offered = divisions.slice(0, MAX_OFFERED).map((one) => {
    const own = ofDivision(visit, one);
    const isCurrent = filter.kind === 'division' && filter.name === one.name;
    return link(weekAddress(path, own), one.name, one.changes, isCurrent);
  });
  const list = weeks.map((one) =>
    link(weekAddress(path, filter, one.monday), reader.day(one.monday), one.changes, one.monday === monday),
  );
  const shown =
    list.length > 12
      ? html`<details><summary>${words.run.changedWeeks(filter.name)} (${reader.number(list.length)})</summary><ul class="chips">${list}</ul></details>`
      : html`<h3>${words.run.changedWeeks(filter.name)}</h3><ul class="chips">${list}</ul>`;
  return html`<section class="card week-find" aria-label="${words.change}">${search}
${offered.length > 0 && html`<div class="week-pick"><h3>${words.run.most}</h3><ul class="chips">${offered}</ul></div>`}
<div class="week-pick">${list.length > 0 ? shown : html`<p class="hint">${words.run.noWeeks(filter.name)}</p>`}</div></section>`;
}

function comparison(visit: SiteVisit, run: RunItem, week: WeekChange, filter: WeekFilter): Html {
  const { reader, site } = visit;
  const words = weekWords[reader.language];
  const { before, after, differences, closures, later } = week;
  const told = week.wouldBe ? words.run.wouldBe : run.status === 'undone' ? words.run.undone : words.run.did;
  const frame = frameOf([...before, ...after]);
  // Where one week is empty there is nothing to be level with.
  const isPaired = before.length > 0 && after.length > 0;
  const sides = [
    { name: words.run.before, sessions: before },
    { name: words.run.after, sessions: after },
  ] as const;
  const both =
    isPaired && comparedTable(reader, { caption: `${words.run.title}, ${filter.name}`, sides, filter, frame });
  const side = (kind: 'before' | 'after', sessions: WeekChange['before']): Html => {
    const name = words.run[kind];
    return html`<div class="side-${kind}"><h3>${name}</h3>${
      sessions.length === 0
        ? html`<p class="hint">${words.run.empty}</p>`
        : weekTable(reader, { caption: `${name}, ${filter.name}`, sessions, filter, frame, level: 4 })
    }</div>`;
  };
  const laterRuns = later.map((id) => words.origin(id)).join(', ');
  const now = weekAddress(placePath(site.id, 'timetable'), filter, week.monday);
  const title = `${filter.name}, ${words.inWeekOf(reader.day(week.monday))}`;
  return html`<div class="sheet">${card(
    'compared',
    title,
    html`${weekLinks(visit, run, week, filter)}
<p class="hint">${told}${later.length > 0 && html` ${words.run.later(laterRuns)} <a href="${now}">${words.run.now}</a>`}</p>
${closures.map((one) => html`<p class="hint">${words.closed(reader.day(one.firstDay), reader.day(one.lastDay))}</p>`)}
${differenceList(visit, differences)}`,
  )}
<section class="card" aria-label="${words.run.title}">${sideSwitch(visit)}<div class="sides ${isPaired && 'paired'}">${side('before', before)}${side('after', after)}</div>${both}</section></div>`;
}

/** On a phone one week is shown at a time: which one, without a request and without script. */
function sideSwitch({ reader }: SiteVisit): Html {
  const words = weekWords[reader.language].run;
  const choice = (kind: 'before' | 'after', isChecked: boolean): Html =>
    html`<label><input type="radio" name="side" id="show-${kind}" value="${kind}" autocomplete="off" ${isChecked && html`checked`}><span>${words[kind]}</span></label>`;
  return html`<fieldset class="side-switch"><legend class="unseen">${words.show}</legend>${choice('before', false)}${choice('after', true)}</fieldset>`;
}

/** A long list is closed: the two weeks below say it, too. */
function differenceList(visit: SiteVisit, differences: readonly WeekDifference[]): Html {
  const { reader } = visit;
  const words = weekWords[reader.language].run;
  if (differences.length === 0) return html`<p>${words.noDifferences}</p>`;
  const list = html`<ul class="differences">${differences.map((one) => difference(visit, one))}</ul>`;
  if (differences.length <= OPEN_DIFFERENCES) return html`<h3>${words.differences}</h3>${list}`;
  const count = words.weekCount(differences.length, reader.number(differences.length));
  return html`<details class="finding"><summary><h3 class="name">${words.differences}</h3><span class="count">${count}</span></summary>${list}</details>`;
}

/** To the changed weeks before and after this one. */
function weekLinks({ reader }: SiteVisit, run: RunItem, { weeks, monday }: WeekChange, filter: WeekFilter): Html {
  const words = weekWords[reader.language].run;
  const path = `${runPath(run)}/week`;
  const [before, after] = [weeks.filter((one) => one.monday < monday).at(-1), weeks.find((one) => one.monday > monday)];
  const link = (week: typeof before, label: string): Html | false =>
    week !== undefined && html`<a class="button other" href="${weekAddress(path, filter, week.monday)}">${label}</a>`;
  return html`<p class="week-nav">${link(before, `← ${words.previous}`)}${link(after, `${words.next} →`)}</p>`;
}

function difference({ reader }: SiteVisit, { kind, aspects, before, after }: WeekDifference): Html | null {
  const side = after ?? before;
  if (!side) return null;
  const time =
    before && after && kind === 'moved'
      ? beforeAfter(reader, sessionTime(reader, before), sessionTime(reader, after))
      : html`${sessionTime(reader, side)}`;
  const same = aspects.includes('teachers') || aspects.includes('rooms') ? '' : withWhom(side);
  return html`<li>${chip(SESSION_TONES[kind], sessionWords[reader.language].one[kind])}<p>${time}</p><div><p>${lessonName(side)}</p>${aspectLines(reader, aspects, before, after)}${same !== '' && html`<p class="hint">${same}</p>`}</div></li>`;
}
