/** Small drawings of our own, in the colour of the text beside them. */

import { type Html, trusted } from '../html.ts';

const PATHS = {
  check: '<path d="M3 8.6l3.2 3.2L13 4.6"/>',
  cross: '<path d="M4.2 4.2l7.6 7.6m0-7.6l-7.6 7.6"/>',
  dash: '<path d="M4 8h8"/>',
  pause: '<path d="M6 4v8m4-8v8"/>',
  alert: '<path d="M8 3.2v5.4m0 3.2v.2"/>',
  clock: '<circle cx="8" cy="8" r="5.4"/><path d="M8 4.8V8l2.2 1.6"/>',
  turn: '<path d="M12.8 8A4.8 4.8 0 1 1 8 3.2"/><path d="M8 1.4v3.6"/>',
  back: '<path d="M3.4 7.4h6a3 3 0 0 1 0 6H7"/><path d="M6 4.6L3.2 7.4 6 10.2"/>',
  download: '<path d="M8 2.6v7M5 6.9l3 3 3-3M3 13.2h10"/>',
  page: '<path d="M4 2.2h5l3 3v8.6H4z"/><path d="M9 2.2v3h3M6 8.4h4M6 10.8h4"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: what it means stands beside it as text. */
export function icon(name: IconName): Html {
  return trusted(
    `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</g></svg>`,
  );
}
