/** Boxes of a page: notices, cards, facts, empty states, help, chips. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { shellWords } from '../words/shell.ts';
import { type IconName, icon } from './icons.ts';

/** good: done; warn: look at it; bad: it failed; hold: decide; busy: under way; quiet: nothing to do. */
export type Tone = 'good' | 'warn' | 'hold' | 'bad' | 'quiet' | 'busy';

const NOTICE_ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  hold: 'pause',
  busy: 'clock',
  quiet: 'dash',
  warn: 'alert',
  bad: 'alert',
};

export interface Notice {
  readonly tone: Tone;
  readonly title: string;
  /** What happened and why. */
  readonly cause?: Part;
  /** What to do; « À faire : » stands before it. */
  readonly remedy?: string;
  /** Buttons, links. */
  readonly more?: Part;
  /** 2 unless the box stands below a heading of that level. */
  readonly level?: 2 | 3;
  /** Instead of the tone's own. */
  readonly mark?: IconName;
}

/** A box that says what happened and what to do. */
export function notice(reader: Reader, { tone, title, cause, remedy, more, level = 2, mark }: Notice): Html {
  const heading = level === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  const isSaid = (part: Part): boolean => part !== undefined && part !== '' && part !== null && part !== false;
  return html`<section class="notice ${tone}">
<span class="mark">${icon(mark ?? NOTICE_ICONS[tone])}</span>
<div>${heading}${isSaid(cause) && html`<p>${cause}</p>`}${isSaid(remedy) && html`<p><strong>${shellWords[reader.language].toDo}</strong> ${remedy}</p>`}${more}</div>
</section>`;
}

/** What was refused, announced at once to who does not see it. */
export function refusalNotice(reader: Reader, refusal: DescribedRefusal, more?: Part): Html {
  const { title, cause, remedy } = refusal;
  return html`<div role="alert">${notice(reader, { tone: 'bad', title, cause, remedy, more })}</div>`;
}

/** A titled box. `id` is unique on the page: the heading carries it. */
export function card(id: string, title: string, content: Part, aside?: Part): Html {
  const head =
    aside === undefined
      ? html`<h2 id="${id}">${title}</h2>`
      : html`<div class="card-head"><h2 id="${id}">${title}</h2>${aside}</div>`;
  return html`<section class="card" aria-labelledby="${id}">${head}${content}</section>`;
}

/** Names and values; nothing for values that are null or false. */
export function facts(entries: readonly (readonly [name: string, value: Part])[], size: '' | 'wide' = ''): Html {
  return html`<dl class="facts ${size}">${entries.map(
    ([name, value]) =>
      value !== null && value !== false && value !== undefined && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** Where a list has nothing: says why, and what to do next. */
export function emptyState(title: string, hint: Part, actions?: Part): Html {
  return html`<div class="empty">${icon('inbox')}<p class="empty-title">${title}</p><p class="hint">${hint}</p>${actions !== undefined && html`<p class="actions">${actions}</p>`}</div>`;
}

/** Help in context: closed until somebody wants it. A page has it in its heading. */
export function help(reader: Reader, content: Part): Html {
  return html`<details class="help"><summary>${icon('help')}<span>${shellWords[reader.language].help}</span></summary><div>${content}</div></details>`;
}

/** A few words in a coloured pill. The words carry the meaning, the colour repeats it. */
export function chip(tone: Tone, text: Part): Html {
  return html`<span class="chip ${tone}">${text}</span>`;
}
