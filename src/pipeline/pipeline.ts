/** The flow of a run, in order: deposit, validate, thresholds, groups, sessions. When things happen; what they are is in `domain`. */

import { createSteps, type Steps } from '../domain/apply/steps.ts';
import { archiveName } from '../domain/deposit/archive.ts';
import { mayBeCompanion } from '../domain/deposit/companion.ts';
import { gistOf } from '../domain/diff/gist.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { AppError, isRetryable } from '../domain/model/errors.ts';
import { FindingLog, isStop, type Stop, stop } from '../domain/model/finding.ts';
import { DIRECTORY_GIVEN, onlyEstablishmentOf, type Run } from '../domain/model/run.ts';
import { STEPS, stepsOf } from '../domain/model/step.ts';
import { newsOfDirectoryFailure } from '../domain/notify/directory-message.ts';
import {
  newsOfFailure,
  newsOfHold,
  newsOfIntegration,
  newsOfRejection,
  newsOfRepeat,
  newsOfStop,
  newsOfUnchanged,
} from '../domain/notify/message.ts';
import type { Ending, Log, SiteDesk, SiteView, ValidatedNote } from '../domain/ports.ts';
import type { Evaluation } from '../domain/report/report.ts';
import { carryDirectory } from './directory-pipeline.ts';
import { breach, compare, type Evaluated, establishmentOf, validate } from './evaluate.ts';
import { meetOtherHalf, readingOfRun, sourceOfRun } from './halves.ts';
import {
  codes,
  ended,
  type NextTry,
  type PipelineTools,
  telling,
  tellingOf,
  told,
  type Work,
  wipeSource,
} from './run-work.ts';
import {
  evaluateSame,
  type KnownBytes,
  knownBytes,
  readingKey,
  type Sameness,
  sameAsBefore,
  valuesOf,
} from './same-file.ts';

export type { NextTry, PipelineTools } from './run-work.ts';

/**
 * Carries the site's next due run as far as it goes. Returns the jobs that follow: its next try after technical trouble or
 * when it waits for another file, held runs that a new directory has to be judged by.
 */
export async function processNext(desk: SiteDesk, tools: PipelineTools): Promise<readonly NextTry[]> {
  const due = await desk.nextRun();
  if (!due) return [];
  const log = runLog(tools.log, due);
  let steps: Steps | null = null;
  try {
    const site = await desk.site();
    const now = tools.clock.now();
    steps = createSteps((moment) => isoWithOffset(moment, site.timeZone), tools.clock);
    steps.valid('deposit', due.receivedAt, due.receivedAt);
    const run = await desk.begin(due, momentFor(due, now), steps.list());
    if (!run) return [];
    const waitedMs = Math.max(0, now - run.receivedAt);
    const received = { step: 'deposit', outcome: 'valid', ms: waitedMs } as const;
    log.info({ ...received, bytes: run.size, attempt: run.attempt }, 'run taken in');
    tools.watch?.began({ waitedMs });
    tools.watch?.step(received);
    const work: Work = { run, desk, tools, steps, findings: new FindingLog(), log, origin: null, next: null };
    if (run.kind === 'directory') return await carryDirectory(work, site);
    await carry(work, site);
    return work.next ? [work.next] : [];
  } catch (error) {
    return await afterTrouble(due, steps, desk, tools, error, log);
  }
}

/** A moment that was to come when it was asked for has not passed when the run begins: what has begun meanwhile stays. */
function momentFor({ takenInAtWish: wish, receivedAt }: Run, now: number): number {
  if (wish === null) return now;
  return wish > receivedAt ? Math.max(wish, now) : wish;
}

