/** The report as French plain text, for terminals, mails and `?format=text`. */

import type { Verdict } from '../thresholds/rule.ts';
import type { ImportReport, ReportFinding, ReportStep } from './report.ts';
import {
  actorWord,
  countWord,
  frenchDay,
  frenchMoment,
  frenchNumber,
  frenchSize,
  SEVERITY_WORDS,
  STATUS_WORDS,
  STEP_WORDS,
  triggerWord,
} from './words.ts';

export interface ReportWords {
  /** French titles of controls by code; without one the code is shown. */
  readonly controlTitles?: ReadonlyMap<string, string>;
}

/** Findings of one code are listed up to here. */
const MAX_ITEMS = 10;
const MARKS: Readonly<Record<ReportStep['status'], string>> = { valid: '✓', interrupted: '✗', skipped: '–' };

/** Writes the whole report. Parts that a run did not reach are left out. */
export function reportText(report: ImportReport, words: ReportWords = {}): string {
  const isCompared = report.controls.length > 0;
  const sections = [
    header(report),
    toDo(report),
    section('Étapes', report.steps.flatMap(stepLines)),
    ...(hasCounts(report.read) ? [section('Contenu du fichier', readLines(report))] : []),
    ...(isCompared ? [section('Contrôles', controlLines(report.controls, words))] : []),
    ...(isCompared ? [section('Rapprochements', matchingLines(report))] : []),
    ...(isCompared ? [section('Changements', changeLines(report))] : []),
    ...(report.findings.length > 0 ? [section('Anomalies', report.findings.flatMap(findingLines))] : []),
    ...(report.weeks.length > 0 ? [section('Séances par semaine', weekLines(report))] : []),
  ];
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}

function header({ run, source }: ImportReport): string {
  const title = run.id === null ? "Contrôle d'un fichier, sans import" : `Bilan de l'import n° ${run.id}`;
  const software = [source.product ?? source.format, source.productVersion ?? source.formatVersion];
  const facts: [string, string | null | undefined][] = [
    ['Statut', STATUS_WORDS[run.status]],
    ['Site', String(run.site)],
    ['Établissement', run.establishment === null ? 'tous' : String(run.establishment)],
    ['Import', triggerWord(run.trigger)],
    ['Reçu le', frenchMoment(run.receivedAt)],
    ['Pris en charge le', run.takenInAt === null ? null : frenchMoment(run.takenInAt)],
    ['Terminé le', run.endedAt === null ? null : frenchMoment(run.endedAt)],
    ['Fichier', `${source.filename} (${frenchSize(source.size)})`],
    ['Archive', source.archivedAs],
    ['Format', source.format === null ? null : software.filter((one) => one !== null).join(' ')],
    ['Code UAI', source.uai],
    ['Approuvé par', run.approvedBy === undefined ? null : actorWord(run.approvedBy)],
  ];
  const lines = facts.flatMap(([label, value]) => (value ? [`${`${label} :`.padEnd(20)}${value}`] : []));
  return [title, '='.repeat(title.length), '', ...lines].join('\n');
}

function toDo({ run, steps }: ImportReport): string {
  const told = run.title === undefined ? steps.find((step) => step.title !== undefined) : run;
  if (!told?.title) return '';
  return [told.title, ...(told.cause ? [told.cause] : []), ...(told.remedy ? [`À faire : ${told.remedy}`] : [])].join(
    '\n',
  );
}

function section(title: string, lines: readonly string[]): string {
  return [title, '-'.repeat(title.length), ...lines].join('\n');
}

function stepLines(step: ReportStep): string[] {
  const when = step.status === 'skipped' ? 'non exécutée' : frenchMoment(step.endedAt);
  return [`${MARKS[step.status]} ${STEP_WORDS[step.step].padEnd(24)}${when}`];
}

function hasCounts(counts: Readonly<Record<string, number>>): boolean {
  return Object.values(counts).some((count) => count > 0);
}

function readLines({ read }: ImportReport): string[] {
  return table(Object.entries(read).map(([key, count]) => [countWord(key), plainNumber(count)]));
}

function controlLines(controls: readonly Verdict[], { controlTitles }: ReportWords): string[] {
  const rows = controls.map((one) => [
    controlTitles?.get(one.code) ?? one.code,
    one.count === null || one.base === null ? '?' : `${plainNumber(one.count)} / ${plainNumber(one.base)}`,
    one.value === null ? 'non calculé' : `${plainNumber(one.value)} %`,
    `${plainNumber(one.limit)} %`,
    one.blocking ? 'oui' : 'non',
    one.exceeded ? 'DÉPASSÉ' : '',
  ]);
  return table([['Contrôle', 'Nombre', 'Valeur', 'Seuil', 'Bloquant', ''], ...rows]);
}

function matchingLines({ matching }: ImportReport): string[] {
  const rows = Object.entries(matching).map(([key, { matched, unmatched, ambiguous }]) => [
    countWord(key),
    ...[matched, unmatched, ambiguous].map(plainNumber),
  ]);
  return table([['', 'Rapprochés', 'Non rapprochés', 'Ambigus'], ...rows]);
}

function changeLines({ changes }: ImportReport): string[] {
  const rows = Object.entries(changes).map(([key, counts]) => [
    countWord(key),
    ...[counts.created, counts.modified, counts.deleted, counts.unchanged].map(plainNumber),
  ]);
  const sessions = Object.values(changes).find((counts) => 'cancelled' in counts);
  const more =
    sessions && 'cancelled' in sessions
      ? [`Séances nouvellement annulées : ${sessions.cancelled} ; séances passées, inchangées : ${sessions.past}.`]
      : [];
  return [...table([['', 'Créés', 'Modifiés', 'Supprimés', 'Inchangés'], ...rows]), ...more];
}

function findingLines(finding: ReportFinding): string[] {
  const items = finding.items.flatMap(({ about, where }) => {
    const text = [about, where].filter((part) => part !== undefined).join(' – ');
    return text === '' ? [] : [`    · ${text}`];
  });
  const hidden = finding.count - Math.min(items.length, MAX_ITEMS);
  return [
    `${SEVERITY_WORDS[finding.severity]} : ${finding.title} (${plainNumber(finding.count)})`,
    `    ${finding.cause}`,
    ...(finding.remedy === '' ? [] : [`    À faire : ${finding.remedy}`]),
    ...items.slice(0, MAX_ITEMS),
    ...(items.length > 0 && hidden > 0 ? [`    · et ${plainNumber(hidden)} de plus`] : []),
  ];
}

function weekLines({ weeks }: ImportReport): string[] {
  const planned = weeks.reduce((sum, week) => sum + week.planned, 0);
  const cancelled = weeks.reduce((sum, week) => sum + week.cancelled, 0);
  const fullest = weeks.reduce((best, week) => (week.planned > best.planned ? week : best));
  const [first, last] = [weeks[0]?.monday ?? '', weeks.at(-1)?.monday ?? ''];
  return [
    `${weeks.length} semaines avec séances, de celle du ${frenchDay(first)} à celle du ${frenchDay(last)}.`,
    `${plainNumber(planned)} séances prévues, ${plainNumber(cancelled)} annulées ; en moyenne ${plainNumber(Math.round(planned / weeks.length))} par semaine.`,
    `La plus chargée : semaine du ${frenchDay(fullest.monday)}, ${plainNumber(fullest.planned)} séances.`,
  ];
}

/** Blanks that every terminal shows. */
function plainNumber(value: number): string {
  return frenchNumber(value).replace(/[\u00a0\u202f]/g, ' ');
}

/** Columns of equal width: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('   ')
      .trimEnd(),
  );
}
