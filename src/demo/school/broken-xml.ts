/** Faults of the file itself: cut, not XML, hostile, or in another encoding than it says. */

import type { Fate } from './broken-text.ts';
import { replaceOnce } from './broken-text.ts';
import { writeEdt, writeEdtBytes } from './edt-writer.ts';
import type { School } from './model.ts';

/** One fault, made in the bytes of a good export. */
export interface Malformation {
  readonly name: string;
  readonly fate: Fate;
  readonly spoil: (school: School) => Buffer;
}

const root = /<ExportEmploiDuTemps /;

/** Puts a document type declaration before the root, and some text into the name of the first subject. */
function withDoctype(school: School, doctype: string, label = ''): Buffer {
  const text = replaceOnce(writeEdt(school), root, `${doctype}\n<ExportEmploiDuTemps `);
  return Buffer.from(label === '' ? text : replaceOnce(text, /Libelle="[^"]*"/, `Libelle="${label}"`));
}

/** Ten entities, each ten times the one before: a few hundred bytes that mean three gigabytes. */
function laughs(): string {
  const lines = Array.from({ length: 9 }, (_, index) => `<!ENTITY lol${index + 1} "${`&lol${index};`.repeat(10)}">`);
  return `<!DOCTYPE ExportEmploiDuTemps [<!ENTITY lol0 "lol">${lines.join('')}]>`;
}

/** Puts bytes into the first room's name. */
function withBytesInRoom(school: School, bytes: readonly number[]): Buffer {
  const whole = writeEdtBytes(school);
  const at = whole.indexOf('Nom="', whole.indexOf('<Salles>')) + 'Nom="'.length;
  return Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)]);
}

function withDeclaration(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);
}

export const malformations: readonly Malformation[] = [
  { name: 'empty', fate: 'refused', spoil: () => Buffer.alloc(0) },
  { name: 'truncated', fate: 'refused', spoil: (school) => halfOf(writeEdtBytes(school)) },
  { name: 'truncated-at-the-last-tag', fate: 'refused', spoil: (school) => writeEdtBytes(school).subarray(0, -3) },
  { name: 'not-xml', fate: 'refused', spoil: () => Buffer.from('Nom;Prénom\nMARVIER;Éloïse\n') },
  {
    name: 'other-xml',
    fate: 'refused',
    spoil: () => Buffer.from('<?xml version="1.0"?>\n<html><body>502 Bad Gateway</body></html>\n'),
  },
  { name: 'billion-laughs', fate: 'refused', spoil: (school) => withDoctype(school, laughs(), '&lol9;') },
  {
    name: 'external-entity',
    fate: 'refused',
    spoil: (school) =>
      // An external entity may not stand in an attribute, so it stands in the text of a weekday.
      Buffer.from(
        replaceOnce(
          withDoctype(school, '<!DOCTYPE e [<!ENTITY secret SYSTEM "file:///etc/hostname">]>').toString(),
          /<Jour>1</,
          '<Jour>&secret;<',
        ),
      ),
  },
  {
    name: 'bare-external-doctype',
    fate: 'taken',
    spoil: (school) =>
      withDoctype(school, '<!DOCTYPE ExportEmploiDuTemps SYSTEM "http://127.0.0.1:9/ExportEmploiDuTemps.dtd">'),
  },
  {
    name: 'deep-nesting',
    fate: 'unsettled',
    spoil: (school) =>
      Buffer.from(replaceOnce(writeEdt(school), /<Salles>/, `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}<Salles>`)),
  },
  { name: 'invalid-utf8', fate: 'refused', spoil: (school) => withBytesInRoom(school, [0xc3, 0x28]) },
  { name: 'nul', fate: 'refused', spoil: (school) => withBytesInRoom(school, [0]) },
  {
    name: 'says-utf-8-is-latin-1',
    fate: 'refused',
    spoil: (school) => withDeclaration(writeEdtBytes(school, { encoding: 'iso-8859-1' }), 'ISO-8859-1', 'UTF-8'),
  },
  {
    // Nobody can see it: every byte is a letter of Latin-1. Names come out wrong, and only matching tells.
    name: 'says-latin-1-is-utf-8',
    fate: 'taken',
    spoil: (school) => withDeclaration(writeEdtBytes(school), 'UTF-8', 'ISO-8859-1'),
  },
  {
    name: 'unknown-encoding',
    fate: 'refused',
    spoil: (school) => withDeclaration(writeEdtBytes(school), 'UTF-8', 'EBCDIC-FR'),
  },
];

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

/** An export whose first room has a name of that many megabytes, piece by piece: a reader must not keep it all. */
export function* hugeAttribute(school: School, megabytes = 100): Generator<Buffer> {
  const whole = writeEdtBytes(school);
  const at = whole.indexOf('Nom="', whole.indexOf('<Salles>')) + 'Nom="'.length;
  yield whole.subarray(0, at);
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  for (let written = 0; written < megabytes; written++) yield megabyte;
  yield whole.subarray(at);
}
