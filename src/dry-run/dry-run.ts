/** `check`: everything a run would do up to writing, on one consistent view of the store, and nothing written. */

import type { PoolClient } from 'pg';
import type { Database } from '../adapters/store/database.ts';
import { createSiteReader } from '../adapters/store/site-reader.ts';
import { createSteps } from '../domain/apply/steps.ts';
import { archiveName } from '../domain/deposit/archive.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { FindingLog, isStop } from '../domain/model/finding.ts';
import type { Source } from '../domain/model/given.ts';
import type { Run, RunStatus, Trigger } from '../domain/model/run.ts';
import type { Origin } from '../domain/model/timetable.ts';
import type { SiteReader, SiteView } from '../domain/ports.ts';
import { buildReport, type Evaluation, type ImportReport } from '../domain/report/report.ts';
import {
  breach,
  compare,
  type Evaluated,
  type EvaluationTools,
  establishmentOf,
  type Valid,
  validate,
} from '../pipeline/evaluate.ts';
import { evaluateSame, sameAsBefore, valuesOf } from '../pipeline/same-file.ts';
import { unkeptRun } from './unkept-run.ts';

/** What is known of a timetable before it is read. */
export interface TimetableDryRun {
  readonly siteId: number;
  readonly establishment: number | null;
  readonly name: string;
  readonly takenInAt: number;
  readonly receivedAt: number;
}

/**
 * The report of what would happen now: a deposit's where automated import is open, else that of the first manual
 * import, which is the only one possible then.
 */
export async function forecastTimetable(
  request: TimetableDryRun,
  source: Source & { readonly sha256: string },
  database: Database,
  tools: EvaluationTools,
): Promise<ImportReport> {
  return await onOneState(database, request.siteId, async (reader) => {
    const trigger: Trigger = (await reader.site()).openYear ? 'automatic' : 'manual';
    const asDeposit = await foresee({ ...request, trigger }, source, reader, tools);
    // No deposit of it is possible, an import by hand is.
    const { run, evaluation, site } =
      asDeposit.run.reason === 'by-hand-only'
        ? await foresee({ ...request, trigger: 'manual' }, source, reader, tools)
        : asDeposit;
    return buildReport(run, evaluation, site.timeZone);
  });
}

/** Reads one consistent state of a site, and can write nothing. */
export async function onOneState<T>(
  database: Database,
  siteId: number,
  work: (reader: SiteReader, client: PoolClient) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    return await work(createSiteReader(client, siteId), client);
  });
}

/** The same with who would import it. */
export type Foreseen = TimetableDryRun & { readonly trigger: Trigger };

/** A run as it would end, and what was found out on the way. */
export interface Foresight {
  readonly run: Run;
  readonly evaluation: Evaluation;
  readonly site: SiteView;
  /** Null for a file that is refused. */
  readonly valid: Valid | null;
  /** Null where nothing had to be compared. */
  readonly evaluated: Evaluated | null;
}

/** Carries a file as a run would be carried, up to the point of writing. */
export async function foresee(
  request: Foreseen,
  source: Source & { readonly sha256: string },
  reader: SiteReader,
  tools: EvaluationTools,
): Promise<Foresight> {
  const site = await reader.site();
  const { trigger } = request;
  const findings = new FindingLog();
  const steps = createSteps((moment) => isoWithOffset(moment, site.timeZone), { now: Date.now });
  steps.valid('deposit', request.receivedAt, request.receivedAt);
  steps.begin('validate');
  let origin: Origin | null = null;
  const valid = await validate(source, { folder: request.establishment, trigger }, reader, tools, findings, (said) => {
    origin = said;
  });
  const end = (
    status: RunStatus,
    ending: Partial<Run>,
    evaluation: Omit<Evaluation, 'findings'>,
    evaluated: Evaluated | null,
  ): Foresight => {
    const run: Run = {
      ...unkeptRun({
        ...{ siteId: site.id, kind: 'timetable', folder: request.establishment, trigger, filename: request.name },
        ...{ size: source.size, sha256: source.sha256, receivedAt: request.receivedAt, takenInAt: request.takenInAt },
      }),
      status,
      steps: steps.list(),
      archivedAs: archiveName(origin, request.receivedAt),
      ...ending,
    };
    const found = { ...evaluation, findings: findings.groups() };
    return { run, evaluation: found, site, valid: isStop(valid) ? null : valid, evaluated };
  };
  if (isStop(valid)) {
    steps.end('interrupted', undefined, valid.reason, valid.values);
    for (const step of ['thresholds', 'groups', 'sessions'] as const) steps.skip(step);
    const establishment = establishmentOf(site, request.establishment, origin);
    const why = { reason: valid.reason, reasonValues: valid.values ?? {}, establishment };
    return end('rejected', why, origin ? { origin } : {}, null);
  }
  steps.end('valid');
  const { scope } = valid.timetable;
  const known = { scope, establishment: scope.length === 1 ? (scope[0] ?? null) : null, digest: valid.digest };
  const finish = (
    status: RunStatus,
    ending: Partial<Run>,
    evaluation: Omit<Evaluation, 'findings'>,
    evaluated: Evaluated | null,
  ): Foresight => end(status, { ...known, steps: steps.list(), ...ending }, evaluation, evaluated);
  const skip = (): void => {
    for (const step of ['groups', 'sessions'] as const) steps.skip(step);
  };
  steps.begin('thresholds');
  const same = await sameAsBefore({ ...valid, scope }, { id: '', trigger, replayOf: null, approvedBy: null }, reader);
  if (same) {
    const evaluation = await evaluateSame(valid, same, request.takenInAt, reader, tools, findings);
    const values = valuesOf(same);
    if (same.reason === 'same-as-last') steps.end('valid');
    else steps.end('interrupted', undefined, same.reason, values);
    skip();
    return finish('unchanged', { reason: same.reason, reasonValues: values }, evaluation, null);
  }
  const evaluated = await compare(valid, '', request.takenInAt, reader, tools, findings);
  const { verdicts, evaluation } = evaluated;
  const exceeded = verdicts.filter((one) => one.exceeded);
  if (trigger === 'automatic' && exceeded.some((one) => one.blocking)) {
    const { status, reason, values } = breach(site, verdicts, tools.controlTitles);
    steps.end('interrupted', undefined, reason, values);
    skip();
    return finish(status, { reason: status === 'held' ? null : reason, reasonValues: values }, evaluation, evaluated);
  }
  steps.end('valid');
  for (const step of ['groups', 'sessions'] as const) steps.valid(step, Date.now(), Date.now());
  return finish(
    trigger === 'automatic' && exceeded.length > 0 ? 'integrated-with-alerts' : 'integrated',
    {},
    evaluation,
    evaluated,
  );
}
