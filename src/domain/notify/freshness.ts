/** How fresh a site's timetable is: working days without a deposit by its software, against what the site expects (PRODUCT.md 6). */

import { addDays, type Day, daysBetween, wallClockOf } from '../model/calendar.ts';

/** fresh: as expected; late: told, amber; stale: three times as long, red; none: nothing is expected now. */
export type FreshnessState = 'fresh' | 'late' | 'stale' | 'none';

export interface Freshness {
  readonly state: FreshnessState;
  /** Whole working days since the day of the last deposit, or since deposits can come; today not counted. */
  readonly missedDays: number;
  /** 0: the site expects none. */
  readonly expectedDays: number;
  /** The last deposit, where it is valid and yet not what is applied; else null. */
  readonly unapplied: UnappliedDeposit | null;
}

/** A valid deposit that nobody has applied: it waits for a decision, or was refused by one. */
export interface UnappliedDeposit {
  readonly runId: string;
  readonly isHeld: boolean;
}

export interface DepositWatch {
  readonly now: number;
  /** When the timetable software last deposited a valid file; null: never. */
  readonly lastGoodAt: number | null;
  readonly unapplied: UnappliedDeposit | null;
  /** Since when deposits can come: the year is open, and somebody has an account. Null: they cannot. */
  readonly possibleSince: number | null;
  readonly timeZone: string;
  /** Working days within which a deposit is expected. */
  readonly expectedDays: number;
  /** ISO weekdays on which the school works. */
  readonly workingDays: readonly number[];
  readonly year: { readonly firstDay: Day; readonly lastDay: Day } | null;
  /** For each establishment its closure periods: a day off is one on which all are closed. */
  readonly closures: readonly (readonly { readonly firstDay: Day; readonly lastDay: Day }[])[];
}

export const DEFAULT_EXPECTED_DAYS = 1;
/** Monday to Friday. */
export const DEFAULT_WORKING_DAYS: readonly number[] = [1, 2, 3, 4, 5];
/** From so many times the expected days on it is red. */
const STALE_AFTER = 3;
const MAX_DAYS = 400;

/** Judges the time since the last deposit; where none has come yet, since the first could. */
export function freshnessOf(watch: DepositWatch): Freshness {
  const { expectedDays, unapplied } = watch;
  return { ...missedBy(watch), expectedDays, unapplied };
}

function missedBy(watch: DepositWatch): Pick<Freshness, 'state' | 'missedDays'> {
  const { now, lastGoodAt, possibleSince, timeZone, expectedDays, year } = watch;
  if (expectedDays === 0 || possibleSince === null || year === null) return { state: 'none', missedDays: 0 };
  const today = wallClockOf(now, timeZone).day;
  const since = Math.max(possibleSince, lastGoodAt ?? possibleSince);
  const missedDays = daysAtWork(addDays(wallClockOf(since, timeZone).day, 1), today, watch);
  if (missedDays >= STALE_AFTER * expectedDays) return { state: 'stale', missedDays };
  return { state: missedDays >= expectedDays ? 'late' : 'fresh', missedDays };
}

const EPOCH = '1970-01-01';

/** Days at work from one day up to, not including, another: working days of the school year, days off excluded. */
function daysAtWork(from: Day, before: Day, { year, closures, workingDays }: DepositWatch): number {
  if (year === null) return 0;
  // Thousands of sites are judged at once: days are numbers here.
  const number = (day: Day): number => daysBetween(EPOCH, day);
  const first = number(from);
  const end = Math.min(number(before), first + MAX_DAYS, number(year.lastDay) + 1);
  const closed = closures.map((own) => own.map((one) => [number(one.firstDay), number(one.lastDay)] as const));
  const isDayOff = (day: number): boolean =>
    closed.length > 0 && closed.every((own) => own.some(([start, last]) => day >= start && day <= last));
  let count = 0;
  for (let day = Math.max(first, number(year.firstDay)); day < end; day++) {
    // 1 January 1970 was a Thursday.
    const weekday = ((day + 3) % 7) + 1;
    if (workingDays.includes(weekday) && !isDayOff(day)) count += 1;
  }
  return count;
}
