/** Evaluates import drafts, in a worker: what a manual import of the file would do now, kept for the people who look at it. */

import type { Database } from '../adapters/store/database.ts';
import {
  basisOf,
  beginDraft,
  type Draft,
  keepResult,
  noteDraftTrouble,
  reopenOutdated,
} from '../adapters/store/drafts.ts';
import { labelOf, type Unmatched } from '../domain/diff/listed.ts';
import { wallClockOf } from '../domain/model/calendar.ts';
import { isRetryable } from '../domain/model/errors.ts';
import type { Source } from '../domain/model/given.ts';
import type { SiteReader } from '../domain/ports.ts';
import type { Deposited, DraftResult, OpenMatch } from '../domain/report/draft.ts';
import { previewOf } from '../domain/report/preview.ts';
import { openingOf } from '../domain/validate/next-year.ts';
import { type Foresight, foresee, onOneState } from '../dry-run/dry-run.ts';
import type { Carillon } from '../main.ts';
import { breach, type Valid } from '../pipeline/evaluate.ts';
import type { NextTry, PipelineTools } from '../pipeline/pipeline.ts';

/** More of a kind are counted, not listed: with so many open the directory is what has to be mended. */
const MAX_OPEN = 500;

export type DraftTools = Pick<Carillon, 'database' | 'tools'>;

/** Answers a wake-up for a draft. Returns its next try after technical trouble, or once more what changed meanwhile. */
export async function evaluateDraft(
  { database, tools }: DraftTools,
  id: string,
  attempt: number,
): Promise<readonly NextTry[]> {
  const { clock, log } = tools;
  const draft = await beginDraft(database.pool, id, attempt, clock.now());
  if (!draft) return [];
  const about = { draft: id, site: draft.siteId, step: 'preview', attempt };
  try {
    const found = await evaluate(draft, database, tools);
    const isKept = await database.transaction((client) => keepResult(client, draft, found, clock.now()));
    const { status } = found.result.run;
    log.info({ ...about, outcome: isKept ? status : 'outdated' }, 'import draft evaluated');
    // What changed while the file was read is not in this evaluation.
    const again = await reopenOutdated(database.pool, draft.siteId, clock.now());
    return again.map((job) => ({ job, inMs: 0 }));
  } catch (error) {
    const pause = isRetryable(error) ? tools.retryAfterMs[draft.failures] : undefined;
    const job = await noteDraftTrouble(database.pool, draft, pause === undefined ? null : clock.now() + pause);
    log.warn({ ...about, err: error, retryInMs: pause ?? null }, 'technical trouble with an import draft');
    return job && pause !== undefined ? [{ job, inMs: pause }] : [];
  }
}

async function evaluate(
  draft: Draft,
  database: Database,
  tools: PipelineTools,
): Promise<{ readonly basis: string; readonly result: DraftResult }> {
  const { size, sha256 } = draft;
  const open: Source['open'] = (range) => tools.spool.open(sha256, range);
  return await onOneState(database, draft.siteId, async (reader, client) => {
    const basis = await basisOf(client, draft.siteId);
    const request = {
      siteId: draft.siteId,
      establishment: draft.folder,
      name: draft.name,
      takenInAt: draft.takenInAtWish ?? tools.clock.now(),
      receivedAt: draft.madeAt,
      trigger: 'manual' as const,
    };
    const foresight = await foresee(request, { name: draft.name, size, open, sha256 }, reader, tools);
    return { basis, result: await resultOf(foresight, reader, tools) };
  });
}

async function resultOf(
  { run, evaluation, site, valid, evaluated }: Foresight,
  reader: SiteReader,
  tools: PipelineTools,
): Promise<DraftResult> {
  const opensYear = valid !== null && site.openYear?.startYear !== valid.year;
  const today = wallClockOf(tools.clock.now(), site.timeZone).day;
  const isFirst = valid !== null && (await reader.lastApplied(valid.year, valid.timetable.scope)).length === 0;
  return {
    run,
    evaluation,
    openMatches: valid && evaluated ? withSuggestions(evaluated.unmatched, valid) : [],
    preview: evaluated && previewOf(evaluated.plan, evaluated.stored, site.timeZone),
    year: valid && `${valid.year}-${valid.year + 1}`,
    yearFrom: valid?.timetable.schoolYear.firstDay ?? null,
    yearTo: valid?.timetable.schoolYear.lastDay ?? null,
    opensYear,
    opening: opensYear ? openingOf(valid.year, { open: site.openYear, announced: site.announcedYear, today }) : null,
    isFirst,
    deposited:
      valid && (await asDeposited(valid, evaluation.controls ?? [], run.status === 'unchanged', reader, tools)),
    scopeBefore: null,
  };
}

/** How the file would end that came by the drop folder: the same file and the same controls, but these hold it up. */
async function asDeposited(
  valid: Valid,
  verdicts: Parameters<typeof breach>[1],
  isUnchanged: boolean,
  reader: SiteReader,
  tools: PipelineTools,
): Promise<Deposited> {
  const { site, year, digest, timetable } = valid;
  if (site.openYear === null) return { status: 'rejected', reason: 'first-import-missing' };
  if (site.openYear.startYear !== year) return { status: 'rejected', reason: 'other-school-year' };
  if (isUnchanged) return { status: 'unchanged', reason: 'same-as-last' };
  const same = await reader.sameContent('', digest, timetable.scope);
  if (same) return { status: 'unchanged', reason: same.reason };
  const exceeded = verdicts.filter((one) => one.exceeded);
  if (exceeded.some((one) => one.blocking)) {
    const { status, reason } = breach(site, verdicts, tools.controlTitles);
    return { status, reason };
  }
  return { status: exceeded.length > 0 ? 'integrated-with-alerts' : 'integrated', reason: null };
}

/** What is open with the names of the entries that are suggested, as they are now; what a person can decide on comes first. */
function withSuggestions(unmatched: readonly Unmatched[], { directory }: Valid): OpenMatch[] {
  const entries = new Map(directory.map((entry) => [entry.id, entry]));
  return (['teacher', 'student', 'division', 'group'] as const).flatMap((kind) =>
    unmatched
      .filter((one) => one.kind === kind)
      .slice(0, MAX_OPEN)
      .map((one) => ({
        ...one,
        suggestions: one.suggestions.flatMap((suggested) => {
          const entry = entries.get(suggested.directoryId);
          return entry ? [{ ...suggested, label: labelOf(entry) }] : [];
        }),
      }))
      .sort((a, b) => Number(b.suggestions.length > 0) - Number(a.suggestions.length > 0)),
  );
}
