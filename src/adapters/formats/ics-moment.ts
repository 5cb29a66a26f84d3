/** Moments of a calendar: civil times of the school, of another zone, or of UTC, brought to the wall clock of the school. */

import {
  type Day,
  dayToUtc,
  instantOf,
  isDay,
  isTimeZone,
  minutesOf,
  type WallTime,
  wallClockOf,
} from '../../domain/model/calendar.ts';
import { LESSON_DAYS } from '../../domain/model/lessons.ts';

/** A civil day and time in a zone; `zone` null: whatever zone the school is in, `UTC`, or an IANA name. */
export interface IcsMoment {
  readonly day: Day;
  readonly time: WallTime;
  readonly zone: string | null;
}

/** Names that office software gives to zones of French schools and their neighbours. */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'romance standard time': 'Europe/Paris',
  'w. europe standard time': 'Europe/Berlin',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'UTC',
  'sa western standard time': 'America/Martinique',
  'sa eastern standard time': 'America/Cayenne',
  'mauritius standard time': 'Indian/Reunion',
  'central pacific standard time': 'Pacific/Noumea',
  'hawaiian standard time': 'Pacific/Tahiti',
  utc: 'UTC',
};

/** The zone that a TZID means: an IANA name, such a name behind a prefix, or one of office software. Null: not known. */
export function zoneOf(tzid: string): string | null {
  const name = tzid.replace(/^"|"$/g, '').trim();
  const known = WINDOWS_ZONES[name.toLowerCase()];
  if (known !== undefined) return known;
  const iana = /[A-Z][A-Za-z_]+\/[A-Za-z_+-]+(?:\/[A-Za-z_]+)?$/.exec(name)?.[0] ?? name;
  return iana !== '' && iana.length < 60 && isTimeZone(iana) ? iana : null;
}

/** A moment of jCal (`2026-09-01T08:00:00`, with `Z` for UTC); null for a date alone and for what does not exist. Seconds are dropped. */
export function momentIn(text: string, zone: string | null): IcsMoment | null {
  const [, day = '', time = '', utc] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(Z)?$/.exec(text) ?? [];
  if (!isDay(day) || day < LESSON_DAYS.first || day > LESSON_DAYS.last || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
    return null;
  return { day, time, zone: utc ? 'UTC' : zone };
}

/** Day and time of the school's wall clock. */
export function atSchool(
  { day, time, zone }: IcsMoment,
  timeZone: string,
): { readonly day: Day; readonly time: WallTime } {
  if (zone === null || zone === timeZone) return { day, time };
  return wallClockOf(instantIn({ day, time, zone }, timeZone), timeZone);
}

/** Milliseconds since the epoch. */
export function instantIn({ day, time, zone }: IcsMoment, timeZone: string): number {
  return zone === 'UTC' ? dayToUtc(day) + minutesOf(time) * 60_000 : instantOf(day, time, zone ?? timeZone);
}

/** The same moment on the clock of another zone. */
export function inZone(
  moment: IcsMoment,
  zone: string | null,
  timeZone: string,
): { readonly day: Day; readonly time: WallTime } {
  if (moment.zone === zone) return moment;
  return wallClockOf(instantIn(moment, timeZone), zone ?? timeZone);
}
