/** Days, week masks and wall-clock times, on both sides of every change of hour. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  baseMonday,
  dateOf,
  datesFrom,
  daysBetween,
  instantOf,
  isDay,
  isoWithOffset,
  isTimeZone,
  maskOf,
  mondayOf,
  parseWeekMask,
  startYearOf,
  wallClockOf,
  weekdayOf,
  weeksOf,
} from '../../src/domain/model/calendar.ts';

const PARIS = 'Europe/Paris';
const NOUMEA = 'Pacific/Noumea';
const utc = (text: string): number => Date.parse(text);

describe('week masks', () => {
  it('are read as FORMATS.md 1.5 shows', () => {
    expect(weeksOf(2n)).toEqual([1]);
    expect(weeksOf(5_791_030_531_412n)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 20, 22, 26, 28, 30, 34, 38, 40, 42]);
    expect(weeksOf(11_719_500_409_002n)).toEqual([1, 3, 5, 7, 11, 13, 15, 19, 21, 23, 27, 29, 31, 35, 37, 39, 41, 43]);
  });

  it('go up to bit 63, beyond what a number holds, and ignore bit 0', () => {
    expect(weeksOf(1n << 63n)).toEqual([63]);
    expect(weeksOf((1n << 63n) | (1n << 53n) | 1n)).toEqual([53, 63]);
    expect(weeksOf(1n)).toEqual([]);
    expect(weeksOf(0n)).toEqual([]);
    expect(weeksOf((1n << 64n) - 1n)).toEqual(Array.from({ length: 63 }, (_, index) => index + 1));
  });

  it.each([
    ['0', 0n],
    [' 2 ', 2n],
    ['18446744073709551615', (1n << 64n) - 1n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['18446744073709551616', null],
    ['99999999999999999999', null],
    ['-2', null],
    ['+2', null],
    ['1e3', null],
    ['0x1F', null],
    ['', null],
    ['2.0', null],
    ['1'.repeat(500), null],
  ])('%s is %s', (text, mask) => {
    expect(parseWeekMask(text)).toBe(mask);
  });

  it('come back from their weeks', () => {
    const weeks = fc.uniqueArray(fc.integer({ min: 1, max: 63 }));
    fc.assert(
      fc.property(weeks, (given) => {
        const sorted = [...given].sort((a, b) => a - b);
        expect(weeksOf(maskOf(given))).toEqual(sorted);
        expect(parseWeekMask(String(maskOf(given)))).toBe(maskOf(given));
      }),
    );
  });
});

describe('days', () => {
  it('exist or do not', () => {
    for (const day of ['2024-02-29', '2026-12-31', '2000-02-29']) expect(isDay(day)).toBe(true);
    for (const day of ['2026-02-29', '2100-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '', '2026-09-31']) {
      expect(isDay(day)).toBe(false);
    }
  });

  it('are counted over changes of hour, leap days and years', () => {
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
    expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysBetween('2026-09-01', '2027-08-31')).toBe(364);
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
    expect([weekdayOf('2026-08-31'), weekdayOf('2026-09-06')]).toEqual([1, 7]);
    expect(mondayOf('2026-09-06')).toBe('2026-08-31');
  });

  it('follow from week and weekday as FORMATS.md 1.5 shows', () => {
    expect(dateOf('2026-08-31', 7, 2)).toBe('2026-10-13');
    const dateFor = datesFrom('2026-08-31');
    expect([dateFor(7, 2), dateFor(7, 2), dateFor(1, 1), dateFor(63, 7)]).toEqual([
      '2026-10-13',
      '2026-10-13',
      '2026-08-31',
      '2027-11-14',
    ]);
  });

  it('give school years that start with their first day, northern or southern', () => {
    expect(startYearOf('2026-09-01')).toBe(2026);
    expect(startYearOf('2027-02-15')).toBe(2027);
    expect(weekdayOf(baseMonday({ firstDay: '2026-09-01' }))).toBe(1);
    expect(baseMonday({ firstDay: '2026-09-01' })).toBe('2025-12-29');
  });
});

describe('instants', () => {
  it.each([
    ['2026-09-01', '08:00', PARIS, '2026-09-01T06:00:00Z'],
    ['2026-10-24', '08:00', PARIS, '2026-10-24T06:00:00Z'],
    ['2026-10-25', '01:59', PARIS, '2026-10-24T23:59:00Z'],
    // Repeated: the first of the two.
    ['2026-10-25', '02:00', PARIS, '2026-10-25T00:00:00Z'],
    ['2026-10-25', '02:30', PARIS, '2026-10-25T00:30:00Z'],
    ['2026-10-25', '03:00', PARIS, '2026-10-25T02:00:00Z'],
    ['2026-10-25', '08:00', PARIS, '2026-10-25T07:00:00Z'],
    ['2026-10-26', '08:00', PARIS, '2026-10-26T07:00:00Z'],
    ['2027-03-27', '08:00', PARIS, '2027-03-27T07:00:00Z'],
    ['2027-03-28', '01:59', PARIS, '2027-03-28T00:59:00Z'],
    // Skipped: after the gap.
    ['2027-03-28', '02:30', PARIS, '2027-03-28T01:30:00Z'],
    ['2027-03-28', '03:00', PARIS, '2027-03-28T01:00:00Z'],
    ['2027-03-28', '08:00', PARIS, '2027-03-28T06:00:00Z'],
    ['2027-03-29', '08:00', PARIS, '2027-03-29T06:00:00Z'],
    ['2026-10-25', '08:00', NOUMEA, '2026-10-24T21:00:00Z'],
    ['2027-03-28', '08:00', NOUMEA, '2027-03-27T21:00:00Z'],
    ['2026-09-01', '08:00', 'America/Cayenne', '2026-09-01T11:00:00Z'],
    ['2026-09-01', '08:00', 'Pacific/Marquesas', '2026-09-01T17:30:00Z'],
  ])('%s %s in %s is %s', (day, time, zone, expected) => {
    expect(instantOf(day, time, zone)).toBe(utc(expected));
  });

  it.each([PARIS, NOUMEA, 'America/Miquelon', 'Pacific/Marquesas', 'America/St_Johns'])(
    'of %s are read back as the same day and time, but for the skipped hour',
    (zone) => {
      const day = fc.integer({ min: 0, max: 730 }).map((days) => addDays('2026-01-01', days));
      fc.assert(
        fc.property(day, fc.integer({ min: 8 * 60, max: 22 * 60 }), (date, minutes) => {
          const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          const at = instantOf(date, time, zone);
          expect(wallClockOf(at, zone)).toEqual({ day: date, time });
          const iso = isoWithOffset(at, zone);
          expect(iso.slice(0, 16)).toBe(`${date}T${time}`);
          expect(Date.parse(iso)).toBe(at);
        }),
      );
    },
  );

  it('are written with the offset of their moment', () => {
    expect(isoWithOffset(utc('2026-10-25T00:30:00Z'), PARIS)).toBe('2026-10-25T02:30:00+02:00');
    expect(isoWithOffset(utc('2026-10-25T01:30:00Z'), PARIS)).toBe('2026-10-25T02:30:00+01:00');
    expect(isoWithOffset(utc('2026-09-01T00:00:00Z'), 'Pacific/Marquesas')).toBe('2026-08-31T14:30:00-09:30');
    expect(isoWithOffset(utc('2026-12-31T23:30:00Z'), PARIS)).toBe('2027-01-01T00:30:00+01:00');
  });

  it('need a zone that exists', () => {
    expect(isTimeZone(NOUMEA)).toBe(true);
    expect(isTimeZone('Europe/Lutèce')).toBe(false);
  });
});
