/** Questions to the database: each statement planned once for a connection, contention tried again, trouble as AppError. */

import type pg from 'pg';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import type { Queryable } from './runs.ts';

/** Asks the database. Throws AppError `database-unavailable`. The text must be one of a few: it is kept as a prepared statement. */
export type Ask = <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

/** Unique violation, deadlock, serialisation failure: another writer of the same row was first. */
const CONTENTION = new Set(['23505', '40P01', '40001']);
/** Each round lets at least one writer through. */
const MAX_ROUNDS = 200;

const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `carillon-${names.size}`;
  names.set(sql, name);
  return name;
}

/** Is it about what was asked with: a row that is not there any more, a text that cannot be stored? */
export function isAboutValues(error: unknown): boolean {
  return error instanceof AppError && /^2[23]/.test(codeOf(error.cause));
}

/**
 * Over a pool, every statement asked this way is a transaction of its own. `generation`: a statement of another generation
 * is planned anew, for who asks about a table that grows while it is asked.
 */
export function askOf(pool: Queryable, { generation }: { readonly generation?: () => number } = {}): Ask {
  return async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Row[]> => {
    const name = generation ? `${nameOf(sql)}-${generation()}` : nameOf(sql);
    for (let round = 1; ; round++) {
      try {
        return (await pool.query<Row>({ name, text: sql, values: [...values] })).rows;
      } catch (error) {
        if (CONTENTION.has(codeOf(error)) && round < MAX_ROUNDS) continue;
        throw new AppError('database-unavailable', 'the database did not answer', { cause: error });
      }
    }
  };
}
