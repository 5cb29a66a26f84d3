/** Which installation a database is: its own number, which no backup and no move takes along. */

import type { Queryable } from './runs.ts';

/** The same for all processes on this database. */
export async function installationOf(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>('select id from installation');
  const [row] = rows;
  if (!row) throw new Error('the database does not say which installation it is');
  return row.id;
}
