/** A file that is known already: the same content as before is not compared again, the same bytes are not even read. */

import type { ChangeCounts } from '../domain/diff/diff.ts';
import { countSessions, factsOfUnchanged } from '../domain/diff/facts.ts';
import { countByMoment, type Gist, gistOf } from '../domain/diff/gist.ts';
import type { FindingLog } from '../domain/model/finding.ts';
import { onlyEstablishmentOf, type Run } from '../domain/model/run.ts';
import type { SameContent, SiteReader, SiteView } from '../domain/ports.ts';
import type { Evaluation } from '../domain/report/report.ts';
import { compare, type EvaluationTools, type Valid } from './evaluate.ts';

/** Why nothing has to be done with a content, and which run says so. */
export interface Sameness {
  readonly reason: 'same-as-last' | SameContent['reason'];
  readonly runId: string;
  readonly decided: SameContent['decided'];
}

/** What the sentences of the reason need. */
export function valuesOf({ runId, decided }: Sameness): Readonly<Record<string, string>> {
  return { run: runId, ...(decided ? { by: decided.by, at: new Date(decided.at).toISOString() } : {}) };
}

/** Is this content what was applied last, or what a person's decision stands on (RULES.md 3.7)? */
export async function sameAsBefore(
  { site, scope, year, digest }: Pick<Valid, 'site' | 'year' | 'digest'> & { readonly scope: readonly number[] },
  run: Pick<Run, 'id' | 'trigger' | 'replayOf' | 'approvedBy'>,
  reader: SiteReader,
): Promise<Sameness | null> {
  const last = await reader.lastApplied(year, scope);
  const isLast =
    last.length === scope.length &&
    last.every(
      (one) =>
        one.digest === digest &&
        one.scope.join() === scope.join() &&
        one.directoryVersion === site.directoryVersion &&
        one.matchVersion === site.matchVersion,
    );
  const [first] = last;
  if (first && isLast) return { reason: 'same-as-last', runId: first.runId, decided: null };
  if (run.trigger === 'manual' || run.replayOf !== null || run.approvedBy !== null) return null;
  return await reader.sameContent(run.id, digest, scope);
}

/**
 * The evaluation of a content that is known already, without a comparison: as it was for what waits for a decision; for
 * what is applied, what was read and matched then, no changes, judged by today's thresholds.
 */
export async function evaluateSame(
  valid: Valid,
  same: Sameness,
  takenInAt: number,
  reader: SiteReader,
  tools: EvaluationTools,
  findings: FindingLog,
): Promise<Omit<Evaluation, 'findings'>> {
  const { timetable, site } = valid;
  const before = await reader.evaluationOf(same.runId);
  if (!isWhole(before)) return (await compare(valid, '', takenInAt, reader, tools, findings)).evaluation;
  // What validation finds is found anew, what comparing found is still so.
  for (const group of before.findings) {
    if (/^(stray-sessions$|services-unlisted$|unmatched-|ambiguous-|match-ignored$)/.test(group.code))
      findings.adopt(group);
  }
  if (same.reason !== 'same-as-last') return before;
  const { services, memberships, closures } = before.read;
  const read = { ...timetable.counts, services, memberships, closures, sessions: countSessions(timetable) };
  const gist = gistOf(timetable, valid, site.timeZone);
  return await evaluateApplied(gist, { ...before, origin: timetable.origin, read }, site, takenInAt, tools);
}

/** An evaluation of a file that was read, matched and compared. */
type WholeEvaluation = Evaluation & Required<Pick<Evaluation, 'read' | 'matching' | 'changes'>>;

function isWhole(evaluation: Evaluation | null): evaluation is WholeEvaluation {
  return Boolean(evaluation?.read && evaluation.changes && evaluation.matching);
}

/** Of a file that is stored as it stands: no changes, judged by today's thresholds. */
async function evaluateApplied(
  gist: Gist,
  before: WholeEvaluation,
  site: SiteView,
  takenInAt: number,
  tools: EvaluationTools,
): Promise<Omit<Evaluation, 'findings'>> {
  const { origin, read, matching, weeks } = before;
  const { past, future } = countByMoment(gist, takenInAt);
  const none = (count: number): ChangeCounts => ({ created: 0, modified: 0, deleted: 0, unchanged: count });
  const all = ({ created, modified, unchanged }: ChangeCounts): ChangeCounts => none(created + modified + unchanged);
  const { subjects, groups } = before.changes;
  const { facts } = before;
  const isRead = facts !== undefined && 'closuresDerived' in facts && facts.closuresDerived === 0;
  const isDerived = read.closures > 0 && !isRead;
  const changes = {
    subjects: all(subjects),
    services: none(read.services),
    groups: all(groups),
    memberships: none(read.memberships),
    closures: none(read.closures),
    sessions: { ...none(future), cancelled: 0, past },
  };
  return {
    ...(origin ? { origin } : {}),
    read,
    matching,
    changes,
    controls: await tools.judge(factsOfUnchanged(gist, { ...changes, matching, isDerived }), site.thresholds),
    ...(weeks ? { weeks } : {}),
  };
}

/** What makes the same bytes the same file: everything that reading and checking them depends on. */
export function readingKey(
  run: Pick<Run, 'sha256' | 'filename' | 'folder' | 'trigger' | 'joined'>,
  site: SiteView,
  tools: EvaluationTools,
): string {
  const { establishments, accepts, openYear, weekCalendar, directoryVersion, matchVersion, timeZone } = site;
  const { sha256, filename, trigger, joined } = run;
  return tools.hash(
    JSON.stringify([
      tools.version,
      sha256,
      filename,
      onlyEstablishmentOf(run),
      trigger,
      joined?.sha256 ?? null,
      establishments,
      accepts,
      openYear,
      weekCalendar,
      directoryVersion,
      matchVersion,
      timeZone,
    ]),
  );
}

/** Bytes that were read before, and are what is applied. */
export interface KnownBytes {
  readonly gist: Gist;
  readonly same: Sameness;
  readonly evaluation: Evaluation;
}

/** Bytes that have been read under this key and are what was applied last, evaluated without reading them again; else null. */
export async function knownBytes(
  key: string,
  site: SiteView,
  run: Pick<Run, 'id' | 'trigger' | 'replayOf' | 'approvedBy'>,
  takenInAt: number,
  reader: SiteReader,
  tools: EvaluationTools,
): Promise<KnownBytes | null> {
  const known = await reader.knownBytes(key);
  if (!known) return null;
  const { gist } = known;
  const same = await sameAsBefore({ site, ...gist }, run, reader);
  if (same?.reason !== 'same-as-last') return null;
  const before = await reader.evaluationOf(known.runId);
  if (!isWhole(before)) return null;
  const { findings } = before;
  return { gist, same, evaluation: { ...(await evaluateApplied(gist, before, site, takenInAt, tools)), findings } };
}
