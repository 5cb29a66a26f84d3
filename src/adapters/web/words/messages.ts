/** Texts of the inbox. */

import { bilingual } from './words.ts';

export const messageWords = bilingual(
  {
    lead: "Ce que Carillon a signalé sur ce site. Il n'écrit que lorsqu'il y a quelque chose à faire.",
    kinds: {
      rejected: 'Refus',
      held: 'Décision',
      alert: 'Alerte',
      failed: 'Panne',
      recovered: 'Rétabli',
    },
    other: 'Message',
    none: 'Aucun message',
    noneHint: "Tout va bien : Carillon n'écrit que lorsqu'il y a quelque chose à faire.",
    nobody: "Aucun destinataire : ce message n'est visible qu'ici.",
    sentTo: (addresses: string) => `Envoyé à : ${addresses}`,
    toRun: (id: string) => `Voir l'import n° ${id}`,
  },
  {
    lead: 'What Carillon told about this site. It writes only when there is something to do.',
    kinds: { rejected: 'Refusal', held: 'Decision', alert: 'Alert', failed: 'Failure', recovered: 'Working again' },
    other: 'Message',
    none: 'No message',
    noneHint: 'All is well: Carillon writes only when there is something to do.',
    nobody: 'No recipient: this message is shown here only.',
    sentTo: (addresses) => `Sent to: ${addresses}`,
    toRun: (id) => `See import no. ${id}`,
  },
);
