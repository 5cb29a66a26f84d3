/** Desks on PostgreSQL: a session lock on one connection for each site, and the journal written through it. */

import type { Pool, PoolClient } from 'pg';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import { NEVER_COMPANIONS } from '../../domain/deposit/companion.ts';
import { AppError } from '../../domain/model/errors.ts';
import { DIRECTORY_GIVEN, type Run } from '../../domain/model/run.ts';
import { yearName } from '../../domain/model/school-year.ts';
import type { Clock, Ending, Job, SiteDesk, SiteDesks, ValidatedNote } from '../../domain/ports.ts';
import { type AccountTurns, NO_TURNS, watchAccounts } from './account-lives.ts';
import { applySessions, applyStructures, writeContents } from './apply.ts';
import { writeAudit } from './audit.ts';
import { noteChanges } from './changes.ts';
import { turnDirectory } from './coming-year.ts';
import { forgetDirectorySources, isSourceForgotten } from './directory-sources.ts';
import { reopenOutdated } from './drafts.ts';
import { joinHalf, otherHalf, waitForHalf, waitsAt } from './halves.ts';
import { forgetKnownBytes, keepKnownBytes } from './known-bytes.ts';
import { refreshOpen, writeListed } from './listed.ts';
import { withdrawNews, writeNews } from './news.ts';
import { MEMBERSHIPS, noteParts } from './parts.ts';
import { reopenHeld } from './reopen.ts';
import { moment, PUT_BACK, RUN_COLUMNS, RUNS, type RunRow, toRun } from './runs.ts';
import { noteSeries } from './series.ts';
import { releaseSite, STANDS_STILL_MS, takeSite } from './site-lock.ts';
import { createSiteReader } from './site-reader.ts';
import { tellAccounts, tellAudit } from './tell-directory.ts';
import { closeUndo, openUndo } from './undo.ts';
import { writeDirectory, writeSources } from './write-directory.ts';
import { turnTo, type YearOpened } from './year-turn.ts';

const COMPANION_MS = 5 * 60_000;

