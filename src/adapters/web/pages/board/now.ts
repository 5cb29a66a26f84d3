/** The top of the board: how fresh the timetable is, what is under way now, and who waits behind it. */

import type { RunItem } from '../../../../domain/administration.ts';
import { stepsOf } from '../../../../domain/model/step.ts';
import type { Freshness } from '../../../../domain/notify/freshness.ts';
import { card, chip } from '../../components/boxes.ts';
import { progressBar } from '../../components/live.ts';
import { allSteps, freshnessLook, stepList } from '../../components/marks.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';
import { reportWords } from '../../words/report.ts';
import { establishmentName, runPath } from '../place-names.ts';

/** Green, amber or red against the site's rhythm; what to do when it is late. */
export function freshnessBox(
  { site, reader }: SiteVisit,
  { state, missedDays, expectedDays, unapplied }: Freshness,
): Html {
  const words = boardWords[reader.language].freshness;
  const { lastGoodDeposit: last } = site;
  const isLate = state === 'late' || state === 'stale';
  const told = isLate
    ? words.late(missedDays, reader.number(missedDays))
    : state === 'none'
      ? words.none
      : last === null
        ? words.awaited
        : unapplied === null
          ? words.fresh
          : unapplied.isHeld
            ? words.held(unapplied.runId)
            : words.refused(unapplied.runId);
  // As recent as it should be, and yet nobody's timetable: green would be a lie.
  const isUnapplied = state === 'fresh' && unapplied !== null;
  const [tone, head] = isUnapplied ? (['warn', words.unapplied] as const) : freshnessLook(state, last !== null, reader);
  const rhythm = expectedDays > 0 && state !== 'none' && words.expected(expectedDays, reader.number(expectedDays));
  return html`<section class="freshness ${tone}" aria-labelledby="freshness">
<div><h2 id="freshness">${words.title}</h2><p class="figure">${last === null ? words.never : reader.moment(last)}</p></div>
<div>${chip(tone, head)}<p>${told} ${rhythm && html`<span class="hint">${rhythm}</span>`}</p>${isLate && html`<p><strong>${boardWords[reader.language].toDo}</strong> ${words.remedy}</p>`}</div>
</section>`;
}

/** The running import step by step, and the queue. */
export function underWay({ site, reader }: SiteVisit, runs: readonly RunItem[]): Html | false {
  const running = runs.filter((run) => run.status === 'running');
  const received = runs.filter((run) => run.status === 'received').reverse();
  if (running.length + received.length === 0) return false;
  const queue = received.filter((run) => run.waitsFor === undefined);
  const words = boardWords[reader.language].now;
  const positions = reportWords[reader.language];
  const now = running.map((run) => {
    const done = run.steps.length;
    const label = words.progress(done, reader.number(done), reader.number(stepsOf(run.kind).length));
    return html`<div class="running"><p><a href="${runPath(run)}"><strong>${words.running(run.id)}</strong></a><span class="hint"> ${run.filename}, ${establishmentName(site, run.establishment, reader)}</span></p>
${stepList(allSteps(run.steps, run), reader)}${progressBar(label, done, stepsOf(run.kind).length)}</div>`;
  });
  const waiting =
    queue.length > 0 &&
    html`<h3>${words.queue}</h3><ol class="queue">${queue.map((run) => html`<li><a href="${runPath(run)}">${reportWords[reader.language].run(run.id)}</a><span class="hint"> ${run.filename}${run.queuePosition !== undefined && `, ${positions.position(run.queuePosition)}`}</span></li>`)}</ol>`;
  const halves = received.map(
    (run) =>
      run.waitsFor &&
      html`<li><a href="${runPath(run)}">${reportWords[reader.language].run(run.id)}</a><span class="hint"> ${run.filename} : ${words.waitsFor(run.waitsFor.file, reader.moment(run.waitsFor.until))}</span></li>`,
  );
  const incomplete =
    queue.length < received.length && html`<h3>${words.incomplete}</h3><ul class="queue">${halves}</ul>`;
  return card('now', words.title, html`${now}${waiting}${incomplete}`);
}
