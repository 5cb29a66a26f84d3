/** Messages about directory imports: when one waits for a decision, and when the one that comes by itself does not work. */

import type { Run, StepOutcome } from '../model/run.ts';
import type { Verdict } from '../thresholds/rule.ts';
import { aboutReason, aboutRun, askingToDecide, exceededLines, inEachLanguage, type Telling } from './compose.ts';
import { blocked, type Ended, type News } from './message.ts';

/** Where troubles with the directory stand: one place for a site. */
export const DIRECTORY_PLACE = 'directory';

/** News of a directory that waits for a manager, whoever brought it: nobody may be looking. */
export function newsOfDirectoryHold(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  return {
    ...trouble(blocked(verdicts).map(({ code }) => `held|${DIRECTORY_PLACE}|${code}`)),
    isWhole: true,
    message: askingToDecide(run, telling, verdicts, 'held-directory'),
  };
}

/** News of a directory that a blocking control refused, on a site that does not hold imports. */
export function newsOfDirectoryStop(run: Run, verdicts: readonly Verdict[], telling: Telling): News {
  return {
    ...trouble(blocked(verdicts).map(({ code }) => `rejected|${DIRECTORY_PLACE}|${code}`)),
    isWhole: true,
    message: aboutReason('rejected', run, telling, { code: 'directory-threshold' }, ({ cause }, voice) => [
      voice.words.directory.untouched,
      cause,
      exceededLines(verdicts, telling, voice),
    ]),
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
  return {
    ...trouble([`rejected|${DIRECTORY_PLACE}|${reason}`]),
    message: aboutReason('rejected', run, telling, { code: reason, values: values ?? {} }, ({ cause }, { words }) => [
      words.directory.refused,
      cause,
    ]),
  };
}

/** News of technical trouble that outlived its retries. */
export function newsOfDirectoryFailure(run: Run, tries: number, telling: Telling): News {
  if (run.trigger === 'manual') return { kind: 'none' };
  return {
    ...trouble([`failed|${DIRECTORY_PLACE}`]),
    message: aboutReason('failed', run, telling, { code: 'failed', values: { tries } }, ({ cause }, { words }) => [
      words.directory.untouched,
      cause,
    ]),
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
      inEachLanguage('recovered', (voice) => {
        const { recovered, over } = voice.words.directory;
        return aboutRun(run, telling, voice, recovered, [over]);
      }),
  };
}

function trouble(keys: readonly string[]) {
  return { kind: 'trouble' as const, keys, isWhole: false, ends: [], recovery: null };
}
