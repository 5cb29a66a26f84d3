/** What happens to sessions, in words: of one, as a mark or in a row, and of many, above a list. */

import type { SessionKind } from '../../../domain/report/session-lines.ts';
import { bilingual } from './words.ts';

interface SessionWords {
  readonly one: Readonly<Record<SessionKind, string>>;
  readonly many: Readonly<Record<SessionKind, string>>;
}

const english = {
  moved: 'Moved',
  cancelled: 'Cancelled',
  deleted: 'Removed',
  created: 'New',
  restored: 'Restored',
  changed: 'Changed',
};

export const sessionWords = bilingual<SessionWords>(
  {
    one: {
      moved: 'Déplacée',
      cancelled: 'Annulée',
      deleted: 'Supprimée',
      created: 'Nouvelle',
      restored: 'Rétablie',
      changed: 'Modifiée',
      linked: 'Rapprochée',
    },
    many: {
      moved: 'Déplacées',
      cancelled: 'Annulées',
      deleted: 'Supprimées',
      created: 'Nouvelles',
      restored: 'Rétablies',
      changed: 'Modifiées',
      linked: 'Rapprochements seuls',
    },
  },
  { one: { ...english, linked: 'Matched' }, many: { ...english, linked: 'Matches only' } },
);
