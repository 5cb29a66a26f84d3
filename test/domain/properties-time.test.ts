/** Days, weeks, closures and sessions: what is derived is stable, and what is generated lies where it must (RULES.md 4). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveClosures, deriveServices, isClosed, sessionsByDay } from '../../src/domain/diff/derive.ts';
import { countSessions } from '../../src/domain/diff/facts.ts';
import {
  addDays,
  type Day,
  dateOf,
  datesFrom,
  daysBetween,
  instantOf,
  isDay,
  isoWithOffset,
  maskOf,
  mondayOf,
  parseWeekMask,
  wallClockOf,
  weekdayOf,
  weeksOf,
} from '../../src/domain/model/calendar.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { Course, SchoolYear, Timetable } from '../../src/domain/model/timetable.ts';
import { generateSessions, lessonsOf } from '../../src/domain/sessions/generate.ts';
import { mergeIntervals, resolve } from '../../src/domain/validate/references.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { anyExport, anyOrder, RUNS, savedAgain } from '../support/arbitrary-export.ts';
import { PLACES } from '../support/timetables.ts';

const ZONES = ['Europe/Paris', 'America/Martinique', 'Indian/Reunion', 'Pacific/Noumea', 'America/Miquelon'];
const anyDay: fc.Arbitrary<Day> = fc.integer({ min: -15_000, max: 40_000 }).map((days) => addDays('2000-01-01', days));
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
const anyMask = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

describe('weeks', () => {
  it('of a mask are those that make it, its unused bit apart', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(maskOf(weeksOf(mask))).toBe(mask & ~1n);
        expect(parseWeekMask(` ${mask} `)).toBe(mask);
        expect(parseWeekMask(String(mask + (1n << 64n)))).toBeNull();
      }),
      RUNS,
    );
  });

  it('of two masks together are those of either', () => {
    fc.assert(
      fc.property(anyMask, anyMask, (one, two) => {
        const either = new Set([...weeksOf(one), ...weeksOf(two)]);
        expect(weeksOf(one | two)).toEqual([...either].sort((a, b) => a - b));
      }),
      RUNS,
    );
  });

  it('lie seven days apart, each day in the week of its Monday', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 63 }), fc.integer({ min: 1, max: 7 }), (any, week, weekday) => {
        const monday = mondayOf(any);
        const day = dateOf(monday, week, weekday);
        expect(weekdayOf(day)).toBe(weekday);
        expect(daysBetween(monday, mondayOf(day))).toBe(7 * (week - 1));
        expect(datesFrom(monday)(week, weekday)).toBe(day);
        expect(mondayOf(monday)).toBe(monday);
      }),
      RUNS,
    );
  });
});

describe('days', () => {
  it('are as far apart as one was moved, and order as text', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5_000, max: 5_000 }), (day, days) => {
        const other = addDays(day, days);
        expect(isDay(other)).toBe(true);
        expect(daysBetween(day, other)).toBe(days);
        expect(addDays(other, -days)).toBe(day);
        expect(Math.sign(days)).toBe(day < other ? 1 : day > other ? -1 : 0);
      }),
      RUNS,
    );
  });

  it('and times come back from their instant in every zone, but for the hour that March skips', () => {
    fc.assert(
      fc.property(anyDay, anyTime, fc.constantFrom(...ZONES), (day, time, zone) => {
        const instant = instantOf(day, time, zone);
        const back = wallClockOf(instant, zone);
        const isSkipped = back.day !== day || back.time !== time;
        // The clock goes forward by an hour at the most.
        if (isSkipped) expect(Date.parse(`${back.day}T${back.time}Z`) - Date.parse(`${day}T${time}Z`)).toBe(3_600_000);
        expect(Date.parse(isoWithOffset(instant, zone))).toBe(instant);
      }),
      RUNS,
    );
  });

  it('of intervals that are merged are those of the intervals, each once', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
      .map(([from, length]) => ({ from: addDays('2026-09-01', from), to: addDays('2026-09-01', from + length) }));
    const last = { from: '2026-10-01', to: '9999-12-31' };
    const days = (of: readonly { from: Day; to: Day }[]): string[] => {
      const all = new Set<string>();
      for (const { from, to } of of)
        for (let day = from; day <= to && day < '2027-01-01'; day = addDays(day, 1)) all.add(day);
      return [...all].sort();
    };
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: interval }, { weight: 1, arbitrary: fc.constant(last) })),
        (intervals) => {
          const merged = mergeIntervals(intervals);
          expect(days(merged)).toEqual(days(intervals));
          expect(mergeIntervals([...intervals].reverse())).toEqual(merged);
          for (const [index, one] of merged.entries()) {
            const next = merged[index + 1];
            if (next) expect(daysBetween(one.to, next.from)).toBeGreaterThan(1);
          }
        },
      ),
      RUNS,
    );
  });
});

/** Found by the property above. */
it('a membership without end takes in what lies within it', () => {
  const open = { from: '2026-09-01', to: '9999-12-31' };
  expect(mergeIntervals([open, { from: '2026-10-01', to: '2026-11-01' }])).toEqual([open]);
});

