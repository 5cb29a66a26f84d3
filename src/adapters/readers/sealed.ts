/** The sealed content of a container: deciphers, verifies and inflates it, within bounds and without an oracle. */

import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { type Outcome, stop } from '../../domain/model/finding.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { Stopped } from './stopped.ts';
import { ZIP_LIMITS, type ZipLimits } from './zip.ts';

const AES_BLOCK = 16;

/** Bytes of a base64 text with line breaks; null when it is none. */
export function fromBase64(text: string): Buffer | null {
  const tight = text.replace(/\s+/g, '');
  return tight !== '' && tight.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(tight)
    ? Buffer.from(tight, 'base64')
    : null;
}

/**
 * Deciphers AES-128-CBC and compares with the SHA-256 that came along. Wrong padding and a wrong digest are one and the same
 * `container-damaged`: who sends altered files learns nothing from the answer.
 */
export function decipher(content: Buffer, keyAndIv: Uint8Array, digest: Buffer): Outcome<{ readonly bytes: Buffer }> {
  if (content.length === 0 || content.length % AES_BLOCK !== 0) return stop('container-damaged');
  const aes = createDecipheriv('aes-128-cbc', keyAndIv.subarray(0, 16), keyAndIv.subarray(16, 32));
  aes.setAutoPadding(false);
  const padded = Buffer.concat([aes.update(content), aes.final()]);
  const length = padded[padded.length - 1] ?? 0;
  const fill = padded.subarray(padded.length - length);
  const isPadded = length >= 1 && length <= AES_BLOCK && fill.every((byte) => byte === length);
  const bytes = isPadded ? padded.subarray(0, padded.length - length) : padded;
  const own = createHash('sha256').update(bytes).digest();
  return digest.length === own.length && timingSafeEqual(own, digest) && isPadded
    ? { bytes }
    : stop('container-damaged');
}

/** The inflated bytes as a stream. Throws Stopped `container-not-compressed`, `container-bomb`. */
export async function* inflateSealed(bytes: Buffer, limits: ZipLimits = ZIP_LIMITS): AsyncGenerator<Uint8Array> {
  const most = Math.min(limits.maxInflatedBytes, Math.max(MEGABYTE, bytes.length * limits.maxRatio));
  const inflate = Readable.from([bytes]).pipe(createInflate());
  let size = 0;
  try {
    for await (const chunk of inflate) {
      size += (chunk as Buffer).length;
      if (size > most) throw new Stopped(stop('container-bomb', { megabytes: Math.round(most / MEGABYTE) }));
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof Stopped) throw error;
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw new Stopped(stop('container-not-compressed'));
    throw error;
  } finally {
    inflate.destroy();
  }
}
