/** A form with one file: dropped or chosen, sent with its progress where there is script, and without it too. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { uploadWords } from '../words/upload.ts';
import { refusalNotice } from './boxes.ts';
import { button, proofField } from './forms.ts';
import { icon } from './icons.ts';

/** Texts that say what kind of file is meant; sizes as the reader writes them. */
export interface FileWords {
  readonly label: string;
  hint(most: string): string;
  /** Several were dropped. */
  readonly one: string;
  readonly empty: string;
  large(most: string): string;
  readonly send: string;
}

export interface UploadForm {
  readonly action: string;
  readonly proof: string;
  readonly maxBytes: number;
  readonly words: FileWords;
  /** Name endings and types that are offered. */
  readonly accept: string;
  /** What is chosen beside the file. */
  readonly choices: Html;
  /** What was wrong with the last try: said where the file was chosen. */
  readonly refusal: DescribedRefusal | null;
}

/** The proof and the choices stand before the file: they are looked at before a byte of it is kept. One such form a page. */
export function uploadForm(
  reader: Reader,
  { action, proof, maxBytes, words, accept, choices, refusal }: UploadForm,
): Html {
  const shared = uploadWords[reader.language];
  const most = reader.size(maxBytes);
  return html`<div id="upload" tabindex="-1">${refusal && refusalNotice(reader, refusal)}
<form method="post" action="${action}" enctype="multipart/form-data" data-upload data-most="${maxBytes}" data-large="${words.large(most)}" data-empty="${words.empty}" data-one="${words.one}" data-none="${shared.none}" data-broken="${shared.broken}" data-keeping="${shared.keeping}">
${proofField(proof)}
${choices}
<div class="field"><label for="file">${words.label}</label><p class="hint" id="file-hint">${words.hint(most)}</p>
<div class="drop"><span class="drop-mark">${icon('upload')}</span><p class="drop-words" aria-hidden="true" hidden>${shared.drop}</p>
<input id="file" name="file" type="file" accept="${accept}" aria-describedby="file-hint" required></div></div>
<p class="error" data-problem role="alert"></p>
<div class="sending" data-sending hidden><p><strong>${shared.sending}</strong> <span data-share aria-hidden="true"></span></p>
<progress class="progress" max="100" value="0" aria-label="${shared.sending}"></progress>
<p class="actions"><button type="button" class="button other" data-stop>${shared.stop}</button><span class="hint" role="status" data-told></span></p></div>
<p class="actions" data-send>${button(words.send)}</p>
</form></div>`;
}

/** After an upload: our script asks for the address only, and goes there itself. */
export function isScriptUpload(headers: Readonly<Record<string, unknown>>): boolean {
  return headers['x-carillon-upload'] !== undefined;
}
