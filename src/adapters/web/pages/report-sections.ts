/** The parts of a report as HTML, for the run's page and for the report as a document of its own. */

import type { ImportReport, ReportFinding } from '../../../domain/report/report.ts';
import type { Verdict } from '../../../domain/thresholds/rule.ts';
import { card, chip, facts, type Tone } from '../components/boxes.ts';
import { controlBar, shareBar, weekChart } from '../components/charts.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';
import { shellWords } from '../words/shell.ts';
import { directorySection } from './directory-section.ts';

/** Items of a finding shown on the page; the JSON has up to 1,000. */
const MAX_ITEMS = 100;

const SEVERITY_TONES: Readonly<Record<ReportFinding['severity'], Tone>> = {
  error: 'bad',
  warning: 'warn',
  info: 'quiet',
};

/** How anomalies are sorted. */
export const FINDING_SORTS = ['severity', 'code', 'count'] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];

export interface SectionOptions {
  readonly sort?: FindingSort;
  /** Beside the heading of the anomalies: how to sort them. */
  readonly findingsAside?: Html;
}

/** Everything a report says below its header; parts that the run did not reach are left out. */
export function reportSections(
  report: ImportReport,
  controlTitles: ReadonlyMap<string, string>,
  reader: Reader,
  { sort = 'severity', findingsAside }: SectionOptions = {},
): Html {
  const words = reportWords[reader.language];
  const isCompared = report.controls.length > 0;
  const isRead = Object.values(report.read).some((count) => count > 0);
  const findings = html`${sortFindings(report.findings, sort).map((one) => finding(one, reader))}`;
  return html`
${isCompared && card('controles', words.controls.title, controls(report.controls, controlTitles, reader))}
${report.findings.length > 0 && card('anomalies', words.findings, findings, findingsAside)}
${report.directory && directorySection(report.directory, reader)}
${isCompared && report.directory && card('changements', words.changes.title, changes(report, reader))}
${isCompared && !report.directory && html`<div class="pair">${card('changements', words.changes.title, changes(report, reader))}${card('rapprochements', words.matching.title, matching(report, reader))}</div>`}
${report.weeks.length > 0 && card('semaines', words.weeks, weekChart(report.weeks, reader))}
${isRead && card('contenu', words.contents, contents(report, reader))}`;
}

/** The controls of a run against their limits, exceeded ones first. */
export function controls(verdicts: readonly Verdict[], titles: ReadonlyMap<string, string>, reader: Reader): Html {
  const words = reportWords[reader.language].controls;
  const exceededFirst = [...verdicts].sort((a, b) => Number(b.exceeded) - Number(a.exceeded));
  return html`<table class="stack lines controls">
<caption class="unseen">${words.title}</caption>
<thead><tr><th scope="col">${words.control}</th><th scope="col" class="n">${words.count}</th><th scope="col" class="n">${words.base}</th><th scope="col" class="n">${words.value}</th><th scope="col"><span class="unseen">${words.bar}</span></th><th scope="col" class="n">${words.limit}</th><th scope="col">${words.blocking}</th><th scope="col">${words.result}</th></tr></thead>
<tbody>${exceededFirst.map((one) => controlRow(one, titles, reader))}</tbody>
</table>
<p class="hint">${words.hint}</p>`;
}

function controlRow(one: Verdict, titles: ReadonlyMap<string, string>, reader: Reader): Html {
  const { controls: words, yes, no } = reportWords[reader.language];
  // 100 % of nothing says nothing, and a bar beyond its limit beside « Respecté » says two things.
  const isCompared = one.exceeded || one.base !== 0 || one.count === 0;
  const met = isCompared ? chip('good', words.respected) : chip('quiet', words.nothingBefore);
  const result = one.exceeded ? chip(one.blocking ? 'bad' : 'warn', words.exceeded) : met;
  const orUnknown = (value: number | null): string => (value === null ? '?' : reader.number(value));
  return html`<tr ${one.exceeded && html`class="over"`}>
<th scope="row">${reader.sentence(titles.get(one.code) ?? one.code)}</th>
<td class="n" data-label="${words.count}">${orUnknown(one.count)}</td>
<td class="n" data-label="${words.base}">${orUnknown(one.base)}</td>
<td class="n strong" data-label="${words.value}">${isCompared ? shownValue(one, reader) : '–'}</td>
<td class="bar-cell">${isCompared && controlBar(one)}</td>
<td class="n" data-label="${words.limit}">${reader.percent(one.limit)}${one.floor !== undefined && html`<span class="floor">${words.floor(reader.number(one.floor))}</span>`}</td>
<td data-label="${words.blocking}">${one.blocking ? yes : no}</td>
<td class="result" data-label="${words.result}">${result}</td>
</tr>`;
}

function shownValue({ value }: Verdict, reader: Reader): string {
  return value === null ? reportWords[reader.language].controls.unknown : reader.percent(value);
}

const SEVERITIES = ['error', 'warning', 'info'];

