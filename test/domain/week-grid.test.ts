/** The layout of a week: rows by real times, sessions that overlap side by side, and no cell over another one. */
import { describe, expect, it } from 'vitest';
import { bundle, frameOf, layOut, type Timed, type WeekGrid } from '../../src/domain/report/week-grid.ts';

interface Named extends Timed {
  readonly name: string;
}

const at = (name: string, from: string, to: string, day = '2026-11-23'): Named => ({ name, day, from, to });

/** The table as a browser draws it: what stands in each row and column. Fails when cells overlap or leave holes. */
function drawn(grid: WeekGrid<Named>): string[] {
  const width = grid.days.reduce((sum, day) => sum + day.columns, 0);
  const table = grid.rows.map(() => new Array<string>(width).fill(''));
  grid.rows.forEach((row, y) => {
    let left = 0;
    row.days.forEach((cells, index) => {
      for (const cell of cells) {
        let x = left;
        while (table[y]?.[x]) x += 1;
        for (let dy = 0; dy < cell.rowSpan; dy++) {
          for (let dx = 0; dx < cell.columnSpan; dx++) {
            const line = table[y + dy];
            if (!line) throw new Error('a cell below the last row');
            if (line[x + dx] !== '') throw new Error(`cells overlap in row ${y + dy}`);
            if (x + dx >= left + (grid.days[index]?.columns ?? 0)) throw new Error('a cell outside its day');
            line[x + dx] = cell.item?.name ?? '.';
          }
        }
      }
      left += grid.days[index]?.columns ?? 0;
    });
  });
  if (table.some((line) => line.includes(''))) throw new Error('a hole');
  return table.map((line) => line.join(''));
}

describe('the grid of a week', () => {
  it('has a row between each two times, and only days with sessions', () => {
    const grid = layOut([at('a', '08:00', '08:55'), at('b', '09:00', '09:55', '2026-11-26')]);
    expect(grid.days.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-26']);
    expect(grid.rows.map(({ from, to, minutes, isStart, isBreak }) => [from, to, minutes, isStart, isBreak])).toEqual([
      ['08:00', '08:55', 55, true, false],
      ['08:55', '09:00', 5, false, true],
      ['09:00', '09:55', 55, true, false],
    ]);
    expect(drawn(grid)).toEqual(['a.', '..', '.b']);
  });

  it('is empty without sessions', () => {
    expect(layOut([])).toEqual({ days: [], rows: [] });
  });

  it('puts sessions side by side that overlap, and gives those alone the whole day', () => {
    const grid = layOut([at('a', '08:00', '09:00'), at('b', '08:00', '09:00'), at('c', '09:00', '10:00')]);
    expect(drawn(grid)).toEqual(['ab', 'cc']);
  });

  it('lets one that has room to its right take it', () => {
    const grid = layOut([
      at('a', '08:00', '10:00'),
      at('b', '08:00', '09:00'),
      at('c', '08:00', '09:00'),
      at('d', '09:00', '10:00'),
    ]);
    expect(drawn(grid)).toEqual(['abc', 'add']);
  });

  it('shares out columns that do not divide evenly', () => {
    const grid = layOut([
      ...['a', 'b', 'c'].map((name) => at(name, '08:00', '09:00')),
      ...['d', 'e'].map((name) => at(name, '10:00', '11:00')),
    ]);
    expect(drawn(grid)).toEqual(['aabbcc', '......', 'dddeee']);
  });

  it('makes all days equally wide', () => {
    const grid = layOut([
      at('a', '08:00', '09:00'),
      at('b', '08:00', '09:00'),
      at('c', '08:00', '09:00', '2026-11-24'),
    ]);
    expect(drawn(grid)).toEqual(['abcc']);
    expect(grid.days.map(({ columns }) => columns)).toEqual([2, 2]);
  });

  it('shares out columns by rounding where widths have no common measure', () => {
    const names = (count: number, from: string, to: string) =>
      Array.from({ length: count }, (_, index) => at(String.fromCharCode(97 + index), from, to));
    const grid = layOut([...names(5, '08:00', '09:00'), ...names(7, '10:00', '11:00')]);
    expect(grid.days[0]?.columns).toBe(24);
    expect(new Set(drawn(grid)[2]).size).toBe(7);
  });

  it('bundles sessions of one time where they are too many to stand side by side', () => {
    const items = [...'abc']
      .map((name) => at(name, '08:00', '09:00'))
      .concat([...'de'].map((name) => at(name, '09:00', '10:00')));
    expect(bundle(items, 2).map((one) => one.items.map(({ name }) => name).join(''))).toEqual(['abc', 'd', 'e']);
  });

  it('follows a chain of overlaps', () => {
    const grid = layOut([at('a', '08:00', '09:00'), at('b', '08:30', '09:30'), at('c', '09:00', '10:00')]);
    expect(drawn(grid)).toEqual(['a.', 'ab', 'cb', 'c.']);
    expect(grid.days[0]?.columns).toBe(2);
  });

  it('shows a session without length, and one until midnight', () => {
    const grid = layOut([at('a', '08:00', '08:00'), at('b', '23:00', '24:00')]);
    expect(drawn(grid)).toEqual(['a', '.', 'b']);
  });

  it('draws two weeks in one frame alike', () => {
    const [before, after] = [[at('a', '08:00', '09:00')], [at('a', '10:00', '11:00', '2026-11-24')]];
    const frame = frameOf([...before, ...after]);
    expect(drawn(layOut(before, frame))).toEqual(['a.', '..', '..']);
    expect(drawn(layOut(after, frame))).toEqual(['..', '..', '.a']);
    for (const week of [before, after])
      expect(layOut(week, frame).rows.map(({ isStart, isBreak }) => [isStart, isBreak])).toEqual([
        [true, false],
        [false, true],
        [true, false],
      ]);
  });

  it('leaves no hole and covers nothing twice, whatever it is given', () => {
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 300; round++) {
      const items = Array.from({ length: next(25) }, (_, index) => {
        const from = next(20);
        const clock = (quarter: number): string =>
          `${String(8 + (quarter >> 2)).padStart(2, '0')}:${(quarter % 4) * 15 || '00'}`;
        return at(String.fromCharCode(97 + index), clock(from), clock(from + 1 + next(8)), `2026-11-${23 + next(3)}`);
      });
      const text = drawn(layOut(items)).join('');
      for (const { name } of items) expect(text).toContain(name);
    }
  });
});
