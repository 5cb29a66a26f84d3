/** The sign-in page. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { html } from '../html.ts';
import { layout, notice, proofField } from './layout.ts';

export interface SignInView {
  readonly proof: string;
  readonly next: string;
  readonly email?: string;
  readonly refusal?: DescribedRefusal;
}

export function signInPage({ proof, next, email, refusal }: SignInView): string {
  return layout({
    title: 'Se connecter',
    login: null,
    main: html`<div class="narrow">
<h1>Se connecter</h1>
<p class="hint">Espace des gestionnaires de vie scolaire.</p>
${refusal && html`<div role="alert">${notice('bad', refusal.title, refusal.cause, refusal.remedy)}</div>`}
<form class="card" method="post" action="/sign-in">
${proofField(proof)}<input type="hidden" name="next" value="${next}">
<label for="email">Adresse électronique</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}" ${!email && html`autofocus`}>
<label for="password">Mot de passe</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${email && html`autofocus`}>
<p class="actions"><button class="button">Se connecter</button></p>
</form>
</div>`,
  });
}
