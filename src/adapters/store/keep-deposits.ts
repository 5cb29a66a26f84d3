/** Journals deposits and their runs: those that come at the same time by one statement, so that they share a commit. */

import type { DepositRequest, FolderRef } from '../../domain/deposit/deposit.ts';
import { startsRun } from '../../domain/deposit/deposit.ts';
import { inBatches } from '../../domain/model/batches.ts';
import { askOf, isAboutValues } from './ask.ts';
import type { Queryable } from './runs.ts';

/** A sealed deposit on its way to the journal. */
export interface Keeping {
  readonly folder: FolderRef;
  readonly request: DepositRequest;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string | null;
}

interface KeptRow {
  readonly deposit_id: string;
  readonly run_id: string | null;
  readonly replaced: boolean;
}

/** Deposits of one statement, at most. */
const MOST = 64;
/** While one statement commits, the next one is on its way. */
const AT_ONCE = 2;

// Numbers are drawn in the order of asking: runs of a site are carried in it. Lateral with a limit: in a plain join the folder's
// whole listing may be read for one name.
const KEEP = `
  with asked as materialized (
    select a.*, nextval('deposits_id_seq') as id,
      case when a.starts then nextval('runs_id_seq') end as run_id
    from unnest($1::int[], $2::int[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::text[],
        $9::text[], $10::boolean[], $11::text[]) with ordinality
      as a(site_id, establishment, account_id, name, at, via, size, sha256, client, starts, request_id, position)
  ), found as materialized (
    select d.id, a.at, a.position from asked a cross join lateral (
      select d.id from deposits d
      where d.site_id = a.site_id and coalesce(d.establishment, 0) = coalesce(a.establishment, 0)
        and d.account_id = a.account_id and d.name = a.name and d.hidden_at is null
      limit 1) d
  ), hidden as (
    update deposits d set hidden_at = f.at from found f where d.id = f.id and d.hidden_at is null returning f.position
  ), kept as (
    insert into deposits (id, site_id, establishment, account_id, name, received_at, via, size, sha256, client)
      overriding system value
    select id, site_id, establishment, account_id, name, at, via, size, sha256, client
    from asked, (select count(*) from hidden) first
  ), started as (
    insert into runs (id, site_id, folder, trigger, deposit_id, received_at, due_at, request_id) overriding system value
    select run_id, site_id, establishment, 'automatic', id, at, at, request_id from asked where starts
  )
  select id::text as deposit_id, run_id::text, exists (select from hidden h where h.position = a.position) as replaced
  from asked a order by position`;

/** Journals one deposit, and its run where it starts one. Rejects with AppError `database-unavailable`. */
export function createKeeper(pool: Queryable): (keeping: Keeping) => Promise<KeptRow> {
  let journalled = 0;
  // A plan from when the journal was empty would go on reading all of it: each time it has doubled there is another.
  const ask = askOf(pool, { generation: () => Math.floor(Math.log2(journalled + 1)) });
  return inBatches<Keeping, KeptRow>({
    most: MOST,
    atOnce: AT_ONCE,
    nameOf: ({ folder, request }) => [folder.siteId, folder.establishment, folder.accountId, request.name].join('/'),
    // An account that was erased meanwhile is no fault of the others.
    isOfOne: isAboutValues,
    soon: setImmediate,
    work: (all) => {
      journalled += all.length;
      return ask<KeptRow>(KEEP, [
        all.map(({ folder }) => folder.siteId),
        all.map(({ folder }) => folder.establishment),
        all.map(({ folder }) => folder.accountId),
        all.map(({ request }) => request.name),
        all.map(({ at }) => new Date(at)),
        all.map(({ request }) => request.via),
        all.map(({ request }) => request.sealed.size),
        all.map(({ request }) => request.sealed.sha256),
        all.map(({ request }) => request.client ?? null),
        all.map(({ request }) => startsRun(request.name, request.sealed.size)),
        all.map(({ requestId }) => requestId),
      ]);
    },
  });
}
