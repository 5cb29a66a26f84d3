/** How people are let in: a role on a site, or on all, and the letter with the way in. */

import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { newPassword } from '../../domain/deposit/account.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { NewPerson, Role } from '../../domain/model/person.ts';
import {
  createPasswordLink,
  hasFreshLetter,
  type Inviting,
  type PasswordLink,
  writePasswordLetter,
} from './password-links.ts';
import { findOrCreatePerson, HAS_ACCESS, PERSON, type PersonRow, setPassword } from './people.ts';
import { moment } from './runs.ts';
import { checked } from './sites.ts';

/** A school has a handful; this is against a mistake in a loop. */
const MAX_PEOPLE = 200;

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

interface Access {
  /** Null: to all sites. */
  readonly siteId: number | null;
  readonly role: Role | 'operator';
  readonly withPassword: boolean;
}

/** Gives a role on a site, or another one, to the person of an address. Throws Refusal `bad-input`, `manager-exists`. */
export async function createManager(
  client: PoolClient,
  siteId: number,
  input: NewPerson,
  inviting: Inviting,
): Promise<Invited> {
  const { email, name, role = 'manager', withPassword = false } = checked(personSchema, input);
  const person = await findOrCreatePerson(client, email, name ?? '', inviting.now);
  const { rowCount } = await client.query(
    `insert into site_roles (person_id, site_id, role, created_at) values ($1, $2, $3, $4)
     on conflict (person_id, site_id) do update set role = excluded.role where site_roles.role <> excluded.role`,
    [person.id, siteId, role, moment(inviting.now)],
  );
  if (rowCount === 0) throw new Refusal('manager-exists', { email });
  return await letIn(client, person, { siteId, role, withPassword }, inviting);
}

/** Gives a role to somebody who has none on the site. Throws Refusal `bad-input`, `manager-exists`, `too-many-people`. */
export async function invite(
  client: PoolClient,
  siteId: number,
  input: Pick<NewPerson, 'email' | 'name' | 'role'>,
  inviting: Inviting,
): Promise<Invited & { readonly role: Role }> {
  const { email, name, role = 'manager' } = checked(personSchema, input);
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int count from site_roles where site_id = $1',
    [siteId],
  );
  if ((rows[0]?.count ?? 0) >= MAX_PEOPLE) throw new Refusal('too-many-people', { max: MAX_PEOPLE });
  const person = await findOrCreatePerson(client, email, name ?? '', inviting.now);
  const { rowCount } = await client.query(
    'insert into site_roles (person_id, site_id, role, created_at) values ($1, $2, $3, $4) on conflict do nothing',
    [person.id, siteId, role, moment(inviting.now)],
  );
  if (rowCount === 0) throw new Refusal('manager-exists', { email });
  return { ...(await letIn(client, person, { siteId, role, withPassword: false }, inviting)), role };
}

/** Another link and letter for who has not chosen a password. Throws Refusal `manager-unknown`, `password-chosen`, `letter-just-sent`. */
export async function inviteAgain(
  client: PoolClient,
  siteId: number,
  personId: string,
  inviting: Inviting,
): Promise<Invited> {
  const { rows } = await client.query<PersonRow & { role: Role }>(
    `select ${PERSON}, r.role from site_roles r join people p on p.id = r.person_id
     where r.site_id = $1 and p.id::text = $2 for update of p`,
    [siteId, personId],
  );
  const [person] = rows;
  if (!person) throw new Refusal('manager-unknown', { manager: personId });
  if (person.hasPassword) throw new Refusal('password-chosen');
  if (await hasFreshLetter(client, person.id, inviting.now)) throw new Refusal('letter-just-sent');
  return await letIn(client, person, { siteId, role: person.role, withPassword: false }, inviting);
}

/** Makes somebody an operator of all sites. Throws Refusal `bad-input`, `manager-exists`. */
export async function createOperator(
  client: PoolClient,
  input: Omit<NewPerson, 'role'>,
  inviting: Inviting,
): Promise<Invited> {
  const { email, name, withPassword = false } = checked(personSchema, input);
  const person = await findOrCreatePerson(client, email, name ?? '', inviting.now);
  const { rowCount } = await client.query('update people set is_operator = true where id = $1 and not is_operator', [
    person.id,
  ]);
  if (rowCount === 0) throw new Refusal('manager-exists', { email });
  return await letIn(client, person, { siteId: null, role: 'operator', withPassword }, inviting);
}

/** A new link for the person of an address. Throws Refusal `manager-unknown`. */
export async function renewPassword(client: PoolClient, address: string, inviting: Inviting): Promise<Invited> {
  const email = address.trim().toLowerCase();
  const { rows } = await client.query<PersonRow>(
    `select ${PERSON} from people p where p.email = $1 and ${HAS_ACCESS}`,
    [email],
  );
  const [person] = rows;
  if (!person) throw new Refusal('manager-unknown', { email });
  const kind = person.hasPassword ? 'forgotten' : 'opened';
  const link = await createPasswordLink(client, { person, kind, siteId: null, role: null }, inviting);
  return invited(person, link);
}

/** A link for who has no password yet, and the letter that carries it; who has one is told where it opens now. */
async function letIn(
  client: PoolClient,
  person: PersonRow,
  { siteId, role, withPassword }: Access,
  inviting: Inviting,
): Promise<Invited> {
  if (person.hasPassword) {
    await writePasswordLetter(client, { person, kind: 'added', siteId, role }, inviting);
    return { id: person.id, email: person.email, token: null, expiresAt: null };
  }
  const link = await createPasswordLink(client, { person, kind: 'opened', siteId, role }, inviting);
  if (!withPassword) return invited(person, link);
  const password = newPassword(randomBytes);
  await setPassword(client, person.id, password);
  return { ...invited(person, link), password };
}

function invited({ id, email }: PersonRow, { token, expiresAt }: PasswordLink): Invited {
  return { id, email, token, expiresAt };
}
