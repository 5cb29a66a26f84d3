/** What the parts of a run's page share: the run of the path, its heading, and the tabs. */

import type { FastifyReply } from 'fastify';
import type { RunItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { effectOf } from '../../../../domain/model/run.ts';
import { notice } from '../../components/boxes.ts';
import { statusMark } from '../../components/marks.ts';
import { buttonLink, heading, tabs } from '../../components/navigation.ts';
import { type Html, html, type Part } from '../../html.ts';
import { runId } from '../../input.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { changeWords } from '../../words/changes.ts';
import { reportWords } from '../../words/report.ts';
import { shellWords } from '../../words/shell.ts';
import { runPath } from '../place-names.ts';

export type RunTab = 'summary' | 'changes' | 'week';

const TAB_PATHS: Readonly<Record<RunTab, string>> = { summary: '', changes: '/changes', week: '/week' };

/** The run of the path, in the site of the path. Throws Refusal `run-unknown`. */
export async function runOf({ param, site, administration }: SiteVisit): Promise<RunItem> {
  const id = runId(param('run'));
  const run = await administration.run(id);
  if (run.site !== site.id) throw new Refusal('run-unknown', { run: id });
  return run;
}

/** A run that changed weeks, or would when it is approved. */
export function hasWeeks({ kind, status }: Pick<RunItem, 'kind' | 'status'>): boolean {
  return kind === 'timetable' && ['would', 'did', 'undone'].includes(effectOf(status));
}

/** What a run that got as far as a comparison has to show; a week of what was never applied there is not. */
export function tabsOf(run: RunItem): readonly RunTab[] {
  if (run.kind === 'directory') return ['summary'];
  if (hasWeeks(run)) return ['summary', 'changes', 'week'];
  const wasCompared = run.steps.some((one) => one.step === 'thresholds' && one.status !== 'skipped');
  return effectOf(run.status) === 'never' && wasCompared ? ['summary', 'changes'] : ['summary'];
}

/** Crumbs, title with status, and the tabs of a run that has several. */
export function runHeading({ reader, path }: SiteVisit, run: RunItem, current: RunTab, help?: Part): Html {
  const words = reportWords[reader.language];
  const { tabs: names } = changeWords[reader.language];
  const crumbs = [{ href: path(''), label: shellWords[reader.language].places.board }];
  const top = heading(reader, {
    title: run.kind === 'directory' ? `${reader.vocabulary.directory.name} – ${words.run(run.id)}` : words.run(run.id),
    crumbs,
    lead: html`${reader.moment(run.receivedAt)} · ${run.archivedAs ?? run.filename}`,
    aside: html`<span class="title">${statusMark(run, reader)}</span>`,
    ...(help === undefined ? {} : { help }),
  });
  const shown = tabsOf(run);
  if (shown.length === 1) return top;
  const items = shown.map((tab) => ({
    href: `${runPath(run)}${TAB_PATHS[tab]}`,
    label: names[tab],
    isCurrent: tab === current,
  }));
  return html`${top}${tabs(reader, items)}`;
}

/** On the other tabs: where to decide about a held run. */
export function decideNotice({ reader, mayAct }: SiteVisit, run: RunItem): Html | false {
  const words = changeWords[reader.language];
  return (
    run.status === 'held' &&
    notice(reader, {
      tone: 'hold',
      title: words.waits,
      cause: words.waitsHint,
      more: mayAct && html`<p class="actions">${buttonLink(`${runPath(run)}#reason`, words.decide)}</p>`,
    })
  );
}

/** A page below a run. */
export function runPage(
  visit: SiteVisit,
  run: RunItem,
  tab: RunTab,
  content: { readonly title: string; readonly main: Html; readonly help?: Part },
  status?: number,
): FastifyReply {
  const title = `${content.title} – ${reportWords[visit.reader.language].run(run.id)}`;
  const main = html`${runHeading(visit, run, tab, content.help)}${content.main}`;
  return visit.page({ title, place: 'board', main }, status);
}
