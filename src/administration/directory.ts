/** The directory's part of Administration: keeps files and enters their runs, and computes what they would change. */

import type { BaseLogger } from 'pino';
import { bundleOf } from '../adapters/readers/bundle.ts';
import type { Database } from '../adapters/store/database.ts';
import { listDirectory } from '../adapters/store/directory.ts';
import {
  addDirectoryDraft,
  type DirectoryDraftRow,
  listDirectoryDrafts,
  needDirectoryDraft,
  takeDirectoryDraft,
} from '../adapters/store/directory-drafts.ts';
import { readFeedPeople, readFeedSites } from '../adapters/store/feed-sites.ts';
import { enterDirectoryImport } from '../adapters/store/journal.ts';
import * as sites from '../adapters/store/sites.ts';
import { currentAsker, currentRequestId } from '../asker.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import { excerpt } from '../domain/model/finding.ts';
import type { Language } from '../domain/model/language.ts';
import type { DirectoryAsked } from '../domain/model/run.ts';
import type { Clock, Job, Spool } from '../domain/ports.ts';
import {
  DIRECTORY_DRAFT_HOURS,
  type DirectoryDesk,
  type DirectoryDraft,
  type DirectoryForecast,
  type DirectoryRequest,
} from '../domain/report/directory-desk.ts';
import type { ImportReport } from '../domain/report/report.ts';
import type { DryRuns } from '../dry-run/dry-runs.ts';
import type { PipelineTools } from '../pipeline/run-work.ts';
import { checkPlace, keepFile } from './given-file.ts';
import type { Noted } from './noted.ts';

export interface DirectoryAdministrationParts {
  readonly database: Database;
  readonly spool: Spool;
  readonly tools: Pick<PipelineTools, 'hash'>;
  readonly dryRuns: DryRuns;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  readonly noted: Noted;
  readonly wake: (jobs: readonly Job[]) => Promise<void>;
}

const MAX_NAME_CHARS = 200;
const HOUR_MS = 3_600_000;

