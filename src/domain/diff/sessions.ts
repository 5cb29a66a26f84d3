/** Compares the file's sessions with the stored ones by session key (RULES.md 3.5): what still takes place keeps its id. */

import { byCodeUnit } from '../model/identity.ts';
import type { SessionColumns, SessionContent, StoredSessions } from '../model/session.ts';

/** Indexes into the file's columns and into the stored ones. */
export interface SessionChanges {
  readonly created: Int32Array;
  readonly modified: readonly { readonly stored: number; readonly file: number }[];
  readonly deleted: readonly number[];
  readonly counts: SessionCounts;
}

export interface SessionCounts {
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Those newly cancelled; in no other count. */
  readonly cancelled: number;
  /** The file's sessions before the moment: left as they are. */
  readonly past: number;
}

type File = SessionColumns & { readonly contents: readonly SessionContent[] };

/** What to write so that the sessions from `takenInAt` on are the file's. `stored` holds only sessions that begin from then on. */
export function diffSessions(file: File, stored: StoredSessions, takenInAt: number): SessionChanges {
  const numberOf = new Map<string, number>();
  const seriesNumber = (contents: readonly SessionContent[]): Int32Array =>
    Int32Array.from(contents, ({ series }) => {
      const known = numberOf.get(series) ?? numberOf.size;
      numberOf.set(series, known);
      return known;
    });
  const [fileSeries, storedSeries] = [seriesNumber(file.contents), seriesNumber(stored.contents)];
  const created = new Int32Array(file.length);
  let createdCount = 0;
  const modified: { stored: number; file: number }[] = [];
  const deleted: number[] = [];
  const counts = { created: 0, modified: 0, deleted: 0, unchanged: 0, cancelled: 0, past: 0 };
  const settle = (fileIndex: number, storedIndex: number): void => {
    if (sameAt(file, fileIndex, stored, storedIndex)) {
      counts.unchanged += 1;
      return;
    }
    modified.push({ stored: storedIndex, file: fileIndex });
    const newlyOff = file.cancelled[fileIndex] === 1 && stored.cancelled[storedIndex] === 0;
    counts[newlyOff ? 'cancelled' : 'modified'] += 1;
  };
  const create = (index: number): void => {
    created[createdCount] = index;
    createdCount += 1;
    counts[file.cancelled[index] === 1 ? 'cancelled' : 'created'] += 1;
  };
  const fileRows = bySeries(file, fileSeries, numberOf.size, (index) => {
    const isFuture = (file.startsAt[index] ?? 0) >= takenInAt;
    if (!isFuture && file.cancelled[index] === 0) counts.past += 1;
    return isFuture;
  });
  const storedRows = bySeries(stored, storedSeries, numberOf.size, () => true);
  // Series by series: a map of all the sessions of a large school would be larger than the sessions.
  for (let series = 0; series < numberOf.size; series++) {
    const left = byMinute(stored, storedRows(series));
    for (const [minute, ofFile] of byMinute(file, fileRows(series))) {
      const ofStored = left.get(minute);
      left.delete(minute);
      if (ofStored === undefined) {
        for (const index of list(ofFile)) create(index);
      } else if (typeof ofFile === 'number' && typeof ofStored === 'number') settle(ofFile, ofStored);
      else {
        const pairs = pair(file, list(ofFile), stored, list(ofStored));
        for (const [fileIndex, storedIndex] of pairs.paired) settle(fileIndex, storedIndex);
        for (const index of pairs.onlyFile) create(index);
        deleted.push(...pairs.onlyStored);
      }
    }
    for (const gone of left.values()) for (const index of list(gone)) deleted.push(index);
  }
  counts.deleted = deleted.length;
  return { created: created.slice(0, createdCount), modified, deleted, counts };
}

