/** What became of an import after a message was written about it: nobody is asked for a decision that was made. */

import { isoWithOffset } from '../model/calendar.ts';
import type { Language } from '../model/language.ts';
import { notationOf } from '../model/notation.ts';
import { isApplied, type Run, type RunStatus } from '../model/run.ts';
import { type ReasonTelling, tellReason } from '../report/told-reason.ts';
import { vocabularyOf } from '../report/words-en.ts';

/** The end of what a message asked for. */
export interface Settlement {
  readonly status: RunStatus;
  /** « Import rejeté par un gestionnaire » */
  readonly title: string;
  /** Who, when, why. */
  readonly what: string;
}

interface SettlementWords {
  /** A manager approved it. */
  readonly approved: string;
  readonly coming: string;
  approvedBy(name: string, why: string | null): string;
  appliedAt(moment: string): string;
  /** It passed without anybody's decision. */
  readonly passed: string;
  readonly passedWhy: string;
  on(moment: string): string;
}

const WORDS: Readonly<Record<Language, SettlementWords>> = {
  fr: {
    approved: 'Import approuvé et appliqué',
    coming: 'Import approuvé, il va être appliqué',
    approvedBy: (name, why) => `Approuvé par ${name}.${why === null ? '' : ` Motif : « ${why} ».`}`,
    appliedAt: (moment) => `Appliqué le ${moment}.`,
    passed: "Import appliqué : il n'attend plus de décision",
    passedWhy:
      "Réexaminé après un changement des seuils, des rapprochements ou de l'annuaire, il ne dépasse plus aucun seuil bloquant.",
    on: (moment) => `Date : ${moment}.`,
  },
  en: {
    approved: 'Import approved and applied',
    coming: 'Import approved, about to be applied',
    approvedBy: (name, why) => `Approved by ${name}.${why === null ? '' : ` Reason: “${why}”.`}`,
    appliedAt: (moment) => `Applied on ${moment}.`,
    passed: 'Import applied: it waits for no decision any more',
    passedWhy:
      'Judged again after a change of thresholds, matches or the directory, it exceeds no blocking threshold any more.',
    on: (moment) => `Date: ${moment}.`,
  },
};

/** What became of a run that a message was about, once it waits for nobody. */
export function settlementOf(run: Run, telling: ReasonTelling): Settlement {
  const { status, reason } = run;
  return reason === null || isApplied(status) ? passed(run, telling) : stopped(run, reason, telling);
}

/** Applied, or about to be. */
function passed({ status, endedAt, approvedBy, approvedWhy }: Run, telling: ReasonTelling): Settlement {
  const { language, names } = telling;
  const words = WORDS[language];
  const applied = isApplied(status) && endedAt !== null ? [words.appliedAt(momentIn(endedAt, telling))] : [];
  if (approvedBy === null) return { status, title: words.passed, what: [words.passedWhy, ...applied].join(' ') };
  const told = words.approvedBy(vocabularyOf(language).actor(approvedBy, names.get(approvedBy)), approvedWhy);
  return {
    status,
    title: isApplied(status) ? words.approved : words.coming,
    what: [told, ...applied].join(' '),
  };
}

/** Rejected, given up, replaced, undone: the report has words for each. */
function stopped({ status, endedAt, reasonValues }: Run, reason: string, telling: ReasonTelling): Settlement {
  const { title, cause } = tellReason(reason, reasonValues, telling);
  const at = status === 'undone' ? Date.parse(String(reasonValues.at)) : endedAt;
  const when = at === null || Number.isNaN(at) ? [] : [WORDS[telling.language].on(momentIn(at, telling))];
  return { status, title, what: [cause, ...when].join(' ') };
}

function momentIn(at: number, { language, timeZone }: ReasonTelling): string {
  return notationOf(language).moment(isoWithOffset(at, timeZone));
}
