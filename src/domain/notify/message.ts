/** Messages to people: only when somebody has something to do, one when a trouble begins, one when it is over (PRODUCT.md 6). */

import { mayBeCompanion } from '../deposit/companion.ts';
import type { Actor } from '../model/listing.ts';
import type { Run, StepOutcome } from '../model/run.ts';
import { describeReason } from '../report/catalogue.ts';
import type { Verdict } from '../thresholds/rule.ts';
import {
  aboutReason,
  aboutRun,
  askingToDecide,
  exceededLines,
  inEachLanguage,
  type Message,
  type MessageKind,
  type MessageText,
  type Telling,
  textOf,
} from './compose.ts';
import type { Voice } from './message-words.ts';

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

/** Where a file comes from: refusals and technical trouble of one deposit URL end with what works there. */
function urlPlace(run: Pick<Run, 'folder'>): string {
  return `url ${run.folder ?? 'site'}`;
}

/** The URLs that a good file came by: of two that were read together, each its own. Null: any, for a person is at work. */
function roadsOf(run: Run): readonly (string | null)[] {
  if (run.trigger === 'manual') return [null];
  return [...new Set([run, run.joined ?? run].map(urlPlace))];
}

/** What a valid file covers: at a cité scolaire, good news of one school say nothing of the other. */
export function scopePlace(scope: readonly number[]): string {
  return `scope ${scope.join('+')}`;
}

/** News of a file that was refused as such. Companions tell nobody. */
export function newsOfRejection(run: Run, reason: string, values: StepOutcome['values'], telling: Telling): News {
  if (run.trigger === 'manual' || reason === 'companion') return { kind: 'none' };
  return {
    kind: 'trouble',
    keys: [`rejected|${urlPlace(run)}|${whatOf(reason, values ?? {})}`],
    isWhole: false,
    mayBeCompanion: mayBeCompanion(reason),
    ends: [],
    recovery: null,
    message: aboutReason('rejected', run, telling, { code: reason, values: values ?? {} }, ({ cause }, { words }) => [
      words.refused,
      cause,
    ]),
  };
}

/** Files of two other years are two troubles. */
function whatOf(reason: string, { variant, year }: NonNullable<StepOutcome['values']>): string {
  if (!isOfOtherYear(reason)) return reason;
  return `${variant === 'past' ? `${reason}:past` : reason} ${year}`;
}

/** News of a run that a blocking control ended, on a site that does not hold runs. */
export function newsOfStop(run: Run, scope: readonly number[], verdicts: readonly Verdict[], telling: Telling): News {
  return {
    ...troubleOfControls('rejected', scope, blocked(verdicts)),
    message: aboutReason('rejected', run, telling, { code: 'threshold-exceeded' }, ({ cause }, voice) => [
      voice.words.refused,
      cause,
      exceededLines(verdicts, telling, voice),
    ]),
  };
}

/** News of a run that waits for a manager. Who is told but manages nothing is not asked for a decision. */
export function newsOfHold(run: Run, scope: readonly number[], verdicts: readonly Verdict[], telling: Telling): News {
  return {
    ...troubleOfControls('held', scope, blocked(verdicts)),
    message: askingToDecide(run, telling, verdicts, 'held'),
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
  return inEachLanguage('alert', (voice) => {
    const { words } = voice;
    const { title, what, toDo, toDoForOthers } = words.alert;
    const text = (own: string): MessageText =>
      aboutRun(run, telling, voice, title, [what, exceededLines(exceeded, telling, voice), words.toDo(own)]);
    return { ...text(toDo), others: text(toDoForOthers) };
  });
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
  const isByOperator = decided?.by.startsWith('operator:') ?? false;
  return {
    kind: 'note',
    key: `repeated|${scopePlace(scope)}|${runId}`,
    message: inEachLanguage('repeated', (voice) => {
      const { toDo, repeated } = voice.words;
      return aboutRun(run, telling, voice, repeated.title, [repeated.what(runId, isByOperator), toDo(repeated.toDo)]);
    }),
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
    ...roadsOf(run).map((place) => ({ kinds: ['rejected', 'failed'] as const, place })),
    ...(run.trigger === 'automatic' && run.replayOf === null ? [{ kinds: ['silent'] as const, place: null }] : []),
  ];
}

/** News of a run that shows that everything works (again). An import by hand does not show it of the automated ones. */
function newsOfRecovery(run: Run, scope: readonly number[], kinds: readonly MessageKind[], telling: Telling): News {
  const recovery = run.trigger === 'manual' ? null : recovered(run, telling);
  return { kind: 'recovery', ends: endedBy(run, scope, kinds), recovery };
}

function recovered(run: Run, telling: Telling): Recovery {
  return (open) =>
    inEachLanguage('recovered', (voice) => {
      const { title, titlePartly, what, over, rest } = voice.words.recovered;
      const happened = what[run.replayOf !== null ? 'replayed' : run.approvedBy === null ? 'deposited' : 'approved'];
      const lines = restLines(open, voice);
      return lines.length === 0
        ? aboutRun(run, telling, voice, title, [`${happened} ${over}`])
        : aboutRun(run, telling, voice, titlePartly, [happened, rest(lines)]);
    });
}

/** One line for each run that something is open of. */
function restLines(open: readonly OpenTrouble[], { words, language }: Voice): string[] {
  const lines = open
    .filter(({ kind, what }) => BLOCKING.includes(kind) && !what.startsWith('other-school-year:past'))
    .map(({ kind, what, place, runId }) => {
      // Of a control, the reason is that it was exceeded.
      const code = kind !== 'rejected' ? kind : place.startsWith('scope') ? 'threshold-exceeded' : reasonIn(what);
      return words.recovered.line(runId, describeReason(code, {}, language).title);
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
  /** When the last valid file was deposited, by the site's clock: `2026-07-23T16:54`; null: none ever was. */
  readonly lastGoodAt: string | null;
  readonly missedDays: number;
}): News {
  const { siteName, url, lastGoodAt, missedDays } = telling;
  return {
    kind: 'trouble',
    keys: ['silent|site'],
    isWhole: false,
    ends: [],
    recovery: null,
    message: inEachLanguage('silent', ({ words, moment }) => {
      const { title, what, toDo } = words.silent;
      return textOf(siteName, words, title(missedDays), [
        what(missedDays, lastGoodAt && moment(lastGoodAt)),
        words.toDo(toDo),
        ...(url === null ? [] : [words.board(url)]),
      ]);
    }),
  };
}

/** News of technical trouble that outlived its retries. */
export function newsOfFailure(run: Run, tries: number, telling: Telling): News {
  if (run.trigger === 'manual') return { kind: 'none' };
  return {
    kind: 'trouble',
    keys: [`failed|${urlPlace(run)}`],
    isWhole: false,
    ends: [],
    recovery: null,
    message: aboutReason('failed', run, telling, { code: 'failed', values: { tries } }, ({ cause }) => [cause]),
  };
}
