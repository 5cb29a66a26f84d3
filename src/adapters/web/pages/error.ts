/** The page for what could not be shown or done. */

import type { DescribedRefusal } from '../../../domain/model/refusals.ts';
import { notice } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { shellWords } from '../words/shell.ts';

export function errorPage({ title, cause, remedy, http }: DescribedRefusal, reader: Reader): PageView {
  const more = html`<p><a href="/">${shellWords[reader.language].backHome}</a></p>`;
  return {
    title,
    isNarrow: true,
    main: html`${heading(reader, { title })}${notice(reader, { tone: http >= 500 ? 'bad' : 'warn', title, cause, remedy, more })}`,
  };
}
