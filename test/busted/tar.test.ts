/** Archives of `tar` and compressed files that are damaged or a trick: each is refused by its own code, within its limits. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Stopped } from '../../src/adapters/readers/stopped.ts';
import { openTarball, TAR_LIMITS } from '../../src/adapters/readers/tarball.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { rawTar } from '../support/raw-tar.ts';
import { sourceOf } from '../support/source.ts';

const XML = '<?xml version="1.0"?><a><b/></a>';
const two = rawTar([
  { name: 'a.xml', bytes: XML },
  { name: 'b.xml', bytes: XML.repeat(1_000) },
]);

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** The documents of an archive, or why there are none. */
async function opened(bytes: Uint8Array, name = 'a.tar.gz', limits = TAR_LIMITS): Promise<string | string[]> {
  const given = await openTarball({ ...sourceOf(bytes), name }, limits);
  if (isStop(given)) return given.reason;
  const texts: string[] = [];
  try {
    for (const part of given.parts) texts.push(`${part.name} ${part.root?.name} ${(await textOf(part.open())).length}`);
  } catch (error) {
    if (error instanceof Stopped) return error.stop.reason;
    throw error;
  } finally {
    given.close();
  }
  return texts;
}

const WHOLE = [`a.xml a ${XML.length}`, `b.xml a ${XML.length * 1_000}`];

describe('an archive', () => {
  it.each([
    ['plain', two],
    ['compressed', gzipSync(two)],
    [
      'with folders, links and the litter of a Mac',
      gzipSync(
        Buffer.concat([
          rawTar([
            { name: 'flux/', bytes: '', type: '5' },
            { name: './._a.xml', bytes: 'x' },
            { name: 'passwd', bytes: '', type: '2' },
          ]).subarray(0, -1_024),
          two,
        ]),
      ),
    ],
    ['in two compressed pieces', Buffer.concat([gzipSync(two.subarray(0, 700)), gzipSync(two.subarray(700))])],
  ])('%s is read', async (_name, bytes) => {
    expect(await opened(bytes)).toEqual(WHOLE);
  });

  it('gives its documents in any order, and again', async () => {
    const given = await openTarball({ ...sourceOf(gzipSync(two)), name: 'a.tgz' });
    if (isStop(given)) throw new Error(given.reason);
    const [first, second] = given.parts;
    if (!first || !second) throw new Error('two documents');
    expect((await textOf(second.open())).length).toBe(XML.length * 1_000);
    expect(await textOf(first.open())).toBe(XML);
    expect((await textOf(second.open())).length).toBe(XML.length * 1_000);
    // Both at once: each is told its own.
    const [a, b] = await Promise.all([textOf(first.open()), textOf(first.open())]);
    expect([a, b]).toEqual([XML, XML]);
    given.close();
  });

  it('of one compressed document is that document', async () => {
    expect(await opened(gzipSync(XML), 'Eleve.xml.gz')).toEqual([`Eleve.xml a ${XML.length}`]);
  });

  const compressed = gzipSync(two);
  const spoilt = (at: number, by: string): Buffer => {
    const copy = Buffer.from(two);
    copy.write(by, at);
    return copy;
  };
  it.each<[string, Uint8Array, string]>([
    ['cut while compressed', compressed.subarray(0, compressed.length / 2), 'archive-damaged'],
    ['cut within a document', two.subarray(0, 5_000), 'archive-damaged'],
    ['without its end', two.subarray(0, -1_024), 'archive-damaged'],
    ['whose second header is none', spoilt(1_024 + 257, 'xxxxx'), 'archive-damaged'],
    ['with a size that is none', spoilt(124, '99999999999\0'), 'archive-damaged'],
    ['that is longer than it is', spoilt(124, '00077777777\0'), 'archive-damaged'],
    ['with a name of a megabyte', rawTar([{ name: 'x'.repeat(1_000_000), bytes: XML }]), 'archive-damaged'],
    ['of nothing', gzipSync(''), 'empty-file'],
    ['that inflates to a thousand times its size', gzipSync(Buffer.alloc(20_000_000)), 'zip-bomb'],
  ])('%s is refused', async (_name, bytes, reason) => {
    expect(await opened(bytes)).toBe(reason);
  });

  it('that is damaged is told without the words of a library', () => {
    const values = { problem: 'unexpected end of file' };
    expect(describeReason('archive-damaged', values).cause).toBe(
      "L'archive ne se lit pas jusqu'au bout : elle a été abîmée ou coupée.",
    );
  });

  it('of too many entries is refused', async () => {
    const many = rawTar(Array.from({ length: 5 }, (_, at) => ({ name: `${at}.xml`, bytes: XML })));
    expect(await opened(many, 'a.tar', { ...TAR_LIMITS, maxEntries: 4 })).toBe('zip-too-many-entries');
  });
});
