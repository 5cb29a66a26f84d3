/** Messages to people: only when somebody has something to do, one when a trouble begins, one when it is over (PRODUCT.md 6). */

import { mayBeCompanion } from '../deposit/companion.ts';
import type { Actor } from '../model/listing.ts';
import type { Run, StepOutcome } from '../model/run.ts';
import { describeReason } from '../report/catalogue.ts';
import type { Verdict } from '../thresholds/rule.ts';

export type MessageKind = 'rejected' | 'held' | 'alert' | 'failed' | 'silent' | 'repeated' | 'recovered';

/** A message before its recipients are known. */
export interface Message {
  readonly kind: MessageKind;
  readonly subject: string;
  readonly body: string;
  /** For those who are told but may not decide, where it differs. */
  readonly others?: Pick<Message, 'subject' | 'body'>;
}

/** Troubles that are over: of these kinds, at that place; null: anywhere on the site. */
export interface Ended {
  readonly kinds: readonly MessageKind[];
  readonly place: string | null;
}

/** Something that people were told of and that is not over. */
export interface OpenTrouble {
  readonly kind: MessageKind;
  readonly place: string;
  /** The reason of a refusal, with the school year where it is of another one; or the code of a control. */
  readonly what: string;
  /** The last run that had it. */
  readonly runId: string | null;
}

/** Words of a recovery, which say as well what is still open elsewhere. */
export type Recovery = (open: readonly OpenTrouble[]) => Message;

/**
 * What a run's end means to people. A trouble is told when one of its keys (`kind|place|what`) is not open yet, and is
 * open until it is over; with `isWhole`, other troubles of its kind and place are over. What `ends` names is over as well,
 * as far as it is not of a later deposit; only a person at work ends what is told of files of another year. Whoever was told of a trouble hears once that imports work again, when that is
 * true: at once, or with the next import that works. `recovery` null: not with this one.
 */
export type News =
  | { readonly kind: 'none' }
  /** Said once for this key, in the application alone: nobody is written to. */
  | { readonly kind: 'note'; readonly key: string; readonly message: Message }
  | {
      readonly kind: 'trouble';
      readonly keys: readonly string[];
      readonly isWhole: boolean;
      /** The file may turn out to be a companion: the message waits where a good one may follow. */
      readonly mayBeCompanion?: boolean;
      readonly message: Message;
      readonly ends: readonly Ended[];
      readonly recovery: Recovery | null;
    }
  | { readonly kind: 'recovery'; readonly recovery: Recovery | null; readonly ends: readonly Ended[] };

/** A file of another year: one base goes on beside the other, and imports of the open year say nothing of it. */
export function isOfOtherYear(what: string): boolean {
  return what.startsWith('other-school-year');
}

/** Alerts came with an import that worked. */
const BLOCKING: readonly MessageKind[] = ['rejected', 'held', 'failed'];

/** True unless something is open where an import ends troubles: a later file that was refused, held or failed. */
export function isWorkingAgain(ends: readonly Ended[], open: readonly OpenTrouble[]): boolean {
  const places = new Set(ends.map((one) => one.place));
  return !open.some(({ kind, place, what }) => BLOCKING.includes(kind) && places.has(place) && !isOfOtherYear(what));
}

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

/** Where a file comes from: refusals and technical trouble of one deposit URL end with what works there. */
function urlPlace(run: Pick<Run, 'folder'>): string {
  return `url ${run.folder ?? 'site'}`;
}

/** What a valid file covers: at a cité scolaire, good news of one school say nothing of the other. */
export function scopePlace(scope: readonly number[]): string {
  return `scope ${scope.join('+')}`;
}

const numberFormat = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });

