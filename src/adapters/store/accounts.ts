/** Access accounts: at most five alive on a site, passwords kept as hashes and shown once (PRODUCT.md 2). */

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { AccountItem, AccountOptions, Credentials, Listing } from '../../domain/administration.ts';
import { loginFor, MAX_ACCOUNTS, newPassword } from '../../domain/deposit/account.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { findPerson } from './directory.ts';
import { addToOutbox } from './news.ts';
import { hashPassword } from './passwords.ts';
import { moment, type Queryable } from './runs.ts';

/** How long a one-time link can be opened. */
const LINK_HOURS = 72;

/** What telling somebody about an account needs beside the database. */
export interface AccountTelling {
  /** Public address without a slash at the end. */
  readonly publicUrl: string;
  readonly now: number;
}

interface SiteOfAccount {
  readonly id: number;
  readonly name: string;
  readonly establishments: readonly { readonly number: number; readonly name: string }[];
  readonly credentialsBy: 'link' | 'mail';
  readonly passwordGraceHours: number;
}

async function siteOf(db: Queryable, siteId: number): Promise<SiteOfAccount> {
  const { rows } = await db.query<SiteOfAccount>(
    `select s.id, s.name, coalesce(s.settings->>'credentialsBy', 'link') as "credentialsBy",
       coalesce((s.settings->>'passwordGraceHours')::float8, 0) as "passwordGraceHours",
       (select json_agg(json_build_object('number', number, 'name', name) order by number)
        from establishments where site_id = s.id) establishments
     from sites s where s.id = $1 for update`,
    [siteId],
  );
  if (!rows[0]) throw new Refusal('site-unknown', { site: siteId });
  return rows[0];
}

/** Deposit URLs: all establishments first, then each. */
export function depositUrls(publicUrl: string, site: Pick<SiteOfAccount, 'id' | 'establishments'>): string[] {
  const root = `${publicUrl}/webdav/${site.id}/`;
  return [root, ...site.establishments.map((one) => `${root}${one.number}/`)];
}

/** Opens an account for a person of the directory. Throws Refusal `person-unknown`, `too-many-accounts`, `account-exists`. */
export async function createAccount(
  client: PoolClient,
  siteId: number,
  personId: string,
  options: Required<AccountOptions>,
  telling: AccountTelling,
): Promise<Credentials> {
  const site = await siteOf(client, siteId);
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
    const credentials = { id, login, password, urls: depositUrls(telling.publicUrl, site) };
    await tell(
      client,
      site,
      credentials,
      person.email,
      telling,
      'Votre accès au dépôt des emplois du temps est ouvert',
    );
    return credentials;
  }
}

