/** Where somebody is in an assistant: its steps in a row, those that were reached as links. */

import { type Html, html } from '../html.ts';
import { icon } from './icons.ts';

export interface AssistantStep {
  readonly label: string;
  readonly state: 'done' | 'current' | 'to-come';
  /** Where the step is; absent: it cannot be opened. */
  readonly href?: string | undefined;
}

export interface Stepper {
  /** Names the row for who does not see it. */
  readonly label: string;
  readonly steps: readonly AssistantStep[];
  /** « Étape 3 sur 6 », shown where there is no room for all names. */
  readonly position: string;
  /** « faite », read out beside a step that was done. */
  readonly done: string;
}

export function stepper({ label, steps, position, done }: Stepper): Html {
  const items = steps.map(({ label: name, state, href }, index) => {
    const mark = html`<span class="n" aria-hidden="true">${state === 'done' ? icon('check') : index + 1}</span>`;
    const text = html`${mark}<span class="name">${name}${state === 'done' && html`<span class="unseen">, ${done}</span>`}</span>`;
    const content =
      href === undefined || state === 'current'
        ? html`<span class="at">${text}</span>`
        : html`<a class="at" href="${href}">${text}</a>`;
    return html`<li class="${state}" ${state === 'current' && html`aria-current="step"`}>${content}</li>`;
  });
  return html`<nav class="stepper" aria-label="${label}"><p class="position" aria-hidden="true">${position}</p><ol>${items}</ol></nav>`;
}
