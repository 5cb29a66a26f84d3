/** The part of Administration about import drafts: a file handed over, looked at step by step, applied or given up. */

import type { BaseLogger } from 'pino';
import type { Database } from '../adapters/store/database.ts';
import { insertEntry } from '../adapters/store/directory-by-hand.ts';
import * as drafts from '../adapters/store/drafts.ts';
import * as matches from '../adapters/store/matches.ts';
import * as sites from '../adapters/store/sites.ts';
import { currentAsker, currentRequestId } from '../asker.ts';
import type { GivenFile, SiteItem } from '../domain/administration.ts';
import { isCertainlyNoExport } from '../domain/deposit/deposit.ts';
import { isoWithOffset, wallClockOf } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Language } from '../domain/model/language.ts';
import type { RunStatus } from '../domain/model/run.ts';
import type { Clock, Job, Spool } from '../domain/ports.ts';
import {
  DRAFT_DAYS,
  type DraftDesk,
  type DraftFound,
  type DraftItem,
  type DraftResult,
  type DraftView,
  isYearToConfirm,
  laterStep,
  type Seen,
  unseenControls,
} from '../domain/report/draft.ts';
import { buildReport } from '../domain/report/report.ts';
import { checkPlace, keepFile, momentOf } from './given-file.ts';
import type { Noted } from './noted.ts';

export interface DraftParts {
  readonly database: Database;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'info'>;
  readonly noted: Noted;
  readonly wake: (jobs: readonly Job[]) => Promise<void>;
  /** Has held runs and drafts of a site evaluated again. */
  readonly reopen: (siteId: number) => Promise<unknown>;
}

const DAY_MS = 86_400_000;
/** An evaluation from now on is about sessions that have not begun: later it is made anew. */
const OLD_AFTER_MS = 3_600_000;

