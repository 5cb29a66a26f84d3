/** Directory entries that a person adds for an item of the file: they stay until a directory file brings them, or somebody takes them out. */

import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Actor, MatchItem } from '../../domain/administration.ts';
import type { NewEntry } from '../../domain/diff/match-desk.ts';
import { isPersonKind } from '../../domain/directory/directory.ts';
import { isDay } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { PersonIds } from '../../domain/model/identity.ts';
import { tidy } from '../../domain/model/identity.ts';
import { MAX_NAME_CHARS } from '../../domain/model/roster.ts';
import { refreshOpen } from './listed.ts';
import { growMatchVersion, setMatch } from './matches.ts';
import { moment } from './runs.ts';
import { checked } from './sites.ts';

const name = z.string().transform(tidy).pipe(z.string().max(MAX_NAME_CHARS));
const entrySchema = z.strictObject({
  kind: z.enum(['teacher', 'student', 'division', 'group']),
  key: z.string().min(1),
  lastName: name.pipe(z.string().min(1, { error: 'le nom manque' })),
  firstName: name.optional(),
  birthDate: z.string().refine(isDay, { error: 'une date est attendue' }).nullish(),
  establishment: z.number().int().nullish(),
});

/** Adds the entry and matches the item of the last file with it. Throws Refusal `bad-input`, `establishment-unknown`. */
export async function addEntry(
  client: PoolClient,
  siteId: number,
  entry: NewEntry,
  by: Actor,
  now: number,
): Promise<MatchItem> {
  const directoryId = await insertEntry(client, siteId, entry, by, now);
  return await setMatch(client, siteId, { kind: entry.kind, key: entry.key, directoryId }, by, now);
}

/** The new entry's id; identifiers are those of the last file that lists it. Throws Refusal `bad-input`, `establishment-unknown`. */
export async function insertEntry(
  client: PoolClient,
  siteId: number,
  input: NewEntry,
  by: Actor,
  now: number,
): Promise<string> {
  const entry = checked(entrySchema, input);
  const { kind, key, lastName } = entry;
  const isPerson = isPersonKind(kind);
  const { rows } = await client.query<{
    ids: PersonIds;
    divisions: string[];
    places: string[];
    establishment: number | null;
  }>(
    'select ids, divisions, places, establishment from listed where site_id = $1 and year = shown_year($1) and kind = $2 and key = $3',
    [siteId, kind, key],
  );
  // An import draft's file is not listed yet: then there is what the person wrote.
  const item = rows[0] ?? { ids: {}, divisions: [], places: [], establishment: null };
  const establishment = entry.establishment === undefined ? item.establishment : entry.establishment;
  if (establishment !== null) {
    const { rowCount } = await client.query('select from establishments where site_id = $1 and number = $2', [
      siteId,
      establishment,
    ]);
    if (rowCount === 0) throw new Refusal('establishment-unknown', { establishment });
  }
  await client.query('update sites set directory_version = directory_version + 1 where id = $1', [siteId]);
  const id = `main-${kind}-${randomBytes(6).toString('hex')}`;
  await client.query(
    `insert into directory_entries
       (site_id, id, kind, last_name, first_name, birth_date, division, groups, establishment, ids, added_by, added_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      siteId,
      id,
      kind,
      lastName,
      isPerson ? (entry.firstName ?? '') : '',
      isPerson ? (entry.birthDate ?? null) : null,
      kind === 'student' ? (item.divisions[0] ?? null) : null,
      kind === 'student' ? item.places : [],
      establishment,
      JSON.stringify(isPerson ? item.ids : {}),
      by,
      moment(now),
    ],
  );
  return id;
}

/** Takes an entry out again, with the decisions that name it. Throws Refusal `directory-unknown` for one that came by a file. */
export async function removeEntry(client: PoolClient, siteId: number, id: string, now: number): Promise<void> {
  await growMatchVersion(client, siteId);
  const { rows } = await client.query<{ kind: string }>(
    `update directory_entries set left_at = $3
     where site_id = $1 and id = $2 and left_at is null and added_by is not null returning kind`,
    [siteId, id, moment(now)],
  );
  const [entry] = rows;
  if (!entry) throw new Refusal('directory-unknown', { id });
  await client.query('update sites set directory_version = directory_version + 1 where id = $1', [siteId]);
  await client.query('delete from matches where site_id = $1 and kind = $2 and directory_id = $3', [
    siteId,
    entry.kind,
    id,
  ]);
  await refreshOpen(client, siteId);
}
