/** Managers, their sign-in, and bearer tokens: only hashes are stored. */

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { newPassword } from '../../domain/deposit/account.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { DUMMY_HASH, hashPassword, verifyPassword } from './passwords.ts';
import { moment, type Queryable } from './runs.ts';
import { checked } from './sites.ts';

const LOGIN_HOURS = 12;

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const managerSchema = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, { error: 'adresse incorrecte' }),
  name: z.string().trim().optional(),
});

/** Makes somebody a manager of a site. Throws Refusal `bad-input`, `manager-exists`. */
export async function createManager(
  db: Queryable,
  siteId: number,
  input: { readonly email: string; readonly name?: string },
  now: number,
): Promise<{ readonly id: string; readonly email: string; readonly password: string }> {
  const { email, name } = checked(managerSchema, input);
  const password = newPassword(randomBytes);
  const { rows } = await db.query<{ id: string }>(
    `insert into managers (site_id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)
     on conflict (site_id, email) do nothing returning id`,
    [siteId, email, name ?? '', await hashPassword(password), moment(now)],
  );
  if (!rows[0]) throw new Refusal('manager-exists', { email });
  return { id: rows[0].id, email, password };
}

/** A bearer token for the API; `siteId` null: all sites. */
export async function createToken(
  db: Queryable,
  siteId: number | null,
  readOnly: boolean,
  now: number,
): Promise<{ readonly id: string; readonly token: string }> {
  const token = `carillon_${randomBytes(32).toString('base64url')}`;
  const { rows } = await db.query<{ id: string }>(
    'insert into tokens (token_hash, site_id, read_only, created_at) values ($1, $2, $3, $4) returning id',
    [tokenHash(token), siteId, readOnly, moment(now)],
  );
  return { id: rows[0]?.id ?? '', token };
}

/** Who a token speaks for; null when unknown or revoked. */
export async function tokenScope(
  db: Queryable,
  token: string,
): Promise<{ readonly siteId: number | null; readonly readOnly: boolean; readonly actor: string } | null> {
  const { rows } = await db.query<{ id: string; site_id: number | null; read_only: boolean }>(
    'select id, site_id, read_only from tokens where token_hash = $1 and revoked_at is null',
    [tokenHash(token)],
  );
  const [row] = rows;
  return row ? { siteId: row.site_id, readOnly: row.read_only, actor: `token:${row.id}` } : null;
}

export interface KnownManager {
  readonly id: string;
  readonly siteId: number;
}

/** So many hashes are checked at least before an address and password are called wrong. */
const LEAST_CHECKS = 2;

/**
 * Whose address and password these are: `right` null when they do not go together, `known` the manager of that address
 * for the audit log. Unknown address, wrong password and revoked manager cost the same. One person may manage several sites.
 */
export async function checkManager(
  db: Queryable,
  email: string,
  password: string,
  verify: typeof verifyPassword = verifyPassword,
): Promise<{ readonly right: KnownManager | null; readonly known: KnownManager | null }> {
  const { rows } = await db.query<{ id: string; site_id: number; password_hash: string }>(
    'select id, site_id, password_hash from managers where email = $1 and revoked_at is null order by id limit 5',
    [email.trim().toLowerCase()],
  );
  const [first] = rows;
  const known = first === undefined ? null : { id: first.id, siteId: first.site_id };
  for (const row of rows) {
    if (await verify(password, row.password_hash)) return { right: { id: row.id, siteId: row.site_id }, known };
  }
  for (let checked = rows.length; checked < LEAST_CHECKS; checked++) await verify(password, DUMMY_HASH);
  return { right: null, known };
}

/** Starts the login of a manager who has shown the password. */
export async function startLogin(
  db: Queryable,
  managerId: string,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = now + LOGIN_HOURS * 3_600_000;
  await db.query('delete from logins where expires_at < $1', [moment(now)]);
  await db.query('insert into logins (token_hash, manager_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    tokenHash(token),
    managerId,
    moment(now),
    moment(expiresAt),
  ]);
  return { token, expiresAt };
}

/** Who is behind a login cookie; null when it has expired or was ended. */
export async function signedIn(
  db: Queryable,
  token: string,
  now: number,
): Promise<{ readonly actor: string; readonly siteIds: readonly number[]; readonly name: string } | null> {
  const { rows } = await db.query<{ id: string; site_id: number; name: string }>(
    `select m.id, m.site_id, coalesce(nullif(m.name, ''), m.email) as name
     from logins l join managers m on m.id = l.manager_id
     where l.token_hash = $1 and l.expires_at > $2 and m.revoked_at is null`,
    [tokenHash(token), moment(now)],
  );
  const [row] = rows;
  return row ? { actor: `manager:${row.id}`, siteIds: [row.site_id], name: row.name } : null;
}

export async function signOut(db: Queryable, token: string): Promise<void> {
  await db.query('delete from logins where token_hash = $1', [tokenHash(token)]);
}
