/** Step 6 of a manual import: the last look, and the button that applies it. */

import type { FastifyReply } from 'fastify';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { type DraftFound, type DraftView, isYearToConfirm } from '../../../../domain/report/draft.ts';
import { card } from '../../components/boxes.ts';
import { button, form } from '../../components/forms.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { runPath } from '../place-names.ts';
import { placesOf } from './content.ts';
import { controlsView, exceededOf, titlesOf } from './controls.ts';
import { stepPage } from './frame.ts';
import { previewView } from './preview.ts';

export async function applyView(
  visit: SiteVisit,
  draft: DraftView,
  refusal: DescribedRefusal | null = null,
): Promise<FastifyReply> {
  const titles = await titlesOf(visit);
  const { found } = draft;
  return stepPage(visit, draft, { step: 'apply', content: found && lastLook(visit, draft, found, titles), refusal });
}

/** Applies what was looked at, and leads to the run, which shows its own progress. */
export async function apply(visit: SiteVisit, draft: DraftView): Promise<FastifyReply> {
  const { fields, administration, site, login, reader } = visit;
  const evaluation = Number(fields.get('evaluation') ?? 0);
  try {
    const opens = fields.get('opens');
    const seen = { evaluation, ...(opens === undefined ? {} : { opens }) };
    const runId = await administration.applyDraft(site.id, draft.id, seen, login.actor);
    const { started, coming } = draftWords[reader.language].apply;
    return visit.done(runPath({ site: site.id, id: runId }), started, { coming });
  } catch (error) {
    const refusal = refusalFor(error, reader);
    // It may have been sent to be computed again just now.
    const now = await administration.draft(site.id, draft.id, reader.language);
    if (refusal.code === 'controls-unseen') return await controlsView(visit, now, refusal.detail);
    const isHere = refusal.code === 'draft-year-unconfirmed';
    return now.found?.preview && !isHere ? previewView(visit, now, { refusal }) : await applyView(visit, now, refusal);
  }
}

function lastLook(visit: SiteVisit, draft: DraftView, found: DraftFound, titles: ReadonlyMap<string, string>): Html {
  const { reader, login, site } = visit;
  const words = draftWords[reader.language];
  const year = found.year ?? '';
  const { sessions } = found.report.changes;
  const past = sessions !== undefined && 'past' in sessions ? sessions.past : 0;
  const [created = '', modified = '', deleted = ''] = [sessions?.created, sessions?.modified, sessions?.deleted].map(
    (count) => reader.number(count ?? 0),
  );
  const exceeded = exceededOf(found).map((code) => titles.get(code) ?? code);
  const content = html`<ul class="summary">
<li><strong>${placesOf(visit, found.scope)}</strong>, ${year}</li>
${found.opensYear && html`<li>${site.schoolYear === null ? words.apply.opens(year) : words.apply.opensInstead(year, site.schoolYear)}</li>`}
<li>${draft.takenInAt === null ? words.apply.fromNow : words.apply.from(reader.moment(draft.takenInAt))}</li>
<li>${words.apply.summary(created, modified, deleted)}</li>
${past > 0 && html`<li>${words.apply.past(reader.number(past))}</li>`}
${exceeded.length > 0 && html`<li>${words.apply.exceeded(exceeded.join(' ; '))}</li>`}
</ul>
<p class="hint">${words.apply.undo}</p>
${isYearToConfirm(found) && html`<div class="field"><label class="choice"><input type="checkbox" name="opens" value="${year}" required><span>${words.apply.confirmYear(year)}</span></label></div>`}
<input type="hidden" name="evaluation" value="${draft.evaluation}">`;
  const isReady = draft.state === 'evaluated';
  return card(
    'last-look',
    words.apply.title,
    isReady
      ? form({
          action: visit.path(`/import/${draft.id}/apply`),
          proof: login.proof,
          content,
          buttons: button(words.apply.confirm),
        })
      : content,
  );
}
