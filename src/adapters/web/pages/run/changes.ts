/** What an import changed, or would change: an overview, and each part in pages. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RunItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { effectOf } from '../../../../domain/model/run.ts';
import { CHANGE_PARTS, type ChangePart, type RunChanges } from '../../../../domain/report/changes.ts';
import { SESSION_KINDS, type SessionKind } from '../../../../domain/report/session-lines.ts';
import { card, emptyState, notice } from '../../components/boxes.ts';
import { buttonLink, download } from '../../components/navigation.ts';
import { sendCsv } from '../../csv.ts';
import { type Html, html } from '../../html.ts';
import { cursor } from '../../input.ts';
import { placePath } from '../../shell/places.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { changeWords } from '../../words/changes.ts';
import { sessionWords } from '../../words/sessions.ts';
import { runPath } from '../place-names.ts';
import { CHANGE_TABLES } from './change-tables.ts';
import { sessionCsv } from './files.ts';
import { decideNotice, runOf, runPage } from './frame.ts';
import { effectWords } from './said.ts';

/** What matters most to a school comes first. */
const ORDER: readonly ChangePart[] = ['sessions', 'services', 'groups', 'subjects', 'closures'];
const OVERVIEW_LINES = 10;
const PAGE_LINES = 50;
const linesQuery = z.object({ cursor: cursor.optional(), kind: z.enum(SESSION_KINDS).optional() });

/** All parts with their first lines. */
export async function changesView(visit: SiteVisit): Promise<FastifyReply> {
  const run = await runOf(visit);
  const { reader } = visit;
  const words = changeWords[reader.language];
  const changes = await visit.administration.changesOf(run.id, { limit: OVERVIEW_LINES });
  return runPage(visit, run, 'changes', {
    title: words.tabs.changes,
    main: html`${decideNotice(visit, run)}
<p class="lead">${leadOf(visit, run, changes)}</p>
${overview(visit, run, changes)}`,
    ...(changes.parts.sessions.total > 0 ? { help: html`<p>${words.help}</p>` } : {}),
  });
}

/** What the lines below are: done, undone, waiting for a decision, or never to be. */
function leadOf(visit: SiteVisit, run: RunItem, { structures, sessions }: RunChanges): string {
  const told = effectWords(visit.reader, run);
  const { leads } = changeWords[visit.reader.language];
  const isCompared = structures !== 'none' || sessions !== 'none';
  return effectOf(run.status) === 'never' && isCompared ? `${leads.never} ${told}` : told;
}

function overview(visit: SiteVisit, run: RunItem, changes: RunChanges): Html {
  const { reader, parts } = visit;
  const words = changeWords[reader.language];
  const hint = words.forgottenHint(reader.number(parts.retention.changeDays));
  const { structures, sessions } = changes;
  const known = [structures, sessions];
  if (known.every((one) => one === 'none')) return card('nothing', words.tabs.changes, nothingCompared(visit, run));
  if (known.every((one) => one === 'forgotten' || one === 'none'))
    return notice(reader, { tone: 'quiet', title: words.forgotten, cause: hint });
  const isKnown = (part: ChangePart): boolean => (part === 'sessions' ? sessions : structures) !== 'forgotten';
  const filled = ORDER.filter((part) => changes.parts[part].total > 0);
  const empty = ORDER.filter((part) => changes.parts[part].total === 0 && isKnown(part));
  const told = empty.filter((part) => part !== 'sessions' || sessions === 'noted' || sessions === 'none');
  return html`${sessions === 'first' && firstNotice(visit)}
${structures === 'forgotten' && html`<p class="hint">${words.structuresForgotten} ${hint}</p>`}
${sessions === 'forgotten' && html`<p class="hint">${words.sessionsForgotten} ${hint}</p>`}
${filled.map((part) => partCard(visit, run, changes, part))}
${told.length > 0 && html`<p class="hint">${told.map((part) => words.none[part]).join(' ')}</p>`}`;
}

/** Why there is no line to show. */
function nothingCompared({ reader }: SiteVisit, { status }: RunItem): Html {
  const words = changeWords[reader.language];
  const effect = effectOf(status);
  if (effect === 'not-yet') return emptyState(words.notCompared, words.notYetHint);
  return effect === 'never'
    ? emptyState(words.notCompared, words.notComparedHint)
    : emptyState(words.empty, words.emptyHint);
}

function firstNotice({ reader, site }: SiteVisit): Html {
  const words = changeWords[reader.language];
  return notice(reader, {
    tone: 'quiet',
    title: words.first,
    cause: words.firstHint,
    more: html`<p class="actions">${buttonLink(placePath(site.id, 'timetable'), words.seeTimetable, 'other')}</p>`,
  });
}

function partCard(visit: SiteVisit, run: RunItem, changes: RunChanges, part: ChangePart): Html {
  const { reader } = visit;
  const words = changeWords[reader.language];
  const { total } = changes.parts[part];
  const path = `${runPath(run)}/changes/${part}`;
  const shown = tableOf(visit, changes.parts, part);
  const more =
    total > OVERVIEW_LINES && html`<p class="pager"><a href="${path}">${words.seeAll(reader.number(total))}</a></p>`;
  return card(
    part,
    words.parts[part],
    html`${part === 'sessions' && kindLinks(visit, run, changes.sessionKinds, null)}${shown}${more}`,
    html`<span class="hint">${words.lines(total, reader.number(total))}</span>`,
  );
}

