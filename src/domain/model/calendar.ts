/** Days, week masks and wall-clock times: the only file that knows time zones. */

/** A civil day, `YYYY-MM-DD`. Days compare as strings. */
export type Day = string;
/** A wall-clock time of the school, `HH:MM`. */
export type WallTime = string;

const MS_PER_DAY = 86_400_000;

/** Milliseconds since the epoch of a day at midnight UTC; NaN for something that is not a civil day (2026-02-30). */
export function dayToUtc(day: Day): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return Number.NaN;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = Date.UTC(year, month - 1, date);
  const back = new Date(at);
  return back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === date
    ? at
    : Number.NaN;
}

/** True for an existing civil day. */
export function isDay(text: string): boolean {
  return !Number.isNaN(dayToUtc(text));
}

/** Can somebody who goes to school, or works there, have been born on this day? */
export function isBirthDate(text: string, today: Day): boolean {
  return isDay(text) && text >= '1900-01-01' && text <= today;
}

/** The day that many days later (negative: earlier). */
export function addDays(day: Day, days: number): Day {
  return new Date(dayToUtc(day) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** How many days `to` is after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((dayToUtc(to) - dayToUtc(from)) / MS_PER_DAY);
}

/** ISO weekday of a day: 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: Day): number {
  return ((new Date(dayToUtc(day)).getUTCDay() + 6) % 7) + 1;
}

/** The Monday of the week that holds a day. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day));
}

const FIRST_MONDAY: Day = '1970-01-05';
const MS_BEFORE_FIRST_MONDAY = 4 * MS_PER_DAY;

/** The week that holds a day, counted from that of 5 January 1970: weeks of any two years compare. */
export function weekNumberOf(day: Day): number {
  return Math.floor((dayToUtc(day) - MS_BEFORE_FIRST_MONDAY) / (7 * MS_PER_DAY));
}

/** A day as French forms write it: 17/05/2013. */
export function frenchDay(day: Day): string {
  return day.split('-').reverse().join('/');
}

/** The date of a weekday (1 = Monday) in a week of `weekNumberOf`. */
export function dayOfWeekNumber(week: number, weekday: number): Day {
  return addDays(FIRST_MONDAY, week * 7 + weekday - 1);
}

/** ISO 8601 number of the week that begins on a Monday: what calendars print. */
export function isoWeekOf(monday: Day): number {
  const thursday = addDays(monday, 3);
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}

/** Minutes after midnight of `HH:MM`. */
export function minutesOf(time: WallTime): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `HH:MM` of minutes after midnight. */
export function clock(minutes: number): WallTime {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const MAX_MASK = (1n << 64n) - 1n;
const weeksCache = new Map<bigint, readonly number[]>();

/**
 * An unsigned 64-bit week mask from its decimal text (FORMATS.md 1.5); null for anything else, negative and
 * over-long numbers included.
 */
export function parseWeekMask(text: string): bigint | null {
  if (!/^\d{1,20}$/.test(text.trim())) return null;
  const mask = BigInt(text.trim());
  return mask > MAX_MASK ? null : mask;
}

/** The week numbers of a mask, ascending: bit i (1 to 63) = i-th week of the school year. Bit 0 is unused and ignored. */
export function weeksOf(mask: bigint): readonly number[] {
  const known = weeksCache.get(mask);
  if (known) return known;
  const weeks: number[] = [];
  for (let week = 1; week < 64; week++) if ((mask >> BigInt(week)) & 1n) weeks.push(week);
  if (weeksCache.size > 20_000) weeksCache.clear();
  weeksCache.set(mask, weeks);
  return weeks;
}

/** The mask that holds these weeks. */
export function maskOf(weeks: Iterable<number>): bigint {
  let mask = 0n;
  for (const week of weeks) mask |= 1n << BigInt(week);
  return mask;
}

/** The date of a weekday (1 = Monday) in a week counted from the Monday of week 1. */
export function dateOf(week1Monday: Day, week: number, weekday: number): Day {
  return addDays(week1Monday, (week - 1) * 7 + weekday - 1);
}

/** `dateOf` for one school year, remembered: sessions ask for the same few hundred days again and again. */
export function datesFrom(week1Monday: Day): (week: number, weekday: number) => Day {
  const days: Day[] = [];
  return (week, weekday) => {
    const index = week * 8 + weekday;
    const known = days[index];
    if (known !== undefined) return known;
    const day = dateOf(week1Monday, week, weekday);
    days[index] = day;
    return day;
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** True when the runtime knows the IANA time zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    partsIn(timeZone);
    return true;
  } catch {
    return false;
  }
}

const QUARTER_MS = 900_000;
const MAX_QUARTERS = 20_000;
const offsetsByZone = new Map<string, Map<number, number>>();

/** Offset of a zone from UTC at an instant, in milliseconds (Paris in winter: 3,600,000). Clocks change on a quarter of an hour. */
function offsetAt(instant: number, timeZone: string): number {
  let offsets = offsetsByZone.get(timeZone);
  if (!offsets || offsets.size > MAX_QUARTERS) {
    offsets = new Map();
    offsetsByZone.set(timeZone, offsets);
  }
  const quarter = Math.floor(instant / QUARTER_MS);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    offset = readOffset(instant, timeZone);
    offsets.set(quarter, offset);
  }
  return offset;
}

function readOffset(instant: number, timeZone: string): number {
  const fields: Record<string, number> = {};
  for (const part of partsIn(timeZone).formatToParts(instant)) fields[part.type] = Number(part.value);
  const wall = Date.UTC(
    fields.year ?? 0,
    (fields.month ?? 1) - 1,
    fields.day,
    fields.hour,
    fields.minute,
    fields.second,
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/** Midnight UTC of a day, and its offset where it is the same all day long: null on the days of a change. */
interface DayInZone {
  readonly midnight: number;
  readonly offset: number | null;
}

const daysByZone = new Map<string, Map<Day, DayInZone>>();

function dayInZone(day: Day, timeZone: string): DayInZone {
  let days = daysByZone.get(timeZone);
  if (!days || days.size > 5_000) {
    days = new Map();
    daysByZone.set(timeZone, days);
  }
  let known = days.get(day);
  if (!known) {
    const midnight = dayToUtc(day);
    const atStart = offsetAt(midnight - offsetAt(midnight, timeZone), timeZone);
    const atEnd = offsetAt(midnight + MS_PER_DAY - atStart, timeZone);
    known = { midnight, offset: atStart === atEnd ? atStart : null };
    days.set(day, known);
  }
  return known;
}

/**
 * The instant (milliseconds since the epoch) of a wall-clock time in a zone. A time that the March change skips gives
 * the instant after the gap; one that October repeats gives the first of the two.
 */
export function instantOf(day: Day, time: WallTime, timeZone: string): number {
  const { midnight, offset } = dayInZone(day, timeZone);
  const wall = midnight + minutesOf(time) * 60_000;
  if (offset !== null) return wall - offset;
  const before = offsetAt(wall - MS_PER_DAY, timeZone);
  const after = offsetAt(wall + MS_PER_DAY, timeZone);
  for (const candidate of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(wall - candidate, timeZone) === candidate) return wall - candidate;
  }
  return wall - before;
}

/** The civil day and wall-clock time of an instant in a zone. */
export function wallClockOf(instant: number, timeZone: string): { readonly day: Day; readonly time: WallTime } {
  const wall = new Date(instant + offsetAt(instant, timeZone)).toISOString();
  return { day: wall.slice(0, 10), time: wall.slice(11, 16) };
}

/** An instant as ISO 8601 with the zone's offset, e.g. `2026-09-01T08:00:00+02:00`. */
export function isoWithOffset(instant: number, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  return `${wall}${offset < 0 ? '-' : '+'}${clock(minutes)}`;
}

/** The start year by which school years are compared (RULES.md 1.3): 2026 for 2026-09-01 … 2027-08-31. */
export function startYearOf(firstDay: Day): number {
  return Number(firstDay.slice(0, 4));
}

/**
 * The Monday from which weeks are counted once a file is resolved: that of 1 January of the start year, so that weeks of
 * two exports compare even when the year's first week was moved. A September-to-August year then has weeks 35 to 87.
 */
export function baseMonday(year: { readonly firstDay: Day }): Day {
  return mondayOf(`${year.firstDay.slice(0, 4)}-01-01`);
}
