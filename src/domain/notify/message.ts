/** Messages to people: only when somebody has something to do, one when a trouble begins, one when it is over (PRODUCT.md 6). */

import type { Run, StepOutcome } from '../model/run.ts';
import { describeReason } from '../report/catalogue.ts';
import type { Verdict } from '../thresholds/rule.ts';

export type MessageKind = 'rejected' | 'held' | 'alert' | 'failed' | 'recovered';

/** A message before its recipients are known. */
export interface Message {
  readonly kind: MessageKind;
  readonly subject: string;
  readonly body: string;
}

/**
 * What a run's end means to people. `trouble` is told once until it is over; its key begins with kind and place.
 * `ends`: kinds of trouble at that place (null: anywhere on the site) that are over; `message` of a recovery is told
 * if there were any.
 */
export type News =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'trouble';
      readonly key: string;
      readonly place: string;
      readonly message: Message;
      readonly ends: readonly MessageKind[];
    }
  | {
      readonly kind: 'recovery';
      readonly place: string | null;
      readonly message: Message | null;
      readonly ends: readonly MessageKind[];
    };

/** What the sentences of a message need to know beside the run. */
export interface Telling {
  readonly siteName: string;
  /** Address of the run's page; null when no public address is set. */
  readonly url: string | null;
  /** When the file arrived, in the reader's words: « 23/07/2026 à 16:54 ». */
  readonly receivedAt: string;
  /** Titles of controls by code. */
  readonly controlTitles: ReadonlyMap<string, string>;
}

/** Troubles of one deposit URL belong together: what works again there ends them. */
export function placeOf(run: Pick<Run, 'folder'>): string {
  return run.folder === null ? 'site' : String(run.folder);
}

const numberFormat = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });

/** One line a control that was exceeded. */
function exceededLines(verdicts: readonly Verdict[], telling: Telling): string[] {
  return verdicts
    .filter((one) => one.exceeded)
    .map((one) => {
      const title = telling.controlTitles.get(one.code) ?? one.code;
      const nature = one.blocking ? 'bloquant' : 'non bloquant';
      return one.value === null
        ? `- ${title} : n'a pas pu être calculé (${nature})`
        : `- ${title} : ${numberFormat.format(one.value)} % (${one.count} sur ${one.base}) pour un seuil de ${numberFormat.format(one.limit)} % (${nature})`;
    });
}

function compose(kind: MessageKind, run: Run, telling: Telling, title: string, paragraphs: readonly string[]): Message {
  const link = telling.url === null ? [] : [`Bilan de l'import : ${telling.url}`];
  const file = `Fichier : ${run.filename}, reçu le ${telling.receivedAt} (import n° ${run.id}).`;
  const body = [
    'Bonjour,',
    ...paragraphs,
    file,
    ...link,
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  return { kind, subject: `[${telling.siteName}] ${title}`, body: `${body}\n` };
}

/** News of a file that was refused. Companions and a manager's own decision tell nobody. */
export function newsOfRejection(
  run: Run,
  reason: string,
  values: StepOutcome['values'],
  verdicts: readonly Verdict[],
  telling: Telling,
): News {
  if (run.trigger === 'manual' || reason === 'companion' || reason === 'rejected-by-manager') return { kind: 'none' };
  const { title, cause, remedy } = describeReason(reason, values ?? {});
  const place = placeOf(run);
  return {
    kind: 'trouble',
    key: `rejected|${place}|${reason}`,
    place,
    ends: [],
    message: compose('rejected', run, telling, title, [
      "Un export d'emploi du temps a été refusé. L'emploi du temps du portail n'a pas changé.",
      cause,
      ...(reason === 'threshold-exceeded' ? [exceededLines(verdicts, telling).join('\n')] : []),
      `À faire : ${remedy}`,
    ]),
  };
}

/** News of a run that waits for a manager. The same controls exceeded again are the same trouble. */
export function newsOfHold(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  const codes = verdicts.filter((one) => one.exceeded && one.blocking).map((one) => one.code);
  const place = placeOf(run);
  return {
    kind: 'trouble',
    key: `held|${place}|${codes.sort().join(',')}`,
    place,
    ends: [],
    message: compose('held', run, telling, 'Import en attente de votre décision', [
      "Un export d'emploi du temps change plus de choses que les seuils ne le permettent. Rien n'a été modifié dans le portail.",
      exceededLines(verdicts, telling).join('\n'),
      `À faire : ${describeReason('held', {}).remedy}`,
    ]),
  };
}

/** News of an applied import: an alert when a non-blocking control was exceeded, else the end of troubles. */
export function newsOfIntegration(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  const place = placeOf(run);
  if (run.trigger === 'manual') return { kind: 'recovery', place: null, message: null, ends: ALL_TROUBLES };
  const exceeded = verdicts.filter((one) => one.exceeded && !one.blocking);
  if (exceeded.length === 0) return newsOfRecovery(run, ALL_TROUBLES, telling);
  const codes = exceeded.map((one) => one.code).sort();
  return {
    kind: 'trouble',
    key: `alert|${place}|${codes.join(',')}`,
    place,
    ends: ['rejected', 'held', 'failed'],
    message: compose('alert', run, telling, 'Import réalisé avec des alertes', [
      "L'emploi du temps a été mis à jour, mais des seuils non bloquants ont été dépassés.",
      exceededLines(exceeded, telling).join('\n'),
      'À faire : consultez le bilan ; complétez les rapprochements ou corrigez le fichier si besoin.',
    ]),
  };
}

const ALL_TROUBLES: readonly MessageKind[] = ['rejected', 'held', 'failed', 'alert'];

/** Troubles that an unchanged file ends: what was alerted about is still as it was. */
export const ENDED_BY_UNCHANGED: readonly MessageKind[] = ['rejected', 'held', 'failed'];

/** News of a run that shows that everything works (again). */
export function newsOfRecovery(run: Run, ends: readonly MessageKind[], telling: Telling): News {
  return {
    kind: 'recovery',
    place: placeOf(run),
    ends,
    message: compose('recovered', run, telling, "L'import automatisé fonctionne de nouveau", [
      "Le dernier export d'emploi du temps a été traité normalement. Le message précédent n'appelle plus d'action de votre part.",
    ]),
  };
}

/** News of technical trouble that outlived its retries. */
export function newsOfFailure(run: Run, tries: number, telling: Telling): News {
  const { title, cause, remedy } = describeReason('failed', { tries });
  const place = placeOf(run);
  if (run.trigger === 'manual') return { kind: 'none' };
  return {
    kind: 'trouble',
    key: `failed|${place}`,
    place,
    ends: [],
    message: compose('failed', run, telling, title, [cause, `À faire : ${remedy}`]),
  };
}
