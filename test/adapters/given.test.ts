/** A deposit as formats see it: its documents sniffed by their beginning, recognised by all of them, within the bounds of a zip. */
import { describe, expect, it } from 'vitest';
import { readDeposit } from '../../src/adapters/formats/recognise.ts';
import { openGiven } from '../../src/adapters/readers/given.ts';
import { ZIP_LIMITS } from '../../src/adapters/readers/zip.ts';
import { FindingLog, isStop, stop } from '../../src/domain/model/finding.ts';
import { baseName, type Given, soleDocument } from '../../src/domain/model/given.ts';
import type { DepositFormat } from '../../src/domain/ports.ts';
import { rawZip, type ZipEntry } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';

const two: readonly ZipEntry[] = [
  { name: '__MACOSX/._a.xml', data: 'litter' },
  {
    name: 'export/A.XML',
    data: '<?xml version="1.0" encoding="UTF-8"?><!-- a --><x:a xmlns:x="urn:a" Version="2"><b/></x:a>',
  },
  { name: 'export/', method: 0 },
  { name: 'export/b.csv', data: 'room;id\n' },
  { name: 'export/c.xml', data: '' },
  { name: 'Thumbs.db', data: 'litter' },
];

async function given(bytes: Uint8Array, name = 'deposit'): Promise<Given> {
  const opened = await openGiven({ ...sourceOf(bytes), name });
  if (isStop(opened)) throw new Error(opened.reason);
  opened.close();
  return opened;
}

async function textOf(bytes: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A format of deposits that hold both documents, which reads them one after the other. */
const pair = (name: string): DepositFormat<string> => ({
  name,
  versions: ['1'],
  claims: ({ parts }) =>
    parts.some((part) => part.root?.name === 'a') &&
    parts.some((part) => Buffer.from(part.head).toString().startsWith('room;')),
  async read({ parts }) {
    const texts: string[] = [];
    for (const part of parts) texts.push(await textOf(part.open()));
    return texts.join('|');
  },
});

describe('a deposit', () => {
  it('has the documents of its zip, each with its root or its head, without litter and folders', async () => {
    const { name, parts } = await given(rawZip(two), 'Export.zip');
    expect(name).toBe('Export.zip');
    expect(parts.map((part) => [part.name, baseName(part), part.size])).toEqual([
      ['export/A.XML', 'a.xml', two[1]?.data?.length],
      ['export/b.csv', 'b.csv', 8],
      ['export/c.xml', 'c.xml', 0],
    ]);
    expect(parts[0]?.root).toMatchObject({ name: 'a', namespace: 'urn:a', attributes: { version: '2' } });
    expect(parts[1]).toMatchObject({ root: null, head: new Uint8Array(Buffer.from('room;id\n')) });
    expect(parts[2]).toMatchObject({ root: null, head: new Uint8Array(0) });
    expect(soleDocument({ parts })).toBeNull();
  });

  it('of one document is that document under its own name', async () => {
    const { name, parts } = await given(Buffer.from(`<a>${'x'.repeat(10_000)}</a>`), 'a.txt');
    expect(name).toBe('a.txt');
    expect(parts.map((part) => [part.name, part.root?.name, part.head.length])).toEqual([['a.txt', 'a', 4_096]]);
    expect(soleDocument({ parts })).toBe(parts[0]);
  });

  it('opens no entry further than its beginning', async () => {
    const long = Buffer.concat([Buffer.from('<a>'), Buffer.alloc(50_000_000, 'x')]);
    const zip = rawZip([{ name: 'a.xml', data: long, method: 0 }]);
    let bytes = 0;
    const source = sourceOf(zip);
    const counted = {
      size: zip.length,
      async *open(range?: { readonly start: number; readonly end: number }) {
        for await (const chunk of source.open(range)) {
          bytes += chunk.length;
          yield chunk;
        }
      },
    };
    const opened = await openGiven(counted);
    if (isStop(opened)) throw new Error(opened.reason);
    expect(opened.parts[0]?.root?.name).toBe('a');
    opened.close();
    expect(bytes).toBeLessThan(1_000_000);
  });
});

describe('recognising', () => {
  const end = async (bytes: Uint8Array, formats: readonly DepositFormat<string>[]): Promise<string> => {
    const outcome = await readDeposit(sourceOf(bytes), new FindingLog(), formats);
    return isStop(outcome) ? outcome.reason : outcome;
  };

  it('gives all documents to the one format that claims them', async () => {
    const text = await end(rawZip(two), [pair('pair')]);
    expect(text.split('|').slice(1)).toEqual(['room;id\n', '']);
  });

  it('is no guess between two formats', async () => {
    const outcome = await readDeposit(sourceOf(rawZip(two)), new FindingLog(), [pair('one'), pair('other')]);
    expect(outcome).toEqual(stop('several-formats', { formats: 'one, other' }));
  });

  it('finds a root behind more than the first bytes, for the only document', async () => {
    const deep: DepositFormat<string> = {
      name: 'deep',
      versions: [],
      claims: (one) => soleDocument(one)?.root?.name === 'deep',
      read: () => Promise.resolve('read'),
    };
    const late = Buffer.from(`<?xml version="1.0"?>${'<!-- x -->'.repeat(20_000)}<deep/>`);
    expect(await end(late, [deep])).toBe('read');
    expect(await end(rawZip([{ name: 'late.xml', data: late }]), [deep])).toBe('read');
    expect(await end(late, [pair('pair')])).toBe('not-an-export');
  });

  it('refuses entries that only together are a bomb, or one that is a link, when they are read', async () => {
    const blanks = Buffer.alloc(1_000_000, ' ');
    const bomb = Array.from({ length: 60 }, (_, at) => ({ name: `${at}.bin`, data: blanks }));
    expect(ZIP_LIMITS.maxRatio).toBe(200);
    expect(await end(rawZip([...two, ...bomb]), [pair('pair')])).toBe('zip-bomb');
    expect(
      await end(rawZip([...two, { name: 'd', mode: 0o120777, data: '/etc/passwd', method: 0 }]), [pair('pair')]),
    ).toBe('zip-link');
    expect(await end(rawZip([...two, { name: 'd', data: 'x', crc: 1 }]), [pair('pair')])).toBe('zip-wrong-checksum');
  });
});
