/** People who sign in: their roles on sites, and the one-time links by which they choose a password. */

import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { newPassword } from '../../domain/deposit/account.ts';
import { passwordProblem } from '../../domain/deposit/person-password.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { NewPerson, Role } from '../../domain/model/person.ts';
import { addToOutbox } from './news.ts';
import { hashPassword } from './passwords.ts';
import { moment, type Queryable } from './runs.ts';
import { checked } from './sites.ts';

/** How long a link to choose a password can be used. */
export const PASSWORD_LINK_HOURS = 72;

const personSchema = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, { error: 'adresse incorrecte' }),
  name: z.string().trim().max(200).optional(),
  role: z.enum(['manager', 'reader']).optional(),
  withPassword: z.boolean().optional(),
});

/** Somebody who was let in; the link's token and the password are nowhere else. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly token: string | null;
  readonly expiresAt: number | null;
  readonly password?: string;
}

/** Where letters lead to, and when they are written. */
export interface Inviting {
  /** Public address without a slash at the end. */
  readonly publicUrl: string;
  readonly now: number;
}

/** Gives a role on a site to the person of an address. Throws Refusal `bad-input`, `manager-exists`. */
export async function createManager(
  client: PoolClient,
  siteId: number,
  input: NewPerson,
  inviting: Inviting,
): Promise<Invited> {
  const { email, name, role = 'manager', withPassword = false } = checked(personSchema, input);
  const person = await findOrCreate(client, email, name ?? '', inviting.now);
  const { rowCount } = await client.query(
    `insert into site_roles (person_id, site_id, role, created_at) values ($1, $2, $3, $4)
     on conflict (person_id, site_id) do update set role = excluded.role where site_roles.role <> excluded.role`,
    [person.id, siteId, role, moment(inviting.now)],
  );
  if (rowCount === 0) throw new Refusal('manager-exists', { email });
  const { rows } = await client.query<{ name: string }>('select name from sites where id = $1', [siteId]);
  return await invite(client, person, { siteId, place: rows[0]?.name ?? '', withPassword }, inviting);
}

/** Makes somebody an operator of all sites. Throws Refusal `bad-input`, `manager-exists`. */
export async function createOperator(
  client: PoolClient,
  input: Omit<NewPerson, 'role'>,
  inviting: Inviting,
): Promise<Invited> {
  const { email, name, withPassword = false } = checked(personSchema, input);
  const person = await findOrCreate(client, email, name ?? '', inviting.now);
  const { rowCount } = await client.query('update people set is_operator = true where id = $1 and not is_operator', [
    person.id,
  ]);
  if (rowCount === 0) throw new Refusal('manager-exists', { email });
  return await invite(client, person, { siteId: null, place: 'Carillon', withPassword }, inviting);
}

interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly hasPassword: boolean;
}

/** The person of an address; a name is noted where there was none. */
async function findOrCreate(client: PoolClient, email: string, name: string, now: number): Promise<PersonRow> {
  const { rows } = await client.query<PersonRow>(
    `insert into people (email, name, created_at) values ($1, $2, $3)
     on conflict (email) do update set name = coalesce(nullif(people.name, ''), excluded.name)
     returning id, email, password_hash is not null as "hasPassword"`,
    [email, name, moment(now)],
  );
  const [row] = rows;
  if (!row) throw new Error('a row that was written did not come back');
  return row;
}

interface Invitation {
  /** Null: to all sites. */
  readonly siteId: number | null;
  readonly place: string;
  readonly withPassword: boolean;
}

/** A link for who has no password yet, and the letter that carries it. */
async function invite(
  client: PoolClient,
  person: PersonRow,
  { siteId, place, withPassword }: Invitation,
  inviting: Inviting,
): Promise<Invited> {
  const { id, email } = person;
  if (person.hasPassword) return { id, email, token: null, expiresAt: null };
  const link = await createPasswordLink(client, person, siteId, place, inviting);
  if (!withPassword) return { id, email, ...link };
  const password = newPassword(randomBytes);
  await client.query('update people set password_hash = $2 where id = $1', [id, await hashPassword(password)]);
  return { id, email, ...link, password };
}

