/** Joins everything: opens database, spool, queue and rules as the configuration says, and hands out what commands and servers use. */

import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { pino } from 'pino';
import { openQueue, type RunQueue } from './adapters/queue/bullmq.ts';
import { changedRules } from './adapters/rules/changed-rules.ts';
import { loadRules } from './adapters/rules/rule-files.ts';
import { type ClaimedSpool, claimedSpool } from './adapters/spool/claimed.ts';
import { openSpool, type SpoolPlace } from './adapters/spool/open.ts';
import { refuseOtherAccount } from './adapters/store/data-folder-account.ts';
import { type Database, openDatabase } from './adapters/store/database.ts';
import { noteDatabase, refuseOther } from './adapters/store/database-note.ts';
import { installationOf, spoolClaims } from './adapters/store/installation.ts';
import { createSiteDesks } from './adapters/store/site-desks.ts';
import { createAdministration } from './administration/administration.ts';
import { type Config, foldersOf, spoolOf } from './config/config.ts';
import { prepareFolders } from './config/folders.ts';
import { createLiveConfig, type LiveConfig } from './config/live.ts';
import type { Administration } from './domain/administration.ts';
import { codeOf } from './domain/model/errors.ts';
import type { Clock, OpenSpool, RunWatch, SiteDesks } from './domain/ports.ts';
import { dryRunsApart } from './dry-run/child.ts';
import { hash, judgesFor, readersFor } from './evaluation-tools.ts';
import type { PipelineTools } from './pipeline/pipeline.ts';
import { VERSION } from './version.ts';

/** An opened installation. `close` gives everything back. */
export interface Carillon {
  /** As it was at the start. */
  readonly config: Config;
  /** As it is now. */
  readonly live: LiveConfig;
  readonly folders: ReturnType<typeof foldersOf>;
  readonly log: pino.Logger;
  readonly clock: Clock;
  readonly database: Database;
  readonly spool: OpenSpool;
  readonly queue: RunQueue;
  readonly desks: SiteDesks;
  readonly tools: PipelineTools;
  readonly administration: Administration;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  close(): Promise<void>;
}

/** Fixed where the configuration says so. */
export function clockOf(config: Config): Clock {
  if (config.now === null) return { now: Date.now };
  const fixed = Date.parse(config.now);
  return { now: () => fixed };
}

/** What a start is at. */
export type StartStage = 'opening' | 'migrating';

/** What who opens an installation may want besides. */
export interface OpenWishes {
  /** Counts the runs that this process carries. */
  readonly watch?: RunWatch;
  readonly onStage?: (stage: StartStage) => void;
  /** Called with each configuration that is in force from then on. */
  readonly onTaken?: (config: Config) => void;
  /** For commands: the tables of an older version are the daemon's to bring up to date. */
  readonly leavesOlder?: boolean;
  /** For the daemon: the data folder remembers that this is its database. */
  readonly notesDatabase?: boolean;
  /** This process has requests to answer: files that are only looked at are read in others. */
  readonly readsApart?: boolean;
}

