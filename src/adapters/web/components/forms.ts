/** Forms: the proof that every form carries, fields with hints and errors, buttons, and the step before something dangerous. */

import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { shellWords } from '../words/shell.ts';

/** What binds a form to the login it is shown to. */
export function proofField(proof: string): Html {
  return html`<input type="hidden" name="proof" value="${proof}">`;
}

export interface Form {
  readonly action: string;
  /** Of the login: `visit.login.proof`. */
  readonly proof: string;
  readonly content: Part;
  readonly buttons: Part;
  /** `multipart` for a form with a file. */
  readonly isUpload?: boolean;
  readonly kind?: '' | 'card' | 'inline';
  /** Of the form itself: an id, `data-try`. */
  readonly attributes?: Html;
}

/** A form that changes something. */
export function form({ action, proof, content, buttons, isUpload = false, kind = '', attributes: more }: Form): Html {
  return html`<form class="${kind}" method="post" action="${action}" ${isUpload && html`enctype="multipart/form-data"`} ${more}>
${proofField(proof)}${content}
<p class="actions">${buttons}</p>
</form>`;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it, from the last try. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
}

export interface TextField extends FieldBase {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'date' | 'search';
  readonly autocomplete?: string;
  readonly isFocused?: boolean;
  /** A number's or date's bounds. */
  readonly min?: number | string;
  readonly max?: number | string;
  readonly step?: number | 'any';
  /** Behind the field: `%`. */
  readonly unit?: string;
}

/** One line of text, a number, a date, a password. */
export function textField(field: TextField): Html {
  const { name, value, type = 'text', autocomplete, isFocused = false, min, max, step, unit } = field;
  const input = html`<input id="${name}" name="${name}" type="${type}" value="${value}" ${attributes(field)} ${autocomplete !== undefined && html`autocomplete="${autocomplete}"`} ${isFocused && html`autofocus`} ${min !== undefined && html`min="${min}"`} ${max !== undefined && html`max="${max}"`} ${step !== undefined && html`step="${step}"`}>`;
  return around(field, unit === undefined ? input : html`<span class="with-unit">${input}<span>${unit}</span></span>`);
}

export function textArea(
  field: FieldBase & { readonly value?: string | undefined; readonly rows?: number; readonly maxLength?: number },
): Html {
  const { name, value, rows = 2, maxLength = 2_000 } = field;
  return around(
    field,
    html`<textarea id="${name}" name="${name}" rows="${rows}" maxlength="${maxLength}" ${attributes(field)}>${value}</textarea>`,
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One of several, in a list. */
export function selectField(field: FieldBase & { readonly value: string; readonly options: readonly Option[] }): Html {
  const { name, value, options } = field;
  const items = options.map(
    (one) => html`<option value="${one.value}" ${one.value === value && html`selected`}>${one.label}</option>`,
  );
  return around(field, html`<select id="${name}" name="${name}" ${attributes(field)}>${items}</select>`);
}

/** One of a few, all visible. */
export function radioField(
  field: FieldBase & { readonly value: string; readonly options: readonly (Option & { readonly hint?: string })[] },
): Html {
  const { name, label, value, options, error } = field;
  return html`<fieldset class="field" ${error !== undefined && html`id="${name}"`}><legend>${label}</legend>${error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`}${options.map(
    (one) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${one.value}" ${one.value === value && html`checked`} ${error !== undefined && html`aria-describedby="${name}-error"`}><span>${one.label}${one.hint !== undefined && html`<span class="hint">${one.hint}</span>`}</span></label>`,
  )}</fieldset>`;
}

/** Yes or no. Sends `on`, or nothing. */
export function checkField(field: FieldBase & { readonly isChecked: boolean }): Html {
  const { name, label, hint, isChecked } = field;
  return html`<div class="field"><label class="choice"><input type="checkbox" id="${name}" name="${name}" ${isChecked && html`checked`} ${attributes(field)}><span>${label}${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}</span></label>${errorOf(field)}</div>`;
}

/** `danger`: takes something away. `other`: not what most people want. */
export function button(label: string, kind: '' | 'other' | 'danger' = '', more?: Html): Html {
  return html`<button class="button ${kind}" ${more}>${label}</button>`;
}

/** One action behind one button. */
export function actionButton(
  action: string,
  proof: string,
  label: string,
  options: {
    readonly kind?: '' | 'other' | 'danger';
    readonly hint?: string;
    readonly fields?: Readonly<Record<string, string>>;
  } = {},
): Html {
  const { kind = 'other', hint, fields = {} } = options;
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="inline" method="post" action="${action}">${proofField(proof)}${hidden}<p class="actions">${button(label, kind)}${hint !== undefined && html`<span class="hint">${hint}</span>`}</p></form>`;
}

export interface Confirm {
  readonly action: string;
  readonly proof: string;
  /** What will happen, and what cannot be taken back. */
  readonly question: Part;
  readonly button: string;
  /** Where « Ne rien changer » leads. */
  readonly back: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The step before something that cannot be taken back: a page of its own, reached by a link. */
export function confirmStep(
  reader: Reader,
  { action, proof, question, button: label, back, fields = {} }: Confirm,
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return form({
    action,
    proof,
    kind: 'card',
    content: html`<div class="question">${question}</div>${hidden}`,
    buttons: html`${button(label, 'danger')}<a class="button other" href="${back}">${shellWords[reader.language].keep}</a>`,
  });
}

/** On top of a form that was sent with errors: each leads to its field, and names it where `labels` has its name. */
export function errorSummary(
  reader: Reader,
  errors: Readonly<Record<string, string | undefined>>,
  labels: Readonly<Record<string, string>> = {},
): Html | false {
  const { fixErrors, fieldError } = shellWords[reader.language];
  const told = (name: string, error: string): string =>
    labels[name] === undefined ? error : fieldError(labels[name], error);
  const wrong = Object.entries(errors).flatMap(([name, error]) =>
    error === undefined ? [] : [[name, error] as const],
  );
  return (
    wrong.length > 0 &&
    html`<div class="error-summary" role="alert"><p><strong>${fixErrors}</strong></p><ul>${wrong.map(([name, error]) => html`<li><a href="#${name}">${told(name, error)}</a></li>`)}</ul></div>`
  );
}

function attributes({ name, hint, error, isRequired = false }: FieldBase): Html {
  const described = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`].filter(
    (one) => one !== false,
  );
  return html`${isRequired && html`required`} ${described.length > 0 && html`aria-describedby="${described.join(' ')}"`} ${error !== undefined && html`aria-invalid="true"`}`;
}

function errorOf({ name, error }: FieldBase): Html | false {
  return error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`;
}

function around(field: FieldBase, control: Html): Html {
  const { name, label, hint } = field;
  return html`<div class="field"><label for="${name}">${label}</label>${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}${errorOf(field)}${control}</div>`;
}
