/** The site's directory: people, divisions and groups that files are matched to. */

import type { Pool } from 'pg';
import type { DirectoryItem, Listing } from '../../domain/administration.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Queryable } from './runs.ts';

/** Everybody and everything present, or kept for a coming school year, by kind and name. */
export async function listDirectory(
  pool: Pool,
  siteId: number,
  kind: string | undefined,
  year?: number,
): Promise<Listing<DirectoryItem>> {
  const { rows } = await pool.query<{
    id: string;
    kind: DirectoryItem['kind'];
    last_name: string;
    first_name: string;
    birth_date: string | null;
    establishment: number | null;
    ids: Record<string, string>;
    by_hand: boolean;
  }>(
    `select id, kind, last_name, first_name, birth_date, establishment, ids, by_hand
     from (select id, kind, last_name, first_name, birth_date, establishment, ids, added_by is not null by_hand
           from directory_entries where site_id = $1 and left_at is null and $3::int is null
           union all select id, kind, last_name, first_name, birth_date, establishment, ids, false
           from directory_coming where site_id = $1 and year = $3) x
     where $2::text is null or kind = $2 order by kind, last_name, first_name, id`,
    [siteId, kind ?? null, year ?? null],
  );
  const items = rows.map((row): DirectoryItem => {
    const common = {
      id: row.id,
      kind: row.kind,
      establishment: row.establishment,
      ids: row.ids,
      ...(row.by_hand ? { byHand: true } : {}),
    };
    return row.kind === 'division' || row.kind === 'group'
      ? { ...common, name: row.last_name }
      : { ...common, lastName: row.last_name, firstName: row.first_name, birthDate: row.birth_date };
  });
  return { items, total: items.length };
}

/** Somebody of the directory, as accounts need to know them. */
export interface FoundPerson {
  readonly kind: 'teacher' | 'student' | 'staff';
  readonly lastName: string;
  readonly firstName: string;
  readonly email: string | null;
}

/** A person of the directory who is there; throws Refusal `person-unknown`. */
export async function findPerson(db: Queryable, siteId: number, id: string): Promise<FoundPerson> {
  const { rows } = await db.query<FoundPerson>(
    `select kind, last_name as "lastName", first_name as "firstName", email from directory_entries
     where site_id = $1 and id = $2 and left_at is null and kind in ('teacher', 'student', 'staff')`,
    [siteId, id],
  );
  if (!rows[0]) throw new Refusal('person-unknown', { person: id });
  return rows[0];
}
