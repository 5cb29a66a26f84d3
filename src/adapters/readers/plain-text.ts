/** Plain text of unknown encoding: by byte order mark, else UTF-8 where every byte agrees, else Windows-1252 as spreadsheets save it. */

import { TextDecoder } from 'node:util';

/** Name of the decoder that reads these bytes; looks at all of them unless a mark says it. */
export async function plainEncodingOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let head: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of bytes) {
      if (head.length < 2) {
        head = Buffer.concat([head, chunk.subarray(0, 2)]);
        if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
        if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
      }
      utf8.decode(chunk, { stream: true });
    }
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
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
