/** A good export of 50 MB is not only read: all of its import, and that of the next one, ends in a process whose heap is bounded. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { changeRoomsOf } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { SMALL_HEAP } from '../../src/heap.ts';

/** Of the old generation: what is needed, not what waits for the collector. */
const MAX_HEAP_MEGABYTES = 256;
/** Of the whole process, the compiler of its TypeScript among it. */
const MAX_MEGABYTES = 600;

const SUPPORT = path.join(import.meta.dirname, '../support');
const folder = mkdtempSync(path.join(tmpdir(), 'carillon-large-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a school of 50 MB is imported, and a save of it with rooms changed', async () => {
  const school = inventSchool({ seed: 'bench', size: 'huge' });
  const [first, changed] = [path.join(folder, 'first.xml'), path.join(folder, 'changed.xml')];
  const bytes = writeEdtBytes(school);
  expect(bytes.length).toBeGreaterThan(49_000_000);
  writeFileSync(first, bytes);
  writeFileSync(changed, writeEdtBytes(changeRoomsOf(school, 1), { identSeed: 'another save' }));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...SMALL_HEAP,
    `--max-old-space-size=${MAX_HEAP_MEGABYTES}`,
    '--import',
    path.join(SUPPORT, 'typescript.mjs'),
    path.join(SUPPORT, 'import-child.ts'),
    first,
    changed,
  ]);
  const [one, two] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(one).toMatchObject({ status: 'integrated', sessions: { modified: 0, deleted: 0 } });
  expect(one.sessions.created).toBeGreaterThan(900_000);
  expect(two).toMatchObject({ status: 'integrated', sessions: { created: 0, deleted: 0 } });
  expect(two.sessions.modified).toBeGreaterThan(5_000);
  expect(two.megabytes).toBeLessThan(MAX_MEGABYTES);
}, 300_000);
