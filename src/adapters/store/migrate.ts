/** Brings the tables to this version: applies the files of migrations/ that the database has not seen, in order. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Pool, PoolClient } from 'pg';
import type { BaseLogger } from 'pino';
import { AppError } from '../../domain/model/errors.ts';

/** The same three folders up from src/ and from dist/, which tsc fills with no SQL. */
const shipped = fileURLToPath(new URL('../../../src/adapters/store/migrations/', import.meta.url));
/** Any number of our own: one process at a time migrates a database. */
const migrationLock = 4818;

/** As `schema_migrations` has it. */
export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

interface Migration extends AppliedMigration {
  readonly sql: string;
}

export interface MigrateWishes {
  /** Of the SQL files. */
  readonly folder?: string;
  /** Called when tables are about to be changed, or another process is at it. */
  readonly onMigrating?: (() => void) | undefined;
  /** The tables of an older version are left alone: a daemon may be working with them. An empty database gets its tables all the same. */
  readonly leavesOlder?: boolean | undefined;
  /** The database was ours before its tables were taken away: what else is there was beside them. */
  readonly isOurs?: boolean | undefined;
  /** No others than these: the tables are to be those of an older version, for what was saved from it. */
  readonly only?: readonly AppliedMigration[] | undefined;
}

/**
 * Throws AppError `database-changed` for a database that a newer or another Carillon has migrated, `database-older` for
 * one that is to be left alone, `database-foreign` for one with somebody else's tables and none of ours, `installation-moved`.
 */
export async function migrate(
  pool: Pool,
  log: Pick<BaseLogger, 'info'>,
  { folder = shipped, onMigrating, leavesOlder = false, isOurs = false, only }: MigrateWishes = {},
): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = await pool.connect();
  try {
    await lock(client, onMigrating);
    if (!isOurs) await refuseForeign(client);
    const missing = (await findMissing(client, migrations)).filter(
      ({ name }) => only?.some((one) => one.name === name) ?? true,
    );
    if (leavesOlder && missing.length < migrations.length) refuseOlder(missing);
    if (missing.length > 0) onMigrating?.();
    for (const migration of missing) {
      await apply(client, migration);
      log.info({ migration: migration.name }, 'database migrated');
    }
    await refuseMoved(client);
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  } catch (error) {
    // Ends the session, and its lock and transaction with it.
    client.release(true);
    throw error;
  }
  client.release();
}

/** Can tables that have seen these be brought to this version? Each is one of ours, with the same content. */
export async function canUpgrade(applied: readonly AppliedMigration[], folder = shipped): Promise<boolean> {
  const ours = new Map((await readMigrations(folder)).map(({ name, sha256 }) => [name, sha256]));
  return applied.every(({ name, sha256 }) => ours.get(name) === sha256);
}

const OURS = /^create (?:or replace )?(table|function)(?: if not exists)? ([a-z_]+)/gim;

/** Every table and function that our migrations make; what else is in the database is somebody else's. */
async function namesOfOurs(folder: string): Promise<Readonly<Record<'table' | 'function', string[]>>> {
  const made = (await readMigrations(folder)).flatMap(({ sql }) => [...sql.matchAll(OURS)]);
  const named = (kind: string) => [...new Set(made.flatMap((one) => (one[1] === kind && one[2] ? [one[2]] : [])))];
  return { table: named('table'), function: named('function') };
}

/**
 * Takes all tables away and makes them anew, those of this version or `only` those of an older one. What is in them goes: who calls
 * has seen that nothing is.
 */
export async function remakeTables(
  pool: Pool,
  log: Pick<BaseLogger, 'info'>,
  only?: readonly AppliedMigration[],
  folder = shipped,
): Promise<void> {
  const ours = await namesOfOurs(folder);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`drop table if exists schema_migrations, ${ours.table.join(', ')} cascade`);
    await client.query(`drop function if exists ${ours.function.join(', ')} cascade`);
    await client.query('commit');
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  await migrate(pool, log, { folder, only, isOurs: true });
}

/** Those of this version, as `schema_migrations` has them when it is up to date. */
export async function shippedMigrations(): Promise<AppliedMigration[]> {
  return (await readMigrations(shipped)).map(({ name, sha256 }) => ({ name, sha256 }));
}

/** Waits while another process migrates. */
async function lock(client: PoolClient, onWait?: () => void): Promise<void> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) held', [migrationLock]);
  if (rows[0]?.held) return;
  onWait?.();
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${folder}/${name}`, 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Of somebody else's tables, so many are named. */
const NAMED = 3;

/** Other programs have a table `schema_migrations`, too: ours has the hash of each. Tables of extensions (PostGIS) are nobody's. */
async function refuseForeign(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ ours: boolean; place: string; tables: string[] }>(
    `select current_database() || ', ' || current_schema() place,
       (select count(*) = 2 from pg_attribute
        where attrelid = to_regclass('schema_migrations') and attname in ('name', 'sha256'))
         or to_regclass('access_accounts') is not null ours,
       array(select relname::text from pg_class c where relnamespace = (select oid from pg_namespace where nspname = current_schema()) and relkind in ('r', 'p')
         and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1) tables`,
  );
  const [{ ours, place, tables } = { ours: true, place: '', tables: [] }] = rows;
  if (ours || tables.length === 0) return;
  const more = tables.length > NAMED ? ` and ${tables.length - NAMED} more` : '';
  throw new AppError(
    'database-foreign',
    `this database (${place}) holds somebody else’s tables (${tables.slice(0, NAMED).join(', ')}${more}) and none of ours: give Carillon a database of its own (createdb carillon)`,
    { retryable: false },
  );
}

async function findMissing(client: PoolClient, migrations: readonly Migration[]): Promise<Migration[]> {
  await client.query(
    'create table if not exists schema_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  );
  const seen = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations order by name',
  );
  for (const { name, sha256 } of seen.rows) {
    const ours = migrations.find((migration) => migration.name === name);
    if (!ours)
      throw refusal(
        `this database was migrated by a newer Carillon (${name}); use that version or a backup from before it`,
      );
    if (ours.sha256 !== sha256)
      throw refusal(`the migration ${name} was applied with another content; files once applied never change`);
  }
  return migrations.filter(({ name }) => !seen.rows.some((row) => row.name === name));
}

function refuseOlder([first]: readonly Migration[]): void {
  if (!first) return;
  throw new AppError(
    'database-older',
    `the tables of this database are of an older version (${first.name} is missing); back up and start the daemon of this version, which brings them up to date`,
    { retryable: false },
  );
}

/** What was moved away must not be worked on again: its runs and letters go on elsewhere. */
async function refuseMoved(client: PoolClient): Promise<void> {
  const { rows: known } = await client.query<{ known: boolean }>(
    "select to_regclass('public.moved') is not null known",
  );
  if (!known[0]?.known) return;
  const { rows } = await client.query<{ moved_to: string }>('select moved_to from moved');
  const [moved] = rows;
  if (!moved) return;
  throw new AppError('installation-moved', `this installation was moved to ${moved.moved_to}: set DATABASE_URL to it`, {
    retryable: false,
  });
}

async function apply(client: PoolClient, { name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin');
  await client.query(sql);
  await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256]);
  await client.query('commit');
}

function refusal(message: string): AppError {
  return new AppError('database-changed', message, { retryable: false });
}
