/** The page for what could not be shown or done. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { notice } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { shellWords } from '../words/shell.ts';

/** `home`: the board of the site where it happened; null: nothing is known of a site. */
export function errorPage(
  { title, cause, remedy, http }: DescribedRefusal,
  reader: Reader,
  home: string | null,
): PageView {
  const more = html`<p><a href="${home ?? '/'}">${shellWords[reader.language].backHome}</a></p>`;
  return {
    title,
    isNarrow: home === null,
    main: html`${heading(reader, { title })}${notice(reader, { tone: http >= 500 ? 'bad' : 'warn', title, cause, remedy, more })}`,
  };
}
