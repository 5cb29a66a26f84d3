/** The inbox: what was told to the people of a site, newest first. */

import type { MessageItem, SiteItem } from '../../../domain/administration.ts';
import { type Html, html } from '../html.ts';
import type { Login } from '../login.ts';
import { momentIn } from './clock.ts';
import { layout } from './layout.ts';

export interface SiteMessages {
  readonly site: SiteItem;
  readonly messages: readonly MessageItem[];
}

const KINDS: Readonly<Record<string, readonly [tone: string, word: string]>> = {
  rejected: ['bad', 'Refus'],
  held: ['hold', 'Décision'],
  alert: ['warn', 'Alerte'],
  failed: ['bad', 'Panne'],
  recovered: ['good', 'Rétabli'],
};

export function messagesPage(inboxes: readonly SiteMessages[], login: Login): string {
  return layout({
    title: 'Messages',
    login,
    place: 'messages',
    main: html`<h1>Messages</h1>${inboxes.map((inbox) => inboxSection(inbox, inboxes.length > 1))}`,
  });
}

function inboxSection({ site, messages }: SiteMessages, isOneOfSeveral: boolean): Html {
  return html`<section class="card" aria-label="${site.name}">${isOneOfSeveral && html`<h2>${site.name}</h2>`}
${messages.length === 0 ? html`<p>Aucun message. Carillon n’écrit que lorsqu’il y a quelque chose à faire.</p>` : messages.map((message) => item(message, site))}
</section>`;
}

function item({ kind, subject, body, createdAt, recipients, runId }: MessageItem, site: SiteItem): Html {
  const [tone, word] = KINDS[kind] ?? ['quiet', 'Message'];
  return html`<details class="finding">
<summary><span class="chip ${tone}">${word}</span><span class="name">${subject}</span><span class="count">${momentIn(site.timezone)(createdAt)}</span></summary>
<p class="letter">${body}</p>
<p class="hint">${recipients.length === 0 ? 'Aucun destinataire : ce message n’est visible qu’ici.' : `Envoyé à : ${recipients.join(', ')}`}</p>
${runId !== null && html`<p><a href="/sites/${site.id}/runs/${runId}">Voir l’import n° ${runId}</a></p>`}
</details>`;
}
