/** The door to PostgreSQL: the one that DATABASE_URL names, else the private one; migrated and ready. */
import { type ClientBase, Pool, type PoolClient, TypeOverrides, types } from 'pg';
import type { BaseLogger } from 'pino';
import { AppError, codeOf } from '../../domain/model/errors.ts';
import { likelyMistake } from '../who-answers.ts';
import { encryptionOf } from './database-address.ts';
import { refusePrivate } from './database-note.ts';
import { refusePooled } from './database-sessions.ts';
import { type EmbeddedServer, openEmbeddedPostgres } from './embedded-postgres.ts';
import { type AppliedMigration, migrate } from './migrate.ts';

type Log = Pick<BaseLogger, 'info' | 'warn' | 'error'>;

/** What pg needs to connect, and what BullMQ takes as well. */
export type ConnectionSettings = {
  readonly connectionString?: string;
  readonly keepAlive?: boolean;
  readonly keepAliveInitialDelayMillis?: number;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly application_name: string;
  readonly connectionTimeoutMillis: number;
};

/** Columns come as: int8 a string, date `YYYY-MM-DD`, timestamptz milliseconds since the epoch. */
export interface Database {
  readonly pool: Pool;
  /** For those who need connections of their own; without the column types of `pool`. */
  readonly poolConfig: ConnectionSettings;
  readonly embedded: boolean;
  /** Commits what `work` did, or nothing when it throws. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL URL; empty or absent: the private server in the data folder. */
  readonly url?: string | undefined;
  readonly dataFolder: string;
  readonly log: Log;
  /** Called when tables are about to be changed, or another process is at it. */
  readonly onMigrating?: () => void;
  /** The tables of an older version are refused instead of being brought up to date. */
  readonly leavesOlder?: boolean | undefined;
  /** The tables are to be those after these migrations, and no later ones. */
  readonly only?: readonly AppliedMigration[];
}

const oldestVersion = 15;
/** An answer that a cut network has swallowed is not waited for: the system's own choice is two hours. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 };
/** The private server takes 120 connections: several processes share them. */
const poolSize = 10;

/** The column types of `pool`, for other connections that want the same. */
const columnTypes = new TypeOverrides();
const textArray: number = 1009;
const dateArray = 1182;
const asDate = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text');
columnTypes.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => Number(asDate(text)));
columnTypes.setTypeParser(types.builtins.DATE, (text) => text);
columnTypes.setTypeParser(dateArray, types.getTypeParser(textArray, 'text'));

/**
 * Opens, checks and migrates. Throws AppError `database-unavailable`, `database-too-old`, `database-changed`, `database-older`,
 * `database-other`, `database-pooled`, `database-foreign`, `installation-moved`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, dataFolder, log } = options;
  if (url) {
    const { url: connectionString, told } = encryptionOf(url);
    if (told !== null) log.info(told);
    return await connect({ connectionString, ...KEEP_ALIVE }, null, options);
  }
  await refusePrivate(dataFolder);
  const server = await openEmbeddedPostgres(dataFolder, log);
  return await connect(server.connection, server, options);
}

async function connect(
  where: Partial<ConnectionSettings>,
  server: EmbeddedServer | null,
  { log, onMigrating, leavesOlder, only }: DatabaseOptions,
): Promise<Database> {
  const poolConfig = { ...where, application_name: 'carillon', connectionTimeoutMillis: 10_000 };
  const pool = poolOf(poolConfig, poolSize);
  pool.on('error', (error) => {
    // One that is being closed may hear its private server's good-bye: no trouble.
    if (!pool.ending) log.warn({ err: error }, 'an idle database connection was lost');
  });
  const close = async () => {
    if (!pool.ending) await pool.end();
    await server?.close();
  };
  try {
    await checkVersion(pool, poolConfig.connectionString);
    if (server === null) await refusePooled(pool);
    await migrate(pool, log, { onMigrating, leavesOlder, only });
  } catch (error) {
    await close();
    throw asTrouble(error);
  }
  return { pool, poolConfig, embedded: server !== null, transaction: (work) => inTransaction(pool, work), close };
}

/** Codes of PostgreSQL that are the operator's to mend before anything else. */
const NO_RIGHT = '42501';
const READ_ONLY = '25006';

/** What a server that answers says of an account or a server with which nothing can be kept. */
function asTrouble(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const why = error instanceof Error ? error.message : String(error);
  const told: Readonly<Record<string, string>> = {
    [NO_RIGHT]: `PostgreSQL does not let this account make tables: ${why}. It should own the database that its address names`,
    [READ_ONLY]: `PostgreSQL takes no changes here: ${why}. Name the server that does, not a copy of it that is for reading`,
  };
  const words = told[codeOf(error)];
  return words === undefined ? error : new AppError('database-unavailable', words, { cause: error });
}

/** One connection for a process that works for another, which has opened the database: it is checked, and stays open meanwhile. */
export function joinDatabase(poolConfig: ConnectionSettings): Database {
  const pool = poolOf(poolConfig, 1);
  // The next query says it.
  pool.on('error', () => undefined);
  return {
    pool,
    poolConfig,
    embedded: false,
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

/** Idle: asked after 30 s, three times. With something on its way: 60 s. Over a socket file nothing of it applies. */
const CUT_OFF_IN_A_MINUTE =
  'set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3; set tcp_user_timeout = 60000';

function poolOf(poolConfig: ConnectionSettings, max: number): Pool {
  // A host that is cut off says no good-bye: the server's default is to keep its session, and the site it was at, for two hours.
  const onConnect = (client: ClientBase) => client.query(CUT_OFF_IN_A_MINUTE);
  const pool = new Pool({ ...poolConfig, max, types: columnTypes, onConnect });
  // A connection that breaks while somebody holds it tells its holder by the next query; unheard, the event ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}

async function checkVersion(pool: Pool, url: string | undefined): Promise<void> {
  const shown = await pool
    .query<{ version: string; number: number }>(
      "select current_setting('server_version') version, current_setting('server_version_num')::int number",
    )
    .catch(async (cause: unknown) => {
      const why = cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
      const likely = url === undefined ? '' : await likelyMistake(url);
      throw new AppError('database-unavailable', `PostgreSQL does not answer: ${why}${likely}`, { cause });
    });
  const [server] = shown.rows;
  if (server && server.number >= oldestVersion * 10_000) return;
  throw new AppError(
    'database-too-old',
    `PostgreSQL ${server?.version} is too old: Carillon needs ${oldestVersion} or newer.`,
    {
      retryable: false,
    },
  );
}
