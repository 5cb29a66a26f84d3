/** The flow of a directory import, in order: deposit, validate, thresholds, directory. */

import type { DirectorySeen } from '../domain/directory/plan.ts';
import { AppError } from '../domain/model/errors.ts';
import { isStop, type Stop, stop } from '../domain/model/finding.ts';
import { DIRECTORY_STEPS } from '../domain/model/step.ts';
import {
  newsOfDirectory,
  newsOfDirectoryHold,
  newsOfDirectoryRejection,
  newsOfDirectoryStop,
} from '../domain/notify/directory-message.ts';
import type { SiteView } from '../domain/ports.ts';
import type { Evaluation } from '../domain/report/report.ts';
import {
  compareWithStored,
  type EvaluatedDirectory,
  type ValidDirectory,
  validateDirectory,
} from './directory-evaluation.ts';
import { breach, establishmentOf } from './evaluate.ts';
import { codes, ended, type NextTry, telling, told, type Work, wipeSource } from './run-work.ts';

/** Carries a directory import as far as it goes. Returns the jobs of held runs that are to be judged by the new directory. */
export async function carryDirectory(work: Work, site: SiteView): Promise<readonly NextTry[]> {
  const jobs = await carry(work, site);
  await wipeSource(work);
  return jobs;
}

async function carry(work: Work, site: SiteView): Promise<readonly NextTry[]> {
  const { run, desk, tools, steps, findings } = work;
  const source = {
    name: run.filename,
    size: run.size,
    open: (range?: { start: number; end: number }) => tools.spool.open(run.sha256, range),
  };
  steps.begin('validate');
  const asked = { folder: run.folder, wishes: run.asked };
  const valid = await validateDirectory(source, asked, desk, tools, findings, (origin) => {
    work.origin = origin;
  });
  if (isStop(valid)) return await reject(work, site, valid);
  steps.end('valid');
  const { scope, part, stored } = valid;
  const { supersededBy } = await desk.validated(run, { scope, year: null, digest: null, part });
  told(work, 'validate', 'valid', { format: work.origin?.format }, 'directory file is valid');
  if (supersededBy !== null) return await endSuperseded(work, supersededBy);
  if (part !== null) await desk.supersedeEarlier(run, scope, part);

  steps.begin('thresholds');
  await desk.progress(run, steps.list());
  const evaluated = await compareWithStored(valid, run, tools, findings);
  const evaluation = { ...evaluated.evaluation, findings: findings.groups() };
  if (evaluated.isUnchanged) return await endUnchanged(work, evaluation, evaluated.plan);
  const isApproved = run.approvedBy !== null && run.approvedVersion === stored.version;
  const isBlocked = evaluated.verdicts.some((one) => one.exceeded && one.blocking);
  if (isBlocked && !isApproved && run.asked.isSeen !== true) {
    return await endBlocked(work, site, valid, evaluated, evaluation);
  }
  steps.end('valid');
  told(work, 'thresholds', 'valid', { exceeded: codes(evaluated.verdicts) }, 'controls passed');

  steps.begin('directory');
  await desk.progress(run, steps.list());
  const alerts = !isApproved && run.asked.isSeen !== true && evaluated.verdicts.some((one) => one.exceeded);
  const applied = await desk.applyDirectory(run, evaluated.plan, (writtenAt) => {
    steps.end('valid', writtenAt);
    return {
      status: alerts ? 'integrated-with-alerts' : 'integrated',
      reason: null,
      steps: steps.list(),
      archivedAs: null,
      evaluation,
      news: newsOfDirectory(run, telling(work, site)),
    };
  });
  if (applied === 'stale') throw new AppError('stale-plan', 'the directory changed while the import was computed');
  if ('spared' in applied) {
    return await reject(work, site, stop('directory-supervision', { logins: applied.spared.join(', ') }), evaluation);
  }
  const { added, changed, left } = evaluation.directory ?? { added: 0, changed: 0, left: 0 };
  told(work, 'directory', 'valid', { added, changed, left }, 'directory imported');
  ended(run, alerts ? 'integrated-with-alerts' : 'integrated', tools);
  return applied.map((job) => ({ job, inMs: 0 }));
}

async function reject(work: Work, site: SiteView, because: Stop, evaluation?: Evaluation): Promise<readonly NextTry[]> {
  const { run, desk, tools, steps, findings } = work;
  const step = steps.current();
  const values = because.values ?? {};
  steps.end('interrupted', undefined, because.reason, values);
  for (const step of DIRECTORY_STEPS.slice(steps.list().length)) steps.skip(step);
  await desk.finish(run, {
    status: 'rejected',
    reason: because.reason,
    reasonValues: values,
    steps: steps.list(),
    archivedAs: null,
    evaluation: evaluation ?? { ...(work.origin ? { origin: work.origin } : {}), findings: findings.groups() },
    establishment: establishmentOf(site, run.folder, work.origin),
    news: newsOfDirectoryRejection(run, because.reason, values, telling(work, site)),
  });
  told(work, step, 'interrupted', { reason: because.reason }, 'directory file is refused');
  ended(run, 'rejected', tools);
  return [];
}

async function endSuperseded(work: Work, by: string): Promise<readonly NextTry[]> {
  const { run, desk, tools, steps, findings, log } = work;
  for (const step of ['thresholds', 'directory'] as const) steps.skip(step);
  await desk.finish(run, {
    status: 'superseded',
    reason: 'superseded',
    reasonValues: { run: by },
    steps: steps.list(),
    archivedAs: null,
    evaluation: { ...(work.origin ? { origin: work.origin } : {}), findings: findings.groups() },
    news: { kind: 'none' },
  });
  log.info({ step: 'validate', outcome: 'superseded', by }, 'a later directory of the same scope is there');
  ended(run, 'superseded', tools);
  return [];
}

async function endUnchanged(work: Work, evaluation: Evaluation, same: DirectorySeen): Promise<readonly NextTry[]> {
  const { run, desk, steps } = work;
  steps.end('valid');
  steps.skip('directory');
  await desk.finish(run, {
    status: 'unchanged',
    reason: 'directory-same',
    steps: steps.list(),
    archivedAs: null,
    evaluation,
    same,
    news: newsOfDirectory(run, telling(work, await desk.site())),
  });
  told(work, 'thresholds', 'unchanged', {}, 'the directory is as the file says');
  ended(run, 'unchanged', work.tools);
  return [];
}

async function endBlocked(
  work: Work,
  site: SiteView,
  { stored }: ValidDirectory,
  { verdicts }: EvaluatedDirectory,
  evaluation: Evaluation,
): Promise<readonly NextTry[]> {
  const { run, desk, steps, tools } = work;
  const found = breach(site, verdicts, tools.controlTitles);
  const isHeld = found.status === 'held';
  const reason = isHeld ? 'held-directory' : 'directory-threshold';
  steps.end('interrupted', undefined, reason, found.values);
  steps.skip('directory');
  await desk.finish(run, {
    status: found.status,
    reason: isHeld ? null : reason,
    reasonValues: found.values,
    steps: steps.list(),
    archivedAs: null,
    evaluation,
    directoryVersion: stored.version,
    news: (isHeld ? newsOfDirectoryHold : newsOfDirectoryStop)(run, verdicts, telling(work, site)),
  });
  const about = { status: found.status, exceeded: codes(verdicts) };
  told(work, 'thresholds', 'interrupted', about, 'blocking control exceeded');
  ended(run, found.status, tools);
  return [];
}
