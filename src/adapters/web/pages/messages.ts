/** The inbox of a site: what was told to its people, read and unread by person, and how the mails fared. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Language } from '../../../domain/model/language.ts';
import type { Delivery, InboxItem, InboxReader } from '../../../domain/notify/inbox.ts';
import type { Settlement } from '../../../domain/notify/settlement.ts';
import { card, chip, emptyState, notice, type Tone } from '../components/boxes.ts';
import { actionButton } from '../components/forms.ts';
import { type IconName, icon } from '../components/icons.ts';
import { markOf } from '../components/marks.ts';
import { buttonLink, heading, pager, tabs } from '../components/navigation.ts';
import { table } from '../components/tables.ts';
import { type Html, html, type Part } from '../html.ts';
import { cursor } from '../input.ts';
import { isLook } from '../login.ts';
import type { SitePage } from '../shell/site-routes.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { messageWords } from '../words/messages.ts';
import { shellWords } from '../words/shell.ts';
import { typeset } from '../words/words.ts';

const LOOKS: Readonly<Record<string, readonly [Tone, IconName]>> = {
  rejected: ['bad', 'cross'],
  held: ['hold', 'pause'],
  alert: ['warn', 'alert'],
  failed: ['bad', 'alert'],
  recovered: ['good', 'check'],
  repeated: ['warn', 'turn'],
  silent: ['warn', 'clock'],
};

const needs = 'reader' as const;

export const messagesPage: SitePage = {
  place: 'messages',
  routes(site) {
    site.get('/messages', list);
    site.get('/messages/:message', one);
    site.post('/messages/read', readAll, { needs });
    site.post('/messages/:message/unread', unread, { needs });
  },
};

function readerOf({ login, mayAct, reader }: SiteVisit): InboxReader {
  return { personId: login.personId, mayAct, language: reader.language };
}

const listQuery = z.object({ filter: z.enum(['unread']).optional(), cursor: cursor.optional() });

async function list(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path, login } = visit;
  const words = messageWords[reader.language];
  const title = shellWords[reader.language].places.messages;
  const { filter, cursor: from } = visit.query(listQuery);
  const isUnread = filter === 'unread';
  const found = await administration.inbox(site.id, readerOf(visit), {
    unread: isUnread,
    ...(from === undefined ? {} : { cursor: from }),
  });
  const own = path(isUnread ? '/messages?filter=unread' : '/messages');
  const older = found.nextCursor;
  return visit.page({
    title,
    place: 'messages',
    main: html`${heading(reader, {
      title,
      lead: words.lead,
      aside: found.unread > 0 && actionButton(path('/messages/read'), login.proof, words.readAll),
    })}
${tabs(reader, [
  { href: path('/messages'), label: words.all, isCurrent: !isUnread },
  { href: path('/messages?filter=unread'), label: words.unread, isCurrent: isUnread, count: found.unread },
])}
<section class="card" aria-label="${title}">${
      found.items.length === 0
        ? nothing(visit, isUnread)
        : html`<ul class="mails">${found.items.map((item) => row(visit, item))}</ul>`
    }</section>
${
  found.items.length > 0 &&
  pager(reader, {
    newest: from === undefined ? undefined : own,
    older: older === undefined ? undefined : `${own}${isUnread ? '&' : '?'}cursor=${older}`,
    summary: words.total(found.total, reader.number(found.total)),
  })
}`,
  });
}

function nothing({ reader, path }: SiteVisit, isUnread: boolean): Html {
  const words = messageWords[reader.language];
  if (!isUnread) return emptyState(words.none, words.noneHint);
  return emptyState(words.noneUnread, words.noneUnreadHint, buttonLink(path('/messages'), words.seeAll, 'other'));
}

/** The site's name stands before each subject: here everybody knows it. */
function subjectOf({ site }: SiteVisit, { subject, language }: InboxItem): string {
  return sentenceIn(language, subject.replace(`[${site.name}] `, ''));
}

function sentenceIn(language: Language, text: string): string {
  return language === 'fr' ? typeset(text) : text;
}

/** It asked for a decision that was made. */
function hasAsked(item: InboxItem): item is InboxItem & { readonly settled: Settlement } {
  return item.kind === 'held' && item.settled !== null;
}

/** What asked for a decision is headed by what became of it; what told something, by what it told. */
function headOf(visit: SiteVisit, item: InboxItem): Html {
  const { language } = visit.reader;
  if (hasAsked(item)) return html`<span>${sentenceIn(language, item.settled.title)}</span>`;
  return html`<span lang="${item.language}">${subjectOf(visit, item)}</span>`;
}

function lookOf(item: InboxItem): readonly [Tone, IconName] {
  return hasAsked(item) ? markOf(item.settled) : (LOOKS[item.kind] ?? ['quiet', 'mail']);
}

function row(visit: SiteVisit, item: InboxItem): Html {
  const { reader, path } = visit;
  const words = messageWords[reader.language];
  const [tone, name] = lookOf(item);
  return html`<li class="${!item.isRead && 'unread'}"><span class="mark ${tone}">${icon(name)}</span>
<div><a href="${path(`/messages/${item.id}`)}">${!item.isRead && html`<span class="dot"></span><span class="unseen">${reader.label(words.unreadMark)} </span>`}${headOf(visit, item)}</a>
${fate(visit, item)}<p class="about"><span>${kindWord(visit, item)}</span>${item.runId !== null && html`<span>${words.run(item.runId)}</span>`}${mailMark(visit, item.deliveries)}</p></div>
<span class="when">${reader.moment(item.createdAt)}</span></li>`;
}

