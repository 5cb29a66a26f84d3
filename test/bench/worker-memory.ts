/** Resident memory of a process that imports an export of 50 MB, with that of one of 3 MB beside it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { BenchResult } from './measure.ts';

const SUPPORT = path.join(import.meta.dirname, '../support');

/** Peak megabytes of the importing process. */
function peakOf(size: 'lycee' | 'huge'): Promise<number> {
  return new Promise((resolve, reject) => {
    const words = [
      '--import',
      path.join(SUPPORT, 'typescript.mjs'),
      path.join(import.meta.dirname, 'worker-memory-child.ts'),
      size,
    ];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('close', (status) => {
      const peak = Number(/^peak (\d+)$/m.exec(output)?.[1]);
      if (status === 0 && peak > 0) resolve(peak);
      else reject(new Error(`the child ended with ${status}`));
    });
  });
}

export async function benchWorkerMemory(): Promise<BenchResult[]> {
  const small = await peakOf('lycee');
  const large = await peakOf('huge');
  return [
    { name: 'worker-memory-3mb', value: small, unit: 'MB' },
    { name: 'worker-memory', value: large, unit: 'MB', target: 300, met: large <= 300 },
  ];
}
