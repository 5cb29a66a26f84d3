/** What an export does not carry and its sessions tell: teaching services (RULES.md 3) and closure periods (RULES.md 4). */

import { addDays, type Day, datesFrom, minutesOf, weekdayOf } from '../model/calendar.ts';
import { remembering } from '../model/gather.ts';
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
  // Courses share their lists of weeks: a week is looked at once for each list, not for each course.
  const minutesOfList = new Map<readonly number[], number>();
  for (const course of courses) {
    const minutes = minutesOf(course.endTime) - minutesOf(course.startTime);
    for (const variant of course.variants) {
      sessions += variant.weeks.length;
      for (const teacher of variant.teacherKeys) {
        byTeacher.set(teacher, (byTeacher.get(teacher) ?? 0) + variant.weeks.length);
      }
      minutesOfList.set(variant.weeks, (minutesOfList.get(variant.weeks) ?? 0) + minutes);
    }
  }
  const main = [...byTeacher].filter(([, count]) => 2 * count > sessions).map(([teacher]) => teacher);
  return {
    teacherKeys: (main.length > 0 ? main : [...byTeacher.keys()]).sort(byCodeUnit),
    weeklyMinutes: most(minutesOfList),
  };
}

/** The most frequent total of a week; of two that are as frequent, the longer one. */
function most(minutesOfList: ReadonlyMap<readonly number[], number>): number {
  const minutesByWeek: number[] = [];
  for (const [weeks, minutes] of minutesOfList) {
    if (minutesOfList.size === 1 && weeks.length > 0) return minutes;
    for (const week of weeks) minutesByWeek[week] = (minutesByWeek[week] ?? 0) + minutes;
  }
  const weeksByTotal = new Map<number, number>();
  // Weeks without sessions are holes, which this passes over.
  minutesByWeek.forEach((total) => {
    weeksByTotal.set(total, (weeksByTotal.get(total) ?? 0) + 1);
  });
  let weeklyMinutes = 0;
  let frequency = 0;
  for (const [total, weeks] of weeksByTotal) {
    if (weeks > frequency || (weeks === frequency && total > weeklyMinutes)) {
      frequency = weeks;
      weeklyMinutes = total;
    }
  }
  return weeklyMinutes;
}

/** How many sessions a timetable means on each day, cancelled ones included. */
export function sessionsByDay(timetable: Pick<Timetable, 'courses' | 'schoolYear'>): Map<Day, number> {
  const tallies = new Map<number, Map<readonly number[], number>>();
  for (const { variants, weekday } of timetable.courses) {
    const lists = tallies.get(weekday) ?? new Map<readonly number[], number>();
    tallies.set(weekday, lists);
    for (const { weeks } of variants) lists.set(weeks, (lists.get(weeks) ?? 0) + 1);
  }
  const dateFor = datesFrom(timetable.schoolYear.week1Monday);
  const byDay = new Map<Day, number>();
  for (const [weekday, lists] of tallies)
    for (const [week, count] of countWeeks(lists).entries()) if (count > 0) byDay.set(dateFor(week, weekday), count);
  return byDay;
}

/** By week, how often the lists that name it are there; weeks that none names are holes. */
export function countWeeks(lists: ReadonlyMap<readonly number[], number>): number[] {
  const byWeek: number[] = [];
  for (const [weeks, count] of lists) for (const week of weeks) byWeek[week] = (byWeek[week] ?? 0) + count;
  return byWeek;
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

/**
 * The weeks of a list of which something is true on a weekday of an establishment. Each day is judged once and each list gone
 * through once, for thousands of courses share both.
 */
export function weeksWhere(
  week1Monday: Day,
  judge: (establishment: number, day: Day) => boolean,
): (course: Pick<Course, 'establishment' | 'weekday'>, weeks: readonly number[]) => readonly number[] {
  const dateFor = datesFrom(week1Monday);
  const found = new Map<string, (weeks: readonly number[]) => readonly number[]>();
  const finderFor = (establishment: number, weekday: number): ((weeks: readonly number[]) => readonly number[]) => {
    const isTrue = remembering((week: number) => judge(establishment, dateFor(week, weekday)));
    return remembering((weeks: readonly number[]) => weeks.filter(isTrue));
  };
  return ({ establishment, weekday }, weeks) => {
    const place = `${establishment} ${weekday}`;
    const find = found.get(place) ?? finderFor(establishment, weekday);
    found.set(place, find);
    return find(weeks);
  };
}
