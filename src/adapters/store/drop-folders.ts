/** Drop folders on PostgreSQL: a deposit and its run are one statement, a worker is woken up after the commit. */

import type { BaseLogger } from 'pino';
import {
  type DepositEntry,
  type FolderRef,
  isTemporaryName,
  type KeptDeposit,
  startsRun,
} from '../../domain/deposit/deposit.ts';
import type { RunStatus } from '../../domain/model/run.ts';
import type { Clock, DropFolders, Waker } from '../../domain/ports.ts';
import { createAccountLogins } from './account-logins.ts';
import { askOf } from './ask.ts';
import { createKeeper } from './keep-deposits.ts';
import type { VerifyPassword } from './passwords.ts';
import type { Queryable } from './runs.ts';

export interface DropFolderParts {
  /** Or one connection, for who takes everything back. */
  readonly pool: Queryable;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'warn'>;
  /** The request that is being answered; absent or null: there is none. */
  readonly requestId?: () => string | null;
  /** For tests that count what a login costs. */
  readonly verify?: VerifyPassword;
}

/** The listed deposits of a folder; uses the index deposits_listed. */
const LISTED = `d.site_id = $1 and coalesce(d.establishment, 0) = coalesce($2::integer, 0)
  and d.account_id = $3::bigint and d.hidden_at is null`;

// Lateral with a limit: a plain join, planned before the tables have statistics, reads all runs for each deposit.
const ENTRIES = `
  select d.id::text as deposit_id, d.name, d.size::text, d.sha256, r.id::text as run_id, r.status,
    round(extract(epoch from d.received_at) * 1000)::text as received_at
  from deposits d
  left join lateral (
    select id, status from runs
    where deposit_id = d.id and trigger = 'automatic' and replay_of is null
    limit 1
  ) r on true
  where ${LISTED}`;

interface EntryRow {
  readonly deposit_id: string;
  readonly name: string;
  readonly size: string;
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly received_at: string;
  readonly run_id: string | null;
  readonly status: RunStatus | null;
}

function entryFrom(row: EntryRow): DepositEntry {
  return {
    depositId: row.deposit_id,
    name: row.name,
    size: Number(row.size),
    sha256: row.sha256,
    receivedAt: Number(row.received_at),
    runId: row.run_id,
    status: row.status,
  };
}

export function createDropFolders({
  pool,
  waker,
  clock,
  log,
  verify,
  requestId = () => null,
}: DropFolderParts): DropFolders {
  const ask = askOf(pool);
  const journal = createKeeper(pool);

  const placeOf = (folder: FolderRef): [number, number | null, string] => [
    folder.siteId,
    folder.establishment,
    folder.accountId,
  ];

  async function establishmentsOf(siteId: number): Promise<readonly number[] | null> {
    if (!Number.isSafeInteger(siteId) || siteId < 0 || siteId > 2_147_483_647) return null;
    const [row] = await ask<{ numbers: number[] }>(
      `select array(select number from establishments e where e.site_id = s.id order by number) as numbers
       from sites s where s.id = $1`,
      [siteId],
    );
    return row?.numbers ?? null;
  }

  async function list(folder: FolderRef): Promise<readonly DepositEntry[]> {
    return (await ask<EntryRow>(`${ENTRIES} order by d.name collate "C"`, placeOf(folder))).map(entryFrom);
  }

  async function find(folder: FolderRef, name: string): Promise<DepositEntry | null> {
    const [row] = await ask<EntryRow>(`${ENTRIES} and d.name = $4`, [...placeOf(folder), name]);
    return row === undefined ? null : entryFrom(row);
  }

  function wake(runId: string | null, siteId: number): void {
    if (runId !== null) waker.wake({ runId, attempt: 1, siteId });
  }

  const keep: DropFolders['keep'] = async (folder, request) => {
    const row = await journal({ folder, request, at: clock.now(), requestId: requestId() });
    wake(row.run_id, folder.siteId);
    const kept: KeptDeposit = { depositId: row.deposit_id, runId: row.run_id, replaced: row.replaced };
    return kept;
  };

  const rename: DropFolders['rename'] = async (folder, from, to) => {
    if (from === to) return (await find(folder, from)) !== null;
    // A copy under a proper name has no run either, and its move must not give it one.
    const isHeldBack = isTemporaryName(from) && startsRun(to, 1);
    const [row] = await ask<{ renamed: boolean; run_id: string | null }>(
      `with source as (
         select d.id, d.size, coalesce(d.copied_from, d.id) as original
         from deposits d where ${LISTED} and d.name = $4 for update
       ), hidden as (
         update deposits d set hidden_at = $6 where ${LISTED} and d.name = $5 and exists (select 1 from source)
         returning d.id
       ), renamed as (
         update deposits d set name = $5
         from source, (select count(*) from hidden) first
         where d.id = source.id and d.hidden_at is null
         returning d.id
       ), started as (
         insert into runs (site_id, folder, trigger, deposit_id, received_at, due_at, request_id)
         select $1, $2, 'automatic', renamed.id, $6, $6, $8 from renamed join source using (id)
         where $7::boolean and source.size > 0
           and not exists (
             select 1 from deposits same join runs r on r.deposit_id = same.id
             where (same.id = source.original or same.copied_from = source.original)
               and r.trigger = 'automatic' and r.replay_of is null
           )
         returning id
       )
       select exists (select 1 from renamed) as renamed, (select id::text from started) as run_id`,
      [...placeOf(folder), from, to, new Date(clock.now()), isHeldBack, requestId()],
    );
    wake(row?.run_id ?? null, folder.siteId);
    return row?.renamed ?? false;
  };

  const copy: DropFolders['copy'] = async (folder, from, to) => {
    if (from === to) return (await find(folder, from)) !== null;
    const [row] = await ask<{ copied: boolean }>(
      `with source as (
         select d.* from deposits d where ${LISTED} and d.name = $4
       ), hidden as (
         update deposits d set hidden_at = $6 where ${LISTED} and d.name = $5 and exists (select 1 from source)
         returning d.id
       ), copied as (
         insert into deposits (site_id, establishment, account_id, name, received_at, via, size, sha256, client,
           copied_from)
         select s.site_id, s.establishment, s.account_id, $5, $6, s.via, s.size, s.sha256, s.client,
           coalesce(s.copied_from, s.id)
         from source s, (select count(*) from hidden) first
         returning id
       )
       select exists (select 1 from copied) as copied`,
      [...placeOf(folder), from, to, new Date(clock.now())],
    );
    return row?.copied ?? false;
  };

  const hide: DropFolders['hide'] = async (folder, name) => {
    const rows = await ask(`update deposits d set hidden_at = $5 where ${LISTED} and d.name = $4 returning d.id`, [
      ...placeOf(folder),
      name,
      new Date(clock.now()),
    ]);
    return rows.length > 0;
  };

  return {
    ...createAccountLogins({ ask, clock, log, verify }),
    establishmentsOf,
    list,
    find,
    keep,
    rename,
    copy,
    hide,
  };
}
