/** Variables of the environment that look like ours and are not: what nobody reads is told, and what was probably meant. */

import { similarity } from '../domain/diff/suggest.ts';
import { configKeys, ENVIRONMENT } from './schema.ts';

/** They are no keys of the configuration. */
const OTHERS = ['CARILLON_CONFIG', 'CARILLON_BACKUP_PASSPHRASE', 'CARILLON_BACKUP_PASSPHRASE_FILE'];
const CLOSE = 0.6;

export interface UnknownVariable {
  readonly name: string;
  /** The one that it is probably a slip of the pen of. */
  readonly meant: string | null;
}

/** Variables that begin like ours and that nothing reads; container engines set such, so that they refuse no start. */
export function unknownVariables(environment: NodeJS.ProcessEnv): UnknownVariable[] {
  const files = configKeys().flatMap(({ isSecret, variable }) => (isSecret && variable ? [`${variable}_FILE`] : []));
  const known = [...Object.keys(ENVIRONMENT), ...files, ...OTHERS];
  return Object.keys(environment)
    .filter((name) => name.startsWith('CARILLON_') && !known.includes(name))
    .sort()
    .map((name) => {
      const near = known.map((one) => ({ one, likeness: similarity(bare(name), bare(one)) }));
      const best = near.sort((a, b) => b.likeness - a.likeness)[0];
      return { name, meant: best && best.likeness >= CLOSE ? best.one : null };
    });
}

function bare(name: string): string {
  return name.replace(/^CARILLON_/, '').replaceAll('_', '');
}
