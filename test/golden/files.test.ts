/**
 * Files written by hand, each with all that its format may hold, and beside it what it means. A change of meaning shows as a
 * difference to `files/*.json`; where it is meant, `npx vitest run test/golden/files.test.ts -u` writes them anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { meaningOf } from '../support/meaning.ts';
import { type ReadWish, readFile } from '../support/read-file.ts';

const folder = path.join(import.meta.dirname, 'files');

interface HandWritten {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly wish?: ReadWish;
}

const FILES: readonly HandWritten[] = [
  {
    name: 'edt-2.0',
    bytes: () => readFileSync(path.join(folder, 'edt-2.0.xml')),
    wish: { uais: ['0990001A', '0990002B'] },
  },
  {
    name: 'edt-2.0-on-the-url-of-one-school',
    bytes: () => readFileSync(path.join(folder, 'edt-2.0.xml')),
    wish: { uais: ['0990001A', '0990002B'], only: 2 },
  },
];

it.each(FILES)('$name means what stands beside it', async ({ name, bytes, wish }) => {
  const { raw, timetable, reason, findings } = await readFile(bytes(), wish);
  if (!raw || !timetable) throw new Error(reason ?? '?');
  const told = { origin: raw.origin, counts: timetable.counts, ...meaningOf(timetable), findings };
  await expect(`${JSON.stringify(told, null, 2)}\n`).toMatchFileSnapshot(path.join(folder, `${name}.json`));
});
