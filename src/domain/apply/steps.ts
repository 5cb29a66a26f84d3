/** Writes down the steps of a run with their times, in the order they happen. */

import type { StepOutcome } from '../model/run.ts';
import { STEPS, type Step } from '../model/step.ts';

export interface Steps {
  /** Notes a step whose times are known. */
  valid(step: Step, startedAt: number, endedAt: number): void;
  begin(step: Step, at?: number): void;
  /** Ends the step that was begun; without a moment, now. */
  end(status: 'valid' | 'interrupted', at?: number, code?: string, values?: StepOutcome['values']): void;
  skip(step: Step): void;
  /** All steps of a run that broke off, those of a timetable unless told: those that had ended, the broken one, and the rest skipped. */
  interruptAt(
    step: Step,
    ended: readonly StepOutcome[],
    code: string,
    values: StepOutcome['values'],
    all?: readonly Step[],
  ): void;
  /** How long a step took, in milliseconds; 0 where it has not ended. */
  took(step: Step): number;
  /** The step that is under way, else the last one that ended. */
  current(): Step;
  list(): readonly StepOutcome[];
}

/** `iso` writes a moment in the site's zone. */
export function createSteps(iso: (moment: number) => string, clock: { now(): number }): Steps {
  const outcomes: StepOutcome[] = [];
  const took = new Map<Step, number>();
  let open: { readonly step: Step; readonly since: number } | null = null;
  return {
    valid(step, startedAt, endedAt) {
      outcomes.push({ step, status: 'valid', startedAt: iso(startedAt), endedAt: iso(endedAt) });
    },
    begin(step, at = clock.now()) {
      open = { step, since: at };
    },
    end(status, at = clock.now(), code, values) {
      if (!open) return;
      const told = code === undefined ? {} : { code, ...(values ? { values } : {}) };
      const { step, since } = open;
      outcomes.push({ step, startedAt: iso(since), status, endedAt: iso(at), ...told });
      took.set(step, Math.max(0, at - since));
      open = null;
    },
    skip(step) {
      const now = iso(clock.now());
      outcomes.push({ step, status: 'skipped', startedAt: now, endedAt: now });
    },
    interruptAt(broken, ended, code, values, all = STEPS) {
      const now = iso(clock.now());
      const at = all.indexOf(broken);
      for (const [index, step] of all.entries()) {
        const known = ended.find((outcome) => outcome.step === step);
        if (index < at) outcomes.push(known ?? { step, status: 'valid', startedAt: now, endedAt: now });
        else if (index > at) outcomes.push({ step, status: 'skipped', startedAt: now, endedAt: now });
        else
          outcomes.push({
            step,
            status: 'interrupted',
            startedAt: now,
            endedAt: now,
            code,
            ...(values ? { values } : {}),
          });
      }
    },
    took: (step) => took.get(step) ?? 0,
    current: () => open?.step ?? outcomes.at(-1)?.step ?? 'deposit',
    list: () => [...outcomes],
  };
}
