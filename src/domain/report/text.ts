/** The report as plain text, for terminals, mails and `?format=text`. */

import type { Language } from '../model/language.ts';
import { type Notation, plainNotation } from '../model/notation.ts';
import { occasionOf } from '../model/run.ts';
import type { Verdict } from '../thresholds/rule.ts';
import { DIRECTORY_LISTS, directoryLine, listTotal } from './directory-lines.ts';
import type { ImportReport, ReportFinding, ReportStep } from './report.ts';
import { statusWord, type Vocabulary } from './words.ts';
import { vocabularyOf } from './words-en.ts';

export interface ReportWords {
  /** Titles of controls by code; without one the code is shown. */
  readonly controlTitles?: ReadonlyMap<string, string>;
  /** Default: French. Sentences of the report itself are in the language it was built in. */
  readonly language?: Language;
}

/** A vocabulary, and how its language writes figures. */
type Voice = Vocabulary & Notation;

/** Findings of one code are listed up to here. */
const MAX_ITEMS = 10;
const MARKS: Readonly<Record<ReportStep['status'], string>> = { valid: '✓', interrupted: '✗', skipped: '–' };

/** Writes the whole report. Parts that a run did not reach are left out. */
export function reportText(report: ImportReport, words: ReportWords = {}): string {
  const isCompared = report.controls.length > 0;
  const language = words.language ?? 'fr';
  const v = { ...vocabularyOf(language), ...plainNotation(language) };
  const title = v.text.sections;
  const findings = report.findings.flatMap((one) => findingLines(one, v));
  const steps = report.steps.flatMap((one) => stepLines(one, v));
  const sections = [
    header(report, v),
    toDo(report, v),
    section(title.steps, steps),
    ...(hasCounts(report.read) ? [section(title.read, readLines(report, v))] : []),
    ...(isCompared ? [section(title.controls, controlLines(report.controls, words, v))] : []),
    ...(isCompared && !report.directory ? [section(title.matching, matchingLines(report, v))] : []),
    ...(isCompared ? [section(title.changes, changeLines(report, v))] : []),
    ...directorySections(report, v),
    ...(findings.length > 0 ? [section(title.findings, findings)] : []),
    ...(report.weeks.length > 0 ? [section(title.weeks, weekLines(report, v))] : []),
  ];
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}

/** Who a directory import adds, changes, closes. */
function directorySections({ directory }: ImportReport, { directory: words, text, number }: Voice): string[] {
  if (!directory) return [];
  return DIRECTORY_LISTS.flatMap((list) => {
    const lines = directory.lines[list];
    if (lines.length === 0) return [];
    const shown = lines.slice(0, MAX_ITEMS).map((line) => `  · ${directoryLine(line, words)}`);
    const hidden = listTotal(directory, list) - shown.length;
    return [section(words.lists[list], [...shown, ...(hidden > 0 ? [`  · ${text.more(number(hidden))}`] : [])])];
  });
}

function header({ run, source, directory }: ImportReport, v: Voice): string {
  const { text, trigger, actor, moment, size, label: labelled } = v;
  const about = run.kind === 'directory' ? ` (${v.directory.name.toLowerCase()})` : '';
  const title = `${run.id === null ? text.dryRun : text.report(run.id)}${about}`;
  const names = text.facts;
  const occasion = occasionOf(run);
  const software = [source.product ?? source.format, source.productVersion ?? source.formatVersion];
  const facts: [string, string | null | undefined][] = [
    [names.status, statusWord(v, run)],
    [names.site, String(run.site)],
    [names.establishment, run.establishment === null ? text.all : String(run.establishment)],
    [names.trigger, trigger[occasion]],
    [names.replayOf, run.replayOf && text.run(run.replayOf)],
    [names.askedBy, run.askedBy && actor(run.askedBy, run.askedByName)],
    [occasion === 'replay' ? names.askedAt : names.receivedAt, moment(run.receivedAt)],
    [names.takenInAt, run.takenInAt === null ? null : moment(run.takenInAt)],
    [names.endedAt, run.endedAt === null ? null : moment(run.endedAt)],
    [names.file, `${source.filename} (${size(source.size)})`],
    [names.archive, source.archivedAs],
    [names.format, source.format === null ? null : software.filter((one) => one !== null).join(' ')],
    [names.uai, source.uai],
    [names.approvedBy, run.approvedBy && actor(run.approvedBy, run.approvedByName)],
    [names.approvedWhy, run.approvedWhy],
  ];
  const lines = facts.flatMap(([label, value]) => (value ? [`${labelled(label).padEnd(20)}${value}`] : []));
  const coming = directory?.isComing && directory.year !== null ? [v.directory.coming(directory.year)] : [];
  const forgotten = run.forgotten ? ['', text.forgotten] : [];
  return [title, '='.repeat(title.length), '', ...lines, ...coming, ...forgotten].join('\n');
}

