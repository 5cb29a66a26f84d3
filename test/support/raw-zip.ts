/** Writes zip archives byte by byte, so that each field can lie. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data?: Uint8Array | string;
  /** 8 is deflate, 0 stored; another is only claimed. */
  readonly method?: number;
  /** Bit 0: encrypted. */
  readonly flags?: number;
  readonly crc?: number;
  /** Claimed size once inflated. */
  readonly size?: number;
  /** Unix mode, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** Sums and sizes follow the data, as when the archive was written to a pipe; the local header has none. */
  readonly descriptor?: boolean;
  /** Sizes and place are in 64 bits. */
  readonly zip64?: boolean;
  /** Place of the local header that the directory claims. */
  readonly offset?: number;
}

const FULL = 0xffffffff;

/** The archive as it would be written by an honest program, but for what an entry says otherwise. */
export function rawZip(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, data = '', method = 8, mode = 0o100644, descriptor = false, zip64 = false } = entry;
    const plain = Buffer.from(data);
    const packed = method === 0 ? plain : deflateRawSync(plain);
    const nameBytes = Buffer.from(name, 'utf8');
    const flags = (entry.flags ?? 0) | 0x0800 | (descriptor ? 8 : 0);
    const sums = { crc: entry.crc ?? crc32(plain), packed: packed.length, size: entry.size ?? plain.length };
    const offset = entry.offset ?? at;
    const wide = zip64 ? longs(0x0001, sums.size, sums.packed) : Buffer.alloc(0);
    const wideCentral = zip64 ? longs(0x0001, sums.size, sums.packed, offset) : Buffer.alloc(0);
    const narrow = zip64 ? { ...sums, packed: FULL, size: FULL } : sums;
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      common(method, flags, descriptor ? { crc: 0, packed: 0, size: 0 } : narrow, nameBytes.length, wide.length),
      nameBytes,
      wide,
      packed,
      descriptor ? descriptorOf(sums) : Buffer.alloc(0),
    ]);
    const head = Buffer.alloc(6);
    head.write('PK\x01\x02', 'latin1');
    head.writeUInt16LE((3 << 8) | (zip64 ? 45 : 20), 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(zip64 ? FULL : offset, 10);
    directory.push(
      head,
      common(method, flags, narrow, nameBytes.length, wideCentral.length),
      tail,
      nameBytes,
      wideCentral,
    );
    bodies.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const isWide = entries.some((entry) => entry.zip64);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(isWide ? 0xffff : entries.length, 8);
  end.writeUInt16LE(isWide ? 0xffff : entries.length, 10);
  end.writeUInt32LE(isWide ? FULL : listing.length, 12);
  end.writeUInt32LE(isWide ? FULL : at, 16);
  const wideEnd = isWide ? zip64End(entries.length, listing.length, at) : Buffer.alloc(0);
  return Buffer.concat([...bodies, listing, wideEnd, end]);
}

interface Sums {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** What local header and directory have in common. */
function common(method: number, flags: number, sums: Sums, nameLength: number, extraLength: number): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(flags, 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt32LE(0x5b765b60, 6);
  bytes.writeUInt32LE(sums.crc, 10);
  bytes.writeUInt32LE(sums.packed, 14);
  bytes.writeUInt32LE(sums.size, 18);
  bytes.writeUInt16LE(nameLength, 22);
  bytes.writeUInt16LE(extraLength, 24);
  return bytes;
}

function descriptorOf({ crc, packed, size }: Sums): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write('PK\x07\x08', 'latin1');
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packed, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

/** An extra field of 64-bit numbers. */
function longs(id: number, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 8 * numbers.length);
  bytes.writeUInt16LE(id, 0);
  bytes.writeUInt16LE(8 * numbers.length, 2);
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), 4 + 8 * index);
  return bytes;
}

function zip64End(count: number, length: number, at: number): Buffer {
  const bytes = Buffer.alloc(56 + 20);
  bytes.write('PK\x06\x06', 'latin1');
  bytes.writeBigUInt64LE(44n, 4);
  bytes.writeUInt16LE(45, 12);
  bytes.writeUInt16LE(45, 14);
  for (const [index, number] of [count, count, length, at].entries())
    bytes.writeBigUInt64LE(BigInt(number), 24 + 8 * index);
  bytes.write('PK\x06\x07', 56, 'latin1');
  bytes.writeBigUInt64LE(BigInt(at + length), 64);
  bytes.writeUInt32LE(1, 72);
  return bytes;
}
