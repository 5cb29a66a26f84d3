/** The part of the table of refusals about the connection on which a request comes. */

import type { RefusalEntry } from './refusals.ts';

export const DOOR_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'plain-http': {
    http: 403,
    exit: 1,
    title: 'Connexion non chiffrée',
    cause:
      "Cette adresse commence par http:// : un mot de passe ou un jeton envoyé d'ici serait lisible par d'autres. Rien n'a été demandé ni lu.",
    remedy:
      "Remplacez http:// par https:// dans l'adresse. Si cela ne marche pas, l'exploitant peut installer un certificat (tls), déclarer son proxy (trustedProxies), ou accepter ce risque (allowPlainHttp).",
  },
};
