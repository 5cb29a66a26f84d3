/** A process that imports collects early while its heap is large, and as V8 likes again once that is over. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { SMALL_HEAP } from '../../src/heap.ts';

const SUPPORT = path.join(import.meta.dirname, '../support');
/** With what is collected early for good there are ten times as many. */
const FEW = 10;

async function churn(mode: 'small' | 'usual'): Promise<{ readonly most: number; readonly collections: number }> {
  const program = ['--import', path.join(SUPPORT, 'typescript.mjs'), path.join(SUPPORT, 'heap-child.ts'), mode];
  const { stdout } = await promisify(execFile)(process.execPath, [...SMALL_HEAP, ...program]);
  return JSON.parse(stdout);
}

it('keeps the heap small while something large is in hand, and costs nothing afterwards', async () => {
  const [usual, small] = [await churn('usual'), await churn('small')];
  expect(small.most).toBeLessThan(0.6 * usual.most);
  expect(small.collections).toBeLessThan(FEW);
}, 60_000);
