/** The reader of archives: the one export inside, or a Stop in French words, in bounded memory and with no stream left open. */
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { Source } from '../../src/domain/model/given.ts';
import { sourceOf } from '../support/source.ts';
import type { Area } from './area.ts';
import { mustBeGoodFindings, mustBeGoodStop } from './storable.ts';
import { drawArchive } from './zip-cases.ts';

/** The area. */
export function zipArea(): Area<Buffer> {
  return { name: 'zip', draw: drawArchive, judge: judgeArchive, show: (bytes) => bytes };
}

/** How often the bytes of an archive may be read: its end, its directory, and its content three times. */
const MAX_TIMES = 40;

/** Reads an archive as a run does. The word is the reason of its refusal. */
async function judgeArchive(bytes: Buffer): Promise<string> {
  const counted = countReads(sourceOf(bytes));
  const findings = new FindingLog();
  const outcome = await readExport(counted.source, findings);
  if (counted.bytes() > MAX_TIMES * Math.max(bytes.length, 65_536))
    throw new Error(`${counted.bytes()} bytes were read`);
  mustBeGoodFindings(findings);
  if (!isStop(outcome))
    return findings.groups().some((one) => one.code.startsWith('zip-')) ? 'read, with a remark' : 'read';
  mustBeGoodStop(outcome);
  return outcome.reason;
}

function countReads(source: Source): { readonly source: Source; bytes(): number } {
  let bytes = 0;
  return {
    bytes: () => bytes,
    source: {
      size: source.size,
      async *open(range) {
        for await (const chunk of source.open(range)) {
          bytes += chunk.length;
          yield chunk;
        }
      },
    },
  };
}
