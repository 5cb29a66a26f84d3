/** A deposit that is one of two files: it is read with the other one, waits for it, or is refused when it does not come. */

import { startYearOf, wallClockOf } from '../domain/model/calendar.ts';
import { type Stop, stop } from '../domain/model/finding.ts';
import type { Source } from '../domain/model/given.ts';
import { onlyEstablishmentOf, type Run, type RunHalf } from '../domain/model/run.ts';
import type { Clock, Job, SiteDesk, SiteView, Spool } from '../domain/ports.ts';

/** What a deposit gives to read: its own bytes, and those of the other half where it was found. */
export function sourceOfRun(
  run: Pick<Run, 'filename' | 'size' | 'sha256' | 'joined'>,
  spool: Pick<Spool, 'open'>,
): Source {
  const { filename: name, size, sha256, joined } = run;
  const open: Source['open'] = (range) => spool.open(sha256, range);
  if (!joined) return { name, size, open };
  const other: Source = {
    name: joined.filename,
    size: joined.size,
    open: (range) => spool.open(joined.sha256, range),
  };
  return { name, size, open, with: [other] };
}

/** How what a deposit gives is to be read: for the one establishment that both files may touch. */
export function readingOfRun(run: Pick<Run, 'folder' | 'trigger' | 'joined'>): Pick<Run, 'folder' | 'trigger'> {
  return { folder: onlyEstablishmentOf(run), trigger: run.trigger };
}

/** The run with its other half; or the job that wakes it up when the time is over. */
export type Meeting = { readonly run: Run } | { readonly job: Job; readonly inMs: number };

/**
 * What becomes of a refused file that is half of a timetable; null for any other. Only deposits wait: who imports by hand is
 * there to give both. A Stop when the time is over.
 */
export async function meetOtherHalf(
  because: Stop,
  run: Run,
  site: SiteView,
  desk: SiteDesk,
  { clock, otherHalfMs }: { readonly clock: Clock; readonly otherHalfMs: number },
): Promise<Meeting | Stop | null> {
  const { half: found, origin } = because;
  if (!found || !origin || run.trigger === 'manual' || run.joined) return null;
  const half: RunHalf = {
    here: found.here,
    missing: found.missing,
    uai: origin.uai,
    year: String(startYearOf(found.schoolYear.firstDay)),
    establishment: site.establishments.find((one) => one.uai === origin.uai)?.number ?? null,
  };
  const other = await desk.otherHalf(run, half, otherHalfMs);
  if (other !== null) return { run: await desk.joinHalf(run, half, other) };
  const { here, missing } = half;
  const variant = because.values?.variant === undefined ? {} : { variant: because.values.variant };
  const until = run.receivedAt + otherHalfMs;
  const now = clock.now();
  if (now >= until) {
    const minutes = Math.round(otherHalfMs / 60_000);
    return stop('other-half-missing', { here, missing, minutes, ...variant });
  }
  const { time } = wallClockOf(until, site.timeZone);
  const reason = { reason: 'waits-for-half', values: { here, missing, until: time, ...variant } };
  return { job: await desk.waitForHalf(run, { half, until, ...reason }), inMs: until - now };
}
