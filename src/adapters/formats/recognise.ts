/** Finds out by content which format a deposited file is, unpacks it, and reads it. */

import { type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { RawExport } from '../../domain/model/timetable.ts';
import type { Format, PartnerKeys } from '../../domain/ports.ts';
import { Stopped } from '../readers/stopped.ts';
import { sniffRoot } from '../readers/xml.ts';
import { openSingleXml, type Source } from '../readers/zip.ts';
import edt from './edt.ts';
import { createEdtEncrypted } from './edt-encrypted.ts';

const NO_KEYS: PartnerKeys = { names: () => Promise.resolve([]), unwrap: () => Promise.resolve('wrong') };

/** Every format there is, for an installation's keys. A new one is one file and its line here. */
export function formatsFor(keys: PartnerKeys): readonly Format[] {
  return [edt, createEdtEncrypted(keys, [edt])];
}

/** The formats of an installation without keys. */
export const FORMATS: readonly Format[] = formatsFor(NO_KEYS);

async function headOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const chunk of bytes) if (chunk.length > 0) return chunk.subarray(0, 64);
  return new Uint8Array(0);
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b;
}

/** False when the first letter, byte order mark and blanks aside, is not `<` in any encoding that is read. */
function mayBeXml(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
  return text === '' || text.startsWith('<');
}

/** Reads an export from its source. A Stop tells why it is none, in the catalogue's words. */
export async function readExport(
  source: Source,
  findings: FindingLog,
  formats: readonly Format[] = FORMATS,
): Promise<Outcome<RawExport>> {
  if (source.size === 0) return stop('empty-file');
  try {
    const head = await headOf(source.open({ start: 0, end: Math.min(source.size, 64) - 1 }));
    if (!isZip(head)) return await readDocument(() => source.open(), findings, formats);
    const entry = await openSingleXml(source);
    if (isStop(entry)) return entry;
    try {
      const inside = await headOf(entry.open());
      if (inside.length === 0) return stop('empty-file');
      if (isZip(inside)) return stop('zip-nested');
      const bytes = entry.trailingBytes;
      if (bytes > 0) findings.add({ code: 'zip-trailing-bytes', severity: 'info', values: { bytes } });
      const outcome = await readDocument(entry.open, findings, formats);
      return isStop(outcome) && outcome.reason === 'not-xml' ? stop('zip-no-xml') : outcome;
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
  if (!mayBeXml(await headOf(open()))) return stop('not-xml');
  const root = await sniffRoot(open());
  if (isStop(root)) return root;
  const claiming = formats.filter((format) => format.claims(root));
  const [format, second] = claiming;
  if (!format) return stop('not-an-export', { root: root.name.slice(0, 60) });
  if (second) return stop('several-formats', { formats: claiming.map((one) => one.name).join(', ') });
  return await format.read(open(), findings);
}
