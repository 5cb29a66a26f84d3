/** Moments as a site's people read them: in its zone, the French way. */

import { wallClockOf } from '../../../domain/model/calendar.ts';
import { frenchDay } from '../../../domain/report/words.ts';

/** `23/07/2026 à 16:54`, whatever offset the moment is written with. */
export function momentIn(timeZone: string): (iso: string) => string {
  return (iso) => {
    const { day, time } = wallClockOf(Date.parse(iso), timeZone);
    return `${frenchDay(day)} à ${time}`;
  };
}
