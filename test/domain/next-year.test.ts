/** The next school year: dates that may be announced, and how a file that opens a year fits. */
import { describe, expect, it } from 'vitest';
import { datesProblem, leavesYearOut, openingOf, suggestedYear } from '../../src/domain/validate/next-year.ts';

const open = { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-08-27' };
const around = { open, today: '2026-11-22' };

describe('dates of the next year', () => {
  it.each([
    ['2027-09-01', '2028-07-01', null],
    ['2027-08-28', '2028-08-25', null],
    ['2027-09-01', '2028-05-28', null],
    ['2027-09-01', '2028-10-01', null],
    ['', '2028-07-01', 'first-missing'],
    ['2027-02-30', '2028-07-01', 'first-missing'],
    ['2027-09-01', '01/07/2028', 'last-missing'],
    ['2028-07-01', '2027-09-01', 'order'],
    ['2027-09-01', '2027-09-01', 'order'],
    ['2027-09-01', '2027-09-03', 'short'],
    ['2027-09-01', '2027-12-20', 'short'],
    ['2027-09-01', '2028-05-27', 'short'],
    ['2027-09-01', '2028-10-02', 'long'],
    ['2027-09-01', '2035-07-01', 'long'],
    ['2027-01-01', '2027-12-20', 'open'],
    ['2027-07-26', '2028-07-01', 'open'],
    ['2027-07-27', '2028-07-01', null],
    ['2028-01-22', '2028-12-01', null],
    ['2028-01-23', '2028-12-01', 'far'],
    ['2028-09-01', '2029-07-01', 'far'],
    ['9998-09-01', '9999-07-01', 'far'],
  ])('%s to %s: %s', (firstDay, lastDay, problem) => {
    expect(datesProblem({ firstDay, lastDay }, around)).toBe(problem);
  });

  it('may be those of a year that has begun, not of one that is over', () => {
    const years = { firstDay: '2026-09-01', lastDay: '2027-07-03' };
    expect(datesProblem(years, { open: null, today: '2026-11-22' })).toBeNull();
    expect(datesProblem(years, { open: null, today: '2027-07-04' })).toBe('over');
  });

  it('leave a year out when they do not follow the open one', () => {
    const late = { open, today: '2028-06-01' };
    const year = { firstDay: '2028-09-01', lastDay: '2029-07-07' };
    expect(datesProblem(year, late)).toBeNull();
    expect(leavesYearOut(year, late)).toBe(true);
    expect(leavesYearOut(year, { open: null })).toBe(false);
    expect(leavesYearOut({ firstDay: '2027-09-01', lastDay: '2028-07-01' }, late)).toBe(false);
  });

  it('are suggested as French schools mostly have them, and can be announced as they are', () => {
    expect(suggestedYear(around)).toEqual({ firstDay: '2027-09-01', lastDay: '2028-07-01' });
    expect(suggestedYear({ open: null, today: '2026-11-22' })).toEqual({
      firstDay: '2026-09-01',
      lastDay: '2027-07-03',
    });
    expect(suggestedYear(around, 2028)).toEqual({ firstDay: '2028-09-01', lastDay: '2029-07-07' });
    expect(datesProblem(suggestedYear(around), around)).toBeNull();
  });
});

describe('a file that opens a year', () => {
  const announced = { firstDay: '2027-09-01', lastDay: '2028-07-01' };
  it.each([
    [2027, open, announced, 'expected'],
    [2028, open, announced, 'other'],
    [2027, open, null, 'unannounced'],
    [2028, open, null, 'ahead'],
    [2026, null, null, 'expected'],
    [2025, null, null, 'expected'],
    [2027, null, null, 'expected'],
    [2028, null, null, 'ahead'],
    [2024, null, null, 'past'],
    [2026, null, announced, 'other'],
  ] as const)('of %d', (startYear, isOpen, isAnnounced, opening) => {
    expect(openingOf(startYear, { open: isOpen, announced: isAnnounced, today: '2026-11-22' })).toBe(opening);
  });
});
