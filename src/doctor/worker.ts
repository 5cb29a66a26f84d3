/** Is there a worker: without one, deposits are kept and answered for, and nobody imports them. */

import { setTimeout as pause } from 'node:timers/promises';
import { loadRules } from '../adapters/rules/rule-files.ts';
import { openRuns, waitingLetters } from '../adapters/store/figures.ts';
import { differenceOf, SIGN_OF_LIFE_MS, type WorkersSeen, workersSeen } from '../adapters/store/workers.ts';
import { alikeOf } from '../daemon/alike.ts';
import type { Carillon } from '../main.ts';
import { type Check, counted, Finding, look } from './check.ts';
import { isDaemonHere } from './services.ts';

/** A worker that is being started shows its first sign within this. */
const PATIENCE_MS = 2 * SIGN_OF_LIFE_MS;
const LOOK_AGAIN_MS = 250;

/** Who works, by signs of life; with nobody, what waits for them. */
export function worker(carillon: Pick<Carillon, 'database' | 'config' | 'clock' | 'folders'>): Promise<Check> {
  const { pool } = carillon.database;
  return look('worker', 'look at the database first', async () => {
    const first = await workersSeen(pool);
    if (first.alive > 0) return await toldOf(first, carillon);
    const isHere = await isDaemonHere(carillon.config);
    const waits = await waiting(carillon);
    if (!isHere && waits.length === 0) return 'none runs, and nothing waits for one';
    const seen = isHere ? await patiently(pool) : first;
    if (seen.alive > 0) return await toldOf(seen, carillon);
    throw new Finding(
      `none shows a sign of life${lastOf(seen)}: ${waits.length === 0 ? 'what is deposited will be kept and not imported' : waits.join(', ')}`,
      isHere
        ? 'restart the daemon: it begins anew what was left; with --role web start a worker too (carillon serve --role worker)'
        : 'start the daemon (carillon serve, or --role worker beside --role web); nothing is lost meanwhile',
    );
  });
}

/** Throws Finding where they, or this host, would not make the same of a deposit. */
async function toldOf({ alive, setUps }: WorkersSeen, { config, folders }: Pick<Carillon, 'config' | 'folders'>) {
  if (setUps.length === 0) return `${alive} at work`;
  const own = { who: 'this command', alike: await alikeOf(config, loadRules(folders.rules), folders.keys) };
  const different = differenceOf([...setUps, own]);
  if (different === null) return `${alive} at work, set up like this host`;
  const { parts, groups } = different;
  throw new Finding(
    `${alive} at work, and not all are set up alike (${parts.join(', ')}): ${groups.map((group) => group.join(', ')).join(' | ')}`,
    'give all hosts and commands the same version, configuration, rules (rulesFolder) and keys (keysFolder), then reload them (SIGHUP) or restart them: an import must end alike wherever it is worked on',
  );
}

function lastOf({ last }: WorkersSeen): string {
  if (last === null) return '';
  return `, the last one ${counted(Math.round(last.silentSeconds), 'second')} ago (process ${last.process} on ${last.host}: it is gone or stands still)`;
}

async function patiently(pool: Carillon['database']['pool']): Promise<WorkersSeen> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await workersSeen(pool);
    if (seen.alive > 0 || performance.now() > deadline) return seen;
    await pause(LOOK_AGAIN_MS);
  }
}

/** What only a worker brings on. */
async function waiting({ database: { pool }, clock }: Pick<Carillon, 'database' | 'clock'>): Promise<string[]> {
  const runs = await openRuns(pool, clock.now());
  const letters = await waitingLetters(pool, clock.now());
  const imports = runs.filter(({ status }) => status !== 'held').reduce((sum, { count }) => sum + count, 0);
  return [
    ...(imports > 0 ? [counted(imports, 'import waits', 'imports wait')] : []),
    ...(letters.count > 0 ? [counted(letters.count, 'letter waits', 'letters wait')] : []),
  ];
}
