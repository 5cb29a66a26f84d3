/** The inbox of a site: what was told to its people, newest first. */

import type { MessageItem } from '../../../domain/administration.ts';
import { chip, emptyState, type Tone } from '../components/boxes.ts';
import { heading } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import type { SitePage } from '../shell/site-routes.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { messageWords } from '../words/messages.ts';
import { shellWords } from '../words/shell.ts';

const TONES: Readonly<Record<string, Tone>> = {
  rejected: 'bad',
  held: 'hold',
  alert: 'warn',
  failed: 'bad',
  recovered: 'good',
};

export const messagesPage: SitePage = {
  place: 'messages',
  routes(site) {
    site.get('/messages', async (visit) => {
      const { reader } = visit;
      const words = messageWords[reader.language];
      const title = shellWords[reader.language].places.messages;
      const { items } = await visit.administration.messages(visit.site.id);
      return visit.page({
        title,
        place: 'messages',
        main: html`${heading(reader, { title, lead: words.lead })}
<section class="card" aria-label="${title}">${items.length === 0 ? emptyState(words.none, words.noneHint) : items.map((one) => item(one, visit))}</section>`,
      });
    });
  },
};

function item({ kind, subject, body, createdAt, recipients, runId }: MessageItem, { reader, path }: SiteVisit): Html {
  const words = messageWords[reader.language];
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return html`<details class="finding">
<summary>${chip(TONES[kind] ?? 'quiet', kinds[kind] ?? words.other)}<span class="name" lang="fr">${subject}</span><span class="count">${reader.moment(createdAt)}</span></summary>
<p class="letter" lang="fr">${body}</p>
<p class="hint">${recipients.length === 0 ? words.nobody : words.sentTo(recipients.join(', '))}</p>
${runId !== null && html`<p><a href="${path(`/runs/${runId}`)}">${words.toRun(runId)}</a></p>`}
</details>`;
}
