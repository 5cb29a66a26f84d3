/** Bearer tokens for the API: only hashes are stored. */

import { randomBytes } from 'node:crypto';
import { tokenHash } from './people.ts';
import { moment, type Queryable } from './runs.ts';

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
