/** The inbox of a site as one person sees it, and how the mails of its messages fared. */

import type { Listing } from '../../domain/administration.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { LetterState } from '../../domain/model/person.ts';
import type { Delivery, InboxItem, InboxPage, InboxReader } from '../../domain/notify/inbox.ts';
import { languageOfText, messageText } from './message-texts.ts';
import { LETTER_STATE } from './outbox.ts';
import { moment, type Queryable } from './runs.ts';

const PAGE = 30;
const MAX_PAGE = 200;

/** Messages `m` that people see; credentials are their recipient's only. */
export const SEEN = `m.kind <> 'account' and m.withdrawn_at is null`;

/** Of messages `m` and the person `$2`: since the person has a role here, and not read yet. */
export const UNREAD = `exists (select from site_roles r
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
  readonly timezone: string;
}

function columns({ language, mayAct }: InboxReader): string {
  const [isEnglish, isOther] = [String(language === 'en'), String(!mayAct)];
  return `m.id, m.kind, m.run_id as "runId", ${messageText('subject', isEnglish, isOther)} as subject,
    ${messageText('body', isEnglish, isOther)} as body, ${languageOfText(isEnglish)} as language, m.created_at,
    not (${UNREAD}) as "isRead", s.timezone`;
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
  const items = await withDeliveries(db, page, reader);
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
  const [item] = await withDeliveries(db, rows, reader);
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

async function withDeliveries(db: Queryable, rows: readonly Row[], { mayAct }: InboxReader): Promise<InboxItem[]> {
  const ids = rows.map((row) => row.id);
  const { rows: sent } =
    mayAct && ids.length > 0
      ? await db.query<DeliveryRow>(
          `select message_id, recipient, tries, ${LETTER_STATE} state, coalesce(sent_at, given_up_at, due_at) "at" from outbox o
           where message_id = any($1::bigint[]) and channel = 'mail' order by recipient`,
          [ids],
        )
      : { rows: [] };
  return rows.map(({ created_at: createdAt, timezone, ...row }) => ({
    ...row,
    createdAt: isoWithOffset(createdAt, timezone),
    deliveries: sent.filter((one) => one.message_id === row.id).map((one) => toDelivery(one, timezone)),
  }));
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
