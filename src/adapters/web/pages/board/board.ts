/** The dashboard of a site: what waits for a decision, how fresh the timetable is, what is under way, and the history. */

import type { FastifyReply } from 'fastify';
import type { RunItem } from '../../../../domain/administration.ts';
import type { ImportReport } from '../../../../domain/report/report.ts';
import { card, notice } from '../../components/boxes.ts';
import { LOOK_SECONDS, live } from '../../components/live.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';
import { shellWords } from '../../words/shell.ts';
import { directoryLink, isDirectoryEmpty } from '../empty-directory.ts';
import { runPath } from '../place-names.ts';
import { sentencesOf } from '../report-sections.ts';
import { announcedNotice } from './announced.ts';
import { boardPath, boardQuery, filterForm, filterOf, isFiltered } from './filters.ts';
import { history } from './history.ts';
import { freshnessBox, underWay } from './now.ts';

const RUNS_PER_PAGE = 25;
/** What waits for a decision stands on top, as far as this. */
const MAX_HELD = 5;
const MAX_OPEN = 50;

export const boardPage: SitePage = {
  place: 'board',
  routes(site) {
    site.get('', board);
  },
};

async function board(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site } = visit;
  const words = boardWords[reader.language];
  const query = visit.query(boardQuery);
  const page = { limit: RUNS_PER_PAGE, ...(query.cursor === undefined ? {} : { cursor: query.cursor }) };
  const isTop = query.cursor === undefined && !isFiltered(query);
  const [runs, open, held, freshness] = await Promise.all([
    administration.runs(site.id, { kind: 'all', ...filterOf(query), ...page }),
    administration.runs(site.id, { kind: 'all', statuses: ['received', 'running'], limit: MAX_OPEN }),
    administration.runs(site.id, { kind: 'all', statuses: ['held'], limit: MAX_HELD }),
    administration.freshness(site.id),
  ]);
  const waiting = isTop ? held.items : [];
  const reports = await Promise.all(waiting.map((run) => administration.report(run.id, reader.language)));
  const isLive = query.cursor === undefined;
  const isBusy = isLive && open.items.length > 0;
  const names = site.establishments.map((one) => one.name).join(', ');
  const year = site.schoolYear === null ? words.noYear : words.year(site.schoolYear);
  return visit.page({
    title: shellWords[reader.language].places.board,
    place: 'board',
    refreshSeconds: isBusy ? LOOK_SECONDS : undefined,
    main: html`${heading(reader, { title: site.name, lead: names === site.name ? year : words.lead(names, year), help: html`<ul>${words.help.map((one) => html`<li>${one}</li>`)}</ul>` })}
${live({
  id: 'board',
  url: isLive ? boardPath(visit, query) : null,
  isIdle: !isBusy,
  content: html`${isTop && site.schoolYear === null && firstImport(visit)}
${isTop && announcedNotice(visit)}
${waiting.map((run, at) => heldNotice(visit, run, reports[at]))}
${isTop && site.schoolYear !== null && freshnessBox(visit, freshness)}
${isTop && underWay(visit, open.items)}
${card('history', words.history, html`${(runs.total > 0 || isFiltered(query)) && filterForm(visit, query)}${history(visit, runs, query)}`)}`,
})}`,
  });
}

/** What a new site needs, what comes next as the button; the whole list is on « Année scolaire ». */
function firstImport(visit: SiteVisit): Html {
  const { reader, site, parts, path, mayAct } = visit;
  const words = boardWords[reader.language].firstImport;
  const isEmpty = isDirectoryEmpty(site);
  const more =
    mayAct &&
    html`<p class="actions">${isEmpty && directoryLink(visit)}${parts.places.has('import') && buttonLink(path('/import'), words.go, isEmpty ? 'other' : '')}${parts.places.has('year') && buttonLink(path('/year'), boardWords[reader.language].announced.go, 'other')}</p>`;
  const remedy = isEmpty ? words.directoryFirst : words.remedy;
  return notice(reader, { tone: 'warn', title: words.title, cause: words.cause, remedy, more });
}

function heldNotice({ reader, mayAct }: SiteVisit, run: RunItem, report: ImportReport | undefined): Html {
  const words = boardWords[reader.language];
  const told = report ? sentencesOf(report, reader) : null;
  const received = words.receivedOn(run.id, reader.moment(run.receivedAt));
  return notice(reader, {
    tone: 'hold',
    title: told?.title ?? words.held,
    cause: told?.cause,
    remedy: told?.remedy ?? '',
    more: html`<p class="actions">${buttonLink(runPath(run), mayAct ? words.decide : words.look)}<span class="hint">${received}</span></p>`,
  });
}