async function carry(work: Work, site: SiteView): Promise<void> {
  const judged = await judge(work, site);
  if (!judged) return;
  const { run, desk, tools, steps } = work;
  const { scope, key, evaluation, verdicts, plan, gist, listed, unmatched } = judged;
  const blocked = verdicts.filter((one) => one.exceeded && one.blocking);
  const approved = run.approvedBy !== null && run.approvedVersion === site.appliedVersion;
  if (run.trigger === 'automatic' && blocked.length > 0 && !approved)
    return await endBlocked(work, site, scope, { evaluation, verdicts, listed, unmatched, plan });
  steps.end('valid');
  told(work, 'thresholds', 'valid', { exceeded: codes(verdicts) }, 'controls passed');

  steps.begin('groups');
  await desk.progress(run, steps.list());
  const alerts = run.trigger === 'automatic' && verdicts.some((one) => one.exceeded && !one.blocking);
  const applied = await desk.apply(run, plan, (groupsAt, sessionsAt) => {
    steps.end('valid', groupsAt);
    steps.begin('sessions', groupsAt);
    steps.end('valid', sessionsAt);
    return {
      status: alerts ? 'integrated-with-alerts' : 'integrated',
      reason: null,
      steps: steps.list(),
      archivedAs: archiveName(work.origin, run.receivedAt),
      evaluation,
      known: { key, gist },
      listed,
      unmatched,
      news: newsOfIntegration(run, scope, verdicts, telling(work, site)),
    };
  });
  if (applied === 'stale')
    throw new AppError('stale-plan', 'the stored timetable changed while the import was computed');
  if (applied !== 'applied')
    return await reject(work, site, stop('directory-supervision', { logins: applied.spared.join(', ') }));
  told(work, 'groups', 'valid', {}, 'groups are written');
  const { created, modified, deleted, cancelled } = plan.sessions.counts;
  told(work, 'sessions', 'valid', { created, modified, deleted, cancelled }, 'run integrated');
  ended(run, alerts ? 'integrated-with-alerts' : 'integrated', tools);
}

/** What is left of a file once it is compared: neither what it says nor what it was compared with, which weigh as much again. */
type Judged = Pick<Evaluated, 'plan' | 'gist' | 'verdicts' | 'listed' | 'unmatched'> & {
  readonly scope: readonly number[];
  readonly key: string;
  readonly evaluation: Evaluation;
};

/** Reads, compares and judges. Null: the run has ended, or waits. */
async function judge(work: Work, site: SiteView): Promise<Judged | null> {
  const { run, desk, tools, steps, findings } = work;
  steps.begin('validate');
  const takenInAt = run.takenInAt ?? tools.clock.now();
  const key = readingKey(run, site, tools);
  const known = await knownBytes(key, site, run, takenInAt, desk, tools);
  if (known) return await done(endKnown(work, site, known));
  const [source, reading] = [sourceOfRun(run, tools.spool), readingOfRun(run)];
  const valid = await validate(source, reading, desk, tools, findings, (origin) => {
    work.origin = origin;
  });
  if (isStop(valid)) return await done(endUnreadable(work, site, valid));
  const scope = valid.timetable.scope;
  if (!(await isTakenIn(work, site, { scope, year: valid.year, digest: valid.digest }))) return null;

  const same = await sameAsBefore({ ...valid, scope }, run, desk);
  if (same) {
    const evaluation = await evaluateSame(valid, same, takenInAt, desk, tools, findings);
    const origin = work.origin ? { origin: work.origin } : {};
    const ending = { ...evaluation, ...origin, findings: findings.groups() };
    const gist = gistOf(valid.timetable, valid, site.timeZone);
    return await done(endUnchanged(work, site, scope, same, ending, { key, gist }));
  }
  await desk.supersedeEarlier(run, scope);

  steps.begin('thresholds');
  await desk.progress(run, steps.list());
  const { plan, gist, verdicts, listed, unmatched, ...evaluated } = await compare(
    valid,
    run.id,
    takenInAt,
    desk,
    tools,
    findings,
  );
  const evaluation = { ...evaluated.evaluation, findings: findings.groups() };
  return { scope, key, evaluation, plan, gist, verdicts, listed, unmatched };
}

/** A run that has ended leaves nothing to apply. */
async function done(ending: Promise<void>): Promise<null> {
  await ending;
  return null;
}