const YEAR: SchoolYear = { firstDay: '2026-09-01', lastDay: '2027-08-31', week1Monday: '2026-08-31' };
const DAYS: readonly Day[] = Array.from({ length: 365 }, (_, index) => addDays(YEAR.firstDay, index));

/** Sessions of each day of a year: weekdays that are worked or not, and runs of days with few sessions or none. */
const anyCounts: fc.Arbitrary<ReadonlyMap<Day, number>> = fc
  .record({
    usual: fc.array(fc.constantFrom(0, 1, 5, 40, 200), { minLength: 7, maxLength: 7 }),
    lulls: fc.array(
      fc.record({
        from: fc.nat({ max: 364 }),
        length: fc.integer({ min: 1, max: 70 }),
        share: fc.constantFrom(0, 0, 0.01, 0.049, 0.05, 0.3),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ usual, lulls }) => {
    const counts = DAYS.map((day, at) => {
      const lull = lulls.find(({ from, length }) => at >= from && at < from + length);
      return [day, Math.floor((usual[weekdayOf(day) - 1] ?? 0) * (lull?.share ?? 1))] as const;
    });
    return new Map(counts.filter(([, count]) => count > 0));
  });

describe('closure periods', () => {
  it('lie in the year, in order, apart, and hold the closed days and no open one', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const periods = deriveClosures(YEAR, counts);
        const byWeekday = new Map<number, number[]>();
        for (const [day, count] of counts)
          byWeekday.set(weekdayOf(day), [...(byWeekday.get(weekdayOf(day)) ?? []), count]);
        for (const day of DAYS) {
          const usual = byWeekday.get(weekdayOf(day))?.sort((a, b) => a - b);
          if (usual === undefined) continue;
          const half = usual.length >> 1;
          const twice = usual.length % 2 === 1 ? 2 * (usual[half] ?? 0) : (usual[half - 1] ?? 0) + (usual[half] ?? 0);
          expect([day, isClosed(periods, day)]).toEqual([day, 200 * (counts.get(day) ?? 0) < 5 * twice]);
        }
        for (const [index, { firstDay, lastDay }] of periods.entries()) {
          expect(firstDay <= lastDay && firstDay >= YEAR.firstDay && lastDay <= YEAR.lastDay).toBe(true);
          // A period begins and ends with a day on which the school would work, and an open one parts two of them.
          for (const day of [firstDay, lastDay]) expect(byWeekday.has(weekdayOf(day))).toBe(true);
          const next = periods[index + 1];
          if (!next) continue;
          const between = DAYS.filter((day) => day > lastDay && day < next.firstDay);
          expect(between.some((day) => byWeekday.has(weekdayOf(day)))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('do not depend on the order of days, nor on how large the school is', () => {
    fc.assert(
      fc.property(anyCounts, fc.integer({ min: 2, max: 9 }), (counts, times) => {
        const periods = deriveClosures(YEAR, counts);
        expect(deriveClosures(YEAR, new Map([...counts].reverse()))).toEqual(periods);
        expect(deriveClosures(YEAR, new Map([...counts].map(([day, count]) => [day, times * count])))).toEqual(periods);
      }),
      RUNS,
    );
  });

  it('stay as they are when a few stray courses fall into them', () => {
    const strayDays = fc.uniqueArray(fc.nat({ max: 364 }), { maxLength: 15 });
    const holidays = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(holidays, strayDays, fc.integer({ min: 21, max: 300 }), (weeks, strays, usual) => {
        const closed = (day: Day): boolean => weeks.includes(Math.floor(daysBetween(YEAR.week1Monday, day) / 7));
        const worked = DAYS.filter((day) => weekdayOf(day) <= 5 && !closed(day));
        const counts = new Map(worked.map((day) => [day, usual]));
        const withStrays = new Map(counts);
        for (const at of strays) {
          const day = DAYS[at];
          if (day !== undefined && weekdayOf(day) <= 5 && closed(day)) withStrays.set(day, 1);
        }
        expect(deriveClosures(YEAR, withStrays)).toEqual(deriveClosures(YEAR, counts));
      }),
      RUNS,
    );
  });
});

/** The timetable of a file; files that mean none are not drawn. */
function read(file: Parameters<typeof resolve>[0]): Timetable {
  const outcome = resolve(file, PLACES, new FindingLog());
  if (isStop(outcome)) return fc.pre(false) as never;
  return outcome;
}

describe('what a file leaves to be derived', () => {
  it('is derived alike from the file, from another save of it, and from the courses as they are stored', () => {
    fc.assert(
      fc.property(anyExport, anyOrder, (file, order) => {
        const timetable = read(file);
        const again = read(savedAgain(file, order));
        const stored: readonly Course[] = JSON.parse(JSON.stringify(timetable.courses));
        const { schoolYear } = timetable;
        const derived = [timetable, again, { courses: stored, schoolYear }].map((from) => ({
          closures: deriveClosures(schoolYear, sessionsByDay(from)),
          services: [...deriveServices(from).values()].map((one) => JSON.stringify(one)).sort(),
        }));
        expect(derived[1]).toEqual(derived[0]);
        expect(derived[2]).toEqual(derived[0]);
      }),
      RUNS,
    );
  });
});

describe('sessions', () => {
  it('are the same each time, as many as are counted, in the year, on their weekday, at their time', () => {
    fc.assert(
      fc.property(anyExport, fc.constantFrom(...ZONES), (file, zone) => {
        const timetable = read(file);
        const sessions = generateSessions(lessonsOf(timetable, new Map(), hash), zone);
        expect(generateSessions(lessonsOf(read(file), new Map(), hash), zone)).toEqual(sessions);
        const cancelled = sessions.cancelled.reduce((sum, one) => sum + one, 0);
        expect(sessions.length - cancelled).toBe(countSessions(timetable));
        const starts = new Set(
          timetable.courses.map((course) => `${course.weekday} ${course.startTime} ${course.endTime}`),
        );
        const byDay = new Map<Day, number>();
        for (let index = 0; index < sessions.length; index++) {
          const begin = wallClockOf(sessions.startsAt[index] ?? Number.NaN, zone);
          const end = wallClockOf(sessions.endsAt[index] ?? Number.NaN, zone);
          expect(begin.day >= timetable.schoolYear.firstDay && begin.day <= timetable.schoolYear.lastDay).toBe(true);
          expect(end.day).toBe(begin.day);
          expect(starts.has(`${weekdayOf(begin.day)} ${begin.time} ${end.time}`)).toBe(true);
          byDay.set(begin.day, (byDay.get(begin.day) ?? 0) + 1);
        }
        expect(byDay).toEqual(new Map([...sessionsByDay(timetable)].filter(([, count]) => count > 0)));
      }),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 3) },
    );
  });

  it('lie in no derived closure but for strays: fewer than 5 % of what the weekday usually has', () => {
    fc.assert(
      fc.property(anyExport, (file) => {
        const timetable = read(file);
        const byDay = sessionsByDay(timetable);
        const closures = deriveClosures(timetable.schoolYear, byDay);
        for (const [day, count] of byDay) {
          const most = Math.max(
            ...[...byDay].filter(([other]) => weekdayOf(other) === weekdayOf(day)).map(([, one]) => one),
          );
          if (isClosed(closures, day)) expect(100 * count).toBeLessThan(5 * most);
        }
      }),
      RUNS,
    );
  });
});
