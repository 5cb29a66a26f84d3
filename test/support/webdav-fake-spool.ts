/** The spool in memory: what the port promises, for tests that need no disk. */
import { createHash } from 'node:crypto';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Spool } from '../../src/domain/ports.ts';

/** A spool and the objects that it holds, by their SHA-256. */
export function createFakeSpool(): { readonly spool: Spool; readonly objects: ReadonlyMap<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  const spool: Spool = {
    async receive() {
      const chunks: Buffer[] = [];
      return {
        async write(chunk) {
          chunks.push(Buffer.from(chunk));
        },
        async seal() {
          const bytes = Buffer.concat(chunks);
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          objects.set(sha256, bytes);
          return { sha256, size: bytes.length };
        },
        async discard() {
          chunks.length = 0;
        },
      };
    },
    async *open(sha256, range) {
      const bytes = objects.get(sha256);
      if (!bytes) throw new AppError('source-missing', `no object ${sha256}`);
      yield range ? bytes.subarray(range.start, range.end + 1) : bytes;
    },
    async forget(sha256) {
      objects.delete(sha256);
    },
  };
  return { spool, objects };
}