export function createDraftAdministration(parts: DraftParts): DraftDesk {
  const { database, spool, clock, log, noted, wake, reopen } = parts;
  const { pool } = database;

  async function view(siteId: number, draftId: string, language?: Language): Promise<DraftView> {
    const site = await sites.findSite(pool, siteId);
    const draft = await drafts.needDraft(pool, siteId, draftId);
    const { result } = draft;
    const since = await drafts.appliedSince(pool, siteId, draft.madeAt);
    return {
      ...itemOf({ ...draft, outcome: result?.run.status ?? null }, site),
      evaluation: draft.attempt,
      isBegun: draft.begunAt !== null,
      found: result && foundIn(result, site, language),
      seenControls: draft.seenControls,
      appliedSince: since && { runId: since.runId, at: isoWithOffset(since.at, site.timezone) },
    };
  }

  /** Sees to it that what is shown is computed on the present state. */
  async function refresh(siteId: number, draftId: string): Promise<void> {
    const { state, isCurrent, takenInAtWish, evaluatedAt } = await drafts.needDraftRow(pool, siteId, draftId);
    const isOld = takenInAtWish === null && clock.now() - (evaluatedAt ?? 0) > OLD_AFTER_MS;
    if (state !== 'evaluated' || (isCurrent && !isOld)) return;
    const job = await drafts.reopenDraft(pool, draftId, clock.now());
    if (job) await wake([job]);
  }

  return {
    async makeDraft(request, by) {
      const { siteId, establishment, purpose } = request;
      await checkPlace(database, request);
      const file = await withoutSurprise(request.file);
      const sealed = await keepFile(spool, file);
      const asked = { siteId, folder: establishment, purpose, name: file.name, sealed, by, now: clock.now() };
      const told = (made: { readonly id: string; readonly job: Job | null }) => made.job && { draft: made.id, purpose };
      const made = await noted({ siteId, by, action: 'draft-made', details: told }, (client) =>
        drafts.enterDraft(client, asked),
      );
      if (made.job) await wake([made.job]);
      log.info({ site: siteId, draft: made.id, step: 'deposit', bytes: sealed.size }, 'import draft received');
      return await view(siteId, made.id);
    },
    async drafts(siteId) {
      const site = await sites.findSite(pool, siteId);
      const items = (await drafts.listDrafts(pool, siteId)).map((row) => itemOf(row, site));
      return { items, total: items.length };
    },
    async draft(siteId, draftId, language) {
      await refresh(siteId, draftId);
      return await view(siteId, draftId, language);
    },
    async changeDraft(siteId, draftId, change, by) {
      const wish = change.takenInAt === undefined ? undefined : momentOf(change.takenInAt);
      const { timezone } = await sites.findSite(pool, siteId);
      const [id, job] = await database.transaction(async (client) => {
        const draft = open(await drafts.lockDraft(client, siteId, draftId));
        if (change.purpose === 'import' && draft.purpose === 'trial') {
          const twin = await drafts.findTwin(client, draft);
          if (twin !== null) {
            await drafts.endDraft(client, draftId, { state: 'discarded', runId: null, now: clock.now() });
            return [twin, null] as const;
          }
        }
        if (wish !== undefined) checkMoment(wish, draft.result, { timezone, now: clock.now() });
        const isAgain = wish !== undefined && wish !== draft.takenInAtWish;
        await drafts.writeDraft(client, {
          id: draftId,
          step: laterStep(draft.step, change.step ?? draft.step),
          takenInAtWish: wish === undefined ? draft.takenInAtWish : wish,
          seenControls: change.seenControls ?? draft.seenControls,
          purpose: change.purpose ?? draft.purpose,
        });
        if (change.step === 'apply') await drafts.noteScopeSeen(client, draftId);
        return [draftId, isAgain ? await drafts.reopenDraft(client, draftId, clock.now()) : null] as const;
      });
      if (job) await wake([job]);
      log.info({ site: siteId, draft: id, step: change.step ?? null, by }, 'import draft changed');
      return await view(siteId, id);
    },
    async matchInDraft(siteId, draftId, decisions, by) {
      const { result } = open(await drafts.needDraft(pool, siteId, draftId));
      const told = { draft: draftId, count: decisions.length };
      await noted({ siteId, by, action: 'match-set', details: told }, async (client) => {
        const named = decisions.map((one): matches.NamedMatch => {
          const { kind, key } = one;
          const label = result?.openMatches.find((open) => open.kind === kind && open.key === key)?.label;
          if (label === undefined) throw new Refusal('match-unknown', { kind, key });
          return { ...one, label };
        });
        const year = Number(result?.year?.slice(0, 4) ?? 0);
        await matches.setMatchesOf(client, siteId, { year, decisions: named, by, now: clock.now() });
      });
      await reopen(siteId);
    },
    async addEntryInDraft(siteId, draftId, entry, by) {
      const { result } = open(await drafts.needDraft(pool, siteId, draftId));
      const { kind, key } = entry;
      const label = result?.openMatches.find((one) => one.kind === kind && one.key === key)?.label;
      if (label === undefined) throw new Refusal('match-unknown', { kind, key });
      const year = Number(result?.year?.slice(0, 4) ?? 0);
      const told = (directoryId: string) => ({ draft: draftId, kind, directoryId });
      await noted({ siteId, by, action: 'entry-added', details: told }, async (client) => {
        const directoryId = await insertEntry(client, siteId, entry, by, clock.now());
        const decisions = [{ kind, key, directoryId, label }];
        await matches.setMatchesOf(client, siteId, { year, decisions, by, now: clock.now() });
        return directoryId;
      });
      await reopen(siteId);
    },
    async evaluateDraftAgain(siteId, draftId) {
      open(await drafts.needDraftRow(pool, siteId, draftId));
      const job = await drafts.reopenDraft(pool, draftId, clock.now());
      if (job) await wake([job]);
    },
    async discardDraft(siteId, draftId, by) {
      const told = (isDone: boolean) => (isDone ? { draft: draftId } : null);
      await noted({ siteId, by, action: 'draft-discarded', details: told }, async (client) => {
        const draft = await drafts.lockDraft(client, siteId, draftId);
        if (draft.state === 'discarded') return false;
        open(draft);
        await drafts.endDraft(client, draftId, { state: 'discarded', runId: null, now: clock.now() });
        return true;
      });
    },
    async applyDraft(siteId, draftId, seen, by) {
      await refresh(siteId, draftId);
      const { timezone } = await sites.findSite(pool, siteId);
      const told = (done: Applied) =>
        done.job && { run: done.runId, draft: draftId, ...(done.exceeded.length > 0 ? { seen: done.exceeded } : {}) };
      const applied = await noted({ siteId, by, action: 'run-entered', details: told }, async (client) => {
        const draft = await drafts.lockDraft(client, siteId, draftId);
        // Sent twice, or by two managers: one import.
        if (draft.state === 'applied') return { runId: draft.runId ?? '', job: null, exceeded: [] };
        const { result, scope, exceeded } = readyToApply(draft, seen);
        checkMoment(draft.takenInAtWish, result, { timezone, now: clock.now() });
        const { isSupervising = false } = currentAsker();
        const wish = {
          takenInAt: draft.takenInAtWish,
          scope,
          now: clock.now(),
          requestId: currentRequestId(),
          isSupervising,
        };
        const job = await drafts.enterRunOfDraft(client, draft, { ...wish, by });
        await drafts.endDraft(client, draftId, { state: 'applied', runId: job.runId, now: clock.now() });
        return { runId: job.runId, job, exceeded };
      });
      if (applied.job) await wake([applied.job]);
      log.info({ site: siteId, draft: draftId, run: applied.runId, step: 'deposit', by }, 'import draft applied');
      return applied.runId;
    },
  };
}

