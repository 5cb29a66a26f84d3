/** « Semaines et alternances »: what a manager says of the weeks of the year, for files that know no dates. */

import type { FastifyReply } from 'fastify';
import { startYearOf } from '../../../../domain/model/calendar.ts';
import { type YearState, yearName } from '../../../../domain/model/school-year.ts';
import { type WeekCalendar, weekCalendarIn, type YearWeek } from '../../../../domain/model/week-calendar.ts';
import { card, facts, notice } from '../../components/boxes.ts';
import { button, errorSummary, form, radioField, textArea, textField } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { weeksWords } from '../../words/weeks.ts';
import {
  calendarIn,
  recounted,
  sentForm,
  storedForm,
  suggestedForm,
  WEEK_FIELD,
  type WeeksErrors,
  type WeeksForm,
  weeksErrors,
  weeksIn,
} from './weeks-entered.ts';

/** The stored calendar unless the site has opened a later year since. */
function current({ site }: SiteVisit, { open }: Pick<YearState, 'open'>): WeekCalendar | null {
  const stored = weekCalendarIn(site.settings);
  return stored && open && startYearOf(stored.firstDay) < startYearOf(open.firstDay) ? null : stored;
}

/** What is said, on the page of the year. */
export function weeksCard(visit: SiteVisit, state: YearState): Html {
  const { reader, site, path, mayAct } = visit;
  const words = weeksWords[reader.language];
  const calendar = current(visit, state);
  const link = mayAct && buttonLink(path('/year/weeks'), calendar ? words.change : words.fill, 'other');
  const isOld = calendar === null && weekCalendarIn(site.settings) !== null;
  const content = calendar
    ? facts([
        [words.year, yearName(startYearOf(calendar.firstDay))],
        [words.closures, words.closureCount(calendar.closures.length)],
        ...Object.entries(calendar.alternations).map(([name, mondays]): [string, string] => [
          name,
          words.weekCount(mondays.length),
        ]),
      ])
    : html`<p class="hint">${isOld ? words.old : words.none}</p>`;
  return card('semaines', words.title, html`${content}${link && html`<p class="actions">${link}</p>`}`);
}

/** In the assistant: where the dates of a file without dates come from, and where to change that. */
export function weeksNotice({ reader, site, path }: SiteVisit, draft: string, isMissing: boolean): Html | false {
  const words = weeksWords[reader.language];
  const address = `${path('/year/weeks')}?draft=${draft}`;
  if (isMissing) return html`<p class="actions below">${buttonLink(address, words.toFill)}</p>`;
  const calendar = weekCalendarIn(site.settings);
  if (calendar === null) return false;
  const { Q1 = [], Q2 = [] } = calendar.alternations;
  const [year, q1, q2] = [
    yearName(startYearOf(calendar.firstDay)),
    words.weekCount(Q1.length),
    words.weekCount(Q2.length),
  ];
  return notice(reader, {
    tone: 'quiet',
    title: words.inFile,
    cause: words.inFileCause(year, q1, q2),
    more: html`<p class="actions">${buttonLink(address, words.toChange, 'other')}</p>`,
  });
}

/** The form, as it is stored or likely. */
export async function showWeeks(visit: SiteVisit): Promise<FastifyReply> {
  const state = await visit.administration.yearState(visit.site.id);
  const stored = current(visit, state);
  const draft = new URLSearchParams(visit.request.url.split('?')[1] ?? '').get('draft') ?? '';
  return weeksPage(visit, stored ? storedForm(stored, visit.reader) : suggestedForm(state, visit.reader), draft);
}

/** Works the weeks out anew, or saves them. */
export async function saveWeeks(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, fields, path } = visit;
  const words = weeksWords[reader.language];
  const sent = sentForm(fields);
  const draft = fields.get('draft') ?? '';
  const errors = weeksErrors(sent, reader);
  if (Object.keys(errors).length > 0) return weeksPage(visit, sent, draft, { errors, status: 422 });
  if (fields.get('do') === 'count') return weeksPage(visit, recounted(sent), draft, { isCounted: true });
  await administration.setSite(site.id, { weekCalendar: calendarIn(sent, reader) });
  return /^\d{1,18}$/.test(draft)
    ? visit.done(path(`/import/${draft}`), words.savedFor)
    : visit.done(path('/year'), words.saved);
}

interface Shown {
  readonly errors?: WeeksErrors;
  readonly isCounted?: boolean;
  readonly status?: number;
}

function weeksPage(
  visit: SiteVisit,
  entered: WeeksForm,
  draft: string,
  { errors = {}, isCounted = false, status = 200 }: Shown = {},
): FastifyReply {
  const { reader, login, path } = visit;
  const words = weeksWords[reader.language];
  const crumbs = [{ href: path('/year'), label: shellWords[reader.language].places.year }];
  const rules = (['calendar', 'worked'] as const).map((value) => ({ value, ...words.rules[value] }));
  const main = html`${heading(reader, { title: words.title, lead: words.lead, crumbs })}
${errorSummary(reader, errors)}${isCounted && html`<div role="status">${notice(reader, { tone: 'busy', title: words.counted })}</div>`}
${form({
  action: path('/year/weeks'),
  proof: login.proof,
  attributes: html`novalidate`,
  content: html`<input type="hidden" name="draft" value="${draft}">
${card(
  'annee',
  words.days,
  html`<p class="hint">${words.needless}</p><div class="pair">${textField({ name: 'firstDay', label: words.firstDay, type: 'date', value: entered.firstDay, error: errors.firstDay, isRequired: true })}
${textField({ name: 'lastDay', label: words.lastDay, type: 'date', value: entered.lastDay, error: errors.lastDay, isRequired: true })}</div>
${textArea({ name: 'closures', label: words.closuresLabel, hint: words.closuresHint, value: entered.closures, rows: 8, maxLength: 5_000, error: errors.closures })}`,
)}
${card(
  'tours',
  words.turns,
  html`<div class="pair">${textField({ name: 'q1', label: words.q1, hint: words.q1Hint, type: 'date', value: entered.q1, error: errors.q1 })}
${radioField({ name: 'rule', label: words.rule, value: entered.rule, options: rules })}</div>
<p class="actions">${button(words.count, 'other', html`name="do" value="count"`)}</p>`,
)}
${card('semaines', words.weeks, weekBoxes(visit, entered))}
${card('autres', words.others, textArea({ name: 'others', label: words.othersLabel, hint: words.othersHint, value: entered.others, rows: 3, error: errors.others }))}`,
  buttons: html`${button(words.save)}<a class="button other" href="${draft === '' ? path('/year') : path(`/import/${draft}`)}">${shellWords[reader.language].keep}</a>`,
})}`;
  return visit.page({ title: words.title, place: 'year', main }, status);
}

function weekBoxes({ reader }: SiteVisit, entered: WeeksForm): Html {
  const words = weeksWords[reader.language];
  const box = ({ monday, number, isWorked }: YearWeek): Html => {
    const label = words.week(number, reader.day(monday));
    return isWorked
      ? html`<label class="choice"><input type="checkbox" name="${WEEK_FIELD}${monday}" ${entered.ticked.has(monday) && html`checked`}><span>${label}</span></label>`
      : html`<p class="hint">${label} (${words.closed})</p>`;
  };
  return html`<p class="hint">${words.weeksHint}</p><fieldset class="year-weeks"><legend class="unseen">${words.weeks}</legend>${weeksIn(entered).map(box)}</fieldset>`;
}
