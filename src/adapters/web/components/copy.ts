/** Texts to be taken elsewhere: a field that cannot be changed, and a button that copies it. */

import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { shellWords } from '../words/shell.ts';

/** Without script the button stays hidden and the text can be selected. */
export function copyField(reader: Reader, id: string, label: string, value: string, rows = 1): Html {
  const words = shellWords[reader.language];
  const box =
    rows === 1
      ? html`<input id="${id}" readonly value="${value}" autocomplete="off" spellcheck="false">`
      : html`<textarea id="${id}" readonly rows="${rows}" spellcheck="false">${value}</textarea>`;
  return html`<div class="field"><label for="${id}">${label}</label><div class="copy">${box}<button type="button" class="button other" data-copy="${id}" data-copied="${words.copied}" aria-label="${reader.label(words.copy)} ${label}" hidden>${words.copy}</button></div></div>`;
}
