/** The page of one run: where it stands, what to do, its report; what it changes; and what a manager decides about it. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RunItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { type RunAction, repeatOf } from '../../../../domain/model/run.ts';
import { stepsOf } from '../../../../domain/model/step.ts';
import type { ImportReport } from '../../../../domain/report/report.ts';
import { notice, refusalNotice } from '../../components/boxes.ts';
import { actionButton } from '../../components/forms.ts';
import { LOOK_SECONDS, live, progressBar } from '../../components/live.ts';
import { toneOf } from '../../components/marks.ts';
import { buttonLink, download } from '../../components/navigation.ts';
import { sendCsv } from '../../csv.ts';
import { sendReport, sendSource } from '../../download.ts';
import { type Html, html } from '../../html.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';
import { changeWords } from '../../words/changes.ts';
import { directoryWords } from '../../words/directory.ts';
import { reportWords } from '../../words/report.ts';
import { refusedFileLink } from '../formats.ts';
import { establishmentName, runPath } from '../place-names.ts';
import { reportHeader, whoIs } from '../report-header.ts';
import { FINDING_SORTS, type FindingSort, reportSections, sentencesOf } from '../report-sections.ts';
import { changesView, partView, sessionsFile } from './changes.ts';
import { act, decisionForm, type Tried, undo, undoView } from './decide.ts';
import { findingCsv } from './files.ts';
import { runHeading, runOf, tabsOf } from './frame.ts';
import { runWeekView } from './week.ts';

const REPORTS = { 'bilan.json': 'json', 'bilan.txt': 'text', 'bilan.html': 'html' } as const;
const summaryQuery = z.object({ sort: z.enum(FINDING_SORTS).default('severity') });

export const runPages: SitePage = {
  routes(site) {
    site.get('/runs/:run', async (visit) => summaryView(visit, await runOf(visit)));
    site.get('/runs/:run/changes', changesView);
    site.get('/runs/:run/changes/:part', partView);
    site.get('/runs/:run/week', runWeekView);
    site.get('/runs/:run/source', async (visit) => {
      const { id } = await runOf(visit);
      if (!visit.mayAct) throw new Refusal('source-reserved');
      return await sendSource(visit.reply, visit.administration, id);
    });
    for (const [name, format] of Object.entries(REPORTS)) {
      site.get(`/runs/:run/${name}`, async (visit) => {
        const { id } = await runOf(visit);
        return await sendReport(visit.reply, visit.administration, id, format, { asFile: true, reader: visit.reader });
      });
    }
    site.get('/runs/:run/sessions.csv', sessionsFile);
    site.get('/runs/:run/anomalies.csv', findingsFile);
    site.get('/runs/:run/undo', async (visit) => undoView(visit, await runOf(visit)), { needs: 'manager' });
    site.post('/runs/:run/undo', undo);
    for (const action of ['approve', 'reject', 'cancel', 'replay'] as const)
      site.post(`/runs/:run/${action}`, (visit) => act(visit, action, summaryView));
  },
};

const WORKED: readonly RunItem['status'][] = ['integrated', 'integrated-with-alerts', 'unchanged'];

async function summaryView(visit: SiteVisit, run: RunItem, tried: Tried = {}): Promise<FastifyReply> {
  const { administration, reader, site } = visit;
  const { sort } = visit.query(summaryQuery);
  const [report, thresholds] = await Promise.all([
    administration.report(run.id, reader.language),
    administration.thresholds(run.site, reader.language),
  ]);
  const controlTitles = new Map(thresholds.items.map((item) => [item.code, item.title]));
  const isMoving = run.status === 'running' || run.status === 'received';
  const path = runPath(run);
  const place = establishmentName(site, run.establishment, reader);
  const name = run.archivedAs ?? run.filename;
  const file = visit.mayAct && run.kind === 'timetable' ? download(`${path}/source`, name) : name;
  return visit.page(
    {
      title: reportWords[reader.language].run(run.id),
      place: 'board',
      refreshSeconds: isMoving ? LOOK_SECONDS : undefined,
      main: live({
        id: 'run',
        url: isMoving ? path : null,
        content: html`${runHeading(visit, run, 'summary')}
${tried.refusal && refusalNotice(reader, tried.refusal)}
${underWay(visit, run, report)}
${standing(visit, run, report, tried)}
${firstDirectory(visit, run)}
${reportHeader(report, reader, place, file, { isTitled: false, addressOf: (id) => runPath({ ...run, id }) })}
${reportSections(report, controlTitles, reader, { sort, ...(report.findings.length > 1 ? { findingsAside: findingsAside(visit, run, sort) } : {}) })}
${tools(visit, run, report)}`,
      }),
    },
    tried.refusal?.http,
  );
}

/** In the queue, or at work: how far it is; and who approved it. */
function underWay(
  { reader }: SiteVisit,
  { kind, queuePosition, status, steps }: RunItem,
  report: ImportReport,
): Html | false {
  const words = reportWords[reader.language];
  const approver = whoIs(report.run.approvedBy, report.run.approvedByName, reader);
  const approved = approver === undefined ? '' : words.approvedBy(approver);
  if (queuePosition !== undefined)
    return notice(reader, {
      tone: 'busy',
      title: approver === undefined ? words.waiting : words.approved,
      cause: `${approved} ${words.waitingHint(words.position(queuePosition))}`.trim(),
    });
  if (status !== 'running') return false;
  const all = stepsOf(kind).length;
  const label = boardWords[reader.language].now.progress(steps.length, reader.number(steps.length), reader.number(all));
  return notice(reader, {
    tone: 'busy',
    title: reader.vocabulary.status.running,
    cause: approved,
    more: html`<p>${label}</p>${progressBar(label, steps.length, all)}`,
  });
}

