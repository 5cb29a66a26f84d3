/** `carillon backup`, `carillon restore` and `carillon migrate`. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { openSpool } from '../adapters/spool/open.ts';
import { refuseOtherAccount } from '../adapters/store/data-folder-account.ts';
import { type Database, openDatabase } from '../adapters/store/database.ts';
import { noteDatabase } from '../adapters/store/database-note.ts';
import { installationOf } from '../adapters/store/installation.ts';
import { migrate } from '../adapters/store/migrate.ts';
import { notedIn } from '../administration/noted.ts';
import { backUp, type Manifest, readManifest, restore, shapeTables } from '../backup/backup.ts';
import { type Move, moveTo } from '../backup/move.ts';
import { foldersOf, loadConfig, secretFrom, spoolOf } from '../config/config.ts';
import { prepareFolders } from '../config/folders.ts';
import { databaseUrl } from '../config/shapes.ts';
import type { OpenSpool } from '../domain/deposit/spool.ts';
import { AppError, Refusal } from '../domain/model/errors.ts';
import { plainNotation } from '../domain/model/notation.ts';
import { clockOf } from '../main.ts';
import { commandLog, withCarillon } from './open.ts';
import { counted, type OutputOptions, print } from './output.ts';

const PASSPHRASE = 'CARILLON_BACKUP_PASSPHRASE';

const TARGET = 'TARGET_DATABASE_URL';

const passphrase = (): string | null => secretFrom(process.env, PASSPHRASE) || null;

function tell(verb: string, folder: string, { tables, files, keys }: Manifest): string {
  const rows = tables.reduce((sum, one) => sum + one.rows, 0);
  return [
    `${verb} : ${folder}`,
    `  ${tables.length} tables, ${counted(rows, 'ligne')}`,
    `  ${counted(files.count, 'fichier déposé', 'fichiers déposés')}, ${plainNotation('fr').size(files.bytes)}`,
    `  clés privées : ${keys}`,
  ].join('\n');
}

/** Everything else is worth keeping all the same: the backup is done, and says what it lacks. */
function warnOfKeys(left: number): string {
  return [
    `ATTENTION : ${left === 1 ? "une clé privée n'est" : `${left} clés privées ne sont`} pas dans cette sauvegarde.`,
    'Sans clé, les exports chiffrés pour ce portail ne pourront plus être ouverts après une restauration.',
    `Pour qu'elle les contienne, chiffrées : définissez ${PASSPHRASE} (ou ${PASSPHRASE}_FILE), puis sauvegardez de nouveau.`,
  ].join('\n');
}

/** What a restored backup could not bring. */
function warnOfMissing(lost: number): string {
  const what = lost === 1 ? 'un fichier déposé manquait' : `${lost} fichiers déposés manquaient`;
  return `ATTENTION : ${what} déjà dans cette sauvegarde (« missing » dans manifest.json).`;
}

function warnOfNoKeys(left: number): string {
  return [
    `ATTENTION : ${left === 1 ? "une clé privée n'était" : `${left} clés privées n'étaient`} pas dans cette sauvegarde : les exports chiffrés ne pourront pas être ouverts.`,
    "Reprenez les clés là où elles sont gardées (carillon keys import), ou créez-en de nouvelles et donnez-les à l'éditeur (carillon keys create).",
  ].join('\n');
}

/** Of what is missing, so many lines. */
const TOLD = 10;

/** Deposits whose files are lost, for people to know them by. */
async function lostDeposits({ pool }: Pick<Database, 'pool'>, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ site_id: number; name: string; sha256: string }>(
    'select site_id, name, sha256 from deposits where sha256 = any($1) and forgotten_at is null order by id desc',
    [hashes],
  );
  return rows.map(({ site_id, name, sha256 }) => `  site ${site_id} : ${name} (${sha256})`);
}

function warnOfLost(lost: readonly string[]): string {
  const many = lost.length > 1;
  return [
    `ATTENTION : ${many ? `${lost.length} fichiers déposés manquent` : 'un fichier déposé manque'} à cette sauvegarde, car le dossier des dépôts (spool) ne ${many ? 'les' : "l'"} a plus :`,
    ...lost.slice(0, TOLD),
    ...(lost.length > TOLD ? [`  et ${lost.length - TOLD} de plus`] : []),
    'Tout le reste est sauvegardé. Si une sauvegarde plus ancienne a ces fichiers (files/), recopiez-les dans le spool (objects/).',
  ].join('\n');
}

type Target = { readonly [name in 'to' | 'toFile']?: string | undefined };

/** The address of the database to move to: whoever lists the processes of a machine sees their arguments, and a password in them. */
async function targetOf({ to, toFile }: Target): Promise<string> {
  // Gone from the list of processes from here on.
  if (to !== undefined) process.title = 'carillon migrate';
  const url = to ?? (toFile === undefined ? secretFrom(process.env, TARGET) : await firstLine(toFile));
  if (!url)
    throw new InvalidArgumentError(`give the address of the new database: in ${TARGET}, by --to-file, or by --to`);
  if (!databaseUrl.safeParse(url).success)
    throw new Refusal('bad-input', { problem: "ce n'est pas une adresse PostgreSQL (postgres://…)" });
  return url;
}

