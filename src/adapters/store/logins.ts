/** Logins of people: the check of address and password, and the logins behind cookies, which end by age and when idle. */

import { randomBytes } from 'node:crypto';
import type { Language } from '../../domain/model/language.ts';
import type { NewLogin, SignedIn, SiteRole } from '../../domain/model/person.ts';
import { PERSON_NAME } from './actor-names.ts';
import { noteBrowser } from './known-browsers.ts';
import { DUMMY_HASH, verifyPassword } from './passwords.ts';
import { HAS_ACCESS, tokenHash } from './people.ts';
import { moment, type Queryable } from './runs.ts';

/** However busy. */
const LOGIN_HOURS = 12;
/** Without a page being opened by a person. */
const IDLE_HOURS = 2;
/** A use is written at most this often. */
const SEEN_EVERY_MS = 60_000;

export interface KnownPerson {
  readonly id: string;
  /** One of the person's sites, for the audit log. */
  readonly siteId: number | null;
  readonly isOperator: boolean;
}

/** So many hashes are checked before an address and password are called wrong. */
const CHECKS = 2;

/**
 * Whose address and password these are: `right` null when they do not go together, `known` the person of that address
 * for the audit log. Unknown address, wrong password, no password yet and no role any more cost the same.
 */
export async function checkPerson(
  db: Queryable,
  email: string,
  password: string,
  verify: typeof verifyPassword = verifyPassword,
): Promise<{ readonly right: KnownPerson | null; readonly known: KnownPerson | null }> {
  const { rows } = await db.query<KnownPerson & { hash: string | null }>(
    `select p.id, p.is_operator as "isOperator", p.password_hash as hash,
       (select min(site_id) from site_roles where person_id = p.id) as "siteId"
     from people p where p.email = $1 and ${HAS_ACCESS}`,
    [email.trim().toLowerCase()],
  );
  const [row] = rows;
  const known = row === undefined ? null : { id: row.id, siteId: row.siteId, isOperator: row.isOperator };
  const isRight = await verify(password, row?.hash ?? DUMMY_HASH);
  if (isRight && known !== null) return { right: known, known };
  for (let checked = 1; checked < CHECKS; checked++) await verify(password, DUMMY_HASH);
  return { right: null, known };
}

/** Starts the login of a person who has shown the password; the browser is known from now on. */
export async function startLogin(
  db: Queryable,
  personId: string,
  { browser, now }: { readonly browser?: string | undefined; readonly now: number },
): Promise<NewLogin> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = now + LOGIN_HOURS * 3_600_000;
  await db.query('delete from logins where expires_at < $1', [moment(now)]);
  await db.query(
    'insert into logins (token_hash, person_id, created_at, expires_at, seen_at) values ($1, $2, $3, $4, $3)',
    [tokenHash(token), personId, moment(now), moment(expiresAt)],
  );
  await db.query('update people set last_signed_in_at = $2 where id = $1', [personId, moment(now)]);
  if (browser !== undefined) await noteBrowser(db, personId, browser, now);
  return { token, expiresAt };
}

/** SQL: has login `l` neither expired nor been idle too long at this moment? */
export function isAlive(now: string): string {
  return `(l.expires_at > ${now} and l.seen_at > ${now}::timestamptz - interval '${IDLE_HOURS} hours')`;
}

interface SignedInRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly language: Language | null;
  readonly is_operator: boolean;
  readonly seen_at: number;
  readonly sites: readonly SiteRole[] | null;
}

/** Who is behind a login cookie; null when it has expired, was idle too long or was ended. */
export async function signedIn(db: Queryable, token: string, now: number, isIdle = false): Promise<SignedIn | null> {
  const { rows } = await db.query<SignedInRow>(
    `select p.id, p.email, ${PERSON_NAME} as name, p.language, p.is_operator, l.seen_at,
       (select json_agg(json_build_object('id', s.id, 'name', s.name, 'role', r.role) order by s.id)
        from site_roles r join sites s on s.id = r.site_id where r.person_id = p.id) sites
     from logins l join people p on p.id = l.person_id
     where l.token_hash = $1 and ${isAlive('$2')} and ${HAS_ACCESS}`,
    [tokenHash(token), moment(now)],
  );
  const [row] = rows;
  if (!row) return null;
  if (!isIdle && now - row.seen_at > SEEN_EVERY_MS)
    await db.query('update logins set seen_at = $2 where token_hash = $1', [tokenHash(token), moment(now)]);
  return {
    actor: `${row.is_operator ? 'operator' : 'manager'}:${row.id}`,
    personId: row.id,
    email: row.email,
    name: row.name,
    language: row.language,
    isOperator: row.is_operator,
    sites: row.sites ?? [],
  };
}

export async function signOut(db: Queryable, token: string): Promise<void> {
  await db.query('delete from logins where token_hash = $1', [tokenHash(token)]);
}

/** After a change of password: whoever is signed in as this person is so no more. */
export async function endLogins(db: Queryable, personId: string): Promise<void> {
  await db.query('delete from logins where person_id = $1', [personId]);
}

/** Is this the person's password? */
export async function isPasswordOf(db: Queryable, personId: string, password: string): Promise<boolean> {
  const { rows } = await db.query<{ hash: string | null }>('select password_hash as hash from people where id = $1', [
    personId,
  ]);
  return await verifyPassword(password, rows[0]?.hash ?? DUMMY_HASH);
}
