/** The sign-in page. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { refusalNotice } from '../components/boxes.ts';
import { button, form, textField } from '../components/forms.ts';
import { heading } from '../components/navigation.ts';
import { html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { peopleWords } from '../words/people.ts';
import { FORGOTTEN_PATH } from './passwords.ts';

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
<p><a href="${FORGOTTEN_PATH}">${words.forgottenLink}</a></p>`,
  };
}
