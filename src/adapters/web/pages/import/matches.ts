/** Step 3 of a manual import: what the directory does not know, with suggestions; it can be passed over. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ManualMatch, MatchKind } from '../../../../domain/diff/match.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import type { DraftFound, DraftView, OpenMatch } from '../../../../domain/report/draft.ts';
import { card, chip, notice } from '../../components/boxes.ts';
import { button, proofField } from '../../components/forms.ts';
import { tabs } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { matchWords } from '../../words/matches.ts';
import { emptyDirectoryNotice, isDirectoryEmpty } from '../empty-directory.ts';
import { matching } from '../report-sections.ts';
import { choosePath, onwardForm, stepPage, stepPath } from './frame.ts';
import { otherYearHint } from './strangers.ts';

const KINDS = ['teacher', 'student', 'division', 'group'] as const satisfies readonly MatchKind[];
/** A form with more rows would ask for more patience than one has. */
const ROWS = 30;
/** What the worker lists at most of a kind. */
const LISTED = 500;

/** Stands for « there is no counterpart »; no id of a directory is it. */
export const NOBODY = '-';

/** The fields of the form for one name alone. */
export function decisionFields({ kind, key }: Pick<OpenMatch, 'kind' | 'key'>, to: string): Record<string, string> {
  return { kind, 'key-0': key, 'to-0': to };
}

const query = z.object({ kind: z.enum(KINDS).optional() });

interface Tried {
  readonly refusal?: DescribedRefusal;
  readonly error?: string;
}

export function matchesView(visit: SiteVisit, draft: DraftView, { refusal, error }: Tried = {}): FastifyReply {
  const { found } = draft;
  const content = found && html`${overview(visit, found)}${open(visit, draft, found, error)}`;
  return stepPage(visit, draft, {
    step: 'matches',
    content,
    onward: onwardForm(visit, draft, 'controls'),
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** Remembers what was chosen; what was left for later is left. */
export async function saveMatches(visit: SiteVisit, draft: DraftView): Promise<FastifyReply> {
  const { fields, administration, site, login, reader } = visit;
  const words = draftWords[reader.language].matches;
  const kind = KINDS.find((one) => one === fields.get('kind')) ?? 'teacher';
  const decisions: ManualMatch[] = [];
  for (let row = 0; row < ROWS; row++) {
    const [key, to] = [fields.get(`key-${row}`), fields.get(`to-${row}`) ?? ''];
    if (key !== undefined && to !== '') decisions.push({ kind, key, directoryId: to === NOBODY ? null : to });
  }
  if (decisions.length === 0) return matchesView(visit, draft, { error: words.chooseOne });
  try {
    await administration.matchInDraft(site.id, draft.id, decisions, login.actor);
  } catch (error) {
    return matchesView(visit, draft, { refusal: refusalFor(error, reader) });
  }
  const back = `${stepPath(visit, draft.id, 'matches')}?kind=${kind}`;
  return visit.done(back, words.saved(decisions.length, reader.number(decisions.length)));
}

function overview(visit: SiteVisit, { report }: DraftFound): Html {
  const { reader } = visit;
  const words = draftWords[reader.language].matches;
  return html`${emptyDirectoryNotice(visit)}${card('matching', words.title, html`<p>${words.lead}</p>${matching(report, reader)}`)}`;
}

/** One kind at a time; the first that has something open. */
function open(visit: SiteVisit, draft: DraftView, found: DraftFound, error: string | undefined): Html {
  const { openMatches } = found;
  const { reader, site } = visit;
  const words = draftWords[reader.language].matches;
  if (openMatches.length === 0) return notice(reader, { tone: 'good', title: words.all, cause: words.allHint });
  const of = (kind: MatchKind): readonly OpenMatch[] => openMatches.filter((one) => one.kind === kind);
  const wanted = visit.fields.get('kind') ?? visit.query(query).kind;
  const kinds = KINDS.filter((kind) => of(kind).length > 0);
  const kind = kinds.find((one) => one === wanted) ?? kinds[0] ?? 'teacher';
  const path = stepPath(visit, draft.id, 'matches');
  const alike = of(kind).filter((one) => one.suggestions.length > 0);
  const unlike = of(kind).filter((one) => one.suggestions.length === 0);
  const rest = alike.length - ROWS;
  if (isDirectoryEmpty(site)) return html``;
  return card(
    'open',
    words.open,
    html`${otherYearHint(visit, found)}${tabs(
      reader,
      kinds.map((one) => ({
        href: `${path}?kind=${one}#open`,
        label: words.kinds[one],
        isCurrent: one === kind,
        count: of(one).length,
      })),
    )}
${of(kind).length >= LISTED && html`<p class="hint">${words.cut}</p>`}
${error !== undefined && html`<p class="error" role="alert">${error}</p>`}
${
  alike.length > 0 &&
  html`<form method="post" action="${path}">${proofField(visit.login.proof)}<input type="hidden" name="kind" value="${kind}">
<div class="pick-head" aria-hidden="true"><span>${words.inFile}</span><span>${words.inDirectory}</span></div>
<ul class="pick">${alike.slice(0, ROWS).map((one, row) => choice(visit, draft, one, row))}</ul>
<p class="actions">${button(words.save)}${rest > 0 && html`<span class="hint">${words.more(rest, reader.number(rest))}</span>`}</p></form>`
}
${
  unlike.length > 0 &&
  html`<details class="names" ${alike.length === 0 && html`open`}><summary>${words.unlike(unlike.length, reader.number(unlike.length))}</summary><p class="hint">${words.unlikeHint}</p><ul class="columns">${unlike.map((one) => html`<li>${one.label} ${searchLink(visit, draft, one)}</li>`)}</ul></details>`
}`,
  );
}

function searchLink(visit: SiteVisit, draft: DraftView, one: OpenMatch): Html {
  const words = matchWords[visit.reader.language];
  return html`<a href="${choosePath(visit, draft, one)}">${words.short.choose}<span class="unseen"> ${words.inDirectoryFor(one.label)}</span></a>`;
}

function choice(visit: SiteVisit, draft: DraftView, one: OpenMatch, row: number): Html {
  const { reader } = visit;
  const words = draftWords[reader.language].matches;
  const { label, birthDate, ambiguous, suggestions, key } = one;
  const { why: reasons } = matchWords[reader.language];
  const options = suggestions.map(({ directoryId, label: name, why }) => {
    const told = why.map((one) => reasons[one]).join(', ');
    return html`<option value="${directoryId}">${told === '' ? name : `${name} (${told})`}</option>`;
  });
  return html`<li><label for="to-${row}"><span class="unseen">${words.choiceOf('')}</span><strong>${label}</strong>${birthDate !== null && html`<span class="hint">${words.born(reader.day(birthDate))}</span>`}${ambiguous && chip('warn', words.ambiguous)}</label>${searchLink(visit, draft, one)}
<input type="hidden" name="key-${row}" value="${key}">
<select id="to-${row}" name="to-${row}"><option value="">${words.laterOf(suggestions.length, reader.number(suggestions.length))}</option>${options}<option value="${NOBODY}">${words.nobody}</option></select></li>`;
}
