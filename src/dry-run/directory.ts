/** What a directory file would change: everything a run would do up to writing, on one consistent view of the store. */

import type { Database } from '../adapters/store/database.ts';
import { createSteps } from '../domain/apply/steps.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { FindingLog, isStop } from '../domain/model/finding.ts';
import type { Language } from '../domain/model/language.ts';
import type { Run, RunStatus } from '../domain/model/run.ts';
import type { Origin } from '../domain/model/timetable.ts';
import type { DirectoryReader } from '../domain/ports.ts';
import type { DirectoryRequest } from '../domain/report/directory-desk.ts';
import { buildReport, type Evaluation, type ImportReport } from '../domain/report/report.ts';
import { compareWithStored, type DirectoryTools, validateDirectory } from '../pipeline/directory-evaluation.ts';
import { breach, type EvaluationTools, establishmentOf } from '../pipeline/evaluate.ts';
import { onOneState } from './dry-run.ts';
import type { TemporarySource } from './temporary-file.ts';
import { unkeptRun } from './unkept-run.ts';

export type DirectoryDryTools = DirectoryTools & Pick<EvaluationTools, 'controlTitles'>;
/** What is known of directory files before they are read. */
export type DirectoryDryRun = Omit<DirectoryRequest, 'files' | 'isSeen'> & { readonly receivedAt: number };
type NamedSource = Pick<TemporarySource, 'name' | 'size' | 'sha256' | 'open'>;

/** The report of what an import of a bundle of files would do now. */
export async function forecastDirectory(
  request: DirectoryDryRun,
  source: NamedSource,
  database: Database,
  tools: DirectoryDryTools,
  language?: Language,
): Promise<ImportReport> {
  return await onOneState(database, request.siteId, async (reader) => {
    const { run, evaluation, timeZone } = await foresee(request, source, reader, tools);
    return buildReport(run, evaluation, timeZone, language === undefined ? {} : { language });
  });
}

async function foresee(
  request: DirectoryDryRun,
  source: NamedSource,
  reader: DirectoryReader,
  tools: DirectoryDryTools,
): Promise<{ readonly run: Run; readonly evaluation: Evaluation; readonly timeZone: string }> {
  const site = await reader.site();
  const { timeZone } = site;
  const findings = new FindingLog();
  const steps = createSteps((moment) => isoWithOffset(moment, timeZone), { now: () => request.receivedAt });
  steps.valid('deposit', request.receivedAt, request.receivedAt);
  steps.begin('validate');
  let origin: Origin | null = null;
  const wishes = {
    ...(request.fromExport ? { fromExport: true } : {}),
    ...(request.year === undefined ? {} : { year: request.year }),
  };
  const asked = { folder: request.establishment, wishes };
  const valid = await validateDirectory(source, asked, reader, tools, findings, (said) => {
    origin = said;
  });
  const end = (status: RunStatus, ending: Partial<Run>, evaluation: Omit<Evaluation, 'findings'>) => ({
    run: {
      ...asRun(request, source, site.id),
      status,
      establishment: establishmentOf(site, request.establishment, origin),
      steps: steps.list(),
      ...ending,
    },
    evaluation: { ...evaluation, findings: findings.groups() },
    timeZone,
  });
  if (isStop(valid)) {
    steps.end('interrupted', undefined, valid.reason, valid.values);
    for (const step of ['thresholds', 'directory'] as const) steps.skip(step);
    return end('rejected', { reason: valid.reason, reasonValues: valid.values ?? {} }, origin ? { origin } : {});
  }
  steps.end('valid');
  steps.begin('thresholds');
  const { verdicts, evaluation, isUnchanged } = await compareWithStored(valid, { id: '' }, tools, findings);
  const { scope } = valid;
  const known = { scope, establishment: scope.length === 1 ? (scope[0] ?? null) : null };
  if (isUnchanged) {
    steps.end('valid');
    steps.skip('directory');
    return end('unchanged', { ...known, reason: 'directory-same' }, evaluation);
  }
  const exceeded = verdicts.filter((one) => one.exceeded);
  if (exceeded.some((one) => one.blocking)) {
    const { status, values } = breach(site, verdicts, tools.controlTitles);
    const code = status === 'held' ? 'held-directory' : 'directory-threshold';
    steps.end('interrupted', undefined, code, values);
    steps.skip('directory');
    return end(status, { ...known, reason: status === 'held' ? null : code, reasonValues: values }, evaluation);
  }
  steps.end('valid');
  steps.valid('directory', request.receivedAt, request.receivedAt);
  return end(exceeded.length > 0 ? 'integrated-with-alerts' : 'integrated', known, evaluation);
}

function asRun(
  { establishment, receivedAt }: DirectoryDryRun,
  { name, size, sha256 }: NamedSource,
  siteId: number,
): Run {
  return unkeptRun({
    ...{ siteId, kind: 'directory', folder: establishment, trigger: 'manual', filename: name, size, sha256 },
    ...{ receivedAt, takenInAt: receivedAt },
  });
}
