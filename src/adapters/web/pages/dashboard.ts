/** The dashboard of a site: what waits for a decision, what is under way, and the history of imports. */

import type { Listing, RunItem, SiteItem } from '../../../domain/administration.ts';
import { describeReason } from '../../../domain/report/catalogue.ts';
import type { ImportReport } from '../../../domain/report/report.ts';
import { frenchSize } from '../../../domain/report/words.ts';
import { type Html, html } from '../html.ts';
import type { Login } from '../login.ts';
import { momentIn } from './clock.ts';
import { icon } from './icons.ts';
import { layout, notice } from './layout.ts';
import { allSteps, statusMark, stepMarks } from './marks.ts';
import { download, wordsOf } from './report-sections.ts';

export interface Dashboard {
  readonly site: SiteItem;
  readonly runs: Listing<RunItem>;
  /** Reports of the held runs among them. */
  readonly reports: ReadonlyMap<string, ImportReport>;
  /** True for the newest page, where what waits stands on top. */
  readonly isFirstPage: boolean;
  readonly login: Login;
}

const REFRESH_SECONDS = 5;

export function dashboardPage(board: Dashboard): string {
  const { site, runs, login, isFirstPage } = board;
  const held = runs.items.filter((run) => run.status === 'held');
  const busy = isFirstPage && (site.waiting > 0 || runs.items.some(isUnfinished));
  return layout({
    title: `Tableau de bord, ${site.name}`,
    login,
    place: 'dashboard',
    refreshSeconds: busy ? REFRESH_SECONDS : undefined,
    main: html`
<div class="heading"><div><h1>${site.name}</h1><p class="hint">${subtitle(site)}</p></div></div>
${isFirstPage && site.schoolYear === null && firstImport()}
${isFirstPage && held.map((run) => heldNotice(run, board))}
<section class="card" aria-labelledby="historique"><h2 id="historique">Historique des imports</h2>${history(board)}</section>`,
  });
}

function subtitle({ establishments, schoolYear, lastGoodDeposit, timezone }: SiteItem): string {
  const names = establishments.map((one) => one.name).join(', ');
  const year = schoolYear === null ? 'aucune année ouverte' : `année ${schoolYear}`;
  const last = lastGoodDeposit === null ? '' : ` · dernier import réussi le ${momentIn(timezone)(lastGoodDeposit)}`;
  return `${names} · ${year}${last}`;
}

function firstImport(): Html {
  return notice(
    'warn',
    'Premier import manuel à faire',
    'L’import automatisé s’ouvre après un premier import manuel de l’année. D’ici là, les fichiers déposés sont conservés mais ne sont pas appliqués.',
    'Faites le premier import manuel de l’année, ou demandez-le à votre exploitant.',
  );
}

function isUnfinished({ status }: RunItem): boolean {
  return status === 'received' || status === 'running';
}

function heldNotice(run: RunItem, { site, reports }: Dashboard): Html {
  const report = reports.get(run.id);
  const words = report ? wordsOf(report) : null;
  return notice(
    'hold',
    words?.title ?? 'Import en attente de votre décision',
    words?.cause ?? '',
    words?.remedy ?? '',
    html`<p class="actions"><a class="button" href="${runPath(run)}">Voir le bilan et décider</a><span class="hint">Import n° ${run.id}, reçu le ${momentIn(site.timezone)(run.receivedAt)}</span></p>`,
  );
}

export function runPath({ site, id }: Pick<RunItem, 'site' | 'id'>): string {
  return `/sites/${site}/runs/${id}`;
}

function history(board: Dashboard): Html {
  const { runs, site, isFirstPage } = board;
  if (runs.items.length === 0)
    return html`<p>Aucun import pour l’instant. Les fichiers déposés par votre logiciel d’emploi du temps apparaîtront ici.</p>`;
  return html`<table class="stack history">
<thead><tr><th scope="col">Date</th><th scope="col">Statut</th><th scope="col">Auto</th><th scope="col">Établissement</th><th scope="col">Fichier importé</th><th scope="col">Bilan</th></tr></thead>
<tbody>${runs.items.map((run) => row(run, board))}</tbody>
</table>
<p class="pager">${!isFirstPage && html`<a href="/sites/${site.id}">Plus récents</a>`}${runs.nextCursor !== undefined && html`<a href="/sites/${site.id}?cursor=${encodeURIComponent(runs.nextCursor)}">Plus anciens</a>`}<span class="hint">${runs.total} import${runs.total > 1 ? 's' : ''} en tout</span></p>`;
}

function row(run: RunItem, { site }: Dashboard): Html {
  const steps = allSteps(run.steps, run.status);
  const queue = run.queuePosition !== undefined && html`<span class="hint">${positionWords(run.queuePosition)}</span>`;
  return html`<tr>
<td data-label="Date"><a href="${runPath(run)}">${momentIn(site.timezone)(run.receivedAt)}</a></td>
<td data-label="Statut"><div class="state">${statusMark(run.status)}${stepMarks(steps)}${queue}${why(run)}</div></td>
<td data-label="Auto">${run.trigger === 'automatic' ? 'Oui' : 'Non'}</td>
<td data-label="Établissement">${establishmentName(site, run.establishment)}</td>
<td data-label="Fichier importé"><div class="stackable">${download(`${runPath(run)}/source`, run.archivedAs ?? run.filename)}<span class="hint">${frenchSize(run.size)}${run.account !== undefined && `, par ${run.account}`}</span></div></td>
<td data-label="Bilan"><a class="file" href="${runPath(run)}" aria-label="Bilan de l’import n° ${run.id}">${icon('page')}<span>Bilan</span></a></td>
</tr>`;
}

/** Why a file was refused, without opening the report. */
function why({ status, reason, archivedAs, filename }: RunItem): Html | false {
  if (status !== 'rejected' || reason === null) return false;
  const file = archivedAs === null || archivedAs.startsWith('FICHIER_') ? ` (${filename})` : '';
  return html`<span class="hint">${describeReason(reason, {}).title}${file}</span>`;
}

export function positionWords(position: number): string {
  return position === 1 ? 'prochain à être traité' : `${position}ᵉ dans la file d’attente`;
}

/** « Tous » when a file covers several, or is not known to cover one. */
export function establishmentName(site: SiteItem, number: number | null): string {
  const [only, another] = site.establishments;
  if (number === null) return only && !another ? only.name : 'Tous';
  return site.establishments.find((one) => one.number === number)?.name ?? String(number);
}

/** For those who manage several sites. */
export function sitesPage(sites: readonly SiteItem[], login: Login): string {
  return layout({
    title: 'Sites',
    login,
    place: 'dashboard',
    main: html`<h1>Vos sites</h1><ul class="sites">${sites.map(
      (
        site,
      ) => html`<li class="card"><h2><a href="/sites/${site.id}">${site.name}</a></h2><p class="hint">${subtitle(site)}</p>
<p>${site.held > 0 && html`<span class="chip warn">${site.held} en attente de décision</span>`} ${site.waiting > 0 && html`<span class="chip quiet">${site.waiting} en cours</span>`}</p></li>`,
    )}</ul>`,
  });
}
