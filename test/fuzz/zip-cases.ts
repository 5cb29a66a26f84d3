/** Archives that are nearly right: each field may lie, records may stand twice or elsewhere, and bytes may be changed. */
import { crc32, deflateRawSync } from 'node:zlib';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { Random } from '../../src/demo/school/random.ts';
import type { FuzzCase } from './area.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';

/** A file in an archive; everything that is written of it twice stands in both places. */
interface Packed {
  name: Buffer;
  packed: Buffer;
  method: number;
  flags: number;
  crc: number;
  packedSize: number;
  size: number;
  extra: Buffer;
  attributes: number;
  version: number;
  comment: Buffer;
  /** What the local header says instead. */
  local: Partial<Pick<Packed, 'name' | 'method' | 'flags' | 'crc' | 'packedSize' | 'size' | 'extra'>>;
  /** Bytes between this file and the next. */
  gap: Buffer;
  descriptor: boolean;
  /** Added to where the directory says that it begins. */
  shift: number;
}

interface Archive {
  files: Packed[];
  /** Directory entries by index into the files, in order. */
  listed: number[];
  prefix: Buffer;
  suffix: Buffer;
  comment: Buffer;
  end: { disk: number; here: number; all: number; size: number; offset: number; commentLength: number };
  zip64: boolean;
}

const XML = Buffer.from(writeEdt(SMALL_SCHOOL, { hasComments: false, hasGuardians: false }));
const DEFLATED = deflateRawSync(XML);
const XML_CRC = crc32(XML);
const SPACES = deflateRawSync(Buffer.alloc(3_000_000, ' '));
const SPACES_CRC = crc32(Buffer.alloc(3_000_000, ' '));
const NO_BYTES = Buffer.alloc(0);

const NUMBERS_16 = [0, 1, 2, 8, 20, 45, 51, 255, 0x7fff, 0x8000, 0xfffe, 0xffff];
const NUMBERS_32 = [0, 1, 2, 22, 30, 46, 1_048_576, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const FILE_NAMES = [
  'EDT.xml',
  'EDT.XML',
  'a/b/EDT.xml',
  '__MACOSX/._EDT.xml',
  '.DS_Store',
  'desktop.ini',
  'folder/',
  'readme.txt',
  'inner.zip',
  '../EDT.xml',
  '/etc/passwd.xml',
  'C:\\EDT.xml',
  'a\\EDT.xml',
  'a//b.xml',
  './EDT.xml',
  '',
  '.xml',
  'EDT.xml\0.exe',
  'é😀.xml',
  '\ud83d.xml',
  `${'n'.repeat(5_000)}.xml`,
];

function fileOf(name: string, packed: Buffer = DEFLATED, size = XML.length, crc = XML_CRC, method = 8): Packed {
  return {
    name: Buffer.from(name),
    packed,
    method,
    flags: 0x0800,
    crc,
    packedSize: packed.length,
    size,
    extra: NO_BYTES,
    attributes: 0o100644 << 16,
    version: 20,
    comment: NO_BYTES,
    local: {},
    gap: NO_BYTES,
    descriptor: false,
    shift: 0,
  };
}

function stored(name: string, bytes: Buffer): Packed {
  return fileOf(name, bytes, bytes.length, crc32(bytes), 0);
}

function archiveOf(...files: Packed[]): Archive {
  return {
    files,
    listed: files.map((_, index) => index),
    prefix: NO_BYTES,
    suffix: NO_BYTES,
    comment: NO_BYTES,
    end: { disk: 0, here: 0, all: 0, size: 0, offset: 0, commentLength: 0 },
    zip64: false,
  };
}

/** Good ones: what EDT writes, what people zip by hand, what tools of other systems add. */
const BASES: readonly (() => Archive)[] = [
  () => archiveOf(fileOf('EDT_export.xml')),
  () => archiveOf(stored('EDT_export.xml', XML)),
  () =>
    archiveOf(fileOf('dossier/EDT.xml'), stored('__MACOSX/._EDT.xml', Buffer.from('x')), stored('dossier/', NO_BYTES)),
  () => ({ ...archiveOf({ ...fileOf('EDT.xml'), descriptor: true, flags: 0x0808 }), comment: Buffer.from('export') }),
  () => ({ ...archiveOf(fileOf('EDT.xml')), zip64: true }),
];

/** Writes numbers of 16 and 32 bits that may be any: only their low bits count. */
function record(signature: string, ...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) bytes.writeUInt16LE(value & 0xffff, at);
    else if (width === 4) bytes.writeUInt32LE(value >>> 0, at);
    else bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(Math.trunc(value))), at);
    at += width;
  }
  return Buffer.concat([Buffer.from(signature, 'latin1'), bytes]);
}

