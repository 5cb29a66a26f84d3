/** Archives by their names: bombs, lies about size and place, names that climb, and shapes that are odd but honest. */
import { ZIP_LIMITS } from '../../src/adapters/readers/zip.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { school } from '../support/flow.ts';
import { rawZip, type ZipEntry } from '../support/raw-zip.ts';

export interface ZipCase {
  readonly name: string;
  /** Reason of the refusal. */
  readonly code: string;
  readonly build: () => Buffer;
}

const good = (): Buffer => writeEdtBytes(school);
const whole = (entry: Partial<ZipEntry> = {}): Buffer => rawZip([{ name: 'EDT.xml', data: good(), ...entry }]);

/** That many bytes of blanks behind a good export: hardly anything once packed. */
export function flatBomb(bytes: number): Buffer {
  return Buffer.concat([good(), Buffer.alloc(bytes, ' ')]);
}

/** Archives of ten archives each, `levels` deep, with a bomb at the bottom. */
export function nestedBomb(levels: number): Buffer {
  const inner = levels === 0 ? rawZip([{ name: '0.xml', data: flatBomb(20_000_000) }]) : nestedBomb(levels - 1);
  return rawZip(Array.from({ length: 10 }, (_, index) => ({ name: `${index}.zip`, data: inner })));
}

const nowhere = (name: string): ZipCase => ({
  name: `named ${name}`,
  code: 'zip-bad-name',
  build: () => whole({ name }),
});

export const refusedZips: readonly ZipCase[] = [
  { name: 'bomb-flat', code: 'zip-bomb', build: () => whole({ data: flatBomb(30_000_000) }) },
  { name: 'bomb-flat-by-its-claim', code: 'zip-bomb', build: () => whole({ size: ZIP_LIMITS.maxInflatedBytes + 1 }) },
  {
    name: 'bomb-flat-in-64-bits',
    code: 'zip-bomb',
    build: () => whole({ zip64: true, size: 2 ** 50 }),
  },
  {
    name: 'bomb-that-claims-little',
    code: 'zip-damaged',
    build: () => whole({ data: flatBomb(30_000_000), size: 100_000 }),
  },
  { name: 'bomb-nested', code: 'zip-nested', build: () => nestedBomb(3) },
  { name: 'bomb-nested-that-says-xml', code: 'zip-nested', build: () => whole({ data: nestedBomb(1) }) },
  {
    name: 'archive-of-an-archive-of-the-export',
    code: 'zip-nested',
    build: () => rawZip([{ name: 'EDT.zip', data: whole() }]),
  },
  {
    name: 'bomb-of-entries-on-the-same-bytes',
    code: 'zip-overlap',
    build: () =>
      rawZip([
        { name: 'EDT.xml', data: flatBomb(1_000_000), method: 0 },
        ...Array.from({ length: 500 }, (_, index) => ({ name: `${index}.txt`, method: 0, offset: 0 })),
      ]),
  },
  {
    name: 'bomb-of-entries-that-quote-one-another',
    code: 'zip-overlap',
    build: () =>
      rawZip([
        { name: 'EDT.xml', data: Buffer.concat([good(), whole({ name: 'b.xml' })]), method: 0 },
        { name: 'b.txt', data: good(), offset: 40 },
      ]),
  },
  { name: 'encrypted', code: 'zip-encrypted', build: () => whole({ flags: 1 }) },
  { name: 'encrypted-strongly', code: 'zip-encrypted', build: () => whole({ flags: 0x41 }) },
  { name: 'encrypted-by-aes', code: 'zip-encrypted', build: () => whole({ flags: 1, method: 99 }) },
  nowhere('../EDT.xml'),
  nowhere('exports/../../EDT.xml'),
  nowhere('/EDT.xml'),
  nowhere('C:/EDT.xml'),
  nowhere('..\\EDT.xml'),
  nowhere('C:\\EDT.xml'),
  {
    name: 'a climbing name beside the export',
    code: 'zip-bad-name',
    build: () =>
      rawZip([
        { name: '../../.ssh/authorized_keys', data: 'x' },
        { name: 'EDT.xml', data: good() },
      ]),
  },
  { name: 'symlink', code: 'zip-link', build: () => whole({ mode: 0o120777, data: '/etc/passwd', method: 0 }) },
  {
    name: 'two-xml',
    code: 'several-exports',
    build: () => rawZip(['a', 'b'].map((name) => ({ name: `${name}.xml`, data: good() }))),
  },
  {
    name: 'two-xml-of-one-name',
    code: 'several-exports',
    build: () => rawZip([1, 2].map(() => ({ name: 'a.xml', data: good() }))),
  },
  { name: 'no-xml', code: 'zip-no-xml', build: () => rawZip([{ name: 'a.txt', data: 'Bonjour' }]) },
  { name: 'nothing-inside', code: 'zip-empty', build: () => rawZip([]) },
  { name: 'empty-xml', code: 'empty-file', build: () => whole({ data: '' }) },
  { name: 'wrong-crc', code: 'zip-wrong-checksum', build: () => whole({ crc: 0xdeadbeef }) },
  { name: 'wrong-crc-in-the-descriptor', code: 'zip-wrong-checksum', build: () => whole({ crc: 1, descriptor: true }) },
  { name: 'zip64-that-points-nowhere', code: 'zip-damaged', build: () => whole({ zip64: true, offset: 2 ** 40 }) },
  {
    name: 'more-than-64-kib-behind-it',
    code: 'zip-damaged',
    build: () => Buffer.concat([whole(), Buffer.alloc(70_000, 'x')]),
  },
  {
    name: 'cut-end-and-junk',
    code: 'zip-damaged',
    build: () => Buffer.concat([whole().subarray(0, -12), Buffer.alloc(500, 'x')]),
  },
  { name: 'something-before-it', code: 'not-xml', build: () => Buffer.concat([Buffer.from('MZ\x90'), whole()]) },
];

/** Odd, but what is inside is not in doubt. */
export const takenZips: readonly (readonly [string, () => Buffer])[] = [
  ['zip64', () => whole({ zip64: true })],
  ['data descriptor', () => whole({ descriptor: true })],
  ['zip64 and data descriptor, stored', () => whole({ zip64: true, descriptor: true, method: 0 })],
  ['a line end behind it', () => Buffer.concat([whole(), Buffer.from('\r\n')])],
  ['a page behind it', () => Buffer.concat([whole(), Buffer.from('<html>Envoyé par un proxy</html>')])],
  ['64 KiB of noughts behind it', () => Buffer.concat([whole(), Buffer.alloc(65_536)])],
  ['the end of a form behind it', () => Buffer.concat([whole({ zip64: true }), Buffer.from('\r\n--boundary--\r\n')])],
];
