/** Reasons in their order, what does not resolve, and which establishment things are of (RULES.md 1, 2). */
import { describe, expect, it } from 'vitest';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import {
  checkOrigin,
  checkSoftware,
  compareVersions,
  type Expectation,
  withSchool,
} from '../../src/domain/validate/origin.ts';
import { type Places, placeOfAudience, placeOfDivision } from '../../src/domain/validate/places.ts';
import { mergeIntervals, resolve } from '../../src/domain/validate/references.ts';
import { timesIn } from '../../src/domain/validate/slots.ts';
import { course, PLACES, person, raw, resource, student, timetable } from '../support/timetables.ts';

const YEAR = { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-08-31' };
const expected: Expectation = {
  byUai: new Map([
    ['0990001A', 1],
    ['0990002B', 2],
  ]),
  only: null,
  accepts: [],
  openYear: YEAR,
  announcedYear: null,
  trigger: 'automatic',
};

describe('origin', () => {
  const reason = (file: Partial<RawExport>, more: Partial<Expectation> = {}) => {
    const outcome = checkOrigin(raw(file), { ...expected, ...more }, new FindingLog());
    return outcome !== null && isStop(outcome) ? outcome.reason : 'good';
  };
  const other = { origin: { format: 'EDT', formatVersion: '1.1', uai: '0990009Z' } };
  const next = { schoolYear: { firstDay: '2027-09-01', lastDay: '2028-08-31', week1Monday: '2027-08-30' } };
  const before = { schoolYear: { firstDay: '2025-09-01', lastDay: '2026-08-31', week1Monday: '2025-09-01' } };

  it('is told in the order school, year, first import', () => {
    expect(reason({ ...other, ...next }, { openYear: null })).toBe('other-school');
    expect(reason({ ...other, ...next })).toBe('other-school');
    expect(reason(next)).toBe('other-school-year');
    expect(reason(next, { openYear: null })).toBe('first-import-missing');
    expect(reason({})).toBe('good');
  });

  it('that no file says is that of the URL, else of the only establishment', () => {
    const silent = raw({ origin: { format: 'CSV', formatVersion: '1', uai: '' } });
    const school = (more: Partial<Expectation>) => {
      const outcome = withSchool(silent, { ...expected, ...more });
      return isStop(outcome) ? outcome.reason : outcome.origin.uai;
    };
    expect(school({ only: 2 })).toBe('0990002B');
    expect(school({ byUai: new Map([['0990003C', 7]]) })).toBe('0990003C');
    expect(school({})).toBe('school-not-said');
    expect(withSchool(silent, expected)).toMatchObject({ values: { expected: '0990001A, 0990002B' } });
    expect(withSchool(silent, expected)).not.toHaveProperty('values.variant');
    expect(withSchool(silent, { ...expected, trigger: 'manual' })).toMatchObject({ values: { variant: 'by-hand' } });
    const own = raw();
    expect(withSchool(own, expected)).toBe(own);
  });

  it('is the establishment’s own on an establishment’s URL', () => {
    expect(reason({}, { only: 2 })).toBe('other-establishment');
    expect(reason({ ...next }, { only: 2 })).toBe('other-establishment');
    expect(reason({}, { only: 1 })).toBe('good');
  });

  it('of a later year is for a manual import, of an earlier one for none', () => {
    expect(reason(next, { trigger: 'manual' })).toBe('good');
    expect(reason(before, { trigger: 'manual' })).toBe('other-school-year');
    expect(reason(before, { trigger: 'manual', openYear: null })).toBe('good');
  });

  it('has years that are equal when their start year is, and warns of moved bounds', () => {
    for (const [file, openYear, warnings] of [
      [{}, YEAR, 0],
      [{}, { ...YEAR, firstDay: '2026-08-25' }, 1],
      [{}, { ...YEAR, lastDay: '2027-07-05' }, 1],
      [next, YEAR, 0],
    ] as const) {
      const findings = new FindingLog();
      checkOrigin(raw(file), { ...expected, openYear, trigger: 'manual' }, findings);
      expect(findings.count('year-bounds-changed')).toBe(warnings);
    }
  });
});

describe('software', () => {
  const reason = (origin: Partial<RawExport['origin']>, accepts: Expectation['accepts']) => {
    const outcome = checkSoftware({ origin: { format: 'EDT', formatVersion: '1.1', uai: 'x', ...origin } }, accepts);
    return outcome !== null && isStop(outcome) ? outcome.reason : 'good';
  };
  it('is checked by product and version where stated, else by format, whose absence refuses nothing', () => {
    const edt = [{ product: 'EDT', from: '2014' }];
    expect(reason({}, [])).toBe('good');
    expect(reason({}, edt)).toBe('good');
    expect(reason({ product: 'edt', productVersion: '2013 - 0.5.14' }, edt)).toBe('version-not-accepted');
    expect(reason({ product: 'EDT', productVersion: '2014' }, edt)).toBe('good');
    expect(reason({ product: 'EDT', productVersion: '2025' }, edt)).toBe('good');
    expect(reason({ product: 'PRONOTE', productVersion: '2025' }, edt)).toBe('software-not-accepted');
    expect(reason({ format: 'UDT' }, edt)).toBe('software-not-accepted');
    // PRONOTE writes the same file as EDT, and neither says its name in it.
    expect(reason({}, [{ product: 'PRONOTE' }])).toBe('good');
    expect(reason({ format: 'UDT' }, [{ product: 'PRONOTE' }])).toBe('software-not-accepted');
  });
  it('has versions that compare number by number', () => {
    expect(compareVersions('2014', '2014.0')).toBe(0);
    expect(compareVersions('0.5.14', '0.5.9')).toBeGreaterThan(0);
    expect(compareVersions('9', '2014')).toBeLessThan(0);
  });
});

describe('places', () => {
  const places: Places = {
    file: 1,
    only: null,
    byUai: new Map([['0990002B', 2]]),
    byDivisionName: new Map([
      ['6A', new Set([3])],
      ['6B', new Set([3, 4])],
    ]),
  };
  it('of divisions: the URL’s, what the file says, the directory’s, the file’s own', () => {
    expect(placeOfDivision({ ...places, only: 9 }, '6A', '0990002B')).toBe(9);
    expect(placeOfDivision(places, '6A', '0990002B')).toBe(2);
    expect(placeOfDivision(places, '6A', '0990009Z')).toBe(3);
    expect(placeOfDivision(places, '6 a'.replace(' ', ''), undefined)).toBe(3);
    expect(placeOfDivision(places, '6B', undefined)).toBe(1);
    expect(placeOfDivision(places, '6C', undefined)).toBe(1);
  });
  it('of an audience: theirs when they agree, else the file’s, but none outside the scope', () => {
    expect(placeOfAudience(places, new Set([3]), [1, 3])).toBe(3);
    expect(placeOfAudience(places, new Set([3, 4]), [1, 3, 4])).toBe(1);
    expect(placeOfAudience(places, new Set([4, 3]), [3, 4])).toBe(3);
    expect(placeOfAudience(places, new Set(), [1, 3])).toBe(1);
    expect(placeOfAudience(places, new Set(), [3, 4])).toBe(3);
  });
  it('make the scope', () => {
    const both = { ...PLACES, byDivisionName: new Map([['6B', new Set([2])]]) };
    expect(timetable({}, both).scope).toEqual([1, 2]);
    expect(timetable({}, { ...both, only: 1 }).scope).toEqual([1]);
    expect(timetable({ divisions: [], groups: [] }, both).scope).toEqual([1]);
  });
});

describe('references', () => {
  it('that dangle drop only their link, and the course still takes place', () => {
    const findings = new FindingLog();
    const read = timetable(
      {
        courses: [
          course([resource('teacher', 'nobody', [2, 3]), resource('division', 'a', [2, 3])], { subject: 'no' }),
        ],
      },
      PLACES,
      findings,
    );
    expect(findings.count('dangling-reference')).toBe(2);
    expect(read.courses).toMatchObject([{ subjectKey: null, variants: [{ weeks: { length: 2 }, teacherKeys: [] }] }]);
  });

  it('give students their groups through parts and divisions, with the dates of the link', () => {
    const read = timetable({
      groups: [
        { ident: 'g', name: 'LATIN', divisions: [], parts: ['a1'], students: [] },
        { ident: 'h', name: 'TOUS', divisions: ['a'], parts: [], students: [{ ident: 's2', from: null, to: null }] },
      ],
      students: [
        student(person('s1', 'PETIT', 'Zoé'), {
          divisions: [{ ident: 'a', from: null, to: '2026-12-18' }],
          parts: [
            { ident: 'a1', from: '2026-09-01', to: '2026-10-10' },
            { ident: 'a1', from: '2026-10-11', to: '2026-12-18' },
            { ident: 'a1', from: '2027-02-01', to: null },
          ],
        }),
        student(person('s2', 'GRAND', 'Léo')),
      ],
    });
    const rows = read.memberships.map(({ kind, audienceKey, from, to }) => `${kind} ${audienceKey} ${from} ${to}`);
    expect(rows.sort()).toEqual([
      'division 1/6A 2026-09-01 2026-12-18',
      'group 1/LATIN 2026-09-01 2026-12-18',
      'group 1/LATIN 2027-02-01 2027-08-31',
      'group 1/TOUS 2026-09-01 2026-12-18',
      'group 1/TOUS 2026-09-01 2027-08-31',
    ]);
  });

  it('join intervals that overlap or touch, and no others', () => {
    const merged = mergeIntervals([
      { from: '2026-10-01', to: '2026-10-05' },
      { from: '2026-09-01', to: '2026-09-30' },
      { from: '2026-10-07', to: '2026-10-09' },
      { from: '2026-10-08', to: '2026-10-08' },
    ]);
    expect(merged).toEqual([
      { from: '2026-09-01', to: '2026-10-05' },
      { from: '2026-10-07', to: '2026-10-09' },
    ]);
  });

  it('refuse a file without a dated course, or with more than 5 % outside the grid', () => {
    const good = () => course([resource('division', 'a', [2])]);
    const bad = () => course([resource('division', 'a', [2])], { firstSlot: 2, slotCount: 2 });
    const of = (goods: number, bads: number) => {
      const findings = new FindingLog();
      const courses = [...Array.from({ length: goods }, good), ...Array.from({ length: bads }, bad)];
      const outcome = resolve(raw({ courses }), PLACES, findings);
      return isStop(outcome) ? outcome.reason : findings.count('course-outside-grid');
    };
    expect(of(95, 5)).toBe(5);
    expect(of(94, 6)).toBe('outside-grid');
    expect(of(19, 1)).toBe(1);
    expect(of(0, 0)).toBe('no-dated-course');
    expect(resolve(raw({ courses: [course([])] }), PLACES, new FindingLog())).toMatchObject({
      reason: 'no-dated-course',
    });
  });

  it('count the weeks outside the year as no session', () => {
    const read = timetable({ courses: [course([resource('division', 'a', [1, 2, 53, 63])])] });
    // The 31st of August 2026 is before the year; week 53 is the 30th of August 2027; week 63 is in November.
    expect(read.sessionsOutsideYear).toBe(2);
    expect(read.courses[0]?.variants[0]?.weeks).toHaveLength(2);
    expect(read.coursesWithMask).toBe(1);
  });
});

describe('slots', () => {
  const times = timesIn(raw().grid);
  it('give the labels’ times, and say where they differ from slots × minutes', () => {
    expect(times(course([], { firstSlot: 0, slotCount: 2 }))).toEqual({
      startTime: '08:00',
      endTime: '10:00',
      labelsDiffer: false,
    });
    expect(times(course([], { firstSlot: 1, slotCount: 2 }))).toEqual({
      startTime: '09:00',
      endTime: '11:00',
      labelsDiffer: false,
    });
    expect(times(course([], { firstSlot: 2 }))).toMatchObject({ labelsDiffer: true });
  });
  it('outside the grid are none: day, slot, length', () => {
    for (const more of [
      { weekday: 6 },
      { weekday: 0 },
      { firstSlot: 3 },
      { firstSlot: -1 },
      { slotCount: 0 },
      { slotCount: -2 },
      { slotCount: 4 },
    ]) {
      expect(times(course([], more))).toBeNull();
    }
  });
});