/** The archive's bytes. What `end` holds is added to what is true. */
function write({ files, listed, prefix, suffix, comment, end, zip64 }: Archive): Buffer {
  const parts: Buffer[] = [prefix];
  let length = prefix.length;
  const push = (...more: Buffer[]): void => {
    for (const part of more) {
      parts.push(part);
      length += part.length;
    }
  };
  const starts: number[] = [];
  for (const file of files) {
    const { name, method, flags, crc, packedSize, size, extra } = { ...file, ...file.local };
    starts.push(length);
    const sums = file.descriptor ? [0, 0, 0] : [crc, packedSize, size];
    push(
      record(
        'PK\x03\x04',
        [2, file.version],
        [2, flags],
        [2, method],
        [4, 0x5b765b60],
        [4, sums[0] ?? 0],
        [4, sums[1] ?? 0],
        [4, sums[2] ?? 0],
        [2, name.length],
        [2, extra.length],
      ),
      name,
      extra,
      file.packed,
    );
    if (file.descriptor) push(record('PK\x07\x08', [4, crc], [4, packedSize], [4, size]));
    push(file.gap);
  }
  const offset = length;
  for (const index of listed) {
    const file = files[index];
    if (!file) continue;
    push(
      record(
        'PK\x01\x02',
        [2, (3 << 8) | 20],
        [2, file.version],
        [2, file.flags],
        [2, file.method],
        [4, 0x5b765b60],
        [4, file.crc],
        [4, file.packedSize],
        [4, file.size],
        [2, file.name.length],
        [2, file.extra.length],
        [2, file.comment.length],
        [2, 0],
        [2, 0],
        [4, file.attributes],
        [4, (starts[index] ?? 0) + file.shift],
      ),
      file.name,
      file.extra,
      file.comment,
    );
  }
  const size = length - offset + end.size;
  const count = listed.length;
  if (zip64) {
    const at = length;
    push(
      record(
        'PK\x06\x06',
        [8, 44],
        [2, 45],
        [2, 45],
        [4, end.disk],
        [4, 0],
        [8, count + end.here],
        [8, count + end.all],
        [8, size],
        [8, offset + end.offset],
      ),
      record('PK\x06\x07', [4, 0], [8, at], [4, 1]),
    );
  }
  const said = zip64
    ? { count: 0xffff, size: 0xffffffff, offset: 0xffffffff }
    : { count, size, offset: offset + end.offset };
  push(
    record(
      'PK\x05\x06',
      [2, end.disk],
      [2, 0],
      [2, said.count + (zip64 ? 0 : end.here)],
      [2, said.count + (zip64 ? 0 : end.all)],
      [4, said.size],
      [4, said.offset],
      [2, comment.length + end.commentLength],
    ),
    comment,
    suffix,
  );
  return Buffer.concat(parts);
}

function extraOf(random: Random): Buffer {
  const body = Buffer.from(Array.from({ length: random.pick([0, 1, 4, 8, 16, 24, 28]) }, () => random.integer(0, 255)));
  const id = random.pick([0x0001, 0x7075, 0x5455, 0x9901, 0xcafe]);
  const said = random.chance(0.7) ? body.length : random.pick(NUMBERS_16);
  return Buffer.concat([record('', [2, id], [2, said]), body]);
}

