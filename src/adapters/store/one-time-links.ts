/** One-time links: each holds the key to its own ciphertext, and only the link's hash is stored. */

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Credentials } from '../../domain/administration.ts';
import type { LinkState } from '../../domain/deposit/account-desk.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { LINK_HOURS } from '../../domain/notify/access-letter.ts';
import { moment, type Queryable } from './runs.ts';

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', 'carillon one-time link', 32));
}

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The database alone cannot open it: the token is the key, and only its hash is stored. */
export async function createOneTimeLink(
  client: PoolClient,
  credentials: Credentials,
  telling: { readonly publicUrl: string; readonly now: number },
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

/** What a link is good for; when it was used, as far as it is kept. */
export async function stateOfLink(db: Queryable, token: string, now: number): Promise<LinkState> {
  const { rows } = await db.query<{ opened_at: number | null; isOver: boolean; timezone: string }>(
    `select l.opened_at, l.expires_at <= $2 as "isOver", s.timezone
     from one_time_links l join access_accounts a on a.id = l.account_id join sites s on s.id = a.site_id
     where l.token_hash = $1`,
    [tokenHash(token), moment(now)],
  );
  const [link] = rows;
  if (link && link.opened_at !== null) return { state: 'used', at: isoWithOffset(link.opened_at, link.timezone) };
  return { state: link && !link.isOver ? 'open' : 'ended' };
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
