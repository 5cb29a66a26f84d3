/** The parts of a report as HTML, for the run's page and for the report as a document of its own. */

import type { ImportReport, ReportFinding } from '../../../domain/report/report.ts';
import { countWord, frenchNumber, SEVERITY_WORDS } from '../../../domain/report/words.ts';
import type { Verdict } from '../../../domain/thresholds/rule.ts';
import { type Html, html } from '../html.ts';
import { controlBar, shareBar, weekChart } from './charts.ts';
import { icon } from './icons.ts';

/** Items of a finding shown on the page; the JSON has up to 1,000. */
const MAX_ITEMS = 100;

/** Everything a report says below its header; parts that the run did not reach are left out. */
export function reportSections(report: ImportReport, controlTitles: ReadonlyMap<string, string>): Html {
  const isCompared = report.controls.length > 0;
  const isRead = Object.values(report.read).some((count) => count > 0);
  return html`
${isCompared && section('Contrôles', 'controles', controls(report.controls, controlTitles))}
${report.findings.length > 0 && section('Anomalies', 'anomalies', html`${report.findings.map(finding)}`)}
${isCompared && html`<div class="pair">${section('Changements', 'changements', changes(report))}${section('Rapprochements', 'rapprochements', matching(report))}</div>`}
${report.weeks.length > 0 && section('Séances par semaine', 'semaines', weekChart(report.weeks))}
${isRead && section('Contenu du fichier', 'contenu', contents(report))}`;
}

export function section(title: string, id: string, content: Html): Html {
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

function controls(verdicts: readonly Verdict[], titles: ReadonlyMap<string, string>): Html {
  const exceededFirst = [...verdicts].sort((a, b) => Number(b.exceeded) - Number(a.exceeded));
  return html`<table class="stack lines controls">
<thead><tr><th scope="col">Contrôle</th><th scope="col" class="n">Nombre</th><th scope="col" class="n">Base</th><th scope="col" class="n">Valeur</th><th scope="col"><span class="unseen">Valeur et seuil</span></th><th scope="col" class="n">Seuil</th><th scope="col">Bloquant</th><th scope="col">Résultat</th></tr></thead>
<tbody>${exceededFirst.map((one) => controlRow(one, titles))}</tbody>
</table>
<p class="hint">Le trait au milieu de chaque barre est le seuil : un contrôle est dépassé quand sa valeur est strictement supérieure.</p>`;
}

function controlRow(one: Verdict, titles: ReadonlyMap<string, string>): Html {
  const result = one.exceeded
    ? html`<span class="chip ${one.blocking ? 'bad' : 'warn'}">Dépassé</span>`
    : html`<span class="chip good">Respecté</span>`;
  return html`<tr ${one.exceeded && html`class="over"`}>
<th scope="row">${titles.get(one.code) ?? one.code}</th>
<td class="n" data-label="Nombre">${orUnknown(one.count)}</td>
<td class="n" data-label="Base">${orUnknown(one.base)}</td>
<td class="n strong" data-label="Valeur">${one.value === null ? 'non calculé' : percent(one.value)}</td>
<td class="bar-cell">${controlBar(one)}</td>
<td class="n" data-label="Seuil">${percent(one.limit)}</td>
<td data-label="Bloquant">${one.blocking ? 'Oui' : 'Non'}</td>
<td data-label="Résultat">${result}</td>
</tr>`;
}

function orUnknown(value: number | null): string {
  return value === null ? '?' : frenchNumber(value);
}

function percent(value: number): string {
  return `${frenchNumber(value)}\u00a0%`;
}

function finding(one: ReportFinding): Html {
  const items = one.items.filter((item) => item.about !== undefined || item.where !== undefined);
  const shown = items.slice(0, MAX_ITEMS);
  const hidden = one.count - shown.length;
  const tone = { error: 'bad', warning: 'warn', info: 'quiet' }[one.severity];
  return html`<details class="finding">
<summary><span class="chip ${tone}">${SEVERITY_WORDS[one.severity]}</span><span class="name">${one.title}</span><span class="count">${frenchNumber(one.count)}</span></summary>
<p>${one.cause}</p>
${one.remedy !== '' && html`<p><strong>À faire :</strong> ${one.remedy}</p>`}
${shown.length > 0 && html`<ul>${shown.map((item) => html`<li>${[item.about, item.where].filter((part) => part !== undefined).join(' – ')}</li>`)}${hidden > 0 && html`<li class="hint">et ${frenchNumber(hidden)} de plus</li>`}</ul>`}
</details>`;
}

function changes({ changes: all }: ImportReport): Html {
  const sessions = Object.values(all).find((counts) => 'cancelled' in counts);
  const rows = Object.entries(all).map(([key, { created, modified, deleted, unchanged }]) =>
    countRow(key, { Créés: created, Modifiés: modified, Supprimés: deleted, Inchangés: unchanged }),
  );
  return html`<table class="stack lines">
<thead><tr><td></td><th scope="col" class="n">Créés</th><th scope="col" class="n">Modifiés</th><th scope="col" class="n">Supprimés</th><th scope="col" class="n">Inchangés</th></tr></thead>
<tbody>${rows}</tbody>
</table>
${sessions && 'cancelled' in sessions && html`<p class="hint">Séances nouvellement annulées : ${frenchNumber(sessions.cancelled)}. Séances passées, laissées telles quelles : ${frenchNumber(sessions.past)}.</p>`}`;
}

function matching({ matching: all }: ImportReport): Html {
  const rows = Object.entries(all).map(([key, { matched, unmatched, ambiguous }]) => {
    const bar = shareBar([
      { tone: 'good', count: matched },
      { tone: 'bad', count: unmatched },
      { tone: 'warn', count: ambiguous },
    ]);
    return countRow(key, { Rapprochés: matched, 'Non rapprochés': unmatched, Ambigus: ambiguous }, bar);
  });
  return html`<table class="stack lines">
<thead><tr><td></td><th scope="col" class="n">Rapprochés</th><th scope="col" class="n">Non rapprochés</th><th scope="col" class="n">Ambigus</th><td></td></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function countRow(key: string, counts: Readonly<Record<string, number>>, bar?: Html): Html {
  const cells = Object.entries(counts).map(
    ([label, count]) => html`<td class="n ${count === 0 && 'zero'}" data-label="${label}">${frenchNumber(count)}</td>`,
  );
  return html`<tr><th scope="row">${countWord(key)}</th>${cells}${bar && html`<td class="bar-cell">${bar}</td>`}</tr>`;
}

function contents({ read }: ImportReport): Html {
  return html`<dl class="facts">${Object.entries(read).map(
    ([key, count]) => html`<div><dt>${countWord(key)}</dt><dd>${frenchNumber(count)}</dd></div>`,
  )}</dl>`;
}

/** Title, cause and remedy of where a run stands, or null when there is nothing to say. */
export function wordsOf({
  run,
  steps,
}: ImportReport): { readonly title: string; readonly cause: string; readonly remedy: string } | null {
  const told = run.title === undefined ? steps.find((step) => step.title !== undefined) : run;
  return told?.title === undefined ? null : { title: told.title, cause: told.cause ?? '', remedy: told.remedy ?? '' };
}

export function download(href: string, label: string): Html {
  return html`<a class="file" href="${href}">${icon('download')}<span>${label}</span></a>`;
}
