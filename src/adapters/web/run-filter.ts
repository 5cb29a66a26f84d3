/** The filter of a history as it stands in an address, for the API and the dashboard. */

import { z } from 'zod';
import { RUN_STATUSES, type RunFilter } from '../../domain/model/run-filter.ts';
import { day, wholeNumber } from './input.ts';

const statusList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(RUN_STATUSES)).max(20));

/** `status` may name several, with commas between. */
export const runFilter = z.object({
  status: statusList.optional(),
  kind: z.enum(['timetable', 'directory', 'all']).optional(),
  trigger: z.enum(['automatic', 'manual']).optional(),
  establishment: wholeNumber(1, 999_999_999).optional(),
  from: day.optional(),
  to: day.optional(),
  text: z.string().trim().max(200).optional(),
});

/** What the store is asked. */
export function filterOf({ status, ...rest }: z.infer<typeof runFilter>): RunFilter {
  return present({ statuses: status, ...rest });
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that are absent: nobody asks for `undefined`. */
function present<T extends object>(value: T): Partial<Present<T>> {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const kept: Partial<Present<T>> = {};
  return Object.assign(kept, Object.fromEntries(entries));
}
