/** Imports one export in a process of its own and prints the peak of its resident memory; the export was written by another. */
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startWorld } from '../support/world.ts';

const UAI = '0990001A';
const [, script = '', size = 'lycee', target] = process.argv;

if (target) {
  const { inventSchool } = await import('../../src/demo/school/school.ts');
  const { writeEdtBytes } = await import('../../src/demo/school/edt-writer.ts');
  await writeFile(
    target,
    writeEdtBytes(inventSchool({ seed: 'bench', size: size === 'huge' ? 'huge' : 'lycee', uai: UAI })),
  );
} else {
  const folder = await mkdtemp(path.join(tmpdir(), 'carillon-bench-'));
  const file = path.join(folder, 'export.xml');
  // Another process writes the file: its memory is not counted.
  spawnSync(process.execPath, [...process.execArgv, script, size, file], { stdio: 'inherit' });
  const world = await startWorld('2026-08-24T08:00:00+02:00');
  try {
    await world.administration.createSite({
      id: 1,
      name: 'bench',
      establishments: [{ number: 1, uai: UAI, name: 'bench' }],
    });
    const bytes = createReadStream(file);
    const run = await world.administration.startImport(
      { siteId: 1, establishment: null, file: { name: 'export.xml', bytes } },
      'bench',
    );
    await world.work(1);
    const { status } = await world.administration.run(run.id);
    if (status !== 'integrated') throw new Error(`the run is ${status}`);
    console.log(`peak ${Math.round(process.resourceUsage().maxRSS / 1_024)}`);
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}
