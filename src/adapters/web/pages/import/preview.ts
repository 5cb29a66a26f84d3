/** Step 5 of a manual import: what it would write, by kind, name and week, and from which moment on. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { instantOf, isDay, isoWithOffset, wallClockOf } from '../../../../domain/model/calendar.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import type { DraftFound, DraftView } from '../../../../domain/report/draft.ts';
import type { NamedChanges } from '../../../../domain/report/preview.ts';
import { card, facts, notice } from '../../components/boxes.ts';
import { changeChart, weekChart } from '../../components/charts.ts';
import { actionButton, button, proofField } from '../../components/forms.ts';
import { buttonLink } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { changes } from '../report-sections.ts';
import { placesOf } from './content.ts';
import { onwardButton, stepPage } from './frame.ts';

/** Names shown of each list. */
const NAMES = 30;
/** The form of the moment: the button to the next step sends it too. */
const WHEN_FORM = 'when-form';

/** Of the form, as it was sent. */
interface Choice {
  readonly from?: string | undefined;
  /** Day and time as the field writes them. */
  readonly at?: string | undefined;
}

interface Tried {
  readonly refusal?: DescribedRefusal;
  /** What is wrong with the moment. */
  readonly error?: string;
  /** What was chosen and not taken: the form keeps it. */
  readonly choice?: Choice;
}

const choiceQuery = z.object({ from: z.string().max(10).optional(), at: z.string().max(40).optional() });

/** The step as it is asked for; a refused choice is in the address while the preview is computed again. */
export function previewStep(visit: SiteVisit, draft: DraftView): FastifyReply {
  return previewView(visit, draft, { choice: visit.query(choiceQuery) });
}

