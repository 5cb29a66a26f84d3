/** Watches who comes in: counts for the metrics, and tells the audit log of sign-ins, failures and bans at the doors. */

import type { Pool } from 'pg';
import { type AuditEntry, writeAudit } from '../adapters/store/audit.ts';
import type { Clock, Log, LoginTry, LoginWatch } from '../domain/ports.ts';

export type Counters = Readonly<Record<'failures' | 'bans', Readonly<Record<LoginTry['door'], number>>>>;

export interface CountingLoginWatch extends LoginWatch {
  readonly counters: Counters;
}

/** A program comes in all day long: its account and address are told once in this time. */
const SEEN_MS = 86_400_000;
/** Failures at the door from one address are told at most this often, with their number. */
const TOLD_MS = 60_000;
const MAX_KEYS = 20_000;

export function createLoginWatch({
  pool,
  clock,
  log,
}: {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
}): CountingLoginWatch {
  const counters = { failures: { webdav: 0, web: 0 }, bans: { webdav: 0, web: 0 } };
  const seen = new Map<string, number>();
  const untold = new Map<string, { toldAt: number; count: number }>();

  const trim = (map: Map<string, unknown>): void => {
    if (map.size > MAX_KEYS) map.clear();
  };
  const tell = (entry: Omit<AuditEntry, 'at'>): void => {
    writeAudit(pool, { ...entry, at: clock.now() }).catch((error: unknown) => {
      log.warn({ err: error, action: entry.action }, 'the audit log could not be told');
    });
  };
  /** Whose login was tried, where there is such an account: what was typed is not kept. */
  const tellTry = async (about: LoginTry, action: AuditEntry['action'], details: object): Promise<void> => {
    const { rows } = await pool.query<{ id: string; site_id: number }>(
      'select id, site_id from access_accounts where login = $1',
      [about.login ?? ''],
    );
    const [account] = rows;
    tell({
      siteId: account?.site_id ?? null,
      actor: 'nobody',
      action,
      details: { door: about.door, ...(account ? { account: account.id } : {}), ...details },
      address: about.address,
    });
  };
  const later = (work: Promise<void>): void => {
    work.catch((error: unknown) => log.warn({ err: error }, 'the audit log could not be told'));
  };

  return {
    counters,
    succeeded({ account, address }) {
      const key = `${account.id} ${address}`;
      if (clock.now() - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < SEEN_MS) return;
      trim(seen);
      seen.set(key, clock.now());
      const actor = `account:${account.id}`;
      tell({ siteId: account.siteId, actor, action: 'signed-in', details: { door: 'webdav' }, address });
    },
    failed(about) {
      counters.failures[about.door] += 1;
      // Of managers the sign-in itself has told.
      if (about.door === 'web') return;
      const before = untold.get(about.address) ?? { toldAt: Number.NEGATIVE_INFINITY, count: 0 };
      const count = before.count + 1;
      const isDue = clock.now() - before.toldAt >= TOLD_MS;
      trim(untold);
      untold.set(about.address, isDue ? { toldAt: clock.now(), count: 0 } : { ...before, count });
      if (isDue) later(tellTry(about, 'sign-in-failed', { failures: count }));
    },
    banned(about) {
      counters.bans[about.door] += 1;
      log.warn({ door: about.door, address: about.address }, 'too many wrong logins: the next tries have to wait');
      later(tellTry(about, 'sign-in-banned', {}));
    },
  };
}
