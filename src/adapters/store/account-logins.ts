/** Access accounts at the door: login and password, and the note of their last use. */

import type { BaseLogger } from 'pino';
import type { AccessAccount } from '../../domain/deposit/account.ts';
import { inBatches } from '../../domain/model/batches.ts';
import type { Clock, DropFolders } from '../../domain/ports.ts';
import { type Ask, isAboutValues } from './ask.ts';
import { onceAtATime, rememberingCheck, type VerifyPassword } from './passwords.ts';

/** An account's last use is written at most this often. */
const USE_EVERY_MS = 60_000;

// Lateral with a limit: joined, a site's whole directory may be read for one account.
const ALIVE = `
  select a.* from unnest($1::text[]) wanted(login) cross join lateral (
    select a.id::text, a.site_id, a.login, a.upload_only, a.password_hash,
      case when a.previous_until > $2 then a.previous_hash end as previous_hash,
      (select array_agg(c.fingerprint) from account_certificates c where c.account_id = a.id) as fingerprints
    from access_accounts a
    where a.login = wanted.login and a.revoked_at is null and exists (
      select from directory_entries d where d.site_id = a.site_id and d.id = a.person_id and d.left_at is null)
    limit 1) a`;
/** Logins of one query, at most. */
const MOST = 100;

interface AccountRow {
  readonly id: string;
  readonly site_id: number;
  readonly login: string;
  readonly upload_only: boolean;
  readonly password_hash: string;
  readonly previous_hash: string | null;
  /** Null: not paired with any. */
  readonly fingerprints: readonly string[] | null;
}

function accountFrom(row: AccountRow): AccessAccount {
  return { id: row.id, siteId: row.site_id, login: row.login, uploadOnly: row.upload_only };
}

export interface AccountLoginParts {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'warn'>;
  /** For tests that count what a login costs. */
  readonly verify?: VerifyPassword | undefined;
}

export function createAccountLogins({
  ask,
  clock,
  log,
  verify,
}: AccountLoginParts): Pick<DropFolders, 'authenticate' | 'accountOf' | 'isKnownFrom' | 'noteUse'> {
  const check = onceAtATime(rememberingCheck(clock.now, verify));
  const lastUse = new Map<string, number>();

  /** The row is read for each request, so that a revocation counts at once: by a query that begins after it came. */
  const aliveRow = inBatches<string, AccountRow | null>({
    most: MOST,
    isOfOne: isAboutValues,
    soon: setImmediate,
    work: async (logins) => {
      const rows = await ask<AccountRow>(ALIVE, [[...new Set(logins)], new Date(clock.now())]);
      const byLogin = new Map(rows.map((row) => [row.login, row]));
      return logins.map((login) => byLogin.get(login) ?? null);
    },
  });

  return {
    async authenticate(login, password, fingerprint = null) {
      const row = await aliveRow(login);
      const hashes = [row?.password_hash ?? null, row?.previous_hash ?? null].filter((hash) => hash !== null);
      const isRight = await check(login, password, hashes);
      if (!isRight || row === null) return null;
      const isPaired = row.fingerprints === null || (fingerprint !== null && row.fingerprints.includes(fingerprint));
      return isPaired ? accountFrom(row) : null;
    },

    async isKnownFrom(login, address) {
      const sql = 'select from access_accounts where login = $1 and last_used_from = $2 and revoked_at is null';
      return (await ask(sql, [login, address])).length > 0;
    },

    async accountOf(login) {
      const row = await aliveRow(login);
      return row === null ? null : accountFrom(row);
    },

    noteUse(account, from) {
      const at = clock.now();
      if (at - (lastUse.get(account.id) ?? Number.NEGATIVE_INFINITY) < USE_EVERY_MS) return;
      lastUse.set(account.id, at);
      const sql =
        'update access_accounts set last_used_at = $2, last_used_from = $3, last_used_client = $4 where id = $1::bigint';
      ask(sql, [account.id, new Date(at), from.address, from.client]).catch((error: unknown) => {
        lastUse.delete(account.id);
        log.warn({ err: error, account: account.id }, 'the use of an access account could not be noted');
      });
    },
  };
}
