/** The directory's part of Administration: keeps files and enters their runs, and computes what they would change. */

import type { BaseLogger } from 'pino';
import { bundleOf } from './adapters/readers/bundle.ts';
import type { Database } from './adapters/store/database.ts';
import { listDirectory } from './adapters/store/directory.ts';
import { readFeedPeople, readFeedSites } from './adapters/store/feed-sites.ts';
import { enterDirectoryImport } from './adapters/store/journal.ts';
import * as sites from './adapters/store/sites.ts';
import { currentAsker } from './asker.ts';
import { directoryDryRun } from './directory-dry-run.ts';
import { Refusal } from './domain/model/errors.ts';
import { excerpt } from './domain/model/finding.ts';
import type { DirectoryAsked } from './domain/model/run.ts';
import type { Clock, Job, Spool } from './domain/ports.ts';
import type { DirectoryDesk, DirectoryRequest } from './domain/report/directory-desk.ts';
import { checkPlace, keepFile } from './given-file.ts';
import type { Noted } from './noted.ts';
import type { PipelineTools } from './run-work.ts';

export interface DirectoryAdministrationParts {
  readonly database: Database;
  readonly spool: Spool;
  readonly tools: Pick<PipelineTools, 'hash' | 'readDirectory' | 'judgeDirectory' | 'controlTitles'>;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  readonly noted: Noted;
  readonly wake: (jobs: readonly Job[]) => Promise<void>;
}

const MAX_NAME_CHARS = 200;

/** Makes the directory's part of Administration. */
export function createDirectoryAdministration(parts: DirectoryAdministrationParts): DirectoryDesk {
  const { database, spool, tools, clock, noted, wake } = parts;

  const checkRequest = async (request: DirectoryRequest): Promise<void> => {
    await checkPlace(database, request);
    if (request.files.length === 0) throw new Refusal('directory-no-file');
    const { year } = request;
    if (year !== undefined && !(Number.isInteger(year) && year >= 1990 && year <= 2200)) {
      throw new Refusal('bad-input', { problem: `« ${year} » n'est pas le début d'une année scolaire` });
    }
  };

  return {
    async checkDirectory(request, language) {
      await checkRequest(request);
      return await directoryDryRun({ ...request, receivedAt: clock.now() }, database, tools, language);
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
            requestId: currentAsker().requestId ?? null,
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

/** What the history calls the files. */
export function nameOf({ files }: Pick<DirectoryRequest, 'files'>): string {
  return excerpt(files.map((file) => file.name).join(', '), MAX_NAME_CHARS) || 'annuaire';
}

export function askedOf({ fromExport, year, isSeen }: DirectoryRequest): DirectoryAsked {
  return {
    ...(fromExport ? { fromExport } : {}),
    ...(year === undefined ? {} : { year }),
    ...(isSeen ? { isSeen } : {}),
    ...(currentAsker().isSupervising ? { isSupervising: true } : {}),
  };
}
