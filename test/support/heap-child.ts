/** Throws objects away while others live, a turn of the event loop between: prints the most that the heap held, and what collecting a second such work took. */
import { constants, type NodeGCPerformanceDetail, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { withSmallHeap } from '../../src/heap.ts';

const [, , mode = ''] = process.argv;

/** Rounds in which the heap is measured: before them it still finds its size. */
const SETTLED = 100;

/** Objects of more than a megabyte, which the heap holds itself: contents of buffers lie elsewhere. */
const piece = (): object[] => Array.from({ length: 1 << 14 }, (_one, at) => ({ at, next: null, more: [at] }));

/** The most megabytes while `alive` pieces live all the time, and twenty for a while: these become old before they are thrown away. */
async function churn(alive: number): Promise<number> {
  const kept = Array.from({ length: alive }, piece);
  let most = 0;
  for (let round = 0; round < 4 * SETTLED; round++) {
    kept.push(piece());
    if (kept.length > alive + 20) kept.splice(alive, 10);
    if (round > SETTLED) most = Math.max(most, getHeapStatistics().used_heap_size / 1_048_576);
    await setImmediate();
  }
  return most;
}

let collections = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if ('detail' in entry && (entry.detail as NodeGCPerformanceDetail).kind === constants.NODE_PERFORMANCE_GC_MAJOR)
      collections += 1;
}).observe({ entryTypes: ['gc'] });

const most = await (mode === 'small' ? withSmallHeap(() => churn(80)) : churn(80));
await setImmediate();
collections = 0;
await churn(40);
await setImmediate();
console.log(JSON.stringify({ most: Math.round(most), collections }));
