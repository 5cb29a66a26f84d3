/** Text to bytes in the encodings that school software uses, with XML character references for what an encoding lacks. */

export type TextEncoding = 'utf-8' | 'utf-16' | 'iso-8859-1' | 'iso-8859-15' | 'windows-1252';

export interface TextEncoder {
  /** Byte order mark to write first; empty for none. */
  readonly mark: Buffer;
  readonly encode: (text: string) => Buffer;
}

/** UTF-16 is little-endian with its mark. */
export function encoderOf(encoding: TextEncoding, hasByteOrderMark: boolean): TextEncoder {
  if (encoding === 'utf-16') return { mark: Buffer.from([0xff, 0xfe]), encode: (text) => Buffer.from(text, 'utf16le') };
  if (encoding === 'utf-8') {
    const mark = Buffer.from(hasByteOrderMark ? [0xef, 0xbb, 0xbf] : []);
    return { mark, encode: (text) => Buffer.from(text, 'utf8') };
  }
  const bytes = byteTable(encoding);
  return {
    mark: Buffer.alloc(0),
    encode: (text) =>
      // Each character becomes one of the first 256, which `latin1` writes as that byte.
      Buffer.from(
        text.replace(/[^\0-\x7f]/gu, (character) => {
          const byte = bytes.get(character);
          return byte === undefined ? `&#${character.codePointAt(0)};` : String.fromCharCode(byte);
        }),
        'latin1',
      ),
  };
}

/** Bytes 128 to 255 of a one-byte encoding. For the Web, iso-8859-1 is windows-1252, so it is not asked there. */
function byteTable(encoding: 'iso-8859-1' | 'iso-8859-15' | 'windows-1252'): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, number>();
  // Some versions of Node decode windows-1252 that is not streamed as iso-8859-1.
  const of = (byte: number): string => decoder.decode(new Uint8Array([byte]), { stream: true });
  for (let byte = 128; byte < 256; byte++) {
    table.set(encoding === 'iso-8859-1' ? String.fromCharCode(byte) : of(byte), byte);
  }
  return table;
}
