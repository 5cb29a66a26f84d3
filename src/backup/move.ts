/** Moves an installation's tables to another PostgreSQL by COPY, compares each, and closes the old one for good. */

import { PassThrough } from 'node:stream';
import type { PoolClient } from 'pg';
import type { BaseLogger } from 'pino';
import { type Database, openDatabase } from '../adapters/store/database.ts';
import { noteDatabase, placeOf } from '../adapters/store/database-note.ts';
import { inheritSpool, installationOf } from '../adapters/store/installation.ts';
import { type Copied, copyIn, copyOut, describeTable, refill, tablesInOrder } from '../adapters/store/table-copy.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';

/** What was moved, table by table, and where to. */
export interface Move {
  readonly to: string;
  readonly tables: readonly Copied[];
}

/**
 * All or nothing. Nobody else may work on the old database: the daemon is stopped, so that deposits wait with their senders. Throws
 * Refusal `move-daemon-runs`, `move-not-empty`, `move-differs`, AppError as `openDatabase`.
 */
export async function moveTo(
  from: {
    readonly database: Database;
    readonly clock: Clock;
    readonly log: Pick<BaseLogger, 'info' | 'warn' | 'error'>;
  },
  url: string,
  dataFolder: string,
): Promise<Move> {
  const to = placeOf(url);
  if (to === null) throw new Refusal('bad-input', { problem: "ce n'est pas une adresse PostgreSQL (postgres://…)" });
  const target = await openDatabase({ url, dataFolder, log: from.log });
  try {
    const done = await from.database.transaction(async (source) => {
      const tables = await tablesInOrder(source);
      // Waits for nobody: who holds a row of these is a daemon at work.
      await source.query(`lock table ${tables.join(', ')} in share mode nowait`).catch((error: { code?: string }) => {
        throw error.code === '55P03' ? new Refusal('move-daemon-runs') : error;
      });
      await refuseOthers(from.database, source);
      const copied = await target.transaction(async (client) => {
        const { rows } = await client.query<{ used: boolean }>(
          'select exists (select from sites) or exists (select from people) or exists (select from deposits) used',
        );
        if (rows[0]?.used) throw new Refusal('move-not-empty', { to });
        const done: Copied[] = [];
        await refill(client, tables, async () => {
          for (const table of tables) {
            const between = new PassThrough();
            const [one] = await Promise.all([
              copyOut(source, table, between, { withSecrets: true }),
              copyIn(client, table, between),
            ]);
            done.push(one);
          }
        });
        for (const wanted of done) {
          const found = await describeTable(client, wanted.table);
          if (found.rows !== wanted.rows || found.sha256 !== wanted.sha256)
            throw new Refusal('move-differs', { table: wanted.table });
        }
        await inheritSpool(client, await installationOf(source));
        return done;
      });
      // After the commit there: from here on the old one is closed, and until here it is the one that counts.
      await source.query('insert into moved (moved_at, moved_to) values ($1, $2)', [
        new Date(from.clock.now()).toISOString(),
        to,
      ]);
      return { to, tables: copied };
    });
    await noteDatabase(dataFolder, url, await installationOf(target.pool));
    return done;
  } finally {
    await target.close();
  }
}

/** Throws Refusal `move-daemon-runs` while other processes of ours are connected to this database. */
export async function refuseOthers({ pool }: Database, source: Pick<PoolClient, 'query'>): Promise<void> {
  const { rows } = await source.query<{ others: number }>(
    `select count(*)::int others from pg_stat_activity
     where datname = current_database() and application_name like 'carillon%' and pid <> pg_backend_pid()`,
  );
  // Those that this process holds open itself.
  if ((rows[0]?.others ?? 0) > pool.totalCount - 1) throw new Refusal('move-daemon-runs');
}