/** Notes what a valid file covers. False: the run has ended, for a later file is there or a person confirmed something else. */
async function isTakenIn(work: Work, site: SiteView, note: ValidatedNote): Promise<boolean> {
  const { run, desk, steps } = work;
  const { confirmedScope } = run;
  if (confirmedScope && confirmedScope.join() !== note.scope.join()) {
    const because = stop('scope-changed', { confirmed: namesOf(site, confirmedScope), now: namesOf(site, note.scope) });
    await reject(work, site, because);
    return false;
  }
  steps.end('valid');
  const { supersededBy } = await desk.validated(run, note);
  told(work, 'validate', 'valid', { format: work.origin?.format }, 'file is valid');
  if (supersededBy !== null) await endSuperseded(work, supersededBy);
  return supersededBy === null;
}

/** The bytes are those of what is applied: nothing is read. */
async function endKnown(work: Work, site: SiteView, { gist, same, evaluation }: KnownBytes): Promise<void> {
  work.origin = evaluation.origin ?? null;
  const { scope, year, digest } = gist;
  if (await isTakenIn(work, site, { scope, year, digest })) await endUnchanged(work, site, scope, same, evaluation);
}

async function endUnchanged(
  work: Work,
  site: SiteView,
  scope: readonly number[],
  same: Sameness,
  evaluation: Evaluation,
  known?: Ending['known'],
): Promise<void> {
  const { run, desk, steps } = work;
  const isLast = same.reason === 'same-as-last';
  if (isLast) await desk.supersedeEarlier(run, scope);
  const values = valuesOf(same);
  steps.begin('thresholds');
  if (isLast) steps.end('valid');
  else steps.end('interrupted', undefined, same.reason, values);
  steps.skip('groups');
  steps.skip('sessions');
  await desk.finish(run, {
    status: 'unchanged',
    reason: same.reason,
    reasonValues: values,
    steps: steps.list(),
    archivedAs: archiveName(work.origin, run.receivedAt),
    evaluation,
    ...(known && isLast ? { known } : {}),
    news: isLast
      ? newsOfUnchanged(run, scope, telling(work, site))
      : newsOfRepeat(run, scope, same, telling(work, site)),
  });
  told(work, 'thresholds', 'unchanged', { reason: same.reason, as: same.runId }, 'nothing to do');
  ended(run, 'unchanged', work.tools);
}

/** A half meets the other one, or waits for it; everything else is refused. */
async function endUnreadable(work: Work, site: SiteView, because: Stop): Promise<void> {
  const met = await meetOtherHalf(because, work.run, site, work.desk, work.tools);
  if (met === null || isStop(met)) return await reject(work, site, met ?? because);
  if ('run' in met) return await carry({ ...work, run: met.run, findings: new FindingLog() }, site);
  work.next = met;
  work.log.info({ step: 'validate', outcome: 'waits', inMs: met.inMs }, 'the run waits for another file');
}

async function reject(work: Work, site: SiteView, because: Stop): Promise<void> {
  const { run, desk, steps, findings } = work;
  const companion = mayBeCompanion(because.reason) && (await desk.hasCompanion(run));
  const reason = companion ? 'companion' : because.reason;
  const values = because.values ?? {};
  steps.end('interrupted', undefined, because.reason, values);
  for (const step of STEPS.slice(steps.list().length)) steps.skip(step);
  await desk.finish(run, {
    status: 'rejected',
    reason,
    reasonValues: values,
    steps: steps.list(),
    archivedAs: archiveName(work.origin, run.receivedAt),
    evaluation: { ...(work.origin ? { origin: work.origin } : {}), findings: findings.groups() },
    establishment: establishmentOf(site, onlyEstablishmentOf(run), work.origin),
    news: newsOfRejection(run, reason, values, telling(work, site)),
  });
  if (because.reason === DIRECTORY_GIVEN) await wipeSource(work);
  told(work, 'validate', 'interrupted', { reason, found: because.reason }, 'file is refused');
  ended(run, 'rejected', work.tools);
}

