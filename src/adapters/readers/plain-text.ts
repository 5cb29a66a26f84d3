/**
 * Plain text of unknown encoding: by byte order mark, else UTF-8 where every byte agrees or nearly all do, else ISO-8859-15 where a
 * letter is said as only that one does, else Windows-1252 as spreadsheets save it.
 */

import { TextDecoder } from 'node:util';

/** Name of the decoder that reads these bytes; looks at all of them unless a mark says it. */
export async function plainEncodingOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const isUtf8 = (chunk?: Uint8Array): boolean => {
    try {
      utf8.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  const west = watchWestern();
  let head: Uint8Array = new Uint8Array(0);
  let mayBeUtf8 = true;
  for await (const chunk of bytes) {
    if (head.length < 2) {
      head = Buffer.concat([head, chunk.subarray(0, 2)]);
      if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
      if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
    }
    mayBeUtf8 &&= isUtf8(chunk);
    west.see(chunk);
  }
  return (mayBeUtf8 && isUtf8()) || west.isNearlyUtf8() ? 'utf-8' : west.encoding();
}

/** Letters of UTF-8 for each byte that is none of it: a cut, or a line that was pasted from elsewhere, spoils no other name. */
const LETTERS_FOR_A_STRAY = 10;

/** Ÿ, Œ, œ, Š, š, Ž and ž in ISO-8859-15: fractions and marks in Windows-1252, which nobody writes beside a letter. */
const NINTH_LETTERS: ReadonlySet<number> = new Set([0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe]);

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0xc0;
}

/** Looks for what tells the two encodings of western Europe apart. */
function watchWestern() {
  let before = 0;
  let letters = 0;
  let strays = 0;
  let isWindows = false;
  let isNinth = false;
  return {
    see(chunk: Uint8Array): void {
      for (const byte of chunk) {
        // Apostrophes, dashes and œ of Windows; in ISO-8859-15 these are no characters at all.
        if (byte >= 0x80 && byte <= 0x9f) isWindows = true;
        if (NINTH_LETTERS.has(before) && isLetter(byte)) isNinth = true;
        if (NINTH_LETTERS.has(byte) && isLetter(before)) isNinth = true;
        // `Ã©` and the like, which no word has; an accent with ASCII behind it is none of UTF-8.
        if (before >= 0xc3 && before <= 0xc5 && byte >= 0x80 && byte <= 0xbf) letters += 1;
        else if (before >= 0xc0 && byte < 0x80) strays += 1;
        before = byte;
      }
    },
    isNearlyUtf8: () => letters > LETTERS_FOR_A_STRAY * strays,
    encoding: () => (isNinth && !isWindows ? 'iso-8859-15' : 'windows-1252'),
  };
}

/** The text of a beginning of some kilobytes, which may end in the middle of a character. */
export function beginningText(head: Uint8Array): string {
  const [a, b] = head;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    // Some versions of Node decode windows-1252 that is not streamed as iso-8859-1.
    return new TextDecoder('windows-1252').decode(head, { stream: true });
  }
}

/** The text in pieces, without its mark. Bytes that the encoding does not have become U+FFFD. */
export async function* decodePlain(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
