/** Writes what a run's end means to people: troubles, messages and the outbox, in the run's own transaction. */

import type { PoolClient } from 'pg';
import type { Language } from '../../domain/model/language.ts';
import type { Actor } from '../../domain/model/listing.ts';
import type { Run } from '../../domain/model/run.ts';
import type { Message } from '../../domain/notify/compose.ts';
import { isWorkingAgain, type News } from '../../domain/notify/message.ts';
import { personOf } from './actor-names.ts';
import { isLate, readFreshness } from './freshness.ts';
import { TEXT_COLUMNS, textValues } from './message-texts.ts';
import { moment, type Queryable } from './runs.ts';
import { closeHolds, dropTroubles, endTroubles, listOpen, openTroubles, settleOwed, type Told } from './troubles.ts';

/** A rejection waits this long for a sibling file that may make it a companion's (RULES.md 1.6). */
const COMPANION_MS = 5 * 60_000;

/** Opens or ends troubles and writes the messages that follow, one for each address. */
export async function writeNews(client: PoolClient, run: Told, news: News, now: number): Promise<void> {
  if (news.kind === 'note') {
    const isFirst = await openTroubles(client, run, { keys: [news.key], isWhole: false }, now);
    if (isFirst) await noteMessage(client, run, news.message, now, now);
    return;
  }
  const isNew = news.kind === 'trouble' && (await openTroubles(client, run, news, now));
  await closeHolds(client, run.siteId, now);
  if (news.kind === 'trouble' && isNew) {
    const waits = run.id !== null && news.mayBeCompanion === true && (await maySiblingFollow(client, run));
    await writeMessage(client, run, news.message, now, waits ? run.receivedAt + COMPANION_MS : now);
  }
  if (news.kind === 'none' || run.id === null) return;
  const { alerts } = await endTroubles(client, run, news.ends, now);
  if (news.recovery === null) return;
  if (isNew) {
    // The import's own message says that it went through.
    await settleOwed(client, run.siteId, news.ends);
    return;
  }
  const open = await listOpen(client, run.siteId);
  if (!isWorkingAgain(news.ends, open) || isLate((await readFreshness(client, run.siteId, now)).state)) return;
  const owed = await settleOwed(client, run.siteId, news.ends);
  if (alerts + owed > 0) await writeMessage(client, run, news.recovery(open), now, now, broughtAboutBy(run));
}

/** Whose own act this run is; null: nobody's, as of a deposit. */
function broughtAboutBy({ approvedBy, replayOf, askedBy }: Run): Actor | null {
  return approvedBy ?? (replayOf === null ? null : askedBy);
}

/** Has this account put a file of another name beside a good one here before? Then the good one may be on its way. */
async function maySiblingFollow(client: PoolClient, run: Run): Promise<boolean> {
  if (run.accountId === null) return false;
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (
       select from runs r join deposits d on d.id = r.deposit_id
       where r.site_id = $1 and r.folder is not distinct from $2 and d.account_id = $3 and d.name <> $4
         and r.scope is not null and r.received_at > $5::timestamptz - interval '7 days') found`,
    [run.siteId, run.folder, run.accountId, run.filename, moment(run.receivedAt)],
  );
  return rows[0]?.found ?? false;
}

/** Who gets a letter. */
export interface Recipient {
  readonly email: string;
  /** Manages the site, and may decide. */
  readonly mayAct: boolean;
  /** As chosen by the person who signs in with this address; French without a choice. */
  readonly language: Language;
}

/** Recipients: accounts with notification and the site's managers, one message an address (RULES.md 8). */
async function recipientsOf(client: PoolClient, siteId: number, except: Actor | null): Promise<Recipient[]> {
  const { rows } = await client.query<Recipient>(
    `select x.email, bool_or(may_act) as "mayAct", coalesce(max(l.language), 'fr') as language from (
       select lower(p.email) email, false as may_act from access_accounts a
         join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
         where a.site_id = $1 and a.notify and a.revoked_at is null and p.left_at is null
       union all select lower(p.email), true from site_roles r join people p on p.id = r.person_id
         where r.site_id = $1 and r.role = 'manager') x
     left join people l on l.email = x.email
     where x.email is not null and x.email <> ''
       and x.email <> all(select k.email from people k where k.id = ${personOf('$2::text')})
     group by 1 order by 1`,
    [siteId, except],
  );
  return rows;
}

/** Whoever knows already, having done it, gets no letter and has it as read. */
async function writeMessage(
  client: PoolClient,
  run: Pick<Told, 'id' | 'siteId'>,
  message: Message,
  now: number,
  dueAt: number,
  knownBy: Actor | null = null,
): Promise<void> {
  const id = await noteMessage(client, run, message, now, dueAt);
  const recipients = await recipientsOf(client, run.siteId, knownBy);
  await addToOutbox(client, id, recipients, dueAt);
  await client.query(
    `insert into message_reads (person_id, message_id, read_at)
     select p.id, $2, $3 from people p where p.id = ${personOf('$1::text')}`,
    [knownBy, id, moment(now)],
  );
}

/** For the inbox alone; its id. */
async function noteMessage(
  client: PoolClient,
  run: Pick<Told, 'id' | 'siteId'>,
  message: Message,
  now: number,
  dueAt: number,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into messages (site_id, run_id, kind, created_at, not_before, ${TEXT_COLUMNS.join(', ')})
     values ($1, $2, $3, $4, $5, ${TEXT_COLUMNS.map((_, index) => `$${index + 6}`).join(', ')}) returning id`,
    [run.siteId, run.id, message.kind, moment(now), moment(dueAt), ...textValues(message)],
  );
  return rows[0]?.id ?? '';
}

/** One outbox row an address; sent after the commit, retried, never twice. */
export async function addToOutbox(
  db: Queryable,
  messageId: string,
  recipients: readonly Recipient[],
  dueAt: number,
): Promise<void> {
  if (recipients.length === 0) return;
  await db.query(
    `insert into outbox (message_id, channel, recipient, due_at, for_others, language)
     select $1, 'mail', x.email, $2, not x.may_act, x.language
     from unnest($3::text[], $4::boolean[], $5::text[]) x (email, may_act, language) on conflict do nothing`,
    [
      messageId,
      moment(dueAt),
      recipients.map(({ email }) => email),
      recipients.map(({ mayAct }) => mayAct),
      recipients.map(({ language }) => language),
    ],
  );
}

/**
 * Takes back what was said of runs that turned out to be companions. What has gone out already stands, and so does its
 * trouble: whoever read it is told when it is over.
 */
export async function withdrawNews(client: PoolClient, runIds: readonly string[], now: number): Promise<void> {
  const { rows } = await client.query<{ run_id: string }>(
    `update messages m set withdrawn_at = $2 where run_id = any($1::bigint[]) and withdrawn_at is null
       and not exists (select from outbox o where o.message_id = m.id and o.sent_at is not null)
     returning run_id`,
    [runIds, moment(now)],
  );
  const withdrawn = rows.map((row) => row.run_id);
  await dropTroubles(client, withdrawn, now);
  await client.query(
    `update outbox set given_up_at = $2, last_error = 'withdrawn'
     where sent_at is null and message_id in (select id from messages where run_id = any($1::bigint[]))`,
    [withdrawn, moment(now)],
  );
}
