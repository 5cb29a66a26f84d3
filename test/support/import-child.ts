/** Imports exports one after the other, by hand, in a process of its own: prints what each came to, and the peak of its resident memory so far. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { withSmallHeap } from '../../src/heap.ts';
import { startWorld } from './world.ts';

/** Of the schools that are invented unless told otherwise. */
const UAI = '0990001A';

/** Megabytes of the largest this process has been. Linux counts into maxRSS what the parent was when it forked. */
function peak(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1_024;
}

const world = await startWorld('2026-08-24T08:00:00+02:00');
try {
  const establishments = [{ number: 1, uai: UAI, name: 'bench' }];
  await world.administration.createSite({ id: 1, name: 'bench', establishments });
  for (const path of process.argv.slice(2)) {
    const at = performance.now();
    const file = { name: 'export.xml', bytes: createReadStream(path) };
    const run = await world.administration.startImport({ siteId: 1, establishment: null, file }, 'bench');
    await withSmallHeap(() => world.work(1));
    const {
      run: { status },
      changes,
    } = await world.administration.report(run.id);
    const ms = performance.now() - at;
    console.log(JSON.stringify({ status, sessions: changes?.sessions, megabytes: Math.round(peak()), ms }));
  }
} finally {
  await world.close();
}
