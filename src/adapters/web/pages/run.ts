/** The page of one run: where it stands, what to do, its whole report; and what a manager decides about it. */

import type { FastifyReply } from 'fastify';
import type { RunItem } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import type { RunAction } from '../../../domain/model/run.ts';
import type { ImportReport } from '../../../domain/report/report.ts';
import { notice, refusalNotice } from '../components/boxes.ts';
import { actionButton, button, confirmStep, form, textArea } from '../components/forms.ts';
import { LOOK_SECONDS, live } from '../components/live.ts';
import { toneOf } from '../components/marks.ts';
import { buttonLink, download, heading } from '../components/navigation.ts';
import { sendReport, sendSource } from '../download.ts';
import { type Html, html } from '../html.ts';
import { runId } from '../input.ts';
import { refusalFor } from '../reader.ts';
import type { SitePage } from '../shell/site-routes.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { reportWords } from '../words/report.ts';
import { shellWords } from '../words/shell.ts';
import { establishmentName, runPath } from './place-names.ts';
import { reportHeader } from './report-header.ts';
import { reportSections, sentencesOf } from './report-sections.ts';

const REPORTS = { 'bilan.json': 'json', 'bilan.txt': 'text', 'bilan.html': 'html' } as const;
const ACTIONS = ['approve', 'reject', 'cancel', 'replay', 'undo'] as const satisfies readonly RunAction[];

export const runPages: SitePage = {
  routes(site) {
    site.get('/runs/:run', async (visit) => runView(visit, await runOf(visit)));
    site.get('/runs/:run/source', async (visit) => {
      const { id } = await runOf(visit);
      return await sendSource(visit.reply, visit.administration, id);
    });
    for (const [name, format] of Object.entries(REPORTS)) {
      site.get(`/runs/:run/${name}`, async (visit) => {
        const { id } = await runOf(visit);
        return await sendReport(visit.reply, visit.administration, id, format, { asFile: true, reader: visit.reader });
      });
    }
    site.get('/runs/:run/undo', async (visit) => undoView(visit, await runOf(visit)), { needs: 'manager' });
    for (const action of ACTIONS) site.post(`/runs/:run/${action}`, (visit) => act(visit, action));
  },
};

/** The run of the path, in the site of the path. */
async function runOf({ param, site, administration }: SiteVisit): Promise<RunItem> {
  const id = runId(param('run'));
  const run = await administration.run(id);
  if (run.site !== site.id) throw new Refusal('run-unknown', { run: id });
  return run;
}

interface Tried {
  readonly refusal?: DescribedRefusal;
  readonly reason?: string;
}

async function runView(visit: SiteVisit, run: RunItem, tried: Tried = {}): Promise<FastifyReply> {
  const { administration, reader, site } = visit;
  const [report, thresholds] = await Promise.all([
    administration.report(run.id, reader.language),
    administration.thresholds(run.site, reader.language),
  ]);
  const controlTitles = new Map(thresholds.items.map((item) => [item.code, item.title]));
  const words = reportWords[reader.language];
  const isMoving = run.status === 'running' || run.status === 'received';
  const path = runPath(run);
  const crumbs = [{ href: visit.path(''), label: shellWords[reader.language].places.board }];
  const place = establishmentName(site, run.establishment, reader);
  const file = download(`${path}/source`, run.archivedAs ?? run.filename);
  return visit.page(
    {
      title: words.run(run.id),
      place: 'board',
      refreshSeconds: isMoving ? LOOK_SECONDS : undefined,
      main: html`<nav class="crumbs" aria-label="${shellWords[reader.language].crumbs}"><ol>${crumbs.map((one) => html`<li><a href="${one.href}">${one.label}</a></li>`)}</ol></nav>
${tried.refusal && refusalNotice(reader, tried.refusal)}
${live({
  id: 'run',
  url: isMoving ? path : null,
  content: html`${reportHeader(report, reader, place, file)}
${queueNotice(visit, run)}
${standing(visit, run, report, tried)}
${reportSections(report, controlTitles, reader)}
${tools(visit, run)}`,
})}`,
    },
    tried.refusal?.http,
  );
}

