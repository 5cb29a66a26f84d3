/** Tells the audit log of directory imports: how much they changed, and which access accounts ended or came back with their people. */

import type { PoolClient } from 'pg';
import type { Run } from '../../domain/model/run.ts';
import type { Ending } from '../../domain/ports.ts';
import type { AccountTurns, LivingAccount } from './account-lives.ts';
import { writeAudit } from './audit.ts';

/** Who imported the directory, how much it changed, and which accounts ended or work again with their people. */
export async function tellAudit(
  client: PoolClient,
  run: Run,
  { evaluation }: Ending,
  turns: AccountTurns,
  at: number,
): Promise<void> {
  await tellAccounts(client, run, turns, at);
  const { added, changed, left, unchanged } = evaluation.directory ?? {};
  const details = { run: run.id, added, changed, left, unchanged };
  const actor = run.askedBy ?? 'daemon';
  await writeAudit(client, { siteId: run.siteId, at, actor, address: null, action: 'directory-imported', details });
}

/** Tells of accounts that ended or work again with their people. */
export async function tellAccounts(
  client: PoolClient,
  run: Run,
  { ended, revived }: AccountTurns,
  at: number,
): Promise<void> {
  const entry = { siteId: run.siteId, at, actor: run.askedBy ?? 'daemon', address: null };
  const told = ({ id, person }: LivingAccount) => ({ account: id, person });
  for (const one of ended) await writeAudit(client, { ...entry, action: 'account-left', details: told(one) });
  for (const one of revived) await writeAudit(client, { ...entry, action: 'account-returned', details: told(one) });
}