/** Indexes of the wanted sessions of each series, ascending. */
function bySeries(
  columns: SessionColumns,
  seriesOfContent: Int32Array,
  seriesCount: number,
  isWanted: (index: number) => boolean,
): (series: number) => Int32Array {
  const seriesOf = new Int32Array(columns.length);
  const begins = new Int32Array(seriesCount + 1);
  for (let index = 0; index < columns.length; index++) {
    const series = isWanted(index) ? (seriesOfContent[columns.content[index] ?? 0] ?? 0) : -1;
    seriesOf[index] = series;
    if (series >= 0) begins[series + 1] = (begins[series + 1] ?? 0) + 1;
  }
  for (let series = 0; series < seriesCount; series++)
    begins[series + 1] = (begins[series + 1] ?? 0) + (begins[series] ?? 0);
  const next = begins.slice();
  const rows = new Int32Array(begins[seriesCount] ?? 0);
  for (let index = 0; index < columns.length; index++) {
    const series = seriesOf[index] ?? -1;
    if (series < 0) continue;
    rows[next[series] ?? 0] = index;
    next[series] = (next[series] ?? 0) + 1;
  }
  return (series) => rows.subarray(begins[series], begins[series + 1]);
}

/** Sessions of one series by the minute they begin: the session key (RULES.md 3.5). */
function byMinute(columns: SessionColumns, indexes: Int32Array): Map<number, number | number[]> {
  const sessions = new Map<number, number | number[]>();
  for (const index of indexes) {
    const minute = Math.floor((columns.startsAt[index] ?? 0) / 60_000);
    const known = sessions.get(minute);
    if (known === undefined) sessions.set(minute, index);
    else if (typeof known === 'number') sessions.set(minute, [known, index]);
    else known.push(index);
  }
  return sessions;
}

function list(value: number | number[]): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}

function contentAt(columns: File, index: number): SessionContent | undefined {
  return columns.contents[columns.content[index] ?? -1];
}

function sameAt(file: File, fileIndex: number, stored: StoredSessions, storedIndex: number): boolean {
  return (
    file.endsAt[fileIndex] === stored.endsAt[storedIndex] &&
    file.cancelled[fileIndex] === stored.cancelled[storedIndex] &&
    contentAt(file, fileIndex)?.digest === contentAt(stored, storedIndex)?.digest
  );
}

/** Several sessions under one key: equal content first, then teachers, then rooms, then sorted order. */
function pair(
  file: File,
  fileIndexes: readonly number[],
  stored: StoredSessions,
  storedIndexes: readonly number[],
): {
  readonly paired: readonly (readonly [number, number])[];
  readonly onlyFile: readonly number[];
  readonly onlyStored: readonly number[];
} {
  const teachers = (columns: File, index: number): string =>
    JSON.stringify(contentAt(columns, index)?.teachers.map((teacher) => teacher.name));
  const rooms = (columns: File, index: number): string => JSON.stringify(contentAt(columns, index)?.rooms);
  const ends = (columns: File, index: number): string => `${columns.endsAt[index]} ${columns.cancelled[index]}`;
  const digest = (columns: File, index: number): string => contentAt(columns, index)?.digest ?? '';
  const order = (columns: File, index: number): string =>
    `${teachers(columns, index)} ${rooms(columns, index)} ${ends(columns, index)} ${digest(columns, index)}`;
  const criteria = [
    (columns: File, index: number) => `${digest(columns, index)} ${ends(columns, index)}`,
    digest,
    teachers,
    rooms,
    () => '',
  ];
  let left = [...fileIndexes].sort((a, b) => byCodeUnit(order(file, a), order(file, b)));
  let right = [...storedIndexes].sort((a, b) => byCodeUnit(order(stored, a), order(stored, b)));
  const paired: [number, number][] = [];
  for (const criterion of criteria) {
    const waiting = [...right];
    left = left.filter((fileIndex) => {
      const wanted = criterion(file, fileIndex);
      const found = waiting.findIndex((storedIndex) => criterion(stored, storedIndex) === wanted);
      if (found < 0) return true;
      paired.push([fileIndex, waiting[found] ?? -1]);
      waiting.splice(found, 1);
      return false;
    });
    right = waiting;
  }
  return { paired, onlyFile: left, onlyStored: right };
}
