/** The page behind a one-time link: a button first, for mail scanners open links too; then the credentials, once. */

import type { Credentials } from '../../../domain/administration.ts';
import { card, notice } from '../components/boxes.ts';
import { copyField } from '../components/copy.ts';
import { button, form } from '../components/forms.ts';
import { heading } from '../components/navigation.ts';
import { html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { oneTimeWords } from '../words/one-time.ts';

/** Before: nothing is shown until a person asks for it. */
export function askPage(reader: Reader, token: string, proof: string): PageView {
  const words = oneTimeWords[reader.language];
  return {
    title: words.title,
    isNarrow: true,
    main: html`${heading(reader, { title: words.title })}
${form({ action: `/one-time/${encodeURIComponent(token)}`, proof, kind: 'card', content: html`<p>${words.once}</p><p>${words.when}</p>`, buttons: button(words.show) })}`,
  };
}

/** After: login, password and deposit URLs, each ready to be copied. */
export function credentialsPage(reader: Reader, credentials: Credentials): PageView {
  const words = oneTimeWords[reader.language];
  const { login, password, urls } = credentials;
  const withLogin = urls.map((url) => [placeOf(url, reader), urlWithLogin(url, login, password)] as const);
  const fields = withLogin.map(([place, url], index) => copyField(reader, `url-${index}`, place, url));
  return {
    title: words.title,
    isNarrow: true,
    main: html`${heading(reader, { title: words.title })}
${notice(reader, { tone: 'warn', title: words.noteTitle, cause: words.note })}
<div class="card">${copyField(reader, 'login', words.login, login)}${copyField(reader, 'password', words.password, password)}</div>
${card('urls', words.urls, html`<p class="hint">${words.urlsHint}</p>${fields}`)}
${card('copy-all', words.copyAll, copyField(reader, 'all', words.text, summary(reader, credentials, withLogin), 4 + 3 * urls.length))}`,
  };
}

export function spentPage(reader: Reader): PageView {
  const words = oneTimeWords[reader.language];
  return {
    title: words.spentTitle,
    isNarrow: true,
    main: html`${heading(reader, { title: words.spentTitle })}${notice(reader, { tone: 'warn', title: words.spent, cause: words.spentCause, remedy: words.spentRemedy })}`,
  };
}

/** `/webdav/4817/` is all establishments, `/webdav/4817/1754/` one. */
function placeOf(url: string, reader: Reader): string {
  const words = oneTimeWords[reader.language];
  const establishment = /\/webdav\/\d+\/(\d+)\/?$/.exec(url)?.[1];
  return establishment === undefined ? words.all : words.establishment(establishment);
}

function urlWithLogin(url: string, login: string, password: string): string {
  return url.replace(/^(https?:\/\/)/, `$1${encodeURIComponent(login)}:${encodeURIComponent(password)}@`);
}

function summary(
  reader: Reader,
  { login, password }: Credentials,
  urls: readonly (readonly [string, string])[],
): string {
  const words = oneTimeWords[reader.language];
  const lines = [
    `${words.login} : ${login}`,
    `${words.password} : ${password}`,
    '',
    ...urls.flatMap(([place, url]) => [`${place} :`, url]),
  ];
  return lines.join('\n');
}
