/** What a fuzzer is: cases drawn from seed and number alone, what must hold of each, and a count of how they ended. */
import { setImmediate } from 'node:timers/promises';
import { type Random, randomFrom } from '../../src/demo/school/random.ts';
import { startWatchdog } from './watchdog.ts';

/** One input, and the mutations that made it, for whoever reads a failure. */
export interface FuzzCase<T> {
  readonly input: T;
  readonly how: readonly string[];
}

/** One thing under attack. */
export interface Area<T> {
  readonly name: string;
  /** Draws a case from the numbers given and nothing else. */
  draw(random: Random): FuzzCase<T>;
  /** Carries a case out and says in a word or some how it ended. Throws when something that must hold does not. */
  judge(input: T): Promise<string | readonly string[]>;
  /** What must hold between cases too; asked every hundred cases and at the end. */
  settle?(): Promise<void>;
  close?(): Promise<void>;
  /** The input as bytes, to be looked at. */
  show(input: T): Uint8Array;
}

export interface FuzzWish {
  readonly seed: number;
  readonly cases: number;
  /** Number of the first case. */
  readonly first?: number;
  readonly onProgress?: (done: number) => void;
}

/** How the cases of a run ended. */
export interface Tally {
  readonly area: string;
  readonly seed: number;
  readonly cases: number;
  readonly ms: number;
  /** Resident memory that the run added, at its largest. */
  readonly grownMegabytes: number;
  /** Cases (of the door: requests) by the word for their end, most frequent first. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Cases by mutation. */
  readonly mutations: ReadonlyMap<string, number>;
}

/** A case that broke what must hold; its message says how to see it again. */
export class FuzzFailure extends Error {
  constructor(area: string, seed: number, index: number, how: readonly string[], cause: unknown) {
    const problem = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    const again = `npm run fuzz -- --only ${area} --seed ${seed} --case ${index}`;
    super(`${area} case ${index} of seed ${seed} (${how.join(', ')})\nagain: ${again}\n${problem}`, { cause });
    this.name = 'FuzzFailure';
  }
}

/** Generous: a case takes milliseconds, so this is for what never ends. */
const LIMIT_MS = 30_000;
/** A whole run keeps nothing, so this is far above what garbage waits for its collector. */
const MAX_GROWN_MEGABYTES = 768;
const SETTLE_EVERY = 100;

/** The case of a seed and a number: the same everywhere and always. */
export function caseOf<T>(area: Area<T>, seed: number, index: number): FuzzCase<T> {
  return area.draw(randomFrom(`${area.name} ${seed}/${index}`));
}

/** Runs cases one after the other. Throws FuzzFailure at the first that breaks what must hold. */
export async function fuzz<T>(area: Area<T>, { seed, cases, first = 0, onProgress }: FuzzWish): Promise<Tally> {
  const outcomes = new Map<string, number>();
  const mutations = new Map<string, number>();
  const startedAt = performance.now();
  const startMemory = process.memoryUsage.rss();
  let grown = 0;
  const stray = watchForStrayErrors();
  const watchdog = startWatchdog(`${area.name} of seed ${seed}: npm run fuzz -- --only ${area.name} --seed ${seed}`);
  try {
    for (let index = first; index < first + cases; index++) {
      watchdog.begin(index);
      const { input, how } = caseOf(area, seed, index);
      try {
        const outcome = await inTime(area.judge(input));
        for (const word of typeof outcome === 'string' ? [outcome] : outcome) count(outcomes, word);
        for (const mutation of new Set(how)) count(mutations, mutation);
        if ((index - first + 1) % SETTLE_EVERY === 0 || index === first + cases - 1) {
          // What a case left behind to fail later fails now.
          await setImmediate();
          await area.settle?.();
          onProgress?.(index - first + 1);
        }
        stray.check();
        grown = Math.max(grown, (process.memoryUsage.rss() - startMemory) / 1_048_576);
        if (grown > MAX_GROWN_MEGABYTES) throw new Error(`memory grew by ${Math.round(grown)} MB`);
      } catch (error) {
        throw new FuzzFailure(area.name, seed, index, how, error);
      }
    }
  } finally {
    watchdog.end();
    stray.end();
  }
  return {
    area: area.name,
    seed,
    cases,
    ms: Math.round(performance.now() - startedAt),
    grownMegabytes: Math.max(0, Math.round(grown)),
    outcomes: byCount(outcomes),
    mutations: byCount(mutations),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** For what waits for ever; what computes for ever is the watchdog's. */
async function inTime<W>(work: Promise<W>): Promise<W> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Errors that no promise of a case carries: a stream that fails when nobody listens any more. */
function watchForStrayErrors(): { check(): void; end(): void } {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  return {
    check() {
      if (errors.length > 0) throw errors[0];
    },
    end() {
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
    },
  };
}

/** The seed of a test run: fixed, unless `CARILLON_SEED` draws other cases. */
export function testSeed(): number {
  return Number(process.env.CARILLON_SEED ?? 1);
}
