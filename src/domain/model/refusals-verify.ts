/** The part of the table of refusals about verifying an import, read by operators. */

import type { RefusalEntry } from './refusals.ts';

export const VERIFY_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'verify-no-plan': {
    http: 409,
    exit: 1,
    title: 'Rien à vérifier',
    cause:
      "Cet import n'a rien calculé : il a été refusé avant, n'avait rien à faire, ou date d'une version qui ne le notait pas.",
    remedy: 'Vérifiez un import appliqué, ou un import qui attend une décision.',
  },
  'verify-other-state': {
    http: 409,
    exit: 1,
    title: 'Vérification plus possible',
    cause: "L'emploi du temps sur lequel cet import a été calculé n'est plus celui d'aujourd'hui.",
    remedy: 'Vérifiez le dernier import appliqué, ou un import qui attend une décision.',
  },
  'verify-forgotten': {
    http: 409,
    exit: 1,
    title: 'Vérification plus possible',
    cause:
      "L'emploi du temps sur lequel cet import a été calculé ne peut plus être reconstitué : ce que l'import n° {run} a remplacé n'est plus conservé.",
    remedy: 'Vérifiez un import plus récent.',
  },
  'verify-other-year': {
    http: 409,
    exit: 1,
    title: 'Vérification plus possible',
    cause: "L'import n° {run} appartient à une année scolaire qui n'est plus l'année ouverte.",
    remedy: "Vérifiez un import de l'année ouverte.",
  },
};
