/** Choosing whose week to look at: a search by name, and what it finds. */

import { normaliseName } from '../../../domain/model/identity.ts';
import { WEEK_KINDS, type WeekChoice, type WeekChoices, type WeekFilter } from '../../../domain/report/week.ts';
import { button } from '../components/forms.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { weekParameters } from '../week-query.ts';
import { weekWords } from '../words/week.ts';
import { establishmentName } from './place-names.ts';

/** Found entries shown on one page. */
const MAX_FOUND = 60;

/** One entry that is meant, or all that could be. */
export function findChoices(choices: WeekChoices, text: string): readonly WeekChoice[] {
  const wanted = normaliseName(text);
  const all = WEEK_KINDS.flatMap((kind) => choices[kind]);
  const exact = all.filter(({ name }) => normaliseName(name) === wanted);
  if (exact.length > 0) return exact;
  return all.filter(({ name }) => normaliseName(name).includes(wanted)).slice(0, MAX_FOUND);
}

/** Does anybody or anything of this year have that name? */
export function isChoice(choices: WeekChoices, { kind, name }: WeekFilter): boolean {
  const wanted = normaliseName(name);
  return choices[kind].some((one) => normaliseName(one.name) === wanted);
}

/** The address of somebody's week; `day` is any day of it. */
export function weekAddress(path: string, filter: WeekFilter, day?: string): string {
  const parameters = weekParameters(filter);
  if (day !== undefined) parameters.set('day', day);
  return `${path}?${parameters}`;
}

/** `6A`, `6A (Collège Émanche)`, `ESP 1 (6A, 6B)` */
function choiceLabel(visit: SiteVisit, { name, establishment, person, detail = [] }: WeekChoice): Html {
  const words = weekWords[visit.reader.language];
  const more = [
    detail.join(', '),
    establishment === undefined ? '' : establishmentName(visit.site, establishment, visit.reader),
    person === undefined ? '' : words.person(person),
  ].filter((text) => text !== '');
  return html`${name}${more.length > 0 && html` <span class="hint">(${more.join(', ')})</span>`}`;
}

/** The search: typed, or picked from the names that the browser offers. */
export function searchForm(
  reader: Reader,
  action: string,
  choices: WeekChoices,
  { text = '', day }: { readonly text?: string; readonly day?: string | undefined },
): Html {
  const words = weekWords[reader.language];
  const names = WEEK_KINDS.flatMap((kind) =>
    [...new Set(choices[kind].map(({ name }) => name))].map(
      (name) => html`<option value="${name}">${words.kinds[kind]}</option>`,
    ),
  );
  return html`<form class="filters" method="get" action="${action}" role="search">
<div class="field"><label for="q">${words.search}</label><input id="q" name="q" type="search" list="names" value="${text}" autocomplete="off" required></div>
<datalist id="names">${names}</datalist>
${day !== undefined && html`<input type="hidden" name="day" value="${day}">`}
<p class="actions">${button(words.show)}</p>
</form>`;
}

/** Entries as links, by kind. */
export function choiceLinks(
  visit: SiteVisit,
  found: readonly WeekChoice[],
  linkTo: (choice: WeekChoice) => string,
): Html {
  const words = weekWords[visit.reader.language];
  return html`${WEEK_KINDS.map((kind) => {
    const own = found.filter((one) => one.kind === kind);
    if (own.length === 0) return null;
    return html`<h3>${words.plural[kind]}</h3><ul class="week-choices ${kind !== 'division' && 'wide'}">${own.map((one) => html`<li><a href="${linkTo(one)}">${choiceLabel(visit, one)}</a></li>`)}</ul>`;
  })}`;
}