/** Opens everything. Throws AppError in the operator's words. */
export async function openCarillon(config: Config, log: pino.Logger, wishes: OpenWishes = {}): Promise<Carillon> {
  const clock = clockOf(config);
  if (config.now !== null)
    log.warn({ now: config.now }, 'the clock is fixed by CARILLON_NOW: for tests and demonstrations only');
  const folders = foldersOf(config);
  const live = createLiveConfig(config, log, { onTaken: wishes.onTaken });
  const controls = live.derive(
    (now) => {
      const rules = loadRules(foldersOf(now).rules);
      return { rules, ...judgesFor(rules) };
    },
    (before, after) => changedRules(before.rules, after.rules),
  );
  const { watch, onStage, leavesOlder, readsApart = false } = wishes;
  const onMigrating = (): void => onStage?.('migrating');
  const url = config.databaseUrl ?? undefined;
  await refuseOtherAccount(folders.data, { isDaemon: !leavesOlder });
  prepareFolders(folders);
  const database = await openDatabase({ url, dataFolder: folders.data, log, onMigrating, leavesOlder });
  onStage?.('opening');
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const readers = readersFor(folders.keys);
  try {
    const installation = await installationOf(database.pool);
    if (leavesOlder) await refuseOther(folders.data, url, installation);
    if (wishes.notesDatabase)
      await noteDatabase(folders.data, url, installation).catch((error: unknown) =>
        log.warn({ err: error }, 'the data folder cannot remember which database is its own'),
      );
    const place = spoolOf(config);
    const spool = await openOwnSpool(place, installation, database, log);
    closers.push(() => spool.close());
    const lockMs = config.work.lockSeconds * 1_000;
    const queue = await openQueue({ redisUrl: config.redisUrl ?? undefined, installation, database, log, lockMs });
    closers.push(() => queue.close(config.work.drainSeconds * 1_000));
    const publicUrl = (
      config.publicUrl ?? `${config.tls.certFile === null ? 'http' : 'https'}://${config.host}:${config.port}`
    ).replace(/\/+$/, '');
    const tools: PipelineTools = {
      version: VERSION,
      clock,
      hash,
      spool,
      log,
      ...readers,
      get judge() {
        return controls().judge;
      },
      get judgeDirectory() {
        return controls().judgeDirectory;
      },
      get controlTitles() {
        return controls().controlTitles;
      },
      get titles() {
        return controls().titles;
      },
      publicUrl,
      ...(watch ? { watch } : {}),
      otherHalfMs: config.deposit.otherFileMinutes * 60_000,
      get retryAfterMs() {
        return live.current.work.retrySeconds.map((seconds) => (config.now === null ? seconds * 1_000 : 0));
      },
    };
    const { poolConfig: connection } = database;
    const apart = readsApart
      ? dryRunsApart({ connection, keysFolder: folders.keys, spool: place, rules: () => controls().rules, log })
      : undefined;
    if (apart) closers.push(async () => apart.close());
    const administration = createAdministration({
      dryRuns: apart,
      database,
      spool,
      queue,
      tools,
      clock,
      log,
      publicUrl,
      get rules() {
        return controls().rules;
      },
    });
    const desks = createSiteDesks(database.pool, clock);
    return {
      config,
      live,
      folders,
      log,
      clock,
      database,
      spool,
      queue,
      desks,
      tools,
      administration,
      publicUrl,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A folder's mark costs one call of the disk for each deposit; a store's would cost a request, and nothing is mounted over a store. */
const TRUST_MS = { folder: 0, s3: 60_000 };
/** A start does not wait longer for a store: the daemon is not ready, and says so. */
const STORE_ANSWERS_MS = 2_000;

/** Opens the spool and makes sure that it is this installation's; a store that is away is asked again by whoever needs it. Throws AppError as `openSpool`, `spool-other`. */
async function openOwnSpool(
  place: SpoolPlace,
  installation: string,
  database: Database,
  log: pino.Logger,
): Promise<ClaimedSpool> {
  const { folder, s3 } = place;
  const opened = await openSpool(place);
  const spool = claimedSpool(opened, {
    installation,
    claims: spoolClaims(database),
    place: s3 === null ? folder : `s3://${s3.bucket}/${s3.prefix}`.replace(/\/$/, ''),
    trustMs: s3 === null ? TRUST_MS.folder : TRUST_MS.s3,
  });
  try {
    const sure = spool.ensure();
    await (s3 === null ? sure : Promise.race([sure, setTimeout(STORE_ANSWERS_MS, undefined, { ref: false })]));
  } catch (error) {
    if (s3 === null || codeOf(error) === 'spool-other') {
      await opened.close();
      throw error;
    }
    log.warn({ err: error }, 'the S3 store does not answer yet: deposits are refused until it does');
  }
  return spool;
}

/** Where the built command line is. */
export const CLI = path.join(import.meta.dirname, 'cli.js');
