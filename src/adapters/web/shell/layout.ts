/** The frame of every page: head, site switcher, navigation, banners, main part, foot. */

import type { Badges } from '../../../domain/administration.ts';
import type { Role } from '../../../domain/model/person.ts';
import { ASSET_PATHS } from '../assets/assets.ts';
import { actionButton, proofField } from '../components/forms.ts';
import { icon } from '../components/icons.ts';
import { type Html, html, markupOf } from '../html.ts';
import type { Login } from '../login.ts';
import type { Reader } from '../reader.ts';
import { shellWords } from '../words/shell.ts';
import type { Flash } from './flash.ts';
import { ENTRIES, isEnough, LEAVE_PATH, OPERATOR_PATH, PLACES, type Place, placePath } from './places.ts';

/** What a page says of itself. */
export interface PageView {
  readonly title: string;
  readonly main: Html;
  /** Where this page stands in the navigation. */
  readonly place?: Place;
  /** Something is under way: browsers without script look again after this many seconds. */
  readonly refreshSeconds?: number | undefined;
  /** A narrow page: a form and little else. */
  readonly isNarrow?: boolean;
}

/** What stands around it. */
export interface Frame {
  readonly reader: Reader;
  /** Who is signed in; null: nobody, and no navigation. */
  readonly login: Login | null;
  readonly site?: SiteFrame;
  /** What was just done. */
  readonly flash?: Flash | null;
}

export interface SiteFrame {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly isSupervision: boolean;
  readonly badges: Badges;
  /** Places that have a page. */
  readonly places: ReadonlySet<Place>;
}

/** The whole document. */
export function layout({ title, main, place, refreshSeconds, isNarrow = false }: PageView, frame: Frame): string {
  const { reader, login, site, flash } = frame;
  const words = shellWords[reader.language];
  const flashNote =
    flash &&
    html`<div class="flash"><p role="status">${icon('check')}<span><strong>${words.done}</strong> ${flash.text}${flash.coming !== undefined && refreshSeconds !== undefined && html` <span data-coming>${flash.coming}</span>`}</span></p>${flash.undo && login && actionButton(flash.undo.action, login.proof, words.undo, { fields: flash.undo.fields })}</div>`;
  const content = html`<main id="main" tabindex="-1" ${isNarrow && html`class="narrow"`}>
${flashNote}${main}
</main>`;
  return markupOf(html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}${site && ` – ${site.name}`} – Carillon</title>
<link rel="icon" href="${ASSET_PATHS.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${ASSET_PATHS.style}">
<script src="${ASSET_PATHS.script}" defer></script>
${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${Math.max(refreshSeconds, 5)}"></noscript>`}
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="top"><div class="wrap">
<a class="brand" href="/"><span class="bell">${bell}</span>${words.product}</a>
${login && siteSwitcher(frame, login)}
${login && personal(frame, login)}
</div></header>
${site && login && banner(site, login, reader)}
<div class="wrap frame">
${site && navigation(site, place, reader)}
${content}
</div>
<footer class="wrap">${words.tagline}</footer>
</body>
</html>
`);
}

const bell = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="currentColor" d="M12 2a1.6 1.6 0 0 0-1.6 1.6v.6C7.4 4.9 5.4 7.5 5.4 10.6v4.2L3.6 17.4v1h16.8v-1l-1.8-2.6v-4.2c0-3.1-2-5.7-5-6.4v-.6A1.6 1.6 0 0 0 12 2zm-2.2 17.6a2.2 2.2 0 0 0 4.4 0z"/></svg>`;

/** The name of the site; a menu for who has several, the list of all for operators. */
function siteSwitcher({ site, reader }: Frame, login: Login): Html | false {
  const words = shellWords[reader.language];
  const all = login.isOperator && html`<li><a href="${OPERATOR_PATH}">${icon('list')}${words.allSites}</a></li>`;
  const others = login.sites.filter((one) => one.id !== site?.id);
  if (others.length === 0 && !all) return site !== undefined && html`<span class="site-name">${site.name}</span>`;
  const [only] = login.sites;
  if (site === undefined && only !== undefined && others.length === 1 && !login.isOperator)
    return html`<span class="site-name"><a href="${placePath(only.id, 'board')}">${only.name}</a></span>`;
  if (others.length === 0 && site === undefined)
    return html`<span class="site-name"><a href="/sites">${words.sites}</a></span>`;
  return html`<details class="menu switch"><summary><span class="unseen">${reader.label(words.changeSite)} </span><span>${site?.name ?? words.sites}</span>${icon('down')}</summary>
<ul>${others.map((one) => html`<li><a href="${placePath(one.id, 'board')}">${one.name}</a></li>`)}${all}</ul></details>`;
}

function personal({ reader }: Frame, login: Login): Html {
  const words = shellWords[reader.language];
  return html`<nav class="personal" aria-label="${words.personal}"><a href="/account" aria-label="${reader.label(words.account)} ${login.name}">${icon('person')}<span>${login.name}</span></a>
<form method="post" action="/sign-out">${proofField(login.proof)}<button class="plain" aria-label="${words.signOut}">${icon('leave')}<span>${words.signOut}</span></button></form></nav>`;
}

function banner({ id, role, isSupervision }: SiteFrame, { proof }: Login, reader: Reader): Html | false {
  const words = shellWords[reader.language];
  if (isSupervision)
    return html`<div class="banner supervision"><div class="wrap"><strong>${words.supervision}</strong><span>${words.supervisionHint}</span><form method="post" action="${LEAVE_PATH}">${proofField(proof)}<input type="hidden" name="site" value="${id}"><button class="plain">${words.leave}</button></form></div></div>`;
  return (
    role === 'reader' &&
    html`<div class="banner"><p class="wrap"><strong>${words.readOnly}</strong><span>${words.readOnlyHint}</span></p></div>`
  );
}

/** Entries of pages that are there and that this role may see. */
function navigation({ id, role, badges, places }: SiteFrame, place: Place | undefined, reader: Reader): Html {
  const words = shellWords[reader.language];
  const shown = PLACES.filter((one) => places.has(one) && isEnough(role, ENTRIES[one].needs));
  const markOf = (one: Place): Html | false => {
    const { badge } = ENTRIES[one];
    const count = badge === undefined ? 0 : badges[badge];
    if (badge === undefined || count === 0) return false;
    const number = reader.number(count);
    return html`<span class="badge"><span aria-hidden="true">${number}</span><span class="unseen">, ${words.badges[badge](number)}</span></span>`;
  };
  const list = html`<ul>${shown.map(
    (one) =>
      html`<li><a href="${placePath(id, one)}" ${one === place && html`aria-current="page"`}>${icon(ENTRIES[one].icon)}<span>${words.places[one]}</span>${markOf(one)}</a></li>`,
  )}</ul>`;
  // What is waiting is seen before the menu is opened.
  const waiting = shown.flatMap((one) => {
    const mark = one !== place && markOf(one);
    return mark
      ? [
          html`<span class="waits">${icon(ENTRIES[one].icon)}<span class="unseen">${words.places[one]}</span>${mark}</span>`,
        ]
      : [];
  });
  // The style shows the list on a desk, the menu on a phone.
  return html`<nav class="side" aria-label="${words.navigation}">${list}
<details class="menu side-menu"><summary>${icon('menu')}<span>${words.menu}</span>${place !== undefined && html`<span class="here">${words.places[place]}</span>`}${waiting}</summary>${list}</details></nav>`;
}
