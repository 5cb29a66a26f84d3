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

/** What is odd about an event that is read all the same. */
export type EventOddity = 'ics-zone' | 'ics-day-removed' | 'ics-date-ignored';

/** Hears of each oddity, with what the file says there. */
type Tell = (code: EventOddity, about: string) => void;

/** Reads an event; `tell` hears of what is odd about it. */
export function eventIn(lines: readonly string[], ordinal: number, tell: Tell): IcsEvent | EventFault {
  const properties = propertiesIn(lines);
  if (!properties) return 'ics-unreadable';
  const startProperty = properties.find(([name]) => name === 'dtstart');
  if (startProperty?.[2] === 'date') return 'ics-all-day';
  const momentsOf = (name: string): readonly IcsMoment[] | null => momentsIn(properties, name, tell);
  const [starts, ends, insteads] = [momentsOf('dtstart'), momentsOf('dtend'), momentsOf('recurrence-id')];
  const [added, removals] = [momentsOf('rdate'), removalsIn(properties, lines, tell)];
  const [start] = starts ?? [];
  if (!start || !ends || !insteads || !added || !removals) return 'ics-unreadable';
  for (const day of rawValues(properties, lines, 'rdate', 'date')) tell('ics-date-ignored', `RDATE ${day}`);
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
    ...removals,
    isCancelled: textOf(properties, 'status').toUpperCase() === 'CANCELLED',
    names: namesOf(properties),
  };
}

/** A text of its own: a piece of an event's text would keep all of it in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** Moments of all properties of a name; null when one is none. Dates without a time are left out. */
function momentsIn(properties: readonly Property[], name: string, tell: Tell): readonly IcsMoment[] | null {
  const moments: IcsMoment[] = [];
  for (const [own, parameters, type, ...values] of properties) {
    if (own !== name || type === 'date') continue;
    const zone = zoneIn(parameters, tell);
    for (const value of values) {
      const text: unknown = type === 'period' && Array.isArray(value) ? value[0] : value;
      const moment = typeof text === 'string' ? momentIn(text, zone) : null;
      if (!moment || moments.length >= MAX_DATES) return null;
      moments.push({ day: copied(moment.day), time: copied(moment.time), zone: moment.zone });
    }
  }
  return moments;
}

function zoneIn({ tzid }: Property[1], tell: Tell): string | null {
  if (typeof tzid !== 'string') return null;
  const zone = zoneOf(tzid);
  if (zone === null) tell('ics-zone', tzid);
  return zone;
}

/**
 * Moments and days that are removed; null where they are too many. A day without the word `VALUE=DATE` removes what is held on
 * it, as it does with it; what is no date removes nothing. Either is told: without the event its other lessons would be lost.
 */
function removalsIn(
  properties: readonly Property[],
  lines: readonly string[],
  tell: Tell,
): Pick<IcsEvent, 'removed' | 'removedDays'> | null {
  const removed: IcsMoment[] = [];
  const removedDays: Day[] = [];
  for (const { property, raw } of withLines(properties, lines, 'exdate')) {
    const [, parameters, type, ...values] = property;
    const zone = zoneIn(parameters, tell);
    for (const [at, value] of values.entries()) {
      const text = typeof value === 'string' ? value : '';
      const day = text.slice(0, 10);
      const isDayAlone = type === 'date' || text.slice(10) === 'T::';
      const isDayRemoved = isDayAlone && isDay(day);
      const moment = isDayAlone ? null : momentIn(text, zone);
      if (moment) removed.push({ day: copied(moment.day), time: copied(moment.time), zone: moment.zone });
      else if (isDayRemoved) removedDays.push(copied(day));
      if (removed.length + removedDays.length > MAX_DATES) return null;
      const about = `EXDATE ${raw[at] ?? ''}`;
      if (!moment && !isDayRemoved) tell('ics-date-ignored', about);
      else if (isDayRemoved && type !== 'date') tell('ics-day-removed', about);
    }
  }
  return { removed, removedDays };
}

/** Properties of a name, each with its values as they stand in the file: the parser shows what is no date in its own way. */
function withLines(
  properties: readonly Property[],
  lines: readonly string[],
  name: string,
): readonly { readonly property: Property; readonly raw: readonly string[] }[] {
  const ofName = properties.filter(([property]) => property === name);
  // Most events have none.
  if (ofName.length === 0) return [];
  const own = lines.filter((line) => new RegExp(`^${name}[;:]`, 'i').test(line));
  return ofName.map((property, at) => {
    const line = own[at] ?? '';
    return { property, raw: line.slice(line.lastIndexOf(':') + 1).split(',') };
  });
}

/** Values of a type of all properties of a name, as they stand in the file. */
function rawValues(
  properties: readonly Property[],
  lines: readonly string[],
  name: string,
  type: string,
): readonly string[] {
  return withLines(properties, lines, name).flatMap(({ property, raw }) => (property[2] === type ? raw : []));
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
