/** Services and closure periods from sessions (RULES.md 3.3, 3.4, 4), and the arithmetic of controls (RULES.md 5.1). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { deriveClosures, deriveServices, sessionsByDay } from '../../src/domain/diff/derive.ts';
import { addDays, weekdayOf } from '../../src/domain/model/calendar.ts';
import type { RawCourse } from '../../src/domain/model/timetable.ts';
import { exceeds, percent } from '../../src/domain/thresholds/evaluate.ts';
import { highestLimitOf, isLimit, thresholdFor } from '../../src/domain/thresholds/rule.ts';
import { course, resource, timetable } from '../support/timetables.ts';

const year = Array.from({ length: 30 }, (_, index) => index + 2);
const [t1, t2, a, b, g] = ['t1', 't2', 'a', 'b', 'g'];
const lesson = (weeks: readonly number[], teachers: readonly string[] = [t1], more: Partial<RawCourse> = {}) =>
  course([...teachers.map((one) => resource('teacher', one, weeks)), resource('division', a, weeks)], more);
const services = (...courses: readonly RawCourse[]) => [...deriveServices(timetable({ courses })).values()];
const teachersOf = (...courses: readonly RawCourse[]) =>
  services(...courses).map((one) => one.teacherKeys.map((key) => (key.includes('MARTIN') ? t1 : t2)));

describe('a service', () => {
  it('is a subject and an audience: divisions, groups and parts as one set', () => {
    const both = course([resource('division', a, year), resource('division', b, year), resource('teacher', t1, year)]);
    const turned = course([resource('division', b, year), resource('division', a, year)], { weekday: 2 });
    const group = course([resource('group', g, year)]);
    const part = course([resource('part', 'a2', year)]);
    expect(services(both, turned, group, part).map((one) => one.audienceKey)).toEqual([
      'd:1/6A|d:1/6B',
      'g:1/6 LATIN',
      'p:1/6A#',
    ]);
    expect(services(lesson(year), lesson(year, [t1], { subject: 'f', weekday: 2 }))).toHaveLength(2);
  });

  it('has the union of an audience that changes by week', () => {
    const half = course([resource('division', a, year), resource('division', b, year.slice(0, 5))]);
    expect(services(half)).toMatchObject([{ audienceKey: 'd:1/6A|d:1/6B' }]);
  });

  it('needs a subject and an audience', () => {
    expect(services(course([resource('teacher', t1, year)]), lesson(year, [t1], { subject: null }))).toEqual([]);
  });

  it('has the teachers of more than half of its sessions; none: all', () => {
    expect(teachersOf(lesson(year))).toEqual([[t1]]);
    expect(teachersOf(lesson(year.slice(0, 14), [t2]), lesson(year.slice(14), [t1]))).toEqual([[t1]]);
    expect(teachersOf(lesson(year.slice(0, 15), [t2]), lesson(year.slice(15), [t1]))).toEqual([[t2, t1]]);
    // Exactly half is not more than half.
    const [half, third, rest] = [year.slice(0, 15), year.slice(15, 25), year.slice(25)];
    expect(teachersOf(lesson(half, [t1]), lesson(third, [t2]), lesson(rest, []))).toEqual([[t2, t1]]);
    expect(teachersOf(lesson(year, [t1, t2]))).toEqual([[t2, t1]]);
    expect(teachersOf(lesson(year, []))).toEqual([[]]);
  });

  it('has the most frequent weekly time over its weeks; a tie: the larger; before cancellations', () => {
    const minutes = (...courses: readonly RawCourse[]) => services(...courses).map((one) => one.weeklyMinutes);
    expect(minutes(lesson(year))).toEqual([60]);
    expect(minutes(lesson(year), lesson(year, [t1], { weekday: 2 }))).toEqual([120]);
    expect(minutes(lesson(year), lesson([5], [t1], { weekday: 2 }))).toEqual([60]);
    expect(minutes(lesson(year), lesson(year.slice(0, 15), [t1], { weekday: 2 }))).toEqual([120]);
    expect(minutes(lesson(year), lesson(year.slice(0, 14), [t1], { weekday: 2 }))).toEqual([60]);
    expect(minutes(lesson(year, [t1], { cancelledWeeks: (1n << 64n) - 1n }))).toEqual([60]);
    // Labels, not slots × minutes: 10:05 to 11:00.
    expect(minutes(lesson(year, [t1], { firstSlot: 2 }))).toEqual([55]);
  });
});

describe('closure periods', () => {
  const FIRST = '2026-09-01';
  const LAST = '2026-12-31';
  const bounds = { firstDay: FIRST, lastDay: LAST, week1Monday: '2026-08-31' };
  const days = Array.from({ length: 122 }, (_, index) => addDays(FIRST, index));
  /** A school that works Monday to Friday, a hundred sessions a day, but for some days. */
  const school = (changes: Readonly<Record<string, number>> = {}, weekdays = [1, 2, 3, 4, 5]) =>
    new Map(
      days
        .map((day) => [day, changes[day] ?? (weekdays.includes(weekdayOf(day)) ? 100 : 0)] as const)
        .filter(([, count]) => count > 0),
    );
  const closures = (of: ReadonlyMap<string, number>) =>
    deriveClosures(bounds, of).map(({ firstDay, lastDay }) => `${firstDay} ${lastDay}`);
  const none = (from: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [addDays(from, index), 0]));

  it('are none where the school always works, and weekends are none', () => {
    expect(closures(school())).toEqual([]);
  });

  it('join closed days over days never worked', () => {
    expect(closures(school(none('2026-10-19', 12)))).toEqual(['2026-10-19 2026-10-30']);
    expect(closures(school({ '2026-11-11': 0 }))).toEqual(['2026-11-11 2026-11-11']);
    // Friday and Monday: one period over the weekend; a worked Saturday parts them.
    const long = none('2026-11-06', 4);
    expect(closures(school(long))).toEqual(['2026-11-06 2026-11-09']);
    const { '2026-11-07': _saturday, ...open } = long;
    expect(closures(school(open, [1, 2, 3, 4, 5, 6]))).toEqual(['2026-11-06 2026-11-06', '2026-11-09 2026-11-09']);
  });

  it('hold days with fewer than 5 % of the weekday’s median, and not those with 5 %', () => {
    expect(closures(school({ '2026-10-20': 4 }))).toEqual(['2026-10-20 2026-10-20']);
    expect(closures(school({ '2026-10-20': 5 }))).toEqual([]);
    expect(closures(school({ ...none('2026-10-19', 5), '2026-10-21': 3 }))).toEqual(['2026-10-19 2026-10-23']);
  });

  it('reach to the bounds of the year, and are all of it for a weekday that hardly ever works', () => {
    expect(closures(school(none('2026-12-21', 11)))).toEqual(['2026-12-21 2026-12-31']);
    expect(closures(school(none('2026-09-01', 4)))).toEqual(['2026-09-01 2026-09-04']);
    // One Saturday worked: Saturdays are days on which the school ever works, the others closed.
    expect(closures(school({ '2026-09-12': 10 })).length).toBe(17 - 1);
  });

  it('do not mind cancelled sessions: the day was worked before', () => {
    const read = timetable({ courses: [lesson(year, [t1], { cancelledWeeks: 4n })] });
    expect(sessionsByDay(read).get('2026-09-07')).toBe(1);
  });
});

