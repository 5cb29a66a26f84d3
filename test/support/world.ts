/** A whole installation for one test file, in this process: real database and spool, the queue worked off by hand, a clock that is set. */
import path from 'node:path';
import { pino } from 'pino';
import { readDirectory } from '../../src/adapters/formats/directory-recognise.ts';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { dueDrafts } from '../../src/adapters/store/drafts.ts';
import { createDropFolders } from '../../src/adapters/store/drop-folders.ts';
import { createOutbox } from '../../src/adapters/store/outbox.ts';
import { createSiteDesks } from '../../src/adapters/store/site-desks.ts';
import { createAdministration } from '../../src/administration/administration.ts';
import { evaluateDraft } from '../../src/daemon/draft-evaluation.ts';
import type { Administration, DirectoryRequest } from '../../src/domain/administration.ts';
import type { FolderRef } from '../../src/domain/deposit/deposit.ts';
import type { DropFolders, Job, JobQueue, OpenSpool, OutgoingMail, SiteDesks } from '../../src/domain/ports.ts';
import { draftOfJob } from '../../src/domain/report/draft.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { controlTitlesOf } from '../../src/domain/thresholds/rule.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { type PipelineTools, processNext } from '../../src/pipeline/pipeline.ts';
import { startTestDatabase, type TestDatabase } from './postgres.ts';

export interface World {
  readonly db: TestDatabase;
  readonly administration: Administration;
  readonly desks: SiteDesks;
  readonly tools: PipelineTools;
  readonly folders: DropFolders;
  readonly spool: OpenSpool;
  /** Sets the clock, ISO. */
  setNow(iso: string): void;
  now(): number;
  /** Carries all due runs of a site, in order. */
  work(siteId: number): Promise<void>;
  /** Evaluates all import drafts that are due. */
  evaluateDrafts(): Promise<void>;
  /** A manual import, carried to its end. */
  manual(
    siteId: number,
    bytes: Uint8Array | string,
    options?: { name?: string; establishment?: number; takenInAt?: string },
  ): Promise<ImportReport>;
  /** A directory import, carried to its end. */
  directory(
    siteId: number,
    file: Uint8Array | string,
    options?: Omit<DirectoryRequest, 'siteId' | 'establishment' | 'files'> & { name?: string; establishment?: number },
  ): Promise<ImportReport>;
  /** A deposit into a drop folder, carried to its end; the report of its run. */
  deposit(folder: FolderRef, name: string, bytes: Uint8Array | string): Promise<ImportReport>;
  /** Journals a deposit without working on it; the id of its run. */
  drop(folder: FolderRef, name: string, bytes: Uint8Array | string): Promise<string>;
  /** Sends the letters that are due, and gives them. */
  letters(): Promise<OutgoingMail[]>;
  close(): Promise<void>;
}

export const RULES = path.join(import.meta.dirname, '../../rules');

export function bytesOf(bytes: Uint8Array | string): AsyncIterable<Uint8Array> {
  return (async function* () {
    yield typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  })();
}

