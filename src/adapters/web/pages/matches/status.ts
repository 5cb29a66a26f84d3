/** Above the lists: the runs that decisions have set going again, those that wait, and what is not applied yet. */

import type { RunItem } from '../../../../domain/administration.ts';
import type { MatchBoard } from '../../../../domain/diff/match-desk.ts';
import { isEnded } from '../../../../domain/model/run.ts';
import { statusWord } from '../../../../domain/report/words.ts';
import { notice } from '../../components/boxes.ts';
import { live } from '../../components/live.ts';
import { toneOf } from '../../components/marks.ts';
import { buttonLink } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { runPath } from '../place-names.ts';
import { matchButton, type View, viewPath, viewText } from './view.ts';

/** True while something is under way. */
export function isMoving({ runs }: MatchBoard): boolean {
  return runs.some((one) => one.status !== 'held');
}

/** The live part: the page itself is looked at again, so that the navigation's counts follow. */
export async function statusPart(visit: SiteVisit, board: MatchBoard, view: View): Promise<Html> {
  const asked = await askedRuns(visit, view.runs);
  return live({
    id: 'status',
    url: isMoving(board) ? viewPath(visit, view) : null,
    isAnnounced: true,
    content: html`${underWay(visit, board, view)}${asked.map((run) => ended(visit, run))}${waiting(visit, board)}${notApplied(visit, board, view)}`,
  });
}

/** Runs of this site that the last decision was about, where they have ended. */
async function askedRuns({ administration, site }: SiteVisit, ids: readonly string[]): Promise<readonly RunItem[]> {
  const runs = await Promise.all(ids.map((id) => administration.run(id).catch(() => null)));
  return runs.filter((run): run is RunItem => run !== null && run.site === site.id && isEnded(run.status));
}

function underWay({ reader, path }: SiteVisit, { runs }: MatchBoard, view: View): Html | false {
  const words = matchWords[reader.language];
  const moving = runs.find((one) => one.status !== 'held');
  if (!moving) return false;
  const isOurs = view.runs.includes(moving.id);
  return notice(reader, {
    tone: 'busy',
    title: isOurs ? words.running(moving.id) : words.moving(moving.id),
    cause: words.runningHint,
    more: html`<p class="actions">${buttonLink(path(`/runs/${moving.id}`), words.seeRun, 'other')}</p>`,
  });
}

function ended({ reader }: SiteVisit, run: RunItem): Html {
  const words = matchWords[reader.language];
  return notice(reader, {
    tone: toneOf(run),
    title: words.ended(run.id, statusWord(reader.vocabulary, run)),
    cause: words.endedHint,
    more: html`<p class="actions">${buttonLink(runPath(run), words.seeRun, 'other')}</p>`,
  });
}

function waiting({ reader, path }: SiteVisit, board: MatchBoard): Html[] {
  const words = matchWords[reader.language];
  if (isMoving(board)) return [];
  return board.runs.slice(0, 3).map(({ id }) =>
    notice(reader, {
      tone: 'hold',
      title: words.held(id),
      cause: words.heldHint,
      more: html`<p class="actions">${buttonLink(path(`/runs/${id}`), words.seeRun, 'other')}</p>`,
    }),
  );
}

/** A held run is superseded by any later one: while one waits, nothing is applied again. */
function notApplied(visit: SiteVisit, { behind, runs }: MatchBoard, view: View): Html | false {
  if (behind === null || runs.length > 0 || !visit.mayAct) return false;
  const words = matchWords[visit.reader.language];
  return notice(visit.reader, {
    tone: 'quiet',
    title: words.behind,
    cause: words.behindHint,
    more: matchButton(visit, 'apply', words.apply, { back: viewText(view) }),
  });
}
