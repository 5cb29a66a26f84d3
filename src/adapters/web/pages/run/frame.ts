/** What the parts of a run's page share: the run of the path, its heading, and the tabs. */

import type { FastifyReply } from 'fastify';
import type { RunItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { notice } from '../../components/boxes.ts';
import { statusMark } from '../../components/marks.ts';
import { buttonLink, heading, tabs } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
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

/** Runs that got as far as a comparison: they have something to show on every tab. */
export function isCompared({ status }: RunItem): boolean {
  return ['held', 'undone', 'integrated', 'integrated-with-alerts'].includes(status);
}

/** Crumbs, title with status, and the tabs of a run that has several. */
export function runHeading({ reader, path }: SiteVisit, run: RunItem, current: RunTab): Html {
  const words = reportWords[reader.language];
  const { tabs: names } = changeWords[reader.language];
  const crumbs = [{ href: path(''), label: shellWords[reader.language].places.board }];
  const top = heading(reader, {
    title: words.run(run.id),
    crumbs,
    lead: html`${reader.moment(run.receivedAt)} · ${run.archivedAs ?? run.filename}`,
    aside: html`<span class="title">${statusMark(run.status, reader)}</span>`,
  });
  if (!isCompared(run)) return top;
  const items = (Object.keys(TAB_PATHS) as RunTab[]).map((tab) => ({
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
  content: { readonly title: string; readonly main: Html },
): FastifyReply {
  const words = reportWords[visit.reader.language];
  return visit.page({
    title: `${content.title} – ${words.run(run.id)}`,
    place: 'board',
    main: html`${runHeading(visit, run, tab)}${content.main}`,
  });
}
