/** Whether a connection is a session of its own: locks are a session's, and a pooler that hands sessions on by the transaction breaks them. */

import type { Pool, PoolClient } from 'pg';
import { AppError } from '../../domain/model/errors.ts';

/** Of a pooler that has two sessions and hands them out in turn, the second one that is busy is the asking one's. */
const BUSY = 2;

/**
 * While others are in the middle of a transaction, a connection asks again and again which session it has: with a session for each client it
 * is always the same, and nobody else's. Throws AppError `database-pooled`.
 */
export async function refusePooled(pool: Pool): Promise<void> {
  const clients: PoolClient[] = [];
  try {
    const asking = await pool.connect();
    clients.push(asking);
    const own = await sessionOf(asking);
    for (let busy = 0; busy < BUSY; busy++) {
      const other = await pool.connect();
      clients.push(other);
      await other.query('begin');
      if ((await sessionOf(other)) === own || (await sessionOf(asking)) !== own) throw pooled();
    }
    for (const client of clients) await client.query('rollback');
    for (const client of clients.splice(0)) client.release();
  } finally {
    // Only where something went wrong: the connection says nothing of what it has begun.
    for (const client of clients) client.release(true);
  }
}

async function sessionOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() pid');
  return rows[0]?.pid ?? 0;
}

function pooled(): AppError {
  return new AppError(
    'database-pooled',
    'between Carillon and PostgreSQL stands a pooler that keeps a session for a transaction only: locks would not hold, and imports get in one another’s way. Let it keep a session for each client (pgbouncer: pool_mode = session), or name PostgreSQL itself in DATABASE_URL',
    { retryable: false },
  );
}