describe('the arithmetic', () => {
  it('is exact: 100 × count > limit × base, and above the floor', () => {
    const over = { limit: 5, floor: 0 };
    expect(exceeds({ count: 5, base: 100 }, over)).toBe(false);
    expect(exceeds({ count: 6, base: 100 }, over)).toBe(true);
    expect(exceeds({ count: 6, base: 100 }, { limit: 5, floor: 6 })).toBe(false);
    expect(exceeds({ count: 7, base: 100 }, { limit: 5, floor: 6 })).toBe(true);
    expect(exceeds({ count: 0, base: 0 }, { limit: 0, floor: 0 })).toBe(false);
    expect(exceeds({ count: 1, base: 0 }, { limit: 99.99, floor: 0 })).toBe(true);
    expect(exceeds({ count: 9, base: 0 }, { limit: 100, floor: 0 })).toBe(false);
    expect(exceeds({ count: 1, base: 3 }, { limit: 33.33, floor: 0 })).toBe(true);
    expect(exceeds({ count: 1, base: 3 }, { limit: 33.34, floor: 0 })).toBe(false);
    // 0.1 + 0.2: limits are hundredths, not floating point.
    expect(exceeds({ count: 57, base: 10_000 }, { limit: 0.57, floor: 0 })).toBe(false);
    expect(exceeds({ count: 29, base: 10_000 }, { limit: 0.29, floor: 0 })).toBe(false);
  });

  it('agrees with whole numbers for any hundredth of a percent', () => {
    const natural = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        natural,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (count, base, limit) => {
          expect(exceeds({ count, base }, { limit: limit / 100, floor: 0 })).toBe(10_000 * count > limit * base);
        },
      ),
    );
  });

  it('rounds to two decimals for display only', () => {
    expect(percent({ count: 39, base: 77 })).toBe(50.65);
    expect(percent({ count: 1, base: 3 })).toBe(33.33);
    expect(percent({ count: 0, base: 0 })).toBe(0);
    expect(percent({ count: 3, base: 0 })).toBe(100);
  });

  it('takes a site’s limit, blocking and floor, and the floor for derived periods', () => {
    const rule = { limit: 10, blocking: true, floor: 0, floorWhenDerived: 1, locked: false } as Parameters<
      typeof thresholdFor
    >[0];
    expect(thresholdFor(rule, undefined, false)).toEqual({ limit: 10, blocking: true, floor: 0 });
    expect(thresholdFor(rule, undefined, true)).toEqual({ limit: 10, blocking: true, floor: 1 });
    expect(thresholdFor(rule, { floor: 0, blocking: false }, true)).toEqual({ limit: 10, blocking: false, floor: 0 });
    expect([0, 5, 12.34, 1_000].every(isLimit)).toBe(true);
    expect([-1, 12.345, 1_000.01, Number.NaN].some(isLimit)).toBe(false);
  });

  it('knows which shares are 100 % at most', () => {
    const rules = loadRules('rules');
    const unbounded = rules.filter((rule) => highestLimitOf(rule) > 100).map(({ code }) => code);
    expect(unbounded).toEqual(['subjects-created', 'services-created', 'closures-added', 'directory-people-added']);
    // A part of something else than its base.
    expect(highestLimitOf({ count: 'sessionsIncoherent', over: 'coursesRead' })).toBe(1_000);
  });
});
