/** Backup and restore of an installation: tables in one snapshot, the deposited files, the keys under a passphrase. */

import { createHash, createPrivateKey } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import type { BaseLogger } from 'pino';
import { z } from 'zod';
import { importKey, listKeys } from '../adapters/keys/key-folder.ts';
import { verifyAudit } from '../adapters/store/audit.ts';
import { canUpgrade, remakeTables, shippedMigrations } from '../adapters/store/migrate.ts';
import type { Queryable } from '../adapters/store/runs.ts';
import { type Copied, copyIn, copyOut, describeTable, refill, tablesInOrder } from '../adapters/store/table-copy.ts';
import { makeFolder } from '../config/folders.ts';
import { AppError, codeOf, Refusal } from '../domain/model/errors.ts';
import type { OpenSpool } from '../domain/ports.ts';
import type { Carillon } from '../main.ts';
import { VERSION } from '../version.ts';
import { refuseOthers } from './move.ts';

const manifestSchema = z.strictObject({
  version: z.string(),
  madeAt: z.string(),
  migrations: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  tables: z.array(z.strictObject({ table: z.string(), rows: z.number(), sha256: z.string() })),
  files: z.strictObject({ count: z.number(), bytes: z.number() }),
  /** Hashes of deposited files that the spool had lost; absent: none. */
  missing: z.array(z.string()).optional(),
  keys: z.number(),
  /** Private keys that were there and are not in it, for want of a passphrase; absent: none. */
  keysLeft: z.number().optional(),
});

/** What a backup says of itself; written last, so that one that was cut is none. */
export type Manifest = z.infer<typeof manifestSchema>;

type Installation = Pick<Carillon, 'database' | 'folders' | 'clock'> & {
  readonly spool: Pick<OpenSpool, 'open' | 'receive' | 'forget' | 'has'>;
};

const MANIFEST = 'manifest.json';
/** Until it is whole. */
const MANIFEST_BESIDE = `${MANIFEST}.new`;

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function migrationsOf({ database }: Pick<Installation, 'database'>): Promise<Manifest['migrations']> {
  const { rows } = await database.pool.query<Manifest['migrations'][number]>(
    'select name, sha256 from schema_migrations order by name',
  );
  return rows;
}

/**
 * Writes a backup into a folder that is empty or not there yet; the daemon may go on meanwhile. Private keys are only taken with a
 * passphrase, and encrypted by it. One that fails leaves an empty folder. Throws Refusal `backup-folder-taken`, AppError `folder-unusable`.
 */
export async function backUp(of: Installation, folder: string, passphrase: string | null): Promise<Manifest> {
  try {
    makeFolder(path.join(folder, 'tables'), 0o700);
  } catch (cause) {
    const told = `${folder} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}; name another folder`;
    throw new AppError('folder-unusable', told, { retryable: false, cause });
  }
  if (
    (await readdir(folder)).some((name) => name !== 'tables') ||
    (await readdir(path.join(folder, 'tables'))).length > 0
  )
    throw new Refusal('backup-folder-taken', { folder });
  try {
    return await fill(of, folder, passphrase);
  } catch (cause) {
    // Half a backup is none, holds people's names all the same, and would stand in the way of the next try.
    for (const made of ['tables', 'files', 'keys', MANIFEST_BESIDE])
      await rm(path.join(folder, made), { recursive: true, force: true }).catch(() => undefined);
    if (!/^(ENOSPC|EDQUOT|EFBIG)$/.test(codeOf(cause))) throw cause;
    const told = `there is not enough room for the backup in ${folder}, and nothing of it was left there: make room, or name another folder`;
    throw new AppError('folder-unusable', told, { retryable: false, cause });
  }
}

