/** Messages about directory imports: when one waits for a decision, and when the one that comes by itself does not work. */

import type { Run, StepOutcome } from '../model/run.ts';
import { describeReason } from '../report/catalogue.ts';
import type { Verdict } from '../thresholds/rule.ts';
import { blocked, compose, type Ended, exceededLines, type Message, type News, type Telling } from './message.ts';

/** Where troubles with the directory stand: one place for a site. */
export const DIRECTORY_PLACE = 'directory';

const UNTOUCHED = "L'annuaire du site n'a pas changé.";

/** News of a directory that waits for a manager, whoever brought it: nobody may be looking. */
export function newsOfDirectoryHold(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  const written = (title: string, toDo: string): Message =>
    compose('held', run, telling, title, [
      `Un annuaire change plus de choses que les seuils ne le permettent. ${UNTOUCHED}`,
      exceededLines(verdicts, telling).join('\n'),
      `À faire : ${toDo}`,
    ]);
  const { subject, body } = written(
    "Annuaire en attente de la décision d'un gestionnaire",
    "vous n'avez rien à faire : un gestionnaire du site regarde qui serait ajouté ou partirait, puis approuve ou rejette.",
  );
  return {
    ...trouble(blocked(verdicts).map(({ code }) => `held|${DIRECTORY_PLACE}|${code}`)),
    isWhole: true,
    message: {
      ...written('Annuaire en attente de votre décision', describeReason('held-directory', {}).remedy),
      others: { subject, body },
    },
  };
}

/** News of a directory that a blocking control refused, on a site that does not hold imports. */
export function newsOfDirectoryStop(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  const { title, cause, remedy } = describeReason('directory-threshold', {});
  const lines = exceededLines(verdicts, telling).join('\n');
  return {
    ...trouble(blocked(verdicts).map(({ code }) => `rejected|${DIRECTORY_PLACE}|${code}`)),
    isWhole: true,
    message: compose('rejected', run, telling, title, [UNTOUCHED, cause, lines, `À faire : ${remedy}`]),
  };
}

/** News of a file that was refused as such. Who imports by hand sees it himself. */
export function newsOfDirectoryRejection(
  run: Run,
  reason: string,
  values: StepOutcome['values'],
  telling: Telling,
): News {
  if (run.trigger === 'manual') return { kind: 'none' };
  const { title, cause, remedy } = describeReason(reason, values ?? {});
  return {
    ...trouble([`rejected|${DIRECTORY_PLACE}|${reason}`]),
    message: compose('rejected', run, telling, title, [
      `Un fichier d'annuaire a été refusé. ${UNTOUCHED}`,
      cause,
      `À faire : ${remedy}`,
    ]),
  };
}

/** News of technical trouble that outlived its retries. */
export function newsOfDirectoryFailure(run: Run, tries: number, telling: Telling): News {
  if (run.trigger === 'manual') return { kind: 'none' };
  const { title, cause, remedy } = describeReason('failed', { tries });
  return {
    ...trouble([`failed|${DIRECTORY_PLACE}`]),
    message: compose('failed', run, telling, title, [UNTOUCHED, cause, `À faire : ${remedy}`]),
  };
}

/** News of a directory that was taken over, or changes nothing: troubles with it are over. */
export function newsOfDirectory(run: Run, telling: Telling): News {
  const ends: Ended[] = [{ kinds: ['rejected', 'held', 'failed'], place: DIRECTORY_PLACE }];
  if (run.trigger === 'manual') return { kind: 'recovery', ends, recovery: null };
  return {
    kind: 'recovery',
    ends,
    recovery: () =>
      compose('recovered', run, telling, "L'annuaire est de nouveau à jour", [
        "Le dernier fichier d'annuaire a été traité normalement. Le message précédent n'appelle plus d'action de votre part.",
      ]),
  };
}

function trouble(keys: readonly string[]) {
  return { kind: 'trouble' as const, keys, isWhole: false, ends: [], recovery: null };
}
