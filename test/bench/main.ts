/** `npm run bench [-- NAME…] [--json]`: measures on this machine, prints ratios of one run. */
import { benchEventLoop } from './event-loop.ts';
import { benchFleet } from './fleet.ts';
import { benchHosts } from './hosts.ts';
import { benchImports } from './imports.ts';
import { type BenchResult, machine, printTable } from './measure.ts';
import { benchPages } from './pages.ts';
import { benchPuts } from './puts.ts';
import { benchWorkerMemory } from './worker-memory.ts';

/** Each group measures several lines together; names choose groups. */
const GROUPS: readonly (readonly [names: readonly string[], bench: () => Promise<BenchResult[]>])[] = [
  [['first-import', 'unchanged', 'unchanged-saved-again', 'one-percent'], benchImports],
  [['worker-memory', 'worker-memory-3mb', 'worker-memory-bounded'], benchWorkerMemory],
  [['put', 'put-p99', 'put-500mb'], benchPuts],
  [['event-loop'], benchEventLoop],
  [['pages'], benchPages],
  [['fleet'], benchFleet],
  [['hosts'], benchHosts],
];

const words = process.argv.slice(2).filter((word) => word !== '--json');
const known = GROUPS.flatMap(([names]) => names);
const unknown = words.filter((word) => !known.includes(word));
if (unknown.length > 0) {
  console.error(`unknown bench ${unknown.join(', ')}; known: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const results: BenchResult[] = [];
  for (const [names, bench] of GROUPS) {
    if (words.length === 0 || names.some((name) => words.includes(name))) results.push(...(await bench()));
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify({ machine: machine(), results }, null, 2));
  else {
    console.log(machine());
    printTable(results);
  }
}
