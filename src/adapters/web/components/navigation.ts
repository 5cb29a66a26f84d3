/** Ways through the pages: page headings with crumbs, tabs, pagers, links to files. */

import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { shellWords } from '../words/shell.ts';
import { help } from './boxes.ts';
import { icon } from './icons.ts';

export interface Link {
  readonly href: string;
  readonly label: string;
}

export interface Heading {
  readonly title: string;
  /** From the site down to the page above this one. */
  readonly crumbs?: readonly Link[];
  /** One or two sentences: what this page is for. */
  readonly lead?: Part;
  /** Beside the title: a chip, buttons. */
  readonly aside?: Part;
  /** « Aide », closed, below the heading of every page that has some. */
  readonly help?: Part;
}

/** The heading of a page: every page has exactly one. */
export function heading(reader: Reader, { title, crumbs = [], lead, aside, help: more }: Heading): Html {
  const trail =
    crumbs.length > 0 &&
    html`<nav class="crumbs" aria-label="${shellWords[reader.language].crumbs}"><ol>${crumbs.map((one) => html`<li><a href="${one.href}">${one.label}</a></li>`)}</ol></nav>`;
  return html`${trail}<div class="heading"><div><h1>${title}</h1>${lead !== undefined && html`<p class="hint">${lead}</p>`}</div>${aside !== undefined && html`<div class="aside">${aside}</div>`}</div>${more !== undefined && help(reader, more)}`;
}

/** Parts of a page as links: each has an address of its own. */
export function tabs(
  reader: Reader,
  items: readonly (Link & { readonly isCurrent: boolean; readonly count?: number })[],
): Html {
  return html`<nav class="tabs" aria-label="${shellWords[reader.language].tabs}"><ul>${items.map(
    ({ href, label, isCurrent, count }) =>
      html`<li><a href="${href}" ${isCurrent && html`aria-current="page"`}>${label}${count !== undefined && html` <span class="count">${reader.number(count)}</span>`}</a></li>`,
  )}</ul></nav>`;
}

/** Below a list that comes in pages, newest first. */
export function pager(
  reader: Reader,
  {
    newest,
    older,
    summary,
  }: { readonly newest?: string | undefined; readonly older?: string | undefined; readonly summary?: string },
): Html {
  const words = shellWords[reader.language];
  return html`<p class="pager">${newest !== undefined && html`<a href="${newest}">${words.newer}</a>`}${older !== undefined && html`<a href="${older}">${words.older}</a>`}${summary !== undefined && html`<span class="hint">${summary}</span>`}</p>`;
}

/** A link to a file that is kept, not shown. */
export function download(href: string, label: string): Html {
  return html`<a class="file" href="${href}">${icon('download')}<span>${label}</span></a>`;
}

/** A link that looks like a button, for the next thing to do. */
export function buttonLink(href: string, label: string, kind: '' | 'other' = ''): Html {
  return html`<a class="button ${kind}" href="${href}">${label}</a>`;
}
