/** Work in a transaction together with the audit entry that tells of it: both or neither. */

import type { PoolClient } from 'pg';
import { writeAudit } from './adapters/store/audit.ts';
import type { Database } from './adapters/store/database.ts';
import { currentAsker } from './asker.ts';
import type { Actor } from './domain/administration.ts';
import type { AuditAction } from './domain/model/audit.ts';
import type { Clock } from './domain/ports.ts';

export interface Telling<T> {
  readonly siteId: number | null;
  readonly action: AuditAction;
  /** Absent: whoever the current request speaks for. */
  readonly by?: Actor;
  /** Ids and figures, or how to read them off what was done; null: there is nothing to tell. */
  readonly details?: object | ((done: T) => object | null);
}

export type Noted = <T>(telling: Telling<T>, work: (client: PoolClient) => Promise<T>) => Promise<T>;

/** Runs work in a transaction of this database and ends it with the audit entry. */
export function notedIn(database: Pick<Database, 'transaction'>, clock: Clock): Noted {
  return ({ siteId, action, by, details = {} }, work) =>
    database.transaction(async (client) => {
      const done = await work(client);
      const told = typeof details === 'function' ? details(done) : details;
      if (told === null) return done;
      const { actor, address } = currentAsker();
      const entry = { siteId, at: clock.now(), actor: by ?? actor, action, details: { ...told }, address };
      await writeAudit(client, entry);
      return done;
    });
}
