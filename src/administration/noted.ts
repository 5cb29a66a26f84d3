/** Work in a transaction together with the audit entry that tells of it: both or neither. */

import type { PoolClient } from 'pg';
import { type LivingAccount, watchAccounts } from '../adapters/store/account-lives.ts';
import { type AuditEntry, writeAudit } from '../adapters/store/audit.ts';
import type { Database } from '../adapters/store/database.ts';
import { currentAsker } from '../asker.ts';
import type { Actor } from '../domain/administration.ts';
import type { AuditAction } from '../domain/model/audit.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';

export interface Telling<T> {
  readonly siteId: number | null;
  readonly action: AuditAction;
  /** Absent: whoever the current request speaks for. */
  readonly by?: Actor;
  /** Ids and figures, or how to read them off what was done; null: there is nothing to tell. */
  readonly details?: object | ((done: T) => object | null);
  /** What else it did that the log tells, each in an entry of its own, before the work's own. */
  readonly also?: (done: T) => readonly Pick<AuditEntry, 'action' | 'details'>[];
}

export type Noted = <T>(telling: Telling<T>, work: (client: PoolClient) => Promise<T>) => Promise<T>;

/** Runs work in a transaction of this database and ends it with the audit entry. */
export function notedIn(database: Pick<Database, 'transaction'>, clock: Clock): Noted {
  return ({ siteId, action, by, details = {}, also }, work) =>
    database.transaction(async (client) => {
      const done = await work(client);
      const told = typeof details === 'function' ? details(done) : details;
      const { actor, address } = currentAsker();
      const entry = { siteId, at: clock.now(), actor: by ?? actor, address };
      for (const one of also?.(done) ?? []) await writeAudit(client, { ...entry, ...one });
      if (told !== null) await writeAudit(client, { ...entry, action, details: { ...told } });
      return done;
    });
}

/**
 * The same for work on a site's directory, which may end or revive access accounts through their people: each is told in
 * an entry of its own. Throws Refusal `account-in-supervision` when an operator in supervision would do that.
 */
export function notedAccountsIn(noted: Noted) {
  return async <T>(telling: Telling<T> & { readonly siteId: number }, work: (client: PoolClient) => Promise<T>) => {
    const { details, ...rest } = telling;
    const { done } = await noted(
      {
        ...rest,
        details: ({ done }: Watched<T>) => (typeof details === 'function' ? details(done) : (details ?? {})),
        also: ({ turns }) => [
          ...turns.ended.map((one) => told('account-left', one)),
          ...turns.revived.map((one) => told('account-returned', one)),
        ],
      },
      async (client) => {
        const watched = await watchAccounts(client, telling.siteId, () => work(client));
        const changed = [...watched.turns.ended, ...watched.turns.revived];
        if (changed.length > 0 && currentAsker().isSupervising)
          throw new Refusal('account-in-supervision', { logins: changed.map((one) => one.login).join(', ') });
        return watched;
      },
    );
    return done;
  };
}

export type NotedAccounts = ReturnType<typeof notedAccountsIn>;

type Watched<T> = Awaited<ReturnType<typeof watchAccounts<T>>>;

function told(action: AuditAction, { id, person }: LivingAccount): Pick<AuditEntry, 'action' | 'details'> {
  return { action, details: { account: id, person } };
}