async function fill(of: Installation, folder: string, passphrase: string | null): Promise<Manifest> {
  const migrations = await migrationsOf(of);
  const { tables, hashes } = await backUpTables(of, path.join(folder, 'tables'));
  const files = { count: 0, bytes: 0 };
  const missing: string[] = [];
  for (const sha256 of hashes) {
    const bytes = await backUpFile(of, folder, sha256);
    if (bytes === null) missing.push(sha256);
    else {
      files.bytes += bytes;
      files.count += 1;
    }
  }
  const { keys, keysLeft } = await backUpKeys(of, folder, passphrase);
  const madeAt = new Date(of.clock.now()).toISOString();
  const lost = missing.length === 0 ? {} : { missing };
  const manifest: Manifest = {
    version: VERSION,
    madeAt,
    migrations,
    tables,
    files,
    ...lost,
    keys,
    ...(keysLeft > 0 ? { keysLeft } : {}),
  };
  const beside = path.join(folder, MANIFEST_BESIDE);
  await writeFile(beside, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await syncFile(beside);
  await rename(beside, path.join(folder, MANIFEST));
  await syncFile(folder);
  return manifest;
}

/** All tables as of one moment, and the hashes of the deposits that they name. */
async function backUpTables(
  { database }: Installation,
  folder: string,
): Promise<{ readonly tables: Copied[]; readonly hashes: string[] }> {
  return await database.transaction(async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    const tables: Copied[] = [];
    for (const table of await tablesInOrder(client)) {
      const file = path.join(folder, `${table}.copy.gz`);
      const gzip = createGzip();
      const written = pipeline(gzip, createWriteStream(file, { mode: 0o600, flush: true }));
      tables.push(await copyOut(client, table, gzip));
      await written;
    }
    const { rows } = await client.query<{ sha256: string }>(
      'select distinct sha256 from deposits where forgotten_at is null order by 1',
    );
    return { tables, hashes: rows.map((row) => row.sha256) };
  });
}

function fileOf(folder: string, sha256: string): string {
  return path.join(folder, 'files', sha256.slice(0, 2), sha256);
}

/** Copies deposited bytes and checks them on the way; how many. Null: they are lost, which is no reason to keep nothing of the others. */
async function backUpFile({ spool }: Installation, folder: string, sha256: string): Promise<number | null> {
  const file = fileOf(folder, sha256);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const chunk of spool.open(sha256)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(Readable.from(checked()), createWriteStream(file, { mode: 0o600, flush: true }));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'source-missing')) throw error;
    await rm(file, { force: true });
    return null;
  }
  if (hash.digest('hex') !== sha256) throw new Refusal('backup-damaged', { what: `files/${sha256}` });
  return bytes;
}

async function backUpKeys(
  { folders }: Installation,
  folder: string,
  passphrase: string | null,
): Promise<{ readonly keys: number; readonly keysLeft: number }> {
  const keys = await listKeys(folders.keys);
  if (passphrase === null || keys.length === 0) return { keys: 0, keysLeft: keys.length };
  await mkdir(path.join(folder, 'keys'), { mode: 0o700 });
  for (const key of keys) {
    const sealed = createPrivateKey(await readFile(key.file)).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase,
    });
    await writeFile(path.join(folder, 'keys', `${key.partner}~${key.fingerprint.slice(0, 12)}.pem`), sealed, {
      mode: 0o600,
    });
  }
  return { keys: keys.length, keysLeft: 0 };
}

/** Throws Refusal `backup-incomplete`, `backup-damaged`, `backup-other-version` for one that this version cannot take. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, MANIFEST), 'utf8').catch(() => null);
  if (text === null) throw new Refusal('backup-incomplete', { folder });
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new Refusal('backup-damaged', { what: MANIFEST });
  const { version, migrations } = parsed.data;
  if (!(await canUpgrade(migrations))) throw new Refusal('backup-other-version', { version, own: VERSION });
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Brings the empty tables of an installation to those of a backup, or to those of this version; nothing where they are that already.
 * Throws Refusal `restore-not-empty`, `move-daemon-runs`.
 */
export async function shapeTables(
  { database }: Pick<Installation, 'database'>,
  log: Pick<BaseLogger, 'info'>,
  only?: Manifest['migrations'],
): Promise<void> {
  const own = await migrationsOf({ database });
  const isSo = JSON.stringify(own) === JSON.stringify(only ?? (await shippedMigrations()));
  if (isSo) return;
  await refuseUsed(database.pool);
  const client = await database.pool.connect();
  try {
    await refuseOthers(database, client);
  } finally {
    client.release();
  }
  await remakeTables(database.pool, log, only);
}

/**
 * Fills an installation in which nothing has happened yet, all or nothing, and compares each with what was backed up.
 * Its tables are those of the version that made the backup; who calls brings them up to date afterwards.
 * Throws Refusal `backup-incomplete`, `backup-damaged`, `backup-other-version`, `restore-not-empty`, `backup-passphrase`,
 * `backup-passphrase-wrong`.
 */
