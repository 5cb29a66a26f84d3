/** When an event of a calendar is held within a school year: its start, its repetition, dates added and removed (RFC 5545, 3.8.5). */

import ICAL from 'ical.js';
import { addDays, type Day, isDay } from '../../domain/model/calendar.ts';
import { stop } from '../../domain/model/finding.ts';
import type { SchoolYear } from '../../domain/model/timetable.ts';
import { Stopped } from '../readers/stopped.ts';
import type { IcsEvent, IcsRule } from './ics-event.ts';
import { atSchool, type IcsMoment, inZone } from './ics-moment.ts';

/** A day and time on the school's wall clock, as text: `2026-09-07 08:00`. */
export type WallMoment = string;

/** Steps of one repetition: ten years of days. */
const MAX_STEPS = 4_000;
/** Steps of all repetitions of a file. */
export const MAX_ALL_STEPS = 500_000;

/** How many steps are left for a file. */
export interface StepBudget {
  left: number;
}

/** Parts of a rule that are followed: whatever a lesson repeats by. Others may have no date at all and be searched for ever. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  DAILY: ['freq', 'interval', 'count', 'until', 'wkst', 'byday'],
  WEEKLY: ['freq', 'interval', 'count', 'until', 'wkst', 'byday'],
  MONTHLY: ['freq', 'interval', 'count', 'until', 'wkst', 'byday'],
};

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isFollowed(rule: IcsRule): boolean {
  const freq = String(rule.freq);
  const parts = Object.hasOwn(FOLLOWED, freq) ? FOLLOWED[freq] : undefined;
  const days = listOf(rule.byday).map(String);
  const isPlain = days.every((day) => (freq === 'MONTHLY' ? /^(-1|[1-4])[A-Z]{2}$/ : /^[A-Z]{2}$/).test(day));
  const interval = Number(rule.interval ?? 1);
  // Every seventh day, but only a Tuesday: from a Monday on there is none.
  const isReached = interval <= 366 && (freq !== 'DAILY' || days.length === 0 || interval === 1);
  return parts !== undefined && Object.keys(rule).every((part) => parts.includes(part)) && isPlain && isReached;
}

/** The last moment of a rule on the clock of its event: a date alone means that whole day. Null: it is none. */
function untilOf(rule: IcsRule, zone: string | null, timeZone: string): WallMoment | null {
  const text = String(rule.until);
  const [, day = '', time, utc] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}):\d{2}(Z)?)?$/.exec(text) ?? [];
  if (!isDay(day)) return null;
  if (time === undefined) return `${day} 23:59`;
  const end = utc ? inZone({ day, time, zone: 'UTC' }, zone, timeZone) : { day, time };
  return `${end.day} ${end.time}`;
}

/**
 * Moments of the repetition up to a day, on the clock of its own zone. Null for a rule that is not followed, or that takes
 * too many steps to get there.
 */
function repeated({ rule, start }: IcsEvent, last: Day, timeZone: string, budget: StepBudget): IcsMoment[] | null {
  if (rule === null) return [start];
  if (!isFollowed(rule)) return null;
  const until = rule.until === undefined ? `${last} 23:59` : untilOf(rule, start.zone, timeZone);
  if (until === null) return null;
  const { until: _until, ...parts } = rule;
  const first = ICAL.Time.fromDateTimeString(`${start.day}T${start.time}:00`);
  const steps = ICAL.Recur.fromData({ ...parts }).iterator(first);
  const found: IcsMoment[] = [start];
  for (let step = 0; step <= MAX_STEPS; step++) {
    const next: { toString(): string } | null = steps.next();
    const text = next?.toString().slice(0, 16).replace('T', ' ');
    if (text === undefined || text > until || text.slice(0, 10) > last) return found;
    budget.left -= 1;
    if (budget.left < 0) throw new Stopped(stop('too-many-sessions', { sessions: MAX_ALL_STEPS }));
    found.push({ day: text.slice(0, 10), time: text.slice(11), zone: start.zone });
  }
  return null;
}

/** A moment as text on the school's clock. */
export function wallText(moment: IcsMoment, timeZone: string): WallMoment {
  const { day, time } = atSchool(moment, timeZone);
  return `${day} ${time}`;
}

/** When an event is held, and which removed dates remove nothing. */
export interface Occurrences {
  readonly moments: readonly WallMoment[];
  /** Days or moments that are removed between the first and the last day of the event, where it has none. */
  readonly idle: readonly string[];
}

/** Removed dates on which an event has nothing. Those before and behind all of it are left over from a longer series. */
function idleRemovals(event: IcsEvent, all: readonly IcsMoment[], year: SchoolYear, timeZone: string): string[] {
  if (event.removed.length + event.removedDays.length === 0) return [];
  const days = new Set(all.map(({ day }) => day));
  const texts = new Set(all.map((moment) => wallText(moment, timeZone)));
  const inOrder = [...days, ...[...texts].map((text) => text.slice(0, 10))].sort();
  const [first = '', last = ''] = [inOrder[0], inOrder.at(-1)];
  const isWithin = (text: string): boolean => {
    const day = text.slice(0, 10);
    return day >= first && day <= last && day >= year.firstDay && day <= year.lastDay;
  };
  const idle = [
    ...event.removed.map((moment) => wallText(moment, timeZone)).filter((text) => !texts.has(text)),
    ...event.removedDays.filter((day) => !days.has(day)),
  ];
  return idle.filter(isWithin);
}

/**
 * All moments of an event that lie in a year, each once, ascending; `replaced` are those that events of their own stand for.
 * Null for a repetition that is not followed. Throws Stopped `too-many-sessions` when all steps are used up.
 */
export function occurrencesOf(
  event: IcsEvent,
  year: SchoolYear,
  timeZone: string,
  replaced: ReadonlySet<WallMoment>,
  budget: StepBudget,
): Occurrences | null {
  // A zone may be a day ahead.
  const moments = repeated(event, addDays(year.lastDay, 1), timeZone, budget);
  if (moments === null) return null;
  const removed = new Set(event.removed.map((moment) => wallText(moment, timeZone)));
  const removedDays = new Set(event.removedDays);
  const all = [...moments, ...event.added];
  const texts = all.filter(({ day }) => !removedDays.has(day)).map((moment) => wallText(moment, timeZone));
  const held = [...new Set(texts)]
    .filter((text) => text >= year.firstDay && text.slice(0, 10) <= year.lastDay)
    .filter((text) => !removed.has(text) && !replaced.has(text))
    .sort();
  return { moments: held, idle: idleRemovals(event, all, year, timeZone) };
}
