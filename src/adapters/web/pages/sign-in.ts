/** The sign-in page, and the page behind a one-time link where a password is chosen. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { notice, refusalNotice } from '../components/boxes.ts';
import { button, form, textField } from '../components/forms.ts';
import { heading } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { peopleWords } from '../words/people.ts';

export interface SignInView {
  readonly proof: string;
  readonly next: string;
  readonly email?: string;
  readonly refusal?: DescribedRefusal;
}

export function signInPage(reader: Reader, { proof, next, email, refusal }: SignInView): PageView {
  const words = peopleWords[reader.language];
  const isSecondTry = email !== undefined && email !== '';
  return {
    title: words.signIn,
    isNarrow: true,
    main: html`${heading(reader, { title: words.signIn, lead: words.signInLead })}
${refusal && refusalNotice(reader, refusal)}
${form({
  action: '/sign-in',
  proof,
  kind: 'card',
  content: html`<input type="hidden" name="next" value="${next}">
${textField({ name: 'email', label: words.email, type: 'email', value: email, autocomplete: 'username', isRequired: true, isFocused: !isSecondTry })}
${textField({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password', isRequired: true, isFocused: isSecondTry })}`,
  buttons: button(words.signIn),
})}
<details class="help plain-help"><summary><span>${words.forgotten}</span></summary><div><p>${words.forgottenHint}</p></div></details>`,
  };
}

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
  const { first, signIn } = peopleWords[reader.language];
  return {
    title: first.spentTitle,
    isNarrow: true,
    main: html`${heading(reader, { title: first.spentTitle })}
${notice(reader, { tone: 'warn', title: first.spentTitle, cause: first.spent, remedy: first.spentRemedy, more: html`<p class="actions"><a class="button" href="/sign-in">${signIn}</a></p>` })}`,
  };
}
