/** What the watched tree remembers of its files, in the table drop_files: a restart takes none a second time. */

import type pg from 'pg';
import type { Clock } from '../../domain/ports.ts';
import { askOf } from './ask.ts';

/** A file as it was when it was last looked at. */
export interface SeenFile {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly depositId: string | null;
  /** Why it was left alone; null when it was taken. */
  readonly problem: string | null;
}

export interface DropFileMemory {
  recall(path: string): Promise<SeenFile | null>;
  remember(path: string, seen: SeenFile): Promise<void>;
  forget(path: string): Promise<void>;
}

interface Row {
  readonly size: string;
  readonly mtime_ns: string;
  readonly deposit_id: string | null;
  readonly problem: string | null;
}

/** Throws AppError `database-unavailable`. */
export function createDropFileMemory(pool: pg.Pool, clock: Clock): DropFileMemory {
  const ask = askOf(pool);
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
  };
}
