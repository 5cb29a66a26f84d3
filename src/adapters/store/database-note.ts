/** Which database the daemon of a data folder works on, noted there without passwords: whoever would open another one is refused. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../domain/model/errors.ts';

const noteSchema = z.object({
  /** Host, port and name of a server's database; null: the private one. */
  server: z.string().nullable(),
  /** The number that tells databases from one another, however they are reached. */
  installation: z.string(),
});

export type DatabaseNote = z.infer<typeof noteSchema>;

/** Where it is noted. */
export function noteFileOf(dataFolder: string): string {
  return path.join(dataFolder, 'database.json');
}

/** What may be told of a URL: host, port and database, never login and password. Null for what is no URL. */
export function placeOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { host, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? host}${pathname}`;
}

async function readNote(dataFolder: string): Promise<DatabaseNote | null> {
  const text = await readFile(noteFileOf(dataFolder), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    // The daemon writes it anew.
    return null;
  }
}

/** From now on this is the database of the folder. */
export async function noteDatabase(dataFolder: string, url: string | undefined, installation: string): Promise<void> {
  const note: DatabaseNote = { server: url ? placeOf(url) : null, installation };
  if (JSON.stringify(await readNote(dataFolder)) === JSON.stringify(note)) return;
  await mkdir(dataFolder, { recursive: true });
  const beside = `${noteFileOf(dataFolder)}.${process.pid}`;
  await writeFile(beside, `${JSON.stringify(note)}\n`, { mode: 0o644 });
  await rename(beside, noteFileOf(dataFolder));
}

function other(dataFolder: string, { server }: DatabaseNote, instead: string): AppError {
  const known = server === null ? 'its private database' : `the database ${server}`;
  const told = [
    `the daemon of ${path.resolve(dataFolder)} works on ${known}, and this would open ${instead}.`,
    `Set DATABASE_URL as the daemon has it (${server === null ? 'not at all' : 'or DATABASE_URL_FILE, or CARILLON_CONFIG'});`,
    `where another database is really wanted, remove ${noteFileOf(path.resolve(dataFolder))} first.`,
  ];
  return new AppError('database-other', told.join(' '), { retryable: false });
}

/** Throws AppError `database-other` where a private database would be made beside the server that the folder's daemon works on. */
export async function refusePrivate(dataFolder: string): Promise<void> {
  const note = await readNote(dataFolder);
  if (note && note.server !== null) throw other(dataFolder, note, 'a private one, for DATABASE_URL is not set');
}

/** Throws AppError `database-other` where a command has opened another database than the folder's daemon. */
export async function refuseOther(dataFolder: string, url: string | undefined, installation: string): Promise<void> {
  const note = await readNote(dataFolder);
  if (note && note.installation !== installation)
    throw other(dataFolder, note, url ? `the database ${placeOf(url)} of DATABASE_URL` : 'another private one');
}
