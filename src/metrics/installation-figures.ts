/** How the installation stands: what is ready, open runs, queue, mail, freshness of sites, sizes. The same from whichever process is asked. */

import { statfs } from 'node:fs/promises';
import { clockSkewMs, databaseBytes, lastBackupAt, openRuns, waitingLetters } from '../adapters/store/figures.ts';
import { listStandings } from '../adapters/store/overview.ts';
import { differenceOf, type WorkersSeen, workersSeen } from '../adapters/store/workers.ts';
import type { FreshnessState } from '../domain/notify/freshness.ts';
import type { Standing } from '../domain/notify/overview.ts';
import type { Carillon } from '../main.ts';
import { type Family, figure, gauge } from './families.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

type Installation = Pick<Carillon, 'database' | 'queue' | 'clock' | 'folders' | 'log'>;

/** Whole sites are looked at this often: a scrape comes more often. */
const SITES_MS = 60_000;
const SIZES_MS = 300_000;
/** Of thousands of sites only the latest have a line of their own. */
export const MAX_NAMED_SITES = 50;
const STATES: readonly FreshnessState[] = ['fresh', 'late', 'stale', 'none'];

/** Asks again after a time; whoever asks meanwhile gets the same answer. A failure is not remembered. */
function remembered<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly answer: Promise<T>; readonly until: number } | null = null;
  return () => {
    if (known && performance.now() < known.until) return known.answer;
    const answer = ask();
    known = { answer, until: performance.now() + ms };
    answer.catch(() => {
      known = null;
    });
    return answer;
  };
}

/** What cannot be asked now is left out; `carillon_part_up` says which part it is. */
export function installationFigures(installation: Installation): (now: Readiness) => Promise<Family[]> {
  const { database, queue, clock, folders, log } = installation;
  const sites = remembered(SITES_MS, () => listStandings(database.pool, null, clock.now()));
  const bytes = remembered(SIZES_MS, () => databaseBytes(database.pool));
  /** What each answer needs of the checks: nobody waits for a part that has just been found silent. */
  const parts: readonly (readonly [needs: string, ask: () => Promise<Family[]>])[] = [
    ['database', async () => runFigures(await openRuns(database.pool, clock.now()))],
    ['database', async () => workerFigures(await workersSeen(database.pool))],
    ['database', async () => mailFigures(await waitingLetters(database.pool, clock.now()))],
    ['database', async () => siteFigures(await sites())],
    ['database', async () => [figure('carillon_database_bytes', 'Size of the database, indexes too.', await bytes())]],
    ['database', async () => [backupFigure(await lastBackupAt(database.pool))]],
    ['database', async () => [clockFigure(await clockSkewMs(database.pool))]],
    ['queue', async () => [queueFigures(await queue.counts())]],
    ['', () => diskFigures(folders)],
  ];
  return async ({ ready, checks }) => {
    const asked = parts.filter(([needs]) => needs === '' || checks[needs] === 'ok');
    const found = await Promise.allSettled(asked.map(([, ask]) => ask()));
    for (const one of found) if (one.status === 'rejected') log.warn({ err: one.reason }, 'figures could not be read');
    return [
      figure('carillon_ready', '1 while deposits can be accepted and kept.', Number(ready)),
      gauge(
        'carillon_part_up',
        '1 while a part that is needed answers.',
        Object.entries(checks).map(([part, told]) => ({ labels: { part }, value: Number(told === 'ok') })),
      ),
      poolFigures(database),
      ...found.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
    ];
  };
}

function runFigures(open: Awaited<ReturnType<typeof openRuns>>): Family[] {
  return [
    gauge(
      'carillon_runs',
      'Runs that are not over: received, running, held.',
      open.map(({ status, count }) => ({ labels: { status }, value: count })),
    ),
    gauge(
      'carillon_runs_oldest_seconds',
      'Age of the oldest run that is not over.',
      open.map(({ status, oldestSeconds }) => ({ labels: { status }, value: oldestSeconds })),
    ),
  ];
}

function workerFigures({ alive, setUps }: WorkersSeen): Family[] {
  return [
    figure('carillon_workers', 'Workers that show signs of life, on all hosts.', alive),
    figure(
      'carillon_worker_setups',
      'Different set-ups (rules, keys, configuration, version) of these workers; more than 1: hosts differ.',
      differenceOf(setUps)?.groups.length ?? Math.min(1, setUps.length),
    ),
  ];
}

function mailFigures({ count, oldestSeconds }: Awaited<ReturnType<typeof waitingLetters>>): Family[] {
  return [
    figure('carillon_mail_waiting', 'Letters that wait to be sent.', count),
    figure('carillon_mail_oldest_seconds', 'Age of the oldest letter that waits.', oldestSeconds),
  ];
}

function siteFigures(sites: readonly Standing[]): Family[] {
  const late = sites
    .filter(({ freshness }) => freshness.state === 'late' || freshness.state === 'stale')
    .sort((one, other) => other.freshness.missedDays - one.freshness.missedDays || one.id - other.id);
  return [
    gauge(
      'carillon_sites',
      'Sites by how recent their timetable is; none: nothing is expected now.',
      STATES.map((freshness) => ({
        labels: { freshness },
        value: sites.filter((one) => one.freshness.state === freshness).length,
      })),
    ),
    gauge(
      'carillon_site_missed_days',
      `Working days without a valid deposit, of at most ${MAX_NAMED_SITES} sites that are late, the latest first.`,
      late
        .slice(0, MAX_NAMED_SITES)
        .map(({ id, freshness }) => ({ labels: { site: String(id) }, value: freshness.missedDays })),
    ),
    figure(
      'carillon_sites_failing',
      'Sites whose last deposit was refused or failed.',
      sites.filter((one) => one.failing > 0).length,
    ),
    figure('carillon_sites_holding', 'Sites that wait for a decision.', sites.filter((one) => one.held > 0).length),
  ];
}

function backupFigure(at: number | null): Family {
  return figure(
    'carillon_backup_timestamp_seconds',
    'When the last backup was made, Unix time; 0: never.',
    (at ?? 0) / 1_000,
  );
}

function queueFigures(counts: Awaited<ReturnType<Installation['queue']['counts']>>): Family {
  const samples = Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
  return gauge('carillon_queue_jobs', 'Jobs in the queue by state.', samples);
}

function poolFigures({ pool }: Installation['database']): Family {
  const states = { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  const samples = Object.entries(states).map(([state, value]) => ({ labels: { state }, value }));
  return gauge('carillon_database_connections', 'Connections of this process; waiting: who wants one.', samples);
}

async function diskFigures({ spool, data }: Installation['folders']): Promise<Family[]> {
  const disks = await Promise.all(
    Object.entries({ spool, data }).map(async ([folder, place]) => ({ folder, ...(await statfs(place)) })),
  );
  return [
    gauge(
      'carillon_disk_free_bytes',
      'Room left on the disk of a folder.',
      disks.map(({ folder, bavail, bsize }) => ({ labels: { folder }, value: bavail * bsize })),
    ),
    gauge(
      'carillon_disk_bytes',
      'Size of the disk of a folder.',
      disks.map(({ folder, blocks, bsize }) => ({ labels: { folder }, value: blocks * bsize })),
    ),
  ];
}

function clockFigure(skewMs: number): Family {
  const help = 'How far the clock of this machine is from the database’s.';
  return figure('carillon_clock_skew_seconds', help, Math.abs(skewMs) / 1_000);
}