/** What happened and what to do; for a manager, the decision. */
function standing(visit: SiteVisit, run: RunItem, report: ImportReport, tried: Tried): Html | null {
  const told = sentencesOf(report, visit.reader);
  const decision = visit.mayAct && run.actions.includes('approve') ? decisionForm(visit, run, tried) : null;
  const repeat = repeatOf(run) === null ? null : repeatActions(visit, run);
  const isRefused =
    run.kind === 'timetable' &&
    run.status === 'rejected' &&
    run.steps.some((one) => one.step === 'validate' && one.status === 'interrupted');
  const more = decision ?? repeat ?? (isRefused && html`<p>${refusedFileLink(visit, report)}</p>`);
  return told ? notice(visit.reader, { tone: toneOf(run), ...told, more }) : decision;
}

/** On a new site the directory is the first step: the next one is the manual import. */
function firstDirectory({ reader, site, mayAct, path }: SiteVisit, { kind, status }: RunItem): Html | false {
  const isNext = kind === 'directory' && WORKED.includes(status) && site.schoolYear === null && mayAct;
  if (!isNext) return false;
  const { title, cause } = directoryWords[reader.language].next;
  const link = buttonLink(path('/import'), boardWords[reader.language].firstImport.go);
  return notice(reader, { tone: 'good', title, cause, more: html`<p class="actions">${link}</p>` });
}

/** Where an earlier decision on the same content stands: that run, and a way to have the file examined again. */
function repeatActions({ reader, login, mayAct }: SiteVisit, run: RunItem): Html {
  const words = reportWords[reader.language];
  const { sameAs } = run;
  const mayReplay = mayAct && repeatOf(run) !== 'same-as-held' && run.actions.includes('replay');
  return html`${sameAs !== undefined && html`<p class="actions">${buttonLink(runPath({ ...run, id: sameAs }), words.run(sameAs), 'other')}</p>`}
${mayReplay && actionButton(`${runPath(run)}/replay`, login.proof, words.actions.replay, { hint: words.actions.examineHint })}`;
}

/** Ways to sort the anomalies, each an address. */
function findingsAside({ reader }: SiteVisit, run: RunItem, current: FindingSort): Html {
  const words = changeWords[reader.language];
  return html`<p class="sorts"><span class="hint">${words.sortBy}</span>${FINDING_SORTS.map(
    (sort) =>
      html`<a href="${runPath(run)}?sort=${sort}#anomalies" ${sort === current && html`aria-current="true"`}>${words.sorts[sort]}</a>`,
  )}</p>`;
}

async function findingsFile(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, reply, administration } = visit;
  const { id } = await runOf(visit);
  const { csv } = changeWords[reader.language];
  const report = await administration.report(id, reader.language);
  // A file without lines would say that there was nothing.
  if (report.run.forgotten) throw new Refusal('report-forgotten', { run: id, days: visit.parts.retention.reportDays });
  return sendCsv(reply, csv.findingsName(id), csv.findings, findingCsv(reader, report));
}

function tools(visit: SiteVisit, run: RunItem, report: ImportReport): Html {
  const { reader, login } = visit;
  const words = reportWords[reader.language];
  const files = changeWords[reader.language];
  const path = runPath(run);
  const mayDo = (action: RunAction): boolean => visit.mayAct && run.actions.includes(action);
  return html`<section class="card tools" aria-labelledby="outils"><h2 id="outils">${words.downloads}</h2>
<p class="downloads">${download(`${path}/bilan.html`, words.asPage)}${download(`${path}/bilan.txt`, words.asText)}${download(`${path}/bilan.json`, words.asJson)}${report.findings.length > 0 && download(`${path}/anomalies.csv`, files.findingsCsv)}${tabsOf(run).includes('changes') && download(`${path}/sessions.csv`, files.asCsv)}${visit.mayAct && run.kind === 'timetable' && download(`${path}/source`, words.source)}</p>
${mayDo('cancel') && actionButton(`${path}/cancel`, login.proof, words.actions.cancel, { hint: words.actions.cancelHint })}
${mayDo('replay') && repeatOf(run) === null && actionButton(`${path}/replay`, login.proof, words.actions.replay, { hint: words.actions.replayHint })}
${mayDo('undo') && html`<p class="actions">${buttonLink(`${path}/undo`, words.actions.undo, 'other')}<span class="hint">${words.actions.undoHint[run.kind]}</span></p>`}
</section>`;
}
