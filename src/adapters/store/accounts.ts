/** Access accounts: at most five alive on a site, passwords kept as hashes and shown once (PRODUCT.md 2). */

import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { AccountItem, AccountOptions, Credentials, Listing } from '../../domain/administration.ts';
import { loginFor, MAX_ACCOUNTS, newPassword } from '../../domain/deposit/account.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { LINK_HOURS } from '../../domain/notify/access-letter.ts';
import { depositUrls, siteOfAccounts, tellCredentials } from './account-letters.ts';
import { findPerson } from './directory.ts';
import { hashPassword } from './passwords.ts';
import { moment, type Queryable } from './runs.ts';

/** What telling somebody about an account needs beside the database. */
export interface AccountTelling {
  /** Public address without a slash at the end. */
  readonly publicUrl: string;
  readonly now: number;
}

/** Opens an account for a person of the directory. Throws Refusal `person-unknown`, `too-many-accounts`, `account-exists`. */
export async function createAccount(
  client: PoolClient,
  siteId: number,
  personId: string,
  options: Required<AccountOptions>,
  telling: AccountTelling,
): Promise<Credentials> {
  const site = await siteOfAccounts(client, siteId);
  const person = await findPerson(client, siteId, personId);
  const { rows } = await client.query<{ person_id: string }>(
    `select a.person_id from access_accounts a
       join directory_entries p on p.site_id = a.site_id and p.id = a.person_id and p.left_at is null
     where a.site_id = $1 and a.revoked_at is null`,
    [siteId],
  );
  if (rows.some((row) => row.person_id === personId)) throw new Refusal('account-exists', { person: personId });
  if (rows.length >= MAX_ACCOUNTS) throw new Refusal('too-many-accounts', { limit: MAX_ACCOUNTS });
  const password = newPassword(randomBytes);
  const hash = await hashPassword(password);
  // Logins are unique on the whole installation: two schools may have a Jean Martin each.
  await client.query('select pg_advisory_xact_lock(hashtext($1))', ['carillon logins']);
  for (let number = 1; ; number++) {
    const login = loginFor(person.firstName, person.lastName, number, personId);
    const created = await client.query<{ id: string }>(
      `insert into access_accounts (site_id, person_id, login, password_hash, notify, upload_only, created_at, notified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (login) do nothing returning id`,
      [
        siteId,
        personId,
        login,
        hash,
        options.notify,
        options.uploadOnly,
        moment(telling.now),
        person.email ? moment(telling.now) : null,
      ],
    );
    const id = created.rows[0]?.id;
    if (id === undefined) continue;
    const credentials = { id, login, password, ...depositUrls(telling.publicUrl, site) };
    await tellCredentials(client, site, credentials, { why: 'opened', to: person.email, oldUntil: null }, telling);
    return credentials;
  }
}

/** Of a password that is in force: another one has another mark, and neither the password nor its hash can be told from it. */
function markOf(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 22);
}

/** The mark of an account's present password. Throws Refusal `account-unknown`. */
export async function passwordMark(db: Queryable, siteId: number, accountId: string): Promise<string> {
  const { rows } = await db.query<{ password_hash: string }>(
    'select password_hash from access_accounts where site_id = $1 and id::text = $2 and revoked_at is null',
    [siteId, accountId],
  );
  const [account] = rows;
  if (!account) throw new Refusal('account-unknown', { account: accountId });
  return markOf(account.password_hash);
}

/**
 * A new password; the old one works on for the site's grace time. With a mark only for the password that it is of.
 * Throws Refusal `account-unknown`, `password-made-already`.
 */
export async function regenerateAccount(
  client: PoolClient,
  siteId: number,
  accountId: string,
  telling: AccountTelling,
  mark?: string,
): Promise<Credentials> {
  const site = await siteOfAccounts(client, siteId);
  const { rows } = await client.query<{
    login: string;
    person_id: string;
    password_hash: string;
    last_used_at: number | null;
  }>(
    'select login, person_id, password_hash, last_used_at from access_accounts where site_id = $1 and id::text = $2 and revoked_at is null for update',
    [siteId, accountId],
  );
  const [account] = rows;
  if (!account) throw new Refusal('account-unknown', { account: accountId });
  // The row is locked: of two forms with the same mark one makes a password, the other waits and is refused.
  if (mark !== undefined && mark !== markOf(account.password_hash))
    throw new Refusal('password-made-already', { account: accountId });
  const person = await findPerson(client, siteId, account.person_id);
  const password = newPassword(randomBytes);
  const until = site.passwordGraceHours > 0 ? telling.now + site.passwordGraceHours * 3_600_000 : null;
  await client.query(
    `update access_accounts set previous_hash = case when $3::timestamptz is null then null else password_hash end,
       previous_until = $3, password_hash = $2, notified_at = coalesce($4, notified_at) where id = $1`,
    [accountId, await hashPassword(password), moment(until), person.email ? moment(telling.now) : null],
  );
  await client.query('delete from one_time_links where account_id = $1', [accountId]);
  const credentials = { id: accountId, login: account.login, password, ...depositUrls(telling.publicUrl, site) };
  // Who has never deposited gets to know the account by this letter: the first one may have been lost.
  const why = account.last_used_at === null ? 'opened' : 'renewed';
  await tellCredentials(client, site, credentials, { why, to: person.email, oldUntil: until }, telling);
  return credentials;
}

