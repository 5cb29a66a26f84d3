/**
 * Bytes to text: encoding by byte order mark, else by shape, else as the XML declaration says (RULES.md 1.8), but for a document that
 * announces an encoding of western Europe and is written in UTF-8, as editors leave one.
 */

import { TextDecoder } from 'node:util';
import { type Outcome, stop } from '../../domain/model/finding.ts';
import { Stopped } from './stopped.ts';

/** Declared names, lower case, and the decoder that reads them. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};

/** Name of the decoder for a document that starts with these bytes (the first 1,024 suffice). */
function encodingOf(head: Uint8Array): Outcome<{ readonly name: string }> {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8' };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le' };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be' };
  if (a === 0x3c && b === 0) return { name: 'utf-16le' };
  if (a === 0 && b === 0x3c) return { name: 'utf-16be' };
  const declared = declaredIn(head);
  if (declared === undefined) return { name: 'utf-8' };
  const name = declared.toLowerCase();
  // Every object has a `constructor`, and a file may declare it.
  const known = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (known) return { name: known };
  // A document that declares UTF-16 but whose bytes were read as single bytes here has been converted on its way.
  if (/^utf-?16/i.test(declared)) return { name: 'utf-8' };
  return stop('xml-encoding-unknown', { encoding: declared });
}

function declaredIn(head: Uint8Array): string | undefined {
  const start = new TextDecoder('windows-1252').decode(head.subarray(0, 1_024));
  return /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']{1,40})["']/.exec(start)?.[1];
}

/** The encoding of western Europe that a document which starts with these bytes announces; null: it announces another, or none. */
export function westernIn(head: Uint8Array): string | null {
  const found = encodingOf(head);
  return 'stopped' in found || !isWestern(found.name) ? null : (declaredIn(head) ?? null);
}

function isWestern(name: string): boolean {
  return name === 'windows-1252' || name === 'iso-8859-15';
}

/** Bytes of one character that says which of two encodings a text is in. */
const TELLING_BYTES = 3;

/**
 * Tells UTF-8 from the encodings of western Europe by the first character that is not ASCII: an accented letter, a quotation mark or
 * a dash in UTF-8 would there be `Ã©`, `Â«` or `â€™`, which no name and no sentence begins with.
 */
export function createUtf8Watch() {
  let tail: Uint8Array = new Uint8Array(0);
  let found: 'utf-8' | 'western' | null = null;
  return {
    /** Null: nothing but ASCII so far. */
    see(chunk: Uint8Array): 'utf-8' | 'western' | null {
      if (found !== null) return found;
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const at = firstHigh(bytes);
      if (at < 0) return null;
      tail = bytes.subarray(at);
      if (tail.length < TELLING_BYTES) return null;
      found = isUtf8Character(tail) ? 'utf-8' : 'western';
      return found;
    },
  };
}

/** Where the first byte stands that is not ASCII; -1: nowhere. */
function firstHigh(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= 0x80) return at;
  return -1;
}

function isUtf8Character([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const follows = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf;
  if (first === 0xc2) return second >= 0xa0 && follows(second);
  if (first >= 0xc3 && first <= 0xc5) return follows(second);
  return first === 0xe2 && (second === 0x80 || second === 0x82) && follows(third);
}

/** Yields the text of a byte stream in pieces. A byte order mark is dropped. */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, Outcome<null>> {
  let reader: ((chunk: Uint8Array | null) => string) | null = null;
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (reader) {
      yield reader(chunk);
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 1_024) continue;
    const found = encodingOf(head);
    if ('stopped' in found) return found;
    reader = readerOf(found.name);
    yield reader(head);
  }
  if (!reader) {
    const found = encodingOf(head);
    if ('stopped' in found) return found;
    reader = readerOf(found.name);
    yield reader(head);
  }
  yield reader(null);
  return null;
}

/** Decodes chunk by chunk, null for the end; throws Stopped where bytes are none of the encoding. */
function readerOf(encoding: string): (chunk: Uint8Array | null) => string {
  const watch = isWestern(encoding) ? createUtf8Watch() : null;
  let decoder = new TextDecoder(encoding, { fatal: true });
  let isSettled = watch === null;
  let kept: Uint8Array = new Uint8Array(0);
  const decoded = (chunk: Uint8Array | null): string => {
    try {
      return decoder.decode(chunk ?? undefined, { stream: chunk !== null });
    } catch {
      // At the very end half a character is missing, not wrong.
      throw new Stopped(chunk === null ? stop('xml-truncated') : stop('xml-encoding-wrong', { encoding }));
    }
  };
  return (chunk) => {
    if (isSettled) return decoded(chunk);
    const known = chunk === null ? 'western' : watch?.see(chunk);
    const bytes = chunk === null ? kept : Buffer.concat([kept, chunk]);
    if (known) {
      isSettled = true;
      if (known === 'utf-8') decoder = new TextDecoder('utf-8', { fatal: true });
      return `${decoded(bytes)}${chunk === null ? decoded(null) : ''}`;
    }
    // What is not ASCII waits until it is known what it is.
    const at = firstHigh(bytes);
    const ready = at < 0 ? bytes : bytes.subarray(0, at);
    kept = bytes.subarray(ready.length);
    return decoded(ready);
  };
}
