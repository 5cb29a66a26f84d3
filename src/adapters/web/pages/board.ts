/** The dashboard of a site: what waits for a decision, what is under way, and the history of imports. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Listing, RunItem } from '../../../domain/administration.ts';
import { describeReason } from '../../../domain/report/catalogue.ts';
import type { ImportReport } from '../../../domain/report/report.ts';
import { card, emptyState, notice } from '../components/boxes.ts';
import { icon } from '../components/icons.ts';
import { LOOK_SECONDS, live } from '../components/live.ts';
import { allSteps, statusMark, stepMarks } from '../components/marks.ts';
import { buttonLink, download, heading, pager } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import { cursor } from '../input.ts';
import type { SitePage } from '../shell/site-routes.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { boardWords } from '../words/board.ts';
import { reportWords } from '../words/report.ts';
import { establishmentName, runPath } from './place-names.ts';
import { sentencesOf } from './report-sections.ts';

const RUNS_PER_PAGE = 30;
const boardQuery = z.object({ cursor: cursor.optional() });

export const boardPage: SitePage = {
  place: 'board',
  routes(site) {
    site.get('', board);
  },
};

async function board(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path } = visit;
  const words = boardWords[reader.language];
  const { cursor } = visit.query(boardQuery);
  const runs = await administration.runs(site.id, {
    limit: RUNS_PER_PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const isFirst = cursor === undefined;
  const held = isFirst ? runs.items.filter((run) => run.status === 'held').slice(0, 5) : [];
  const reports = await Promise.all(held.map((run) => administration.report(run.id, reader.language)));
  const isBusy = isFirst && (site.waiting > 0 || runs.items.some(isUnfinished));
  const names = site.establishments.map((one) => one.name).join(', ');
  const year = site.schoolYear === null ? words.noYear : words.year(site.schoolYear);
  return visit.page({
    title: site.name,
    place: 'board',
    refreshSeconds: isBusy ? LOOK_SECONDS : undefined,
    main: html`${heading(reader, { title: site.name, lead: `${names} · ${year}` })}
${live({
  id: 'board',
  url: isBusy ? path('') : null,
  content: html`${isFirst && site.schoolYear === null && firstImport(visit)}
${held.map((run, at) => heldNotice(visit, run, reports[at]))}
${card('historique', words.history, history(visit, runs, isFirst))}`,
})}`,
  });
}

function isUnfinished({ status }: RunItem): boolean {
  return status === 'received' || status === 'running';
}

function firstImport({ reader, parts, path, mayAct }: SiteVisit): Html {
  const words = boardWords[reader.language].firstImport;
  const more =
    mayAct && parts.places.has('import') && html`<p class="actions">${buttonLink(path('/import'), words.go)}</p>`;
  return notice(reader, { tone: 'warn', title: words.title, cause: words.cause, remedy: words.remedy, more });
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

function history(visit: SiteVisit, runs: Listing<RunItem>, isFirst: boolean): Html {
  const { reader, path } = visit;
  const words = boardWords[reader.language];
  if (runs.items.length === 0) return emptyState(words.none, words.noneHint);
  const { columns } = words;
  const heads = [columns.date, columns.status, columns.auto, columns.establishment, columns.file, columns.report];
  return html`<table class="stack history">
<caption class="unseen">${words.history}</caption>
<thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${runs.items.map((run) => row(visit, run))}</tbody>
</table>
${pager(reader, {
  newest: isFirst ? undefined : path(''),
  older: runs.nextCursor === undefined ? undefined : `${path('')}?cursor=${encodeURIComponent(runs.nextCursor)}`,
  summary: words.total(runs.total, reader.number(runs.total)),
})}`;
}

function row({ reader, site }: SiteVisit, run: RunItem): Html {
  const words = boardWords[reader.language];
  const steps = allSteps(run.steps, run.status);
  const queue =
    run.queuePosition !== undefined &&
    html`<span class="hint">${reportWords[reader.language].position(run.queuePosition)}</span>`;
  const by = run.account !== undefined && `, ${words.by(run.account)}`;
  return html`<tr>
<td class="date" data-label="${words.columns.date}"><a href="${runPath(run)}">${reader.moment(run.receivedAt)}</a></td>
<td class="status-cell" data-label="${words.columns.status}"><div class="state">${statusMark(run.status, reader)}${stepMarks(steps, reader)}${queue}${why(reader, run)}</div></td>
<td class="auto" data-label="${words.columns.auto}">${run.trigger === 'automatic' ? words.yes : words.no}</td>
<td class="place" data-label="${words.columns.establishment}">${establishmentName(site, run.establishment, reader)}</td>
<td class="source" data-label="${words.columns.file}"><div class="stackable">${download(`${runPath(run)}/source`, run.archivedAs ?? run.filename)}<span class="hint">${reader.size(run.size)}${by}</span></div></td>
<td class="report" data-label="${words.columns.report}"><a class="file" href="${runPath(run)}" aria-label="${words.reportOf(run.id)}">${icon('page')}<span>${words.report}</span></a></td>
</tr>`;
}

/** Why a file was refused, without opening the report. */
function why(reader: SiteVisit['reader'], { status, reason, archivedAs, filename }: RunItem): Html | false {
  if (status !== 'rejected' || reason === null) return false;
  const file = archivedAs === null || archivedAs.startsWith('FICHIER_') ? ` (${filename})` : '';
  return html`<span class="hint">${reader.sentence(describeReason(reason, {}, reader.language).title)}${file}</span>`;
}