/** Makes the directory's part of Administration. */
export function createDirectoryAdministration(parts: DirectoryAdministrationParts): DirectoryDesk {
  const { database, spool, tools, dryRuns, clock, log, noted, wake } = parts;
  const { pool } = database;

  const checkRequest = async (request: DirectoryRequest): Promise<void> => {
    await checkPlace(database, request);
    if (request.files.length === 0) throw new Refusal('directory-no-file');
    const { year } = request;
    if (year !== undefined && !(Number.isInteger(year) && year >= 1990 && year <= 2200)) {
      throw new Refusal('bad-input', { problem: `« ${year} » n'est pas le début d'une année scolaire` });
    }
  };

  const wishesOf = ({ folder, asked }: DirectoryDraftRow) => ({
    establishment: folder,
    ...(asked.fromExport ? { fromExport: true } : {}),
    ...(asked.year === undefined ? {} : { year: asked.year }),
  });
  const forecast = async (siteId: number, draftId: string, language?: Language) => {
    const { timezone } = await sites.findSite(pool, siteId);
    const row = await needDirectoryDraft(pool, siteId, draftId, clock.now());
    const { name, size, sha256 } = row;
    const request = { siteId, ...wishesOf(row), receivedAt: clock.now() };
    const report = await dryRuns.carry({ about: 'directory', request, language }, { name, size, sha256 });
    return { row, report, digest: digestOf(report), draft: draftOf(row, timezone) };
  };
  /** Nobody else has these bytes: a bundle is never like another. */
  const wipe = async (sha256: string): Promise<void> => {
    await spool
      .forget(sha256)
      .catch((error: unknown) => log.warn({ err: error }, 'files of a directory stay until the next sweep'));
  };
  const digestOf = ({ run, directory, controls }: ImportReport): string =>
    tools.hash(JSON.stringify([run.status, run.reason, directory, controls]));

  return {
    async makeDirectoryDraft(request, by) {
      await checkRequest(request);
      const { siteId, establishment: folder, files } = request;
      const { timezone } = await sites.findSite(pool, siteId);
      const name = nameOf(request);
      const sealed = await keepFile(spool, { name, bytes: bundleOf(files) });
      const { isSupervising: _, isSeen: __, ...asked } = askedOf(request);
      const made = { siteId, name, sealed, folder, asked, by, now: clock.now() };
      const told = (directoryDraft: string) => ({ directoryDraft });
      const id = await noted({ siteId, by, action: 'draft-made', details: told }, (client) =>
        addDirectoryDraft(client, made),
      );
      return draftOf(await needDirectoryDraft(pool, siteId, id, clock.now()), timezone);
    },
    async directoryDrafts(siteId) {
      const { timezone } = await sites.findSite(pool, siteId);
      const rows = await listDirectoryDrafts(pool, siteId, clock.now());
      return { items: rows.map((row) => draftOf(row, timezone)), total: rows.length };
    },
    async directoryForecast(siteId, draftId, language) {
      const { draft, report, digest } = await forecast(siteId, draftId, language);
      return { draft, report, digest, applies: appliesOf(report) };
    },
    async applyDirectoryDraft(siteId, draftId, seen, by) {
      const { row, report, digest } = await forecast(siteId, draftId);
      const applies = appliesOf(report);
      if (digest !== seen.digest) throw new Refusal('draft-changed');
      if (applies === 'nothing') throw new Refusal('draft-nothing');
      if (applies === 'seen' && !seen.controls) throw new Refusal('controls-unseen');
      const { name, size, sha256, folder } = row;
      const entered = {
        ...{ siteId, folder, name, by, sealed: { size, sha256 } },
        via: 'page',
        trigger: 'manual',
        asked: askedOf({ ...wishesOf(row), isSeen: true }),
        requestId: currentRequestId(),
        now: clock.now(),
      } as const;
      const told = (done: Job) => ({ run: done.runId, directoryDraft: draftId });
      const job = await noted({ siteId, by, action: 'run-entered', details: told }, async (client) => {
        await takeDirectoryDraft(client, siteId, draftId);
        return await enterDirectoryImport(client, entered);
      });
      await wake([job]);
      return job.runId;
    },
    async discardDirectoryDraft(siteId, draftId) {
      const { sha256 } = await needDirectoryDraft(pool, siteId, draftId, clock.now());
      await noted({ siteId, action: 'draft-discarded', details: { directoryDraft: draftId } }, (client) =>
        takeDirectoryDraft(client, siteId, draftId),
      );
      await wipe(sha256);
    },

    async checkDirectory(request, language) {
      await checkRequest(request);
      const { files, isSeen: _, ...asked } = request;
      const file = { name: files.map((one) => one.name).join(', '), bytes: bundleOf(files) };
      const order = { about: 'directory', request: { ...asked, receivedAt: clock.now() }, language } as const;
      return await dryRuns.carry(order, file);
    },
    async importDirectory(request, by) {
      await checkRequest(request);
      const { siteId, establishment: folder, files } = request;
      const name = nameOf(request);
      const sealed = await keepFile(spool, { name, bytes: bundleOf(files) });
      const job = await noted(
        { siteId, by, action: 'run-entered', details: (done: Job) => ({ run: done.runId }) },
        (client) =>
          enterDirectoryImport(client, {
            siteId,
            folder,
            name,
            sealed,
            via: by === 'command' ? 'command' : 'api',
            trigger: 'manual',
            asked: askedOf(request),
            by,
            now: clock.now(),
            requestId: currentRequestId(),
          }),
      );
      await wake([job]);
      return job.runId;
    },
    feedSites: () => readFeedSites(database.pool),
    feedPeople: () => readFeedPeople(database.pool),
    async directory(siteId, kind, year) {
      await sites.findSite(database.pool, siteId);
      return await listDirectory(database.pool, siteId, kind, year);
    },
  };
}

/** Reading went wrong, or nothing would change; or what the controls of the site say of it. */
function appliesOf({ run, directory }: ImportReport): DirectoryForecast['applies'] {
  if (directory === undefined || run.status === 'unchanged') return 'nothing';
  return run.status === 'held' || run.status === 'rejected' ? 'seen' : 'freely';
}

function draftOf(row: DirectoryDraftRow, timeZone: string): DirectoryDraft {
  const { id, name, size, folder, asked, madeBy, madeByName, madeAt } = row;
  return {
    ...{ id, filename: name, size, establishment: folder, madeBy, madeByName },
    fromExport: asked.fromExport ?? false,
    year: asked.year ?? null,
    madeAt: isoWithOffset(madeAt, timeZone),
    keptUntil: isoWithOffset(madeAt + DIRECTORY_DRAFT_HOURS * HOUR_MS, timeZone),
  };
}

/** What the history calls the files. */
export function nameOf({ files }: Pick<DirectoryRequest, 'files'>): string {
  return excerpt(files.map((file) => file.name).join(', '), MAX_NAME_CHARS) || 'annuaire';
}

export function askedOf({
  fromExport,
  year,
  isSeen,
}: Pick<DirectoryRequest, 'fromExport' | 'year' | 'isSeen'>): DirectoryAsked {
  return {
    ...(fromExport ? { fromExport } : {}),
    ...(year === undefined ? {} : { year }),
    ...(isSeen ? { isSeen } : {}),
    ...(currentAsker().isSupervising ? { isSupervising: true } : {}),
  };
}
