/** People who sign in: who they are, their roles on sites, and their passwords. */

import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { passwordProblem } from '../../domain/deposit/person-password.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { LetterState, Role } from '../../domain/model/person.ts';
import { LETTER_STATE } from './outbox.ts';
import { hashPassword } from './passwords.ts';
import { moment, type Queryable } from './runs.ts';

/** SQL: may this person `p` sign in at all? */
export const HAS_ACCESS = '(p.is_operator or exists (select from site_roles r where r.person_id = p.id))';

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly language: Language | null;
  readonly hasPassword: boolean;
}

/** SQL: a person `p` as PersonRow. */
export const PERSON = 'p.id, p.email, p.language, p.password_hash is not null as "hasPassword"';

/** What is stored of a secret token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** What somebody reads who gets mail at this address: as chosen by the person who signs in with it; French without a choice. */
export async function languageOfAddress(db: Queryable, email: string): Promise<Language> {
  const { rows } = await db.query<{ language: Language | null }>(
    'select language from people where email = lower($1)',
    [email],
  );
  return rows[0]?.language ?? 'fr';
}

/** The person of an address; a name is noted where there was none. */
export async function findOrCreatePerson(
  client: PoolClient,
  email: string,
  name: string,
  now: number,
): Promise<PersonRow> {
  const { rows } = await client.query<PersonRow>(
    `insert into people as p (email, name, created_at) values ($1, $2, $3)
     on conflict (email) do update set name = coalesce(nullif(p.name, ''), excluded.name) returning ${PERSON}`,
    [email, name, moment(now)],
  );
  const [row] = rows;
  if (!row) throw new Error('a row that was written did not come back');
  return row;
}

/** Throws Refusal `password-short`, `password-long`, `password-common`, `password-personal`. */
export function checkPassword(password: string, of: { readonly email: string; readonly name: string }): void {
  const problem = passwordProblem(password, of);
  if (problem !== null) throw new Refusal(problem);
}

export async function setPassword(db: Queryable, personId: string, password: string): Promise<void> {
  await db.query('update people set password_hash = $2 where id = $1', [personId, await hashPassword(password)]);
}

export async function setLanguage(db: Queryable, personId: string, language: Language | null): Promise<void> {
  await db.query('update people set language = $2 where id = $1', [personId, language]);
}

export interface ListedPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly createdAt: number;
  readonly hasPassword: boolean;
}

/** Moments in milliseconds. */
export interface ListedManager extends ListedPerson {
  readonly role: Role;
  readonly lastSignedInAt: number | null;
  readonly linkUntil: number | null;
  readonly letter: LetterState | null;
}

/** Who has a role on a site, managers first; or one of them. */
export async function listManagers(
  db: Queryable,
  siteId: number,
  { now, personId = null }: { readonly now: number; readonly personId?: string | null },
): Promise<ListedManager[]> {
  const { rows } = await db.query<ListedManager>(
    `select p.id, p.email, p.name, r.role, r.created_at as "createdAt", p.password_hash is not null as "hasPassword",
       p.last_signed_in_at as "lastSignedInAt", l.expires_at as "linkUntil",
       case when o.id is not null then ${LETTER_STATE} end letter
     from site_roles r join people p on p.id = r.person_id
     left join lateral (select expires_at, message_id from password_links where person_id = p.id and expires_at > $2
       order by created_at desc limit 1) l on p.password_hash is null
     left join outbox o on o.message_id = l.message_id
     where r.site_id = $1 and ($3::text is null or p.id::text = $3) order by r.role, lower(nullif(p.name, '')) nulls last, p.email`,
    [siteId, moment(now), personId],
  );
  return rows;
}

export async function listOperators(db: Queryable): Promise<ListedPerson[]> {
  const { rows } = await db.query<ListedPerson>(
    `select p.id, p.email, p.name, p.created_at as "createdAt", p.password_hash is not null as "hasPassword"
     from people p where p.is_operator order by p.email`,
  );
  return rows;
}

/** Gives another role. Throws Refusal `manager-unknown`, `last-manager`. */
export async function changeRole(client: PoolClient, siteId: number, personId: string, role: Role): Promise<void> {
  if (role !== 'manager') await needAnother(client, siteId, personId);
  const { rowCount } = await client.query(
    'update site_roles set role = $3 where site_id = $1 and person_id::text = $2',
    [siteId, personId, role],
  );
  if (rowCount === 0) throw new Refusal('manager-unknown', { manager: personId });
}

/** One change of a site's roles at a time. Throws Refusal `last-manager` when nobody else could act on the site. */
export async function needAnother(client: PoolClient, siteId: number, personId: string): Promise<void> {
  await client.query('select from sites where id = $1 for update', [siteId]);
  const { rows } = await client.query<{ id: string; isManager: boolean; hasPassword: boolean }>(
    `select p.id, r.role = 'manager' as "isManager", p.password_hash is not null as "hasPassword"
     from site_roles r join people p on p.id = r.person_id where r.site_id = $1`,
    [siteId],
  );
  const isManager = rows.some((one) => one.id === personId && one.isManager);
  const others = rows.filter((one) => one.id !== personId && one.isManager && one.hasPassword);
  if (isManager && others.length === 0) throw new Refusal('last-manager');
}

/** Takes a role away and ends the person's logins. Throws Refusal `manager-unknown`. */
export async function revokeManager(db: Queryable, siteId: number, personId: string): Promise<void> {
  const { rowCount } = await db.query('delete from site_roles where site_id = $1 and person_id::text = $2', [
    siteId,
    personId,
  ]);
  if (rowCount === 0) throw new Refusal('manager-unknown', { manager: personId });
  await endAll(db, personId);
}

/** Throws Refusal `manager-unknown`. */
export async function revokeOperator(db: Queryable, personId: string): Promise<void> {
  const { rowCount } = await db.query('update people set is_operator = false where id::text = $1 and is_operator', [
    personId,
  ]);
  if (rowCount === 0) throw new Refusal('manager-unknown', { manager: personId });
  await endAll(db, personId);
}

async function endAll(db: Queryable, personId: string): Promise<void> {
  await db.query('delete from logins where person_id::text = $1', [personId]);
  await db.query(
    `delete from password_links l using people p where p.id = l.person_id and p.id::text = $1 and not ${HAS_ACCESS}`,
    [personId],
  );
}
