/** How a run's status and steps look: one mark each, with its words for those who do not see it. */

import type { RunItem } from '../../../domain/administration.ts';
import type { RunStatus } from '../../../domain/model/run.ts';
import { STEPS, type Step } from '../../../domain/model/step.ts';
import type { ReportStep } from '../../../domain/report/report.ts';
import { STATUS_WORDS, STEP_STATUS_WORDS, STEP_WORDS } from '../../../domain/report/words.ts';
import { type Html, html } from '../html.ts';
import { type IconName, icon } from './icons.ts';

export type Tone = 'good' | 'warn' | 'hold' | 'bad' | 'quiet' | 'busy';

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

export function toneOf(status: RunStatus): Tone {
  return STATUS_MARKS[status][0];
}

export function statusMark(status: RunStatus): Html {
  const [tone, name] = STATUS_MARKS[status];
  return html`<span class="status ${tone}">${icon(name)}<span>${STATUS_WORDS[status]}</span></span>`;
}

export interface StepState {
  readonly step: Step;
  readonly state: ReportStep['status'] | 'current' | 'waiting';
  readonly endedAt?: string;
}

const STEP_ICONS: Readonly<Record<StepState['state'], IconName>> = {
  valid: 'check',
  interrupted: 'cross',
  skipped: 'dash',
  current: 'turn',
  waiting: 'dash',
};

const STATE_WORDS = { ...STEP_STATUS_WORDS, current: 'en cours', waiting: 'à venir' } as const;

/** The five steps; those that a run has not reached are to come, the first of them under way while it runs. */
export function allSteps(known: readonly ReportStep[], status: RunStatus): StepState[] {
  return STEPS.map((step, index) => {
    const found = known.find((one) => one.step === step);
    if (found) return { step, state: found.status, endedAt: found.endedAt };
    const isNext = status === 'running' && index === known.length;
    return { step, state: isNext ? 'current' : 'waiting' };
  });
}

/** How far runs of a status get, for lists that do not read every report. */
export function stepsByStatus({ status, reason }: Pick<RunItem, 'status' | 'reason'>): StepState[] {
  const [valid, next] = reached(status, reason);
  return STEPS.map((step, index) => {
    if (index < valid) return { step, state: 'valid' };
    if (index === valid) return { step, state: next };
    return { step, state: status === 'received' || status === 'running' ? 'waiting' : 'skipped' };
  });
}

function reached(status: RunStatus, reason: string | null): readonly [valid: number, next: StepState['state']] {
  switch (status) {
    case 'received':
      return [1, 'waiting'];
    case 'running':
      return [1, 'current'];
    case 'held':
      return [2, 'interrupted'];
    case 'rejected':
      return [reason === 'threshold-exceeded' || reason === 'rejected-by-manager' ? 2 : 1, 'interrupted'];
    case 'failed':
      return [1, 'interrupted'];
    case 'unchanged':
      return [3, 'skipped'];
    case 'superseded':
      return [2, 'skipped'];
    case 'cancelled':
      return [1, 'skipped'];
    default:
      return [5, 'skipped'];
  }
}

export function stepWords({ step, state }: StepState): string {
  return `${STEP_WORDS[step]} : ${STATE_WORDS[state]}`;
}

/** The steps as a row of small marks. */
export function stepMarks(steps: readonly StepState[]): Html {
  return html`<ol class="marks">${steps.map(
    (one) =>
      html`<li class="${one.state}" title="${stepWords(one)}">${icon(STEP_ICONS[one.state])}<span class="unseen">${stepWords(one)}</span></li>`,
  )}</ol>`;
}

/** The steps with their names and times. */
export function stepList(steps: readonly StepState[], time: (iso: string) => string): Html {
  return html`<ol class="steps">${steps.map(
    (one) => html`<li class="${one.state}">
      <span class="mark">${icon(STEP_ICONS[one.state])}</span>
      <span class="name">${STEP_WORDS[one.step]}</span>
      <span class="note">${one.state === 'valid' && one.endedAt !== undefined ? time(one.endedAt) : STATE_WORDS[one.state]}</span>
    </li>`,
  )}</ol>`;
}
