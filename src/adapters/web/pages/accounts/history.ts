/** What was done to the accounts, when and by whom. */

import type { AccountEvent } from '../../../../domain/deposit/account-desk.ts';
import { card } from '../../components/boxes.ts';
import { table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import { accountWords } from '../../words/accounts.ts';

export function historyCard(reader: Reader, events: readonly AccountEvent[]): Html {
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
            { label: columns.what, cell: (one) => eventWords(reader, one) },
            { label: columns.account, cell: ({ login }) => html`<code>${login}</code>` },
            { label: columns.by, cell: (one) => whoDid(reader, one) },
          ],
        });
  return card('history', words.history, content);
}

function eventWords({ language }: Reader, { action, notify }: AccountEvent): string {
  const words = accountWords[language];
  if (notify === null) return words.events[action];
  return notify ? words.notificationOn : words.notificationOff;
}

function whoDid({ language, vocabulary }: Reader, { actor, by }: AccountEvent): string {
  // Behind a one-time link nobody has signed in.
  return actor === 'nobody' ? accountWords[language].byLink : vocabulary.actor(actor, by ?? undefined);
}
