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

/** Signs a manager in; wrong address and wrong password take the same time. One person may manage several sites. */
export async function signIn(
  db: Queryable,
  email: string,
  password: string,
  now: number,
): Promise<{ readonly token: string; readonly expiresAt: number } | null> {
  const { rows } = await db.query<{ id: string; password_hash: string }>(
    'select id, password_hash from managers where email = $1 and revoked_at is null order by id',
    [email.trim().toLowerCase()],
  );
  let manager: string | null = null;
  for (const row of rows.length > 0 ? rows.slice(0, 5) : [{ id: '', password_hash: DUMMY_HASH }]) {
    if ((await verifyPassword(password, row.password_hash)) && manager === null) manager = row.id;
  }
  if (!manager) return null;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = now + LOGIN_HOURS * 3_600_000;
  await db.query('delete from logins where expires_at < $1', [moment(now)]);
  await db.query('insert into logins (token_hash, manager_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    tokenHash(token),
    manager,
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