export function previewView(visit: SiteVisit, draft: DraftView, tried: Tried = {}): FastifyReply {
  const { found } = draft;
  const { refusal, error, choice } = tried;
  const isTrial = draft.purpose === 'trial';
  const content =
    found &&
    html`${warnings(visit, draft, found)}${summary(visit, draft, found)}${whenCard(visit, draft, found, tried)}${effects(visit, found)}${isTrial && trialEnd(visit, draft)}`;
  return stepPage(visit, draft, {
    step: 'preview',
    content,
    ...(isTrial ? {} : { onward: onwardButton(visit, 'apply', WHEN_FORM) }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(error === undefined ? {} : { status: 422, errors: { at: error } }),
    ...(choice === undefined ? {} : { query: queryText(choice) }),
  });
}

/** Takes the moment that was chosen; the preview is computed again for it. The page that says why not, or null. */
export async function saveMoment(visit: SiteVisit, draft: DraftView): Promise<FastifyReply | null> {
  const { fields, administration, site, login, reader } = visit;
  const choice = { from: fields.get('from'), at: fields.get('at') };
  const chosen = chosenMoment(visit, draft);
  if (chosen === undefined) {
    const { bad } = draftWords[reader.language].preview.moment;
    return previewView(visit, draft, { error: bad, choice });
  }
  try {
    await administration.changeDraft(site.id, draft.id, { takenInAt: chosen }, login.actor);
  } catch (error) {
    return previewView(visit, draft, { refusal: refusalFor(error, reader), choice });
  }
  return null;

  /** Null: when it is applied; undefined: nothing that can be understood. */
  function chosenMoment({ fields: given }: SiteVisit, { found }: DraftView): string | null | undefined {
    const at = (day: string, time: string): string => isoWithOffset(instantOf(day, time, site.timezone), site.timezone);
    const from = fields.get('from');
    if (from === 'now') return null;
    if (from === 'start' && found?.yearFrom) return at(found.yearFrom, '00:00');
    const [, day = '', time = ''] =
      /^(\d{4}-\d{2}-\d{2})T([01]\d:[0-5]\d|2[0-3]:[0-5]\d)/.exec(given.get('at') ?? '') ?? [];
    return from === 'at' && isDay(day) ? at(day, time) : undefined;
  }
}

function warnings(visit: SiteVisit, { appliedSince }: DraftView, found: DraftFound): Html {
  const { reader } = visit;
  const words = draftWords[reader.language].preview;
  const scope =
    found.scopeBefore !== null &&
    notice(reader, {
      tone: 'warn',
      title: words.scope,
      cause: words.scopeCause(placesOf(visit, found.scopeBefore), placesOf(visit, found.scope)),
      remedy: words.scopeRemedy,
    });
  const since =
    appliedSince !== null &&
    notice(reader, {
      tone: 'warn',
      title: words.since(appliedSince.runId),
      cause: words.sinceCause(reader.moment(appliedSince.at)),
      remedy: words.sinceRemedy,
    });
  return html`${scope}${since}`;
}

function summary(visit: SiteVisit, draft: DraftView, { preview, scope, year }: DraftFound): Html {
  const { reader } = visit;
  const words = draftWords[reader.language];
  const dayOf = (day: string | null | undefined): string =>
    day ? `${reader.longDay(day)} ${day.slice(0, 4)}` : words.preview.noSession;
  return card(
    'summary',
    words.preview.title,
    facts(
      [
        [words.preview.establishments, placesOf(visit, scope)],
        [words.content.year, year],
        [words.preview.from, draft.takenInAt === null ? words.preview.fromNow : reader.moment(draft.takenInAt)],
        [words.preview.first, dayOf(preview?.firstDay)],
        [words.preview.last, dayOf(preview?.lastDay)],
      ],
      'wide',
    ),
  );
}

function effects({ reader }: SiteVisit, { preview, report }: DraftFound): Html {
  const words = draftWords[reader.language].preview;
  const named = preview && names(reader.language, preview.names);
  return html`${card('effects', words.changes, html`${changes(report, reader)}${named}`)}
${preview !== null && preview.weeks.length > 0 && card('changed-weeks', words.weeksChanged, changeChart(preview.weeks, reader, words))}
${report.weeks.length > 0 && card('weeks', words.weeksAll, weekChart(report.weeks, reader))}`;
}

function names(
  language: 'fr' | 'en',
  all: Readonly<Record<'subjects' | 'divisions' | 'groups', NamedChanges>>,
): Html | false {
  const words = draftWords[language].preview;
  const list = (title: string, items: readonly string[]): Html | false =>
    items.length > 0 &&
    html`<dt>${title}</dt><dd>${items.slice(0, NAMES).join(', ')}${items.length > NAMES && ` ${words.more(String(items.length - NAMES))}`}</dd>`;
  const parts = (['subjects', 'divisions', 'groups'] as const).flatMap((kind) => [
    list(words.created(words.kinds[kind]), all[kind].created),
    list(words.deleted(words.kinds[kind]), all[kind].deleted),
  ]);
  return (
    parts.some((one) => one !== false) &&
    html`<details class="names"><summary>${words.names}</summary><dl>${parts}</dl></details>`
  );
}

function queryText({ from, at }: Choice): string {
  const given = Object.entries({ from, at }).filter((one): one is [string, string] => one[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** From when on sessions are generated: a form of its own, for the preview depends on it. */
function whenCard(
  visit: SiteVisit,
  draft: DraftView,
  found: DraftFound,
  { refusal, error, choice: tried }: Tried,
): Html {
  const { reader, site, login } = visit;
  const words = draftWords[reader.language].preview.moment;
  const { takenInAt } = draft;
  const wall = (iso: string): string => {
    const { day, time } = wallClockOf(Date.parse(iso), site.timezone);
    return `${day}T${time}`;
  };
  const start = found.yearFrom === null ? null : `${found.yearFrom}T00:00`;
  const isStart = takenInAt !== null && found.isFirst && wall(takenInAt) === start;
  const saved = takenInAt === null ? 'now' : isStart ? 'start' : 'at';
  const chosen = tried?.from ?? (error === undefined ? saved : 'at');
  const moment = tried?.at ?? (takenInAt !== null && !isStart && wall(takenInAt));
  const isWrong = error !== undefined || (refusal !== undefined && tried?.from === 'at');
  const choice = (value: string, label: string, hint?: string): Html =>
    html`<label class="choice"><input type="radio" name="from" value="${value}" ${value === chosen && html`checked`}><span>${label}${hint !== undefined && html`<span class="hint">${hint}</span>`}</span></label>`;
  return card(
    'when',
    words.title,
    html`<p class="hint">${found.isFirst ? words.hintFirst : words.hint}</p>
<form id="${WHEN_FORM}" method="post" action="${visit.path(`/import/${draft.id}/moment`)}">${proofField(login.proof)}
<fieldset class="field"><legend>${words.legend}</legend>
${choice('now', words.now, words.nowHint)}
${found.isFirst && found.yearFrom !== null && choice('start', words.start(reader.day(found.yearFrom)), words.startHint)}
${choice('at', words.at)}
<div class="sub field"><label for="at">${words.when}</label>${error !== undefined && html`<p class="error" id="at-error">${error}</p>`}<input id="at" name="at" type="datetime-local" value="${moment}" ${isWrong && html`aria-invalid="true"`} ${error !== undefined && html`aria-describedby="at-error"`}></div>
</fieldset><p class="actions">${button(words.save, 'other')}</p></form>`,
  );
}

/** Where a test stops. */
function trialEnd(visit: SiteVisit, draft: DraftView): Html {
  const { reader, login } = visit;
  const words = draftWords[reader.language].trial;
  const more = html`<div class="actions">${actionButton(visit.path(`/import/${draft.id}/turn`), login.proof, words.turn, { kind: '' })}${buttonLink(visit.path(`/import/${draft.id}/discard`), words.close, 'other')}</div>`;
  return notice(reader, { tone: 'quiet', title: words.end, cause: words.endCause, more });
}
