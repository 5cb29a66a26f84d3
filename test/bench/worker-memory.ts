/** Resident memory of a process that imports an export of 50 MB, then a changed one, with that of one of 3 MB beside it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { changeRoomsOf } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { SMALL_HEAP } from '../../src/heap.ts';
import type { BenchResult } from './measure.ts';

const SUPPORT = path.join(import.meta.dirname, '../support');
/** Peak megabytes of a process that imports a school and then the same with one room in a hundred changed. */
async function peakOf(size: 'lycee' | 'huge', heap: readonly string[] = SMALL_HEAP): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'carillon-bench-'));
  try {
    const school = inventSchool({ seed: 'bench', size, uai: '0990001A' });
    const files = [path.join(folder, 'first.xml'), path.join(folder, 'changed.xml')] as const;
    await writeFile(files[0], writeEdtBytes(school));
    await writeFile(files[1], writeEdtBytes(changeRoomsOf(school, 1), { identSeed: 'another save' }));
    const program = ['--import', path.join(SUPPORT, 'typescript.mjs'), path.join(SUPPORT, 'import-child.ts'), ...files];
    const { stdout } = await promisify(execFile)(process.execPath, [...heap, ...program]);
    const imports = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (imports.length !== 2 || imports.some(({ status }) => status !== 'integrated')) throw new Error(stdout);
    return imports[1].megabytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function benchWorkerMemory(): Promise<BenchResult[]> {
  const small = await peakOf('lycee');
  const large = await peakOf('huge');
  const careless = await peakOf('huge', []);
  return [
    { name: 'worker-memory-3mb', value: small, unit: 'MB' },
    { name: 'worker-memory', value: large, unit: 'MB', target: 300, met: large <= 300 },
    { name: 'worker-memory-without-options', value: careless, unit: 'MB' },
  ];
}
