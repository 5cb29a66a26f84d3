/** One event of a calendar: when it is held, how it repeats, and who and what it names (docs/formats/ics.md). */

import ICAL from 'ical.js';
import { type Day, isDay } from '../../domain/model/calendar.ts';
import { type IcsMoment, instantIn, momentIn, zoneOf } from './ics-moment.ts';
import { type IcsNames, namesOf, type Property } from './ics-names.ts';
import { hasForbidden } from './names-in-text.ts';

/** Dates of one event that are listed one by one: a course has forty. */
const MAX_DATES = 2_000;

/** A repetition as jCal has it: lists of one may be the thing itself. */
export type IcsRule = Readonly<Record<string, unknown>>;

export interface IcsEvent {
  /** Where it stands in the file, from 1. */
  readonly ordinal: number;
  readonly uid: string;
  readonly sequence: number;
  readonly start: IcsMoment;
  readonly minutes: number;
  readonly rule: IcsRule | null;
  /** The occurrence of the series of that `uid` that this one stands for. */
  readonly instead: IcsMoment | null;
  readonly added: readonly IcsMoment[];
  readonly removed: readonly IcsMoment[];
  /** Whole days that are removed, on the clock of the event: some calendars write `EXDATE;VALUE=DATE` beside timed events. */
  readonly removedDays: readonly Day[];
  readonly isCancelled: boolean;
  readonly names: IcsNames;
}

/** Why an event gives no lesson. */
export type EventFault = 'ics-unreadable' | 'ics-all-day' | 'ics-rule';

/** Properties of content lines; null when they are none. */
export function propertiesIn(lines: readonly string[]): readonly Property[] | null {
  if (lines.some(hasForbidden)) return null;
  try {
    const [, properties] = ICAL.parse(['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')) as [string, Property[]];
    return properties;
  } catch {
    // The parser has no error of its own kind: whatever it throws, it could not read the text.
    return null;
  }
}

/** What the text values of properties of a name say. */
function textOf(properties: readonly Property[], name: string): string {
  const value = properties.find(([own]) => own === name)?.[3];
  return typeof value === 'string' ? value.trim() : '';
}

/** Reads an event. `unknownZone` is told of each TZID that is none. */
export function eventIn(
  lines: readonly string[],
  ordinal: number,
  unknownZone: (tzid: string) => void,
): IcsEvent | EventFault {
  const properties = propertiesIn(lines);
  if (!properties) return 'ics-unreadable';
  const startProperty = properties.find(([name]) => name === 'dtstart');
  if (startProperty?.[2] === 'date') return 'ics-all-day';
  const momentsOf = (name: string): readonly IcsMoment[] | null => momentsIn(properties, name, unknownZone);
  const [starts, ends, insteads] = [momentsOf('dtstart'), momentsOf('dtend'), momentsOf('recurrence-id')];
  const [added, removed] = [momentsOf('rdate'), momentsOf('exdate')];
  const [start] = starts ?? [];
  if (!start || !ends || !insteads || !added || !removed) return 'ics-unreadable';
  const minutes = minutesOf(start, ends[0], textOf(properties, 'duration'));
  if (minutes === null) return 'ics-unreadable';
  const rule = properties.find(([name]) => name === 'rrule')?.[3];
  if (properties.some(([name]) => name === 'exrule')) return 'ics-rule';
  return {
    ordinal,
    uid: copied(textOf(properties, 'uid')),
    sequence: Number(properties.find(([name]) => name === 'sequence')?.[3] ?? 0) || 0,
    start,
    minutes,
    rule: typeof rule === 'object' && rule !== null ? (rule as IcsRule) : null,
    instead: insteads[0] ?? null,
    added,
    removed,
    removedDays: daysIn(properties, 'exdate'),
    isCancelled: textOf(properties, 'status').toUpperCase() === 'CANCELLED',
    names: namesOf(properties),
  };
}

/** A text of its own: a piece of an event's text would keep all of it in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** Moments of all properties of a name; null when one is none. Dates without a time are left out. */
function momentsIn(
  properties: readonly Property[],
  name: string,
  unknownZone: (tzid: string) => void,
): readonly IcsMoment[] | null {
  const moments: IcsMoment[] = [];
  for (const [own, parameters, type, ...values] of properties) {
    if (own !== name || type === 'date') continue;
    const tzid = parameters.tzid;
    const zone = typeof tzid === 'string' ? zoneOf(tzid) : null;
    if (typeof tzid === 'string' && zone === null) unknownZone(tzid);
    for (const value of values) {
      const text: unknown = type === 'period' && Array.isArray(value) ? value[0] : value;
      const moment = typeof text === 'string' ? momentIn(text, zone) : null;
      if (!moment || moments.length >= MAX_DATES) return null;
      moments.push({ day: copied(moment.day), time: copied(moment.time), zone: moment.zone });
    }
  }
  return moments;
}

/** Dates without a time, of all properties of a name. */
function daysIn(properties: readonly Property[], name: string): readonly Day[] {
  const ofName = properties.filter(([own, , type]) => own === name && type === 'date');
  const values = ofName.flatMap(([, , , ...days]) => days.filter((day) => typeof day === 'string'));
  return values.slice(0, MAX_DATES).filter(isDay).map(copied);
}

/** How long an event is, by its end or its duration; null for one that is not a few hours of a day. */
function minutesOf(start: IcsMoment, end: IcsMoment | undefined, duration: string): number | null {
  const minutes = end
    ? (instantIn(end, 'UTC') - instantIn(start, 'UTC')) / 60_000
    : /^P(?:\d+[WD])?(?:T(?:\d+[HMS])+)?$/.test(duration)
      ? Math.floor(ICAL.Duration.fromString(duration).toSeconds() / 60)
      : 0;
  return minutes > 0 && minutes < 24 * 60 ? minutes : null;
}
