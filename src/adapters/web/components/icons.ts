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
  board: '<path d="M2.6 2.6h4.4v6H2.6zM9 2.6h4.4v3.4H9zM9 8.4h4.4v5H9zM2.6 11h4.4v2.4H2.6z"/>',
  upload: '<path d="M8 10.4V3M5 5.8l3-3 3 3M3 13.2h10"/>',
  book: '<path d="M3.4 3.2h8.2a1 1 0 0 1 1 1v9H4.4a1 1 0 0 1-1-1zM3.4 11.4a1 1 0 0 1 1-1h8.2M6.2 5.8h3.6"/>',
  link: '<path d="M6.6 9.4l2.8-2.8M7 4.6l1.6-1.6a3 3 0 0 1 4.3 4.3L11.3 8.9M9 11.4l-1.6 1.6a3 3 0 0 1-4.3-4.3l1.6-1.6"/>',
  calendar: '<path d="M2.6 3.6h10.8v9.8H2.6zM2.6 6.8h10.8M5.4 2v2.6M10.6 2v2.6"/>',
  sliders:
    '<path d="M2.6 4.6h6m3 0h1.8M2.6 11.4h1.8m3 0h6"/><circle cx="10" cy="4.6" r="1.5"/><circle cx="6" cy="11.4" r="1.5"/>',
  gauge: '<path d="M3 12.4a6 6 0 1 1 10 0M8 9.4l2.6-3"/>',
  key: '<circle cx="5.4" cy="10.4" r="2.8"/><path d="M7.4 8.4l5.4-5.6M10.6 5.2l2 2"/>',
  mail: '<path d="M2.4 3.8h11.2v8.4H2.4z"/><path d="M2.6 4.2L8 8.8l5.4-4.6"/>',
  flag: '<path d="M4 14V2.6M4 3.2h8.2l-1.8 2.7 1.8 2.7H4"/>',
  person: '<circle cx="8" cy="5.4" r="2.8"/><path d="M2.8 13.6c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4"/>',
  people:
    '<circle cx="6" cy="5.6" r="2.5"/><path d="M1.6 13.2c.4-2.4 2.1-3.8 4.4-3.8s4 1.4 4.4 3.8M10.2 3.4a2.4 2.4 0 0 1 0 4.5M12 9.9c1.3.5 2.1 1.7 2.4 3.3"/>',
  leave: '<path d="M6.6 13.2H3V2.8h3.6M10.2 5l3 3-3 3M13 8H6.4"/>',
  list: '<path d="M5.4 4h8M5.4 8h8M5.4 12h8M2.6 4h.1M2.6 8h.1M2.6 12h.1"/>',
  menu: '<path d="M2.6 4.2h10.8M2.6 8h10.8M2.6 11.8h10.8"/>',
  down: '<path d="M4 6.4l4 4 4-4"/>',
  inbox: '<path d="M2.6 9.4V13h10.8V9.4L11.2 3H4.8zM2.6 9.4h3.2c0 1.2.9 2.2 2.2 2.2s2.2-1 2.2-2.2h3.2"/>',
  help: '<circle cx="8" cy="8" r="5.8"/><path d="M6.3 6.4c.1-1 .8-1.6 1.8-1.6s1.8.6 1.8 1.5c0 1.3-1.9 1.4-1.9 2.8M8 11.2v.1"/>',
  filter: '<path d="M2.6 3.4h10.8L9.4 8.4v4.2l-2.8-1.4V8.4z"/>',
  plus: '<path d="M8 3.4v9.2M3.4 8h9.2"/>',
  move: '<path d="M2.6 8h10.4M9.6 4.6L13 8l-3.4 3.4"/>',
  pen: '<path d="M3.2 12.8l.6-2.8 7-7 2.2 2.2-7 7z"/>',
  lock: '<path d="M3.8 7.2h8.4v6H3.8zM5.6 7.2V5.2a2.4 2.4 0 0 1 4.8 0v2"/>',
  search: '<circle cx="7" cy="7" r="4.2"/><path d="M10.2 10.2l3.2 3.2"/>',
  page: '<path d="M4 2.2h5l3 3v8.6H4z"/><path d="M9 2.2v3h3M6 8.4h4M6 10.8h4"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: what it means stands beside it as text. */
export function icon(name: IconName): Html {
  return trusted(
    `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</g></svg>`,
  );
}
