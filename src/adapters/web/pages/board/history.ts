/** The history of imports: a line for each run with its status, its steps, and what to do where it was interrupted. */

import type { Listing, RunItem } from '../../../../domain/administration.ts';
import { occasionOf, repeatOf } from '../../../../domain/model/run.ts';
import { describeReason } from '../../../../domain/report/catalogue.ts';
import { isRejectedByPerson } from '../../../../domain/report/words.ts';
import { emptyState } from '../../components/boxes.ts';
import { icon } from '../../components/icons.ts';
import { allSteps, statusMark, stepMarks } from '../../components/marks.ts';
import { download, pager } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';
import { reportWords } from '../../words/report.ts';
import { establishmentName, runPath } from '../place-names.ts';
import { whoIs } from '../report-header.ts';
import { type BoardQuery, boardPath, isFiltered } from './filters.ts';

export function history(visit: SiteVisit, runs: Listing<RunItem>, query: BoardQuery): Html {
  const { reader } = visit;
  const words = boardWords[reader.language];
  const isNarrowed = isFiltered(query);
  if (runs.items.length === 0)
    return isNarrowed ? emptyState(words.filters.none, words.filters.noneHint) : emptyState(words.none, words.noneHint);
  const { columns } = words;
  const heads = [columns.date, columns.status, columns.auto, columns.establishment, columns.file, columns.report];
  const count = reader.number(runs.total);
  return html`<table class="stack history">
<caption class="unseen">${words.history}</caption>
<thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${runs.items.map((run) => row(visit, run))}</tbody>
</table>
${pager(reader, {
  newest: query.cursor === undefined ? undefined : boardPath(visit, query),
  older: runs.nextCursor === undefined ? undefined : boardPath(visit, query, runs.nextCursor),
  summary: isNarrowed ? words.filters.found(runs.total, count) : words.total(runs.total, count),
})}`;
}

function row({ reader, site, mayAct }: SiteVisit, run: RunItem): Html {
  const words = boardWords[reader.language];
  const { columns } = words;
  const occasions = { automatic: words.yes, manual: words.no, replay: words.replayed };
  const steps = allSteps(run.steps, run);
  return html`<tr>
<td class="date" data-label="${columns.date}"><a href="${runPath(run)}">${reader.moment(run.receivedAt)}</a></td>
<td class="status-cell" data-label="${columns.status}"><div class="state">${statusMark(run, reader)}${stepMarks(steps, reader)}${standing(reader, run)}</div></td>
<td class="auto" data-label="${columns.auto}">${occasions[occasionOf(run)]}</td>
<td class="place" data-label="${columns.establishment}">${establishmentName(site, run.establishment, reader)}</td>
<td class="source" data-label="${columns.file}"><div class="stackable">${fileOf(reader, run, mayAct)}<span class="hint">${reader.size(run.size)}${origin(reader, run)}</span></div></td>
<td class="report" data-label="${columns.report}"><a class="file" href="${runPath(run)}" aria-label="${words.reportOf(run.id)}">${icon('page')}<span>${words.report}</span></a></td>
</tr>`;
}

/** Whose file it is: the account that deposited it, or the person who asked, and what was replayed. */
function origin(reader: Reader, run: RunItem): Html {
  const words = boardWords[reader.language];
  const { account, replayOf, askedBy, askedByName } = run;
  const asker = whoIs(askedBy, askedByName, reader);
  const replayed =
    replayOf !== undefined && html` · <a href="${runPath({ ...run, id: replayOf })}">${words.replayOf(replayOf)}</a>`;
  return html`${account !== undefined && ` · ${account}`}${replayed}${asker !== undefined && ` · ${words.askedBy(asker)}`}`;
}

/** The source, for those who may have it. A directory file is kept by nobody: its name says what it was. */
function fileOf({ vocabulary }: Reader, run: RunItem, mayAct: boolean): Html {
  const name = run.archivedAs ?? run.filename;
  if (run.kind === 'directory')
    return html`<span class="file"><strong>${vocabulary.directory.name}</strong> ${name}</span>`;
  return mayAct ? download(`${runPath(run)}/source`, name) : html`<span class="file">${name}</span>`;
}

function heldCode(kind: RunItem['kind']): string {
  return kind === 'directory' ? 'held-directory' : 'held';
}

/** The place in the queue; or why a file was refused or changes nothing, and what to do, without opening the report. */
function standing(reader: Reader, run: RunItem): Html | false {
  const decided = decision(reader, run);
  const { kind, status, reason, archivedAs, filename, queuePosition, waitsFor, sameAs } = run;
  if (waitsFor)
    return html`<span class="hint">${boardWords[reader.language].now.waitsFor(waitsFor.file, reader.moment(waitsFor.until))}</span>`;
  if (queuePosition !== undefined)
    return html`<span class="hint">${reportWords[reader.language].position(queuePosition)}</span>`;
  const repeat = repeatOf(run);
  const code = status === 'held' ? heldCode(kind) : status === 'rejected' || status === 'failed' ? reason : repeat;
  if (code === null) return decided && html`<span class="why">${decided}</span>`;
  const { title, remedy } = describeReason(code, valuesOf(reader, run), reader.language);
  const file = archivedAs === null || archivedAs.startsWith('FICHIER_') ? ` (${filename})` : '';
  // A remedy that needs values is in the report.
  const isWhole = remedy !== '' && !remedy.includes('{');
  const other =
    repeat !== null &&
    sameAs !== undefined &&
    html` <a href="${runPath({ ...run, id: sameAs })}">${reportWords[reader.language].run(sameAs)}</a>`;
  const isTitled = decided === false && (status === 'rejected' || repeat !== null);
  return html`<span class="why">${decided}${isTitled && html`<span>${reader.sentence(title)}${status === 'rejected' && file}${other}</span>`}${isWhole && html`<span class="hint"><strong>${boardWords[reader.language].toDo}</strong> ${reader.sentence(remedy)}</span>`}</span>`;
}

/** Who rejected, undid or gave up an import, and why; false where no person did. */
function decision(reader: Reader, run: RunItem): Html | false {
  const { status, decidedBy, decidedByName, decidedWhy } = run;
  const words = boardWords[reader.language].decided;
  const by = whoIs(decidedBy, decidedByName, reader);
  const isDecided = isRejectedByPerson(run) || status === 'undone' || status === 'cancelled';
  if (!isDecided || by === undefined) return false;
  const line = words[status === 'undone' || status === 'cancelled' ? status : 'rejected'](by);
  return html`<span>${line}</span>${decidedWhy !== undefined && html`<span class="hint">${words.why(decidedWhy)}</span>`}`;
}

/** Who decided, and when, for the sentences of the reason. */
function valuesOf(reader: Reader, { decidedBy, decidedByName, decidedAt }: RunItem): Readonly<Record<string, string>> {
  const by = whoIs(decidedBy, decidedByName, reader);
  return {
    ...(by === undefined ? {} : { by }),
    ...(decidedAt === undefined ? {} : { at: reader.moment(decidedAt) }),
    ...(decidedBy?.startsWith('operator:') ? { variant: 'operator' } : {}),
  };
}
