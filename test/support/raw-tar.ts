/** Writes archives of `tar`, with long names where they are. */

interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly type?: string;
}

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name.slice(0, 100), 0, 'utf8');
  block.write('0000600\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** The archive as `tar` writes it: GNU long names above 100 characters, two empty blocks at the end. */
export function rawTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, bytes, type = '0' }) => {
    const data = Buffer.from(bytes as string);
    const long = Buffer.from(`${name}\0`);
    const longName = name.length > 100 ? [header('././@LongLink', long.length, 'L'), padded(long)] : [];
    return [...longName, header(name, data.length, type), padded(data)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1_024)]);
}
