/** The counts that controls are judged on (RULES.md 3.6, 4, 5.2, 5.3), on rows drawn by hand. */
import { describe, expect, it } from 'vitest';
import { deriveServices } from '../../src/domain/diff/derive.ts';
import { diff } from '../../src/domain/diff/diff.ts';
import { factsOf } from '../../src/domain/diff/facts.ts';
import { countMatches, match } from '../../src/domain/diff/match.ts';
import type { StoredTimetable } from '../../src/domain/diff/stored.ts';
import { maskOf } from '../../src/domain/model/calendar.ts';
import type { ClosurePeriod, RawCourse, Timetable } from '../../src/domain/model/timetable.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { NOTHING_STORED } from '../support/memory-store.ts';
import { course, PLACES, resource, timetable } from '../support/timetables.ts';

const period = (firstDay: string, lastDay: string): ClosurePeriod => ({ firstDay, lastDay, source: 'derived' });

const EMPTY: StoredTimetable = {
  ...NOTHING_STORED,
  version: 1,
  year: { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-08-31' },
};

/** The stored state after a timetable was applied. */
const storedFrom = (read: Timetable, more: Partial<StoredTimetable> = {}): StoredTimetable => ({
  ...EMPTY,
  services: [...deriveServices(read).values()],
  courses: read.courses.map((content, index) => ({ id: `${index}`, digest: '', content })),
  ...more,
});

function facts(read: Timetable, stored: StoredTimetable, closures: readonly ClosurePeriod[] = []) {
  const matching = match(read, [], [], new Set());
  const placed = closures.map((one) => ({ ...one, establishment: 1 }));
  const derived = { services: deriveServices(read), closures: placed };
  const changes = diff(read, derived, matching, stored, hash);
  const [teachers, students] = [countMatches(matching.teachers), countMatches(matching.students)];
  const [divisions, groups] = [countMatches(matching.divisions), countMatches(matching.groups)];
  const sessions = { created: 0, modified: 0, deleted: 0, unchanged: 0, cancelled: 0, past: 0 };
  const counts = { teachers, students, divisions, groups };
  return factsOf({ timetable: read, derived, stored, changes, sessions, matching: counts });
}

const lesson = (division: string, weeks: readonly number[], more: Partial<RawCourse> = {}) =>
  course([resource('teacher', 't1', weeks), resource('division', division, weeks)], more);

describe('closures', () => {
  const read = timetable();
  const of = (stored: readonly ClosurePeriod[], wanted: readonly ClosurePeriod[]) => {
    const rows = stored.map((one) => ({ ...one, establishment: 1 }));
    const { closuresAdded, closuresModified, closuresDeleted, closuresStored } = facts(
      read,
      { ...EMPTY, closures: rows },
      wanted,
    );
    return [closuresAdded, closuresModified, closuresDeleted, closuresStored];
  };
  const autumn = period('2026-10-19', '2026-10-30');
  it('that overlap a stored one are modified, not deleted and added', () => {
    expect(of([autumn], [autumn])).toEqual([0, 0, 0, 1]);
    expect(of([autumn], [period('2026-10-26', '2026-11-06')])).toEqual([0, 1, 0, 1]);
    expect(of([autumn], [period('2026-10-30', '2026-10-30')])).toEqual([0, 1, 0, 1]);
    expect(of([autumn], [period('2026-10-31', '2026-11-06')])).toEqual([1, 0, 1, 1]);
    expect(of([autumn], [])).toEqual([0, 0, 1, 1]);
    expect(of([], [autumn])).toEqual([1, 0, 0, 0]);
  });
  it('shared by two establishments are one', () => {
    const closures = [1, 2].map((establishment) => ({ ...autumn, establishment }));
    expect(facts(read, { ...EMPTY, closures }, [autumn])).toMatchObject({ closuresStored: 1, closuresAdded: 0 });
  });
});

describe('incoherent sessions', () => {
  // Week 8 begins on 2026-10-19.
  const inside = timetable({ courses: [lesson('a', [7, 8, 9, 10])] });
  const closures = [{ ...period('2026-10-19', '2026-10-30'), establishment: 1 }];
  it('are those inside a stored closure that were not stored there already', () => {
    expect(facts(inside, { ...EMPTY, closures })).toMatchObject({ sessionsIncoherent: 2, sessionsRead: 4 });
    expect(facts(inside, storedFrom(inside, { closures }))).toMatchObject({ sessionsIncoherent: 0 });
    const moved = timetable({ courses: [lesson('a', [7, 8, 9, 10], { firstSlot: 1 })] });
    expect(facts(moved, storedFrom(inside, { closures }))).toMatchObject({ sessionsIncoherent: 2 });
    const roomed = timetable({
      courses: [course([...lesson('a', [7, 8, 9, 10]).resources, resource('room', 'r1', [7, 8, 9, 10])])],
    });
    expect(facts(roomed, storedFrom(inside, { closures }))).toMatchObject({ sessionsIncoherent: 0 });
  });
  it('are those outside the stored year, or outside the file’s own', () => {
    const shorter = { startYear: 2026, firstDay: '2026-10-12', lastDay: '2026-10-24' };
    expect(facts(inside, { ...EMPTY, year: shorter })).toMatchObject({ sessionsIncoherent: 2 });
    expect(facts(timetable({ courses: [lesson('a', [1, 2, 60])] }), EMPTY)).toMatchObject({ sessionsIncoherent: 2 });
  });
  it('are none of cancelled sessions, nor of the first import where no calendar is known', () => {
    const off = timetable({ courses: [lesson('a', [7, 8, 9, 10], { cancelledWeeks: maskOf([8]) })] });
    expect(facts(off, { ...EMPTY, closures })).toMatchObject({ sessionsIncoherent: 1 });
    expect(facts(inside, { ...EMPTY, year: null })).toMatchObject({ sessionsIncoherent: 0 });
    // A calendar of the directory is there before the year is opened.
    expect(facts(inside, { ...EMPTY, year: null, closures })).toMatchObject({ sessionsIncoherent: 2 });
  });
  it('look at the closures of their own establishment', () => {
    const places = { ...PLACES, byDivisionName: new Map([['6B', new Set([2])]]) };
    const both = timetable({ courses: [lesson('a', [8]), lesson('b', [8])] }, places);
    expect(facts(both, { ...EMPTY, closures })).toMatchObject({ sessionsIncoherent: 1 });
  });
});

describe('cancelled courses', () => {
  const plain = timetable({ courses: [lesson('a', [5, 6, 7]), lesson('b', [5, 6, 7]), course([])] });
  const off = (weeks: readonly number[]) =>
    timetable({
      courses: [lesson('a', [5, 6, 7], { cancelledWeeks: maskOf(weeks) }), lesson('b', [5, 6, 7]), course([])],
    });
  it('count once each, over those with a mask, unless stored as cancelled', () => {
    expect(facts(off([5, 6]), storedFrom(plain))).toMatchObject({ coursesCancelled: 1, coursesRead: 2 });
    expect(facts(off([5, 6]), storedFrom(off([5, 6])))).toMatchObject({ coursesCancelled: 0 });
    expect(facts(off([5, 6]), storedFrom(off([5])))).toMatchObject({ coursesCancelled: 1 });
    expect(facts(plain, storedFrom(off([5])))).toMatchObject({ coursesCancelled: 0 });
    expect(facts(timetable({ courses: [lesson('b', [5])] }), storedFrom(plain))).toMatchObject({ coursesCancelled: 0 });
    // A week that is not its own cancels nothing.
    expect(facts(off([30]), storedFrom(plain))).toMatchObject({ coursesCancelled: 0 });
  });
});

it('counts unmatched and ambiguous together, over all that is listed', () => {
  expect(facts(timetable(), EMPTY)).toMatchObject({
    teachersUnmatched: 2,
    teachersRead: 2,
    divisionsUnmatched: 2,
    divisionsRead: 2,
    groupsUnmatched: 1,
    groupsRead: 1,
    studentsUnmatched: 0,
    studentsRead: 0,
  });
});