/** Gives out desks on a pool's connections. `standsStillMs`: how long whoever has one may be silent. */
export function createSiteDesks(pool: Pool, clock: Clock, standsStillMs = STANDS_STILL_MS): SiteDesks {
  return {
    async withSite(siteId, work) {
      const client = await pool.connect();
      let isLost = false;
      let onError: (cause: Error) => void = () => undefined;
      const loss = new Promise<never>((_, reject) => {
        onError = (cause) => {
          isLost = true;
          reject(new AppError('database-unavailable', 'the connection that held the site was lost', { cause }));
        };
      });
      // Nobody may be waiting for it.
      loss.catch(() => undefined);
      client.on('error', onError);
      let isHeld = false;
      try {
        isHeld = await takeSite(client, siteId, standsStillMs);
        // Work that never ends, for a disk that never answers, must not keep its place in this process either.
        return isHeld ? await Promise.race([work(createDesk(client, siteId, clock)), loss]) : 'busy';
      } finally {
        const released = isHeld && !isLost ? await releaseSite(client, siteId) : !isLost;
        client.off('error', onError);
        // A connection whose lock is in doubt is closed: that frees the lock.
        client.release(!released);
      }
    },
  };
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

function createDesk(client: PoolClient, siteId: number, clock: Clock): SiteDesk {
  return {
    ...createSiteReader(client, siteId),
    async nextRun() {
      // Only a pause after trouble makes a run wait: a clock that went back, or a host whose clock is behind, does not.
      const { rows } = await client.query<RunRow>(
        `select ${RUN_COLUMNS} from ${RUNS}
         where r.site_id = $1 and r.status in ('received', 'running') and (r.failures = 0 or r.due_at <= $2)
           and ${waitsAt('$2')} is not true
         order by r.id limit 1`,
        [siteId, moment(clock.now() + 250)],
      );
      return rows[0] ? toRun(rows[0]) : null;
    },
    async begin(run, takenInAt, steps) {
      const { rows } = await client.query<{ attempt: number }>(
        `update runs set status = 'running', taken_in_at = $2, steps = $3, waits_until = null,
           reason = case when waits_until is null then reason end
         where id = $1 and status in ('received', 'running') returning attempt`,
        [run.id, moment(takenInAt), JSON.stringify(steps)],
      );
      const begun = { status: 'running', takenInAt, steps, waitsUntil: null } as const;
      return rows[0] ? { ...run, ...begun, attempt: rows[0].attempt } : null;
    },
    async progress(run, steps) {
      await client.query('update runs set steps = $2 where id = $1', [run.id, JSON.stringify(steps)]);
    },
    validated: (run, note) => inTransaction(client, () => noteValidated(client, run, note, clock.now())),
    async supersedeEarlier(run, scope, part) {
      await client.query(
        `update runs set status = 'superseded', reason = 'superseded', reason_values = $4, ended_at = $5
         where site_id = $1 and status in ('received', 'running', 'held')
           and (scope = $2 and id < $3 and kind = $6 and part is not distinct from $7 or id = $8 and status = 'received')`,
        [
          siteId,
          scope,
          run.id,
          JSON.stringify({ run: run.id }),
          moment(clock.now()),
          run.kind,
          part ?? null,
          run.joined?.runId ?? null,
        ],
      );
    },
    async hasCompanion(run) {
      if (run.accountId === null) return false;
      const { rows } = await client.query<{ found: boolean }>(
        `select exists (select from ${RUNS}
           where r.site_id = $1 and r.folder is not distinct from $2 and d.account_id = $3 and r.id <> $4 and d.name <> $7
             and r.scope is not null and abs(extract(epoch from r.received_at - $5::timestamptz)) * 1000 <= $6) found`,
        [siteId, run.folder, run.accountId, run.id, moment(run.receivedAt), COMPANION_MS, run.filename],
      );
      return rows[0]?.found ?? false;
    },
    finish: (run, ending) =>
      inTransaction(client, async () => {
        if (!(await isStillOurs(client, run))) return null;
        if (ending.plan && (await isOutdated(client, ending.plan))) return await putBack(client, run, clock.now());
        if (ending.plan) await noteChanges(client, ending.plan, await writeContents(client, ending.plan));
        await writeEnding(client, run, ending, clock.now());
        if (ending.same) {
          await tellAudit(client, run, ending, NO_TURNS, clock.now());
          await writeSources(client, ending.same);
        }
        return null;
      }),
    apply: (run, plan, close) =>
      inTransaction(client, async () => {
        if (!(await isStillOurs(client, run))) return 'stale';
        // No more than that: deposits refer to the site, and need not wait until all is written.
        const { rows } = await client.query<{ version: string }>(
          'select applied_version as version from sites where id = $1 for no key update',
          [siteId],
        );
        if (Number(rows[0]?.version) !== plan.baseVersion) return 'stale';
        await forgetKnownBytes(client, siteId);
        const contentIds = await writeContents(client, plan);
        await noteChanges(client, plan, contentIds);
        await openUndo(client, plan);
        await applyStructures(client, plan, clock.now());
        const groupsAt = clock.now();
        await applySessions(client, plan, contentIds);
        await noteSeries(client, plan);
        await noteParts(
          client,
          { siteId, year: plan.year.startYear, scope: plan.scope },
          new Map([[MEMBERSHIPS, plan.parts.memberships]]),
        );
        await closeUndo(client, plan);
        await client.query('update sites set applied_version = applied_version + 1 where id = $1', [siteId]);
        const opened = await turnTo(client, siteId, plan.year);
        const { done: directoryVersion, turns } = opened
          ? await watchAccounts(client, siteId, () => openDirectory(client, plan, clock.now()))
          : { done: plan.directoryVersion, turns: NO_TURNS };
        if (run.asked.isSupervising) sparing(turns);
        await client.query(
          `insert into applied (site_id, year, establishment, run_id, scope, digest, directory_version, match_version)
           select $1, $2, e, $3, $4, $5, $6, $7 from unnest($4::int[]) e
           on conflict (site_id, year, establishment) do update set run_id = excluded.run_id, scope = excluded.scope,
             digest = excluded.digest, directory_version = excluded.directory_version, match_version = excluded.match_version`,
          [siteId, plan.year.startYear, run.id, plan.scope, plan.timetableDigest, directoryVersion, plan.matchVersion],
        );
        await writeEnding(client, run, { ...close(groupsAt, clock.now()), plan }, clock.now());
        await tellAccounts(client, run, turns, clock.now());
        if (opened) await noteOpening(client, run, plan, opened, clock.now());
        return 'applied' as const;
      }).catch(spared),
    applyDirectory: (run, plan, close) =>
      inTransaction(client, async () => {
        if (!(await isStillOurs(client, run))) return 'stale';
        const { rows } = await client.query<{ version: string }>(
          'select directory_version as version from sites where id = $1 for no key update',
          [siteId],
        );
        if (Number(rows[0]?.version) !== plan.baseVersion) return 'stale';
        const { turns } = await watchAccounts(client, siteId, () => writeDirectory(client, plan, clock.now()));
        if (run.asked.isSupervising) sparing(turns);
        await refreshOpen(client, siteId);
        const ending = close(clock.now());
        await writeEnding(client, run, ending, clock.now());
        await tellAudit(client, run, ending, turns, clock.now());
        return [
          ...(await reopenHeld(client, siteId, clock.now())),
          ...(await reopenOutdated(client, siteId, clock.now())),
        ];
      }).catch(spared),
    isSourceForgotten: (run) => isSourceForgotten(client, run.depositId),
    otherHalf: (run, half, withinMs) => otherHalf(client, run, half, withinMs),
    joinHalf: (run, half, otherId) => joinHalf(client, run, half, otherId),
    waitForHalf: (run, waiting) => inTransaction(client, () => waitForHalf(client, run, waiting, clock.now())),
    async tryAgain(run, dueAt, failures) {
      const { rows } = await client.query<{ attempt: number }>(
        `update runs set ${PUT_BACK}, attempt = attempt + 1, failures = $2, due_at = $3
         where id = $1 and status in ('received', 'running') returning attempt`,
        [run.id, failures, moment(dueAt)],
      );
      return { runId: run.id, attempt: rows[0]?.attempt ?? run.attempt, siteId };
    },
  };
}

/** Tells the audit log which year was opened, by whose import; the last statement of its transaction. */
async function noteOpening(
  client: PoolClient,
  run: Run,
  { year }: ImportPlan,
  { closed }: YearOpened,
  now: number,
): Promise<void> {
  const { startYear, firstDay, lastDay } = year;
  const details = {
    run: run.id,
    year: yearName(startYear),
    firstDay,
    lastDay,
    closed: closed === null ? null : yearName(closed),
  };
  const actor = run.askedBy ?? 'daemon';
  await writeAudit(client, { siteId: run.siteId, at: now, actor, action: 'year-opened', details, address: null });
}

/**
 * An import has opened a school year: brings what the directory kept for it. Returns the version of the directory that the
 * import was matched with.
 */
async function openDirectory(
  client: PoolClient,
  { siteId, year, runId, directoryVersion }: ImportPlan,
  now: number,
): Promise<string> {
  if (!(await turnDirectory(client, siteId, { year: year.startYear, runId }, now))) return directoryVersion;
  const { rows } = await client.query<{ version: string }>(
    'select directory_version as version from sites where id = $1',
    [siteId],
  );
  return rows[0]?.version ?? directoryVersion;
}

/**
 * Somebody decided on a match or changed the directory while the run was evaluated. The lock makes who does so from now
 * on wait until the run is held, and find it.
 */
async function isOutdated(client: PoolClient, plan: ImportPlan): Promise<boolean> {
  const { rows } = await client.query<{ directory_version: string; match_version: string }>(
    'select directory_version, match_version from sites where id = $1 for no key update',
    [plan.siteId],
  );
  const [now] = rows;
  return now?.directory_version !== plan.directoryVersion || now.match_version !== plan.matchVersion;
}

/** For another try at once, which is no failure. */
async function putBack(client: PoolClient, run: Run, now: number): Promise<Job> {
  const { rows } = await client.query<{ attempt: number }>(
    `update runs set ${PUT_BACK}, attempt = attempt + 1, due_at = $2 where id = $1 returning attempt`,
    [run.id, moment(now)],
  );
  return { runId: run.id, attempt: rows[0]?.attempt ?? run.attempt, siteId: run.siteId };
}

/** What an import that was asked for in supervision would have done to access accounts: it is not applied. */
class AccountsSpared extends Error {
  readonly logins: readonly string[];

  constructor(logins: readonly string[]) {
    super('an import in supervision would end or revive access accounts');
    this.logins = logins;
  }
}

function spared(error: unknown): { readonly spared: readonly string[] } {
  if (error instanceof AccountsSpared) return { spared: error.logins };
  throw error;
}

function sparing({ ended, revived }: AccountTurns): void {
  const logins = [...ended, ...revived].map((one) => one.login);
  if (logins.length > 0) throw new AccountsSpared(logins);
}

/** The journal decides: a run that ended, or was begun again by another try, is not ours to end. */
async function isStillOurs(client: PoolClient, run: Run): Promise<boolean> {
  const { rows } = await client.query<{ status: string; attempt: number; taken_in_at: string | null }>(
    'select status, attempt, taken_in_at from runs where id = $1 for update',
    [run.id],
  );
  const [row] = rows;
  if (!row) throw new AppError('run-missing', `run ${run.id} is not in the journal`, { retryable: false });
  if (row.attempt !== run.attempt) return false;
  if (run.status === 'received') return row.status === 'received' || row.status === 'running';
  return row.status === 'running' && Number(row.taken_in_at) === run.takenInAt;
}

async function writeEnding(client: PoolClient, run: Run, ending: Ending, now: number): Promise<void> {
  const { evaluation, listed, unmatched, plan } = ending;
  await client.query(
    `update runs set status = $2, reason = $3, reason_values = $4, steps = $5, archived_as = $6, report = $7,
       approved_by = case when $2 <> 'held' then approved_by end, approved_why = case when $2 <> 'held' then approved_why end,
       ended_at = case when $2 = 'held' then null else $8::timestamptz end, base_version = coalesce($11, (select applied_version from sites where id = $9)), establishment = coalesce(establishment, $10)
     where id = $1`,
    [
      run.id,
      ending.status,
      ending.reason,
      JSON.stringify(ending.reasonValues ?? {}),
      JSON.stringify(ending.steps),
      ending.archivedAs,
      JSON.stringify(evaluation),
      moment(now),
      run.siteId,
      ending.establishment ?? null,
      ending.directoryVersion ?? null,
    ],
  );
  if (run.kind === 'directory' || ending.reason === DIRECTORY_GIVEN)
    await forgetDirectorySources(client, run.siteId, now);
  await keepKnownBytes(client, run, ending.known);
  if (listed && plan) await writeListed(client, plan, listed, unmatched ?? []);
  await writeNews(client, run, ending.news, now);
}

async function noteValidated(
  client: PoolClient,
  run: Run,
  note: ValidatedNote,
  now: number,
): Promise<{ readonly supersededBy: string | null }> {
  const [only, second] = note.scope;
  const establishment = second === undefined ? (only ?? null) : null;
  await client.query(
    'update runs set scope = $2, establishment = $3, year = $4, digest = $5, part = $6 where id = $1',
    [run.id, note.scope, establishment, note.year, note.digest, note.part ?? null],
  );
  if (run.accountId !== null) {
    const { rows } = await client.query<{ id: string }>(
      `update runs r set reason = 'companion' from deposits d
       where d.id = r.deposit_id and r.site_id = $1 and r.folder is not distinct from $2 and d.account_id = $3
         and r.status = 'rejected' and r.scope is null and r.reason <> all($7::text[])
         and d.name <> $6
         and abs(extract(epoch from r.received_at - $4::timestamptz)) * 1000 <= $5
       returning r.id`,
      [run.siteId, run.folder, run.accountId, moment(run.receivedAt), COMPANION_MS, run.filename, NEVER_COMPANIONS],
    );
    if (rows.length > 0)
      await withdrawNews(
        client,
        rows.map((row) => row.id),
        now,
      );
  }
  // Nothing takes the place of a delta: each says something else.
  if (run.kind === 'directory' && note.part === null) return { supersededBy: null };
  const { rows } = await client.query<{ id: string }>(
    `select id from runs where site_id = $1 and scope = $2 and id > $3 and kind = $4 and part is not distinct from $5
       and (status in ('integrated', 'integrated-with-alerts', 'held')
            or (status = 'unchanged' and reason = 'same-as-last'))
     order by id desc limit 1`,
    [run.siteId, note.scope, run.id, run.kind, note.part ?? null],
  );
  return { supersededBy: rows[0]?.id ?? null };
}
