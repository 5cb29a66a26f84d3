/** The frame of every page: head, navigation, main part, foot. */

import { ASSET_PATHS } from '../assets/assets.ts';
import { type Html, html, markupOf } from '../html.ts';
import type { Login } from '../login.ts';
import { type IconName, icon } from './icons.ts';

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Who is signed in; null: nobody, and no navigation. */
  readonly login: Login | null;
  /** Where this page stands in the navigation. */
  readonly place?: 'dashboard' | 'messages';
  /** Something is under way: look again after this many seconds. */
  readonly refreshSeconds?: number | undefined;
}

/** The whole document. */
export function layout({ title, main, login, place, refreshSeconds }: Page): string {
  return markupOf(html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} – Carillon</title>
<link rel="icon" href="${ASSET_PATHS.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${ASSET_PATHS.style}">
<script src="${ASSET_PATHS.script}" defer></script>
${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds * 2}"></noscript>`}
</head>
<body>
<a class="skip" href="#main">Aller au contenu</a>
<header class="top">
<div class="wrap">
<a class="brand" href="/"><span class="bell">${bell}</span>Carillon</a>
${login && navigation(login, place)}
</div>
</header>
<main id="main" class="wrap" tabindex="-1" ${refreshSeconds !== undefined && html`data-refresh="${refreshSeconds}"`}>
${main}
</main>
<footer class="wrap">Carillon, import automatisé des emplois du temps</footer>
</body>
</html>
`);
}

const bell = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="currentColor" d="M12 2a1.6 1.6 0 0 0-1.6 1.6v.6C7.4 4.9 5.4 7.5 5.4 10.6v4.2L3.6 17.4v1h16.8v-1l-1.8-2.6v-4.2c0-3.1-2-5.7-5-6.4v-.6A1.6 1.6 0 0 0 12 2zm-2.2 17.6a2.2 2.2 0 0 0 4.4 0z"/></svg>`;

function navigation(login: Login, place: Page['place']): Html {
  const link = (href: string, name: Page['place'], label: string): Html =>
    html`<a href="${href}" ${place === name && html`aria-current="page"`}>${label}</a>`;
  return html`<nav aria-label="Principale">${link('/', 'dashboard', 'Tableau de bord')}${link('/messages', 'messages', 'Messages')}</nav>
<form class="who" method="post" action="/sign-out">${proofField(login.proof)}<span>${login.name}</span><button class="plain">Se déconnecter</button></form>`;
}

/** What binds a form to the login it is shown to. */
export function proofField(proof: string): Html {
  return html`<input type="hidden" name="proof" value="${proof}">`;
}

const NOTICE_ICONS: Readonly<Record<string, IconName>> = { good: 'check', hold: 'pause', busy: 'clock', quiet: 'dash' };

/** A box that says what happened and what to do. */
export function notice(tone: string, title: string, cause: string, remedy: string, more?: Html): Html {
  return html`<section class="notice ${tone}">
<span class="mark">${icon(NOTICE_ICONS[tone] ?? 'alert')}</span>
<div><h2>${title}</h2>${cause !== '' && html`<p>${cause}</p>`}${remedy !== '' && html`<p><strong>À faire :</strong> ${remedy}</p>`}${more}</div>
</section>`;
}
