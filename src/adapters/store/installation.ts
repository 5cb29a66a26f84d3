/** Which installation a database is: its own number, which no backup and no move takes along; and what it knows of its spool. */

import type { PoolClient } from 'pg';
import type { SpoolClaims } from '../../domain/deposit/spool.ts';
import type { Database } from './database.ts';
import type { Queryable } from './runs.ts';

/** The same for all processes on this database. */
export async function installationOf(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>('select id from installation');
  const [row] = rows;
  if (!row) throw new Error('the database does not say which installation it is');
  return row.id;
}

/** From now on the spool of that installation is this one's. */
export async function inheritSpool(client: PoolClient, from: string): Promise<void> {
  await client.query('update installation set moved_from = $1', [from]);
}

/** Hashes that are asked for where a spool bears no mark: enough for one of them to be there even where some were lost. */
const LATELY = 20;

/** What the database knows of the spool; one process at a time settles whose it is. */
export function spoolClaims({ transaction }: Pick<Database, 'transaction'>): SpoolClaims {
  return {
    settle: (work) =>
      transaction(async (client) => {
        const { rows } = await client.query<{ claimed: boolean; from: string | null }>(
          'select spool_claimed claimed, moved_from as "from" from installation for update',
        );
        const lately = await client.query<{ sha256: string }>(
          'select sha256 from deposits where forgotten_at is null order by id desc limit $1',
          [LATELY],
        );
        await work({
          isClaimed: rows[0]?.claimed ?? false,
          predecessor: rows[0]?.from ?? null,
          lately: lately.rows.map((row) => row.sha256),
        });
        await client.query('update installation set spool_claimed = true');
      }),
  };
}
