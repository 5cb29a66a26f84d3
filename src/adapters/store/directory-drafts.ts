/** Directory files that wait for somebody to look at what they would change: a row beside the bundle in the spool, for less than a day. */

import type { Sealed } from '../../domain/deposit/deposit.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Actor } from '../../domain/model/listing.ts';
import type { DirectoryAsked } from '../../domain/model/run.ts';
import { DIRECTORY_DRAFT_HOURS } from '../../domain/report/directory-desk.ts';
import { PERSON_NAME, personOf } from './actor-names.ts';
import { moment, type Queryable } from './runs.ts';

const HOUR_MS = 3_600_000;

export interface NewDirectoryDraft {
  readonly siteId: number;
  readonly name: string;
  readonly sealed: Sealed;
  readonly folder: number | null;
  readonly asked: DirectoryAsked;
  readonly by: Actor;
  readonly now: number;
}

/** A row. Moments are milliseconds since the epoch. */
export interface DirectoryDraftRow {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly folder: number | null;
  readonly asked: DirectoryAsked;
  readonly madeBy: Actor;
  /** Of the person behind `madeBy`; null for programs. */
  readonly madeByName: string | null;
  readonly madeAt: number;
}

const COLUMNS = `d.id, d.name, d.size::float8 as size, d.sha256, d.folder, d.asked, d.made_by as "madeBy",
  ${PERSON_NAME} as "madeByName", d.made_at as "madeAt"`;
const FROM = `directory_drafts d left join people p on p.id = ${personOf('d.made_by')}`;

/** The id of the new row. */
export async function addDirectoryDraft(db: Queryable, draft: NewDirectoryDraft): Promise<string> {
  const { siteId, name, sealed, folder, asked, by, now } = draft;
  const { rows } = await db.query<{ id: string }>(
    `insert into directory_drafts (site_id, sha256, size, name, folder, asked, made_by, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [siteId, sealed.sha256, sealed.size, name, folder, JSON.stringify(asked), by, moment(now)],
  );
  return rows[0]?.id ?? '';
}

/** Those that can still be looked at, newest first. */
export async function listDirectoryDrafts(db: Queryable, siteId: number, now: number): Promise<DirectoryDraftRow[]> {
  const { rows } = await db.query<DirectoryDraftRow>(
    `select ${COLUMNS} from ${FROM} where d.site_id = $1 and d.made_at > $2 order by d.id desc`,
    [siteId, oldest(now)],
  );
  return rows;
}

/** Throws Refusal `draft-unknown` for one that was applied, given up, or is too old. */
export async function needDirectoryDraft(
  db: Queryable,
  siteId: number,
  id: string,
  now: number,
): Promise<DirectoryDraftRow> {
  const { rows } = await db.query<DirectoryDraftRow>(
    `select ${COLUMNS} from ${FROM} where d.site_id = $1 and d.id::text = $2 and d.made_at > $3`,
    [siteId, id, oldest(now)],
  );
  if (!rows[0]) throw new Refusal('draft-unknown');
  return rows[0];
}

/** Takes a draft away; of two that ask at once one is refused. Throws Refusal `draft-unknown`. */
export async function takeDirectoryDraft(db: Queryable, siteId: number, id: string): Promise<void> {
  const { rowCount } = await db.query('delete from directory_drafts where site_id = $1 and id::text = $2', [
    siteId,
    id,
  ]);
  if (rowCount === 0) throw new Refusal('draft-unknown');
}

/** Retention: those whose time is over. Their bytes, which no deposit names, the spool's sweep removes. */
export async function forgetDirectoryDrafts(db: Queryable, now: number): Promise<number> {
  const { rowCount } = await db.query('delete from directory_drafts where made_at <= $1', [oldest(now)]);
  return rowCount ?? 0;
}

function oldest(now: number): string | null {
  return moment(now - DIRECTORY_DRAFT_HOURS * HOUR_MS);
}
