/** The page of one run: where it stands, what to do, and its whole report. */

import type { RunItem, SiteItem } from '../../../domain/administration.ts';
import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import type { ImportReport } from '../../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import type { Login } from '../login.ts';
import { momentIn } from './clock.ts';
import { establishmentName, positionWords, runPath } from './dashboard.ts';
import { layout, notice, proofField } from './layout.ts';
import { toneOf } from './marks.ts';
import { reportHeader } from './report-header.ts';
import { download, reportSections, wordsOf } from './report-sections.ts';

export interface RunView {
  readonly site: SiteItem;
  readonly run: RunItem;
  readonly report: ImportReport;
  readonly controlTitles: ReadonlyMap<string, string>;
  readonly login: Login;
  /** What went wrong with the form that was just sent, and what was written into it. */
  readonly refusal?: DescribedRefusal;
  readonly reason?: string;
}

const REFRESH_SECONDS = 3;

export function runPage(view: RunView): string {
  const { site, run, report, login, refusal, controlTitles } = view;
  const time = momentIn(site.timezone);
  const words = wordsOf(report);
  const isMoving = run.status === 'running' || run.status === 'received';
  const path = runPath(run);
  const decision = run.actions.includes('approve') ? decisionForm(view) : null;
  const place = establishmentName(site, run.establishment);
  return layout({
    title: `Import n° ${run.id}`,
    login,
    place: 'dashboard',
    refreshSeconds: isMoving ? REFRESH_SECONDS : undefined,
    main: html`
<p class="crumbs"><a href="/sites/${site.id}">${site.name}</a> › Import n° ${run.id}</p>
${refusal && html`<div role="alert">${notice('bad', refusal.title, refusal.cause, refusal.remedy)}</div>`}
${reportHeader(report, time, place, download(`${path}/source`, run.archivedAs ?? run.filename))}
${run.queuePosition !== undefined && notice('busy', 'En attente', `Cet import est ${run.queuePosition === 1 ? 'le ' : ''}${positionWords(run.queuePosition)}. Les imports d’un site sont traités l’un après l’autre.`, '')}
${words ? notice(toneOf(run.status), words.title, words.cause, words.remedy, decision ?? undefined) : decision}
${reportSections(report, controlTitles)}
<section class="card tools" aria-labelledby="outils"><h2 id="outils">Télécharger</h2>
<p class="downloads">${download(`${path}/bilan.html`, 'Bilan (page)')}${download(`${path}/bilan.txt`, 'Bilan (texte)')}${download(`${path}/bilan.json`, 'Bilan (JSON)')}${download(`${path}/source`, 'Fichier source')}</p>
${otherActions(view)}
</section>`,
  });
}

/** Approve or reject, with a reason that stays in the report. */
function decisionForm({ run, login, reason, refusal }: RunView): Html {
  const isWrong = refusal?.code === 'reason-missing';
  return html`<form class="decision" method="post" action="${runPath(run)}/approve">
${proofField(login.proof)}
<label for="reason">Motif de votre décision</label>
<textarea id="reason" name="reason" rows="2" maxlength="2000" required aria-describedby="reason-hint" ${isWrong && html`aria-invalid="true"`}>${reason}</textarea>
<p class="hint" id="reason-hint">Approuver applique ce fichier une fois, malgré les seuils. Rejeter laisse l’emploi du temps tel qu’il est.</p>
<p class="actions"><button class="button" formaction="${runPath(run)}/approve">Approuver l’import</button><button class="button other" formaction="${runPath(run)}/reject">Rejeter</button></p>
</form>`;
}

function otherActions({ run, login }: RunView): Html {
  const form = (action: string, label: string, hint: string): Html =>
    html`<form method="post" action="${runPath(run)}/${action}">${proofField(login.proof)}<p class="actions"><button class="button other">${label}</button><span class="hint">${hint}</span></p></form>`;
  return html`${run.actions.includes('cancel') && form('cancel', 'Abandonner cet import', 'Il n’a pas commencé ; le fichier reste disponible.')}
${run.actions.includes('undo') && form('undo', 'Annuler cet import', 'L’emploi du temps redevient ce qu’il était avant ; les séances déjà commencées restent comme elles ont eu lieu.')}
${run.actions.includes('replay') && form('replay', 'Rejouer cet import', 'Un nouvel import du même fichier, comparé à l’emploi du temps actuel.')}`;
}
