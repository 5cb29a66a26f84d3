/** The site's directory: people, divisions and groups that files are matched to. */

import type { Pool, PoolClient } from 'pg';
import type { DirectoryChange, DirectoryItem, Listing } from '../../domain/administration.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { DirectoryRow } from '../formats/directory-csv.ts';
import { presentIds, replaceByHand } from './directory-by-hand.ts';
import { refreshOpen } from './listed.ts';
import { moment, type Queryable } from './runs.ts';

/**
 * Replaces the kinds of entries that `rows` holds, on a site of several establishments only those of the establishments
 * it speaks of: who is missing has left (closed by date, never deleted), but for those who were added by hand. Grows the
 * directory's version when anything changed, and matches the last file anew.
 */
export async function replaceDirectory(
  client: PoolClient,
  siteId: number,
  rows: readonly DirectoryRow[],
  now: number,
): Promise<DirectoryChange> {
  const { rows: own } = await client.query<{ number: number }>('select number from establishments where site_id = $1', [
    siteId,
  ]);
  const numbers = own.map((one) => one.number);
  const seen = new Set<string>();
  for (const row of rows) {
    const wrong = (problem: string): never => {
      throw new Refusal('bad-input', { problem: `${row.where ?? row.id} : ${problem}` });
    };
    if (seen.has(row.id)) wrong(`l'identifiant « ${row.id} » est en double`);
    seen.add(row.id);
    if (row.establishment !== null && !numbers.includes(row.establishment)) {
      wrong(`l'établissement ${row.establishment} n'est pas du site ${siteId}`);
    }
  }
  await client.query('select from sites where id = $1 for update', [siteId]);
  const before = await presentIds(client, siteId);
  await client.query(
    `create temporary table incoming on commit drop as
     select x.id, x.kind, x."lastName" last_name, x."firstName" first_name, x."birthDate" birth_date, x.email, x.division,
            coalesce(x.groups, '{}') groups, x.establishment, coalesce(x.ids, '{}') ids
     from jsonb_to_recordset($1::jsonb) as x(id text, kind text, "lastName" text, "firstName" text, "birthDate" date,
       email text, division text, groups text[], establishment int, ids jsonb)`,
    [JSON.stringify(rows)],
  );
  const columns = 'kind, last_name, first_name, birth_date, email, division, groups, establishment, ids';
  const { rows: written } = await client.query<{ added: boolean }>(
    `insert into directory_entries as d (site_id, id, ${columns}) select $1, id, ${columns} from incoming
     on conflict (site_id, id) do update set (${columns}, left_at, added_by, added_at) =
       (${columns
         .split(', ')
         .map((column) => `excluded.${column}`)
         .join(', ')}, null, null, null)
     where d.left_at is not null or d.added_by is not null or (${columns
       .split(', ')
       .map((column) => `d.${column}`)
       .join(', ')}) is distinct from
       (${columns
         .split(', ')
         .map((column) => `excluded.${column}`)
         .join(', ')})
     returning (xmax = 0) as added`,
    [siteId],
  );
  const { rowCount: left } = await client.query(
    `update directory_entries d set left_at = $2
     where d.site_id = $1 and d.left_at is null and d.added_by is null and not exists (select from incoming i where i.id = d.id)
       and d.kind in (select kind from incoming)
       and ($3 or coalesce(d.establishment, 0) in (select coalesce(establishment, 0) from incoming))`,
    [siteId, moment(now), numbers.length <= 1],
  );
  const added = written.filter((row) => row.added).length;
  const change = { added, changed: written.length - added, left: left ?? 0, unchanged: rows.length - written.length };
  if (written.length + change.left > 0) {
    const brought = rows.filter((row) => !before.has(row.id));
    const replaced = await replaceByHand(client, siteId, brought, now);
    await client.query(
      `update sites set directory_version = directory_version + 1,
         match_version = match_version + case when $2 then 1 else 0 end where id = $1`,
      [siteId, replaced > 0],
    );
    await refreshOpen(client, siteId);
  }
  return change;
}

/** Everybody and everything present, by kind and name. */
export async function listDirectory(
  pool: Pool,
  siteId: number,
  kind: string | undefined,
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
    `select id, kind, last_name, first_name, birth_date, establishment, ids, added_by is not null by_hand
     from directory_entries
     where site_id = $1 and left_at is null and ($2::text is null or kind = $2)
     order by kind, last_name, first_name, id`,
    [siteId, kind ?? null],
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

/** A person of the directory who is there; throws Refusal `person-unknown`. */
export async function findPerson(
  db: Queryable,
  siteId: number,
  id: string,
): Promise<{ readonly lastName: string; readonly firstName: string; readonly email: string | null }> {
  const { rows } = await db.query<{ lastName: string; firstName: string; email: string | null }>(
    `select last_name as "lastName", first_name as "firstName", email from directory_entries
     where site_id = $1 and id = $2 and left_at is null and kind in ('teacher', 'student', 'staff')`,
    [siteId, id],
  );
  if (!rows[0]) throw new Refusal('person-unknown', { person: id });
  return rows[0];
}