async function firstLine(file: string): Promise<string> {
  try {
    return (await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')).trim();
  } catch (cause) {
    throw new Refusal('bad-input', { problem: `« ${file} » ne peut pas être lu (${(cause as Error).message})` });
  }
}

function tellMove({ to, tables }: Move): string {
  const rows = tables.reduce((sum, one) => sum + one.rows, 0);
  return [
    `Déplacé vers ${to} : ${tables.length} tables, ${counted(rows, 'ligne')}, comparées une à une.`,
    `À faire : définissez DATABASE_URL avec cette adresse, puis démarrez. Le dossier des dépôts (spool) reste où il est.`,
  ].join('\n');
}

/** A backup of an older version fills the tables of that version, which are then brought up to date. */
async function restoreHere(folder: string): Promise<Manifest> {
  const config = loadConfig();
  const folders = foldersOf(config);
  const log = commandLog();
  const { migrations: only } = await readManifest(folder);
  await refuseOtherAccount(folders.data);
  prepareFolders(folders);
  const url = config.databaseUrl ?? undefined;
  const database = await openDatabase({ url, dataFolder: folders.data, log, only });
  try {
    const spool = await openSpool(spoolOf(config));
    const markAgain = await refuseOthersSpool(spool, database);
    try {
      await shapeTables({ database }, log, only);
      const manifest = await restore({ database, spool, folders, clock: clockOf(config) }, folder, passphrase());
      await migrate(database.pool, log);
      await markAgain();
      await noteDatabase(folders.data, url, await installationOf(database.pool));
      const { madeAt, keys, keysLeft = 0 } = manifest;
      const details = { madeAt, keys, keysLeft };
      await notedIn(database, clockOf(config))({ siteId: null, action: 'restored', details }, async () => undefined);
      return manifest;
    } catch (error) {
      // Empty tables of an old version would keep every command away.
      await shapeTables({ database }, log)
        .then(markAgain)
        .then(async () => noteDatabase(folders.data, url, await installationOf(database.pool)))
        .catch(() => undefined);
      throw error;
    } finally {
      await spool.close();
    }
  } finally {
    await database.close();
  }
}

/**
 * A spool may be filled that nobody has marked, or this very installation, whose number changes when its tables are shaped anew: what
 * is returned gives it the mark again. Throws AppError `spool-other`.
 */
async function refuseOthersSpool(spool: OpenSpool, { pool }: Database): Promise<() => Promise<void>> {
  const owner = await spool.owner();
  // Tables of an old version do not say which installation they are.
  const own = await installationOf(pool).catch(() => null);
  if (owner !== null && owner !== own)
    throw new AppError(
      'spool-other',
      `the spool belongs to another installation (${owner}); give this one a spool of its own (spoolFolder, or s3.prefix)`,
    );
  return async () => {
    if (owner !== null) await spool.claim(await installationOf(pool));
  };
}

export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description(`Back up tables, deposited files and keys (encrypted, with ${PASSPHRASE} set). The daemon may run.`)
    .argument('<dir>', 'a folder that is empty or not there yet')
    .action(async (dir: string, options: OutputOptions) => {
      const folder = path.resolve(dir);
      const { lost, ...manifest } = await withCarillon(async (c) => {
        const made = await backUp(c, folder, passphrase());
        const { keysLeft = 0 } = made;
        const details = { tables: made.tables.length, files: made.files.count, keys: made.keys, keysLeft };
        await notedIn(c.database, c.clock)({ siteId: null, action: 'backed-up', details }, async () => made);
        return { ...made, keysLeft, lost: await lostDeposits(c.database, made.missing ?? []) };
      });
      print({ folder, ...manifest }, options, () => tell('Sauvegarde faite', folder, manifest));
      if (lost.length > 0) process.stderr.write(`${warnOfLost(lost)}\n`);
      if (manifest.keysLeft > 0) process.stderr.write(`${warnOfKeys(manifest.keysLeft)}\n`);
    });
  program
    .command('migrate')
    .description('Move all tables to another PostgreSQL and close this database for good. Stop the daemon first.')
    .addOption(
      new Option(
        '--to <url>',
        `an empty database: postgres://user:password@host/name; better in ${TARGET}, for others see arguments`,
      ),
    )
    .addOption(new Option('--to-file <file>', 'a file that holds the address; - for standard input').conflicts('to'))
    .addHelpText(
      'after',
      `\nWithout --to and --to-file the address is read from ${TARGET}, or from the file that ${TARGET}_FILE names.`,
    )
    .action(async ({ to: said, toFile, ...options }: Target & OutputOptions) => {
      const to = await targetOf({ to: said, toFile });
      const config = loadConfig();
      const { data: dataFolder } = foldersOf(config);
      const log = commandLog();
      await refuseOtherAccount(dataFolder);
      prepareFolders(foldersOf(config));
      // The database alone: a queue would have connections of its own, like a daemon.
      const database = await openDatabase({ url: config.databaseUrl ?? undefined, dataFolder, log });
      try {
        print(await moveTo({ database, clock: { now: Date.now }, log }, to, dataFolder), options, tellMove);
      } finally {
        await database.close();
      }
    });
  program
    .command('restore')
    .description(
      'Restore a backup into an installation that is new; every table and file is compared. Stop the daemon first.',
    )
    .argument('<dir>', 'a backup')
    .action(async (dir: string, options: OutputOptions) => {
      const folder = path.resolve(dir);
      const manifest = await restoreHere(folder);
      print({ folder, ...manifest }, options, () => tell('Sauvegarde restaurée', folder, manifest));
      const { missing = [], keysLeft = 0 } = manifest;
      if (missing.length > 0) process.stderr.write(`${warnOfMissing(missing.length)}\n`);
      if (keysLeft > 0) process.stderr.write(`${warnOfNoKeys(keysLeft)}\n`);
    });
}
