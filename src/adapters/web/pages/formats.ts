/** « Formats de fichiers »: help for who has a file that was refused, or none yet. */

import type { FastifyReply } from 'fastify';
import type { ImportReport } from '../../../domain/report/report.ts';
import { card } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { table } from '../components/tables.ts';
import { type Html, html } from '../html.ts';
import type { SitePage } from '../shell/site-routes.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { type FormatHelp, formatWords } from '../words/formats.ts';
import { shellWords } from '../words/shell.ts';

const PATH = '/formats';

export const formatsPage: SitePage = {
  routes(site) {
    site.get(PATH, show);
  },
};

/** The way there, from wherever a file is chosen or was refused; with the name of a format to its part. */
export function formatsLink({ reader, path }: Pick<SiteVisit, 'reader' | 'path'>, name?: string): Html {
  const words = formatWords[reader.language];
  // « EDT chiffré » stands with EDT.
  const [own = ''] = name?.split(' ') ?? [];
  return html`<a href="${path(PATH)}${Object.hasOwn(words.formats, own) && `#${own}`}">${words.link}</a>`;
}

/** The way out for a file that was refused: where a directory is imported, else which files are timetables. */
export function refusedFileLink(visit: Pick<SiteVisit, 'reader' | 'path'>, { run, source }: ImportReport): Html {
  if (run.reason !== 'directory-given') return formatsLink(visit, source.format ?? undefined);
  return html`<a href="${visit.path('/directory')}">${formatWords[visit.reader.language].toDirectory}</a>`;
}

function show(visit: SiteVisit): FastifyReply {
  const { reader, mayAct, path } = visit;
  const words = formatWords[reader.language];
  const { title, lead } = words;
  const formats = Object.entries(words.formats);
  const crumbs = mayAct ? [{ href: path('/import'), label: shellWords[reader.language].places.import }] : [];
  const main = html`<div class="column">${heading(reader, { title, lead, crumbs })}
<nav class="on-page" aria-label="${words.onPage}"><ul class="chips">${formats.map(([name, one]) => html`<li><a href="#${name}">${one.title}</a></li>`)}</ul></nav>
${formats.map(([name, one]) => part(visit, name, one))}
${card('none', words.none, html`<p>${words.noneHint}</p>`)}</div>`;
  return visit.page({ title, place: 'import', main });
}

function part({ reader }: SiteVisit, name: string, { title, from, how, without, columns, example }: FormatHelp): Html {
  const words = formatWords[reader.language];
  return card(
    name,
    title,
    html`<p>${from}</p><ul>${how.map((one) => html`<li>${one}</li>`)}</ul>
${
  columns &&
  html`<h3>${words.columns}</h3>${table({
    caption: words.columns,
    rows: columns,
    columns: [
      { label: words.column, kind: 'head', cell: ([column]) => column },
      { label: words.what, isPlain: true, cell: ([, what]) => what },
    ],
  })}`
}
${example !== undefined && html`<h3>${words.example}</h3><pre class="example">${example}</pre>`}
<p class="hint"><strong>${words.without}</strong> ${without}</p>`,
  );
}
