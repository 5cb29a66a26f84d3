/** What Carillon suggests for a name of the file, each with the button that takes it. */

import type { MatchItem } from '../../../../domain/diff/match-desk.ts';
import type { Suggestion } from '../../../../domain/diff/suggest.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { scoreMark, whyText } from './parts.ts';
import { stepPath } from './view.ts';

/** Where a decision leads back to: the view, and the item's place on its page; empty: to its top. */
export interface From {
  readonly back: string;
  readonly place: string;
}

/** The suggestions for an item, the likeliest first. */
export function offerList(visit: SiteVisit, item: MatchItem, from: From): Html {
  const words = matchWords[visit.reader.language];
  return html`<ul class="offers" aria-label="${words.suggestions}">${item.suggestions.map((one) => offer(visit, item, one, from))}</ul>`;
}

function offer(visit: SiteVisit, item: MatchItem, one: Suggestion, { back, place }: From): Html {
  const { reader, login, path, mayAct } = visit;
  const words = matchWords[reader.language];
  const { kind, key, label } = item;
  return html`<li><div><span class="who">${one.label}</span> ${scoreMark(reader, one.score)}<p class="hint">${whyText(reader, one)}</p></div>${
    mayAct &&
    (one.why.includes('taken')
      ? takenLink(visit, item, { id: one.directoryId, label: one.label }, back)
      : html`<form class="inline" method="post" action="${path('/matches/set')}"><input type="hidden" name="proof" value="${login.proof}"><input type="hidden" name="kind" value="${kind}"><input type="hidden" name="key" value="${key}"><input type="hidden" name="to" value="${one.directoryId}"><input type="hidden" name="back" value="${back}"><input type="hidden" name="place" value="${place}"><button class="button other small" aria-label="${words.matchWith(label, one.label)}">${words.match}</button></form>`)
  }</li>`;
}

/** To the step that asks, for an entry that another name of the file has already. */
export function takenLink(
  visit: SiteVisit,
  item: MatchItem,
  entry: { readonly id: string; readonly label: string },
  back: string,
): Html {
  const words = matchWords[visit.reader.language];
  const href = stepPath(visit, 'confirm', item, back, { to: entry.id });
  return html`<a class="button other small" href="${href}" aria-label="${words.matchWith(item.label, entry.label)}">${words.match}…</a>`;
}
