/** The page behind a one-time link: a button first, for mail scanners open links too; then the credentials, once. */

import type { Credentials } from '../../../domain/administration.ts';
import type { LinkState } from '../../../domain/deposit/account-desk.ts';
import { LINK_HOURS } from '../../../domain/notify/access-letter.ts';
import { card, notice } from '../components/boxes.ts';
import { copyField } from '../components/copy.ts';
import { button, form } from '../components/forms.ts';
import { heading } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import type { PageView } from '../shell/layout.ts';
import { oneTimeWords } from '../words/one-time.ts';
import { softwareGuide } from './accounts/guide.ts';

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

/** After: the deposit URLs to be pasted, then login and password, and where they go. */
export function credentialsPage(reader: Reader, credentials: Credentials): PageView {
  const words = oneTimeWords[reader.language];
  return {
    title: words.title,
    main: html`<div class="column">${heading(reader, { title: words.title })}
${notice(reader, { tone: 'warn', title: words.noteTitle, cause: words.note })}
${credentialCards(reader, credentials)}${softwareGuide(reader)}</div>`,
  };
}

/** Everything there is to copy: URLs first, for they are what software asks for. */
export function credentialCards(reader: Reader, credentials: Credentials): Html {
  const words = oneTimeWords[reader.language];
  const { login, password, urls, places } = credentials;
  const withLogin = urls.map((url, index) => [places[index] ?? words.all, urlWithLogin(url, login, password)] as const);
  const fields = withLogin.map(([place, url], index) => copyField(reader, `url-${index}`, place, url, 2));
  const separately = html`${copyField(reader, 'login', words.login, login)}${copyField(reader, 'password', words.password, password)}`;
  const all = copyField(reader, 'all', words.text, summary(reader, credentials, withLogin), 4 + 3 * urls.length);
  return html`${card('urls', words.urls, html`<p>${words.urlsHint}</p>${urls.length > 2 && html`<p class="hint">${words.which}</p>`}${fields}`)}
${card('separately', words.separately, html`<p class="hint">${words.separatelyHint}</p><div class="pair">${separately}</div>`)}${card('copy-all', words.copyAll, all)}`;
}

/** In place of the button, once there is nothing behind it. */
export function spentPage(reader: Reader, link: Exclude<LinkState, { state: 'open' }>): PageView {
  const words = oneTimeWords[reader.language];
  const told =
    link.state === 'used'
      ? { title: words.used, cause: words.usedCause(reader.moment(link.at)), remedy: words.usedRemedy }
      : { title: words.ended, cause: words.endedCause(reader.number(LINK_HOURS)), remedy: words.endedRemedy };
  return {
    title: words.spentTitle,
    isNarrow: true,
    main: html`${heading(reader, { title: words.spentTitle })}${notice(reader, { tone: 'warn', ...told })}`,
  };
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
    `${reader.label(words.login)} ${login}`,
    `${reader.label(words.password)} ${password}`,
    '',
    ...urls.flatMap(([place, url]) => [reader.label(place), url]),
  ];
  return lines.join('\n');
}
