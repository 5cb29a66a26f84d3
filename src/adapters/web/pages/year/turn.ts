/** The turn to the next year: dates, what will happen, and the confirmation. */

import type { FastifyReply } from 'fastify';
import { startYearOf } from '../../../../domain/model/calendar.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { type AnnouncedYear, type YearState, yearName } from '../../../../domain/model/school-year.ts';
import { datesProblem, leavesYearOut, suggestedYear } from '../../../../domain/validate/next-year.ts';
import { card, chip, facts, refusalNotice } from '../../components/boxes.ts';
import { actionButton, button, checkField, errorSummary, form, textField } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { yearWords } from '../../words/year.ts';

type Errors = { readonly [name in keyof AnnouncedYear]?: string | undefined };

/** Announced dates, and the form for them: it leads to the page that says what will happen. */
export function turnCard(visit: SiteVisit, state: YearState): Html {
  const { reader, login, parts, path } = visit;
  const words = yearWords[reader.language];
  const { announced, open } = state;
  if (announced === null)
    return card(
      'suivante',
      words.turn,
      html`<p class="hint">${words.turnLead(open?.name ?? null)}</p>${datesForm(visit, suggestedYear(state))}`,
    );
  const { firstDay, lastDay, name } = announced;
  return card(
    'suivante',
    words.turn,
    html`${facts([
      [words.year, html`<strong>${name}</strong>`],
      [words.firstDay, reader.day(firstDay)],
      [words.lastDay, reader.day(lastDay)],
    ])}<p class="hint">${words.announcedHint(name, open?.name ?? null)}</p>
<p class="actions">${parts.places.has('import') && buttonLink(path('/import'), words.importNext(name), 'other')}</p>
<details class="help"><summary><span>${words.change}</span></summary><div>${datesForm(visit, announced)}${actionButton(path('/year/withdraw'), login.proof, words.withdraw)}</div></details>`,
    chip('busy', words.announced),
  );
}

function datesForm({ reader, path }: SiteVisit, { firstDay, lastDay }: AnnouncedYear, errors: Errors = {}): Html {
  const words = yearWords[reader.language];
  return html`<form class="slim" method="get" action="${path('/year/turn')}">
${textField({ name: 'firstDay', label: words.nextFirst, type: 'date', value: firstDay, error: errors.firstDay, isRequired: true })}
${textField({ name: 'lastDay', label: words.nextLast, type: 'date', value: lastDay, error: errors.lastDay, isRequired: true })}
<p class="actions">${button(words.announce, 'other')}</p></form>`;
}

/** What is wrong with the dates, beside the field that it is about. */
function wrong({ reader }: SiteVisit, dates: AnnouncedYear, state: YearState): Errors {
  const words = yearWords[reader.language];
  const problem = datesProblem(dates, state);
  switch (problem) {
    case null:
      return {};
    case 'first-missing':
      return { firstDay: words.dateMissing };
    case 'last-missing':
      return { lastDay: words.dateMissing };
    case 'open':
      return { firstDay: `${words.problems.open} (${reader.day(state.open?.lastDay ?? '')}).` };
    case 'far':
      return { firstDay: words.problems.far };
    default:
      return { lastDay: words.problems[problem] };
  }
}

/** What will happen, before it does. */
export async function confirmTurn(visit: SiteVisit): Promise<FastifyReply> {
  const query = new URLSearchParams(visit.request.url.split('?')[1] ?? '');
  const dates = { firstDay: query.get('firstDay') ?? '', lastDay: query.get('lastDay') ?? '' };
  return turnPage(visit, dates, await visit.administration.yearState(visit.site.id));
}

interface Tried {
  readonly told?: Html;
  readonly confirmError?: string;
  readonly status?: number;
}

function turnPage(
  visit: SiteVisit,
  dates: AnnouncedYear,
  state: YearState,
  { told, confirmError, status = 200 }: Tried = {},
): FastifyReply {
  const { reader, login, path } = visit;
  const words = yearWords[reader.language];
  const errors = wrong(visit, dates, state);
  const isWrong = Object.values(errors).some((one) => one !== undefined);
  const { number, day } = reader;
  const { effects } = words;
  // What is no day cannot be written as one.
  const question =
    (): Html => html`<p><strong>${words.confirmDates(day(dates.firstDay), day(dates.lastDay))}</strong></p><p>${words.willHappen}</p>
<ul class="next-steps"><li>${effects.matches(state.remembered, number(state.remembered))}</li><li>${effects.accounts(state.needs.accounts, number(state.needs.accounts))}</li><li>${effects.sessions}</li><li>${effects.opening}</li></ul>
<p>${words.confirmNote}</p>
${!isWrong && leavesYearOut(dates, state) && leftOut(visit, dates, state, confirmError)}`;
  return visit.page(
    {
      title: words.confirmTitle,
      place: 'year',
      main: html`${heading(reader, { title: words.confirmTitle, crumbs: [{ href: path('/year'), label: shellWords[reader.language].places.year }] })}
${told}${errorSummary(reader, { ...errors, isConfirmed: confirmError })}
${
  isWrong
    ? html`<section class="card" aria-label="${words.turn}">${datesForm(visit, dates, errors)}</section>`
    : form({
        action: path('/year/turn'),
        proof: login.proof,
        kind: 'card',
        content: html`<input type="hidden" name="firstDay" value="${dates.firstDay}"><input type="hidden" name="lastDay" value="${dates.lastDay}">${question()}`,
        buttons: html`${button(words.confirm)}<a class="button other" href="${path('/year')}">${shellWords[reader.language].keep}</a>`,
      })
}`,
    },
    isWrong ? 422 : status,
  );
}

/** A year between the open one and this: somebody has to say that it is meant. */
function leftOut({ reader }: SiteVisit, { firstDay }: AnnouncedYear, { open }: YearState, error?: string): Html {
  const words = yearWords[reader.language];
  const name = yearName(startYearOf(firstDay));
  return html`<p><strong>${words.leftOut(name, open?.name ?? '')}</strong></p>${checkField({ name: 'isConfirmed', label: words.confirmLeftOut(name), isChecked: false, error, isRequired: true })}`;
}

/** Announces the dates. */
export async function turn(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, fields, path } = visit;
  const words = yearWords[reader.language];
  const dates = { firstDay: fields.get('firstDay') ?? '', lastDay: fields.get('lastDay') ?? '' };
  const state = await administration.yearState(site.id);
  if (datesProblem(dates, state) !== null) return turnPage(visit, dates, state);
  try {
    await administration.openYear(site.id, { ...dates, isConfirmed: fields.has('isConfirmed') });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'year-left-out')
      return turnPage(visit, dates, state, { confirmError: words.confirmMissing, status: 422 });
    const refusal = refusalFor(error, reader);
    return turnPage(visit, dates, state, { told: refusalNotice(reader, refusal), status: refusal.http });
  }
  return visit.done(path('/year'), words.turned);
}

/** Takes the announcement back. */
export async function withdraw(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path } = visit;
  await administration.withdrawYear(site.id);
  return visit.done(path('/year'), yearWords[reader.language].withdrawn);
}