/** A new link to choose a password; earlier ones lose their force. */
async function createPasswordLink(
  client: PoolClient,
  { id, email, hasPassword }: PersonRow,
  siteId: number | null,
  place: string,
  { publicUrl, now }: Inviting,
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const token = randomBytes(24).toString('base64url');
  const expiresAt = now + PASSWORD_LINK_HOURS * 3_600_000;
  await client.query('delete from password_links where person_id = $1', [id]);
  await client.query(
    'insert into password_links (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)',
    [tokenHash(token), id, moment(now), moment(expiresAt)],
  );
  const title = hasPassword ? 'Choisissez un nouveau mot de passe' : 'Votre accès à Carillon est ouvert';
  const body = [
    'Bonjour,',
    hasPassword
      ? `Un nouveau mot de passe peut être choisi pour votre accès à Carillon.`
      : `Un accès à l’import automatisé des emplois du temps (${place}) vous est ouvert.`,
    `Choisissez votre mot de passe à cette adresse, une seule fois et sous ${PASSWORD_LINK_HOURS} heures :\n  {{secret}}`,
    `Ensuite, connectez-vous avec votre adresse électronique (${email}) :\n  ${publicUrl}/`,
    'Si vous n’attendiez pas ce message, ne faites rien.',
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  const { rows } = await client.query<{ id: string }>(
    `insert into messages (site_id, kind, subject, body, created_at, not_before) values ($1, 'account', $2, $3, $4, $4)
     returning id`,
    [siteId, `[${place}] ${title}`, `${body}\n`, moment(now)],
  );
  const messageId = rows[0]?.id ?? '';
  await addToOutbox(client, messageId, [email], now);
  await client.query('update outbox set secret = $2 where message_id = $1', [
    messageId,
    passwordLinkUrl(publicUrl, token),
  ]);
  return { token, expiresAt };
}

/** Where a link leads. */
export function passwordLinkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/first-password/${token}`;
}

/** A new link for the person of an address. Throws Refusal `manager-unknown`. */
export async function renewPassword(client: PoolClient, address: string, inviting: Inviting): Promise<Invited> {
  const email = address.trim().toLowerCase();
  const { rows } = await client.query<PersonRow>(
    `select id, email, password_hash is not null as "hasPassword" from people p where email = $1 and ${HAS_ACCESS}`,
    [email],
  );
  const [person] = rows;
  if (!person) throw new Refusal('manager-unknown', { email });
  return { id: person.id, email, ...(await createPasswordLink(client, person, null, 'Carillon', inviting)) };
}

/** SQL: may this person `p` sign in at all? */
export const HAS_ACCESS = '(p.is_operator or exists (select from site_roles r where r.person_id = p.id))';

interface LinkOwner {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** One of the person's sites, for the audit log. */
  readonly siteId: number | null;
}

/** Whose password a link is for; null when it was used, has expired or never was. */
export async function findPasswordLink(
  db: Queryable,
  token: string,
  now: number,
  lock: '' | 'for update of l' = '',
): Promise<LinkOwner | null> {
  const { rows } = await db.query<LinkOwner>(
    `select p.id, p.email, p.name, (select min(site_id) from site_roles where person_id = p.id) as "siteId"
     from password_links l join people p on p.id = l.person_id
     where l.token_hash = $1 and l.expires_at > $2 and ${HAS_ACCESS} ${lock}`,
    [tokenHash(token), moment(now)],
  );
  return rows[0] ?? null;
}

/** Uses a link up and sets the password; null when there is no such link. Throws Refusal by `checkPassword`. */
export async function choosePassword(
  client: PoolClient,
  token: string,
  password: string,
  now: number,
): Promise<LinkOwner | null> {
  const owner = await findPasswordLink(client, token, now, 'for update of l');
  if (owner === null) return null;
  checkPassword(password, owner);
  await client.query('delete from password_links where person_id = $1', [owner.id]);
  await client.query('delete from logins where person_id = $1', [owner.id]);
  await setPassword(client, owner.id, password);
  return owner;
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

/** Who has a role on a site, managers first. */
export async function listManagers(db: Queryable, siteId: number): Promise<(ListedPerson & { readonly role: Role })[]> {
  const { rows } = await db.query<ListedPerson & { role: Role }>(
    `select p.id, p.email, p.name, r.role, r.created_at as "createdAt", p.password_hash is not null as "hasPassword"
     from site_roles r join people p on p.id = r.person_id where r.site_id = $1 order by r.role, p.email`,
    [siteId],
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

/** What is stored of a secret token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
