/** Compares the file's sessions with the stored ones by session key (RULES.md 3.5): what still takes place keeps its id. */

import { byCodeUnit } from '../model/identity.ts';
import type { SessionColumns, SessionContent, StoredSessions } from '../model/session.ts';

/** Indexes into the file's columns and into the stored ones. */
export interface SessionChanges {
  readonly created: readonly number[];
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
  const fileSeries = seriesNumber(file.contents);
  const storedSeries = seriesNumber(stored.contents);
  const storedByKey = new Map<number, number | number[]>();
  for (let index = 0; index < stored.length; index++) {
    put(storedByKey, keyAt(stored, storedSeries, index), index);
  }
  const fileByKey = new Map<number, number | number[]>();
  let past = 0;
  for (let index = 0; index < file.length; index++) {
    if ((file.startsAt[index] ?? 0) >= takenInAt) put(fileByKey, keyAt(file, fileSeries, index), index);
    else if (file.cancelled[index] === 0) past += 1;
  }
  const created: number[] = [];
  const modified: { stored: number; file: number }[] = [];
  const deleted: number[] = [];
  const counts = { created: 0, modified: 0, deleted: 0, unchanged: 0, cancelled: 0, past };
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
    created.push(index);
    counts[file.cancelled[index] === 1 ? 'cancelled' : 'created'] += 1;
  };
  for (const [key, ofFile] of fileByKey) {
    const ofStored = storedByKey.get(key);
    storedByKey.delete(key);
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
  for (const left of storedByKey.values()) for (const index of list(left)) deleted.push(index);
  counts.deleted = deleted.length;
  return { created, modified, deleted, counts };
}

/** Series number and start minute in one exact number: minutes stay below 2^27, so below 2^53 together. */
function keyAt(columns: SessionColumns, series: Int32Array, index: number): number {
  const minute = Math.floor((columns.startsAt[index] ?? 0) / 60_000);
  return (series[columns.content[index] ?? 0] ?? 0) * 134_217_728 + minute;
}

function put(into: Map<number, number | number[]>, key: number, index: number): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, index);
  else if (typeof known === 'number') into.set(key, [known, index]);
  else known.push(index);
}

function list(value: number | number[] | undefined): readonly number[] {
  return value === undefined ? [] : typeof value === 'number' ? [value] : value;
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
