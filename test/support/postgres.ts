/** A migrated, empty database for each test file, on one private server that the files of a run share. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import pino from 'pino';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { type EmbeddedServer, openEmbeddedPostgres } from '../../src/adapters/store/embedded-postgres.ts';

export interface TestDatabase {
  readonly pool: Pool;
  /** For a second process or pool on the same database, as DATABASE_URL. */
  readonly url: string;
  readonly database: Database;
  /** An empty folder of this test's own. */
  readonly dataFolder: string;
  close(): Promise<void>;
}

const silent = pino({ level: 'silent' });
const template = 'carillon_template';

/**
 * Its folder and database are gone after close(), the server when nobody uses it any more. `own`: a server that no other
 * test file uses, for those that need many of its 120 connections.
 */
export async function startTestDatabase({ own = false } = {}): Promise<TestDatabase> {
  const ofRun = own ? undefined : process.env.CARILLON_TEST_FOLDER;
  const folder = ofRun ?? (await mkdtemp(path.join(os.tmpdir(), 'carillon-test-')));
  const server = await openEmbeddedPostgres(folder, silent);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    await admin.query('select pg_advisory_lock(1)');
    const found = await admin.query('select from pg_database where datname = $1', [template]);
    if (found.rowCount === 0) await makeTemplate(admin, server, folder);
    await admin.query(`create database ${name} template ${template}`);
  });
  const dataFolder = path.join(folder, name);
  await mkdir(dataFolder);
  const url = urlOf(server, name);
  const database = await openDatabase({ url, dataFolder, log: silent });
  // A copy of the template is an installation of its own.
  await database.pool.query('update installation set id = default');
  return {
    pool: database.pool,
    url,
    database,
    dataFolder,
    async close() {
      await database.close();
      await asAdmin(server, (admin) => admin.query(`drop database ${name} with (force)`));
      await server.close();
      await rm(ofRun ? dataFolder : folder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(admin: Client, server: EmbeddedServer, dataFolder: string): Promise<void> {
  const raw = `${template}_raw`;
  await admin.query(`drop database if exists ${raw}`);
  await admin.query(`create database ${raw}`);
  const database = await openDatabase({ url: urlOf(server, raw), dataFolder, log: silent });
  await database.close();
  await admin.query(`alter database ${raw} rename to ${template}`);
}

async function asAdmin(server: EmbeddedServer, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ ...server.connection, database: 'postgres' });
  await admin.connect();
  await work(admin).finally(() => admin.end());
}

function urlOf(server: EmbeddedServer, database: string): string {
  const url = new URL(server.url);
  url.pathname = database;
  return url.href;
}
