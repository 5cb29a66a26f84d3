/** A good file of 50 MB in every format: read in a process of its own, whose heap and resident memory are bounded. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { createKey } from '../../src/adapters/keys/key-folder.ts';
import { LARGE_FORMATS, largeDocuments, PARTNER } from '../support/large-files.ts';
import { rawZip } from '../support/raw-zip.ts';

/** Of the old generation: what is needed, not what waits for the collector. */
const MAX_HEAP_MEGABYTES = 256;
/** Above what the process has before it reads. */
const MAX_GROWN_MEGABYTES = 300;
const MEGABYTES = 1_000_000;

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { publicKey } = await createKey(path.join(folder, 'keys'), PARTNER, 2_048);

it.each(LARGE_FORMATS)(
  '%s is read within the bound',
  async (format) => {
    const documents = largeDocuments(format, publicKey);
    const [only, another] = documents;
    const size = documents.reduce((sum, { data }) => sum + data.length, 0);
    // What is in a container has been compressed.
    if (format !== 'EDT chiffré') expect(size).toBeGreaterThan(49 * MEGABYTES);
    const file = path.join(folder, 'large');
    writeFileSync(file, only && !another ? only.data : rawZip(documents));
    const { stdout } = await promisify(execFile)(process.execPath, [
      `--max-old-space-size=${MAX_HEAP_MEGABYTES}`,
      '--import',
      path.join(import.meta.dirname, '../support/typescript.mjs'),
      path.join(import.meta.dirname, 'memory-child.ts'),
      'large',
      file,
      path.join(folder, 'keys'),
    ]);
    const { end, courses, megabytes } = JSON.parse(stdout);
    expect(end).toBe('read');
    expect(courses).toBeGreaterThan(3_000);
    expect(megabytes).toBeLessThan(MAX_GROWN_MEGABYTES);
  },
  240_000,
);
