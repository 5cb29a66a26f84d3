/** What was done to the people of a site, when and by whom. */

import type { PeopleEvent } from '../../../../domain/model/person.ts';
import { card } from '../../components/boxes.ts';
import { table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import { sitePeopleWords } from '../../words/site-people.ts';

export function historyCard(reader: Reader, events: readonly PeopleEvent[]): Html {
  const words = sitePeopleWords[reader.language];
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
            { label: columns.person, cell: ({ person }) => person },
            { label: columns.by, cell: (one) => whoDid(reader, one) },
          ],
        });
  return card('history', words.history, content);
}

function eventWords({ language }: Reader, { action, role }: PeopleEvent): string {
  const words = sitePeopleWords[language];
  return role === null ? words.events[action] : words.withRole(words.events[action], words.roles[role].toLowerCase());
}

function whoDid({ language, vocabulary }: Reader, { actor, by }: PeopleEvent): string {
  return by === null && actor === 'nobody'
    ? sitePeopleWords[language].fromSignIn
    : vocabulary.actor(actor, by ?? undefined);
}
