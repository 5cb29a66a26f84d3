/** The audit log: entries are added in the transaction of what they tell, chained by their hashes, and verified. */

import { createHash } from 'node:crypto';
import type { Listing } from '../../domain/administration.ts';
import type { AuditAction, AuditItem } from '../../domain/model/audit.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import { moment, type Queryable } from './runs.ts';

export interface AuditEntry {
  readonly siteId: number | null;
  readonly at: number;
  readonly actor: string;
  readonly action: AuditAction;
  /** Ids and figures, never names, logins or secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

/**
 * Adds an entry. Let it be the last statement of its transaction: it holds back all other writers of the log until the
 * commit, and taking other locks after this one could end in a deadlock.
 */
export async function writeAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.query('insert into audit (site_id, at, actor, action, details, address) values ($1, $2, $3, $4, $5, $6)', [
    entry.siteId,
    moment(entry.at),
    entry.actor,
    entry.action,
    JSON.stringify(entry.details ?? {}),
    entry.address,
  ]);
}

const PAGE = 50;
const MAX_PAGE = 1_000;

interface AuditPage {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Which page of the log is asked for. Throws Refusal `bad-input`. */
export function checkPage({ limit = PAGE, cursor }: AuditPage): {
  readonly limit: number;
  readonly cursor: string | null;
} {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new Refusal('bad-input', { problem: `limit : de 1 à ${MAX_PAGE}` });
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
    throw new Refusal('bad-input', { problem: 'curseur incorrect' });
  return { limit, cursor: cursor ?? null };
}

/** Entries of a site, newest first. */
export async function listAudit(
  db: Queryable,
  siteId: number,
  timeZone: string,
  page: AuditPage,
): Promise<Listing<AuditItem>> {
  const { limit, cursor } = checkPage(page);
  const { rows } = await db.query<Omit<AuditItem, 'at'> & { at: number }>(
    `select id, at, actor, action, details, address from audit
     where site_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [siteId, cursor, limit + 1],
  );
  const { rows: counted } = await db.query<{ total: number }>(
    'select count(*)::int total from audit where site_id = $1',
    [siteId],
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: isoWithOffset(row.at, timeZone) }));
  const last = items.at(-1);
  return { items, total: counted[0]?.total ?? 0, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
}

/** What a verification found. `head` is worth keeping elsewhere: who cuts the newest entries off changes it. */
export interface AuditVerdict {
  readonly entries: number;
  readonly head: Link | null;
  /** The first entry that is not what it was, or that misses the one before it. */
  readonly broken: { readonly id: string; readonly why: 'changed' | 'missing-before' } | null;
}

const ZERO = '0'.repeat(64);
const BATCH = 5_000;

interface Link {
  readonly id: string;
  readonly hash: string;
}

interface ChainRow extends Link {
  readonly text: string;
  readonly previous: string;
}

// The text is built here once more and not by the table's function, which whoever forges entries could replace as well.
const CHAIN = `
  select a.id, encode(a.previous, 'hex') previous, encode(a.hash, 'hex') hash,
    jsonb_build_array(a.id, a.site_id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      a.actor, a.action, a.details, a.address)::text as text
  from audit a where a.id > $1 order by a.id limit ${BATCH}`;

async function chainAfter(db: Queryable, head: Link | null): Promise<readonly ChainRow[]> {
  return (await db.query<ChainRow>(CHAIN, [head?.id ?? '0'])).rows;
}

/** Goes through the whole chain, a batch at a time. */
export async function verifyAudit(db: Queryable): Promise<AuditVerdict> {
  let entries = 0;
  let head: Link | null = null;
  for (;;) {
    const rows: readonly ChainRow[] = await chainAfter(db, head);
    if (rows.length === 0) return { entries, head, broken: null };
    for (const row of rows) {
      const follows = head === null ? await isFirst(db, row) : followsOn(head, row);
      const why = !isIntact(row) ? 'changed' : !follows ? 'missing-before' : null;
      if (why) return { entries, head, broken: { id: row.id, why } };
      entries += 1;
      head = { id: row.id, hash: row.hash };
    }
  }
}

function isIntact({ previous, text, hash }: ChainRow): boolean {
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex') === hash;
}

function followsOn(before: Link, row: ChainRow): boolean {
  return row.previous === before.hash && BigInt(row.id) === BigInt(before.id) + 1n;
}

/** The first row there ever was, or the one behind those that retention took and noted. */
async function isFirst(db: Queryable, { id, previous }: ChainRow): Promise<boolean> {
  if (id === '1') return previous === ZERO;
  const { rows } = await db.query(
    `select from audit where action = 'audit-shortened' and (details->>'through')::bigint = $1::bigint - 1
       and details->>'hash' = $2 limit 1`,
    [id, previous],
  );
  return rows.length > 0;
}