/** One part at a time, so that table and lines are of the same part. */
function tableOf(visit: SiteVisit, parts: RunChanges['parts'], part: ChangePart): Html {
  switch (part) {
    case 'sessions':
      return CHANGE_TABLES.sessions(visit, parts.sessions.items);
    case 'services':
      return CHANGE_TABLES.services(visit, parts.services.items);
    case 'groups':
      return CHANGE_TABLES.groups(visit, parts.groups.items);
    case 'subjects':
      return CHANGE_TABLES.subjects(visit, parts.subjects.items);
    case 'closures':
      return CHANGE_TABLES.closures(visit, parts.closures.items);
  }
}

/** How many sessions of each kind, as links to them. */
function kindLinks(
  { reader }: SiteVisit,
  run: RunItem,
  kinds: RunChanges['sessionKinds'],
  current: SessionKind | null,
): Html {
  const words = changeWords[reader.language];
  const path = `${runPath(run)}/changes/sessions`;
  const link = (kind: SessionKind | null, label: string, count: number): Html => {
    const isCurrent = current !== null && kind === current;
    return html`<li><a href="${path}${kind !== null && `?kind=${kind}`}" ${isCurrent && html`aria-current="true"`}>${label} <span class="count">${reader.number(count)}</span></a></li>`;
  };
  const all = SESSION_KINDS.reduce((sum, kind) => sum + kinds[kind], 0);
  return html`<ul class="chips kinds">${link(null, words.all, all)}${SESSION_KINDS.filter((kind) => kinds[kind] > 0).map((kind) => link(kind, sessionWords[reader.language].many[kind], kinds[kind]))}</ul>`;
}

/** One part, all of its lines in pages. */
export async function partView(visit: SiteVisit): Promise<FastifyReply> {
  const part = CHANGE_PARTS.find((one) => one === visit.param('part'));
  if (!part) throw new Refusal('page-unknown');
  const run = await runOf(visit);
  const asked = visit.query(linesQuery);
  const { reader } = visit;
  const words = changeWords[reader.language];
  const kind = part === 'sessions' ? asked.kind : undefined;
  const changes = await visit.administration.changesOf(run.id, { limit: 1 });
  const page = await visit.administration.changeLines(run.id, part, {
    limit: PAGE_LINES,
    ...(asked.cursor === undefined ? {} : { cursor: asked.cursor }),
    ...(kind === undefined ? {} : { kind }),
  });
  const path = `${runPath(run)}/changes/${part}`;
  const at = Number(asked.cursor ?? 0);
  const to = (from: number | string): string => {
    const query = new URLSearchParams({ ...(kind === undefined ? {} : { kind }), cursor: String(from) });
    return `${path}?${query}`;
  };
  const links = [
    at > 0 && html`<a href="${to(Math.max(0, at - PAGE_LINES))}">${words.previousPage}</a>`,
    page.nextCursor !== undefined && html`<a href="${to(page.nextCursor)}">${words.nextPage}</a>`,
  ];
  const range =
    page.items.length > 0 &&
    html`<span class="hint">${words.range(reader.number(at + 1), reader.number(at + page.items.length), reader.number(page.total))}</span>`;
  const isForgotten = (part === 'sessions' ? changes.sessions : changes.structures) === 'forgotten';
  const forgotten = part === 'sessions' ? words.sessionsForgotten : words.structuresForgotten;
  const parts = { ...changes.parts, [part]: page };
  return runPage(visit, run, 'changes', {
    title: words.parts[part],
    main: html`${decideNotice(visit, run)}
<p class="crumbs-back"><a href="${runPath(run)}/changes">← ${words.tabs.changes}</a></p>
${card(
  part,
  words.parts[part],
  html`${part === 'sessions' && kindLinks(visit, run, changes.sessionKinds, kind ?? null)}
${page.items.length === 0 ? html`<p>${isForgotten ? forgotten : words.none[part]}</p>` : tableOf(visit, parts, part)}
<p class="pager">${links}${range}</p>`,
  part === 'sessions' && hasLines(changes) && download(`${runPath(run)}/sessions.csv`, words.asCsv),
)}`,
    ...(part === 'sessions' ? { help: html`<p>${words.help}</p>` } : {}),
  });
}

/** Are the sessions that it changed known one by one? */
function hasLines({ sessions }: RunChanges): boolean {
  return sessions !== 'forgotten' && sessions !== 'first';
}

/** Every changed session as a file. Throws Refusal `changes-forgotten`, `changes-first`: a file without lines would say that nothing changed. */
export async function sessionsFile(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, reply } = visit;
  const run = await runOf(visit);
  const { csv } = changeWords[reader.language];
  const changes = await visit.administration.changesOf(run.id, { limit: 1 });
  if (!hasLines(changes))
    throw new Refusal(changes.sessions === 'first' ? 'changes-first' : 'changes-forgotten', { run: run.id });
  const lines = await visit.administration.sessionChanges(run.id);
  return sendCsv(reply, csv.sessionsName(run.id), csv.sessions, sessionCsv(reader, lines));
}
