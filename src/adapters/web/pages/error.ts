/** The page for what could not be shown or done. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { html } from '../html.ts';
import type { Login } from '../login.ts';
import { layout, notice } from './layout.ts';

export function errorPage({ title, cause, remedy, http }: DescribedRefusal, login: Login | null): string {
  return layout({
    title,
    login,
    main: html`<div class="narrow"><h1>${title}</h1>${notice(http >= 500 ? 'bad' : 'warn', title, cause, remedy)}
<p><a href="/">Retour au tableau de bord</a></p></div>`,
  });
}
