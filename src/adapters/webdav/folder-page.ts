/** The drop folder as a small page in French, for a person who opens the deposit URL in a browser. */

import type { DepositEntry } from '../../domain/deposit/deposit.ts';
import { wallClockOf } from '../../domain/model/calendar.ts';
import { notationOf } from '../../domain/model/notation.ts';
import type { RunStatus } from '../../domain/model/run.ts';

const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  received: 'reçu, en attente',
  running: 'en cours',
  rejected: 'refusé',
  held: 'retenu : une décision est attendue',
  integrated: 'intégré',
  'integrated-with-alerts': 'intégré, avec alertes',
  unchanged: 'sans changement',
  superseded: 'remplacé par un dépôt plus récent',
  failed: 'en échec technique',
  cancelled: 'annulé',
  undone: 'défait',
};

const TIME_ZONE = 'Europe/Paris';

const { size, moment } = notationOf('fr');

function momentInWords(receivedAt: number): string {
  const { day, time } = wallClockOf(receivedAt, TIME_ZONE);
  return moment(`${day}T${time}`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function row(entry: DepositEntry, href: string): string {
  const status = entry.status === null ? 'n’a pas lancé d’import' : STATUS_WORDS[entry.status];
  return `<tr><td><a href="${escapeHtml(href)}">${escapeHtml(entry.name)}</a></td><td>${momentInWords(entry.receivedAt)}</td><td class="n">${size(entry.size)}</td><td>${status}</td></tr>`;
}

/** The whole page; `hrefFor` gives the address of a name. */
export function folderPage(entries: readonly DepositEntry[], hrefFor: (name: string) => string): string {
  const rows = entries.map((entry) => row(entry, hrefFor(entry.name))).join('\n');
  const content =
    entries.length === 0
      ? '<p>Aucun fichier déposé pour l’instant.</p>'
      : `<table>
<thead><tr><th>Fichier</th><th>Déposé le (heure de Paris)</th><th class="n">Taille</th><th>État</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>`;
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Dossier de dépôt – Carillon</title>
<meta name="viewport" content="width=device-width">
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}td,th{padding:.25rem 1rem .25rem 0;text-align:left}.n{text-align:right}</style>
</head>
<body>
<h1>Dossier de dépôt</h1>
<p>Le logiciel d’emploi du temps dépose ses exports à cette adresse. Cette page montre ce que ce compte a déposé.</p>
${content}
</body>
</html>
`;
}
