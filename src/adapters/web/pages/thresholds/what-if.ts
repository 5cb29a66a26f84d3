/** What the last imports would have given with the thresholds of the form: one line an import, before and after. */

import type { ThresholdItem, WhatIfItem } from '../../../../domain/administration.ts';
import type { RunStatus } from '../../../../domain/model/run.ts';
import { statusWord } from '../../../../domain/report/words.ts';
import type { Decision } from '../../../../domain/thresholds/rule.ts';
import { chip, emptyState } from '../../components/boxes.ts';
import { toneOf } from '../../components/marks.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { thresholdWords } from '../../words/thresholds.ts';

/** Says nothing of what a person decided: the run was overtaken, or is being judged again. */
const UNTOLD: readonly RunStatus[] = ['superseded', 'received', 'running'];

/** What the script renews while a value is being moved. Null: the form cannot be tried as it is. */
export const TRIED_PARTS = 'what-if try-summary';

/** The list beside the form. */
export function whatIfPart(
  visit: SiteVisit,
  items: readonly ThresholdItem[],
  tried: readonly WhatIfItem[] | null,
  isMoved: boolean,
): Html {
  const { reader, mayAct } = visit;
  const words = thresholdWords[reader.language].whatIf;
  const count = tried?.length ?? 0;
  const title = count === 0 ? words.titleNone : words.title(count, reader.number(count));
  const content =
    count === 0 && tried !== null
      ? emptyState(words.none, words.noneHint)
      : html`${(mayAct || isMoved) && html`<p class="verdict">${isMoved || tried === null ? summary(visit, tried) : words.before}</p>`}
${tried !== null && html`<ol class="tried">${tried.map((one) => line(visit, items, one))}</ol><p class="hint">${words.hint}</p>`}`;
  return html`<section class="card what-if" id="what-if" aria-labelledby="what-if-title"><h2 id="what-if-title">${title}</h2>${content}</section>`;
}

/** So many changed imports stand beside the field. */
const NEARBY = 3;

/** The same in short, on top of the form, where it stays on a phone: to be heard, and seen beside the field while the list is far away. */
export function summaryPart(visit: SiteVisit, tried: readonly WhatIfItem[] | null, isMoved: boolean): Html {
  const words = thresholdWords[visit.reader.language].whatIf;
  const told = isMoved || tried === null ? summary(visit, tried) : words.beforeNearby;
  return html`<div id="try-summary" class="try-summary" role="status">${tried?.length !== 0 && html`<p>${told}</p>${isMoved && nearby(visit, tried ?? [])}`}</div>`;
}

/** The imports that would have ended otherwise, the newest first. */
function nearby(visit: SiteVisit, tried: readonly WhatIfItem[]): Html | false {
  const words = thresholdWords[visit.reader.language].whatIf;
  const others = tried.filter(isOther);
  return (
    others.length > 0 &&
    html`<p class="nearby">${others.slice(0, NEARBY).map((one) => html`<span>${words.run(one.run)} ${outcomeOf(visit, one)}</span>`)}<a href="#what-if">${words.all}</a></p>`
  );
}

function outcomeOf({ reader }: SiteVisit, tried: WhatIfItem): Html {
  const words = thresholdWords[reader.language].whatIf;
  const mark = (decision: Decision): Html => chip(toneOf({ status: decision }), words.decisions[decision]);
  const { before, after } = tried;
  return isOther(tried)
    ? html`${mark(before.decision)}<span class="arrow" aria-hidden="true">→</span><span class="unseen"> ${words.becomes} </span>${mark(after.decision)}`
    : mark(after.decision);
}

function isOther({ before, after }: WhatIfItem): boolean {
  return before.decision !== after.decision;
}

function summary({ reader }: SiteVisit, tried: readonly WhatIfItem[] | null): Html {
  const words = thresholdWords[reader.language].whatIf;
  if (tried === null) return html`${words.wrong}`;
  const others = tried.filter(isOther).length;
  return others === 0 ? html`${words.same}` : html`<strong>${words.changed(others, reader.number(others))}</strong>`;
}

function line(visit: SiteVisit, items: readonly ThresholdItem[], tried: WhatIfItem): Html {
  const { reader, path } = visit;
  const { run, receivedAt, filename, status, before, after } = tried;
  const words = thresholdWords[reader.language].whatIf;
  const titleOf = (code: string): string => reader.sentence(items.find((one) => one.code === code)?.title ?? code);
  const wasOtherwise = status !== before.decision && !UNTOLD.includes(status);
  return html`<li class="${isOther(tried) && 'other'}"><span class="when"><a href="${path(`/runs/${run}`)}" title="${filename}">${words.run(run)}</a> <span class="hint">${reader.moment(receivedAt)}</span></span><span class="outcome">${outcomeOf(visit, tried)}</span>
${after.exceeded.length > 0 && html`<span class="hint why">${words.exceeded} ${after.exceeded.map(titleOf).join(words.between)}</span>`}${wasOtherwise && html`<span class="hint why">${words.reality(statusWord(reader.vocabulary, tried))}</span>`}</li>`;
}
