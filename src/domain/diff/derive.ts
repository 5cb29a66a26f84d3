/** What an export does not carry and its sessions tell: teaching services (RULES.md 3) and closure periods (RULES.md 4). */

import { addDays, type Day, datesFrom, minutesOf, weekdayOf } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { ClosurePeriod, Course, SchoolYear, Timetable } from '../model/timetable.ts';

/** Subject taught to an audience; created and deleted by its key, modified when teachers or weekly minutes change. */
export interface TeachingService {
  /** Establishment, subject and audience. */
  readonly key: string;
  readonly establishment: number;
  readonly subjectKey: string;
  readonly audienceKey: string;
  /** Those of more than half of its sessions, else all; sorted. */
  readonly teacherKeys: readonly string[];
  /** The most frequent weekly total, before cancellations. */
  readonly weeklyMinutes: number;
}

/** Services of a timetable, by key. Courses without audience or subject have none (RULES.md 3.3, 3.4). */
export function deriveServices(timetable: Pick<Timetable, 'courses'>): Map<string, TeachingService> {
  const byService = new Map<string, Course[]>();
  for (const course of timetable.courses) {
    if (course.subjectKey === null || course.audienceKey === '') continue;
    const key = `${course.establishment}|${course.subjectKey}|${course.audienceKey}`;
    const same = byService.get(key);
    if (same) same.push(course);
    else byService.set(key, [course]);
  }
  const services = new Map<string, TeachingService>();
  for (const [key, courses] of byService) {
    const [first] = courses;
    if (!first || first.subjectKey === null) continue;
    services.set(key, {
      key,
      establishment: first.establishment,
      subjectKey: first.subjectKey,
      audienceKey: first.audienceKey,
      ...contentOf(courses),
    });
  }
  return services;
}

function contentOf(courses: readonly Course[]): Pick<TeachingService, 'teacherKeys' | 'weeklyMinutes'> {
  let sessions = 0;
  const byTeacher = new Map<string, number>();
  const minutesByWeek: number[] = [];
  for (const course of courses) {
    const minutes = minutesOf(course.endTime) - minutesOf(course.startTime);
    for (const variant of course.variants) {
      sessions += variant.weeks.length;
      for (const teacher of variant.teacherKeys) {
        byTeacher.set(teacher, (byTeacher.get(teacher) ?? 0) + variant.weeks.length);
      }
      for (const week of variant.weeks) minutesByWeek[week] = (minutesByWeek[week] ?? 0) + minutes;
    }
  }
  const main = [...byTeacher].filter(([, count]) => 2 * count > sessions).map(([teacher]) => teacher);
  const weeksByTotal = new Map<number, number>();
  // Weeks without sessions are holes, which this passes over.
  minutesByWeek.forEach((total) => {
    weeksByTotal.set(total, (weeksByTotal.get(total) ?? 0) + 1);
  });
  let weeklyMinutes = 0;
  let most = 0;
  for (const [total, weeks] of weeksByTotal) {
    if (weeks > most || (weeks === most && total > weeklyMinutes)) {
      most = weeks;
      weeklyMinutes = total;
    }
  }
  return { teacherKeys: (main.length > 0 ? main : [...byTeacher.keys()]).sort(byCodeUnit), weeklyMinutes };
}

/** How many sessions a timetable means on each day, cancelled ones included. */
export function sessionsByDay(timetable: Pick<Timetable, 'courses' | 'schoolYear'>): Map<Day, number> {
  const tallies = new Map<number, number[]>();
  for (const { variants, weekday } of timetable.courses) {
    const byWeek = tallies.get(weekday) ?? [];
    tallies.set(weekday, byWeek);
    for (const { weeks } of variants) for (const week of weeks) byWeek[week] = (byWeek[week] ?? 0) + 1;
  }
  const dateFor = datesFrom(timetable.schoolYear.week1Monday);
  const byDay = new Map<Day, number>();
  for (const [weekday, byWeek] of tallies)
    for (const [week, count] of byWeek.entries()) if (count > 0) byDay.set(dateFor(week, weekday), count);
  return byDay;
}

/** The median; of an even number the mean of the middle two. `numbers` is not empty. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/**
 * Closure periods by absence of sessions (RULES.md 4): a weekday on which the school ever works is closed on a date
 * with fewer than 5 % of that weekday's median; runs of closed days, joined over days never worked, are periods.
 */
export function deriveClosures(year: SchoolYear, byDay: ReadonlyMap<Day, number>): ClosurePeriod[] {
  const worked = new Map<number, number[]>();
  for (const [day, count] of byDay) {
    const weekday = weekdayOf(day);
    const counts = worked.get(weekday);
    if (counts) counts.push(count);
    else worked.set(weekday, [count]);
  }
  const medians = new Map([...worked].map(([weekday, counts]) => [weekday, median(counts)]));
  const periods: { firstDay: Day; lastDay: Day; source: 'derived' }[] = [];
  let open = false;
  for (let day = year.firstDay; day <= year.lastDay; day = addDays(day, 1)) {
    const usual = medians.get(weekdayOf(day));
    if (usual === undefined) continue;
    const closed = 100 * (byDay.get(day) ?? 0) < 5 * usual;
    const last = periods.at(-1);
    if (closed && open && last) last.lastDay = day;
    else if (closed) periods.push({ firstDay: day, lastDay: day, source: 'derived' });
    open = closed;
  }
  return periods;
}

/** True when a day lies in one of the periods. */
export function isClosed(periods: readonly Pick<ClosurePeriod, 'firstDay' | 'lastDay'>[], day: Day): boolean {
  return periods.some((period) => day >= period.firstDay && day <= period.lastDay);
}

/** What is true of an establishment's days, by week and weekday: each is judged once, for a year's sessions ask thousands of times. */
export function rememberingDays(
  week1Monday: Day,
  judge: (establishment: number, day: Day) => boolean,
): (establishment: number, week: number, weekday: number) => boolean {
  const dateFor = datesFrom(week1Monday);
  const known = new Map<number, (boolean | undefined)[]>();
  return (establishment, week, weekday) => {
    const days = known.get(establishment) ?? [];
    if (days.length === 0) known.set(establishment, days);
    const at = week * 8 + weekday;
    const judged = days[at] ?? judge(establishment, dateFor(week, weekday));
    days[at] = judged;
    return judged;
  };
}
