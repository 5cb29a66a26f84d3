/** Joins what people may ask (commands, API, pages) with the store, the readers and the queue. */

import type { BaseLogger } from 'pino';
import { zipOf } from '../adapters/readers/zip-writer.ts';
import type { RuleFile } from '../adapters/rules/rule-files.ts';
import { actorNames } from '../adapters/store/actor-names.ts';
import { listAudit } from '../adapters/store/audit.ts';
import { listActions, listActors } from '../adapters/store/audit-reader.ts';
import { siteBadges } from '../adapters/store/badges.ts';
import type { Database } from '../adapters/store/database.ts';
import { isSourceForgotten } from '../adapters/store/directory-sources.ts';
import { reopenOutdated } from '../adapters/store/drafts.ts';
import { readFreshness } from '../adapters/store/freshness.ts';
import * as inbox from '../adapters/store/inbox.ts';
import * as journal from '../adapters/store/journal.ts';
import { erasePerson } from '../adapters/store/privacy-erase.ts';
import { exportPerson } from '../adapters/store/privacy-export.ts';
import { reopenHeld } from '../adapters/store/reopen.ts';
import { findRunItem, listRuns } from '../adapters/store/run-list.ts';
import { readEvaluation, readSite } from '../adapters/store/site-reader.ts';
import * as sites from '../adapters/store/sites.ts';
import * as thresholds from '../adapters/store/thresholds.ts';
import * as timetable from '../adapters/store/timetable.ts';
import { announceYear, withdrawYear } from '../adapters/store/year-turn.ts';
import { readYears } from '../adapters/store/years.ts';
import { currentAsker, currentRequestId } from '../asker.ts';
import type { Administration } from '../domain/administration.ts';
import { archiveName } from '../domain/deposit/archive.ts';
import type { AuditAction } from '../domain/model/audit.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Language } from '../domain/model/language.ts';
import { hadReport, type RunAction, readReason } from '../domain/model/run.ts';
import type { AnnouncedYear } from '../domain/model/school-year.ts';
import type { Clock, Job, JobQueue, Spool } from '../domain/ports.ts';
import { actorsOf, buildReport, type Evaluation, type ImportReport } from '../domain/report/report.ts';
import { type DryRuns, dryRunsHere } from '../dry-run/dry-runs.ts';
import type { DirectoryTools } from '../pipeline/directory-evaluation.ts';
import type { EvaluationTools } from '../pipeline/evaluate.ts';
import { sourceOfRun } from '../pipeline/halves.ts';
import { createAccountAdministration } from './accounts.ts';
import { createDirectoryAdministration } from './directory.ts';
import { createDraftAdministration } from './drafts.ts';
import { createEstablishmentAdministration } from './establishments.ts';
import { checkPlace, keepFile, momentOf } from './given-file.ts';
import { createMatchAdministration } from './matches.ts';
import { notedAccountsIn, notedIn } from './noted.ts';
import { createOverviewAdministration } from './overview.ts';
import { createPeopleAdministration } from './people.ts';
import { createTimetableAdministration } from './timetable.ts';

