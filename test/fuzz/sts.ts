/** The reader of STS pairs, and all that is computed of what it read. */
import type { Area } from './area.ts';
import { judgeExport } from './edt.ts';
import { SMALL_SCHOOL, siteAfter } from './site-in-memory.ts';
import { drawSts, GOOD_STS } from './sts-cases.ts';

/** The area; its site has the good pair stored. */
export async function stsArea(): Promise<Area<Buffer>> {
  const reader = await siteAfter(SMALL_SCHOOL, GOOD_STS);
  return { name: 'sts', draw: drawSts, judge: (bytes) => judgeExport(bytes, reader), show: (bytes) => bytes };
}
