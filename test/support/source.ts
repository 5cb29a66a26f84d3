/** Bytes in memory as the spool gives a file: by ranges, in pieces. */
import type { Source } from '../../src/domain/model/given.ts';

const PIECE = 65_536;

/** Refuses ranges that no file has, as a file system does. */
export function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    async *open(range) {
      const { start, end } = range ?? { start: 0, end: bytes.length - 1 };
      if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0)
        throw Object.assign(new RangeError(`read from ${start} to ${end}`), { code: 'ERR_OUT_OF_RANGE' });
      // Copies, as from a disk: what a reader holds on to is then seen.
      for (let at = start; at <= end && at < bytes.length; at += PIECE)
        yield Buffer.from(bytes.subarray(at, Math.min(at + PIECE, end + 1)));
    },
  };
}
