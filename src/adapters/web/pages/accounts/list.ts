/** The accounts of a site as in the guide: who, login, last use, notification, actions; and those that have ended. */

import type { AccountItem } from '../../../../domain/administration.ts';
import { MAX_ACCOUNTS } from '../../../../domain/deposit/account.ts';
import type { AccountEvent } from '../../../../domain/deposit/account-desk.ts';
import { card, chip, emptyState } from '../../components/boxes.ts';
import { proofField } from '../../components/forms.ts';
import { icon } from '../../components/icons.ts';
import { buttonLink } from '../../components/navigation.ts';
import { type Column, table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { accountWords } from '../../words/accounts.ts';
import { directoryLink, isDirectoryEmpty } from '../empty-directory.ts';
import { lastLetter } from './history.ts';

/** True for who may change accounts: a manager of the site, not an operator in supervision. */
function mayChange({ mayAct, isSupervision }: SiteVisit): boolean {
  return mayAct && !isSupervision;
}

export function livingAccounts(visit: SiteVisit, items: readonly AccountItem[], events: readonly AccountEvent[]): Html {
  const { reader, path } = visit;
  const words = accountWords[reader.language];
  const living = items.filter((one) => one.status === 'alive');
  const may = mayChange(visit);
  const limit = reader.number(MAX_ACCOUNTS);
  const add = may && living.length < MAX_ACCOUNTS && buttonLink(path('/accounts/new'), words.add);
  if (living.length === 0) {
    const isFirst = isDirectoryEmpty(visit.site);
    const state = isFirst
      ? emptyState(words.none, words.directoryFirst, directoryLink(visit))
      : emptyState(words.none, words.noneHint, add);
    return html`<section class="card">${state}</section>`;
  }
  const columns: Column<AccountItem>[] = [
    { label: words.columns.person, kind: 'head', cell: (one) => personCell(visit, one, events) },
    { label: words.columns.login, cell: ({ login }) => html`<code>${login}</code>` },
    { label: words.columns.lastUsed, cell: (one) => lastUse(visit, one) },
    {
      label: words.columns.notify,
      cell: (one) => (may ? notifyBox(visit, one) : one.notify ? words.notifyYes : words.notifyNo),
    },
    ...(may ? [{ label: words.columns.actions, cell: (one: AccountItem) => actions(visit, one) }] : []),
  ];
  const used = words.used(reader.number(living.length), limit);
  return card(
    'accounts-title',
    words.list,
    html`<div class="accounts">${table({ caption: words.list, columns, rows: living })}</div>
<p class="hint">${words.notifyHint}</p>
<p class="actions">${add}${living.length >= MAX_ACCOUNTS && html`<span class="hint">${words.full(limit)}</span>`}</p>`,
    chip('quiet', used),
  );
}

function personCell(visit: SiteVisit, account: AccountItem, events: readonly AccountEvent[]): Html {
  const { reader } = visit;
  const words = accountWords[reader.language];
  const { person, uploadOnly, hasAddress, linkUntil, oldPasswordUntil, createdAt, lastUsedAt } = account;
  return html`<span class="name">${person.name}</span>${uploadOnly && html` ${chip('quiet', words.uploadOnly)}`}${!hasAddress && html` ${chip('quiet', words.noAddress)}`}
<span class="hint">${words.openedOn(reader.moment(createdAt))}</span>
${lastLetter(visit, events, account.id)}
${linkUntil !== null && html`<span class="hint ${lastUsedAt === null && 'warn'}">${words.linkUntil(reader.moment(linkUntil))}</span>`}
${oldPasswordUntil !== null && html`<span class="hint">${words.oldUntil(reader.moment(oldPasswordUntil))}</span>`}`;
}

function lastUse({ reader }: SiteVisit, { lastUsedAt, lastUsedFrom, lastUsedClient }: AccountItem): Html {
  const words = accountWords[reader.language];
  if (lastUsedAt === null) return html`<span class="hint">${words.neverUsed}</span>`;
  return html`${reader.moment(lastUsedAt)}${lastUsedFrom !== null && html`<span class="hint">${words.usedFrom(lastUsedFrom)}</span>`}${lastUsedClient && html`<span class="hint">${lastUsedClient}</span>`}`;
}

/** A tick that works without script: a form with one button. */
function notifyBox({ reader, login, path }: SiteVisit, { id, notify, person }: AccountItem): Html {
  const words = accountWords[reader.language];
  return html`<form class="inline" method="post" action="${path(`/accounts/${id}/notify`)}">${proofField(login.proof)}<input type="hidden" name="notify" value="${notify ? 'no' : 'yes'}"><button class="tick" role="checkbox" aria-checked="${String(notify)}" aria-label="${words.notifyOf(person.name)}">${notify && icon('check')}</button></form>`;
}

function actions({ reader, path }: SiteVisit, { id, person, lastUsedAt }: AccountItem): Html {
  const words = accountWords[reader.language];
  const renew = lastUsedAt === null ? words.resend : words.regenerate;
  return html`<span class="row-actions"><a href="${path(`/accounts/${id}/regenerate`)}" aria-label="${words.of(renew, person.name)}">${renew}</a>
<a class="bad" href="${path(`/accounts/${id}/revoke`)}" aria-label="${words.of(words.revoke, person.name)}">${words.revoke}</a></span>`;
}

/** Accounts that do not work any more; nothing where there are none. */
export function endedAccounts({ reader }: SiteVisit, items: readonly AccountItem[]): Html | false {
  const words = accountWords[reader.language];
  const ended = items.filter((one) => one.status !== 'alive');
  if (ended.length === 0) return false;
  const moment = (iso: string | null): string => (iso === null ? words.neverUsed : reader.moment(iso));
  return card(
    'ended',
    words.ended,
    table({
      caption: words.ended,
      rows: ended,
      columns: [
        { label: words.columns.person, kind: 'head', cell: (one) => one.person.name },
        { label: words.columns.login, cell: ({ login }) => html`<code>${login}</code>` },
        { label: words.columns.since, cell: (one) => reader.moment(one.createdAt) },
        { label: words.columns.lastUsed, cell: (one) => moment(one.lastUsedAt) },
        { label: words.columns.ended, cell: (one) => moment(one.invalidatedAt) },
        { label: words.columns.why, cell: (one) => words.endedWhy[one.status] },
      ],
    }),
  );
}
