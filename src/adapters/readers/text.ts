/** Bytes to text: encoding by byte order mark, else by shape, else as the XML declaration says (RULES.md 1.8). */

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
  const start = new TextDecoder('windows-1252').decode(head.subarray(0, 1_024));
  const declared = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']{1,40})["']/.exec(start)?.[1];
  if (declared === undefined) return { name: 'utf-8' };
  const name = declared.toLowerCase();
  // Every object has a `constructor`, and a file may declare it.
  const known = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (known) return { name: known };
  // A document that declares UTF-16 but whose bytes were read as single bytes here has been converted on its way.
  if (/^utf-?16/i.test(declared)) return { name: 'utf-8' };
  return stop('xml-encoding-unknown', { encoding: declared });
}

/** Yields the text of a byte stream in pieces. A byte order mark is dropped. */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, Outcome<null>> {
  let decoder: TextDecoder | null = null;
  let encoding = '';
  let head: Uint8Array = new Uint8Array(0);
  const text = (chunk: Uint8Array | null): string => {
    try {
      return decoder ? decoder.decode(chunk ?? undefined, { stream: chunk !== null }) : '';
    } catch {
      // At the very end half a character is missing, not wrong.
      throw new Stopped(chunk === null ? stop('xml-truncated') : stop('xml-encoding-wrong', { encoding }));
    }
  };
  for await (const chunk of bytes) {
    if (decoder) {
      yield text(chunk);
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 1_024) continue;
    const found = encodingOf(head);
    if ('stopped' in found) return found;
    encoding = found.name;
    decoder = new TextDecoder(encoding, { fatal: true });
    yield text(head);
  }
  if (!decoder) {
    const found = encodingOf(head);
    if ('stopped' in found) return found;
    encoding = found.name;
    decoder = new TextDecoder(encoding, { fatal: true });
    yield text(head);
  }
  yield text(null);
  return null;
}
