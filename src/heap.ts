/** How V8 keeps the heap of a process that imports: as it likes for ordinary files, and small while a large one is in hand. */

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** For a process that is begun: young objects have 6 MB in all, not 48. Where a worker was begun by others, that is settled. */
export const SMALL_HEAP: readonly string[] = ['--max-semi-space-size=2'];

/** Collect once the heap has grown by a seventh of what was alive; by itself V8 lets it double or more, for it thinks of browsers. */
const EARLY = '--heap-growing-percent=15';
const AS_V8_LIKES = '--heap-growing-percent=0';

const MEGABYTE = 1_048_576;
/** More than imports of ordinary files come to; a good part of it is no longer needed. */
const LARGE_BYTES = 104 * MEGABYTE;
/** What is alive between two imports is less. */
const ORDINARY_BYTES = 44 * MEGABYTE;
/** Some megabytes are read in that time. */
const LOOK_MS = 25;

let inHand = 0;
let watch: NodeJS.Timeout | null = null;
let isEarly = false;

/** Looks after the heap while `work` is done. Several may be under way at once; between them nothing is looked at. */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  inHand += 1;
  watch ??= setInterval(look, LOOK_MS).unref();
  try {
    return await work();
  } finally {
    inHand -= 1;
    if (inHand === 0) {
      clearInterval(watch);
      watch = null;
      collectEarly(false);
    }
  }
}

function look(): void {
  const { used_heap_size: used } = getHeapStatistics();
  if (used > LARGE_BYTES) collectEarly(true);
  else if (used < ORDINARY_BYTES) collectEarly(false);
}

function collectEarly(is: boolean): void {
  if (is === isEarly) return;
  isEarly = is;
  setFlagsFromString(is ? EARLY : AS_V8_LIKES);
  // The next collection goes by what the last one allowed, twice as much and more: so one is made now.
  if (is) collectNow();
}

function collectNow(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
