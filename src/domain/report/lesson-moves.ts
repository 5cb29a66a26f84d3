/** Lessons that were taken away and lessons that were added: which of them are the same lesson at another time. */

import { type Day, minutesOf, mondayOf, type WallTime } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { LessonWords } from '../model/session.ts';

/** What a session says apart from when it takes place. */
export interface Lesson extends LessonWords {
  /** Establishment, subject and audience as one hash: equal for all sessions of a lesson. */
  readonly series: string;
}

/** A lesson at a time, in the site's zone. */
export interface Placed {
  readonly lesson: Lesson;
  readonly day: Day;
  readonly from: WallTime;
  readonly to: WallTime;
}

export interface Moves<T> {
  readonly moved: readonly { readonly from: T; readonly to: T }[];
  readonly deleted: readonly T[];
  readonly created: readonly T[];
}

/**
 * Pairs within one week what went with what came: lessons of one series first, then those of the same subject, audience
 * and teachers. What stays on its day or keeps its hour and length is preferred; a session is in one pair only.
 */
export function findMoves<T>(deleted: readonly T[], created: readonly T[], placeOf: (one: T) => Placed): Moves<T> {
  const moved: { from: T; to: T }[] = [];
  let gone = deleted;
  let come = created;
  for (const keyOf of [bySeries, byLook]) {
    if (come.length === 0 || gone.length === 0) break;
    const weekly = weeklyKeys(keyOf);
    const waiting = new Map<string, T[]>();
    for (const one of come) put(waiting, weekly(placeOf(one)), one);
    const byKey = new Map<string, T[]>();
    const left: T[] = [];
    for (const one of gone) {
      const key = weekly(placeOf(one));
      if (waiting.has(key)) put(byKey, key, one);
      else left.push(one);
    }
    for (const [key, from] of byKey) {
      const pairs = pair(from, waiting.get(key) ?? [], placeOf);
      moved.push(...pairs.moved);
      left.push(...pairs.deleted);
      waiting.set(key, [...pairs.created]);
    }
    gone = left;
    come = [...waiting.values()].flat();
  }
  return { moved, deleted: gone, created: come };
}

function bySeries({ series }: Lesson): string {
  return series;
}

function byLook({ subject, divisions, groups, teachers }: Lesson): string {
  return JSON.stringify([subject.code, subject.label, divisions, groups, teachers.map(({ name }) => name)]);
}

/** Week and lesson as one text; a year has few weeks and few lessons, and many sessions. */
function weeklyKeys(keyOf: (lesson: Lesson) => string): (one: Placed) => string {
  const mondays = new Map<Day, Day>();
  const keys = new Map<Lesson, string>();
  return ({ day, lesson }) => {
    const monday = mondays.get(day) ?? mondayOf(day);
    mondays.set(day, monday);
    const key = keys.get(lesson) ?? keyOf(lesson);
    keys.set(lesson, key);
    return `${monday} ${key}`;
  };
}

function put<T>(into: Map<string, T[]>, key: string, one: T): void {
  const known = into.get(key);
  if (known) known.push(one);
  else into.set(key, [one]);
}

function pair<T>(from: readonly T[], to: readonly T[], placeOf: (one: T) => Placed): Moves<T> {
  const left = inOrder(from, placeOf);
  const right = inOrder(to, placeOf);
  const pairs = left.flatMap((a) => right.map((b) => ({ from: a, to: b, score: likeness(placeOf(a), placeOf(b)) })));
  pairs.sort((a, b) => b.score - a.score);
  const taken = new Set<T>();
  const moved: { from: T; to: T }[] = [];
  for (const one of pairs) {
    if (taken.has(one.from) || taken.has(one.to)) continue;
    taken.add(one.from).add(one.to);
    moved.push({ from: one.from, to: one.to });
  }
  return {
    moved,
    deleted: left.filter((one) => !taken.has(one)),
    created: right.filter((one) => !taken.has(one)),
  };
}

function inOrder<T>(items: readonly T[], placeOf: (one: T) => Placed): T[] {
  const text = (one: T): string => `${placeOf(one).day} ${placeOf(one).from}`;
  return [...items].sort((a, b) => byCodeUnit(text(a), text(b)));
}

function likeness(a: Placed, b: Placed): number {
  const names = (one: Placed): string => JSON.stringify(one.lesson.teachers.map(({ name }) => name));
  const minutes = (one: Placed): number => minutesOf(one.to) - minutesOf(one.from);
  return (
    (names(a) === names(b) ? 8 : 0) +
    (a.day === b.day ? 4 : 0) +
    (minutes(a) === minutes(b) ? 2 : 0) +
    (a.from === b.from ? 1 : 0)
  );
}