export interface AdministrationParts {
  readonly database: Database;
  readonly spool: Spool;
  readonly queue: JobQueue;
  /** Asked each time: they may be read anew. */
  readonly rules: readonly RuleFile[];
  readonly tools: EvaluationTools & DirectoryTools;
  /** Absent: in this process. */
  readonly dryRuns?: DryRuns | undefined;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'info' | 'warn'>;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

const DECIDED = {
  approve: 'run-approved',
  reject: 'run-rejected',
  cancel: 'run-cancelled',
  replay: 'run-replayed',
  undo: 'run-undone',
} as const satisfies Record<RunAction, AuditAction>;

/** Makes the one implementation of Administration. */
export function createAdministration(parts: AdministrationParts): Administration {
  const { database, spool, queue, tools, clock, log } = parts;
  const { dryRuns = dryRunsHere(database, spool, tools) } = parts;
  const { pool } = database;
  const noted = notedIn(database, clock);
  const notedAccounts = notedAccountsIn(noted);

  const wake = async (jobs: readonly Job[]): Promise<void> => {
    for (const job of jobs) {
      await queue
        .add(job)
        .catch((error: unknown) =>
          log.warn({ err: error, run: job.runId, site: job.siteId, step: 'deposit' }, 'the queue will be told later'),
        );
    }
  };
  const reopen = async (siteId: number): Promise<readonly string[]> => {
    const held = await reopenHeld(pool, siteId, clock.now());
    await wake([...held, ...(await reopenOutdated(pool, siteId, clock.now()))]);
    return held.map((job) => job.runId);
  };
  return {
    ...createAccountAdministration({ ...parts, noted }),
    ...createPeopleAdministration({ ...parts, noted }),
    ...createDirectoryAdministration({ ...parts, dryRuns, noted, wake }),
    ...createDraftAdministration({ ...parts, noted, wake, reopen }),
    ...createEstablishmentAdministration({ pool, noted, reopen }),
    ...createMatchAdministration({ pool, clock, noted, notedAccounts, reopen }),
    ...createTimetableAdministration(database, clock),
    ...createOverviewAdministration(parts),

    async createSite(spec) {
      await noted({ siteId: spec.id, action: 'site-created' }, (client) => sites.createSite(client, spec, clock.now()));
      log.info({ site: spec.id }, 'site created');
      return await sites.findSite(pool, spec.id);
    },
    sites: () => sites.listSites(pool),
    site: (siteId) => sites.findSite(pool, siteId),
    badges: (siteId, personId) => siteBadges(pool, siteId, personId),
    async setSite(siteId, settings) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'site-changed', details: { keys: Object.keys(settings) } }, (client) =>
        sites.setSite(client, siteId, settings),
      );
      await reopen(siteId);
      return await sites.findSite(pool, siteId);
    },
    async openYear(siteId, announced) {
      await sites.findSite(pool, siteId);
      const details = ({ firstDay, lastDay }: AnnouncedYear) => ({ firstDay, lastDay });
      await noted({ siteId, action: 'year-announced', details }, (client) =>
        announceYear(client, siteId, announced, clock.now()),
      );
      return await sites.findSite(pool, siteId);
    },
    async withdrawYear(siteId) {
      await sites.findSite(pool, siteId);
      const details = (wasAnnounced: boolean) => (wasAnnounced ? {} : null);
      await noted({ siteId, action: 'year-withdrawn', details }, (client) => withdrawYear(client, siteId));
    },

    async thresholds(siteId, language) {
      await sites.findSite(pool, siteId);
      return await thresholds.listThresholds(pool, siteId, parts.rules, language);
    },
    async setThresholds(siteId, changes) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'thresholds-changed', details: { changes } }, (client) =>
        thresholds.setThresholds(client, siteId, changes, parts.rules),
      );
      await reopen(siteId);
      return await thresholds.listThresholds(pool, siteId, parts.rules);
    },
    async resetThresholds(siteId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'thresholds-changed', details: { changes: 'defaults' } }, (client) =>
        thresholds.resetThresholds(client, siteId),
      );
      await reopen(siteId);
      return await thresholds.listThresholds(pool, siteId, parts.rules);
    },
    async tryThresholds(siteId, changes) {
      const { timezone } = await sites.findSite(pool, siteId);
      const { judge } = tools;
      return await thresholds.tryThresholds(pool, siteId, changes, { rules: parts.rules, judge, timeZone: timezone });
    },

    async runs(siteId, page) {
      await sites.findSite(pool, siteId);
      return await listRuns(pool, siteId, page);
    },
    async freshness(siteId) {
      await sites.findSite(pool, siteId);
      return await readFreshness(pool, siteId, clock.now());
    },
    run: (runId) => findRunItem(pool, runId),
    report: reportOf,
    async source(runId) {
      const run = await journal.needRun(pool, runId);
      // Addresses and guardians are in it: it is there for the import only.
      if (run.kind === 'directory') throw new Refusal('directory-source', { run: runId });
      if (!run.isSourceKept) throw new Refusal('source-missing', { run: runId });
      const source = sourceOfRun(run, spool);
      const name = run.archivedAs ?? archiveName(null, run.receivedAt);
      return { name, bytes: await zipOf(source, run.filename, new Date(run.receivedAt)) };
    },
    async act(runId, action, by, reason = '') {
      const why = readReason(reason);
      const { siteId, kind, steps, depositId, sha256 } = await journal.needRun(pool, runId);
      const told = (done: Job | null) => ({ run: runId, ...(action === 'replay' ? { as: done?.runId } : {}) });
      const { isSupervising = false } = currentAsker();
      // An undo may take people out of the directory, or bring them back.
      const note = action === 'undo' ? notedAccounts : noted;
      const job = await note({ siteId, by, action: DECIDED[action], details: told }, (client) =>
        journal.actOn(client, runId, action, by, why, clock.now(), { isSupervising, requestId: currentRequestId() }),
      );
      log.info(
        { run: runId, site: siteId, step: steps.at(-1)?.step ?? 'deposit', action, by },
        'a person decided on a run',
      );
      if (job) await wake([job]);
      else if (kind === 'directory' && (await isSourceForgotten(pool, depositId))) await spool.forget(sha256);
      // A held run was compared with what the undone import had written.
      if (action === 'undo') await reopen(siteId);
      return await findRunItem(pool, job?.runId ?? runId);
    },
    async check(request) {
      await checkPlace(database, request);
      const { siteId, establishment, file } = request;
      const takenInAt = momentOf(request.takenInAt) ?? clock.now();
      const known = { siteId, establishment, name: file.name, takenInAt, receivedAt: clock.now() };
      return await dryRuns.carry({ about: 'timetable', request: known }, file);
    },
    async startImport(request, by) {
      await checkPlace(database, request);
      const takenInAt = momentOf(request.takenInAt);
      const { siteId, establishment: folder, file } = request;
      const sealed = await keepFile(spool, file);
      const told = (done: Job) => ({ run: done.runId });
      const job = await noted({ siteId, by, action: 'run-entered', details: told }, (client) =>
        journal.enterManualImport(client, {
          siteId,
          folder,
          name: file.name,
          sealed,
          via: 'api',
          takenInAt,
          by,
          now: clock.now(),
          requestId: currentRequestId(),
        }),
      );
      await wake([job]);
      return await findRunItem(pool, job.runId);
    },

    async sessions(siteId, filter) {
      const site = await sites.findSite(pool, siteId);
      return await timetable.listSessions(pool, site, filter);
    },
    async groups(siteId) {
      await sites.findSite(pool, siteId);
      return await timetable.listGroups(pool, siteId);
    },
    async messages(siteId, language = 'fr') {
      const site = await sites.findSite(pool, siteId);
      return await journal.listMessages(pool, siteId, site.timezone, language);
    },
    async inbox(siteId, reader, page) {
      await sites.findSite(pool, siteId);
      return await inbox.listInbox(pool, siteId, reader, page);
    },
    message: (siteId, reader, messageId) => inbox.findMessage(pool, siteId, reader, messageId),
    markRead: (siteId, personId, messageId) => inbox.markRead(pool, siteId, personId, messageId, clock.now()),
    markUnread: (siteId, personId, messageId) => inbox.markUnread(pool, siteId, personId, messageId),
    yearState: (siteId) => readYears(pool, siteId, clock.now()),

    async exportPerson(siteId, personId) {
      await sites.findSite(pool, siteId);
      return await noted({ siteId, action: 'person-exported', details: { person: personId } }, async (client) => ({
        ...(await exportPerson(client, siteId, personId)),
      }));
    },
    async erasePerson(siteId, personId, options) {
      await sites.findSite(pool, siteId);
      const details = { person: personId, force: options.force };
      const erased = await notedAccounts({ siteId, action: 'person-erased', details }, async (client) => ({
        ...(await erasePerson(client, siteId, personId, options, clock.now())),
      }));
      await reopen(siteId);
      return erased;
    },
    async audit(siteId, page) {
      const site = await sites.findSite(pool, siteId);
      return await listAudit(pool, siteId, site.timezone, page);
    },
    async actions(siteId, page) {
      const site = await sites.findSite(pool, siteId);
      return await listActions(pool, siteId, site.timezone, page);
    },
    async actors(siteId) {
      await sites.findSite(pool, siteId);
      return await listActors(pool, siteId);
    },
  };

  async function reportOf(runId: string, language: Language = 'fr'): Promise<ImportReport> {
    const run = await journal.needRun(pool, runId);
    const site = await readSite(pool, run.siteId);
    const noted = await readEvaluation(pool, runId);
    const evaluation: Evaluation = noted ?? { findings: [] };
    const isForgotten = noted === null && hadReport(run);
    const controlTitles = new Map(parts.rules.map((rule) => [rule.code, rule.title[language]]));
    const names = await actorNames(pool, actorsOf(run));
    const titles = language === 'fr' ? {} : { controlTitles };
    return buildReport(run, evaluation, site.timeZone, { language, names, isForgotten, ...titles });
  }
}
