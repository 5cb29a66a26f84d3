/** Rule files: accepted and then fit to judge by, or the start is refused with the name of the file and of the key. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules, type RuleFile } from '../../src/adapters/rules/rule-files.ts';
import { FACT_NAMES, type Facts, isFactName } from '../../src/domain/diff/facts.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Area } from './area.ts';
import { drawRules, type RulesInput } from './rule-cases.ts';

/** The area; each case has a folder of its own. */
export function rulesArea(): Area<RulesInput> {
  const root = mkdtempSync(path.join(tmpdir(), 'carillon-fuzz-rules-'));
  return {
    name: 'rules',
    draw: drawRules,
    judge: (input) => judgeRules(input, path.join(root, 'rules')),
    show: ({ entries }) => Buffer.from(entries.map(([name, entry]) => `--- ${name}\n${entry}\n`).join('')),
    close: async () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Loads a folder as the start does, and judges by it. The word is what came of it, or what was wrong. */
async function judgeRules({ entries, facts }: RulesInput, folder: string): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, entry] of entries) {
    const full = path.join(folder, name);
    if (entry === 'folder') mkdirSync(full);
    else if (entry === 'dangling link') symlinkSync(path.join(folder, 'nowhere'), full);
    else writeFileSync(full, entry);
  }
  let rules: RuleFile[];
  try {
    rules = loadRules(folder);
  } catch (error) {
    return refusalOf(error, entries);
  }
  for (const given of [facts, {}, Object.fromEntries(FACT_NAMES.map((name) => [name, null]))])
    await mustJudge(rules, { ...Object.fromEntries(FACT_NAMES.map((name) => [name, 0])), ...given } as Facts);
  return `accepted ${rules.length}`;
}

/** What an operator reads: each line names a file, and the key where the file has one. */
const LINE =
  /^(?<file>\S+\.json): (?<problem>not JSON \(|unknown key .|cannot be read|code “[^”]*” is already|conditions: nested|[\w.-]+: \S|the file: \S)/;

function refusalOf(error: unknown, entries: RulesInput['entries']): string {
  if (!(error instanceof AppError) || error.code !== 'rule-invalid') throw error;
  if (error.retryable) throw new Error(`a start would be tried again: ${error.message}`);
  let word = '';
  for (const line of error.message.split('\n')) {
    const { file, problem } = LINE.exec(line)?.groups ?? {};
    if (file === undefined || !entries.some(([name]) => name === file))
      throw new Error(`no file or key in: ${JSON.stringify(line)}`, { cause: error });
    word ||=
      /^(not JSON|unknown key|cannot be read|code “|conditions: nested)/.exec(problem ?? '')?.[1] ?? 'wrong value';
  }
  return word;
}

/** One verdict for each rule, whatever the facts, and none that passes for want of a number. */
async function mustJudge(rules: readonly RuleFile[], facts: Facts): Promise<void> {
  const own = rules.filter((rule) => rule.about === 'timetable');
  const verdicts = await createJudge(rules)(facts, {});
  if (verdicts.map((one) => one.code).join() !== own.map((one) => one.code).join())
    throw new Error(`verdicts for ${verdicts.map((one) => one.code).join()}`);
  for (const [index, verdict] of verdicts.entries()) {
    const rule = own[index];
    const number = (name: string): unknown => (isFactName(name) ? facts[name] : null);
    const isMissing = rule !== undefined && (number(rule.count) === null || number(rule.over) === null);
    if (isMissing && !(verdict.value === null && verdict.exceeded && verdict.blocking))
      throw new Error(`${verdict.code} passes without its number`);
    if (verdict.value !== null && !Number.isFinite(verdict.value))
      throw new Error(`${verdict.code} is ${verdict.value}`);
  }
}