async function endBlocked(
  work: Work,
  site: SiteView,
  scope: readonly number[],
  found: { readonly evaluation: Evaluation } & Pick<Evaluated, 'verdicts' | 'listed' | 'unmatched' | 'plan'>,
): Promise<void> {
  const { run, desk, steps, tools } = work;
  const { evaluation, verdicts, listed, unmatched, plan } = found;
  const { status, reason, values: controls } = breach(site, verdicts, tools.controlTitles);
  // Approved, and not as the stored timetable is by now.
  const values = run.approvedBy === null ? controls : { ...controls, variant: 'again' };
  steps.end('interrupted', undefined, reason, values);
  steps.skip('groups');
  steps.skip('sessions');
  const tell = status === 'held' ? newsOfHold : newsOfStop;
  const again = await desk.finish(run, {
    status,
    reason: status === 'held' ? null : reason,
    reasonValues: values,
    steps: steps.list(),
    archivedAs: archiveName(work.origin, run.receivedAt),
    evaluation,
    listed,
    unmatched,
    plan,
    news: tell(run, scope, verdicts, telling(work, site)),
  });
  if (again) {
    work.next = { job: again, inMs: 0 };
    return;
  }
  told(work, 'thresholds', 'interrupted', { status, exceeded: codes(verdicts) }, 'blocking control exceeded');
  ended(run, status, tools);
}

async function endSuperseded(work: Work, by: string): Promise<void> {
  const { run, desk, steps, findings } = work;
  for (const step of ['thresholds', 'groups', 'sessions'] as const) steps.skip(step);
  await desk.finish(run, {
    status: 'superseded',
    reason: 'superseded',
    reasonValues: { run: by },
    steps: steps.list(),
    archivedAs: archiveName(work.origin, run.receivedAt),
    evaluation: { ...(work.origin ? { origin: work.origin } : {}), findings: findings.groups() },
    news: { kind: 'none' },
  });
  work.log.info({ step: 'validate', outcome: 'superseded', by }, 'a later file of the same scope is there');
  ended(run, 'superseded', work.tools);
}

/** Technical trouble: tried again after a pause, and `failed` when the pauses are used up. Throws when even that cannot be written. */
async function afterTrouble(
  due: Run,
  reached: Steps | null,
  desk: SiteDesk,
  tools: PipelineTools,
  error: unknown,
  log: Log,
): Promise<readonly NextTry[]> {
  const step = reached?.current() ?? 'deposit';
  const failures = due.failures + 1;
  const pause = tools.retryAfterMs[due.failures];
  tools.watch?.troubled();
  const now = tools.clock.now();
  if (isRetryable(error) && pause !== undefined) {
    log.warn(
      { step, outcome: 'again', err: error, failures, retryInMs: pause },
      'technical trouble, the run will be tried again',
    );
    return [{ job: await desk.tryAgain(due, now + pause, failures), inMs: pause }];
  }
  const site = await desk.site();
  const steps = createSteps((moment) => isoWithOffset(moment, site.timeZone), tools.clock);
  const broken = step === 'deposit' ? 'validate' : step;
  steps.interruptAt(broken, reached?.list() ?? [], 'failed', { tries: failures }, stepsOf(due.kind));
  // Whatever a dead worker left it as: it is ours, for we hold the site's lock.
  await desk.finish(
    { ...due, status: 'received' },
    {
      status: 'failed',
      reason: 'failed',
      reasonValues: { tries: failures },
      steps: steps.list(),
      archivedAs: archiveName(null, due.receivedAt),
      evaluation: { findings: [] },
      news: (due.kind === 'directory' ? newsOfDirectoryFailure : newsOfFailure)(
        due,
        failures,
        tellingOf(due, site, tools),
      ),
    },
  );
  log.error({ step, outcome: 'interrupted', err: error, failures }, 'the run failed');
  ended(due, 'failed', tools);
  return [];
}

function namesOf({ establishments }: SiteView, numbers: readonly number[]): string {
  return numbers.map((number) => establishments.find((one) => one.number === number)?.name ?? number).join(', ');
}

/** Every line of a run carries its id and its site. */
function runLog(log: Log, run: Run): Log {
  const request = run.requestId === null ? {} : { requestId: run.requestId };
  const about = { run: run.id, site: run.siteId, ...request };
  return {
    debug: (more, message) => log.debug({ ...about, ...more }, message),
    info: (more, message) => log.info({ ...about, ...more }, message),
    warn: (more, message) => log.warn({ ...about, ...more }, message),
    error: (more, message) => log.error({ ...about, ...more }, message),
  };
}
