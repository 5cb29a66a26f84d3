/** The gist of a file that was read: what an unchanged run says of it, so that the same bytes need not be read again. */

import { datesFrom, instantOf } from '../model/calendar.ts';
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

/** What is kept of a timetable that was read. */
export function gistOf(timetable: Timetable, known: Pick<Gist, 'year' | 'digest'>, timeZone: string): Gist {
  const { scope, coursesWithMask, sessionsOutsideYear } = timetable;
  const sessions = countSessions(timetable);
  return { ...known, scope, coursesWithMask, sessionsOutsideYear, sessions, starts: startsOf(timetable, timeZone) };
}

/** Sessions by the moment they begin, weekly moments looked up once. */
function startsOf(timetable: Timetable, timeZone: string): number[] {
  const dateFor = datesFrom(timetable.schoolYear.week1Monday);
  const byPlace = new Map<string, Map<number, { all: number; cancelled: number }>>();
  for (const course of timetable.courses) {
    const place = `${course.weekday} ${course.startTime}`;
    const byWeek = byPlace.get(place) ?? new Map<number, { all: number; cancelled: number }>();
    byPlace.set(place, byWeek);
    const cancelled = new Set(course.cancelledWeeks);
    for (const { weeks } of course.variants) {
      for (const week of weeks) {
        const counts = byWeek.get(week) ?? { all: 0, cancelled: 0 };
        byWeek.set(week, counts);
        counts.all += 1;
        if (cancelled.has(week)) counts.cancelled += 1;
      }
    }
  }
  const starts: number[] = [];
  for (const [place, byWeek] of byPlace) {
    const [weekday = '', startTime = ''] = place.split(' ');
    for (const [week, { all, cancelled }] of byWeek) {
      const instant = instantOf(dateFor(week, Number(weekday)), startTime, timeZone);
      starts.push(Math.round(instant / 60_000), all, cancelled);
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
