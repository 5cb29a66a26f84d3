/** The turn to the next year: dates, what will happen, and the confirmation. */

import type { FastifyReply } from 'fastify';
import { addDays, isDay } from '../../../../domain/model/calendar.ts';
import type { YearState } from '../../../../domain/model/school-year.ts';
import { card, chip, facts, refusalNotice } from '../../components/boxes.ts';
import { button, confirmStep, errorSummary, textField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { yearWords } from '../../words/year.ts';

interface Dates {
  readonly firstDay: string;
  readonly lastDay: string;
}

type Errors = { readonly [name in keyof Dates]?: string | undefined };

/** Announced dates, and the form for them: it leads to the page that says what will happen. */
export function turnCard(visit: SiteVisit, state: YearState): Html {
  const { reader } = visit;
  const words = yearWords[reader.language];
  const { announced } = state;
  if (announced === null)
    return card(
      'suivante',
      words.turn,
      html`<p class="hint">${words.turnLead}</p>${datesForm(visit, suggested(state))}`,
    );
  const { firstDay = '', lastDay = '' } = announced;
  return card(
    'suivante',
    words.turn,
    html`${facts([
      [words.firstDay, firstDay !== '' && reader.day(firstDay)],
      [words.lastDay, lastDay !== '' && reader.day(lastDay)],
    ])}<p class="hint">${words.announcedHint}</p>
<details class="help"><summary><span>${words.change}</span></summary><div>${datesForm(visit, { firstDay, lastDay })}</div></details>`,
    chip('busy', words.announced),
  );
}

/** As French schools mostly have it: the first of September to the first Saturday of July. */
function suggested({ open, today }: YearState): Dates {
  const start = open === null ? Number(today.slice(0, 4)) : Number(open.name.slice(5));
  let lastDay = `${start + 1}-07-01`;
  while (new Date(`${lastDay}T00:00:00Z`).getUTCDay() !== 6) lastDay = addDays(lastDay, 1);
  return { firstDay: `${start}-09-01`, lastDay };
}

function datesForm({ reader, path }: SiteVisit, { firstDay, lastDay }: Dates, errors: Errors = {}): Html {
  const words = yearWords[reader.language];
  return html`<form class="slim" method="get" action="${path('/year/turn')}">
${textField({ name: 'firstDay', label: words.nextFirst, type: 'date', value: firstDay, error: errors.firstDay, isRequired: true })}
${textField({ name: 'lastDay', label: words.nextLast, type: 'date', value: lastDay, error: errors.lastDay, isRequired: true })}
<p class="actions">${button(words.announce, 'other')}</p></form>`;
}

function wrong({ reader }: SiteVisit, { firstDay, lastDay }: Dates, { open }: YearState): Errors {
  const words = yearWords[reader.language];
  if (!isDay(firstDay)) return { firstDay: words.dateMissing };
  if (!isDay(lastDay)) return { lastDay: words.dateMissing };
  if (open !== null && firstDay <= open.lastDay) return { firstDay: words.tooEarly(reader.day(open.lastDay)) };
  return firstDay < lastDay ? {} : { lastDay: words.order };
}

/** What will happen, before it does. */
export async function confirmTurn(visit: SiteVisit): Promise<FastifyReply> {
  const query = new URLSearchParams(visit.request.url.split('?')[1] ?? '');
  const dates = { firstDay: query.get('firstDay') ?? '', lastDay: query.get('lastDay') ?? '' };
  return await turnPage(visit, dates, await visit.administration.yearState(visit.site.id));
}

async function turnPage(
  visit: SiteVisit,
  dates: Dates,
  state: YearState,
  told?: Html,
  status = 200,
): Promise<FastifyReply> {
  const { reader, login, path } = visit;
  const words = yearWords[reader.language];
  const errors = wrong(visit, dates, state);
  const isWrong = Object.values(errors).some((one) => one !== undefined);
  const { number, day } = reader;
  const { effects } = words;
  const question = html`<p><strong>${words.confirmDates(day(dates.firstDay), day(dates.lastDay))}</strong></p><p>${words.willHappen}</p>
<ul class="next-steps"><li>${effects.matches(state.remembered, number(state.remembered))}</li><li>${effects.accounts(state.needs.accounts, number(state.needs.accounts))}</li><li>${effects.sessions}</li><li>${effects.opening}</li></ul>
${state.remembered > 0 && html`<p>${words.confirmNote}</p>`}`;
  return visit.page(
    {
      title: words.confirmTitle,
      place: 'year',
      main: html`${heading(reader, { title: words.confirmTitle, crumbs: [{ href: path('/year'), label: shellWords[reader.language].places.year }] })}
${told}${errorSummary(reader, errors)}
${
  isWrong
    ? html`<section class="card" aria-label="${words.turn}">${datesForm(visit, dates, errors)}</section>`
    : confirmStep(reader, {
        action: path('/year/turn'),
        proof: login.proof,
        question,
        button: words.confirm,
        back: path('/year'),
        fields: { ...dates },
      })
}`,
    },
    isWrong ? 422 : status,
  );
}

/** Announces the dates and forgets the remembered matches. */
export async function turn(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, fields, path } = visit;
  const dates = { firstDay: fields.get('firstDay') ?? '', lastDay: fields.get('lastDay') ?? '' };
  const state = await administration.yearState(site.id);
  if (Object.values(wrong(visit, dates, state)).some((one) => one !== undefined))
    return await turnPage(visit, dates, state);
  try {
    await administration.openYear(site.id, dates);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return await turnPage(visit, dates, state, refusalNotice(reader, refusal), refusal.http);
  }
  return visit.done(path('/year'), yearWords[reader.language].turned);
}
