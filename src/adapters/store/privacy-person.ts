/** Who a person of the directory is in everything else that is stored: the keys of files, and the names under which it is known. */

import type { PoolClient } from 'pg';
import { Refusal } from '../../domain/model/errors.ts';
import { normaliseName, type PersonIds, personKey } from '../../domain/model/identity.ts';

export interface KnownPerson {
  readonly id: string;
  readonly kind: 'teacher' | 'student' | 'staff';
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string | null;
  readonly email: string | null;
  readonly leftAt: number | null;
  /** Keys by which files name this person and nobody else of the site. */
  readonly keys: readonly string[];
  /** Forms of the name, unless somebody else who is known has the same. */
  readonly names: readonly string[];
}

/** Throws Refusal `person-unknown`; who has left is known still. */
export async function findKnownPerson(client: PoolClient, siteId: number, id: string): Promise<KnownPerson> {
  const { rows } = await client.query<Omit<KnownPerson, 'keys' | 'names'> & { ids: PersonIds }>(
    `select id, kind, last_name as "lastName", first_name as "firstName", birth_date as "birthDate", email,
       left_at as "leftAt", ids
     from directory_entries where site_id = $1 and id = $2 and kind in ('teacher', 'student', 'staff')`,
    [siteId, id],
  );
  const [found] = rows;
  if (!found) throw new Refusal('person-unknown', { person: id });
  const { ids, ...person } = found;
  const hasDouble = await hasNamesake(client, siteId, person);
  const keys = new Set(keysFor(person, ids, hasDouble));
  for (const key of await rememberedKeys(client, siteId, id)) keys.add(key);
  return { ...person, keys: [...keys], names: hasDouble ? [] : await namesOf(client, siteId, person) };
}

type Named = Pick<KnownPerson, 'id' | 'kind' | 'lastName' | 'firstName' | 'birthDate'>;

async function hasNamesake(client: PoolClient, siteId: number, person: Named): Promise<boolean> {
  const { rows } = await client.query<{ lastName: string; firstName: string }>(
    `select last_name as "lastName", first_name as "firstName" from directory_entries
     where site_id = $1 and id <> $2 and kind in ('teacher', 'student', 'staff')`,
    [siteId, person.id],
  );
  const nameOf = (one: { readonly lastName: string; readonly firstName: string }): string =>
    normaliseName(`${one.lastName}|${one.firstName}`);
  return rows.some((row) => nameOf(row) === nameOf(person));
}

function keysFor(person: Named, ids: PersonIds, hasDouble: boolean): string[] {
  const { lastName, firstName, birthDate } = person;
  const key = (own: PersonIds, day: string | null): string =>
    personKey({ lastName, firstName, birthDate: day, ids: own });
  const official = (['sts', 'ine', 'eleve', 'idpn'] as const).flatMap((name) =>
    ids[name] ? [key({ [name]: ids[name] }, null)] : [],
  );
  const byName = hasDouble ? [] : [key({}, birthDate), key({}, null)];
  return [...official, ...byName];
}

/** Keys that an import or a person has matched with this entry. */
async function rememberedKeys(client: PoolClient, siteId: number, id: string): Promise<string[]> {
  const { rows } = await client.query<{ key: string }>(
    `select student_key as key from memberships where site_id = $1 and directory_id = $2
     union select key from matches where site_id = $1 and directory_id = $2 and kind in ('teacher', 'student')
     union select key from listed where site_id = $1 and directory_id = $2 and kind in ('teacher', 'student')`,
    [siteId, id],
  );
  return rows.map((row) => row.key);
}

/** As the directory and the files write it. */
async function namesOf(client: PoolClient, siteId: number, person: Named): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct student_name as name from memberships where site_id = $1 and directory_id = $2
     union select distinct t->>'name' from session_contents c, jsonb_array_elements(c.teachers) t
       where c.site_id = $1 and t->>'directoryId' = $2
     union select label from matches where site_id = $1 and directory_id = $2 and kind in ('teacher', 'student')
     union select trim(last_name || ' ' || first_name) from listed
       where site_id = $1 and directory_id = $2 and kind in ('teacher', 'student')`,
    [siteId, person.id],
  );
  const { lastName, firstName } = person;
  const own = firstName === '' ? [lastName] : [`${lastName} ${firstName}`, `${firstName} ${lastName}`];
  return [...new Set([...own, ...rows.map((row) => row.name)])].filter((name) => name.trim().length > 3);
}
