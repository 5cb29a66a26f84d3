/** Whole tables out of and into a database by COPY: for backups and for moving to another server. */

import { createHash } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** What went through a COPY. */
export interface Copied {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 of the text that PostgreSQL wrote: a copy of it that was read in gives the same. */
  readonly sha256: string;
}

/** Our tables, each after those that it refers to; what the queue and the migrations keep, which installation it is and who works on it, is not among them. */
export async function tablesInOrder(client: PoolClient): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('schema_migrations', 'moved', 'installation', 'workers')
       and table_name not like 'bullmq%' order by 1`,
  );
  const { rows: links } = await client.query<{ child: string; parent: string }>(
    `select c.relname child, p.relname parent from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
     where k.contype = 'f' and c.oid <> p.oid and k.connamespace = 'public'::regnamespace`,
  );
  const ordered: string[] = [];
  const waiting = new Set(tables.map(({ name }) => name));
  while (waiting.size > 0) {
    const ready = [...waiting].filter((name) =>
      links.every(({ child, parent }) => child !== name || !waiting.has(parent)),
    );
    if (ready.length === 0) throw new Error(`tables refer to one another: ${[...waiting].join(', ')}`);
    for (const name of ready) waiting.delete(name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Passes bytes on and notes what they were. COPY's text has one line a row: breaks inside a value are written `\n`. */
function noting(table: string): { readonly stream: Transform; noted(): Copied } {
  const hash = createHash('sha256');
  let rows = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  return { stream, noted: () => ({ table, rows, sha256: hash.digest('hex') }) };
}

/** Columns of a table as they are read out; secrets that wait in the outbox stay, and their letters are given up. */
async function selectOf(client: PoolClient, table: string, withSecrets: boolean): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1
     order by ordinal_position`,
    [table],
  );
  const columns = rows.map(({ name }) => {
    if (table !== 'outbox' || withSecrets) return name;
    if (name === 'secret') return 'null::text as secret';
    return name === 'given_up_at'
      ? 'case when secret is null then given_up_at else coalesce(given_up_at, now()) end'
      : name;
  });
  return `select ${columns.join(', ')} from ${table}`;
}

/** Writes a table's rows. `withSecrets`: also the links that wait in the outbox. */
export async function copyOut(
  client: PoolClient,
  table: string,
  into: Writable,
  { withSecrets = false } = {},
): Promise<Copied> {
  const { stream, noted } = noting(table);
  await pipeline(client.query(copyTo(`copy (${await selectOf(client, table, withSecrets)}) to stdout`)), stream, into);
  return noted();
}

/** What a table's rows are, without keeping them. */
export async function describeTable(client: PoolClient, table: string): Promise<Copied> {
  const { stream, noted } = noting(table);
  stream.resume();
  await pipeline(client.query(copyTo(`copy ${table} to stdout`)), stream);
  return noted();
}

/** Reads rows into a table, numbers included. */
export async function copyIn(client: PoolClient, table: string, from: Readable): Promise<void> {
  await pipeline(from, client.query(copyFrom(`copy ${table} from stdin`)));
}

/** Empties our tables and runs work while the audit log takes rows as they are; afterwards numbers go on after the highest. */
export async function refill(client: PoolClient, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  await client.query('alter table audit disable trigger user');
  await client.query(`truncate ${tables.join(', ')} cascade`);
  await work();
  await client.query('alter table audit enable trigger user');
  for (const table of tables) {
    const { rows } = await client.query<{ sequence: string | null }>(
      `select pg_get_serial_sequence($1, 'id') sequence where exists (select from information_schema.columns
         where table_schema = 'public' and table_name = $1 and column_name = 'id' and is_identity = 'YES')`,
      [table],
    );
    const sequence = rows[0]?.sequence;
    if (sequence)
      await client.query(`select setval($1, (select coalesce(max(id), 0) + 1 from ${table}), false)`, [sequence]);
  }
}