function sortFindings(findings: readonly ReportFinding[], sort: FindingSort): ReportFinding[] {
  const rank = ({ severity }: ReportFinding): number => SEVERITIES.indexOf(severity);
  const byCode = (a: ReportFinding, b: ReportFinding): number => (a.code < b.code ? -1 : 1);
  const orders: Readonly<Record<FindingSort, (a: ReportFinding, b: ReportFinding) => number>> = {
    severity: (a, b) => rank(a) - rank(b) || b.count - a.count,
    code: byCode,
    count: (a, b) => b.count - a.count || rank(a) - rank(b),
  };
  return [...findings].sort((a, b) => orders[sort](a, b) || byCode(a, b));
}

/** One kind of anomaly: what, why, what to do, and where. */
export function finding(one: ReportFinding, reader: Reader): Html {
  const items = one.items.filter((item) => item.about !== undefined || item.where !== undefined);
  const shown = items.slice(0, MAX_ITEMS);
  const hidden = one.count - shown.length;
  const more = hidden > 0 && html`<li class="hint">${reportWords[reader.language].more(reader.number(hidden))}</li>`;
  return html`<details class="finding">
<summary>${chip(SEVERITY_TONES[one.severity], reader.vocabulary.severity[one.severity])}<span class="name">${reader.sentence(one.title)}</span><span class="count">${reader.number(one.count)}</span></summary>
<p>${reader.sentence(one.cause)}</p>
${one.remedy !== '' && html`<p><strong>${shellWords[reader.language].toDo}</strong> ${reader.sentence(one.remedy)}</p>`}
<p class="code">${one.code}</p>
${shown.length > 0 && html`<ul>${shown.map((item) => html`<li>${[item.about, item.where].filter((part) => part !== undefined).join(' – ')}</li>`)}${more}</ul>`}
</details>`;
}

/** What an import creates, modifies and deletes. */
export function changes({ changes: all }: Pick<ImportReport, 'changes'>, reader: Reader): Html {
  const words = reportWords[reader.language].changes;
  const sessions = Object.values(all).find((counts) => 'cancelled' in counts);
  const rows = Object.entries(all).map(([key, { created, modified, deleted, unchanged }]) => {
    const counts = [
      [words.created, created],
      [words.modified, modified],
      [words.deleted, deleted],
      [words.unchanged, unchanged],
    ] as const;
    return countRow(key, counts, reader);
  });
  const columns = [words.created, words.modified, words.deleted, words.unchanged];
  const hint =
    sessions !== undefined &&
    'cancelled' in sessions &&
    html`<p class="hint">${words.cancelled(reader.number(sessions.cancelled), reader.number(sessions.past))}</p>`;
  return html`<table class="stack lines">
<caption class="unseen">${words.title}</caption>
<thead><tr><td></td>${columns.map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table>
${hint}`;
}

/** How much of the file has its counterpart in the directory. */
export function matching({ matching: all }: Pick<ImportReport, 'matching'>, reader: Reader): Html {
  const words = reportWords[reader.language].matching;
  const rows = Object.entries(all).map(([key, { matched, unmatched, ambiguous }]) => {
    const bar = shareBar([
      { tone: 'good', count: matched },
      { tone: 'bad', count: unmatched },
      { tone: 'warn', count: ambiguous },
    ]);
    const counts = [
      [words.matched, matched],
      [words.unmatched, unmatched],
      [words.ambiguous, ambiguous],
    ] as const;
    return countRow(key, counts, reader, bar);
  });
  const columns = [words.matched, words.unmatched, words.ambiguous];
  return html`<table class="stack lines">
<caption class="unseen">${words.title}</caption>
<thead><tr><td></td>${columns.map((name) => html`<th scope="col" class="n">${name}</th>`)}<td></td></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

function countRow(
  key: string,
  counts: readonly (readonly [name: string, count: number])[],
  reader: Reader,
  bar?: Html,
): Html {
  const cells = counts.map(
    ([name, count]) => html`<td class="n ${count === 0 && 'zero'}" data-label="${name}">${reader.number(count)}</td>`,
  );
  return html`<tr><th scope="row">${reader.vocabulary.counts[key] ?? key}</th>${cells}${bar && html`<td class="bar-cell">${bar}</td>`}</tr>`;
}

/** How much the file holds. */
export function contents({ read }: Pick<ImportReport, 'read'>, reader: Reader): Html {
  return facts(
    Object.entries(read).map(([key, count]) => [reader.vocabulary.counts[key] ?? key, reader.number(count)] as const),
  );
}

export interface Sentences {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** Title, cause and remedy of where a run stands, or null when there is nothing to say. */
export function sentencesOf({ run, steps }: ImportReport, { sentence }: Reader): Sentences | null {
  const told = run.title === undefined ? steps.find((step) => step.title !== undefined) : run;
  if (told?.title === undefined) return null;
  return { title: sentence(told.title), cause: sentence(told.cause ?? ''), remedy: sentence(told.remedy ?? '') };
}