function fileIn(random: Random, archive: Archive): Packed {
  return random.pick(archive.files);
}

/** Those after which many readers still find the export. */
const MILD: Readonly<Record<string, (random: Random, archive: Archive) => void>> = {
  'other-name': (random, archive) => {
    fileIn(random, archive).name = Buffer.from(random.pick(FILE_NAMES));
  },
  'name-in-bytes': (random, archive) => {
    const file = fileIn(random, archive);
    file.name = Buffer.from([0xff, 0xe9, random.integer(0, 255), ...Buffer.from('.xml')]);
    file.flags = random.pick([0, 0x0800]);
  },
  'add-file': (random, archive) => {
    const bytes = random.pick([NO_BYTES, Buffer.from('x'), XML]);
    archive.files.push(random.chance(0.5) ? stored(random.pick(FILE_NAMES), bytes) : fileOf(random.pick(FILE_NAMES)));
    archive.listed.push(archive.files.length - 1);
  },
  'other-attributes': (random, archive) => {
    fileIn(random, archive).attributes = random.pick([
      0,
      0o120777 << 16,
      0o040755 << 16,
      0o010644 << 16,
      0x10,
      0xffffffff,
    ]);
  },
  'add-extra': (random, archive) => {
    fileIn(random, archive).extra = extraOf(random);
  },
  'add-comment': (random, archive) => {
    archive.comment = random.pick([Buffer.from('é'), Buffer.alloc(0xffff, 'c'), Buffer.from('PK\x05\x06', 'latin1')]);
  },
  'add-suffix': (random, archive) => {
    archive.suffix = random.pick([
      Buffer.from('\r\n'),
      Buffer.alloc(70_000, 's'),
      Buffer.from('<html></html>'),
      Buffer.from('PK\x05\x06', 'latin1'),
    ]);
  },
  'add-gap': (random, archive) => {
    fileIn(random, archive).gap = Buffer.alloc(random.pick([1, 22, 5_000]));
  },
  'other-version': (random, archive) => {
    fileIn(random, archive).version = random.pick(NUMBERS_16);
  },
  'not-listed': (random, archive) => {
    archive.listed.splice(random.integer(0, Math.max(0, archive.listed.length - 1)), 1);
  },
  'other-content': (random, archive) => {
    const content = random.pick([
      NO_BYTES,
      Buffer.from('x'),
      Buffer.from('<a/>'),
      Buffer.from('PK\x03\x04', 'latin1'),
      XML.subarray(0, 9_000),
    ]);
    Object.assign(fileIn(random, archive), stored('EDT.xml', content));
  },
  'changed-content': (random, archive) => {
    const content = mutateBytes(random, XML, []);
    Object.assign(fileIn(random, archive), fileOf('EDT.xml', deflateRawSync(content), content.length, crc32(content)));
  },
  'archive-in-archive': (random, archive) => {
    const inner = write(archive);
    Object.assign(archive, archiveOf(stored(random.pick(['EDT.xml', 'EDT.zip']), inner)));
  },
  bomb: (random, archive) => {
    const said = random.pick([3_000_000, 3_000_000, 1_000, 0xffffffff]);
    Object.assign(fileIn(random, archive), fileOf('EDT.xml', SPACES, said, SPACES_CRC));
  },
};

