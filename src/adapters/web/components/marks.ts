/** How a run's status and steps look: one mark each, with its words for those who do not see it. */

import type { RunItem } from '../../../domain/administration.ts';
import { type RepeatReason, type RunStatus, repeatOf } from '../../../domain/model/run.ts';
import { type Step, stepsOf } from '../../../domain/model/step.ts';
import type { FreshnessState } from '../../../domain/notify/freshness.ts';
import type { ReportStep } from '../../../domain/report/report.ts';
import { isRejectedByPerson, type Standing, statusWord } from '../../../domain/report/words.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { boardWords } from '../words/board.ts';
import { reportWords } from '../words/report.ts';
import type { Tone } from './boxes.ts';
import { type IconName, icon } from './icons.ts';

const STATUS_MARKS: Readonly<Record<RunStatus, readonly [Tone, IconName]>> = {
  received: ['busy', 'clock'],
  running: ['busy', 'turn'],
  rejected: ['bad', 'cross'],
  held: ['hold', 'pause'],
  integrated: ['good', 'check'],
  'integrated-with-alerts': ['warn', 'alert'],
  unchanged: ['quiet', 'check'],
  superseded: ['quiet', 'dash'],
  failed: ['bad', 'alert'],
  cancelled: ['quiet', 'dash'],
  undone: ['quiet', 'back'],
};

/** A file that changes nothing because of an earlier decision: nothing is well about it. */
const REPEAT_MARKS: Readonly<Record<RepeatReason, readonly [Tone, IconName]>> = {
  'same-as-held': ['hold', 'pause'],
  'same-as-rejected': ['warn', 'cross'],
  'same-as-undone': ['warn', 'back'],
};

/** Somebody looked at it and decided: no fault of the file. */
const REJECTED_BY_PERSON: readonly [Tone, IconName] = ['warn', 'cross'];

/** How fresh a site's timetable is, at a glance. */
export const FRESHNESS_TONES: Readonly<Record<FreshnessState, Tone>> = {
  fresh: 'good',
  late: 'warn',
  stale: 'bad',
  none: 'quiet',
};

/** The same with its words. Where nothing has come yet and it is too early to miss it, it is neither good nor late. */
export function freshnessLook(
  state: FreshnessState,
  hasDeposits: boolean,
  { language }: Reader,
): readonly [Tone, string] {
  const words = boardWords[language].freshness;
  return state === 'fresh' && !hasDeposits ? ['quiet', words.first] : [FRESHNESS_TONES[state], words.states[state]];
}

/** The colour and the sign of a run's status. */
export function markOf(run: Standing): readonly [Tone, IconName] {
  const repeat = repeatOf(run);
  if (isRejectedByPerson(run)) return REJECTED_BY_PERSON;
  return repeat === null ? STATUS_MARKS[run.status] : REPEAT_MARKS[repeat];
}

export function toneOf(run: Standing): Tone {
  return markOf(run)[0];
}

export function statusMark(run: Standing, { vocabulary }: Reader): Html {
  const [tone, name] = markOf(run);
  return html`<span class="status ${tone}">${icon(name)}<span>${statusWord(vocabulary, run)}</span></span>`;
}

export interface StepState {
  readonly step: Step;
  readonly state: ReportStep['status'] | 'current' | 'waiting';
  readonly endedAt?: string;
  /** Interrupted by an earlier decision on the same content. */
  readonly repeat?: RepeatReason;
}

const STEP_ICONS: Readonly<Record<StepState['state'], IconName>> = {
  valid: 'check',
  interrupted: 'cross',
  skipped: 'dash',
  current: 'turn',
  waiting: 'dash',
};

/** All steps of such a run; those that an unfinished run has not reached are to come, the first of them under way while it runs. */
export function allSteps(known: RunItem['steps'], run: Standing & Pick<RunItem, 'kind'>): StepState[] {
  const { status, kind } = run;
  const repeat = repeatOf(run);
  return stepsOf(kind).map((step, index) => {
    const found = known.find((one) => one.step === step);
    if (found) {
      const isRepeat = repeat !== null && found.status === 'interrupted';
      return { step, state: found.status, endedAt: found.endedAt, ...(isRepeat ? { repeat } : {}) };
    }
    if (status === 'running') return { step, state: index === known.length ? 'current' : 'waiting' };
    if (status === 'received') return { step, state: index === 0 ? 'valid' : 'waiting' };
    return { step, state: index === 0 ? 'valid' : 'skipped' };
  });
}

function stateWord({ state, repeat }: StepState, { language, vocabulary }: Reader): string {
  if (repeat !== undefined) return vocabulary.repeated[repeat];
  return state === 'current' || state === 'waiting'
    ? reportWords[language].states[state]
    : vocabulary.stepStatus[state];
}

/** « Validation du fichier : valide » */
function stepWords(one: StepState, reader: Reader): string {
  return `${reader.label(reader.vocabulary.step[one.step])} ${stateWord(one, reader)}`;
}

/** The steps as a row of small marks. */
export function stepMarks(steps: readonly StepState[], reader: Reader): Html {
  return html`<ol class="marks">${steps.map(
    (one) =>
      html`<li class="${one.state}" title="${stepWords(one, reader)}">${icon(STEP_ICONS[one.state])}<span class="unseen">${stepWords(one, reader)}</span></li>`,
  )}</ol>`;
}

/** The steps with their names and times. */
export function stepList(steps: readonly StepState[], reader: Reader): Html {
  return html`<ol class="steps">${steps.map(
    (one) => html`<li class="${one.state}">
      <span class="mark">${icon(STEP_ICONS[one.state])}</span>
      <span class="name">${reader.vocabulary.step[one.step]}</span>
      <span class="note">${one.state === 'valid' && one.endedAt !== undefined ? reader.moment(one.endedAt) : stateWord(one, reader)}</span>
    </li>`,
  )}</ol>`;
}
