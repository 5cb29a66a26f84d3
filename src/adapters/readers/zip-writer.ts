/** Archives for download: a zip of a source, or the source itself where it is one already. */

import { Readable } from 'node:stream';
import yazl from 'yazl';
import type { Source } from '../../domain/model/given.ts';

/** Streams the archive; `modified` is the entry's time. */
export async function zipOf(source: Source, filename: string, modified: Date): Promise<AsyncIterable<Uint8Array>> {
  for await (const head of source.open({ start: 0, end: Math.max(0, Math.min(source.size, 4) - 1) })) {
    if (head[0] === 0x50 && head[1] === 0x4b) return source.open();
    break;
  }
  const zip = new yazl.ZipFile();
  const bytes = source.size === 0 ? Readable.from([]) : Readable.from(source.open(), { objectMode: false });
  zip.addReadStream(bytes, filename.replace(/^[/\\.]+|[/\\]/g, '_') || 'export.xml', { mtime: modified });
  zip.end();
  return zip.outputStream as Readable;
}