function toDo({ run, steps }: ImportReport, { text }: Vocabulary): string {
  const told = run.title === undefined ? steps.find((step) => step.title !== undefined) : run;
  if (!told?.title) return '';
  return [told.title, ...(told.cause ? [told.cause] : []), ...(told.remedy ? [`${text.toDo}${told.remedy}`] : [])].join(
    '\n',
  );
}

function section(title: string, lines: readonly string[]): string {
  return [title, '-'.repeat(title.length), ...lines].join('\n');
}

function stepLines(step: ReportStep, v: Voice): string[] {
  const when = step.status === 'skipped' ? v.stepStatus.skipped : v.moment(step.endedAt);
  return [`${MARKS[step.status]} ${v.step[step.step].padEnd(24)}${when}`];
}

function hasCounts(counts: Readonly<Record<string, number>>): boolean {
  return Object.values(counts).some((count) => count > 0);
}

function readLines({ read }: ImportReport, { counts, number }: Voice): string[] {
  return table(Object.entries(read).map(([key, count]) => [counts[key] ?? key, number(count)]));
}

function controlLines(
  controls: readonly Verdict[],
  { controlTitles }: ReportWords,
  { text, number, percent }: Voice,
): string[] {
  const rows = controls.map((one) => [
    controlTitles?.get(one.code) ?? one.code,
    one.count === null || one.base === null ? '?' : `${number(one.count)} / ${number(one.base)}`,
    one.value === null ? text.unknown : percent(one.value),
    percent(one.limit),
    one.blocking ? text.yes : text.no,
    remark(one, text),
  ]);
  return table([[...text.controls, ''], ...rows]);
}

/** A share above its limit that is not exceeded is of so few that it does not count (RULES.md 5.1). */
function remark({ exceeded, value, limit, floor = 0 }: Verdict, text: Voice['text']): string {
  if (exceeded) return text.exceeded;
  return floor > 0 && value !== null && value > limit ? text.ignoredUpTo(floor) : '';
}

function matchingLines({ matching }: ImportReport, { text, counts, number }: Voice): string[] {
  const rows = Object.entries(matching).map(([key, { matched, unmatched, ambiguous }]) => [
    counts[key] ?? key,
    ...[matched, unmatched, ambiguous].map(number),
  ]);
  return table([['', ...text.matching], ...rows]);
}

function changeLines({ changes }: ImportReport, { text, counts, number }: Voice): string[] {
  const rows = Object.entries(changes).map(([key, one]) => [
    counts[key] ?? key,
    ...[one.created, one.modified, one.deleted, one.unchanged].map(number),
  ]);
  const sessions = Object.values(changes).find((one) => 'cancelled' in one);
  const more =
    sessions && 'cancelled' in sessions ? [text.cancelled(number(sessions.cancelled), number(sessions.past))] : [];
  return [...table([['', ...text.changes], ...rows]), ...more];
}

function findingLines(finding: ReportFinding, { text: words, severity, number, label }: Voice): string[] {
  const items = finding.items.flatMap(({ about, where }) => {
    const text = [about, where].filter((part) => part !== undefined).join(' – ');
    return text === '' ? [] : [`    · ${text}`];
  });
  const hidden = finding.count - Math.min(items.length, MAX_ITEMS);
  return [
    `${label(severity[finding.severity])} ${finding.title} (${number(finding.count)})`,
    `    ${finding.cause}`,
    ...(finding.remedy === '' ? [] : [`    ${words.toDo}${finding.remedy}`]),
    ...items.slice(0, MAX_ITEMS),
    ...(items.length > 0 && hidden > 0 ? [`    · ${words.more(number(hidden))}`] : []),
  ];
}

function weekLines({ weeks }: ImportReport, { text, day, number }: Voice): string[] {
  const planned = weeks.reduce((sum, week) => sum + week.planned, 0);
  const cancelled = weeks.reduce((sum, week) => sum + week.cancelled, 0);
  const fullest = weeks.reduce((best, week) => (week.planned > best.planned ? week : best));
  const [first, last] = [weeks[0]?.monday ?? '', weeks.at(-1)?.monday ?? ''];
  return [
    text.weeks(weeks.length, day(first), day(last)),
    text.sessions(number(planned), number(cancelled), number(Math.round(planned / weeks.length))),
    text.fullest(day(fullest.monday), number(fullest.planned)),
  ];
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