export async function startWorld(nowIso = '2026-11-22T12:00:00+01:00'): Promise<World> {
  const db = await startTestDatabase();
  const spool = await openFolderSpool(path.join(db.dataFolder, 'spool'));
  let now = Date.parse(nowIso);
  const clock = { now: () => now };
  const log = pino({ level: process.env.CARILLON_TEST_LOG ?? 'silent' });
  const rules = loadRules(RULES);
  const titles = controlTitlesOf(rules);
  const queue: JobQueue = {
    add: async (_job: Job) => undefined,
    addAll: async () => undefined,
    has: async () => false,
    work: async () => undefined,
    counts: async () => ({ waiting: 0, delayed: 0, active: 0 }),
    close: async () => undefined,
  };
  let trouble: unknown = null;
  const noting: PipelineTools['log'] = {
    debug: (more, message) => log.debug(more, message),
    info: (more, message) => log.info(more, message),
    warn(more, message) {
      trouble = 'err' in more ? more.err : trouble;
      log.warn(more, message);
    },
    error: (more, message) => log.error(more, message),
  };
  const tools: PipelineTools = {
    clock,
    hash,
    spool,
    log: noting,
    readExport,
    version: 'test',
    judge: createJudge(rules),
    readDirectory,
    judgeDirectory: createJudge(rules, 'directory'),
    controlTitles: titles.fr,
    titles,
    publicUrl: 'https://carillon.example.org',
    otherHalfMs: 30 * 60_000,
    retryAfterMs: [1_000, 2_000],
  };
  const administration = createAdministration({
    database: db.database,
    spool,
    queue,
    rules,
    tools,
    clock,
    log,
    publicUrl: 'https://carillon.example.org',
  });
  const desks = createSiteDesks(db.pool, clock);
  const folders = createDropFolders({ pool: db.pool, waker: { wake: () => undefined }, clock, log });
  const workOff = async (siteId: number): Promise<void> => {
    for (;;) {
      const more = await desks.withSite(siteId, async (desk) => {
        const due = await desk.nextRun();
        if (due) await processNext(desk, tools);
        return due !== null;
      });
      if (more !== true) return;
    }
  };
  const turns = new Map<number, Promise<void>>();
  // One after the other: who comes while another is at it would find the site busy, and go before the run has ended.
  const work = async (siteId: number): Promise<void> => {
    const turn = Promise.allSettled([turns.get(siteId)]).then(() => workOff(siteId));
    turns.set(siteId, turn);
    await turn;
  };
  const drop = async (folder: FolderRef, name: string, bytes: Uint8Array | string): Promise<string> => {
    const incoming = await spool.receive();
    for await (const chunk of bytesOf(bytes)) await incoming.write(chunk);
    const sealed = await incoming.seal();
    const kept = await folders.keep(folder, { name, sealed, via: 'webdav' });
    if (kept.runId === null) throw new Error('no run was journalled');
    return kept.runId;
  };
  return {
    db,
    administration,
    desks,
    tools,
    folders,
    spool,
    setNow(iso) {
      now = Date.parse(iso);
    },
    now: () => now,
    work,
    drop,
    async evaluateDrafts() {
      for (const job of await dueDrafts(db.pool, now)) {
        await evaluateDraft({ database: db.database, tools }, draftOfJob(job.runId) ?? '', job.attempt);
      }
    },
    async manual(siteId, bytes, options = {}) {
      const run = await administration.startImport(
        {
          siteId,
          establishment: options.establishment ?? null,
          file: { name: options.name ?? 'export.xml', bytes: bytesOf(bytes) },
          ...(options.takenInAt === undefined ? {} : { takenInAt: options.takenInAt }),
        },
        'test',
      );
      await work(siteId);
      const report = await administration.report(run.id);
      // The clock stands still: nobody would try again, and nobody would say why.
      if (report.run.status === 'received')
        throw new Error(`import ${run.id} was put off, or its site was busy`, { cause: trouble });
      return report;
    },
    async directory(siteId, file, { name = 'annuaire.csv', establishment, ...options } = {}) {
      const files = [{ name, bytes: bytesOf(file) }];
      const request = { siteId, establishment: establishment ?? null, files, ...options };
      const run = await administration.importDirectory(request, 'test');
      await work(siteId);
      return await administration.report(run);
    },
    async deposit(folder, name, bytes) {
      const runId = await drop(folder, name, bytes);
      await work(folder.siteId);
      return await administration.report(runId);
    },
    async letters() {
      const sent: OutgoingMail[] = [];
      const channel = { name: 'mail', send: async (mail: OutgoingMail) => void sent.push(mail) };
      await createOutbox({ pool: db.pool, channel, log, clock }).sendDue();
      return sent;
    },
    close: () => db.close(),
  };
}
