/** What automatic import needs: of the open year, and of the one that is announced. */

import type { ComingYear, YearState } from '../../../../domain/model/school-year.ts';
import { card, chip } from '../../components/boxes.ts';
import { icon } from '../../components/icons.ts';
import { type Html, html } from '../../html.ts';
import type { Place } from '../../shell/places.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { yearWords } from '../../words/year.ts';

interface Need {
  readonly name: string;
  readonly hint: string;
  readonly isMet: boolean;
  /** Where it is mended. */
  readonly places: readonly Place[];
}

/** What automatic import needs, in the order in which a site is set up. */
export function needsCard(visit: SiteVisit, { needs, open, announced }: YearState): Html {
  const { reader } = visit;
  const words = yearWords[reader.language];
  const { number } = reader;
  const list: readonly Need[] = [
    {
      name: words.needs.directory,
      hint: words.hints.directory(needs.directory, number(needs.directory)),
      isMet: needs.directory > 0,
      places: ['directory'],
    },
    {
      name: words.needs.software,
      hint: words.hints.software(needs.software.join(', ')),
      isMet: true,
      places: ['settings'],
    },
    { name: words.needs.import, hint: words.hints.import(open !== null), isMet: open !== null, places: ['import'] },
    {
      name: words.needs.accounts,
      hint: words.hints.accounts(needs.accounts, number(needs.accounts)),
      isMet: needs.accounts > 0,
      places: ['accounts'],
    },
    {
      name: words.needs.notified,
      hint: words.hints.notified(needs.notified, number(needs.notified)),
      isMet: needs.notified > 0,
      places: ['people', 'accounts'],
    },
  ];
  const title = announced !== null && open !== null ? words.readyOf(open.name) : words.ready;
  return checklist(visit, 'automatique', title, list);
}

/** What the announced year still lacks: the open one being ready says nothing of it. */
export function comingCard(visit: SiteVisit, coming: ComingYear): Html {
  const { reader } = visit;
  const { name, directoryAt, isDirectoryNew, directoryEntries, deposit } = coming;
  const kept = directoryEntries > 0 ? reader.number(directoryEntries) : null;
  const words = yearWords[reader.language];
  const dayOf = (at: string): string => reader.day(at.slice(0, 10));
  const list: readonly Need[] = [
    {
      name: words.nextNeeds.directory(name),
      hint: words.nextHints.directory(directoryAt && dayOf(directoryAt), isDirectoryNew, kept),
      isMet: isDirectoryNew,
      places: ['directory'],
    },
    {
      name: words.nextNeeds.deposit,
      hint: words.nextHints.deposit(deposit && dayOf(deposit.at)),
      isMet: deposit !== null,
      places: ['accounts'],
    },
    { name: words.nextNeeds.import(name), hint: words.nextHints.import, isMet: false, places: ['import'] },
  ];
  return checklist(visit, 'preparation', words.readyNext(name), list);
}

function checklist({ reader, parts, path, mayAct }: SiteVisit, id: string, title: string, list: readonly Need[]): Html {
  const words = yearWords[reader.language];
  const missing = list.filter((one) => !one.isMet).length;
  const items = list.map(({ name, hint, isMet, places }) => {
    const links = places
      .filter((place) => mayAct && parts.places.has(place))
      .map(
        (place) =>
          html`<a href="${path(`/${place}`)}">${shellWords[reader.language].places[place]}<span class="unseen"> : ${name}</span></a>`,
      );
    return html`<li><span class="mark ${isMet ? 'good' : 'warn'}">${icon(isMet ? 'check' : 'alert')}<span class="unseen">${isMet ? words.done : words.toDo}</span></span><div><span class="name">${name}</span><p class="hint">${hint}</p></div><span class="links">${links}</span></li>`;
  });
  const mark = missing === 0 ? chip('good', words.isReady) : chip('warn', words.missing(missing));
  return card(id, title, html`<ul class="checklist">${items}</ul>`, mark);
}
