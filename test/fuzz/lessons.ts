/** The readers of tables and calendars, and all that is computed of what they read: a value or a Stop in French words, nothing else. */
import type { Area } from './area.ts';
import { judgeExport } from './edt.ts';
import { GOOD_EXPORT } from './edt-cases.ts';
import { drawLessons } from './lesson-cases.ts';
import { SMALL_SCHOOL, siteAfter } from './site-in-memory.ts';

/** The area; its site has the good EDT export stored. */
export async function lessonsArea(): Promise<Area<Buffer>> {
  const reader = await siteAfter(SMALL_SCHOOL, GOOD_EXPORT);
  return { name: 'lessons', draw: drawLessons, judge: (bytes) => judgeExport(bytes, reader), show: (bytes) => bytes };
}
