/** What a manager decides about a run: approve or reject with a reason, undo after a look at what will happen, replay, cancel. */

import type { FastifyReply } from 'fastify';
import type { RunItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { MAX_REASON_CHARS, type RunAction } from '../../../../domain/model/run.ts';
import type { Undoing } from '../../../../domain/report/timetable-desk.ts';
import { notice, refusalNotice } from '../../components/boxes.ts';
import { button, form, textArea } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { type Reader, refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { changeWords } from '../../words/changes.ts';
import { reportWords } from '../../words/report.ts';
import { shellWords } from '../../words/shell.ts';
import { runPath } from '../place-names.ts';
import { runOf } from './frame.ts';

/** A decision that was refused, and what was written into its form. */
export interface Tried {
  readonly refusal?: DescribedRefusal;
  readonly reason?: string;
}

/** Approve or reject, with a reason that stays in the report. */
export function decisionForm({ reader, login }: SiteVisit, run: RunItem, { reason, refusal }: Tried): Html {
  const words = reportWords[reader.language].decide;
  return html`<div class="decision">${form({
    action: `${runPath(run)}/approve`,
    proof: login.proof,
    content: textArea({
      name: 'reason',
      label: words.reason,
      hint: words.hint,
      value: reason,
      error: reasonError(refusal),
      maxLength: MAX_REASON_CHARS,
      isRequired: true,
    }),
    buttons: html`${button(words.approve)}${button(words.reject, 'other', html`formaction="${runPath(run)}/reject"`)}`,
  })}</div>`;
}

/** What is wrong with the reason, if it is the reason. */
function reasonError(refusal: DescribedRefusal | undefined): string | undefined {
  return refusal?.code === 'reason-missing' || refusal?.code === 'reason-too-long' ? refusal.detail : undefined;
}

/** A decision about a run. What is refused is shown on the run's page, with what was written. */
export async function act(
  visit: SiteVisit,
  action: Exclude<RunAction, 'undo'>,
  show: (visit: SiteVisit, run: RunItem, tried: Tried) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { administration, login, reader } = visit;
  const run = await runOf(visit);
  const reason = reasonOf(visit);
  try {
    const isDecision = action === 'approve' || action === 'reject';
    if (isDecision && reason === '') throw new Refusal('reason-missing');
    const after = await administration.act(run.id, action, login.actor, reason === '' ? undefined : reason);
    const { done, coming } = reportWords[reader.language];
    return visit.done(runPath(after), done[action], { coming: coming[action] });
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return await show(visit, await administration.run(run.id), { refusal, reason });
  }
}

function reasonOf({ fields }: SiteVisit): string {
  return (fields.get('reason') ?? '').trim();
}

/** The step before an import is undone: what will happen, and why it is done. */
export async function undoView(visit: SiteVisit, run: RunItem, tried: Tried = {}): Promise<FastifyReply> {
  const { reader, login } = visit;
  const { undo: words } = changeWords[reader.language];
  const path = runPath(run);
  const title = words.title(run.id);
  const top = heading(reader, { title, crumbs: [{ href: path, label: reportWords[reader.language].run(run.id) }] });
  const page = (main: Html, status?: number): FastifyReply =>
    visit.page({ title, place: 'board', main: html`${top}${main}` }, status);
  const outlook = await outlookOf(visit, run);
  if ('refusal' in outlook) {
    const { refusal, later } = outlook;
    const name = (id: string): string => reportWords[reader.language].run(id);
    const links = html`<p class="actions">${later !== null && buttonLink(runPath({ ...run, id: later }), words.seeLast(later))}${buttonLink(path, name(run.id), 'other')}</p>`;
    return page(refusalNotice(reader, refusal, links), refusal.http);
  }
  const error = reasonError(tried.refusal);
  return page(
    html`${tried.refusal && error === undefined && refusalNotice(reader, tried.refusal)}
${notice(reader, {
  tone: 'warn',
  title: words.will,
  more: html`<ul class="will">${willHappen(words, run, outlook, reader).map((line) => html`<li>${line}</li>`)}</ul>`,
})}
${form({
  action: `${path}/undo`,
  proof: login.proof,
  kind: 'card',
  content: textArea({
    name: 'reason',
    label: words.reason,
    hint: words.reasonHint,
    value: tried.reason,
    error,
    maxLength: MAX_REASON_CHARS,
    isRequired: true,
  }),
  buttons: html`${button(reportWords[reader.language].actions.undo, 'danger')}<a class="button other" href="${path}">${shellWords[reader.language].keep}</a>`,
})}`,
    tried.refusal?.http,
  );
}

/** Why an undo is refused, and the import that would have to be undone first. */
interface NoUndo {
  readonly refusal: DescribedRefusal;
  readonly later: string | null;
}

/** What an undo would do, a sentence each. */
function willHappen(
  words: (typeof changeWords)['fr']['undo'],
  { kind }: RunItem,
  { restored, kept, year }: Undoing,
  { number }: Reader,
): readonly string[] {
  if (kind === 'directory') {
    const left = kept > 0 ? [words.entriesKept(kept, number(kept))] : [];
    return [words.entries(restored, number(restored)), ...left, words.directory];
  }
  const begun = kept > 0 ? [words.kept(kept, number(kept))] : [];
  const closes = year === null ? [] : [words.year(year.closes, year.opens)];
  return [words.restored(restored, number(restored)), ...begun, ...closes, words.structures, words.again];
}

/** How much an undo would do; or why there is none. */
async function outlookOf({ administration, reader }: SiteVisit, { id }: RunItem): Promise<Undoing | NoUndo> {
  try {
    return await administration.undoOutlook(id);
  } catch (error) {
    const later = error instanceof Refusal && error.code === 'undo-not-last' ? String(error.values.later) : null;
    return { refusal: refusalFor(error, reader), later };
  }
}

/** Undoes an import. */
export async function undo(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, login, reader } = visit;
  const run = await runOf(visit);
  const reason = reasonOf(visit);
  try {
    if (reason === '') throw new Refusal('reason-missing');
    const after = await administration.act(run.id, 'undo', login.actor, reason);
    return visit.done(runPath(after), reportWords[reader.language].done.undo);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return await undoView(visit, await administration.run(run.id), { refusal, reason });
  }
}
