/** Sites that operators have open in supervision: entering and leaving are told in the audit log of the site. */

import type { PoolClient } from 'pg';
import { writeAudit } from './audit.ts';
import { isAlive } from './logins.ts';
import { tokenHash } from './people.ts';
import { moment, type Queryable } from './runs.ts';

/** Why a supervision is over: the operator left the site, or signed out, or the login came to its end by itself. */
export type SupervisionEnd = 'left' | 'signed-out' | 'login-over';

export async function isSupervisionOpen(db: Queryable, token: string, siteId: number): Promise<boolean> {
  const { rows } = await db.query('select from supervisions where login_hash = $1 and site_id = $2', [
    tokenHash(token),
    siteId,
  ]);
  return rows.length > 0;
}

/** False: another request of this login has opened it already. */
export async function openSupervision(
  client: PoolClient,
  {
    token,
    siteId,
    actor,
    now,
  }: { readonly token: string; readonly siteId: number; readonly actor: string; readonly now: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into supervisions (login_hash, site_id, actor, opened_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [tokenHash(token), siteId, actor, moment(now)],
  );
  return rowCount === 1;
}

/** False: it was not open. */
export async function closeSupervision(client: PoolClient, token: string, siteId: number): Promise<boolean> {
  const { rowCount } = await client.query('delete from supervisions where login_hash = $1 and site_id = $2', [
    tokenHash(token),
    siteId,
  ]);
  return rowCount === 1;
}

/** Those of a login that is signed out. */
export async function closeSupervisionsOf(client: PoolClient, token: string, closing: Closing): Promise<void> {
  await closeWhere(client, 'v.login_hash = $1', [tokenHash(token)], 'signed-out', closing);
}

/** Those of logins that came to their end in whatever way. */
export async function closeEndedSupervisions(client: PoolClient, closing: Closing): Promise<void> {
  const ended = `not exists (select from logins l where l.token_hash = v.login_hash and ${isAlive('$1')})`;
  await closeWhere(client, ended, [moment(closing.now)], 'login-over', closing);
}

interface Closing {
  readonly now: number;
  /** From where; null: nobody asked for it. */
  readonly address: string | null;
}

async function closeWhere(
  client: PoolClient,
  where: string,
  values: readonly unknown[],
  how: SupervisionEnd,
  { now, address }: Closing,
): Promise<void> {
  const { rows } = await client.query<{ site_id: number; actor: string }>(
    `delete from supervisions v where ${where} returning site_id, actor`,
    [...values],
  );
  for (const { site_id: siteId, actor } of rows)
    await writeAudit(client, { siteId, at: now, actor, action: 'supervision-closed', details: { how }, address });
}
