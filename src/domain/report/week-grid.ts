/** Lays a week out as a table: a row between each two times at which something begins or ends, sessions that overlap side by side. */

import { type Day, minutesOf, type WallTime } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';

/** What is laid out. */
export interface Timed {
  readonly day: Day;
  readonly from: WallTime;
  /** Later than `from`; what is not, is laid out as a minute. */
  readonly to: WallTime;
}

/** A cell of one day's columns: a session, or nothing. Spans count rows and columns. */
export interface GridCell<T> {
  readonly item: T | null;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

export interface GridDay {
  readonly day: Day;
  /** Columns of the day: as many as sessions overlap at its fullest. */
  readonly columns: number;
}

export interface GridRow<T> {
  readonly from: WallTime;
  readonly to: WallTime;
  readonly minutes: number;
  /** Something begins here. */
  readonly isStart: boolean;
  /** Cells that begin in this row, day by day, in the order of the days. */
  readonly days: readonly (readonly GridCell<T>[])[];
}

export interface WeekGrid<T> {
  readonly days: readonly GridDay[];
  readonly rows: readonly GridRow<T>[];
}

/** Times and days that a grid has rows and columns for. */
export interface Frame {
  readonly times: readonly WallTime[];
  readonly days: readonly Day[];
}

/** The frame of some sessions: two grids in one frame have the same rows and days. */
export function frameOf(items: readonly Timed[]): Frame {
  const times = new Set(items.flatMap((item) => [item.from, endOf(item)]));
  return {
    times: [...times].sort(byCodeUnit),
    days: [...new Set(items.map((item) => item.day))].sort(byCodeUnit),
  };
}

function endOf({ from, to }: Timed): WallTime {
  return to > from ? to : clock(minutesOf(from) + 1);
}

function clock(minutes: number): WallTime {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

interface Box<T> {
  readonly item: T;
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  column: number;
  span: number;
}

/** The grid of a week; without a frame, that of the sessions themselves. */
export function layOut<T extends Timed>(items: readonly T[], frame: Frame = frameOf(items)): WeekGrid<T> {
  const rowOf = new Map(frame.times.map((time, index) => [time, index]));
  const days = frame.days.map((day) => {
    const boxes = items
      .filter((item) => item.day === day)
      .map(
        (item): Box<T> => ({
          item,
          first: rowOf.get(item.from) ?? 0,
          end: rowOf.get(endOf(item)) ?? 0,
          column: 0,
          span: 1,
        }),
      )
      .sort((a, b) => a.first - b.first || b.end - a.end);
    return { day, ...placeBoxes(boxes) };
  });
  const starts = new Set(items.map((item) => item.from));
  const rows = frame.times.slice(0, -1).map((from, index) => {
    const to = frame.times[index + 1] ?? from;
    return {
      from,
      to,
      minutes: minutesOf(to) - minutesOf(from),
      isStart: starts.has(from),
      days: days.map((one) => cellsAt(one.boxes, one.columns, index)),
    };
  });
  return { days: days.map(({ day, columns }) => ({ day, columns })), rows };
}

/** Boxes that overlap, directly or by others, share the width of the day; one that has room to its right takes it. */
function placeBoxes<T>(boxes: Box<T>[]): { readonly boxes: readonly Box<T>[]; readonly columns: number } {
  const clusters: Box<T>[][] = [];
  let until = -1;
  for (const box of boxes) {
    const last = clusters.at(-1);
    if (last && box.first < until) last.push(box);
    else clusters.push([box]);
    until = last && box.first < until ? Math.max(until, box.end) : box.end;
  }
  const widths = clusters.map((cluster) => {
    const ends: number[] = [];
    for (const box of cluster) {
      const free = ends.findIndex((end) => end <= box.first);
      box.column = free < 0 ? ends.length : free;
      ends[box.column] = box.end;
    }
    return ends.length;
  });
  const columns = Math.max(1, ...widths);
  clusters.forEach((cluster, index) => {
    widen(cluster, widths[index] ?? 1, columns);
  });
  return { boxes, columns };
}

function widen<T>(cluster: readonly Box<T>[], width: number, columns: number): void {
  // A cluster of two in a day of four columns: two columns each; of three: the last one takes what is left.
  const edge = (column: number): number => (column === width ? columns : Math.floor((column * columns) / width));
  for (const box of cluster) {
    const [left, right] = [edge(box.column), edge(box.column + 1)];
    box.column = left;
    box.span = right - left;
  }
  for (const box of cluster) {
    const blocked = cluster
      .filter((other) => other !== box && other.first < box.end && box.first < other.end && other.column > box.column)
      .map((other) => other.column);
    box.span = Math.min(columns, ...blocked) - box.column;
  }
}

/** Cells that begin in a row: sessions, and empty ones, each one row high. */
function cellsAt<T>(boxes: readonly Box<T>[], columns: number, row: number): GridCell<T>[] {
  const boxAt = (at: number, column: number): Box<T> | undefined =>
    boxes.find((box) => box.first <= at && at < box.end && box.column <= column && column < box.column + box.span);
  const cells: GridCell<T>[] = [];
  for (let column = 0; column < columns; ) {
    const box = boxAt(row, column);
    if (box) {
      if (box.first === row) cells.push({ item: box.item, rowSpan: box.end - box.first, columnSpan: box.span });
      column = box.column + box.span;
      continue;
    }
    let span = 1;
    while (column + span < columns && !boxAt(row, column + span)) span += 1;
    cells.push({ item: null, rowSpan: 1, columnSpan: span });
    column += span;
  }
  return cells;
}
