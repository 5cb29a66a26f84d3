/** What the watched tree remembers of its files, in the table drop_files: a restart takes none a second time. */

import type pg from 'pg';
import type { DropFileMemory } from '../../domain/deposit/drop-file.ts';
import { AppError } from '../../domain/model/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import { askOf } from './ask.ts';

/** First key of the locks of paths; the second is a hash: two paths that share it wait for one another, and no more. */
const PATH_LOCK = 0x4454;

interface Row {
  readonly size: string;
  readonly mtime_ns: string;
  readonly deposit_id: string | null;
  readonly problem: string | null;
}

/** Throws AppError `database-unavailable`. */
export function createDropFileMemory(pool: pg.Pool, clock: Clock): DropFileMemory {
  const ask = askOf(pool);

  /** The lock is a transaction's: it goes with the connection of whoever dies. */
  async function locked(client: pg.PoolClient, path: string): Promise<void> {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [PATH_LOCK, path]);
  }

  return {
    async recall(path) {
      const [row] = await ask<Row>(
        'select size::text, mtime_ns::text, deposit_id::text, problem from drop_files where path = $1',
        [path],
      );
      if (row === undefined) return null;
      return {
        size: Number(row.size),
        mtimeNs: BigInt(row.mtime_ns),
        depositId: row.deposit_id,
        problem: row.problem,
      };
    },
    async remember(path, { size, mtimeNs, depositId, problem }) {
      await ask(
        `insert into drop_files (path, size, mtime_ns, deposit_id, problem, seen_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (path) do update set size = excluded.size, mtime_ns = excluded.mtime_ns,
           deposit_id = excluded.deposit_id, problem = excluded.problem, seen_at = excluded.seen_at`,
        [path, size, String(mtimeNs), depositId, problem, new Date(clock.now())],
      );
    },
    async forget(path) {
      await ask('delete from drop_files where path = $1', [path]);
    },
    async alone(path, work) {
      const client = await pool.connect().catch(unavailable);
      let isFree = false;
      try {
        await locked(client, path).catch(unavailable);
        return await work();
      } finally {
        // What was done is done, whatever becomes of the lock.
        await client.query('rollback').then(
          () => {
            isFree = true;
          },
          () => undefined,
        );
        client.release(!isFree);
      }
    },
  };
}

function unavailable(cause: unknown): never {
  throw new AppError('database-unavailable', 'the database did not answer', { cause });
}
