/** The inbox of a site as one person sees it, and how the mails of its messages fared. */

import type { Listing } from '../../domain/administration.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { LetterState } from '../../domain/model/person.ts';
import type { Delivery, InboxItem, InboxPage, InboxReader } from '../../domain/notify/inbox.ts';
import { type Settlement, settlementOf } from '../../domain/notify/settlement.ts';
import { actorsOf } from '../../domain/report/report.ts';
import { actorNames } from './actor-names.ts';
import { languageOfText, messageText } from './message-texts.ts';
import { LETTER_STATE } from './outbox.ts';
import { moment, type Queryable, RUN_COLUMNS, RUNS, type RunRow, toRun } from './runs.ts';

const PAGE = 30;
const MAX_PAGE = 200;

/** Messages `m` that people see; credentials are their recipient's only. */
export const SEEN = `m.kind <> 'account' and m.withdrawn_at is null`;

/** Runs `w` that wait for no decision. One that is judged again may wait once more, unless a manager approved it. */
const DECIDED = `(w.status <> 'held' and (w.status not in ('received', 'running') or w.approved_by is not null))`;

/** The import that now waits in the place of the one that message `m` asked about: of the same trouble, which is told once. */
const CONTINUED_BY = `(select max(w.id) from troubles t join runs w on w.id = t.last_run_id
    where t.site_id = m.site_id and t.closed_at is null and t.run_id = m.run_id and w.id <> m.run_id
      and t.key like 'held|%' and not ${DECIDED}
      and not exists (select from messages n where n.site_id = m.site_id and n.kind = 'held' and n.run_id = w.id))`;

/** Messages `m` that ask for nothing any more: no import waits for a decision, or what they tell of was undone. */
export const SETTLED = `case when m.kind = 'held'
    then exists (select from runs w where w.id = m.run_id and ${DECIDED}) and ${CONTINUED_BY} is null
    else m.kind in ('alert', 'recovered') and exists (select from runs w where w.id = m.run_id and w.status = 'undone') end`;

/** Of messages `m` and the person `$2`: since the person has a role here, not read yet, and not settled. */
export const UNREAD = `not (${SETTLED}) and exists (select from site_roles r
    where r.site_id = m.site_id and r.person_id = $2 and m.created_at >= r.created_at)
  and not exists (select from message_reads d where d.message_id = m.id and d.person_id = $2)`;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly runId: string | null;
  readonly subject: string;
  readonly body: string;
  readonly language: Language;
  readonly created_at: number;
  readonly isRead: boolean;
  readonly isSettled: boolean;
  readonly continuedBy: string | null;
  readonly timezone: string;
}

function columns({ language, mayAct }: InboxReader): string {
  const [isEnglish, isOther] = [String(language === 'en'), String(!mayAct)];
  return `m.id, m.kind, m.run_id as "runId", ${messageText('subject', isEnglish, isOther)} as subject,
    ${messageText('body', isEnglish, isOther)} as body, ${languageOfText(isEnglish)} as language, m.created_at,
    not (${UNREAD}) as "isRead", ${SETTLED} as "isSettled",
    case when m.kind = 'held' then ${CONTINUED_BY} end as "continuedBy", s.timezone`;
}

/** Newest first. */
export async function listInbox(
  db: Queryable,
  siteId: number,
  reader: InboxReader,
  { unread = false, cursor, limit = PAGE }: InboxPage,
): Promise<Listing<InboxItem> & { readonly unread: number }> {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
    throw new Refusal('bad-input', { problem: 'curseur incorrect' });
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new Refusal('bad-input', { problem: `limit : de 1 à ${MAX_PAGE}` });
  const { rows } = await db.query<Row>(
    `select ${columns(reader)} from messages m join sites s on s.id = m.site_id
     where m.site_id = $1 and ${SEEN} and ($3::bigint is null or m.id < $3) and (not $4 or ${UNREAD})
     order by m.id desc limit $5`,
    [siteId, reader.personId, cursor ?? null, unread, limit + 1],
  );
  const { rows: counted } = await db.query<{ total: number; unread: number }>(
    `select count(*)::int total, (count(*) filter (where ${UNREAD}))::int unread from messages m
     where m.site_id = $1 and ${SEEN}`,
    [siteId, reader.personId],
  );
  const page = rows.slice(0, limit);
  const items = await toItems(db, page, reader);
  const [counts] = counted;
  const last = items.at(-1);
  return {
    items,
    total: (unread ? counts?.unread : counts?.total) ?? 0,
    unread: counts?.unread ?? 0,
    ...(rows.length > limit && last ? { nextCursor: last.id } : {}),
  };
}