/** Ends an account for good. Throws Refusal `account-unknown`. */
export async function revokeAccount(db: Queryable, siteId: number, accountId: string, now: number): Promise<void> {
  const { rowCount } = await db.query(
    `update access_accounts set revoked_at = coalesce(revoked_at, $3), previous_hash = null
     where site_id = $1 and id::text = $2`,
    [siteId, accountId, moment(now)],
  );
  if (rowCount === 0) throw new Refusal('account-unknown', { account: accountId });
  await db.query('delete from one_time_links where account_id::text = $1', [accountId]);
}

/** Ticks or clears « notification ». Throws Refusal `account-unknown`. */
export async function notifyAccount(db: Queryable, siteId: number, accountId: string, notify: boolean): Promise<void> {
  const { rowCount } = await db.query('update access_accounts set notify = $3 where site_id = $1 and id::text = $2', [
    siteId,
    accountId,
    notify,
  ]);
  if (rowCount === 0) throw new Refusal('account-unknown', { account: accountId });
}

interface AccountRow {
  readonly id: string;
  readonly login: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly notify: boolean;
  readonly upload_only: boolean;
  readonly has_address: boolean;
  readonly created_at: number;
  readonly notified_at: number | null;
  readonly last_used_at: number | null;
  readonly last_used_from: string | null;
  readonly last_used_client: string | null;
  readonly revoked_at: number | null;
  readonly left_at: number | null;
  readonly previous_until: number | null;
  readonly link_until: number | null;
}

/** All accounts there ever were, the living first. */
export async function listAccounts(
  db: Queryable,
  siteId: number,
  timeZone: string,
  now: number,
): Promise<Listing<AccountItem>> {
  const { rows } = await db.query<AccountRow>(
    `select a.id, a.login, a.person_id, a.notify, a.upload_only, coalesce(p.email, '') <> '' has_address, a.created_at,
            a.notified_at, a.last_used_at, a.last_used_from, a.last_used_client, a.revoked_at, p.left_at,
            case when a.previous_hash is not null and a.previous_until > $2 then a.previous_until end previous_until,
            (select max(l.expires_at) from one_time_links l
             where l.account_id = a.id and l.opened_at is null and l.expires_at > $2
               -- Whoever deposits has the password, unless it is the one before that still works.
               and (a.last_used_at is null or a.last_used_at <= coalesce(a.previous_until, l.expires_at - $3::interval))) link_until,
            coalesce(nullif(trim(p.last_name || ' ' || p.first_name), ''), a.login) person_name
     from access_accounts a left join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
     where a.site_id = $1 order by coalesce(a.revoked_at, p.left_at) desc nulls first, a.id`,
    [siteId, moment(now), `${LINK_HOURS} hours`],
  );
  const iso = (ms: number | null): string | null => (ms === null ? null : isoWithOffset(ms, timeZone));
  const items = rows.map(
    (row): AccountItem => ({
      id: row.id,
      login: row.login,
      person: { id: row.person_id, name: row.person_name },
      status: row.revoked_at !== null ? 'revoked' : row.left_at !== null ? 'left' : 'alive',
      notify: row.notify,
      uploadOnly: row.upload_only,
      hasAddress: row.has_address,
      createdAt: isoWithOffset(row.created_at, timeZone),
      notifiedAt: iso(row.notified_at),
      lastUsedAt: iso(row.last_used_at),
      lastUsedFrom: row.last_used_from,
      lastUsedClient: row.last_used_client,
      invalidatedAt: iso(row.revoked_at ?? row.left_at),
      oldPasswordUntil: iso(row.previous_until),
      linkUntil: iso(row.link_until),
    }),
  );
  return { items, total: items.length };
}
