/** One run in hand, with the tools it is carried by: what timetables and directories have in common. */

import type { Steps } from '../domain/apply/steps.ts';
import { wallClockOf } from '../domain/model/calendar.ts';
import type { FindingLog } from '../domain/model/finding.ts';
import type { Run, RunStatus } from '../domain/model/run.ts';
import type { Step } from '../domain/model/step.ts';
import type { Origin } from '../domain/model/timetable.ts';
import type { Telling } from '../domain/notify/compose.ts';
import type { Clock, Job, Log, RunWatch, SiteDesk, SiteView, Spool, StepEnd } from '../domain/ports.ts';
import type { ControlTitles, Verdict } from '../domain/thresholds/rule.ts';
import type { DirectoryTools } from './directory-evaluation.ts';
import type { EvaluationTools } from './evaluate.ts';

export interface PipelineTools extends EvaluationTools, DirectoryTools {
  readonly clock: Clock;
  readonly spool: Spool;
  readonly log: Log;
  /** Where the web application is reached, without a slash at the end; null when not known. */
  readonly publicUrl: string | null;
  /** For messages, which are written in each language. */
  readonly titles: ControlTitles;
  /** Absent: nobody counts. */
  readonly watch?: RunWatch;
  /** How long one of two files of a timetable waits for the other. */
  readonly otherHalfMs: number;
  /** Tries after technical trouble before a run fails, and the pause before each. */
  readonly retryAfterMs: readonly number[];
}

/** The job that wakes a worker up for another try, and when. */
export interface NextTry {
  readonly job: Job;
  readonly inMs: number;
}

/** One run in hand. */
export interface Work {
  readonly run: Run;
  readonly desk: SiteDesk;
  readonly tools: PipelineTools;
  readonly steps: Steps;
  readonly findings: FindingLog;
  readonly log: Log;
  origin: Origin | null;
  /** What wakes it up again when it waits for another file. */
  next: NextTry | null;
}

/** What messages about the run in hand need to know. */
export function telling(work: Work, site: SiteView): Telling {
  return tellingOf(work.run, site, work.tools);
}

export function tellingOf(run: Run, site: SiteView, tools: PipelineTools): Telling {
  const { day, time } = wallClockOf(run.receivedAt, site.timeZone);
  return {
    siteName: site.name,
    url: tools.publicUrl === null ? null : `${tools.publicUrl}/sites/${site.id}/runs/${run.id}`,
    receivedAt: `${day}T${time}`,
    titles: tools.titles,
  };
}

/** Codes of the exceeded controls, for logs. */
export function codes(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter((one) => one.exceeded).map((one) => one.code);
}

/** A step has ended: one line, and the figures. */
export function told({ log, steps, tools }: Work, step: Step, outcome: StepEnd, about: object, message: string): void {
  const ms = steps.took(step);
  log.info({ step, outcome, ms, ...about }, message);
  tools.watch?.step({ step, outcome, ms });
}

/** The run has ended: the figures. */
export function ended({ trigger, receivedAt }: Run, status: RunStatus, { watch, clock }: PipelineTools): void {
  watch?.ended({ status, trigger, ms: Math.max(0, clock.now() - receivedAt) });
}

/** Addresses and guardians are in the file: its bytes go with the run's end. What is left behind goes with the daily round. */
export async function wipeSource({ run, desk, tools, log }: Work): Promise<void> {
  try {
    if (await desk.isSourceForgotten(run)) await tools.spool.forget(run.sha256);
  } catch (error) {
    log.warn({ err: error }, 'the source of a directory goes with the daily round');
  }
}
