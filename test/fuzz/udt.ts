/** The reader of UDT exports, and all that is computed of what it read. */
import type { Area } from './area.ts';
import { judgeExport } from './edt.ts';
import { SMALL_SCHOOL, siteAfter } from './site-in-memory.ts';
import { drawUdt, GOOD_UDT } from './udt-cases.ts';

/** The area; its site has the good export stored. */
export async function udtArea(): Promise<Area<Buffer>> {
  const reader = await siteAfter(SMALL_SCHOOL, GOOD_UDT);
  return { name: 'udt', draw: drawUdt, judge: (bytes) => judgeExport(bytes, reader), show: (bytes) => bytes };
}
