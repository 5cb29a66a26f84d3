/** Runs as people see them: the history of a site by pages and filters, and one run. */

import { type Listing, type RunItem, toRunItem } from '../../domain/administration.ts';
import { addDays } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { RunFilter } from '../../domain/model/run-filter.ts';
import { nameOfPerson, PERSON_NAME, personOf } from './actor-names.ts';
import { type Queryable, RUN_COLUMNS, RUNS, type RunRow, toRun } from './runs.ts';

interface RunListRow extends RunRow {
  /** Of the account that deposited; of a replay it says nothing about who did it. */
  readonly login: string | null;
  readonly asker: string | null;
  readonly decider: string | null;
  readonly ahead: number | null;
  readonly timezone: string;
}

const DECIDER_NAME = nameOfPerson('q');

const LIST_COLUMNS = `${RUN_COLUMNS}, case when r.replay_of is null then a.login end login, ${PERSON_NAME} asker,
  ${DECIDER_NAME} decider, s.timezone,
  case when r.status = 'received' and r.waits_until is null then (select count(*)::int from runs w
    where w.site_id = r.site_id and w.status = 'received' and w.waits_until is null and w.id < r.id) end ahead`;

const LIST_FROM = `${RUNS} join sites s on s.id = r.site_id left join access_accounts a on a.id = d.account_id
  left join people p on p.id = ${personOf('r.asked_by')}
  left join people q on q.id = ${personOf("(r.reason_values->>'by')")}`;

/** $1 to $9; null does not narrow. */
const FITS = `r.site_id = $1 and ($2::text[] is null or r.status = any($2)) and ($3::text is null or r.trigger = $3)
  and ($4::int is null or $4 = any(coalesce(r.scope, array[coalesce(r.establishment, r.folder)])))
  and ($5::date is null or r.received_at >= $5::date::timestamp at time zone s.timezone)
  and ($6::date is null or r.received_at < $6::date::timestamp at time zone s.timezone)
  and ($7::text is null or r.id::text = $7
    or strpos(lower(concat_ws(' ', d.name, r.archived_as, a.login)), lower($7)) > 0)
  and ($8::text = 'all' or r.kind = $8)
  and ($9::text is null or case when r.replay_of is null then r.trigger else 'replay' end = $9)`;

function toItem(row: RunListRow): RunItem {
  const queuePosition = row.ahead === null ? null : row.ahead + 1;
  return toRunItem(toRun(row), {
    timeZone: row.timezone,
    account: row.login,
    askedByName: row.asker,
    decidedByName: row.decider,
    queuePosition,
  });
}

/** Runs of a site that fit, newest first; pages of 50 unless told. Throws Refusal `bad-input`. */
export async function listRuns(
  db: Queryable,
  siteId: number,
  page: RunFilter & { readonly limit?: number; readonly cursor?: string },
): Promise<Listing<RunItem>> {
  const limit = page.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw new Refusal('bad-input', { problem: 'limit : de 1 à 200' });
  if (page.cursor !== undefined && !/^\d{1,18}$/.test(page.cursor))
    throw new Refusal('bad-input', { problem: 'curseur incorrect' });
  const wanted = [
    siteId,
    page.statuses ?? null,
    page.trigger ?? null,
    page.establishment ?? null,
    page.from ?? null,
    page.to === undefined ? null : addDays(page.to, 1),
    page.text?.trim() || null,
    page.kind ?? 'timetable',
    page.occasion ?? null,
  ];
  const { rows } = await db.query<RunListRow>(
    `select ${LIST_COLUMNS} from ${LIST_FROM} where ${FITS} and ($10::bigint is null or r.id < $10)
     order by r.id desc limit $11`,
    [...wanted, page.cursor ?? null, limit + 1],
  );
  const { rows: counted } = await db.query<{ total: number }>(
    `select count(*)::int total from ${LIST_FROM} where ${FITS}`,
    wanted,
  );
  const items = rows.slice(0, limit).map(toItem);
  const last = items.at(-1);
  return { items, total: counted[0]?.total ?? 0, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
}

/** One run as people see it; throws Refusal `run-unknown`. */
export async function findRunItem(db: Queryable, id: string): Promise<RunItem> {
  const { rows } = await db.query<RunListRow>(`select ${LIST_COLUMNS} from ${LIST_FROM} where r.id::text = $1`, [id]);
  if (!rows[0]) throw new Refusal('run-unknown', { run: id });
  return toItem(rows[0]);
}
