/** Reads a file as a run does, up to its timetable, without a site: what it means, or why it is refused, and what was said. */
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { RawExport, Timetable } from '../../src/domain/model/timetable.ts';
import type { WeekCalendar } from '../../src/domain/model/week-calendar.ts';
import { NO_CALENDAR } from '../../src/domain/ports.ts';
import { checkOrigin, withSchool } from '../../src/domain/validate/origin.ts';
import type { Places } from '../../src/domain/validate/places.ts';
import { resolve } from '../../src/domain/validate/references.ts';
import { sourceOf } from './source.ts';

export interface ReadFile {
  /** Null for a file that is refused. */
  readonly raw: RawExport | null;
  readonly timetable: Timetable | null;
  /** Null for a file that is taken. */
  readonly reason: string | null;
  /** Codes with their counts: `dangling-reference 2`. */
  readonly said: readonly string[];
  readonly findings: ReturnType<FindingLog['groups']>;
}

/** Establishments 1, 2, … of the site by UAI; `only`: on the URL of that one. */
export interface ReadWish {
  readonly name?: string;
  readonly uais?: readonly string[];
  readonly only?: number | null;
  /** What the managers of the site have said of its weeks. */
  readonly weekCalendar?: WeekCalendar;
}

/** Reads bytes; a file that names no school is of the first establishment. */
export async function readFile(bytes: Uint8Array | string, wish: ReadWish = {}): Promise<ReadFile> {
  const findings = new FindingLog();
  const { name = 'export', uais = ['0990001A'], only = null, weekCalendar = null } = wish;
  const read = await readExport({ ...sourceOf(Buffer.from(bytes)), name }, findings, {
    calendar: { ...NO_CALENDAR, weekCalendar },
  });
  const byUai = new Map(uais.map((uai, index) => [uai, index + 1]));
  const end = (reason: string | null, raw: RawExport | null = null, timetable: Timetable | null = null): ReadFile => {
    const groups = findings.groups();
    return { raw, timetable, reason, said: groups.map(({ code, count }) => `${code} ${count}`), findings: groups };
  };
  if (isStop(read)) return end(read.reason);
  const raw = withSchool(read, { byUai, only, trigger: 'automatic' });
  if (isStop(raw)) return end(raw.reason);
  const places: Places = { file: byUai.get(raw.origin.uai) ?? 1, only, byUai, byDivisionName: new Map() };
  const timetable = resolve(raw, places, findings);
  if (isStop(timetable)) return end(timetable.reason);
  const origin = checkOrigin(
    raw,
    { byUai, only, accepts: [], openYear: null, announcedYear: null, trigger: 'manual' },
    findings,
  );
  return origin !== null && isStop(origin) ? end(origin.reason) : end(null, raw, timetable);
}
