/** Which runs of a site are asked for. */

import type { Day } from './calendar.ts';
import type { RunOccasion, RunStatus, Trigger } from './run.ts';
import type { RunKind } from './step.ts';

export const RUN_STATUSES = [
  'received',
  'running',
  'rejected',
  'held',
  'integrated',
  'integrated-with-alerts',
  'unchanged',
  'superseded',
  'failed',
  'cancelled',
  'undone',
] as const satisfies readonly RunStatus[];

/** Absent parts do not narrow, but for the kind. */
export interface RunFilter {
  /** Default: imports of timetables, as whoever follows deposits expects. */
  readonly kind?: RunKind | 'all';
  readonly statuses?: readonly RunStatus[];
  readonly trigger?: Trigger;
  /** As people call it: a replay, which a person asked for, is neither automatic nor manual. */
  readonly occasion?: RunOccasion;
  /** Runs that cover this establishment, alone or with others; of those not read yet, that came by its URL. */
  readonly establishment?: number;
  /** Days of receipt, inclusive, in the site's zone. */
  readonly from?: Day;
  readonly to?: Day;
  /** Part of the file's name, of its archive's, or of the login that deposited it; or the run's number. */
  readonly text?: string;
}
