/** Finds out by content which format a deposited file is, unpacks it, and reads it. */

import { type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { RawExport } from '../../domain/model/timetable.ts';
import type { Format } from '../../domain/ports.ts';
import { Stopped } from '../readers/stopped.ts';
import { sniffRoot } from '../readers/xml.ts';
import { openSingleXml, type Source } from '../readers/zip.ts';
import edt from './edt.ts';
import edtEncrypted from './edt-encrypted.ts';

/** Every format there is. A new one is one file and its line here. */
export const FORMATS: readonly Format[] = [edt, edtEncrypted];

async function headOf(source: Source): Promise<Uint8Array> {
  for await (const chunk of source.open({ start: 0, end: Math.min(source.size, 64) - 1 })) return chunk;
  return new Uint8Array(0);
}

/** Reads an export from its source. A Stop tells why it is none, in the catalogue's words. */
export async function readExport(
  source: Source,
  findings: FindingLog,
  formats: readonly Format[] = FORMATS,
): Promise<Outcome<RawExport>> {
  if (source.size === 0) return stop('empty-file');
  try {
    const head = await headOf(source);
    if (head[0] !== 0x50 || head[1] !== 0x4b) return await readDocument(() => source.open(), findings, formats);
    const entry = await openSingleXml(source);
    if (isStop(entry)) return entry;
    try {
      return await readDocument(entry.open, findings, formats);
    } finally {
      entry.close();
    }
  } catch (error) {
    if (error instanceof Stopped) return error.stop;
    throw error;
  }
}

async function readDocument(
  open: () => AsyncIterable<Uint8Array>,
  findings: FindingLog,
  formats: readonly Format[],
): Promise<Outcome<RawExport>> {
  const root = await sniffRoot(open());
  if (isStop(root)) return root.reason === 'xml-malformed' && root.values?.line === 1 ? stop('not-xml') : root;
  const claiming = formats.filter((format) => format.claims(root));
  const [format, second] = claiming;
  if (!format) return stop('not-an-export', { root: root.name.slice(0, 60) });
  if (second) return stop('several-formats', { formats: claiming.map((one) => one.name).join(', ') });
  return await format.read(open(), findings);
}
