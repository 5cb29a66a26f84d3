/** Tells of XML that announces an encoding of western Europe and is written in UTF-8: it is read as it is written. */

import type { FindingLog } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { createUtf8Watch, westernIn } from './text.ts';

/** The same document, whose bytes are looked at as they go by. */
export function tellingEncoding(part: Part, findings: FindingLog): Part {
  const encoding = part.root === null ? null : westernIn(part.head);
  if (encoding === null) return part;
  let isTold = false;
  const tell = (): void => {
    if (isTold) return;
    isTold = true;
    findings.add({ code: 'xml-encoding-differs', severity: 'warning', about: part.name, values: { encoding } });
  };
  return { ...part, open: () => watched(part.open(), tell) };
}

async function* watched(bytes: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  const watch = createUtf8Watch();
  for await (const chunk of bytes) {
    if (watch.see(chunk) === 'utf-8') tell();
    yield chunk;
  }
}