interface Applied {
  readonly runId: string;
  readonly job: Job | null;
  readonly exceeded: readonly string[];
}

type FoundDraft = Awaited<ReturnType<typeof drafts.needDraft>>;

/** Throws Refusal `draft-over`. */
function open<T extends drafts.Draft>(draft: T): T {
  if (draft.state === 'applied' || draft.state === 'discarded') throw new Refusal('draft-over');
  return draft;
}

/** Throws Refusal unless the manager has seen this very evaluation, and it can be applied. */
function readyToApply(draft: FoundDraft, seen: Seen) {
  const { result, state, attempt, isCurrent, purpose } = open(draft);
  if (purpose === 'trial') throw new Refusal('draft-trial');
  if (state === 'evaluated' && result?.scopeBefore) throw new Refusal('draft-scope-changed');
  if (state !== 'evaluated' || !result || attempt !== seen.evaluation || !isCurrent) throw new Refusal('draft-changed');
  const { run, evaluation } = result;
  if (run.status !== 'integrated' || run.scope === null) throw new Refusal('draft-nothing');
  if (isYearToConfirm(result) && seen.opens !== result.year) {
    throw new Refusal('draft-year-unconfirmed', { year: result.year ?? '' });
  }
  const exceeded = (evaluation.controls ?? []).filter((one) => one.exceeded).map((one) => one.code);
  if (unseenControls(evaluation.controls ?? [], draft.seenControls).length > 0) throw new Refusal('controls-unseen');
  return { result, scope: run.scope, exceeded };
}

/**
 * What has begun is never touched: only where nothing is stored yet may sessions be generated from a past moment on. A
 * moment outside the file's year is a slip of the hand: all its sessions would be generated, or none.
 */
function checkMoment(
  wish: number | null,
  found: DraftResult | null,
  { timezone, now }: Pick<SiteItem, 'timezone'> & { readonly now: number },
): void {
  if (wish === null) return;
  if (wish < now && !found?.isFirst) throw new Refusal('moment-past');
  const { yearFrom = null, yearTo = null, year } = found ?? {};
  const { day } = wallClockOf(wish, timezone);
  const isOutside = (yearFrom !== null && day < yearFrom) || (yearTo !== null && day > yearTo);
  if (isOutside) throw new Refusal('moment-outside-year', { year: year ?? '' });
}

function foundIn(result: DraftResult, { timezone }: SiteItem, language: Language | undefined): DraftFound {
  const { run, evaluation, ...found } = result;
  const report = buildReport(run, evaluation, timezone, language ? { language } : {});
  const sameAs = run.status === 'unchanged' ? String(run.reasonValues.run ?? '') : null;
  return { ...found, scope: run.scope, sameAs, report };
}

function itemOf(row: drafts.Draft & { readonly outcome: string | null }, { id, timezone }: SiteItem): DraftItem {
  const iso = (ms: number): string => isoWithOffset(ms, timezone);
  return {
    id: row.id,
    site: id,
    purpose: row.purpose,
    state: row.state,
    step: row.step,
    filename: row.name,
    size: row.size,
    sha256: row.sha256,
    establishment: row.folder,
    madeAt: iso(row.madeAt),
    madeBy: { actor: row.madeBy, name: row.madeByName },
    keptUntil: iso(row.madeAt + DRAFT_DAYS * DAY_MS),
    takenInAt: row.takenInAtWish === null ? null : iso(row.takenInAtWish),
    outcome: row.outcome as RunStatus | null,
    runId: row.runId,
  };
}

/** The same file, unless its first bytes say that there is no use in keeping it. Throws Refusal `file-empty`, `not-an-export`. */
async function withoutSurprise(file: GivenFile): Promise<GivenFile> {
  const bytes = file.bytes[Symbol.asyncIterator]();
  const first = await bytes.next();
  if (first.done || first.value.length === 0) throw new Refusal('file-empty');
  const { value: head } = first;
  if (isCertainlyNoExport(file.name, head)) throw new Refusal('file-no-export');
  return {
    name: file.name,
    bytes: (async function* () {
      yield head;
      for (let next = await bytes.next(); !next.done; next = await bytes.next()) yield next.value;
    })(),
  };
}
