/** The people of a site: who, which role, whether the way in was found, when signed in last, and what can be done. */

import type { ManagerItem } from '../../../../domain/model/person.ts';
import { card, chip, type Tone } from '../../components/boxes.ts';
import { proofField } from '../../components/forms.ts';
import { buttonLink } from '../../components/navigation.ts';
import { type Column, table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { sitePeopleWords } from '../../words/site-people.ts';

/** The name, or the address of who has none. */
export function nameOf({ name, email }: Pick<ManagerItem, 'name' | 'email'>): string {
  return name === '' ? email : name;
}

/** The letter is about to go out: worth another look soon. */
export function isSending({ hasPassword, letter }: ManagerItem): boolean {
  return !hasPassword && letter === 'waiting';
}

export function peopleCard(visit: SiteVisit, items: readonly ManagerItem[]): Html {
  const { reader, path, isSupervision } = visit;
  const words = sitePeopleWords[reader.language];
  const may = !isSupervision;
  const columns: Column<ManagerItem>[] = [
    { label: words.columns.person, kind: 'head', cell: (one) => personCell(visit, one) },
    {
      label: words.columns.role,
      cell: (one) =>
        html`${words.roles[one.role]}<span class="hint">${words.since(reader.day(one.createdAt.slice(0, 10)))}</span>`,
    },
    { label: words.columns.access, cell: (one) => accessCell(visit, one) },
    {
      label: words.columns.lastSignIn,
      cell: ({ lastSignedInAt }) =>
        lastSignedInAt === null ? html`<span class="hint">${words.never}</span>` : reader.moment(lastSignedInAt),
    },
    ...(may ? [{ label: words.columns.actions, cell: (one: ManagerItem) => actions(visit, one) }] : []),
  ];
  const count = (role: ManagerItem['role']): string => reader.number(items.filter((one) => one.role === role).length);
  return card(
    'people-title',
    words.list,
    html`<div class="accounts">${table({ caption: words.list, columns, rows: items })}</div>
${may && html`<p class="actions">${buttonLink(path('/people/new'), words.invite)}</p>`}`,
    chip('quiet', words.count(count('manager'), count('reader'))),
  );
}

function personCell({ reader, login }: SiteVisit, person: ManagerItem): Html {
  const words = sitePeopleWords[reader.language];
  return html`<span class="name">${nameOf(person)}</span>${person.id === login.personId && html` ${chip('quiet', words.you)}`}${person.name !== '' && html`<span class="hint">${person.email}</span>`}`;
}

const LETTER_TONES = { waiting: 'busy', retrying: 'warn', sent: 'quiet', 'given-up': 'bad' } as const satisfies Record<
  string,
  Tone
>;

function accessCell({ reader }: SiteVisit, { hasPassword, linkUntil, letter }: ManagerItem): Html {
  const words = sitePeopleWords[reader.language];
  if (hasPassword) return chip('good', words.chosen);
  if (linkUntil === null) return chip('warn', words.noLink);
  const state = letter ?? 'sent';
  const isTrouble = state === 'retrying' || state === 'given-up';
  return html`${chip(LETTER_TONES[state], words.letters[state])}${isTrouble && html`<span class="hint warn">${words.trouble[state]}</span>`}<span class="hint">${words.linkUntil(reader.moment(linkUntil))}</span>`;
}

function actions({ reader, path, login }: SiteVisit, person: ManagerItem): Html {
  const words = sitePeopleWords[reader.language];
  const named = (action: string): string => words.of(action, nameOf(person));
  const one = path(`/people/${person.id}`);
  return html`<span class="row-actions">${!person.hasPassword && html`<form method="post" action="${one}/again">${proofField(login.proof)}<button class="plain" aria-label="${named(words.again)}">${words.again}</button></form>`}
<a href="${one}/role" aria-label="${named(words.changeRole)}">${words.changeRole}</a>
<a class="bad" href="${one}/revoke" aria-label="${named(words.revoke)}">${words.revoke}</a></span>`;
}
