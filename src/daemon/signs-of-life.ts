/** A worker shows that it is at it and what it works with, and says so where others work with something else. */

import { loadRules } from '../adapters/rules/rule-files.ts';
import { type Alike, differenceOf, showLife, type WorkerName, workersSeen } from '../adapters/store/workers.ts';
import { type Config, foldersOf } from '../config/config.ts';
import type { Carillon } from '../main.ts';
import { alikeOf } from './alike.ts';

/** Keys are files that nobody announces; the others are looked at as seldom. */
const COMPARED_EVERY_MS = 30_000;

type Parts = Pick<Carillon, 'database' | 'live' | 'folders' | 'log'>;

/** One sign of life for each call. What others work with is told once for each difference. */
export function signsOfLife({ database: { pool }, live, folders, log }: Parts, own: WorkerName): () => Promise<void> {
  const rules = live.derive((config) => loadRules(foldersOf(config).rules));
  let known: { readonly alike: Alike; readonly config: Config; readonly until: number } | null = null;
  let told = '';
  return async () => {
    const config = live.current;
    const isKnown = known !== null && known.config === config && performance.now() < known.until;
    if (known !== null && isKnown) return await showLife(pool, own, known.alike);
    const alike = await alikeOf(config, rules(), folders.keys);
    known = { alike, config, until: performance.now() + COMPARED_EVERY_MS };
    await showLife(pool, own, alike);
    const different = differenceOf((await workersSeen(pool)).setUps);
    const now = JSON.stringify(different ?? '');
    if (now !== told && different !== null)
      log.warn(
        { ...different },
        'workers are not set up alike: give all hosts the same version, configuration, rules and keys',
      );
    else if (now !== told && told !== '') log.info('workers are set up alike again');
    told = now;
  };
}
