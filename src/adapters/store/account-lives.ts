/** Which access accounts of a site work, and what becomes of them while the directory changes. */

import type { PoolClient } from 'pg';

/** An account that works: it was not revoked and its person is in the directory. */
export interface LivingAccount {
  readonly id: string;
  readonly login: string;
  readonly person: string;
}

/** What some work did to accounts through their people. */
export interface AccountTurns {
  readonly ended: readonly LivingAccount[];
  readonly revived: readonly LivingAccount[];
}

export const NO_TURNS: AccountTurns = { ended: [], revived: [] };

/** Runs work that may take people out of the directory or bring them back, and tells which accounts that ended or revived. */
export async function watchAccounts<T>(
  client: PoolClient,
  siteId: number,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly turns: AccountTurns }> {
  const before = await livingAccounts(client, siteId);
  const done = await work();
  const after = await livingAccounts(client, siteId);
  const missing = (from: readonly LivingAccount[], all: readonly LivingAccount[]): readonly LivingAccount[] => {
    const ids = new Set(from.map((one) => one.id));
    return all.filter((one) => !ids.has(one.id));
  };
  return { done, turns: { ended: missing(after, before), revived: missing(before, after) } };
}

async function livingAccounts(client: PoolClient, siteId: number): Promise<readonly LivingAccount[]> {
  const { rows } = await client.query<LivingAccount>(
    `select a.id, a.login, a.person_id as person from access_accounts a
       join directory_entries p on p.site_id = a.site_id and p.id = a.person_id and p.left_at is null
     where a.site_id = $1 and a.revoked_at is null order by a.id`,
    [siteId],
  );
  return rows;
}