/** One line a control that was exceeded. */
export function exceededLines(verdicts: readonly Verdict[], telling: Telling): string[] {
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

/** A message about a run, in the form of all of them. */
export function compose(
  kind: MessageKind,
  run: Run,
  telling: Telling,
  title: string,
  paragraphs: readonly string[],
): Message {
  const link = telling.url === null ? [] : [`Bilan de l'import : ${telling.url}`];
  const file = `Fichier : ${run.filename}, ${run.replayOf !== null ? 'rejoué' : 'reçu'} le ${telling.receivedAt} (import n° ${run.id}).`;
  const body = [
    'Bonjour,',
    ...paragraphs,
    file,
    ...link,
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  return { kind, subject: `[${telling.siteName}] ${title}`, body: `${body}\n` };
}

/** News of a file that was refused as such. Companions tell nobody. */
export function newsOfRejection(run: Run, reason: string, values: StepOutcome['values'], telling: Telling): News {
  if (run.trigger === 'manual' || reason === 'companion') return { kind: 'none' };
  const { title, cause, remedy } = describeReason(reason, values ?? {});
  return {
    kind: 'trouble',
    keys: [`rejected|${urlPlace(run)}|${whatOf(reason, values ?? {})}`],
    isWhole: false,
    mayBeCompanion: mayBeCompanion(reason),
    ends: [],
    recovery: null,
    message: compose('rejected', run, telling, title, [REFUSED, cause, `À faire : ${remedy}`]),
  };
}

/** Files of two other years are two troubles. */
function whatOf(reason: string, { variant, year }: NonNullable<StepOutcome['values']>): string {
  if (!isOfOtherYear(reason)) return reason;
  return `${variant === 'past' ? `${reason}:past` : reason} ${year}`;
}

const REFUSED = "Un export d'emploi du temps a été refusé. L'emploi du temps du portail n'a pas changé.";

/** News of a run that a blocking control ended, on a site that does not hold runs. */
export function newsOfStop(run: Run, scope: readonly number[], verdicts: readonly Verdict[], telling: Telling): News {
  const { title, cause, remedy } = describeReason('threshold-exceeded', {});
  const lines = exceededLines(verdicts, telling).join('\n');
  return {
    ...troubleOfControls('rejected', scope, blocked(verdicts)),
    message: compose('rejected', run, telling, title, [REFUSED, cause, lines, `À faire : ${remedy}`]),
  };
}

/** News of a run that waits for a manager. Who is told but manages nothing is not asked for a decision. */
export function newsOfHold(run: Run, scope: readonly number[], verdicts: readonly Verdict[], telling: Telling): News {
  const written = (title: string, toDo: string): Message =>
    compose('held', run, telling, title, [
      "Un export d'emploi du temps change plus de choses que les seuils ne le permettent. Rien n'a été modifié dans le portail.",
      exceededLines(verdicts, telling).join('\n'),
      `À faire : ${toDo}`,
    ]);
  const { subject, body } = written(
    "Import en attente de la décision d'un gestionnaire",
    "vérifiez l'emploi du temps exporté. S'il est bon, un gestionnaire du site approuvera l'import : vous n'avez rien d'autre à faire. Sinon, corrigez-le et relancez l'export.",
  );
  return {
    ...troubleOfControls('held', scope, blocked(verdicts)),
    message: {
      ...written('Import en attente de votre décision', describeReason('held', {}).remedy),
      others: { subject, body },
    },
  };
}

/** News of an applied import: an alert when a non-blocking control was exceeded, else the end of troubles. */
export function newsOfIntegration(
  run: Run,
  scope: readonly number[],
  verdicts: readonly Verdict[],
  telling: Telling,
): News {
  const exceeded = verdicts.filter((one) => one.exceeded && !one.blocking);
  if (run.trigger === 'manual' || exceeded.length === 0) {
    return newsOfRecovery(run, scope, ['rejected', 'held', 'alert'], telling);
  }
  return {
    ...troubleOfControls('alert', scope, exceeded),
    ends: endedBy(run, scope, ['rejected', 'held']),
    recovery: recovered(run, telling),
    message: newsOfAlert(run, exceeded, telling),
  };
}

function newsOfAlert(run: Run, exceeded: readonly Verdict[], telling: Telling): Message {
  const written = (toDo: string): Message =>
    compose('alert', run, telling, 'Import réalisé avec des alertes', [
      "L'emploi du temps a été mis à jour, mais des seuils non bloquants ont été dépassés.",
      exceededLines(exceeded, telling).join('\n'),
      `À faire : ${toDo}`,
    ]);
  const { subject, body } = written(
    "vérifiez l'emploi du temps exporté et corrigez-le si besoin. Les rapprochements sont complétés par un gestionnaire du site.",
  );
  return {
    ...written('consultez le bilan ; complétez les rapprochements ou corrigez le fichier si besoin.'),
    others: { subject, body },
  };
}

/** News of a file that changes nothing: what was alerted about is still as it was. */
export function newsOfUnchanged(run: Run, scope: readonly number[], telling: Telling): News {
  return newsOfRecovery(run, scope, ['rejected', 'held'], telling);
}

/**
 * News of a content that was rejected and comes again: it changes nothing and nobody is written to (RULES.md 3.7), but whoever
 * opens the application learns once for each decision that the software goes on sending what nobody applies.
 */
export function newsOfRepeat(
  run: Run,
  scope: readonly number[],
  {
    reason,
    runId,
    decided,
  }: { readonly reason: string; readonly runId: string; readonly decided: { readonly by: Actor } | null },
  telling: Telling,
): News {
  if (reason !== 'same-as-rejected') return { kind: 'none' };
  const who = decided?.by.startsWith('operator:') ? "l'exploitant" : 'un gestionnaire';
  return {
    kind: 'note',
    key: `repeated|${scopePlace(scope)}|${runId}`,
    message: compose('repeated', run, telling, "L'emploi du temps rejeté a été déposé de nouveau", [
      `Votre logiciel a déposé de nouveau le contenu de l'import n° ${runId}, que ${who} a rejeté. Il n'est pas appliqué, et ne le sera pas tant qu'il ne change pas : le portail garde l'emploi du temps précédent.`,
      "À faire : corrigez l'emploi du temps dans votre logiciel. S'il est finalement le bon, un gestionnaire du site rejoue l'import depuis sa page.",
    ]),
  };
}

/** Each exceeded control is a trouble of its own, so that only one that was not exceeded before is told. */
function troubleOfControls(kind: MessageKind, scope: readonly number[], exceeded: readonly Verdict[]) {
  return {
    kind: 'trouble' as const,
    keys: exceeded.map(({ code }) => `${kind}|${scopePlace(scope)}|${code}`),
    isWhole: true,
    ends: [],
    recovery: null,
  };
}

export function blocked(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter((one) => one.exceeded && one.blocking);
}

/**
 * What a good file of a scope ends: those kinds there, refusals and failures on its road; a person at work, on any road.
 * Only the software's own deposit ends its silence.
 */
function endedBy(run: Run, scope: readonly number[], kinds: readonly MessageKind[]): Ended[] {
  return [
    { kinds, place: scopePlace(scope) },
    { kinds: ['rejected', 'failed'], place: run.trigger === 'manual' ? null : urlPlace(run) },
    ...(run.trigger === 'automatic' && run.replayOf === null ? [{ kinds: ['silent'] as const, place: null }] : []),
  ];
}

/** News of a run that shows that everything works (again). An import by hand does not show it of the automated ones. */
function newsOfRecovery(run: Run, scope: readonly number[], kinds: readonly MessageKind[], telling: Telling): News {
  const recovery = run.trigger === 'manual' ? null : recovered(run, telling);
  return { kind: 'recovery', ends: endedBy(run, scope, kinds), recovery };
}

function recovered(run: Run, telling: Telling): Recovery {
  return (open) => {
    const rest = restLines(open);
    const what =
      run.replayOf !== null
        ? 'Un export conservé a été rejoué et traité normalement.'
        : run.approvedBy === null
          ? "Un export d'emploi du temps a été traité normalement."
          : "L'export qui attendait une décision a été approuvé et appliqué.";
    const title = "L'import automatisé fonctionne de nouveau";
    return rest.length === 0
      ? compose('recovered', run, telling, title, [
          `${what} Les messages précédents n'appellent plus d'action de votre part.`,
        ])
      : compose('recovered', run, telling, `${title}, en partie`, [
          what,
          `Reste à régler, comme signalé :\n${rest.join('\n')}`,
        ]);
  };
}

/** One line for each run that something is open of. */
function restLines(open: readonly OpenTrouble[]): string[] {
  const lines = open
    .filter(({ kind, what }) => BLOCKING.includes(kind) && !what.startsWith('other-school-year:past'))
    .map(({ kind, what, place, runId }) => {
      // Of a control, the reason is that it was exceeded.
      const code = kind !== 'rejected' ? kind : place.startsWith('scope') ? 'threshold-exceeded' : reasonIn(what);
      return `- import n° ${runId} : ${describeReason(code, {}).title}`;
    });
  return [...new Set(lines)];
}

function reasonIn(what: string): string {
  return what.split(' ')[0] ?? what;
}

/** News of a site that waits for deposits in vain: told once, over with the next good deposit (PRODUCT.md 6). */
export function newsOfSilence(telling: {
  readonly siteName: string;
  /** The site's board; null when no public address is set. */
  readonly url: string | null;
  /** When the last valid file was deposited, in the reader's words; null: none ever was. */
  readonly lastGoodAt: string | null;
  readonly missedDays: number;
}): News {
  const { siteName, url, lastGoodAt, missedDays } = telling;
  const days = missedDays === 1 ? 'un jour ouvré' : `${missedDays} jours ouvrés`;
  const body = [
    'Bonjour,',
    lastGoodAt === null
      ? `L'import automatisé est ouvert depuis ${days}, et aucun emploi du temps n'a encore été déposé.`
      : `Aucun emploi du temps n'a été déposé depuis ${days}. Le dernier dépôt a été reçu le ${lastGoodAt}.`,
    "À faire : ouvrez votre logiciel d'emploi du temps et vérifiez que l'export automatique est toujours programmé, que l'ordinateur qui l'exécute est allumé, et que l'adresse et le mot de passe sont ceux du compte d'accès. Si aucun export n'est attendu en ce moment, vous pouvez changer le rythme attendu dans les paramètres.",
    ...(url === null ? [] : [`Tableau de bord : ${url}`]),
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  return {
    kind: 'trouble',
    keys: ['silent|site'],
    isWhole: false,
    ends: [],
    recovery: null,
    message: { kind: 'silent', subject: `[${siteName}] Aucun dépôt depuis ${days}`, body: `${body}\n` },
  };
}

/** News of technical trouble that outlived its retries. */
export function newsOfFailure(run: Run, tries: number, telling: Telling): News {
  if (run.trigger === 'manual') return { kind: 'none' };
  const { title, cause, remedy } = describeReason('failed', { tries });
  return {
    kind: 'trouble',
    keys: [`failed|${urlPlace(run)}`],
    isWhole: false,
    ends: [],
    recovery: null,
    message: compose('failed', run, telling, title, [cause, `À faire : ${remedy}`]),
  };
}
