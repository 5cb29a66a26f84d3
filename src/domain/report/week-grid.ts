/** Lays a week out as a table: a row between each two times at which something begins or ends, sessions that overlap side by side. */

import { clock, type Day, minutesOf, type WallTime } from '../model/calendar.ts';
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
  /** Its first column of the day, from 0. */
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

export interface GridDay {
  readonly day: Day;
  /** The same for all days, so that they are equally wide; enough to share a day evenly. */
  readonly columns: number;
}

/** Items that begin and end together, as one. */
export interface Bundle<T> extends Timed {
  readonly items: readonly T[];
}

export interface GridRow<T> {
  readonly from: WallTime;
  readonly to: WallTime;
  readonly minutes: number;
  /** Something begins here, in this grid or in one of the same frame. */
  readonly isStart: boolean;
  /** Nothing takes place on any day: a break. */
  readonly isBreak: boolean;
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
  readonly starts: ReadonlySet<WallTime>;
  /** Times at which something takes place. */
  readonly busy: ReadonlySet<WallTime>;
}

/** Puts items that begin and end together into one bundle where they are more than fit side by side. */
export function bundle<T extends Timed>(items: readonly T[], sideBySide: number): Bundle<T>[] {
  const byTime = new Map<string, T[]>();
  for (const item of items) {
    const key = `${item.day} ${item.from} ${item.to}`;
    const same = byTime.get(key);
    if (same) same.push(item);
    else byTime.set(key, [item]);
  }
  return [...byTime.values()].flatMap((same) => {
    const bundles = same.length > sideBySide ? [same] : same.map((one) => [one]);
    return bundles.flatMap((own) => {
      const [first] = own;
      return first ? [{ day: first.day, from: first.from, to: first.to, items: own }] : [];
    });
  });
}

/** The frame of some sessions: two grids in one frame have the same rows and days. */
export function frameOf(items: readonly Timed[]): Frame {
  const times = [...new Set(items.flatMap((item) => [item.from, endOf(item)]))].sort(byCodeUnit);
  return {
    times,
    days: [...new Set(items.map((item) => item.day))].sort(byCodeUnit),
    starts: new Set(items.map((item) => item.from)),
    busy: new Set(times.filter((time) => items.some((item) => item.from <= time && time < endOf(item)))),
  };
}

function endOf({ from, to }: Timed): WallTime {
  return to > from ? to : clock(minutesOf(from) + 1);
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
  const placed = frame.days.map((day) => {
    const boxes = items
      .filter((item) => item.day === day)
      .map((item): Box<T> => {
        const [first, end] = [rowOf.get(item.from) ?? 0, rowOf.get(endOf(item)) ?? 0];
        return { item, first, end, column: 0, span: 1 };
      })
      .sort((a, b) => a.first - b.first || b.end - a.end);
    return { day, boxes, clusters: clustersOf(boxes) };
  });
  const columns = columnsFor(placed.flatMap(({ clusters }) => clusters.map(({ width }) => width)));
  for (const { clusters } of placed) for (const one of clusters) widen(one.boxes, one.width, columns);
  const rows = frame.times.slice(0, -1).map((from, index) => {
    const to = frame.times[index + 1] ?? from;
    return {
      from,
      to,
      minutes: minutesOf(to) - minutesOf(from),
      isStart: frame.starts.has(from),
      isBreak: !frame.busy.has(from),
      days: placed.map((one) => cellsAt(one.boxes, columns, index)),
    };
  });
  return { days: placed.map(({ day }) => ({ day, columns })), rows };
}

/** More columns than this say nothing to the eye. */
const MAX_COLUMNS = 24;

/** The smallest number that all widths divide, as far as there is one that is not too large. */
function columnsFor(widths: readonly number[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const common = widths.reduce((all, width) => (all * width) / divisor(all, width), 1);
  return common <= MAX_COLUMNS ? common : Math.max(MAX_COLUMNS, ...widths);
}

interface Cluster<T> {
  readonly boxes: readonly Box<T>[];
  /** How many stand side by side. */
  readonly width: number;
}

/** Boxes that overlap, directly or by others, share the width of the day. */
function clustersOf<T>(boxes: readonly Box<T>[]): Cluster<T>[] {
  const clusters: Box<T>[][] = [];
  let until = -1;
  for (const box of boxes) {
    const last = clusters.at(-1);
    if (last && box.first < until) last.push(box);
    else clusters.push([box]);
    until = last && box.first < until ? Math.max(until, box.end) : box.end;
  }
  return clusters.map((cluster) => {
    const ends: number[] = [];
    for (const box of cluster) {
      const free = ends.findIndex((end) => end <= box.first);
      box.column = free < 0 ? ends.length : free;
      ends[box.column] = box.end;
    }
    return { boxes: cluster, width: ends.length };
  });
}

/** Spreads a cluster over the columns of the day; a box that has room to its right takes it. */
function widen<T>(cluster: readonly Box<T>[], width: number, columns: number): void {
  for (const box of cluster) box.column = Math.round((box.column * columns) / width);
  for (const box of cluster) {
    const right = cluster
      .filter((other) => other.first < box.end && box.first < other.end && other.column > box.column)
      .map((other) => other.column);
    box.span = Math.min(columns, ...right) - box.column;
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
      if (box.first === row) cells.push({ item: box.item, column, rowSpan: box.end - box.first, columnSpan: box.span });
      column = box.column + box.span;
      continue;
    }
    let span = 1;
    while (column + span < columns && !boxAt(row, column + span)) span += 1;
    cells.push({ item: null, column, rowSpan: 1, columnSpan: span });
    column += span;
  }
  return cells;
}
