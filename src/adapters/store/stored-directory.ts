/** Reads the directory of a site: entries that are there or have left, those of coming years, closures and services of ministry files. */

import type { StoredDirectory, StoredEntry, StoredSchool, StoredSource } from '../../domain/directory/stored.ts';
import type { Queryable } from './runs.ts';

/** Columns of an entry in both of its tables, by the names they have in a StoredEntry. */
export const ENTRY_COLUMNS = `id, kind, last_name as "lastName", first_name as "firstName", birth_date as "birthDate",
  email, division, groups, establishment, ids, source`;

/** Everything that a directory file is compared with. */
export async function readStoredDirectory(db: Queryable, siteId: number): Promise<StoredDirectory> {
  const { rows: sites } = await db.query<{ version: string; year: number | null }>(
    'select directory_version as version, directory_year as year from sites where id = $1',
    [siteId],
  );
  const { rows: entries } = await db.query<StoredEntry>(
    `select ${ENTRY_COLUMNS}, added_by is not null as "isByHand", left_at is not null as "hasLeft"
     from directory_entries where site_id = $1 order by id`,
    [siteId],
  );
  const { rows: sources } = await db.query<StoredSource>(
    `select establishment, source, nullif(year, 0) as year, exported_on as "exportedOn", people_on as "peopleOn",
       jsonb_build_object('structures', structures_on, 'closures', closures_on) as "listsOn", aaf
     from directory_sources where site_id = $1 order by establishment, source, year`,
    [siteId],
  );
  const { rows: schools } = await db.query<StoredSchool>(
    'select year, establishment, closures, services from directory_schools where site_id = $1',
    [siteId],
  );
  return {
    version: Number(sites[0]?.version ?? 0),
    year: sites[0]?.year ?? null,
    entries,
    coming: await readComing(db, siteId),
    sources,
    schools,
  };
}

async function readComing(db: Queryable, siteId: number): Promise<Map<number, StoredEntry[]>> {
  const { rows } = await db.query<StoredEntry & { year: number }>(
    `select year, ${ENTRY_COLUMNS}, false as "isByHand", false as "hasLeft"
     from directory_coming where site_id = $1 order by year, id`,
    [siteId],
  );
  const coming = new Map<number, StoredEntry[]>();
  for (const { year, ...entry } of rows) {
    const same = coming.get(year);
    if (same) same.push(entry);
    else coming.set(year, [entry]);
  }
  return coming;
}