export async function restore(into: Installation, folder: string, passphrase: string | null): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const own = await migrationsOf(into);
  if (JSON.stringify(own) !== JSON.stringify(manifest.migrations))
    throw new Refusal('backup-other-version', { version: manifest.version, own: VERSION });
  await refuseUsed(into.database.pool);
  if (manifest.keys > 0 && passphrase === null) throw new Refusal('backup-passphrase');
  /** What takes back what was made beside the tables, should anything go wrong. */
  const undo: (() => Promise<void>)[] = [];
  try {
    // Files first: a table that names a file is only there when the file is.
    await restoreFiles(into, folder, manifest, undo);
    await restoreKeys(into, folder, manifest, passphrase, undo);
    await into.database.transaction((client) => restoreTables(client, folder, manifest));
  } catch (error) {
    for (const takeBack of undo) await takeBack().catch(() => undefined);
    throw error;
  }
  return manifest;
}

async function refuseUsed(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ used: boolean }>(
    'select exists (select from sites) or exists (select from people) or exists (select from deposits) used',
  );
  if (rows[0]?.used) throw new Refusal('restore-not-empty');
}

async function restoreTables(client: PoolClient, folder: string, manifest: Manifest): Promise<void> {
  await client.query('lock table sites, people, deposits in access exclusive mode');
  await refuseUsed(client);
  const named = new Set(manifest.tables.map(({ table }) => table));
  const tables = (await tablesInOrder(client)).filter((table) => named.has(table));
  await refill(client, tables, async () => {
    for (const { table } of manifest.tables) {
      const gunzip = createGunzip();
      const read = pipeline(createReadStream(path.join(folder, 'tables', `${table}.copy.gz`)), gunzip);
      // Whichever of the two breaks takes the other one with it: the first says why.
      await Promise.all([read, copyIn(client, table, gunzip)]).catch((error: unknown) => {
        throw isOfTheBackup(error) ? new Refusal('backup-damaged', { what: `tables/${table}.copy.gz` }) : error;
      });
    }
  });
  for (const wanted of manifest.tables) {
    const found = await describeTable(client, wanted.table);
    if (found.rows !== wanted.rows || found.sha256 !== wanted.sha256)
      throw new Refusal('backup-damaged', { what: `tables/${wanted.table}.copy.gz` });
  }
  const { broken } = await verifyAudit(client);
  if (broken) throw new Refusal('backup-damaged', { what: `audit ${broken.id}` });
}

/** Bytes that are not packed as ours are, a file that is lost, rows that PostgreSQL cannot take into that table. */
function isOfTheBackup(error: unknown): boolean {
  return /^(Z_|ENOENT$|EIO$|22|23|08P01$)/.test(codeOf(error));
}

async function restoreFiles(
  { spool }: Installation,
  folder: string,
  { files }: Manifest,
  undo: (() => Promise<void>)[],
): Promise<void> {
  let count = 0;
  const root = path.join(folder, 'files');
  for (const prefix of await readdir(root).catch(() => [])) {
    for (const sha256 of await readdir(path.join(root, prefix))) {
      // What was in the spool before is not ours to take back.
      if (!(await spool.has(sha256))) undo.push(() => spool.forget(sha256));
      const incoming = await spool.receive();
      try {
        for await (const chunk of createReadStream(fileOf(folder, sha256))) await incoming.write(chunk as Buffer);
        const sealed = await incoming.seal();
        if (sealed.sha256 !== sha256) {
          undo.push(() => spool.forget(sealed.sha256));
          throw new Refusal('backup-damaged', { what: `files/${sha256}` });
        }
      } catch (error) {
        await incoming.discard();
        throw error;
      }
      count += 1;
    }
  }
  if (count !== files.count) throw new Refusal('backup-damaged', { what: `files (${count} / ${files.count})` });
}

async function restoreKeys(
  { folders }: Installation,
  folder: string,
  { keys }: Manifest,
  passphrase: string | null,
  undo: (() => Promise<void>)[],
): Promise<void> {
  if (keys === 0) return;
  const known = new Set((await listKeys(folders.keys)).map(({ file }) => file));
  for (const name of await readdir(path.join(folder, 'keys'))) {
    const { file } = await importKey(
      folders.keys,
      name.replace(/~[^~]*\.pem$/, ''),
      path.join(folder, 'keys', name),
      passphrase,
    ).catch((error: unknown) => {
      // We wrote it ourselves: what cannot be read was sealed with other words.
      throw error instanceof Refusal && error.code === 'bad-input' ? new Refusal('backup-passphrase-wrong') : error;
    });
    if (!known.has(file)) undo.push(() => rm(file, { force: true }));
  }
}
