/** Parts of a page that the browser looks at again while something is under way, and a bar of progress. */

import { type Html, html, type Part } from '../html.ts';

/** How often to look; as often while nothing is under way, for an import is over in a few seconds. */
export const LOOK_SECONDS = 3;

export interface Live {
  /** Unique on the page: by it the script finds the part in the answer. */
  readonly id: string;
  /** Where to look: the page itself, or a route that answers this part alone. Null: settled, nobody looks again. */
  readonly url: string | null;
  readonly content: Part;
  readonly seconds?: number;
  /** True while nothing is under way: it is looked at for what may begin. */
  readonly isIdle?: boolean;
  /** True where a change is news for who does not see it. */
  readonly isAnnounced?: boolean;
}

/** A live part. Give the page `refreshSeconds` too, for browsers without script. */
export function live({ id, url, content, isIdle = false, seconds, isAnnounced = false }: Live): Html {
  const pause = seconds ?? LOOK_SECONDS;
  const look =
    url !== null &&
    html`data-refresh-url="${url}" data-refresh-seconds="${pause}" ${isIdle && html`data-refresh-idle="true"`}`;
  return html`<div id="${id}" class="live" ${look} ${isAnnounced && html`aria-live="polite"`}>${content}</div>`;
}

/** How far something is; `label` says it in words. */
export function progressBar(label: string, done: number, all: number): Html {
  return html`<progress class="progress" max="${all}" value="${done}" aria-label="${label}">${label}</progress>`;
}
