/** The page behind a one-time link: a button first, for mail scanners open links too; then the credentials, once. */

import type { Credentials } from '../../../domain/administration.ts';
import { type Html, html } from '../html.ts';
import { layout, notice, proofField } from './layout.ts';

/** Before: nothing is shown until a person asks for it. */
export function askPage(token: string, proof: string): string {
  return layout({
    title: 'Votre accès de dépôt',
    login: null,
    main: html`<div class="narrow">
<h1>Votre accès de dépôt</h1>
<div class="card">
<p>Ce lien montre <strong>une seule fois</strong> le mot de passe de votre compte d’accès à l’import automatisé des emplois du temps.</p>
<p>Ouvrez-le quand vous êtes prêt à l’inscrire dans votre logiciel d’emploi du temps.</p>
<form method="post" action="/one-time/${encodeURIComponent(token)}">${proofField(proof)}<p class="actions"><button class="button">Afficher le mot de passe</button></p></form>
</div></div>`,
  });
}

/** After: login, password and deposit URLs, each ready to be copied. */
export function credentialsPage(credentials: Credentials): string {
  const { login, password, urls } = credentials;
  const withLogin = urls.map((url) => [placeOf(url), urlWithLogin(url, login, password)] as const);
  return layout({
    title: 'Votre accès de dépôt',
    login: null,
    main: html`<div class="narrow">
<h1>Votre accès de dépôt</h1>
${notice('warn', 'Notez-les maintenant', 'Cette page ne pourra pas être affichée une seconde fois.', '')}
<div class="card">
${field('login', 'Identifiant', login)}
${field('password', 'Mot de passe', password)}
</div>
<div class="card"><h2>URL de dépôt</h2>
<p class="hint">Dans EDT ou PRONOTE, menu « Vers les socles ENT », « Export automatisé », champ « Vers URL ». Elles contiennent le mot de passe : ne les transmettez à personne.</p>
${withLogin.map(([place, url], index) => field(`url-${index}`, place, url))}
</div>
<div class="card"><h2>Tout copier</h2>
${field('all', 'Texte à conserver', summary(credentials, withLogin), 4 + 3 * urls.length)}
</div></div>`,
  });
}

export function spentPage(): string {
  return layout({
    title: 'Lien expiré',
    login: null,
    main: html`<div class="narrow"><h1>Ce lien ne montre plus rien</h1>
${notice('warn', 'Lien déjà utilisé ou expiré', 'Le mot de passe a déjà été affiché, ou le lien est trop ancien.', 'Demandez à un gestionnaire de vie scolaire de régénérer votre mot de passe : vous recevrez un nouveau lien.')}</div>`,
  });
}

function field(id: string, label: string, value: string, rows = 1): Html {
  const box =
    rows === 1
      ? html`<input id="${id}" readonly value="${value}" autocomplete="off" spellcheck="false">`
      : html`<textarea id="${id}" readonly rows="${rows}" spellcheck="false">${value}</textarea>`;
  return html`<label for="${id}">${label}</label><div class="copy">${box}<button type="button" class="button other" data-copy="${id}" hidden>Copier</button></div>`;
}

/** `/webdav/4817/` is all establishments, `/webdav/4817/1754/` one. */
function placeOf(url: string): string {
  const establishment = /\/webdav\/\d+\/(\d+)\/?$/.exec(url)?.[1];
  return establishment === undefined ? 'Tous les établissements' : `Établissement ${establishment}`;
}

function urlWithLogin(url: string, login: string, password: string): string {
  return url.replace(/^(https?:\/\/)/, `$1${encodeURIComponent(login)}:${encodeURIComponent(password)}@`);
}

function summary({ login, password }: Credentials, urls: readonly (readonly [string, string])[]): string {
  return [
    `Identifiant : ${login}`,
    `Mot de passe : ${password}`,
    '',
    ...urls.flatMap(([place, url]) => [`${place} :`, url]),
  ].join('\n');
}