/** Those in which two places do not agree, or one says what cannot be. */
const LIES: Readonly<Record<string, (random: Random, archive: Archive) => void>> = {
  'wrong-method': (random, archive) => {
    fileIn(random, archive).method = random.pick([0, 1, 8, 9, 12, 14, 93, 99, 0xffff]);
  },
  'wrong-flags': (random, archive) => {
    fileIn(random, archive).flags = random.pick([0, 1, 8, 0x41, 0x2000, 0x0801, 0xffff]);
  },
  'wrong-crc': (random, archive) => {
    fileIn(random, archive).crc = random.pick(NUMBERS_32);
  },
  'wrong-size': (random, archive) => {
    const file = fileIn(random, archive);
    file.size = random.chance(0.5) ? file.size + random.pick([-1, 1, 1_000]) : random.pick(NUMBERS_32);
  },
  'wrong-packed-size': (random, archive) => {
    const file = fileIn(random, archive);
    file.packedSize = random.chance(0.5) ? file.packedSize + random.pick([-1, 1, 1_000]) : random.pick(NUMBERS_32);
  },
  'local-header-differs': (random, archive) => {
    const file = fileIn(random, archive);
    file.local = random.pick<Packed['local']>([
      { name: Buffer.from(random.pick(FILE_NAMES)) },
      { method: random.pick([0, 8, 99]) },
      { flags: random.pick([1, 8]) },
      { packedSize: random.pick(NUMBERS_32) },
      { size: random.pick(NUMBERS_32) },
      { extra: extraOf(random) },
    ]);
  },
  'wrong-place': (random, archive) => {
    fileIn(random, archive).shift = random.pick([-1, 1, 30, -30, 10_000, 0x7fffffff, -2_000_000_000]);
  },
  'listed-twice': (_random, archive) => {
    archive.listed.push(...archive.listed);
  },
  'wrong-count': (random, archive) => {
    const wrong = random.pick([-1, 1, 100, 5_000, 0xfffe]);
    archive.end.all = wrong;
    archive.end.here = random.chance(0.7) ? wrong : 0;
  },
  'wrong-directory': (random, archive) => {
    archive.end.offset = random.pick([-1, 1, -30, 40, 100_000, 0x7fffffff]);
    if (random.chance(0.3)) archive.end.size = random.pick([-1, 1, 100_000]);
  },
  'wrong-comment-length': (random, archive) => {
    archive.end.commentLength = random.pick([1, 5, 0xffff]);
  },
  'other-disk': (random, archive) => {
    archive.end.disk = random.pick([1, 0xffff]);
  },
  'add-prefix': (random, archive) => {
    archive.prefix = random.pick([Buffer.from('PK'), Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('#!/bin/sh\n')]);
    if (random.chance(0.4)) archive.end.offset = -archive.prefix.length;
  },
  'spoilt-stream': (random, archive) => {
    const file = fileIn(random, archive);
    file.packed = mutateBytes(random, file.packed, []);
    if (random.chance(0.7)) file.packedSize = file.packed.length;
  },
  'more-in-stream': (random, archive) => {
    const file = fileIn(random, archive);
    file.packed = Buffer.concat([file.packed, random.pick([Buffer.alloc(100), DEFLATED])]);
    file.packedSize = file.packed.length;
  },
  'zip64-by-half': (random, archive) => {
    archive.zip64 = !archive.zip64;
    const file = fileIn(random, archive);
    if (random.chance(0.5)) file.size = 0xffffffff;
    if (random.chance(0.5)) file.extra = record('', [2, 1], [2, 8], [8, random.pick([XML.length, 2 ** 40, -1])]);
  },
  'many-files': (random, archive) => {
    const many = random.pick([50, 1_001]);
    for (let number = 0; number < many; number++) archive.listed.push(0);
  },
};

/** A good archive with one or some changes. */
export function drawArchive(random: Random): FuzzCase<Buffer> {
  const how: string[] = [];
  const archive = random.pick(BASES)();
  const mutate = (mutations: typeof MILD): void => {
    const [name, mutation] = random.pick(Object.entries(mutations));
    how.push(name);
    if (archive.files.length > 0) mutation(random, archive);
  };
  for (let change = random.pick([0, 1, 1, 2]); change > 0; change--) mutate(MILD);
  for (let change = random.pick([0, 0, 1, 1, 2]); change > 0; change--) mutate(LIES);
  let bytes = write(archive);
  if (random.chance(0.2))
    for (let time = random.integer(1, 3); time > 0; time--) bytes = mutateBytes(random, bytes, how);
  return { input: bytes, how };
}
