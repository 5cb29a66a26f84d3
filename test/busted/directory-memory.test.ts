/** Fifty megabytes of each directory format, read in processes of their own, with the heap of a worker: memory grows with whom is kept, not with the file. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleOf } from '../../src/adapters/readers/bundle.ts';
import { type WrittenFile, writeAaf } from '../../src/demo/school/aaf-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { SMALL_HEAP } from '../../src/heap.ts';
import { rawTar } from '../support/raw-tar.ts';

/** Of the whole process. */
const MAX_MEGABYTES = 300;
/** Of what is added by a feed of which next to nothing is kept; measured are 56 and less. */
const MAX_GROWTH = 100;
const MEGABYTE = 1_048_576;

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-directories-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const school: School = inventSchool({ seed: 'memory', size: 'small' });

const bundled = (name: string, files: readonly { name: string; bytes: AsyncIterable<Uint8Array> }[]) =>
  pipeline(Readable.from(bundleOf(files), { objectMode: false }), createWriteStream(at(name)));
async function* bytesOf(chunks: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
const whole = (files: readonly WrittenFile[]) => files.map(({ name, bytes }) => ({ name, bytes: bytesOf([bytes]) }));

/** A file whose middle comes again until it is so large: `edit` makes each copy one of somebody else. */
function* grown(
  text: string,
  item: RegExp,
  megabytes: number,
  edit: (item: string, copy: number) => string,
): Generator<Buffer> {
  const items = text.match(item) ?? [];
  const first = text.indexOf(items[0] ?? '?');
  const last = text.lastIndexOf(items.at(-1) ?? '?') + (items.at(-1)?.length ?? 0);
  yield Buffer.from(text.slice(0, first));
  for (let size = 0, copy = 0; size < megabytes * MEGABYTE; copy++) {
    const chunk = Buffer.from(items.map((one) => edit(one, copy)).join('\n'));
    size += chunk.length;
    yield chunk;
  }
  yield Buffer.from(text.slice(last));
}

function readIn(
  mode: 'read' | 'split',
  name: string,
  warmUp: string,
): { came: number | string; megabytes: number; all: number } {
  const loader = path.join(import.meta.dirname, '../support/typescript.mjs');
  const script = path.join(import.meta.dirname, 'directory-memory-child.ts');
  const words = [...SMALL_HEAP, '--import', loader, script, mode, at(name), at(warmUp)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

describe('fifty megabytes', () => {
  it('of a feed with many other schools are read and split with next to nothing', { timeout: 120_000 }, async () => {
    const files = writeAaf([school]);
    // Copies of the students, each in a school of nobody's.
    const students = files.find(({ name }) => name.includes('_Eleve_'));
    const others = [
      ...grown(students?.bytes.toString() ?? '', /<addRequest>[\s\S]*?<\/addRequest>/g, 50, (item, copy) =>
        copy === 0 ? item : item.replaceAll('995001', String(9_000_000 + copy)),
      ),
    ];
    const feed = files.map((file) => (file === students ? { ...file, bytes: Buffer.concat(others) } : file));
    await pipeline(Readable.from([rawTar(feed)]), createGzip({ level: 1 }), createWriteStream(at('feed.tar.gz')));
    await bundled('feed', [{ name: 'feed.tar.gz', bytes: bytesOf([Buffer.concat([rawTar(feed)])]) }]);
    await bundled('small-feed', whole(files));
    await pipeline(Readable.from([rawTar(files)]), createGzip(), createWriteStream(at('small.tar.gz')));
    expect(statSync(at('feed')).size).toBeGreaterThan(50 * MEGABYTE);
    const read = readIn('read', 'feed', 'small-feed');
    const all = school.students.length + school.teachers.length + school.staff.length;
    expect(read.came).toBe(all + school.divisions.length + school.groups.length);
    expect(read.megabytes).toBeLessThan(MAX_GROWTH);
    const split = readIn('split', 'feed.tar.gz', 'small.tar.gz');
    expect(split.came).toBe(1);
    expect(split.megabytes).toBeLessThan(MAX_GROWTH);
  });

  it('of students of one school are read within the bound', { timeout: 120_000 }, async () => {
    const files = writeSiecle(school, { encoding: 'utf-8' });
    const [students, ...others] = files;
    const large = grown(students?.bytes.toString() ?? '', /<ELEVE [\s\S]*?<\/ELEVE>/g, 50, (item, copy) =>
      item.replace(/ELEVE_ID="(\d+)"/, (_found, id) => `ELEVE_ID="${copy}${id}"`),
    );
    await bundled('siecle', [{ name: 'ElevesAvecAdresses.xml', bytes: bytesOf(large) }, ...whole(others)]);
    await bundled('small-siecle', whole(files));
    expect(statSync(at('siecle')).size).toBeGreaterThan(50 * MEGABYTE);
    const { came, all } = readIn('read', 'siecle', 'small-siecle');
    expect(came).toBeGreaterThan(30_000);
    expect(all).toBeLessThan(MAX_MEGABYTES);
  });

  it('of STS-WEB are read within the bound', { timeout: 120_000 }, async () => {
    const text = writeStsEmp(school, { encoding: 'utf-8', hasServices: true }).toString();
    const large = grown(text, /<INDIVIDU [\s\S]*?<\/INDIVIDU>/g, 50, (item, copy) =>
      item.replace(/ID="(\d+)"/, (_found, id) => `ID="${copy}${id}"`),
    );
    await bundled('sts', [{ name: 'sts_emp.xml', bytes: bytesOf(large) }]);
    await bundled('small-sts', [{ name: 'sts_emp.xml', bytes: bytesOf([Buffer.from(text)]) }]);
    expect(statSync(at('sts')).size).toBeGreaterThan(50 * MEGABYTE);
    const { came, all } = readIn('read', 'sts', 'small-sts');
    expect(came).toBeGreaterThan(30_000);
    expect(all).toBeLessThan(MAX_MEGABYTES);
  });
});
