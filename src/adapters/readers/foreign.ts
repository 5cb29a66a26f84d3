/** Files that people give by mistake and that no format reads: pictures, PDF, documents of an office suite, by their first bytes. */

import type { Part } from '../../domain/model/given.ts';

/** What such a file is, for its sentence in the catalogue. */
export type Foreign = 'picture' | 'pdf' | 'office';

/** First bytes in hexadecimal. */
const BEGINNINGS: readonly (readonly [Foreign, RegExp])[] = [
  // PNG, JPEG, GIF, WebP, TIFF, and the photos of telephones.
  ['picture', /^(89504e47|ffd8ff|47494638|52494646.{8}57454250|49492a00|4d4d002a|.{8}66747970(68656963|6d696631))/],
  ['pdf', /^255044462d/],
  // The older binary documents, and the first file in the zip of an OpenDocument.
  ['office', /^(d0cf11e0a1b11ae1|6170706c69636174696f6e2f766e642e6f617369732e6f70656e646f63756d656e742e)/],
];

/** What a document is when it is none that says anything; null: it may be one that does. */
export function foreignIn({ name, head }: Pick<Part, 'name' | 'head'>): Foreign | null {
  // Every document of the newer Office is a zip with this file in it.
  if (name === '[Content_Types].xml') return 'office';
  const beginning = Buffer.from(head.subarray(0, 64)).toString('hex');
  return BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0] ?? null;
}
