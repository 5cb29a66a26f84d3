/** Mutations that know nothing of what they change: bits, lengths, and pieces in the wrong place. */
import type { Random } from '../../src/demo/school/random.ts';

export type ByteMutation = (random: Random, bytes: Buffer) => Buffer;

const TELLING = [0x00, 0x0a, 0x0d, 0x20, 0x22, 0x26, 0x27, 0x2f, 0x3c, 0x3e, 0x50, 0x7f, 0x80, 0xc3, 0xed, 0xfe, 0xff];

/** A range of some bytes, short more often than long. */
function range(random: Random, length: number): readonly [from: number, to: number] {
  const from = random.integer(0, Math.max(0, length - 1));
  const most = random.pick([1, 4, 16, 256, 4096]);
  return [from, Math.min(length, from + random.integer(1, most))];
}

/** By the name that a failure tells. */
const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  'flip-bit': (random, bytes) => {
    const changed = Buffer.from(bytes);
    const at = random.integer(0, Math.max(0, bytes.length - 1));
    if (bytes.length > 0) changed[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
    return changed;
  },
  'set-byte': (random, bytes) => {
    const changed = Buffer.from(bytes);
    if (bytes.length > 0) changed[random.integer(0, bytes.length - 1)] = random.pick(TELLING);
    return changed;
  },
  truncate: (random, bytes) => bytes.subarray(0, random.integer(0, bytes.length)),
  behead: (random, bytes) => bytes.subarray(random.integer(0, Math.min(bytes.length, 64))),
  'delete-range': (random, bytes) => {
    const [from, to] = range(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'repeat-range': (random, bytes) => {
    const [from, to] = range(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  splice: (random, bytes) => {
    const [from, to] = range(random, bytes.length);
    const at = random.integer(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]);
  },
  'insert-noise': (random, bytes) => {
    const at = random.integer(0, bytes.length);
    const noise = Buffer.from(Array.from({ length: random.integer(1, 32) }, () => random.integer(0, 255)));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  append: (random, bytes) => Buffer.concat([bytes, bytes.subarray(0, random.integer(0, bytes.length))]),
};

/** One of them, by chance; its name goes to `how`. */
export function mutateBytes(random: Random, bytes: Buffer, how: string[]): Buffer {
  const [name, mutation] = random.pick(Object.entries(BYTE_MUTATIONS));
  how.push(name);
  return mutation(random, bytes);
}
