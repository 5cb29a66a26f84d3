/** Step 4 of a manual import: the controls, which never hold it, and the tick that they were seen. */

import type { FastifyReply } from 'fastify';
import { type Deposited, type DraftFound, type DraftView, unseenControls } from '../../../../domain/report/draft.ts';
import { card, notice, type Tone } from '../../components/boxes.ts';
import { checkField } from '../../components/forms.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { controls } from '../report-sections.ts';
import { onwardForm, stepPage } from './frame.ts';

export async function controlsView(visit: SiteVisit, draft: DraftView, error?: string): Promise<FastifyReply> {
  const { found } = draft;
  const titles = await titlesOf(visit);
  const content =
    found &&
    html`${verdict(visit, draft, found)}${card('bars', draftWords[visit.reader.language].controls.title, controls(found.report.controls, titles, visit.reader))}${deposited(visit, found.deposited)}`;
  const exceeded = exceededOf(found);
  const onward =
    draft.purpose === 'trial' || exceeded.length === 0
      ? onwardForm(visit, draft, 'preview')
      : onwardForm(visit, draft, 'preview', tick(visit, draft, exceeded, titles, error));
  return stepPage(visit, draft, { step: 'controls', content, onward });
}

/** Codes of what is exceeded. */
export function exceededOf(found: DraftFound | null): readonly string[] {
  return (found?.report.controls ?? []).filter((one) => one.exceeded).map((one) => one.code);
}

/** Titles of controls in the reader's language. */
export async function titlesOf({ administration, site, reader }: SiteVisit): Promise<ReadonlyMap<string, string>> {
  const { items } = await administration.thresholds(site.id, reader.language);
  return new Map(items.map((one) => [one.code, reader.sentence(one.title)]));
}

function tick(
  { reader }: SiteVisit,
  draft: DraftView,
  exceeded: readonly string[],
  titles: ReadonlyMap<string, string>,
  error: string | undefined,
): Html {
  const words = draftWords[reader.language].controls;
  const isChecked = unseenControls(draft.found?.report.controls ?? [], draft.seenControls).length === 0;
  const names = exceeded.map((code) => titles.get(code) ?? code).join(' ; ');
  return checkField({
    name: 'seen',
    label: words.seen,
    hint: words.seenHint(names),
    isChecked,
    isRequired: true,
    error,
  });
}

function verdict({ reader }: SiteVisit, { purpose }: DraftView, found: DraftFound): Html {
  const words = draftWords[reader.language].controls;
  const { length } = exceededOf(found);
  if (length === 0) return notice(reader, { tone: 'good', title: words.within, cause: words.never });
  const why = found.isFirst ? words.exceededFirst : words.exceededLater;
  return notice(reader, {
    tone: 'warn',
    title: words.exceeded(length, reader.number(length)),
    cause: why,
    more: purpose === 'import' && html`<p>${words.never}</p>`,
  });
}

/** What would become of it without the assistant. */
function deposited({ reader }: SiteVisit, told: Deposited | null): Html | false {
  if (told === null) return false;
  const words = draftWords[reader.language].controls;
  const [tone, text] = asDeposit(told, words.asDeposit);
  return html`<div class="aside-note">${notice(reader, { tone, title: words.deposited, cause: text })}</div>`;
}

function asDeposit(
  { status, reason }: Deposited,
  words: (typeof draftWords)['fr']['controls']['asDeposit'],
): readonly [Tone, string] {
  if (status === 'integrated') return ['good', words.integrated];
  if (status === 'integrated-with-alerts') return ['warn', words.alerts];
  if (status === 'held') return ['hold', words.held];
  if (status === 'rejected') {
    if (reason === 'first-import-missing') return ['quiet', words.first];
    return ['bad', reason === 'other-school-year' ? words.otherYear : words.stopped];
  }
  const same = { 'same-as-held': words.waits, 'same-as-rejected': words.rejected, 'same-as-undone': words.undone };
  return ['quiet', Object.entries(same).find(([code]) => code === reason)?.[1] ?? words.unchanged];
}
