/** Reads an open file, or a part of it, slice by slice. */

import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 256 * 1024;

/** From `start` to `end` inclusive; closes the file, even for who stops reading early. */
export async function* readSlices(
  handle: FileHandle,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  try {
    let position = range?.start ?? 0;
    const end = range === undefined ? Number.POSITIVE_INFINITY : range.end;
    while (position <= end) {
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - position + 1));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
