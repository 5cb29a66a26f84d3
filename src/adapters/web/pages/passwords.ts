/** Pages of passwords for those who are not signed in: choosing one behind a one-time link, and asking for such a link. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { notice, refusalNotice } from '../components/boxes.ts';
import { button, form, textField } from '../components/forms.ts';
import { buttonLink, heading } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { peopleWords } from '../words/people.ts';

/** Where a link to a new password is asked for. */
export const FORGOTTEN_PATH = '/forgotten-password';

export interface FirstPasswordView {
  readonly action: string;
  readonly proof: string;
  readonly email: string;
  readonly error?: string | undefined;
}

/** Choosing the first password, or a new one for who forgot it. */
export function firstPasswordPage(reader: Reader, { action, proof, email, error }: FirstPasswordView): PageView {
  const words = peopleWords[reader.language];
  return {
    title: words.first.title,
    isNarrow: true,
    main: html`${heading(reader, { title: words.first.title, lead: words.first.lead(email) })}
${form({
  action,
  proof,
  kind: 'card',
  content: html`<input type="hidden" name="username" value="${email}" autocomplete="username">${newPasswordFields(reader, error)}`,
  buttons: button(words.first.save),
})}`,
  };
}

/** The new password, twice. */
export function newPasswordFields(reader: Reader, error: string | undefined): Html {
  const words = peopleWords[reader.language];
  return html`${textField({ name: 'new', label: words.newPassword, type: 'password', autocomplete: 'new-password', hint: words.rules, error, isRequired: true, isFocused: error !== undefined })}
${textField({ name: 'repeat', label: words.repeat, type: 'password', autocomplete: 'new-password', isRequired: true })}`;
}

/** Instead, when the link is used up. */
export function spentPasswordLinkPage(reader: Reader): PageView {
  const { first, signIn, forgotten } = peopleWords[reader.language];
  return {
    title: first.spentTitle,
    isNarrow: true,
    main: html`${heading(reader, { title: first.spentTitle })}
${notice(reader, { tone: 'warn', title: first.spent, remedy: first.spentRemedy, more: html`<p class="actions"><a class="button" href="/sign-in">${signIn}</a><a class="button other" href="${FORGOTTEN_PATH}">${forgotten.ask}</a></p>` })}`,
  };
}

export interface ForgottenView {
  readonly proof: string;
  readonly email?: string;
  readonly error?: string;
  readonly refusal?: DescribedRefusal;
}

/** Asking for a link to a new password. */
export function forgottenPage(reader: Reader, { proof, email, error, refusal }: ForgottenView): PageView {
  const { forgotten: words, email: label } = peopleWords[reader.language];
  return {
    title: words.title,
    isNarrow: true,
    main: html`${heading(reader, { title: words.title, lead: words.lead })}
${refusal && refusalNotice(reader, refusal)}
${form({
  action: FORGOTTEN_PATH,
  proof,
  kind: 'card',
  content: textField({
    name: 'email',
    label,
    type: 'email',
    value: email,
    autocomplete: 'username',
    error,
    isRequired: true,
    isFocused: true,
  }),
  buttons: html`${button(words.send)}<a href="/sign-in">${words.back}</a>`,
})}`,
  };
}

/** The one answer, whether there is such a person or not. */
export function forgottenSentPage(reader: Reader, email: string): PageView {
  const { forgotten: words } = peopleWords[reader.language];
  return {
    title: words.sentTitle,
    isNarrow: true,
    main: html`${heading(reader, { title: words.sentTitle })}
<section class="card"><p>${words.sent(email)}</p><p>${words.sentHow}</p>
<h2>${words.nothing}</h2><ul>${words.nothingHints.map((one) => html`<li>${one}</li>`)}</ul>
<p class="actions">${buttonLink('/sign-in', words.back)}${buttonLink(FORGOTTEN_PATH, words.other, 'other')}</p></section>`,
  };
}
