/** Changed sessions summed up: one line for each weekly lesson and kind of change, instead of one for each date. */

import { type Day, daysBetween, type WallTime, weekdayOf } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import { findMoves, type Lesson, type Placed } from './lesson-moves.ts';

export const SESSION_KINDS = ['moved', 'cancelled', 'deleted', 'created', 'restored', 'changed', 'linked'] as const;
/**
 * `moved`: the same lesson at another time of the week. `restored`: no longer cancelled. `linked`: nothing but the
 * directory's ids of its teachers changed.
 */
export type SessionKind = (typeof SESSION_KINDS)[number];

/** What differs between before and after, times apart. */
export type Aspect = 'teachers' | 'rooms' | 'end' | 'subject' | 'audience' | 'cancelled';

/** One side of a changed session. */
export interface SlotSide {
  readonly lesson: Lesson;
  readonly to: WallTime;
  readonly cancelled: boolean;
}

/** All dates of a run's changes on which the same happened to the same weekly slot. Before null: created; after null: deleted. */
export interface SlotChange {
  readonly establishment: number;
  readonly days: readonly Day[];
  readonly from: WallTime;
  readonly before: SlotSide | null;
  readonly after: SlotSide | null;
}

export interface SlotTime {
  /** 1 = Monday. */
  readonly weekday: number;
  readonly from: WallTime;
  readonly to: WallTime;
}

export interface LessonSide extends Omit<Lesson, 'series'> {
  readonly time: SlotTime;
  readonly cancelled: boolean;
}

export interface SessionLine {
  readonly kind: SessionKind;
  readonly establishment: number;
  readonly aspects: readonly Aspect[];
  readonly before: LessonSide | null;
  readonly after: LessonSide | null;
  /** Of a moved lesson the dates it had before. */
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly count: number;
  /** Each date, ascending; `to` where the lesson has another one now. */
  readonly dates: readonly { readonly day: Day; readonly to?: Day }[];
}

/** Lines by kind, then audience, subject and time. */
export function sessionLines(slots: readonly SlotChange[]): SessionLine[] {
  const lines = slots.filter((slot) => slot.before && slot.after).map(changedLine);
  const { moved, deleted, created } = findMoves(
    slots.filter((slot) => !slot.after).flatMap(occurrences),
    slots.filter((slot) => !slot.before).flatMap(occurrences),
    placeOf,
  );
  const byLine = new Map<string, { from: Occurrence; to: Occurrence }[]>();
  const numbers = new Map(slots.map((slot, index) => [slot, index]));
  for (const move of moved) {
    const key = `${numbers.get(move.from.slot)} ${numbers.get(move.to.slot)} ${daysBetween(move.from.day, move.to.day)}`;
    const same = byLine.get(key);
    if (same) same.push(move);
    else byLine.set(key, [move]);
  }
  for (const moves of byLine.values()) lines.push(movedLine(moves));
  for (const [kind, left] of [['deleted', deleted] as const, ['created', created] as const]) {
    const bySlot = new Map<SlotChange, Day[]>();
    for (const { slot, day } of left) {
      const known = bySlot.get(slot);
      if (known) known.push(day);
      else bySlot.set(slot, [day]);
    }
    for (const [slot, days] of bySlot) lines.push(onlyLine(kind, slot, days));
  }
  return sorted(lines);
}

interface Occurrence {
  readonly slot: SlotChange;
  readonly day: Day;
}

function occurrences(slot: SlotChange): Occurrence[] {
  return slot.days.map((day) => ({ slot, day }));
}

function placeOf({ slot, day }: Occurrence): Placed {
  const side = slot.after ?? slot.before;
  if (!side) throw new Error('a change has a side');
  return { lesson: side.lesson, day, from: slot.from, to: side.to };
}

function sideOf(side: SlotSide | null, slot: SlotChange): LessonSide | null {
  if (!side) return null;
  const { series: _series, ...lesson } = side.lesson;
  const weekday = weekdayOf(slot.days[0] ?? '1970-01-05');
  return { ...lesson, time: { weekday, from: slot.from, to: side.to }, cancelled: side.cancelled };
}

function lineOf(
  kind: SessionKind,
  slot: SlotChange,
  before: LessonSide | null,
  after: LessonSide | null,
  dates: readonly { readonly day: Day; readonly to?: Day }[],
): SessionLine {
  const ascending = [...dates].sort((a, b) => byCodeUnit(a.day, b.day));
  return {
    kind,
    establishment: slot.establishment,
    aspects: before && after ? aspectsOf(before, after) : [],
    before,
    after,
    firstDay: ascending[0]?.day ?? '',
    lastDay: ascending.at(-1)?.day ?? '',
    count: dates.length,
    dates: ascending,
  };
}

function changedLine(slot: SlotChange): SessionLine {
  const [before, after] = [sideOf(slot.before, slot), sideOf(slot.after, slot)];
  const dates = slot.days.map((day) => ({ day }));
  return lineOf(before && after ? kindOfChange(before, after) : 'changed', slot, before, after, dates);
}

/** What happened to a session that kept its start. */
export function kindOfChange(
  before: Pick<LessonSide, 'cancelled'> & Compared,
  after: Pick<LessonSide, 'cancelled'> & Compared,
): SessionKind {
  if (before.cancelled !== after.cancelled) return after.cancelled ? 'cancelled' : 'restored';
  return aspectsOf(before, after).length > 0 ? 'changed' : 'linked';
}

type Compared = Omit<Lesson, 'series'> & { readonly time: Pick<SlotTime, 'from' | 'to'>; readonly cancelled: boolean };

/** What a reader would see change, times of the start apart. */
export function aspectsOf(before: Compared, after: Compared): Aspect[] {
  const texts: Readonly<Record<Aspect, (one: Compared) => unknown>> = {
    cancelled: (one) => one.cancelled,
    teachers: (one) => one.teachers.map(({ name }) => name),
    rooms: (one) => one.rooms,
    end: (one) => (before.time.from === after.time.from ? one.time.to : ''),
    subject: (one) => one.subject,
    audience: (one) => [one.divisions, one.groups],
  };
  return (Object.keys(texts) as Aspect[]).filter(
    (aspect) => JSON.stringify(texts[aspect](before)) !== JSON.stringify(texts[aspect](after)),
  );
}

function movedLine(moves: readonly { readonly from: Occurrence; readonly to: Occurrence }[]): SessionLine {
  const [first] = moves;
  if (!first) throw new Error('a line has a move');
  const dates = moves.map(({ from, to }) => (from.day === to.day ? { day: from.day } : { day: from.day, to: to.day }));
  const { slot } = first.from;
  return lineOf('moved', slot, sideOf(slot.before, slot), sideOf(first.to.slot.after, first.to.slot), dates);
}

function onlyLine(kind: 'created' | 'deleted', slot: SlotChange, days: readonly Day[]): SessionLine {
  const dates = days.map((day) => ({ day }));
  return lineOf(kind, slot, sideOf(slot.before, slot), sideOf(slot.after, slot), dates);
}

function sorted(lines: readonly SessionLine[]): SessionLine[] {
  const keyed = lines.map((line) => {
    const side = line.before ?? line.after;
    const audience = [...(side?.divisions ?? []), ...(side?.groups ?? [])].join(', ');
    const when = `${side?.time.weekday} ${side?.time.from} ${line.firstDay}`;
    return { line, key: `${SESSION_KINDS.indexOf(line.kind)} ${audience} ${side?.subject.label} ${when}` };
  });
  return keyed.sort((a, b) => byCodeUnit(a.key, b.key)).map(({ line }) => line);
}
