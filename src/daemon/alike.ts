/** What all hosts of an installation must have alike, each part as a digest: whoever compares them finds what differs, and no secret. */

import { createHash } from 'node:crypto';
import { listKeys } from '../adapters/keys/key-folder.ts';
import type { RuleFile } from '../adapters/rules/rule-files.ts';
import type { Alike } from '../adapters/store/workers.ts';
import { type Config, valueAt } from '../config/config.ts';
import { VERSION } from '../version.ts';

/** Keys that decide what becomes of a deposit or a letter; folders, addresses and secrets are each host's own. */
const SHARED_KEYS = ['publicUrl', 'now', 'mail.from', 'deposit', 'work.retrySeconds', 'retention'] as const;

/** Of the configuration and rules that are in force, and of the keys as they lie in their folder now. */
export async function alikeOf(config: Config, rules: readonly RuleFile[], keysFolder: string): Promise<Alike> {
  const keys = await listKeys(keysFolder).catch(() => []);
  return {
    version: VERSION,
    rules: digest([...rules].sort((one, other) => (one.file < other.file ? -1 : 1))),
    keys: digest(keys.map(({ partner, fingerprint }) => `${partner} ${fingerprint}`).sort()),
    ...Object.fromEntries(SHARED_KEYS.map((key) => [key, digest(valueAt(config, key))])),
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