/** Throws Refusal `message-unknown`. */
export async function findMessage(db: Queryable, siteId: number, reader: InboxReader, id: string): Promise<InboxItem> {
  const { rows } = await db.query<Row>(
    `select ${columns(reader)} from messages m join sites s on s.id = m.site_id
     where m.site_id = $1 and ${SEEN} and m.id::text = $3`,
    [siteId, reader.personId, id],
  );
  const [item] = await toItems(db, rows, reader);
  if (!item) throw new Refusal('message-unknown', { message: id });
  return item;
}

interface DeliveryRow {
  readonly message_id: string;
  readonly recipient: string;
  readonly tries: number;
  readonly state: LetterState;
  /** When it was sent or given up, or is due. */
  readonly at: number;
}

async function toItems(db: Queryable, rows: readonly Row[], { mayAct, language }: InboxReader): Promise<InboxItem[]> {
  const settlements = await settlementsOf(db, rows, language);
  const ids = rows.map((row) => row.id);
  const { rows: sent } =
    mayAct && ids.length > 0
      ? await db.query<DeliveryRow>(
          `select message_id, recipient, tries, ${LETTER_STATE} state, coalesce(sent_at, given_up_at, due_at) "at" from outbox o
           where message_id = any($1::bigint[]) and channel = 'mail' order by recipient`,
          [ids],
        )
      : { rows: [] };
  return rows.map(({ created_at: createdAt, timezone, isSettled: _, ...row }) => ({
    ...row,
    createdAt: isoWithOffset(createdAt, timezone),
    settled: settlements.get(row.id) ?? null,
    deliveries: sent.filter((one) => one.message_id === row.id).map((one) => toDelivery(one, timezone)),
  }));
}

/** What became of the imports of settled messages, by message. */
async function settlementsOf(
  db: Queryable,
  rows: readonly Row[],
  language: Language,
): Promise<ReadonlyMap<string, Settlement>> {
  const settled = rows.filter((row) => row.isSettled);
  if (settled.length === 0) return new Map();
  const ids = settled.map((row) => row.runId);
  const { rows: found } = await db.query<RunRow>(`select ${RUN_COLUMNS} from ${RUNS} where r.id = any($1::bigint[])`, [
    ids,
  ]);
  const runs = found.map(toRun);
  const names = await actorNames(db, runs.flatMap(actorsOf));
  return new Map(
    settled.flatMap(({ id, runId, timezone: timeZone }) => {
      const run = runs.find((one) => one.id === runId);
      return run === undefined ? [] : [[id, settlementOf(run, { language, timeZone, names })] as const];
    }),
  );
}

function toDelivery({ recipient, tries, state, at }: DeliveryRow, timeZone: string): Delivery {
  return { recipient, state, tries, at: isoWithOffset(at, timeZone) };
}

/** Notes one message, or all, as read; how many were not. */
export async function markRead(
  db: Queryable,
  siteId: number,
  personId: string,
  messageId: string | 'all',
  now: number,
): Promise<number> {
  const { rowCount } = await db.query(
    `insert into message_reads (person_id, message_id, read_at)
     select $2, m.id, $4 from messages m
     where m.site_id = $1 and ${SEEN} and ${UNREAD} and ($3 = 'all' or m.id::text = $3)
     on conflict do nothing`,
    [siteId, personId, messageId, moment(now)],
  );
  return rowCount ?? 0;
}

/** Puts a message among the unread ones again. */
export async function markUnread(db: Queryable, siteId: number, personId: string, messageId: string): Promise<void> {
  await db.query(
    `delete from message_reads d using messages m
     where d.person_id = $2 and m.id = d.message_id and m.site_id = $1 and m.id::text = $3`,
    [siteId, personId, messageId],
  );
}
