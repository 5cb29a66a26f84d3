/** The gist of a file that was read: what an unchanged run says of it, so that the same bytes need not be read again. */

import { datesFrom, instantOf, type WallTime } from '../model/calendar.ts';
import type { Timetable } from '../model/timetable.ts';
import { countSessions } from './facts.ts';

/** Numbers only: names are in the report of the run that read the file. */
export interface Gist {
  /** Establishments the file covers, ascending. */
  readonly scope: readonly number[];
  /** The calendar year in which its school year begins. */
  readonly year: number;
  /** Digest of the canonical timetable. */
  readonly digest: string;
  readonly coursesWithMask: number;
  readonly sessionsOutsideYear: number;
  /** Sessions that take place. */
  readonly sessions: number;
  /** Three numbers for each moment at which sessions begin: minutes since the epoch, sessions, cancelled ones among them. */
  readonly starts: readonly number[];
}

/** What is kept of a timetable that was read: of whatever else is `known`, nothing. */
export function gistOf(timetable: Timetable, { year, digest }: Pick<Gist, 'year' | 'digest'>, timeZone: string): Gist {
  const { scope, coursesWithMask, sessionsOutsideYear } = timetable;
  const sessions = countSessions(timetable);
  const starts = startsOf(timetable, timeZone);
  return { year, digest, scope, coursesWithMask, sessionsOutsideYear, sessions, starts };
}

/** Sessions by the moment they begin: counted by week first, for a year has few places in the week. */
function startsOf({ courses, schoolYear }: Timetable, timeZone: string): number[] {
  const tallies = new Map<
    string,
    { readonly weekday: number; readonly time: WallTime; lists: Map<readonly number[], number>; off: number[] }
  >();
  for (const { weekday, startTime: time, variants, cancelledWeeks } of courses) {
    const place = `${weekday} ${time}`;
    const tally = tallies.get(place) ?? { weekday, time, lists: new Map(), off: [] };
    tallies.set(place, tally);
    for (const { weeks } of variants) {
      tally.lists.set(weeks, (tally.lists.get(weeks) ?? 0) + 1);
      for (const week of cancelledWeeks) if (weeks.includes(week)) tally.off[week] = (tally.off[week] ?? 0) + 1;
    }
  }
  const dateFor = datesFrom(schoolYear.week1Monday);
  const starts: number[] = [];
  for (const { weekday, time, lists, off } of tallies.values()) {
    // Courses share their lists of weeks: each is gone through once for a place.
    const all: number[] = [];
    for (const [weeks, count] of lists) for (const week of weeks) all[week] = (all[week] ?? 0) + count;
    for (const [week, count] of all.entries()) {
      if (!count) continue;
      const instant = instantOf(dateFor(week, weekday), time, timeZone);
      starts.push(Math.round(instant / 60_000), count, off[week] ?? 0);
    }
  }
  return starts;
}

/** Sessions of the file, planned ones before the moment, all from it on: what the stored timetable holds of it. */
export function countByMoment({ starts }: Pick<Gist, 'starts'>, from: number): { past: number; future: number } {
  const counts = { past: 0, future: 0 };
  for (let at = 0; at < starts.length; at += 3) {
    const [minute = 0, all = 0, cancelled = 0] = starts.slice(at, at + 3);
    if (minute * 60_000 >= from) counts.future += all;
    else counts.past += all - cancelled;
  }
  return counts;
}