function queueNotice({ reader }: SiteVisit, { queuePosition }: RunItem): Html | false {
  const words = reportWords[reader.language];
  return (
    queuePosition !== undefined &&
    notice(reader, { tone: 'busy', title: words.waiting, cause: words.waitingHint(words.position(queuePosition)) })
  );
}

/** What happened and what to do; for a manager, the decision. */
function standing(visit: SiteVisit, run: RunItem, report: ImportReport, tried: Tried): Html | null {
  const told = sentencesOf(report, visit.reader);
  const decision = visit.mayAct && run.actions.includes('approve') ? decisionForm(visit, run, tried) : null;
  return told ? notice(visit.reader, { tone: toneOf(run.status), ...told, more: decision }) : decision;
}

/** Approve or reject, with a reason that stays in the report. */
function decisionForm({ reader, login }: SiteVisit, run: RunItem, { reason, refusal }: Tried): Html {
  const words = reportWords[reader.language].decide;
  const error = refusal?.code === 'reason-missing' ? refusal.detail : undefined;
  return html`<div class="decision">${form({
    action: `${runPath(run)}/approve`,
    proof: login.proof,
    content: textArea({
      name: 'reason',
      label: words.reason,
      hint: words.hint,
      value: reason,
      error,
      isRequired: true,
    }),
    buttons: html`${button(words.approve)}${button(words.reject, 'other', html`formaction="${runPath(run)}/reject"`)}`,
  })}</div>`;
}

function tools(visit: SiteVisit, run: RunItem): Html {
  const { reader, login } = visit;
  const words = reportWords[reader.language];
  const path = runPath(run);
  const mayDo = (action: RunAction): boolean => visit.mayAct && run.actions.includes(action);
  return html`<section class="card tools" aria-labelledby="outils"><h2 id="outils">${words.downloads}</h2>
<p class="downloads">${download(`${path}/bilan.html`, words.asPage)}${download(`${path}/bilan.txt`, words.asText)}${download(`${path}/bilan.json`, words.asJson)}${download(`${path}/source`, words.source)}</p>
${mayDo('cancel') && actionButton(`${path}/cancel`, login.proof, words.actions.cancel, { hint: words.actions.cancelHint })}
${mayDo('replay') && actionButton(`${path}/replay`, login.proof, words.actions.replay, { hint: words.actions.replayHint })}
${mayDo('undo') && html`<p class="actions">${buttonLink(`${path}/undo`, words.actions.undo, 'other')}<span class="hint">${words.actions.undoHint}</span></p>`}
</section>`;
}

/** The step before an import is undone. */
function undoView(visit: SiteVisit, run: RunItem): FastifyReply {
  const { reader, login } = visit;
  const words = reportWords[reader.language];
  const path = runPath(run);
  return visit.page({
    title: words.actions.undo,
    place: 'board',
    main: html`${heading(reader, { title: words.actions.undo, crumbs: [{ href: path, label: words.run(run.id) }] })}
${confirmStep(reader, { action: `${path}/undo`, proof: login.proof, question: html`<p>${words.actions.undoQuestion(run.id)}</p>`, button: words.actions.undo, back: path })}`,
  });
}

/** A decision about a run. What is refused is shown on the run's page, with what was written. */
async function act(visit: SiteVisit, action: RunAction): Promise<FastifyReply> {
  const { administration, login, reader } = visit;
  const run = await runOf(visit);
  const reason = (visit.fields.get('reason') ?? '').trim();
  try {
    const isDecision = action === 'approve' || action === 'reject';
    if (isDecision && reason === '') throw new Refusal('reason-missing');
    const after = await administration.act(run.id, action, login.actor, reason === '' ? undefined : reason);
    return visit.done(runPath(after), reportWords[reader.language].done[action]);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return await runView(visit, await administration.run(run.id), { refusal, reason });
  }
}