/** A new password; the old one works on for the site's grace time. Throws Refusal `account-unknown`. */
export async function regenerateAccount(
  client: PoolClient,
  siteId: number,
  accountId: string,
  telling: AccountTelling,
): Promise<Credentials> {
  const site = await siteOf(client, siteId);
  const { rows } = await client.query<{ login: string; person_id: string }>(
    'select login, person_id from access_accounts where site_id = $1 and id::text = $2 and revoked_at is null for update',
    [siteId, accountId],
  );
  const [account] = rows;
  if (!account) throw new Refusal('account-unknown', { account: accountId });
  const person = await findPerson(client, siteId, account.person_id);
  const password = newPassword(randomBytes);
  const until = site.passwordGraceHours > 0 ? telling.now + site.passwordGraceHours * 3_600_000 : null;
  await client.query(
    `update access_accounts set previous_hash = case when $3::timestamptz is null then null else password_hash end,
       previous_until = $3, password_hash = $2, notified_at = coalesce($4, notified_at) where id = $1`,
    [accountId, await hashPassword(password), moment(until), person.email ? moment(telling.now) : null],
  );
  await client.query('delete from one_time_links where account_id = $1', [accountId]);
  const credentials = { id: accountId, login: account.login, password, urls: depositUrls(telling.publicUrl, site) };
  await tell(client, site, credentials, person.email, telling, 'Votre mot de passe de dépôt a changé');
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

/** All accounts there ever were, the living first. */
export async function listAccounts(db: Queryable, siteId: number, timeZone: string): Promise<Listing<AccountItem>> {
  const { rows } = await db.query<{
    id: string;
    login: string;
    person_id: string;
    person_name: string;
    notify: boolean;
    upload_only: boolean;
    created_at: number;
    notified_at: number | null;
    last_used_at: number | null;
    last_used_from: string | null;
    last_used_client: string | null;
    invalidated_at: number | null;
  }>(
    `select a.id, a.login, a.person_id, a.notify, a.upload_only, a.created_at, a.notified_at, a.last_used_at, a.last_used_from,
            a.last_used_client, coalesce(a.revoked_at, p.left_at) invalidated_at,
            coalesce(trim(p.last_name || ' ' || p.first_name), a.login) person_name
     from access_accounts a left join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
     where a.site_id = $1 order by coalesce(a.revoked_at, p.left_at) nulls first, a.id`,
    [siteId],
  );
  const iso = (ms: number | null): string | null => (ms === null ? null : isoWithOffset(ms, timeZone));
  const items = rows.map((row) => ({
    id: row.id,
    login: row.login,
    person: { id: row.person_id, name: row.person_name },
    notify: row.notify,
    uploadOnly: row.upload_only,
    createdAt: isoWithOffset(row.created_at, timeZone),
    notifiedAt: iso(row.notified_at),
    lastUsedAt: iso(row.last_used_at),
    lastUsedFrom: row.last_used_from,
    lastUsedClient: row.last_used_client,
    invalidatedAt: iso(row.invalidated_at),
  }));
  return { items, total: items.length };
}

/** The mail with login and URLs; the password behind a one-time link, or in the URL where the site chose the guide's way. */
async function tell(
  client: PoolClient,
  site: SiteOfAccount,
  credentials: Credentials,
  email: string | null,
  telling: AccountTelling,
  title: string,
): Promise<void> {
  if (!email) return;
  const byMail = site.credentialsBy === 'mail';
  const secret = byMail ? credentials.password : await createOneTimeLink(client, credentials, telling);
  const names = ['Tous les établissements', ...site.establishments.map((one) => one.name)];
  const urls = credentials.urls.map((url, index) => {
    const shown = byMail ? url.replace('://', `://${credentials.login}:{{secret}}@`) : url;
    return `- ${names[index]} :\n  ${shown}`;
  });
  const body = [
    'Bonjour,',
    `${title}.`,
    `- identifiant : ${credentials.login}\n- mot de passe : ${byMail ? '{{secret}}' : `à lire une seule fois, sous ${LINK_HOURS} heures, à cette adresse :\n  {{secret}}`}`,
    'Indiquez une de ces URL de dépôt dans votre logiciel d’emploi du temps :',
    urls.join('\n'),
    "Conservez ce message : il contient les paramètres d'accès au dépôt.",
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  const { rows } = await client.query<{ id: string }>(
    `insert into messages (site_id, kind, subject, body, created_at, not_before) values ($1, 'account', $2, $3, $4, $4)
     returning id`,
    [site.id, `[${site.name}] ${title}`, `${body}\n`, moment(telling.now)],
  );
  const messageId = rows[0]?.id ?? '';
  await addToOutbox(client, messageId, [email], telling.now);
  await client.query('update outbox set secret = $2 where message_id = $1', [messageId, secret]);
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', 'carillon one-time link', 32));
}

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The database alone cannot open it: the token is the key, and only its hash is stored. */
async function createOneTimeLink(
  client: PoolClient,
  credentials: Credentials,
  telling: AccountTelling,
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(token), iv);
  const sealed = Buffer.concat([
    iv,
    cipher.update(JSON.stringify(credentials), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  await client.query(
    'insert into one_time_links (token_hash, account_id, ciphertext, expires_at) values ($1, $2, $3, $4)',
    [tokenHash(token), credentials.id, sealed, moment(telling.now + LINK_HOURS * 3_600_000)],
  );
  return `${telling.publicUrl}/one-time/${token}`;
}

/** Whose link this is, while it can still be opened. */
export async function findOneTimeLink(
  db: Queryable,
  token: string,
  now: number,
): Promise<{ readonly siteId: number; readonly accountId: string } | null> {
  const { rows } = await db.query<{ siteId: number; accountId: string }>(
    `select a.site_id as "siteId", a.id as "accountId" from one_time_links l join access_accounts a on a.id = l.account_id
     where l.token_hash = $1 and l.opened_at is null and l.expires_at > $2`,
    [tokenHash(token), moment(now)],
  );
  return rows[0] ?? null;
}

/** What a link hides, once; null when it was opened before, has expired or never was. */
export async function openOneTimeLink(db: Queryable, token: string, now: number): Promise<Credentials | null> {
  const { rows } = await db.query<{ ciphertext: Buffer }>(
    `update one_time_links l set opened_at = $2, ciphertext = '' from one_time_links before
     where l.token_hash = $1 and before.token_hash = l.token_hash and l.opened_at is null and l.expires_at > $2
     returning before.ciphertext`,
    [tokenHash(token), moment(now)],
  );
  const sealed = rows[0]?.ciphertext;
  if (!sealed || sealed.length < 29) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(token), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  return JSON.parse(text) as Credentials;
}
