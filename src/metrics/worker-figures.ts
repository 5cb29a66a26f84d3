/** What this worker has counted: runs and their steps, letters, lost runs, the daily round. */

import type { LetterResult } from '../adapters/store/outbox.ts';
import type { SpoolSize } from '../domain/deposit/spool.ts';
import { STEPS } from '../domain/model/step.ts';
import type { RunWatch } from '../domain/ports.ts';
import { counter, type Family, figure, histogram } from './families.ts';

/** What the daily round found. */
export interface HouseSeen {
  readonly atMs: number;
  readonly spool: SpoolSize;
  readonly isAuditWhole: boolean;
}

export interface WorkerFigures {
  readonly runs: RunWatch;
  letter(result: LetterResult): void;
  lost(runs: number): void;
  house(seen: HouseSeen): void;
  spool(size: SpoolSize): void;
  families(): Family[];
}

const STEP_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const RUN_SECONDS = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400];
const ENDS = ['integrated', 'integrated-with-alerts', 'unchanged', 'rejected', 'held', 'superseded', 'failed'];

export function createWorkerFigures(): WorkerFigures {
  const ended = counter(
    'carillon_runs_ended_total',
    'Runs that workers carried to an end or to held, by status and trigger.',
    ENDS.flatMap((status) => ['automatic', 'manual'].map((trigger) => ({ status, trigger }))),
  );
  const runSeconds = histogram(
    'carillon_run_seconds',
    'From the receipt of a file to the end of its run.',
    RUN_SECONDS,
  );
  const waitSeconds = histogram(
    'carillon_run_wait_seconds',
    'From the receipt of a file to the begin of work.',
    RUN_SECONDS,
  );
  const stepSeconds = histogram(
    'carillon_step_seconds',
    'Steps of runs; deposit: from the receipt of the file to the begin of work.',
    STEP_SECONDS,
    STEPS.map((step) => ({ step })),
  );
  const interrupted = counter(
    'carillon_steps_interrupted_total',
    'Steps that ended a run or held it.',
    STEPS.map((step) => ({ step })),
  );
  const troubles = counter('carillon_run_troubles_total', 'Tries of runs that ended in technical trouble.');
  const lostRuns = counter('carillon_runs_lost_total', 'Runs without a job that were given one again.');
  const letters = counter(
    'carillon_mail_total',
    'Letters by result: sent, delayed to another try, given up.',
    ['sent', 'delayed', 'given-up'].map((result) => ({ result })),
  );
  let seen: HouseSeen | undefined;
  let spool: SpoolSize | undefined;
  return {
    runs: {
      began: ({ waitedMs }) => waitSeconds.observe(waitedMs / 1_000),
      step({ step, outcome, ms }) {
        stepSeconds.observe(ms / 1_000, { step });
        if (outcome === 'interrupted') interrupted.add({ step });
      },
      troubled: () => troubles.add(),
      ended({ status, trigger, ms }) {
        ended.add({ status, trigger });
        runSeconds.observe(ms / 1_000);
      },
    },
    letter: (result) => letters.add({ result }),
    lost: (runs) => lostRuns.add({}, runs),
    house: (found) => {
      seen = found;
      spool = found.spool;
    },
    spool: (size) => {
      spool = size;
    },
    families: () => [
      ended.family(),
      runSeconds.family(),
      waitSeconds.family(),
      stepSeconds.family(),
      interrupted.family(),
      troubles.family(),
      lostRuns.family(),
      letters.family(),
      figure(
        'carillon_house_timestamp_seconds',
        'When this worker last finished the daily round, Unix time.',
        seen && seen.atMs / 1_000,
      ),
      figure('carillon_spool_objects', 'Files in the spool, measured at the start and after deposits.', spool?.objects),
      figure('carillon_spool_bytes', 'Bytes in the spool, measured at the start and after deposits.', spool?.bytes),
      figure(
        'carillon_audit_whole',
        '1 while the chain of the audit log is unbroken.',
        seen && Number(seen.isAuditWhole),
      ),
    ],
  };
}
