/** What happened to the accounts: what was done and by whom, which letters went to whom, when each was last used. */

import type { AccountEvent } from '../../../../domain/deposit/account-desk.ts';
import { card } from '../../components/boxes.ts';
import { table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { accountWords } from '../../words/accounts.ts';

/** Readers learn that a letter went, not to which address. */
export function historyCard({ reader, mayAct }: SiteVisit, events: readonly AccountEvent[]): Html {
  const words = accountWords[reader.language];
  const columns = words.historyColumns;
  const content =
    events.length === 0
      ? html`<p class="hint">${words.historyNone}</p>`
      : table({
          caption: words.history,
          rows: events,
          columns: [
            { label: columns.at, kind: 'head', cell: (one) => reader.moment(one.at) },
            { label: columns.what, cell: (one) => eventCell(reader, one, mayAct) },
            { label: columns.account, cell: ({ login }) => html`<code>${login}</code>` },
            { label: columns.by, cell: (one) => whoDid(reader, one) },
          ],
        });
  return card('history', words.history, content);
}

function eventCell(reader: Reader, event: AccountEvent, mayAct: boolean): Html {
  const words = accountWords[reader.language];
  const about = event.action === 'account-used' ? words.usedFrom : words.letterTo;
  const tone = event.action === 'letter-given-up' && 'warn';
  const isShown = event.about !== null && (mayAct || event.action === 'account-used');
  return html`${eventWords(reader, event)}${isShown && html` <span class="hint ${tone}">${about(event.about ?? '')}</span>`}`;
}

/** The newest letter about an account, in a line; false: none is known of. */
export function lastLetter(
  { reader, mayAct }: SiteVisit,
  events: readonly AccountEvent[],
  account: string,
): Html | false {
  if (!mayAct) return false;
  const letter = events.find((one) => one.account === account && one.action.startsWith('letter-'));
  if (letter === undefined) return false;
  const words = accountWords[reader.language];
  const tone = letter.action === 'letter-given-up' && 'warn';
  return html`<span class="hint ${tone}">${words.letter(eventWords(reader, letter), letter.about ?? '', reader.moment(letter.at))}</span>`;
}

function eventWords({ language }: Reader, { action, notify }: AccountEvent): string {
  const words = accountWords[language];
  if (notify === null) return words.events[action];
  return notify ? words.notificationOn : words.notificationOff;
}

function whoDid({ language, vocabulary }: Reader, { actor, by }: AccountEvent): string {
  if (actor === null) return '–';
  // Behind a one-time link nobody has signed in.
  return actor === 'nobody' ? accountWords[language].byLink : vocabulary.actor(actor, by ?? undefined);
}
