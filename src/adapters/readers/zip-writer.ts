/** Archives for download: a zip of a source, or the source itself where it is one already. */

import { Readable } from 'node:stream';
import yazl from 'yazl';
import type { Source } from '../../domain/model/given.ts';

/** Streams the archive, with the files that a source is read together with; `modified` is the entries' time. */
export async function zipOf(source: Source, filename: string, modified: Date): Promise<AsyncIterable<Uint8Array>> {
  const others = source.with ?? [];
  for await (const head of source.open({ start: 0, end: Math.max(0, Math.min(source.size, 4) - 1) })) {
    if (head[0] === 0x50 && head[1] === 0x4b && others.length === 0) return source.open();
    break;
  }
  const zip = new yazl.ZipFile();
  const taken = new Set<string>();
  for (const one of [{ ...source, name: filename }, ...others]) {
    const bytes = one.size === 0 ? Readable.from([]) : Readable.from(one.open(), { objectMode: false });
    zip.addReadStream(bytes, entryName(one.name ?? '', taken), { mtime: modified });
  }
  zip.end();
  return zip.outputStream as Readable;
}

/** A name that leads into no other folder, and that no entry has yet. */
function entryName(name: string, taken: Set<string>): string {
  const plain = name.replace(/^[/\\.]+|[/\\]/g, '_') || 'export.xml';
  const own = taken.has(plain) ? `${taken.size + 1}-${plain}` : plain;
  taken.add(own);
  return own;
}