/** Who decided, when and why; or which import waits now. */
function fate({ reader }: SiteVisit, { settled, continuedBy, runId }: InboxItem): Html | false {
  const words = messageWords[reader.language];
  if (settled !== null) return html`<p class="fate">${sentenceIn(reader.language, settled.what)}</p>`;
  return continuedBy !== null && runId !== null && html`<p class="fate">${words.continued(runId, continuedBy)}</p>`;
}

function kindWord({ reader }: SiteVisit, { kind }: InboxItem): string {
  const words = messageWords[reader.language];
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return kinds[kind] ?? words.other;
}

/** How the mails fared, in a few words; trouble first. */
function mailMark({ reader, mayAct }: SiteVisit, deliveries: readonly Delivery[]): Html | false {
  const words = messageWords[reader.language];
  const count = (...states: readonly Delivery['state'][]): number =>
    deliveries.filter((one) => states.includes(one.state)).length;
  const [sent, pending, givenUp] = [count('sent'), count('waiting', 'retrying'), count('given-up')];
  if (!mayAct || deliveries.length === 0) return false;
  return html`${givenUp > 0 && chip('bad', words.givenUp(givenUp, reader.number(givenUp)))}${pending > 0 && html`<span>${words.pending(pending, reader.number(pending))}</span>`}${sent > 0 && html`<span>${words.sent(sent, reader.number(sent))}</span>`}`;
}

async function one(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path, login, request, mayAct } = visit;
  const words = messageWords[reader.language];
  const item = await administration.message(site.id, readerOf(visit), visit.param('message'));
  // Once more, so that the count in the navigation is without it.
  if (!item.isRead && !isLook(request)) {
    const marked = await administration.markRead(site.id, login.personId, item.id);
    if (marked > 0) return visit.reply.redirect(path(`/messages/${item.id}`), 303);
  }
  const [tone] = lookOf(item);
  const { settled, continuedBy, runId } = item;
  const title = hasAsked(item) ? sentenceIn(reader.language, item.settled.title) : subjectOf(visit, item);
  const about = continuedBy ?? runId;
  const toRun = about !== null && buttonLink(path(`/runs/${about}`), words.toRun(about));
  const isOver = settled !== null || continuedBy !== null;
  const markUnread =
    settled === null && actionButton(path(`/messages/${item.id}/unread`), login.proof, words.markUnread);
  return visit.page({
    title,
    place: 'messages',
    main: html`${heading(reader, {
      title,
      lead: html`${chip(tone, kindWord(visit, item))} ${reader.moment(item.createdAt)}`,
      crumbs: [{ href: path('/messages'), label: shellWords[reader.language].places.messages }],
    })}
${isOver && now(visit, item, toRun)}
<section class="card" aria-label="${words.other}">${isOver && html`<h2>${words.original(reader.moment(item.createdAt))}</h2><p><strong lang="${item.language}">${subjectOf(visit, item)}</strong></p>`}${item.language !== reader.language && html`<p class="hint">${words.inFrench}</p>`}<p class="letter" lang="${item.language}">${sentenceIn(item.language, item.body.trim())}</p>
<div class="actions">${!isOver && toRun}${markUnread}</div></section>
${mayAct && card('envois', words.mails, mails(visit, item.deliveries))}`,
  });
}

/** How things stand, above what was told. */
function now({ reader, mayAct }: SiteVisit, { settled, continuedBy, runId }: InboxItem, toRun: Part): Html {
  const words = messageWords[reader.language];
  const more = html`<p class="actions">${toRun}</p>`;
  if (settled === null) {
    const title = words.waitsNow(continuedBy ?? '', mayAct);
    return notice(reader, { tone: 'hold', title, cause: words.continued(runId ?? '', continuedBy ?? ''), more });
  }
  const [tone, mark] = markOf(settled);
  const cause = sentenceIn(reader.language, settled.what);
  return notice(reader, { tone, mark, title: words.became(runId ?? ''), cause, more });
}

const STATE_TONES: Readonly<Record<Delivery['state'], Tone>> = {
  waiting: 'busy',
  retrying: 'warn',
  sent: 'good',
  'given-up': 'bad',
};

function mails({ reader }: SiteVisit, deliveries: readonly Delivery[]): Html {
  const words = messageWords[reader.language];
  if (deliveries.length === 0) return html`<p class="hint">${words.mailsNone}</p>`;
  return html`${table({
    caption: words.mails,
    rows: deliveries,
    columns: [
      { label: words.recipient, kind: 'head', cell: (one) => one.recipient },
      { label: words.state, cell: ({ state }) => chip(STATE_TONES[state], words.states[state]) },
      { label: words.when, cell: ({ at, state }) => (state === 'waiting' ? '–' : reader.moment(at)) },
      { label: words.tries, kind: 'number', cell: ({ tries }) => reader.number(tries) },
    ],
  })}${deliveries.some((one) => one.state === 'given-up') && html`<p class="hint">${words.givenUpHint}</p>`}`;
}

async function readAll(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, path } = visit;
  const count = await administration.markRead(site.id, login.personId, 'all');
  return visit.done(path('/messages'), messageWords[reader.language].readAllDone(count, reader.number(count)));
}

async function unread(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, path } = visit;
  const { id } = await administration.message(site.id, readerOf(visit), visit.param('message'));
  await administration.markUnread(site.id, login.personId, id);
  return visit.done(path('/messages'), messageWords[reader.language].markUnreadDone);
}
