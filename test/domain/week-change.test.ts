/** A week before and after: changes taken back and carried out, and marked on both sides. */
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/domain/report/lesson-moves.ts';
import {
  carryOut,
  compareWeek,
  type RowChange,
  type Said,
  type StoredRow,
  takeBack,
} from '../../src/domain/report/week.ts';

const HOUR = 3_600_000;
const monday8 = Date.parse('2026-11-23T08:00:00+01:00');
const row = (id: string | null, contentId: string, startsAt = monday8, cancelled = false): StoredRow => ({
  id,
  establishment: 1,
  startsAt,
  endsAt: startsAt + HOUR,
  contentId,
  cancelled,
});
const said = ({ endsAt, contentId, cancelled }: StoredRow): Said => ({ endsAt, contentId, cancelled });
const change = (before: StoredRow | null, after: StoredRow | null): RowChange => ({
  id: before?.id ?? null,
  establishment: 1,
  startsAt: (before ?? after)?.startsAt ?? 0,
  before: before && said(before),
  after: after && said(after),
});
const sorted = (rows: readonly StoredRow[]) => [...rows].sort((a, b) => Number(a.id) - Number(b.id));

describe('taking back', () => {
  const before = [row('1', 'a'), row('2', 'b'), row('3', 'c')];
  const changes = [
    change(row('1', 'a'), row('1', 'x')),
    change(row('2', 'b'), null),
    change(null, row(null, 'n', monday8 + HOUR)),
  ];
  const after = [row('1', 'x'), row('3', 'c'), row('9', 'n', monday8 + HOUR)];

  it('is the way back of carrying out', () => {
    expect(sorted(takeBack(after, changes))).toEqual(before);
    expect(
      carryOut(before, changes)
        .map(({ contentId }) => contentId)
        .sort(),
    ).toEqual(['c', 'n', 'x']);
  });

  it('leaves alone what an undo has put back', () => {
    expect(sorted(takeBack(before, changes))).toEqual(before);
  });

  it('takes the newest of equal rows, and as many as were created', () => {
    const twins = [row('1', 'a'), row('5', 'a'), row('6', 'a')];
    const created = [change(null, row(null, 'a')), change(null, row(null, 'a'))];
    expect(takeBack(twins, created).map(({ id }) => id)).toEqual(['1']);
  });
});

describe('a week before and after', () => {
  const lesson = (over: Partial<Lesson> = {}): Lesson => ({
    series: 's',
    subject: { code: 'M', label: 'MATHS' },
    divisions: ['6A'],
    groups: [],
    teachers: [{ name: 'MARTIN Ève', directoryId: null }],
    rooms: ['B12'],
    ...over,
  });
  const lessons = new Map([
    ['a', lesson()],
    ['other teacher', lesson({ teachers: [{ name: 'DURAND Luc', directoryId: null }] })],
    ['french', lesson({ series: 'f', subject: { code: 'F', label: 'FRANÇAIS' } })],
  ]);
  const compare = (before: StoredRow[], changes: RowChange[], shown = [...lessons.keys()]) =>
    compareWeek({
      before,
      after: carryOut(before, changes),
      changes,
      lessons,
      shown: new Set(shown),
      timeZone: 'Europe/Paris',
    });
  const marks = (week: ReturnType<typeof compare>) => ({
    before: week.before.map(({ from, mark }) => `${from} ${mark}`),
    after: week.after.map(({ from, mark }) => `${from} ${mark}`),
    differences: week.differences.map(({ kind }) => kind),
  });

  it('marks what is cancelled, moved, added and removed', () => {
    const cancelled = row('1', 'a', monday8, true);
    const week = compare(
      [
        row('1', 'a'),
        row('2', 'a', monday8 + HOUR),
        row('3', 'french', monday8 + 2 * HOUR),
        row('4', 'a', monday8 + 5 * HOUR),
      ],
      [
        change(row('1', 'a'), cancelled),
        change(row('2', 'a', monday8 + HOUR), null),
        change(null, row(null, 'a', monday8 + 3 * HOUR)),
        change(row('3', 'french', monday8 + 2 * HOUR), null),
      ],
    );
    expect(marks(week)).toEqual({
      before: ['08:00 cancelled', '09:00 moved', '10:00 removed', '13:00 same'],
      after: ['08:00 cancelled', '11:00 moved', '13:00 same'],
      differences: ['cancelled', 'moved', 'deleted'],
    });
    expect(week.before[0]?.status).toBe('planned');
    expect(week.after[0]?.status).toBe('cancelled');
  });

  it('shows a teacher who loses a lesson that it goes, and the other one that it comes', () => {
    const changes = [change(row('1', 'a'), row('1', 'other teacher'))];
    expect(marks(compare([row('1', 'a')], changes, ['a']))).toEqual({
      before: ['08:00 removed'],
      after: [],
      differences: ['changed'],
    });
    expect(marks(compare([row('1', 'a')], changes, ['other teacher'])).after).toEqual(['08:00 added']);
    expect(compare([row('1', 'a')], changes).differences[0]?.aspects).toEqual(['teachers']);
  });

  it('says nothing of what the filter does not show', () => {
    expect(compare([row('1', 'a')], [change(row('1', 'a'), null)], ['french']).differences).toEqual([]);
  });

  it('tells times by the wall on both sides of a change of clocks', () => {
    const sunday = Date.parse('2026-10-25T01:30:00Z');
    const week = compare([row('1', 'a', Date.parse('2026-10-23T08:00:00+02:00')), row('2', 'a', sunday)], []);
    expect(week.before.map(({ day, from, to }) => [day, from, to])).toEqual([
      ['2026-10-23', '08:00', '09:00'],
      ['2026-10-25', '02:30', '03:30'],
    ]);
    const spring = compare([row('1', 'a', Date.parse('2027-03-28T00:30:00Z'))], []);
    expect(spring.before[0]).toMatchObject({ day: '2027-03-28', from: '01:30', to: '03:30' });
    const late = compare([row('1', 'a', Date.parse('2026-11-23T23:30:00+01:00'))], []);
    expect(late.before[0]).toMatchObject({ from: '23:30', to: '24:00' });
  });
});
