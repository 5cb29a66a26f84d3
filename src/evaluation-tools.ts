/** What every process evaluates files with: the hash, the readers of all formats, the judges of all rules. */

import { createHash, hash as hashOf } from 'node:crypto';
import { readDirectory } from './adapters/formats/directory-recognise.ts';
import { formatsFor, readExport } from './adapters/formats/recognise.ts';
import { partnerKeysIn } from './adapters/keys/key-folder.ts';
import { createJudge } from './adapters/rules/engine.ts';
import type { RuleFile } from './adapters/rules/rule-files.ts';
import type { Hash } from './domain/model/digest.ts';
import { type ControlTitles, controlTitlesOf } from './domain/thresholds/rule.ts';
import type { DirectoryTools } from './pipeline/directory-evaluation.ts';
import type { EvaluationTools } from './pipeline/evaluate.ts';

/** Characters that are handed on together: a call for each line would take longer than hashing it. */
const HASHED_AT_ONCE = 65_536;

export const hash: Hash = (text, bytes) => {
  // Thousands of short texts: an object for each would take longer than hashing it.
  if (typeof text === 'string')
    return bytes === undefined ? hashOf('sha256', text) : hashOf('sha256', text, 'buffer').toString('hex', 0, bytes);
  const sum = createHash('sha256');
  let waiting = '';
  for (const piece of text) {
    waiting += piece;
    if (waiting.length < HASHED_AT_ONCE) continue;
    sum.update(waiting);
    waiting = '';
  }
  return sum.update(waiting).digest().toString('hex', 0, bytes);
};

/** Reads every format there is; what is encrypted, with the keys of a folder. */
export function readersFor(
  keysFolder: string,
): Pick<EvaluationTools, 'readExport'> & Pick<DirectoryTools, 'readDirectory'> {
  const formats = formatsFor(partnerKeysIn(keysFolder));
  return {
    readExport: (source, findings, about) => readExport(source, findings, { ...about, formats }),
    readDirectory: (source, wanted, findings) => readDirectory(source, wanted, findings, formats),
  };
}

/** Judges by these rules. */
export function judgesFor(
  rules: readonly RuleFile[],
): Pick<EvaluationTools, 'judge' | 'controlTitles'> &
  Pick<DirectoryTools, 'judgeDirectory'> & { readonly titles: ControlTitles } {
  const titles = controlTitlesOf(rules);
  return {
    judge: createJudge(rules),
    judgeDirectory: createJudge(rules, 'directory'),
    titles,
    controlTitles: titles.fr,
  };
}
