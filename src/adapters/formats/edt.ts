/** EDT and PRONOTE clear XML exports (`ExportEmploiDuTemps`), formats 1.x and 2.x: FORMATS.md 1.1 to 1.8. */

import { isStop } from '../../domain/model/finding.ts';
import { claimsRoot, openSole, severalDocuments } from '../../domain/model/given.ts';
import type { Format } from '../../domain/ports.ts';
import { readXml } from '../readers/xml.ts';
import { EdtReader } from './edt-reader.ts';

const edt: Format = {
  name: 'EDT',
  versions: ['1.1', '2.0'],
  claims: (given) => claimsRoot(given, 'ExportEmploiDuTemps'),
  async read(given, findings) {
    const several = severalDocuments(given);
    if (several) return several;
    const reader = new EdtReader(findings);
    const outcome = await readXml(openSole(given), {
      root: (_name, _namespace, attributes) => reader.root(attributes),
      open: (path, attributes) => reader.open(path, attributes),
      text: (path, text) => reader.text(path, text),
      close: (path) => reader.close(path),
    });
    return outcome !== null && isStop(outcome) ? outcome : reader.result();
  },
};

export default edt;
