/** Reads directory files in a process of its own and prints what came of it, how long it took and by how much memory grew, to how much in all. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { splitFeed } from '../../src/adapters/formats/aaf-split.ts';
import { readDirectory } from '../../src/adapters/formats/directory-recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { Source } from '../../src/domain/model/given.ts';
import { NO_CALENDAR } from '../../src/domain/ports.ts';
import { withSmallHeap } from '../../src/heap.ts';

const [, , mode = '', file = '', warmUp = ''] = process.argv;

const sourceAt = (at: string): Source => ({
  name: path.basename(at),
  size: statSync(at).size,
  open: (range?: object) => createReadStream(at, { ...range }),
});

/** Megabytes of the largest this process has been. */
function peak(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1_024;
}

/** A number that tells whether it was read: rows of a directory, sites of a feed. */
async function read(at: string): Promise<number | string> {
  if (mode === 'split') {
    const site = { siteId: 1, establishments: [{ uai: '0990001A', aaf: null }] };
    const outcome = await splitFeed([sourceAt(at)], [site], new Map(), () => undefined);
    return isStop(outcome) ? outcome.reason : outcome.sites.size;
  }
  const wanted = {
    establishments: [{ number: 1, uai: '0990001A', aaf: null }],
    only: null,
    isExport: false,
    calendar: NO_CALENDAR,
    feedIds: new Set<string>(),
  };
  const outcome = await readDirectory(sourceAt(at), wanted, new FindingLog());
  return isStop(outcome) ? outcome.reason : outcome.rows.length;
}

// A small one first: code and its compilation are not what is measured.
await withSmallHeap(() => read(warmUp));
const before = peak();
const at = performance.now();
const came = await withSmallHeap(() => read(file));
console.log(JSON.stringify({ came, megabytes: peak() - before, all: peak(), ms: performance.now() - at }));
