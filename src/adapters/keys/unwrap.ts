/** Takes the key block of a container apart without telling why it could not be: no oracle for who sends many. */

import { constants, createHash, type KeyObject, privateDecrypt, randomBytes, timingSafeEqual } from 'node:crypto';

/** AES key, IV, and the MD5 of both: FORMATS.md 1.9. */
const BLOB_BYTES = 48;

/**
 * RSA PKCS#1 v1.5 with a message of known length. The raw operation is OpenSSL's, which hides its timing; the padding is looked
 * at as a whole, and a wrong one gives random bytes, which then fail the digest like any other wrong key would.
 */
function unpad(block: Buffer): Buffer {
  const at = block.length - BLOB_BYTES;
  let wrong = (block[0] ?? 1) | ((block[1] ?? 0) ^ 2) | (block[at - 1] ?? 1);
  for (let index = 2; index < at - 1; index++) wrong |= (((block[index] ?? 0) - 1) >> 8) & 1;
  const instead = randomBytes(BLOB_BYTES);
  const mask = ((wrong | -wrong) >> 31) & 0xff;
  const blob = Buffer.alloc(BLOB_BYTES);
  for (let index = 0; index < BLOB_BYTES; index++)
    blob[index] = ((block[at + index] ?? 0) & ~mask) | ((instead[index] ?? 0) & mask);
  return blob;
}

/** AES key and IV of a key block by a private key of its size; null when it is not for this key. */
export function unwrap(block: Uint8Array, key: KeyObject): Buffer | null {
  let raw: Buffer;
  try {
    raw = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  } catch {
    // A number above the modulus: no block made for this key.
    return null;
  }
  const blob = unpad(raw);
  const digest = createHash('md5').update(blob.subarray(0, 32)).digest();
  return timingSafeEqual(digest, blob.subarray(32)) ? blob.subarray(0, 32) : null;
}
