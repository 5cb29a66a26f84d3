/** What is different between two readings of the rules folder, for whoever has changed it. */

import type { RuleFile } from './rule-files.ts';

/** `services-deleted.json: limit, blocking`, `mine.json: new`, `mine.json: gone`. */
export function changedRules(before: readonly RuleFile[], after: readonly RuleFile[]): string[] {
  const [old, now] = [byFile(before), byFile(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((file) => {
    const [was, is] = [old.get(file), now.get(file)];
    if (!was || !is) return [`${file}: ${is ? 'new' : 'gone'}`];
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    const changed = keys.filter(
      (key) => JSON.stringify(Reflect.get(was, key)) !== JSON.stringify(Reflect.get(is, key)),
    );
    return changed.length === 0 ? [] : [`${file}: ${changed.join(', ')}`];
  });
}

function byFile(rules: readonly RuleFile[]): Map<string, RuleFile> {
  return new Map(rules.map((rule) => [rule.file, rule]));
}
